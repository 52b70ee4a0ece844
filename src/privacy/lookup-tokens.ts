import { createHmac } from "node:crypto";
import { parsePhoneNumberFromString } from "libphonenumber-js/core";
import { preparedKey } from "./authenticated-cipher.js";
import type { KeyStore } from "./key-store.js";
import { nameTokens } from "./name-tokens.js";
import { RecentlyUsed } from "./recently-used.js";
import { phoneMetadata } from "./phone-metadata.js";

const metadata = phoneMetadata("max");

/** What a person is found by. A token is the HMAC of a normalised value of its kind. */
export const LOOKUP_KINDS = ["nik", "passport", "phone", "name"] as const;
export type LookupKind = (typeof LOOKUP_KINDS)[number];

/** Makes search tokens; a projection that opens fields is given the same. */
export interface LookupTokens {
  /** HMAC-SHA-256 (base64url) of a normalised value of a kind, under the lookup key. */
  readonly token: (kind: string, normalised: string) => string;
}

/** For searches. To be awaited before a projection's worker starts, as it makes the lookup key of a new store. */
export async function lookupTokens(keys: KeyStore): Promise<LookupTokens> {
  const [key] = await keys.ensure([{ purpose: "lookup" }]);
  return tokensUnder(key!.bytes);
}

export function tokensUnder(lookupKey: Uint8Array): LookupTokens {
  return {
    // RFC 8785 writes a list of texts as JSON.stringify does.
    token: (kind, normalised) =>
      createHmac("sha256", preparedKey(lookupKey))
        .update(JSON.stringify([kind, normalised]))
        .digest("base64url"),
  };
}

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

/** Letters and digits of a passport's number, in upper case. Undefined where a letter or digit is of another script. */
export function normalisedPassport(text: string): string | undefined {
  const written = text.normalize("NFKC").toUpperCase();
  if (/[\p{L}\p{N}]/u.test(written.replaceAll(/[A-Z0-9]/g, ""))) return undefined;
  return written.replaceAll(/[^A-Z0-9]/g, "") || undefined;
}

/** E.164; a number with no country is Indonesian. Undefined when it can't be a phone number. */
export function normalisedPhone(text: string): string | undefined {
  return readPhone(text)?.number;
}

/** A phone number as it was read. */
export interface ReadPhone {
  /** E.164. */
  readonly number: string;
  /** Its country was not written: it was taken as Indonesian. */
  readonly countryAssumed: boolean;
  /** A number with no country could be of any: whether it is one that Indonesia gives out. */
  readonly valid: boolean;
}

/**
 * E.164, where it is known of which country the number is. One without a country that Indonesia does not give out is of
 * another country: it is not guessed which.
 */
export function keptPhone(text: string): string | undefined {
  const read = readPhone(text);
  return read && (read.valid || !read.countryAssumed) ? read.number : undefined;
}

/** One command reads a number to check, to keep and to show it: it is parsed once. */
const READ_LATELY = 128;
const lately = new RecentlyUsed<ReadPhone | "none">(READ_LATELY);

/** Undefined when it can't be a phone number. */
export function readPhone(text: string): ReadPhone | undefined {
  let read = lately.get(text);
  if (read === undefined) lately.set(text, (read = parsedPhone(text) ?? "none"));
  return read === "none" ? undefined : read;
}

function parsedPhone(text: string): ReadPhone | undefined {
  if (/\p{L}/u.test(text)) return undefined;
  const dialled = text.normalize("NFKC").replaceAll(/[^\d+]/g, "");
  const international = dialled.replace(/^00/, "+").replace(/^62(?=\d{8})/, "+62");
  const number = parsePhoneNumberFromString(international, "ID", metadata());
  if (!number?.isPossible()) return undefined;
  return { number: number.number, countryAssumed: !international.startsWith("+"), valid: number.isValid() };
}
