import { PersonErased } from "./erasure.events.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { fieldsOf, openField } from "../event-sourcing/stored-event/personal-field.js";
import type { Projection, ProjectionGiven } from "../event-sourcing/projecting/projection.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { LookupKind } from "../privacy/lookup-tokens.js";
import { lookupForms } from "./lookup-forms.js";
import { ContactChanged, IdentityDetailsRecorded, PersonRegistered } from "./person.events.js";

/** What a person is found by; tokens only, so that whoever reads the view reads no name. */
export interface IdentityLookupDocument {
  readonly id: string;
  readonly tokens: readonly string[];
  /** The same by the key that their values lie under, as they go when it does. */
  readonly under: { readonly [key: string]: readonly string[] };
}

const FIELDS = [
  ["identity", "nik", "nik"],
  ["identity", "passport", "passport"],
  ["contact", "phone", "phone"],
  ["identity", "name", "name"],
  ["identity", "alias", "name"],
  ["identity", "initials", "name"],
] as const satisfies readonly (readonly [string, string, LookupKind])[];

/**
 * The one view that opens sealed fields. Earlier numbers and names go on finding the person, as papers with them are
 * about; a value that was corrected never was, and finds nobody. A field that can't be opened gives no token, and what was
 * erased finds nobody, whether or not its key is gone by then.
 */
export const identityLookupView: Projection<IdentityLookupDocument> = {
  name: "identity-lookup",
  version: 3,
  types: [PersonRegistered.type, IdentityDetailsRecorded.type, ContactChanged.type, PersonErased.type],
  order: "world",
  opens: true,
  streams: (id) => [`person-${id}`],
  indexes: [{ field: "tokens", type: "set" }],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id, given) {
    if (event.type === PersonErased.type) return without(document, (event as PersonErased).facts.keys);
    const under: Record<string, readonly string[]> = { ...document?.under };
    for (const [key, token] of tokensOf(event, id, given)) under[key] = distinct([...(under[key] ?? []), token]);
    return documentOf(id, under);
  },
};

function without(document: IdentityLookupDocument | undefined, keys: readonly string[]) {
  if (!document) return undefined;
  const left = Object.entries(document.under).filter(([key]) => !keys.includes(key));
  return left.length === 0 ? undefined : documentOf(document.id, Object.fromEntries(left));
}

function documentOf(id: string, under: IdentityLookupDocument["under"]): IdentityLookupDocument {
  return { id, tokens: distinct(Object.values(under).flat()), under };
}

function distinct(tokens: readonly string[]): string[] {
  return [...new Set(tokens)].toSorted();
}

function tokensOf(
  event: EventRecord,
  person: string,
  { open, token }: ProjectionGiven,
): [key: string, token: string][] {
  return FIELDS.flatMap(([fieldClass, path, kind]) => {
    const opened = openField(fieldsOf(event, fieldClass, person), path, open);
    if (opened.status !== "open") return [];
    const { key } = opened.part.description;
    return lookupForms(kind, opened.value).map((form): [string, string] => [key, token(kind, form)]);
  });
}
