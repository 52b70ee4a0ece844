import type { FieldClass } from "./envelope.js";

/**
 * A personal value is sealed as text. What a command takes as a list of codes or ids, or as a number, is told to be one
 * in the definition of the event, so that an answer gives it back as it was taken.
 */
export type KindOfText = "list" | "integer";

/** Tells what the text of a field stands for; undefined for text itself. */
export type KindOfField = (fieldClass: FieldClass, path: string) => KindOfText | undefined;

/** The kinds of an event's personal fields, by class and path; what is not named is text. */
export type KindsOfText = { readonly [C in FieldClass]?: { readonly [path: string]: KindOfText } };

/** Codes or ids as they are sealed: each once, in order; undefined for none. */
export function listAsText(values: readonly string[] = []): string | undefined {
  return values.length === 0 ? undefined : [...new Set(values)].toSorted().join();
}

/** What a sealed text stands for. Text that is none of its kind is given as it is: a correction may have said it. */
export function valueAs(kind: KindOfText | undefined, text: string): string | number | readonly string[] {
  if (kind === "list") return text === "" ? [] : text.split(",");
  return kind === "integer" && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The text that a value of a correction is sealed as; undefined for a value that the field can't have. */
export function textOf(kind: KindOfText | undefined, value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (kind === "integer") return Number.isSafeInteger(value) ? `${value as number}` : undefined;
  if (kind !== "list" || !Array.isArray(value)) return undefined;
  return value.every((each) => typeof each === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(each))
    ? listAsText(value as string[])
    : undefined;
}
