import type { Static, TObject } from "typebox";
import type { FieldClass, Subject } from "../stored-event/envelope.js";
import { newEvent, type EventDefinition, type NewEvent, type PersonalPart } from "../stored-event/event-definition.js";
import { resolveTime, type OccurredAt, type ReportedTime } from "../stored-event/occurred-at.js";

/** What every command may say of its event, beside what is its own. */
export interface CommandOfEvent {
  readonly occurred?: ReportedTime | undefined;
  /** Whom its narratives name beside those concerned. */
  readonly names?: readonly string[] | undefined;
}

/** Values of personal fields by class; what is undefined is left out. */
export type PersonalValues = { readonly [C in FieldClass]?: { readonly [path: string]: string | undefined } };

/** What a decision gives of an event; the rest follows from the command and its time. */
export interface Happened<Facts> {
  /** Whom it concerns, with their roles. */
  readonly subjects: readonly Subject[];
  readonly facts: Facts;
  /** Personal fields, by whose they are. */
  readonly personal?: readonly PersonalPart[] | undefined;
  /** Free text by field: it may name everybody concerned. With no text there is no narrative. */
  readonly narrative?: { readonly [path: string]: string | undefined } | undefined;
  /** Left out: as the command says, or now. */
  readonly at?: OccurredAt | undefined;
}

/**
 * Makes the event of a command: at the time that the command says, or now. Everybody is a subject once, in the first
 * role named. A narrative names all subjects.
 */
export function eventOf<Name extends string, Facts extends TObject>(
  definition: EventDefinition<Name, Facts>,
  { occurred, names = [] }: CommandOfEvent,
  { now }: { readonly now: string },
  { subjects, facts, personal = [], narrative, at = resolveTime(occurred, now) }: Happened<Static<Facts>>,
): NewEvent {
  const concerned = everyoneOnce([...subjects, ...names.map((person) => ({ person, role: "NAMED" }))]);
  const text: PersonalPart[] = Object.values(narrative ?? {}).some((value) => value !== undefined)
    ? [{ person: null, class: "narrative", names: concerned.map(({ person }) => person), values: narrative! }]
    : [];
  return newEvent(definition, {
    subjects: concerned,
    occurredAt: at,
    asReported: occurred?.asReported,
    facts,
    personal: [...personal, ...text],
  });
}

/** Personal fields of one person, by class. */
export function personalOf(person: string, values: PersonalValues): PersonalPart[] {
  return Object.entries(values).map(([fieldClass, of]) => ({ person, class: fieldClass as FieldClass, values: of }));
}

function everyoneOnce(subjects: readonly Subject[]): Subject[] {
  return [...new Map(subjects.toReversed().map((each) => [each.person, each])).values()].toReversed();
}
