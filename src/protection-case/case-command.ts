import type { Decision, Given } from "../event-sourcing/deciding/decider.js";
import type { CommandOfEvent } from "../event-sourcing/deciding/new-event.js";
import type { Subject } from "../event-sourcing/stored-event/envelope.js";
import type { NewEvent } from "../event-sourcing/stored-event/event-definition.js";
import { resolveTime, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { command, type DeclaredCommand, type Reached } from "../http/command.js";
import { NarrativeField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { loadRecords, lookUpRecords, type Linked } from "../person/one-human-being.js";
import { PersonField } from "../person/person-field.js";
import { victimsOf, type PartyOfEvent, type ProtectionCase } from "./case.state.js";
import { assertVictim } from "./protection-case.js";
import { assertAllowed, type Allowed } from "./stages.js";

/** What every command of a case may say. */
export class CaseBody extends Occurring {
  // An erasure must find them.
  @PersonField({ optional: true, many: true, description: "Persons whom the free text names, beside those concerned" })
  names?: string[];
}

export class CaseBodyWithNote extends CaseBody {
  @NarrativeField({ optional: true })
  note?: string;
}

/** Of a command about one victim. */
export class VictimBody extends CaseBodyWithNote {
  @UuidField({ description: "Id of the person" })
  victim!: string;
}

/** `at` is when it happened, as the command says. */
export type CaseGiven<Loaded = unknown> = Given<Loaded> & { readonly at: OccurredAt };

/** A decision on a case that exists. */
interface CaseDecision<Body, Loaded> extends Pick<Decision<Body, ProtectionCase, Loaded>, "loads"> {
  /** At which stages it is allowed. */
  readonly allowed: Allowed;
  /** Persons of whom all records count: they are looked up and loaded (`recordsOf`). */
  readonly concerns?: (data: Body) => readonly string[];
  readonly decide: (data: Body & Linked, state: ProtectionCase, given: CaseGiven<Loaded>) => readonly NewEvent[];
}

/** Declares a command of a case. Its stage is checked. */
export function caseCommand<Body extends CommandOfEvent, Loaded = unknown>(
  body: new () => Body,
  { allowed, concerns, loads, decide, ...reached }: Reached & CaseDecision<Body, Loaded>,
): DeclaredCommand<ProtectionCase> {
  return command<Body, ProtectionCase, Loaded, Linked>(body, {
    ...reached,
    ...(concerns && { looksUp: (modules, _id, data) => lookUpRecords(modules, { named: concerns(data) }) }),
    loads: (data, state, id) => ({ ...loadRecords(data), ...loads?.(data, state, id) }) as never,
    decide: (data, state, given) => {
      const at = resolveTime(data.occurred, given.now);
      assertAllowed(allowed, state, at);
      return decide(data, state, { ...given, at });
    },
  });
}

/** Whom an event of a case concerns: all its victims first, then these parties if they are none. */
export function subjectsOf(
  state: { readonly parties: readonly PartyOfEvent[] },
  others: readonly PartyOfEvent[] = [],
): Subject[] {
  return [
    ...victimsOf(state).map((person) => ({ person, role: "VICTIM" })),
    ...others.flatMap(({ role, person }) => (role === "VICTIM" || !person ? [] : [{ person, role }])),
  ];
}

/** The victim, where an event concerns one alone. @throws Rejection when the person is no victim of the case */
export function oneVictim(state: ProtectionCase, person: string): Subject[] {
  assertVictim(state, person);
  return [{ person, role: "VICTIM" }];
}
