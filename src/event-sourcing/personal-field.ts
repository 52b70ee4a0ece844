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

/**
 * The newest personal fields of a subject, as state and views hold them: each sealed part once, and which part each
 * field is in.
 */
export interface PersonalRecord {
  readonly parts: readonly SealedPart[];
  /** Index into `parts`, by path. */
  readonly fields: { readonly [path: string]: number };
}

export const NO_FIELDS: PersonalRecord = { parts: [], fields: {} };

/** The record with the fields of an event in one class taken in; of one person, where one is named. */
export function withFieldsOf(
  record: PersonalRecord,
  event: Pick<EventRecord, "sealed">,
  fieldClass: FieldClass,
  person?: string,
): PersonalRecord {
  const taken = event.sealed.filter(
    (part) => part.class === fieldClass && (person === undefined || part.person === person),
  );
  if (taken.length === 0) return record;
  const held: { [path: string]: SealedPart } = {};
  for (const [path, part] of Object.entries(record.fields)) held[path] = record.parts[part]!;
  for (const part of taken) for (const path of Object.keys(part.commitments)) held[path] = part;
  return heldBy(Object.entries(held));
}

/** The fields of one event in one class. */
export function fieldsOf(event: Pick<EventRecord, "sealed">, fieldClass: FieldClass, person?: string): PersonalRecord {
  return withFieldsOf(NO_FIELDS, event, fieldClass, person);
}

/** The record with one field in place of what it had at that path. */
export function withField(record: PersonalRecord, { part, path }: PersonalField): PersonalRecord {
  return heldBy(new Map([...holdersOf(record), [path, part]]));
}

/** The record with only these fields, of those that it has. */
export function onlyFields(record: PersonalRecord, paths: readonly string[]): PersonalRecord {
  return heldBy(holdersOf(record).filter(([path]) => paths.includes(path)));
}

function holdersOf({ parts, fields }: PersonalRecord): [path: string, part: SealedPart][] {
  return Object.entries(fields).map(([path, part]) => [path, parts[part]!]);
}

/** Parts stand in the order of the first path that is in each. A replay spends much of its time here. */
function heldBy(holders: Iterable<readonly [path: string, part: SealedPart]>): PersonalRecord {
  const parts: SealedPart[] = [];
  const fields: { [path: string]: number } = {};
  for (const [path, part] of holders) {
    const known = parts.indexOf(part);
    fields[path] = known >= 0 ? known : parts.push(part) - 1;
  }
  return { parts, fields };
}

export function fieldIn(record: PersonalRecord, path: string): PersonalField | undefined {
  const part = record.parts[record.fields[path] ?? -1];
  return part && { part, path };
}

/** Whether a value in a document is a record of personal fields; no plain fact has this shape. */
export function isPersonalRecord(value: object): value is PersonalRecord {
  return "parts" in value && "fields" in value && Array.isArray(value.parts);
}
