import { splitStream } from "../event-sourcing/decider.js";
import { personalField } from "../event-sourcing/personal-field.js";
import type { Projection, ProjectionGiven } from "../event-sourcing/projection.js";
import type { EventRecord } from "../event-sourcing/event-record.js";
import type { LookupKind } from "../privacy/lookup-tokens.js";
import { lookupForms } from "./lookup-forms.js";
import { ContactChanged, IdentityDetailsRecorded, PersonRegistered } from "./person.events.js";

/** What a person is found by; tokens only, so that whoever reads the view reads no name. */
export interface IdentityLookupDocument {
  readonly id: string;
  readonly tokens: readonly string[];
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
 * about; a value that was corrected never was, and finds nobody. A field that can't be opened gives no token.
 */
export const identityLookupView: Projection<IdentityLookupDocument> = {
  name: "identity-lookup",
  version: 1,
  types: [PersonRegistered.type, IdentityDetailsRecorded.type, ContactChanged.type],
  order: "world",
  opens: true,
  streams: (id) => [`person-${id}`],
  indexes: [{ field: "tokens", type: "set" }],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve: (document, event, id, given) => ({
    id,
    tokens: [...new Set([...(document?.tokens ?? []), ...tokensOf(event, id, given)])].toSorted(),
  }),
};

function tokensOf(event: EventRecord, person: string, { open, token }: ProjectionGiven): string[] {
  return FIELDS.flatMap(([fieldClass, path, kind]) => {
    const field = personalField(event, fieldClass, path, person);
    const opened = field && open(field);
    return opened?.status === "open" ? lookupForms(kind, opened.value).map((form) => token(kind, form)) : [];
  });
}
