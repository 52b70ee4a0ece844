import type { SealedPart } from "../event-sourcing/stored-event/envelope.js";
import { maskNumbers } from "./free-text.js";
import { valueAs, type KindOfField } from "../event-sourcing/stored-event/personal-text.js";
import {
  isPersonalRecord,
  openField,
  pathsOf,
  type FieldSealing,
  type OpenField,
  type PersonalRecord,
} from "../event-sourcing/stored-event/personal-field.js";

/**
 * What an answer says in place of a personal value that is not given: hidden from this caller, or gone with its key.
 */
export interface Masked {
  readonly masked: "hidden" | "shredded";
}

/** A personal value in an answer: as the command took it, or what stands in its place. */
export type OpenedValue = string | number | readonly (string | Masked)[] | Masked;

/** The personal fields of an answer, by path: those that have a value, or may have one that is not given. */
export interface OpenedFields {
  readonly [field: string]: OpenedValue;
}

/** Whether something stands in place of the value. */
export function isMasked(value: OpenedValue): value is Masked {
  return typeof value === "object" && "masked" in value;
}

/** What `openFields` makes of a document: values, or what stands in their place, where sealed records were. */
export type Opened<T> = T extends PersonalRecord
  ? OpenedFields
  : T extends readonly (infer Each)[]
    ? readonly Opened<Each>[]
    : T extends object
      ? { readonly [K in keyof T]: Opened<T[K]> }
      : T;

/** Tells which of these parts are hidden from whoever is answered. */
export type HiddenOf = (parts: readonly SealedPart[]) => Promise<(part: SealedPart) => boolean>;

/**
 * The one step through which personal fields leave Kawal: every record of sealed fields in a document becomes an object
 * of its values by path, and a value that is not given says so. What is hidden is not decrypted, so that each field
 * that may be there is said to be hidden: that only some are would tell what they say.
 */
export async function openFields<T>(
  document: T,
  sealing: FieldSealing,
  hiddenOf: HiddenOf,
  kindOf: KindOfField,
): Promise<Opened<T>> {
  const parts: SealedPart[] = [];
  // A record of nothing is opened as well: it is an object with no value then.
  if (!collect(document, parts)) return document as Opened<T>;
  const hides = parts.length === 0 ? () => false : await hiddenOf(parts);
  const open = parts.length === 0 ? NOTHING : await sealing.opener(parts.filter((part) => !hides(part)));
  const openUnlessHidden: OpenField = (field) => (hides(field.part) ? { status: "hidden" } : open(field));
  return opened(document, openUnlessHidden, kindOf) as Opened<T>;
}

const NOTHING: OpenField = () => ({ status: "absent" });

/** @returns whether there is any record */
function collect(value: unknown, parts: SealedPart[]): boolean {
  if (value === null || typeof value !== "object") return false;
  if (isPersonalRecord(value)) {
    parts.push(...value.parts);
    return true;
  }
  let found = false;
  for (const name of Object.keys(value)) if (collect((value as Record<string, unknown>)[name], parts)) found = true;
  return found;
}

/** What holds no record is given as it is; what holds one is copied, and never changed. */
function opened(value: unknown, open: OpenField, kindOf: KindOfField): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const answer = opened(value[i], open, kindOf);
      if (answer !== value[i]) (copy ??= [...(value as unknown[])])[i] = answer;
    }
    return copy ?? value;
  }
  if (isPersonalRecord(value)) return valuesOf(value, open, kindOf);
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const each = (value as Record<string, unknown>)[key];
    const answer = opened(each, open, kindOf);
    if (answer !== each) (copy ??= { ...value })[key] = answer;
  }
  return copy ?? value;
}

function valuesOf(record: PersonalRecord, open: OpenField, kindOf: KindOfField): OpenedFields {
  return Object.fromEntries(
    pathsOf(record).flatMap((path): [string, OpenedValue][] => {
      const field = openField(record, path, open);
      if (field.status === "absent") return [];
      if (field.status !== "open") return [[path, { masked: field.status } satisfies Masked]];
      if (field.part.class === "narrative") return [[path, maskNumbers(field.value)]];
      return [[path, valueAs(kindOf(field.part.class, path), field.value)]];
    }),
  );
}
