import type { FieldClass, SealedPart } from "./envelope.js";
import type { PersonalPart } from "./event-definition.js";
import type { EventRecord } from "./event-record.js";

/** A personal value in state or in a view: still sealed, opened only by a rule or an answer that needs it. */
export interface PersonalField {
  readonly part: SealedPart;
  readonly path: string;
}

/** What opening gives: the value; hidden from this reader; or gone for ever, with its key. */
export type Opened =
  | { readonly status: "open"; readonly value: string }
  | { readonly status: "hidden" }
  | { readonly status: "shredded" };

export type OpenField = (field: PersonalField) => Opened;

/** What the machinery asks of whoever keeps the keys. */
export interface FieldSealing {
  /** Seals the personal fields of one event; every key is durable before this resolves. */
  seal(stream: string, event: string, parts: readonly PersonalPart[]): Promise<SealedPart[]>;
  /** Fetches the keys of these parts once, and opens their fields from then on. */
  opener(parts: readonly SealedPart[]): Promise<OpenField>;
  /** HMAC of a request under the key of the month of `now`. */
  fingerprint(request: Uint8Array, now: string): Promise<{ key: string; mac: string }>;
  /** Whether a request has this fingerprint; true when the month's key is destroyed, as it can't be told any more. */
  matches(fingerprint: { readonly key: string; readonly mac: string }, request: Uint8Array): Promise<boolean>;
}

/** The field of an event, in its newest reading; of any person when none is named. */
export function personalField(
  event: Pick<EventRecord, "sealed">,
  fieldClass: FieldClass,
  path: string,
  person?: string,
): PersonalField | undefined {
  const part = event.sealed.findLast(
    (candidate) =>
      candidate.class === fieldClass &&
      path in candidate.commitments &&
      (person === undefined || candidate.person === person),
  );
  return part && { part, path };
}

/** The fields of an event in one class, by path. */
export function personalFields(
  event: Pick<EventRecord, "sealed">,
  fieldClass: FieldClass,
  person?: string,
): Record<string, PersonalField> {
  const fields: Record<string, PersonalField> = {};
  for (const part of event.sealed)
    if (part.class === fieldClass && (person === undefined || part.person === person))
      for (const path of Object.keys(part.commitments)) fields[path] = { part, path };
  return fields;
}
