import { Temporal } from "temporal-polyfill";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { CalendarLacksYear, type Calendar } from "./calendars/calendar.js";

/** In what a deadline is counted. Hours are hours, also at night; working days are those of a calendar. */
export const UNITS = ["HOURS", "DAYS", "WORKING_DAYS", "MONTHS"] as const;
export type Unit = (typeof UNITS)[number];

/** How long there is, or the last day on which it is in time. */
export type Length = { readonly count: number; readonly unit: Unit } | { readonly until: string };

export interface Pause {
  /** ISO 8601. */
  readonly from: string;
  /** Null while it lasts. */
  readonly to: string | null;
}

/** What a due date follows from. */
export interface Counted {
  /** ISO 8601: when the time began. */
  readonly from: string;
  readonly length: Length;
  readonly pauses: readonly Pause[];
  /** IANA zone of the office that has the task: its midnight ends a day. */
  readonly zone: string;
}

/** The last moment in time (ISO 8601, UTC), or the year without which it can't be told. */
export type Reckoned =
  | { readonly due: string }
  | { readonly lacks: { readonly country: string; readonly year: number } };

/**
 * When time is up. The day on which it began is not counted; it is in time until the last day ends where the office is.
 * A pause adds as much as it took: of hours to the millisecond, of days the days that began in it, of working days the
 * working days among these.
 */
export function reckon(counted: Counted, calendar: Calendar): Reckoned {
  try {
    return { due: dueOf(counted, calendar) };
  } catch (error) {
    if (!(error instanceof CalendarLacksYear)) throw error;
    return { lacks: { country: error.country, year: error.year } };
  }
}

function dueOf({ from, length, pauses, zone }: Counted, calendar: Calendar): string {
  const over = pauses.filter((pause): pause is { from: string; to: string } => pause.to !== null);
  if ("unit" in length && length.unit === "HOURS") {
    const paused = over.reduce((sum, pause) => sum + Date.parse(pause.to) - Date.parse(pause.from), 0);
    return new Date(Date.parse(from) + length.count * 3_600_000 + paused).toISOString();
  }
  const working = "unit" in length && length.unit === "WORKING_DAYS";
  const counts = working ? calendar.isWorkingDay : () => true;
  const paused = over.reduce((sum, pause) => sum + daysIn(dateIn(zone, pause.from), dateIn(zone, pause.to), counts), 0);
  return endOf(after(lastDay(dateIn(zone, from), length, counts), paused, counts), zone);
}

function lastDay(first: string, length: Length, counts: (date: string) => boolean): string {
  if ("until" in length) return length.until;
  const day = Temporal.PlainDate.from(first);
  if (length.unit === "MONTHS") return day.add({ months: length.count }).toString();
  return after(first, length.count, counts);
}

/** The day that is so many days that count after another. */
function after(date: string, days: number, counts: (date: string) => boolean): string {
  let day = date;
  for (let left = days; left > 0;) {
    day = dayAfter(day);
    if (counts(day)) left--;
  }
  return day;
}

/** Days that count after the first, up to the last. */
function daysIn(first: string, last: string, counts: (date: string) => boolean): number {
  let found = 0;
  for (let day = first; day < last;) {
    day = dayAfter(day);
    if (counts(day)) found++;
  }
  return found;
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** The last millisecond of a day in a zone, whatever its clocks do in it. */
function endOf(date: string, zone: string): string {
  const next = Temporal.PlainDate.from(date).add({ days: 1 }).toZonedDateTime(zone).toInstant();
  return next.subtract({ milliseconds: 1 }).toString({ smallestUnit: "millisecond" });
}

/** Whether a deadline is due at another time than its stream says. */
export function isOther(
  {
    due,
    lacks,
  }: { readonly due: string | null; readonly lacks: { readonly country: string; readonly year: number } | null },
  moved: ReturnType<typeof reckon>,
): boolean {
  if ("due" in moved) return moved.due !== due;
  return due !== null || lacks?.country !== moved.lacks.country || lacks.year !== moved.lacks.year;
}
