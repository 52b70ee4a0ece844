import type { SealedPart } from "../event-sourcing/stored-event/envelope.js";
import { maskNumbers } from "./free-text.js";
import {
  isPersonalRecord,
  openField,
  pathsOf,
  type FieldSealing,
  type OpenField,
  type PersonalRecord,
} from "../event-sourcing/stored-event/personal-field.js";

/** What an answer says in place of a personal value that is not given: hidden from this caller, or gone with its key. */
export interface Masked {
  readonly masked: "hidden" | "shredded";
}

/** Tells which of these parts are hidden from whoever is answered. */
export type HiddenOf = (parts: readonly SealedPart[]) => Promise<(part: SealedPart) => boolean>;

/**
 * The one step through which personal fields leave Kawal: every record of sealed fields in a document becomes an
 * object of its values by path, and a value that is not given says so. What is hidden is not decrypted, so that each field
 * that may be there is said to be hidden: that only some are would tell what they say.
 */
export async function openFields(document: unknown, sealing: FieldSealing, hiddenOf: HiddenOf): Promise<unknown> {
  const parts: SealedPart[] = [];
  collect(document, parts);
  if (parts.length === 0) return document;
  const hides = await hiddenOf(parts);
  const open = await sealing.opener(parts.filter((part) => !hides(part)));
  return opened(document, (field) => (hides(field.part) ? { status: "hidden" } : open(field)));
}

function collect(value: unknown, parts: SealedPart[]): void {
  if (value === null || typeof value !== "object") return;
  if (isPersonalRecord(value)) parts.push(...value.parts);
  else for (const each of Object.values(value)) collect(each, parts);
}

/** What holds no record is given as it is; what holds one is copied, and never changed. */
function opened(value: unknown, open: OpenField): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (const [i, each] of value.entries()) {
      const answer = opened(each, open);
      if (answer !== each) (copy ??= [...value])[i] = answer;
    }
    return copy ?? value;
  }
  if (isPersonalRecord(value)) return valuesOf(value, open);
  let copy: Record<string, unknown> | undefined;
  for (const [key, each] of Object.entries(value)) {
    const answer = opened(each, open);
    if (answer !== each) (copy ??= { ...value })[key] = answer;
  }
  return copy ?? value;
}

function valuesOf(record: PersonalRecord, open: OpenField): object {
  return Object.fromEntries(
    pathsOf(record).flatMap((path): [string, unknown][] => {
      const field = openField(record, path, open);
      if (field.status === "absent") return [];
      if (field.status !== "open") return [[path, { masked: field.status } satisfies Masked]];
      return [[path, field.part.class === "narrative" ? maskNumbers(field.value) : field.value]];
    }),
  );
}
