import { findPhoneNumbersInText } from "libphonenumber-js/core";
import { phoneMetadata } from "./phone-metadata.js";

const metadata = phoneMetadata("min");

/** Numbers by which somebody is known, where they stand in free text. */
export type NumberKind = "nik" | "passport" | "phone";

export interface FoundNumber {
  readonly kind: NumberKind;
  /** Index of the first character, and of the one after the last. */
  readonly start: number;
  readonly end: number;
}

/** What stands in a text where a number was. */
const MARKERS: Readonly<Record<NumberKind, string>> = {
  nik: "[NIK hidden]",
  passport: "[passport hidden]",
  phone: "[phone hidden]",
};

/** 16 digits, with at most two of blank, dot, dash, slash between any two, and no digit beside them. */
const NIK = /(?<![\p{L}\p{N}])\p{Nd}(?:[\s.\-‐-―/]{0,2}\p{Nd}){15}(?!\p{N})/gu;

/**
 * Indonesian and most others: one or two letters, then 6 to 8 digits. Amounts of rupiah, ringgit and so on are none.
 */
const PASSPORT =
  /(?<![\p{L}\p{N}])(?!(?:rp|rm|nt|hk|us|sg)[\s-]?\p{Nd})(?:[A-Z]{1,2}[\s-]|[A-Za-z]{1,2})\p{Nd}{6,8}(?![\p{L}\p{N}]|[.,]\p{Nd})/giu;

/** As people write a phone number; without this, years beside each other pass for one. */
const PHONE = /^\(?(?:\+|0|62|8)/;

/**
 * Finds NIK, passport and phone numbers in free text, in order and without overlaps. It is a net with holes: a number
 * in words, or with letters in between, is not found; a docket that looks like a passport number is.
 */
export function findNumbers(text: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  const take = (kind: NumberKind, start: number, end: number) => {
    if (!found.some((other) => start < other.end && other.start < end)) found.push({ kind, start, end });
  };
  for (const { index, 0: match } of text.matchAll(NIK)) take("nik", index, index + match.length);
  for (const { index, 0: match } of text.matchAll(PASSPORT)) take("passport", index, index + match.length);
  // What is found already is no part of a phone number beside it.
  let rest = text;
  for (const { start, end } of found) rest = `${rest.slice(0, start)}${"x".repeat(end - start)}${rest.slice(end)}`;
  for (const { startsAt, endsAt } of findPhoneNumbersInText(rest, { defaultCountry: "ID" }, metadata()))
    if (PHONE.test(text.slice(startsAt, endsAt).normalize("NFKC"))) take("phone", startsAt, endsAt);
  return found.toSorted((a, b) => a.start - b.start);
}

/** The text with a marker in place of each number. */
export function maskNumbers(text: string): string {
  // Most texts have too few digits for any: of what is opened, this is done each time.
  if (!/\p{Nd}(?:\P{L}{0,3}\p{Nd}){5}/u.test(text)) return text;
  let masked = "";
  let from = 0;
  for (const { kind, start, end } of findNumbers(text)) {
    masked += `${text.slice(from, start)}${MARKERS[kind]}`;
    from = end;
  }
  return masked + text.slice(from);
}
