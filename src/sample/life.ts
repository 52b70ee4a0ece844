import { Temporal } from "temporal-polyfill";
import { anyDecider, type Decider } from "../event-sourcing/deciding/decider.js";
import { CORRECT_FACT } from "../event-sourcing/deciding/correcting.js";
import { idOfCreated } from "../event-sourcing/deciding/command-handling.js";
import { CorrectFactDto } from "../http/correct-fact.js";
import { samplePage } from "./pages.js";
import { hashOfText } from "./random.js";
import { commandOf, type SampleOfficer, type SampleStep } from "./step.js";

/** The last day of the sample: what a life would bring later has not happened. */
export const SAMPLE_ENDS = "2026-10-16";

/** Half past eight in western Indonesia, in minutes of a day in UTC. */
const OFFICE_OPENS = 90;
/** Files are opened over four hours, so that not all lives are told at the same minute. */
const OPENED_OVER = 240;
const BETWEEN_STEPS = 6;

/** What a command says, as its class of the request has it. */
type Said<Body> = { readonly [K in keyof Body]: Body[K] };

/**
 * Tells one life: steps in order of time, a few minutes apart unless days pass, on working days. Steps after the end of
 * the sample are left out, so what is told of a life is always a beginning of it.
 */
export class Life {
  readonly steps: SampleStep[] = [];
  #day: Temporal.PlainDate;
  #minute: number;
  #count = 0;

  /**
   * @param key names the life among all others: ids follow from it
   * @param begins `YYYY-MM-DD`
   * @param purpose code of the purpose of processing, until `purpose` is set
   */
  constructor(
    readonly key: string,
    begins: string,
    public purpose = "PLACEMENT",
  ) {
    this.#day = workingDay(Temporal.PlainDate.from(begins));
    this.#minute = this.#opening();
  }

  /** `YYYY-MM-DD`, as it is in Indonesia. */
  get today(): string {
    return this.#day.toString();
  }

  /** Whether the sample has ended. */
  get over(): boolean {
    return this.today > SAMPLE_ENDS;
  }

  /** A day from today, `YYYY-MM-DD`; before today for a negative number. */
  in(days: number): string {
    return this.#day.add({ days }).toString();
  }

  /** Days pass, at least one; what comes next is on a working day. */
  pass(days: number): void {
    this.#day = workingDay(this.#day.add({ days: Math.max(1, days) }));
    this.#minute = this.#opening();
  }

  /** Time passes until a day, or the working day after it. */
  until(day: string): void {
    this.pass(this.#day.until(day, { largestUnit: "day" }).days);
  }

  /** Something is created; its id follows from the label. */
  creates<Body extends object, State>(
    label: string,
    by: SampleOfficer,
    decider: Decider<State>,
    body: new () => Body,
    data: Said<Body>,
  ): string {
    const step = { ...this.#next(by, label), decider: anyDecider(decider), command: body.name, body, data };
    this.#tell(step);
    return idOfCreated(commandOf(step));
  }

  /** Something is recorded; gives the id of the command. */
  does<Body extends object, State>(
    by: SampleOfficer,
    [decider, id]: readonly [Decider<State>, string],
    body: new () => Body,
    data: Said<Body>,
  ): string {
    const command = body.name;
    const step = {
      ...this.#next(by, `${this.#count}-${command}`),
      decider: anyDecider(decider),
      id,
      command,
      body,
      data,
    };
    this.#tell(step);
    return commandOf(step);
  }

  /** What a command recorded is corrected. */
  corrects<State>(
    by: SampleOfficer,
    [decider, id]: readonly [Decider<State>, string],
    corrects: string,
    data: Omit<Said<CorrectFactDto>, "event">,
  ): void {
    const next = this.#next(by, `${this.#count}-${CORRECT_FACT}`);
    const command = CORRECT_FACT;
    this.#tell({ ...next, decider: anyDecider(decider), id, command, body: CorrectFactDto, data, corrects });
  }

  /** A page is uploaded as a person's document; gives the id of the file. */
  uploads(by: SampleOfficer, person: string, lines: readonly string[]): string {
    const step = { ...this.#next(by, `${this.#count}-upload`), person, upload: samplePage(lines) };
    this.#tell(step);
    return idOfCreated(commandOf(step));
  }

  #next(by: SampleOfficer, label: string) {
    this.#count++;
    const at = this.#day.toZonedDateTime("UTC").add({ minutes: this.#minute }).toInstant();
    this.#minute += BETWEEN_STEPS;
    const name = `${this.key}/${label}`;
    return { at: at.toString({ smallestUnit: "millisecond" }), name, by, purpose: this.purpose };
  }

  #tell(step: SampleStep): void {
    if (!this.over) this.steps.push(step);
  }

  #opening(): number {
    return OFFICE_OPENS + (hashOfText(`${this.key}/${this.today}`) % OPENED_OVER);
  }
}

/** The day, or the Monday after it. */
function workingDay(day: Temporal.PlainDate): Temporal.PlainDate {
  return day.dayOfWeek > 5 ? day.add({ days: 8 - day.dayOfWeek }) : day;
}
