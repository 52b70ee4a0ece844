import { Temporal } from "temporal-polyfill";
import { ageOn, isCalendarDate } from "../event-sourcing/stored-event/occurred-at.js";

/** A birth date as far as it is known: `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. */
export const BIRTH_DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;
const WHOLE = "YYYY-MM-DD".length;
const YEAR = "YYYY".length;

export function isBirthDate(text: string): boolean {
  return BIRTH_DATE.test(text) && isCalendarDate(firstDayOf(text));
}

/** Whether the day is known. */
export function isWhole(birthDate: string): boolean {
  return birthDate.length === WHOLE;
}

export function isYearOnly(birthDate: string): boolean {
  return birthDate.length === YEAR;
}

/** The first day that a birth date may be. */
export function firstDayOf(birthDate: string): string {
  return `${birthDate}-01-01`.slice(0, WHOLE);
}

/** Full years that somebody may be old. */
export interface PossibleAges {
  readonly youngest: number;
  readonly oldest: number;
}

/** How old somebody may be on a day: born on the last day that the birth date may be, or on the first. */
export function agesOn(birthDate: string, day: string): PossibleAges {
  const first = firstDayOf(birthDate);
  return { youngest: ageOn(lastDayOf(birthDate, first), day), oldest: ageOn(first, day) };
}

function lastDayOf(birthDate: string, first: string): string {
  if (isWhole(birthDate)) return birthDate;
  const next = Temporal.PlainDate.from(first).add(isYearOnly(birthDate) ? { years: 1 } : { months: 1 });
  return next.subtract({ days: 1 }).toString();
}
