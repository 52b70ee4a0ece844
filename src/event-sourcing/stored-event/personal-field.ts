import type { FieldClass, SealedPart } from "./envelope.js";
import type { PersonalPart } from "./event-definition.js";
import type { EventRecord } from "./event-record.js";

/** A field of a sealed part, which may or may not be in it. */
export interface PersonalField {
  readonly part: SealedPart;
  readonly path: string;
}

/** What opening gives: the value; that there is none; hidden from this reader; or gone for ever, with its key. */
export type Opened =
  | { readonly status: "open"; readonly value: string }
  | { readonly status: "absent" }
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

/**
 * The personal fields of a subject, as state and views hold them: sealed, opened only by a rule or an answer that needs
 * them. Which fields a part holds is inside of it, so a record keeps every part that may hold one, and the value of a
 * field is in the newest part that has it.
 */
export interface PersonalRecord {
  /** Oldest first. */
  readonly parts: readonly SealedPart[];
  /** The paths that each of the parts is asked for; as many as there are parts. */
  readonly fields: readonly (readonly string[])[];
}

export const NO_FIELDS: PersonalRecord = { parts: [], fields: [] };

type Sealed = Pick<EventRecord, "sealed" | "mayHold">;

/**
 * The record with what an event may say in one class taken in as its newest.
 * @param person only the fields of this one; left out: of anybody
 * @param without paths that this event has no say in
 */
export function withFieldsOf(
  record: PersonalRecord,
  { sealed, mayHold }: Sealed,
  fieldClass: FieldClass,
  { person, without = [] }: { readonly person?: string; readonly without?: readonly string[] } = {},
): PersonalRecord {
  const taken = sealed.filter((part) => part.class === fieldClass && (person === undefined || part.person === person));
  if (taken.length === 0) return record;
  const declared = mayHold[fieldClass] ?? [];
  const paths = without.length === 0 ? declared : declared.filter((path) => !without.includes(path));
  return above(record, { parts: taken, fields: taken.map(() => paths) });
}

/** The fields of one event in one class; of one person, where one is named. */
export function fieldsOf(event: Sealed, fieldClass: FieldClass, person?: string): PersonalRecord {
  return withFieldsOf(NO_FIELDS, event, fieldClass, person === undefined ? {} : { person });
}

/** Both, where what the newer one says of a field counts. */
export function above(older: PersonalRecord, newer: PersonalRecord): PersonalRecord {
  return { parts: [...older.parts, ...newer.parts], fields: [...older.fields, ...newer.fields] };
}

/** The record with only these fields, of those that it may have. */
export function onlyFields({ parts, fields }: PersonalRecord, paths: readonly string[]): PersonalRecord {
  const kept = fields.map((held) => held.filter((path) => paths.includes(path)));
  const wanted = (_: unknown, i: number) => kept[i]!.length > 0;
  return { parts: parts.filter(wanted), fields: kept.filter(wanted) };
}

/** The paths of all fields that a record may have, each once. */
export function pathsOf({ fields }: PersonalRecord): string[] {
  return [...new Set(fields.flat())];
}

/** A field as it was opened, with the part that it was in. */
export type OpenedField = Exclude<Opened, { status: "open" }> | (Opened & { status: "open"; part: SealedPart });

/**
 * Opens the newest value of a field, going back from part to part. A field stands in one part of an event at most, so
 * another part of that event that can't be opened says nothing against it. What an event may have said in a part that
 * can't be opened is not replaced by what was said before: it would be shown as if it still held.
 */
export function openField({ parts, fields }: PersonalRecord, path: string, open: OpenField): OpenedField {
  let closed: OpenedField | undefined;
  let event: string | undefined;
  for (let i = parts.length - 1; i >= 0; i--) {
    if (!fields[i]!.includes(path)) continue;
    const part = parts[i]!;
    if (closed && part.description.event !== event) return closed;
    event = part.description.event;
    const opened = open({ part, path });
    if (opened.status === "open") return { ...opened, part };
    if (opened.status !== "absent" && closed?.status !== "hidden") closed = opened;
  }
  return closed ?? { status: "absent" };
}

/** The value of a field; undefined where there is none, or it can't be opened. */
export function valueOf(record: PersonalRecord, path: string, open: OpenField): string | undefined {
  const opened = openField(record, path, open);
  return opened.status === "open" ? opened.value : undefined;
}

/** Whether a value in a document is a record of personal fields; no plain fact has this shape. */
export function isPersonalRecord(value: object): value is PersonalRecord {
  return "parts" in value && "fields" in value && Array.isArray(value.parts);
}
