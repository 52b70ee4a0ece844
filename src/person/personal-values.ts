import { firstDayOf, isBirthDate } from "../facts/birth-date.js";
import { isName } from "../facts/name.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { normalisedNik, normalisedPassport, keptPhone } from "../privacy/lookup-tokens.js";
import { valueOf, type OpenField, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { isPassportNumber, nikWarnings, passportWarnings, type IdentityWarning } from "./identity-numbers.js";
import { IDENTITY_FIELDS } from "./person.events.js";

/** Personal values by field, as a caller gives them or as they are kept. */
export type Values = { readonly [field: string]: string | undefined };

type Keep = (text: string) => string | undefined;

/** A name by which a person goes; also by a correction, which passes no field of a request. */
const NAME = {
  keep: (text: string) => (isName(text) ? text.normalize("NFC").trim() : undefined),
  words: "must have a letter, and no invisible character",
};

const KEPT: { readonly [field: string]: { readonly keep: Keep; readonly type?: string; readonly words: string } } = {
  name: NAME,
  alias: NAME,
  initials: NAME,
  nik: { keep: normalisedNik, words: "must be a NIK, 16 digits" },
  passport: {
    keep: (text) => {
      const number = normalisedPassport(text);
      return number !== undefined && isPassportNumber(number) ? number : undefined;
    },
    words: "must be a passport number: at most 9 letters (A to Z) and digits",
  },
  phone: {
    keep: keptPhone,
    words: "must be a phone number: Indonesian, or with + and the code of its country",
  },
};

/**
 * Personal values in the form in which they are kept: a NIK and a passport without separators, a phone number as E.164,
 * all else without blanks around it.
 * @param parent of the fields in the request, e.g. `identity`; empty for none
 * @param now ISO 8601; a birth date is not after it
 * @throws InvalidField naming the field; never its value
 */
export function keptValues<V extends object>(values: V | undefined, parent: string, now: string): Values {
  const kept: Record<string, string> = {};
  for (const [field, text] of Object.entries(values ?? {})) {
    if (text === undefined) continue;
    const path = parent === "" ? field : `${parent}.${field}`;
    if (typeof text !== "string") throw new InvalidField("invalid-field", path, "must be text");
    const rule = KEPT[field];
    const value = rule ? rule.keep(text) : text.normalize("NFC").trim();
    if (value === undefined || value === "")
      throw new InvalidField("invalid-field", path, rule?.words ?? "must not be blank");
    if (field === "birthDate") assertBirthDate(value, path, now);
    kept[field] = value;
  }
  return kept;
}

/** What to look into in a person's numbers, given what else is known. */
export function identityWarnings(
  { nik, passport, birthDate }: Values,
  known: { readonly sex?: string | undefined; readonly birthYear?: number | null | undefined },
): IdentityWarning[] {
  const born = birthDate ?? (typeof known.birthYear === "number" ? String(known.birthYear) : undefined);
  return [
    // The area is left out: the list has the districts of today, and a NIK that of the day on which it was issued.
    ...(nik === undefined ? [] : nikWarnings(nik, { birthDate: born, sex: known.sex })),
    ...(passport === undefined ? [] : passportWarnings(passport)),
  ];
}

/** Identity values that can be opened; those hidden or shredded are as unknown. */
export function openedIdentity(record: PersonalRecord, open: OpenField): Values {
  return Object.fromEntries(
    IDENTITY_FIELDS.flatMap((path) => {
      const value = valueOf(record, path, open);
      return value === undefined ? [] : [[path, value]];
    }),
  );
}

/** Whether `identityWarnings` needs one of these values. */
export function isChecked(identity: Values, facts: { readonly sex?: unknown; readonly birthYear?: unknown }): boolean {
  return [identity.nik, identity.passport, identity.birthDate, facts.sex, facts.birthYear].some(
    (value) => value !== undefined,
  );
}

export function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

/** The first day that it may be is no day to come. */
function assertBirthDate(text: string, path: string, now: string): void {
  if (!isBirthDate(text))
    throw new InvalidField(
      "impossible-date",
      path,
      "must be a date as far as it is known: YYYY-MM-DD, YYYY-MM or YYYY",
    );
  const first = firstDayOf(text);
  if (first > dateIn(DEFAULT_ZONE, now) || first < "1900-01-01")
    throw new InvalidField("impossible-date", path, "must be a day since 1900 and not one to come");
}
