import { Temporal } from "temporal-polyfill";
import { dateIn, isOfAYear, YEARS } from "../stored-event/occurred-at.js";
import { InvalidField } from "./rejection.js";

/**
 * What a date says, for the days between which it can lie; beyond them it was mistyped.
 * - `PAST`: something happened on it, e.g. a paper was issued
 * - `DUE`: by then something is to be done
 * - `PLANNED`: from then on something holds, or is to happen; it may long have been so when it is told
 * - `EXPIRY`: until then something holds
 */
export type DateKind = "PAST" | "DUE" | "PLANNED" | "EXPIRY";

const DUE_DAYS_BACK = 30;
const YEARS_AHEAD = 10;
const EXPIRY_YEARS = 50;

/** Where a day begins first, so that a date of today is no date to come anywhere. */
const FIRST_ZONE = "Pacific/Kiritimati";

interface Bounds {
  /** Calendar dates, both inclusive. */
  readonly first?: Temporal.PlainDate;
  readonly last: Temporal.PlainDate;
}

/** A due date counts from the day on which it was set, which may be told late. */
function boundsOf(kind: DateKind, today: Temporal.PlainDate, set: Temporal.PlainDate): Bounds {
  switch (kind) {
    case "PAST":
      return { last: today };
    case "DUE":
      return { first: set.subtract({ days: DUE_DAYS_BACK }), last: today.add({ years: YEARS_AHEAD }) };
    case "PLANNED":
      return { last: today.add({ years: YEARS_AHEAD }) };
    case "EXPIRY":
      return { first: today.subtract({ years: EXPIRY_YEARS }), last: today.add({ years: EXPIRY_YEARS }) };
  }
}

/**
 * Checks dates of what is recorded at a time: each lies within the bounds of its kind.
 * @param recordedAt ISO 8601
 * @param told when it happened, as far as that is known
 * @returns what checks one date, and throws InvalidField naming its field
 */
export function datesWithinBounds(
  recordedAt: string,
  { earliest, zone }: { readonly earliest: string | null; readonly zone: string },
): (kind: DateKind, field: string, date: string) => void {
  return (kind, field, date) => {
    const today = Temporal.PlainDate.from(dateIn(FIRST_ZONE, recordedAt));
    const happened = earliest === null ? today : Temporal.PlainDate.from(dateIn(zone, earliest));
    const set = Temporal.PlainDate.compare(happened, today) < 0 ? happened : today;
    assertWithin(boundsOf(kind, today, set), field, date);
  };
}

function assertWithin({ first, last }: Bounds, field: string, text: string): void {
  if (!isOfAYear(text))
    throw new InvalidField("impossible-date", field, `must be a date from ${YEARS.first} to ${YEARS.last}`);
  const date = Temporal.PlainDate.from(text);
  if (Temporal.PlainDate.compare(date, last) > 0)
    throw new InvalidField("impossible-date", field, `must not be after ${last.toString()}`);
  if (first && Temporal.PlainDate.compare(date, first) < 0)
    throw new InvalidField("impossible-date", field, `must not be before ${first.toString()}`);
}
