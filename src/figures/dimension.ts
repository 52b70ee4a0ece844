import { isCountry } from "../places/countries.js";
import { isRegionCode } from "../places/regions.js";

/** A text in both languages. */
export interface Text {
  readonly en: string;
  readonly indonesian: string;
}

/** By what counted things are told apart: a figure is grouped or narrowed by it. Declared once for what is counted. */
export interface Dimension extends Text {
  readonly kind: DimensionKind;
  /** Of codes: all that there are. */
  readonly codes?: readonly string[];
}

/**
 * What a value is. `codes`: several of a thing at once, which then counts under each of them. `days`: a number of whole
 * days, `number` a number of something: neither is ever grouped by. A `month` is `YYYY-MM`, a `day` `YYYY-MM-DD`, both in Jakarta.
 */
export type DimensionKind =
  | "code"
  | "codes"
  | "country"
  | "province"
  | "regency"
  | "district"
  | "month"
  | "day"
  | "id"
  | "ids"
  | "days"
  | "number";

/** Value of a dimension: of `codes` and `ids` a list, of `days` and `number` a number or null. */
export type DimensionValue = string | number | null | readonly string[];

/** Where nothing is known, or there is none: a value like any other, so that each thing stands somewhere. */
export const NONE = "NONE";

const dimension =
  (kind: DimensionKind) =>
  (en: string, indonesian: string, codes?: readonly string[]): Dimension => ({
    kind,
    en,
    indonesian,
    ...(codes && { codes }),
  });

export const code = dimension("code");
export const codes = dimension("codes");
export const country = dimension("country");
export const province = dimension("province");
export const regency = dimension("regency");
export const district = dimension("district");
export const month = dimension("month");
export const day = dimension("day");
export const id = dimension("id");
export const ids = dimension("ids");
export const days = dimension("days");
export const number = dimension("number");

export function isOfSeveral({ kind }: Dimension): boolean {
  return kind === "codes" || kind === "ids";
}

/** Whether figures can be grouped by it, and lists narrowed. */
export function isGroup({ kind }: Dimension): boolean {
  return kind !== "days" && kind !== "number";
}

/** Whether a value may be asked for; of months and days also a range, `2025-01..2025-06`. */
export function isValueOf({ kind, codes: known }: Dimension, value: string): boolean {
  if (value === NONE) return true;
  switch (kind) {
    case "code":
    case "codes":
      return known === undefined ? /^[A-Z0-9_]{1,60}$/.test(value) : known.includes(value);
    case "country":
      return isCountry(value);
    case "province":
      return /^\d{2}$/.test(value) && isRegionCode(value);
    case "regency":
      return /^\d{2}\.\d{2}$/.test(value) && isRegionCode(value);
    case "district":
      return /^\d{2}\.\d{2}\.\d{2}$/.test(value) && isRegionCode(value);
    case "month":
      return MONTH.test(value);
    case "day":
      return DAY.test(value) && !Number.isNaN(Date.parse(value));
    case "id":
    case "ids":
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
    case "days":
    case "number":
      return false;
  }
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** What a value looks like, for whoever gave another. */
export function formOf({ kind, codes: known }: Dimension): string {
  switch (kind) {
    case "code":
    case "codes":
      return known === undefined ? "a code" : `one of ${[...known, NONE].join(", ")}`;
    case "country":
      return `a country by its ISO 3166-1 code of two letters, UNKNOWN or ${NONE}`;
    case "province":
      return `a province by its Kemendagri code, or ${NONE}`;
    case "regency":
      return `a regency or city by its Kemendagri code, or ${NONE}`;
    case "district":
      return `a district by its Kemendagri code, or ${NONE}`;
    case "month":
      return `a month, YYYY-MM, or a range of them, or ${NONE}`;
    case "day":
      return `a day, YYYY-MM-DD, or a range of them, or ${NONE}`;
    case "id":
    case "ids":
      return `a UUID, or ${NONE}`;
    case "days":
      return "nothing: days are not asked for";
    case "number":
      return "nothing: numbers are not asked for";
  }
}

/** Age bands (domain.md, section 9), by the year of birth. */
export const AGE_BANDS = ["UNDER_18", "18_24", "25_34", "35_44", "45_AND_OVER"] as const;
const BAND_FROM = [18, 25, 35, 45];

/** @param at ISO 8601, or null where no time is known */
export function ageBand(birthYear: number | null, at: string | null): string {
  if (birthYear === null || at === null) return NONE;
  const age = Number(dayOf(at).slice(0, 4)) - birthYear;
  return AGE_BANDS[BAND_FROM.filter((from) => age >= from).length]!;
}

/** @param code of a region of any level; null for none */
export function provinceOf(region: string | null): string {
  return region?.slice(0, 2) ?? NONE;
}

export function regencyOf(region: string | null): string {
  return region !== null && region.length >= 5 ? region.slice(0, 5) : NONE;
}

export function districtOf(region: string | null): string {
  return region !== null && region.length >= 8 ? region.slice(0, 8) : NONE;
}

export function monthOf(at: string | null): string {
  return dayOf(at).slice(0, 7);
}

/** Jakarta is seven hours ahead, and has no summer time: figures ask for many days, and a calendar takes long. */
export function dayOf(at: string | null): string {
  if (at === null) return NONE;
  const known = knownDays.get(at);
  if (known !== undefined) return known;
  if (knownDays.size >= MOST_DAYS) knownDays.clear();
  const found = new Date(Date.parse(at) + JAKARTA_MS).toISOString().slice(0, 10);
  knownDays.set(at, found);
  return found;
}

/** One time is asked about with every event of what it is of. */
const knownDays = new Map<string, string>();
const MOST_DAYS = 10_000;

const JAKARTA_MS = 7 * 3_600_000;
const DAY_MS = 86_400_000;

/** Days of the calendar from one time to a later one; null where either is unknown, or they are the other way round. */
export function daysBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  const between = (Date.parse(dayOf(to)) - Date.parse(dayOf(from))) / DAY_MS;
  return between < 0 ? null : between;
}

/** The day before a day of the calendar. */
export function dayBefore(of: string): string {
  return new Date(Date.parse(of) - DAY_MS).toISOString().slice(0, 10);
}
