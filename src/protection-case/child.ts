import { dateIn, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { valueOf, type OpenField } from "../event-sourcing/stored-event/personal-field.js";
import { agesOn, isBirthDate, isYearOnly } from "../facts/birth-date.js";
import type { Person } from "../person/person.js";

/** On what it rests that a victim was a child. */
export type ChildBasis = "BIRTH_DATE" | "BIRTH_YEAR" | "DOCUMENT" | "ASSESSMENT";

export interface AgeAtOffence {
  /** Null where nobody knows. */
  readonly age: number | null;
  readonly child: boolean;
  /** Absent for who was no child. */
  readonly basis?: ChildBasis;
}

/**
 * How old a victim was when the offence began, in full years, and whether that is a child. A birth date decides, the
 * last day that it may be where the day is not known; else a birth year, with the benefit of a doubt of one year; else
 * what the assessor has seen or assessed.
 * @param offence when it took place; the earliest day that it may have been counts
 * @param below the age below which someone is a child
 */
export function ageAtOffence(
  { identity, birthYear }: Pick<Person, "identity" | "birthYear">,
  offence: OccurredAt,
  below: number,
  open: OpenField,
  seen: "DOCUMENT" | "ASSESSMENT" | undefined,
): AgeAtOffence {
  const day = dateIn(offence.zone, (offence.earliest ?? offence.latest)!);
  const birthDate = valueOf(identity, "birthDate", open);
  if (birthDate !== undefined && isBirthDate(birthDate)) {
    const { youngest: age } = agesOn(birthDate, day);
    const basis = isYearOnly(birthDate) ? "BIRTH_YEAR" : "BIRTH_DATE";
    return age < below ? { age, child: true, basis } : { age, child: false };
  }
  if (birthYear !== null) {
    const age = Number(day.slice(0, 4)) - birthYear;
    return age - 1 < below ? { age, child: true, basis: "BIRTH_YEAR" } : { age, child: false };
  }
  return seen === undefined ? { age: null, child: false } : { age: null, child: true, basis: seen };
}
