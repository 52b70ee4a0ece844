import type { Static, TObject } from "typebox";
import type { AnyDecision, Decider, Given } from "../event-sourcing/deciding/decider.js";
import type { FieldClass, Subject } from "../event-sourcing/stored-event/envelope.js";
import type { EventDefinition, NewEvent, PersonalPart } from "../event-sourcing/stored-event/event-definition.js";
import { resolveTime, type OccurredAt, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";
import { assertAllowed } from "./allowed.js";
import type { Repatriation } from "./repatriation.state.js";

export type Decisions = Decider<Repatriation>["decisions"];

/** What every command may say of the time. */
export interface Timed {
  readonly occurred?: ReportedTime | undefined;
}

type PersonalValues = { readonly [C in FieldClass]?: { readonly [path: string]: string | undefined } };

/** What a decision says of its event: its facts, personal fields of the person of the case, and the others concerned. */
export interface Said {
  readonly type: string;
  readonly facts: object;
  readonly personal: PersonalValues;
  readonly others: readonly Subject[];
}

export function said<Name extends string, Facts extends TObject>(
  definition: EventDefinition<Name, Facts>,
  facts: Static<Facts>,
  personal: PersonalValues = {},
  others: readonly Subject[] = [],
): Said {
  return { type: definition.type, facts: facts as object, personal, others };
}

/** The event about the person of a case, with every narrative naming all persons concerned. */
export function eventAbout(person: string, { type, facts, personal, others }: Said, at: OccurredAt, timed: Timed) {
  const subjects = [{ person, role: "MIGRANT" }, ...others];
  const names = subjects.map((subject) => subject.person);
  const parts = Object.entries(personal).map(([fieldClass, values]): PersonalPart =>
    fieldClass === "narrative"
      ? { person: null, class: fieldClass, names, values }
      : { person, class: fieldClass as FieldClass, values },
  );
  return {
    type,
    facts: facts as NewEvent["facts"],
    subjects,
    occurredAt: at,
    asReported: timed.occurred?.asReported,
    personal: parts,
  } satisfies NewEvent;
}

/** A decision on a case that exists: the table of what is allowed, then the decision's own rules. */
export function caseDecision<Command extends Timed, Loaded = unknown>(
  command: string,
  decide: (data: Command, state: Repatriation, given: Given<Loaded>, at: OccurredAt) => Said,
  loads: (data: Command, state: Repatriation) => object = () => ({}),
): AnyDecision<Repatriation> {
  return {
    loads,
    decide: (data: Command, state: Repatriation, given: Given<Loaded>) => {
      const at = resolveTime(data.occurred, given.now);
      assertAllowed(command, state, at);
      return [eventAbout(state.person!, decide(data, state, given, at), at, data)];
    },
  };
}
