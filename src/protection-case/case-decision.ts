import type { Static, TObject } from "typebox";
import type { AnyDecision, Decider, Given, Load } from "../event-sourcing/deciding/decider.js";
import type { Subject } from "../event-sourcing/stored-event/envelope.js";
import type { EventDefinition, NewEvent, PersonalPart } from "../event-sourcing/stored-event/event-definition.js";
import { resolveTime, type OccurredAt, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";
import { assertRegistered, personOf, type Person } from "../person/person.js";
import { assertAllowed } from "./allowed.js";
import { victimsOf, type ProtectionCase } from "./case.state.js";

export type Decisions = Decider<ProtectionCase>["decisions"];

/** What every command may say: when it was, and whom its narrative names beside those concerned. */
export interface Told {
  readonly occurred?: ReportedTime | undefined;
  readonly names?: readonly string[] | undefined;
}

/** What a decision says of its event. */
export interface Said {
  readonly type: string;
  readonly facts: object;
  /** Personal fields of persons; what is a narrative names all whom the event concerns. */
  readonly personal?: readonly PersonalPart[];
  readonly narrative?: { readonly [path: string]: string | undefined };
  /** Whom it concerns; left out: every victim. */
  readonly victims?: readonly string[];
  readonly others?: readonly Subject[];
}

export function said<Name extends string, Facts extends TObject>(
  definition: EventDefinition<Name, Facts>,
  facts: Static<Facts>,
  more: Omit<Said, "type" | "facts"> = {},
): Said {
  return { type: definition.type, facts: facts as object, ...more };
}

/** The event of a case: its victims first, so that all of one case is taken in one order. */
export function caseEvent(says: Said, victims: readonly string[], told: Told, at: OccurredAt): NewEvent {
  const subjects = distinct([
    ...(says.victims ?? victims).map((person) => ({ person, role: "VICTIM" })),
    ...(says.others ?? []),
    ...(told.names ?? []).map((person) => ({ person: person.toLowerCase(), role: "NAMED" })),
  ]);
  const names = subjects.map(({ person }) => person);
  const narrative: PersonalPart[] = says.narrative
    ? [{ person: null, class: "narrative", names, values: says.narrative }]
    : [];
  return {
    type: says.type,
    facts: says.facts as NewEvent["facts"],
    subjects,
    occurredAt: at,
    asReported: told.occurred?.asReported,
    personal: [...(says.personal ?? []), ...narrative],
  };
}

/** Everyone once, in the first role named. */
function distinct(subjects: readonly Subject[]): Subject[] {
  return [...new Map(subjects.toReversed().map((each) => [each.person, each])).values()].toReversed();
}

/** A decision on a case that exists: the table of what is allowed where, then the decision's own rules. */
export function caseDecision<Command extends Told, Loaded = unknown>(
  command: string,
  decide: (data: Command, state: ProtectionCase, given: Given<Loaded>, at: OccurredAt) => Said | readonly Said[],
  loads: (data: Command, state: ProtectionCase) => object = () => ({}),
): AnyDecision<ProtectionCase> {
  return {
    loads: (data: Command, state: ProtectionCase) => ({ ...namedLoads(data), ...loads(data, state) }),
    decide: (data: Command, state: ProtectionCase, given: Given<Loaded>) => {
      const at = resolveTime(data.occurred, given.now);
      assertAllowed(command, state, at);
      assertNamed(data, given.loaded);
      const says = decide(data, state, given, at);
      return [says].flat().map((each) => caseEvent(each as Said, victimsOf(state), data, at));
    },
  };
}

/** Persons whom a narrative names beside those concerned: they must be registered, as an erasure must find them. */
export function namedLoads({ names = [] }: Told): { readonly [name: string]: Load<Person> } {
  return Object.fromEntries(names.map((id) => [`named/${id.toLowerCase()}`, personOf(id)]));
}

export function assertNamed({ names = [] }: Told, loaded: unknown): void {
  const persons = loaded as { readonly [name: string]: Person };
  for (const id of names) assertRegistered(persons[`named/${id.toLowerCase()}`]!, id.toLowerCase());
}
