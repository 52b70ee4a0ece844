import { parsePhoneNumberFromString } from "libphonenumber-js";
import { nameTokens } from "./name-tokens.js";

/** What a person is found by. A token is the HMAC of a normalised value of its kind. */
export const LOOKUP_KINDS = ["nik", "passport", "phone", "name"] as const;
export type LookupKind = (typeof LOOKUP_KINDS)[number];

/**
 * The forms of a value that are made into tokens, so that it meets the same value written otherwise; for a name its
 * parts and the whole. Empty when the text holds nothing of its kind.
 */
export function normalisedForms(kind: LookupKind, text: string): string[] {
  if (kind === "name") {
    const { part, whole } = nameTokens(text);
    return [...new Set([...part, whole])].filter((form) => form !== "");
  }
  const form = { nik: normalisedNik, passport: normalisedPassport, phone: normalisedPhone }[kind](text);
  return form === undefined ? [] : [form];
}

/** The 16 digits of a NIK, whatever stands between them; undefined when there are not 16. */
export function normalisedNik(text: string): string | undefined {
  const digits = text.replaceAll(/\D/g, "");
  return digits.length === 16 ? digits : undefined;
}

/** Letters and digits of a passport's number, in upper case. */
export function normalisedPassport(text: string): string | undefined {
  return (
    text
      .normalize("NFKC")
      .toUpperCase()
      .replaceAll(/[^A-Z0-9]/g, "") || undefined
  );
}

/** E.164; a number with no country is Indonesian. Undefined when it can't be a phone number. */
export function normalisedPhone(text: string): string | undefined {
  const dialled = text.normalize("NFKC").replaceAll(/[^\d+]/g, "");
  const international = dialled.replace(/^00/, "+").replace(/^62(?=\d{8})/, "+62");
  const number = parsePhoneNumberFromString(international, "ID");
  return number?.isPossible() ? number.number : undefined;
}
