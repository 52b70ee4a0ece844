import type { SealedPart } from "../event-sourcing/envelope.js";
import { fieldIn, isPersonalRecord, type FieldSealing, type OpenField } from "../event-sourcing/personal-field.js";

/** What an answer says in place of a personal value that is not given: hidden from this caller, or gone with its key. */
export interface Masked {
  readonly masked: "hidden" | "shredded";
}

/**
 * The one step through which personal fields leave Kawal: every record of sealed fields in a document becomes an
 * object of its values by path, and a value that is not given says so.
 */
export async function openFields(document: unknown, sealing: FieldSealing): Promise<unknown> {
  const parts: SealedPart[] = [];
  collect(document, parts);
  return opened(document, parts.length === 0 ? undefined : await sealing.opener(parts));
}

function collect(value: unknown, parts: SealedPart[]): void {
  if (value === null || typeof value !== "object") return;
  if (isPersonalRecord(value)) parts.push(...value.parts);
  else for (const each of Object.values(value)) collect(each, parts);
}

function opened(value: unknown, open: OpenField | undefined): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each) => opened(each, open));
  if (!isPersonalRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, opened(each, open)]));
  return Object.fromEntries(
    Object.keys(value.fields).map((path) => {
      const field = open!(fieldIn(value, path)!);
      return [path, field.status === "open" ? field.value : ({ masked: field.status } satisfies Masked)];
    }),
  );
}
