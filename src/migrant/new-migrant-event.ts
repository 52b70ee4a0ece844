import type { Static, TObject } from "typebox";
import type { Given } from "../event-sourcing/deciding/decider.js";
import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import {
  newEvent,
  type EventDefinition,
  type NewEvent,
  type PersonalPart,
} from "../event-sourcing/stored-event/event-definition.js";
import { resolveTime, type OccurredAt, type ReportedTime } from "../event-sourcing/stored-event/occurred-at.js";

/** What the commands of a migrant have in common. */
export interface Told {
  readonly occurred?: ReportedTime | undefined;
  readonly note?: string | undefined;
}

interface More {
  /** The migrant's personal fields, by class. */
  readonly personal?: { readonly [C in FieldClass]?: { readonly [path: string]: string | undefined } };
  /** Others concerned, with their roles. */
  readonly others?: readonly { readonly person: string; readonly role: string }[];
  readonly occurredAt?: OccurredAt;
}

/** Makes an event about the migrant whose stream it is: facts that are undefined are left out, the note is sealed. */
export function migrantEvent<Name extends string, Facts extends TObject>(
  definition: EventDefinition<Name, Facts>,
  { occurred, note }: Told,
  given: Pick<Given, "id" | "now">,
  facts: { readonly [K in keyof Static<Facts>]: Static<Facts>[K] | undefined },
  { personal = {}, others = [], occurredAt = resolveTime(occurred, given.now) }: More = {},
): NewEvent {
  const subjects = [{ person: given.id, role: "MIGRANT" }, ...others];
  const parts: PersonalPart[] = Object.entries(personal).map(([fieldClass, values]) => ({
    person: given.id,
    class: fieldClass as FieldClass,
    values,
  }));
  if (note !== undefined)
    parts.push({ person: null, class: "narrative", names: subjects.map(({ person }) => person), values: { note } });
  return newEvent(definition, {
    subjects,
    occurredAt,
    asReported: occurred?.asReported,
    facts: definedOnly(facts) as Static<Facts>,
    personal: parts,
  });
}

function definedOnly(facts: object): object {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
