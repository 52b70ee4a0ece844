import { Temporal } from "temporal-polyfill";

/** How exactly a time in the world is known. */
export const PRECISIONS = ["INSTANT", "DAY", "MONTH", "YEAR", "RANGE", "UNKNOWN"] as const;
export type Precision = (typeof PRECISIONS)[number];

/** A time in the world, as far as it is known; the text as it was reported is sealed beside it. */
export interface OccurredAt {
  /** ISO 8601, UTC, inclusive; null when nothing bounds it. */
  readonly earliest: string | null;
  /** ISO 8601, UTC, inclusive; null when nothing but the time of recording bounds it. */
  readonly latest: string | null;
  readonly precision: Precision;
  /** IANA zone in which the date was counted. */
  readonly zone: string;
  /** True when the sources contradict each other, e.g. a weekday that is not that date's. */
  readonly conflict: boolean;
}

/** A time as a caller states it. */
export interface ReportedTime {
  /** `2025-05-26T10:15:00Z` (with offset), `2025-05-26`, `2025-05`, `2025`; absent when unknown. */
  readonly date?: string | undefined;
  /** End of a range, in the same forms. With no `date`, an upper bound only. */
  readonly until?: string | undefined;
  /** IANA zone, e.g. `Asia/Jakarta`. */
  readonly zone?: string | undefined;
  /** The words of the source, e.g. `Rabu 27/5/2025`. */
  readonly asReported?: string | undefined;
  readonly conflict?: boolean | undefined;
}

export const DEFAULT_ZONE = "Asia/Jakarta";

/**
 * Thrown when a reported time is no time: `2025-02-30`, a range that ends before it begins, an unknown zone; never
 * quotes it.
 */
export class NotATime extends Error {
  constructor(
    readonly field: "date" | "until" | "zone",
    message: string,
  ) {
    super(message);
  }
}

export function instant(at: string, zone = DEFAULT_ZONE): OccurredAt {
  return { earliest: at, latest: at, precision: "INSTANT", zone, conflict: false };
}

/** Resolves a reported time to bounds; `now` (ISO) is what an absent report means. */
export function resolveTime(reported: ReportedTime | undefined, now: string): OccurredAt {
  const zone = reported?.zone ?? DEFAULT_ZONE;
  assertZone(zone);
  if (reported === undefined) return instant(now, zone);
  const { date, until } = reported;
  const conflict = reported.conflict === true || weekdayContradicts(reported.asReported, date);
  if (date === undefined && until === undefined)
    return { earliest: null, latest: null, precision: "UNKNOWN", zone, conflict };
  const start = date === undefined ? undefined : bounds("date", date, zone);
  const end = until === undefined ? start : bounds("until", until, zone);
  const earliest = start?.earliest ?? null;
  const latest = end?.latest ?? null;
  if (earliest !== null && latest !== null && latest < earliest)
    throw new NotATime("until", "the range ends before it begins");
  return {
    earliest,
    latest,
    precision: until === undefined ? start!.precision : "RANGE",
    zone,
    conflict,
  };
}

/** True when `a` is over before `b` can have begun. */
export function definitelyBefore(a: OccurredAt, b: OccurredAt): boolean {
  return a.latest !== null && b.earliest !== null && a.latest < b.earliest;
}

/** Between two changes of a zone's clocks, in milliseconds since 1970: how far they are ahead of UTC, in ms. */
interface Offset {
  readonly from: number;
  readonly to: number;
  readonly ms: number;
}

/** By zone, the stretch that was asked about last: most questions are about today. */
const lastOffsets = new Map<string, Offset>();
/** There are some 600 zones, some of which have other spellings. */
const MOST_ZONES = 2_000;

/** The calendar date of an instant (ISO) in a zone, as `YYYY-MM-DD`. @throws RangeError for no instant, or no zone */
export function dateIn(zone: string, at: string): string {
  const ms = UTC_INSTANT.test(at) ? Date.parse(at) : Temporal.Instant.from(at).epochMilliseconds;
  let offset = lastOffsets.get(zone);
  if (offset === undefined || !(ms >= offset.from && ms < offset.to)) {
    offset = offsetIn(zone, ms);
    if (lastOffsets.size >= MOST_ZONES) lastOffsets.clear();
    lastOffsets.set(zone, offset);
  }
  return new Date(ms + offset.ms).toISOString().slice(0, 10);
}

function offsetIn(zone: string, ms: number): Offset {
  const then = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  const next = then.getTimeZoneTransition("next");
  // The one before the next, as a transition at this very moment is not before it.
  const previous = (next ?? then.add({ milliseconds: 1 })).getTimeZoneTransition("previous");
  return {
    from: previous?.epochMilliseconds ?? -Infinity,
    to: next?.epochMilliseconds ?? Infinity,
    ms: then.offsetNanoseconds / 1_000_000,
  };
}

const UTC_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Whether a value is a calendar date, `YYYY-MM-DD`. */
export function isCalendarDate(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  try {
    return Temporal.PlainDate.from(value, { overflow: "reject" }) instanceof Temporal.PlainDate;
  } catch {
    return false;
  }
}

/** Full years from a birth date (`YYYY-MM-DD`) to a day (`YYYY-MM-DD`). */
export function ageOn(birthDate: string, day: string): number {
  return Temporal.PlainDate.from(birthDate).until(day, { largestUnit: "year" }).years;
}

/** ISO 8601, UTC, milliseconds. */
function iso(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: "millisecond" });
}

function bounds(
  field: "date" | "until",
  text: string,
  zone: string,
): { earliest: string; latest: string; precision: Precision } {
  if (/^\d{4}/.test(text) && !isOfAYear(text))
    throw new NotATime(field, `has a year before ${YEARS.first} or after ${YEARS.last}`);
  try {
    if (/^\d{4}-\d{2}-\d{2}T/.test(text)) {
      const at = iso(Temporal.Instant.from(text));
      return { earliest: at, latest: at, precision: "INSTANT" };
    }
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
      const day = Temporal.PlainDate.from(text, { overflow: "reject" });
      return span(day, day.add({ days: 1 }), zone, "DAY");
    }
    if (/^\d{4}-\d{2}$/.test(text)) {
      const first = Temporal.PlainYearMonth.from(text, { overflow: "reject" }).toPlainDate({
        day: 1,
      });
      return span(first, first.add({ months: 1 }), zone, "MONTH");
    }
    if (/^\d{4}$/.test(text)) {
      const first = new Temporal.PlainDate(Number(text), 1, 1);
      return span(first, first.add({ years: 1 }), zone, "YEAR");
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new NotATime(field, "is no date, month, year or time with an offset");
}

/** Years that a date in this system can lie in: one outside of them was mistyped. */
export const YEARS = { first: 1900, last: 2199 } as const;

/** @param date that begins with its year */
export function isOfAYear(text: string): boolean {
  const year = Number(text.slice(0, 4));
  return year >= YEARS.first && year <= YEARS.last;
}

function span(first: Temporal.PlainDate, next: Temporal.PlainDate, zone: string, precision: Precision) {
  const earliest = first.toZonedDateTime(zone).toInstant();
  const latest = next.toZonedDateTime(zone).toInstant().subtract({ milliseconds: 1 });
  return { earliest: iso(earliest), latest: iso(latest), precision };
}

/** Whether a text is an IANA time zone. */
export function isZone(zone: string): boolean {
  try {
    return /^[A-Za-z]/.test(zone) && Boolean(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone));
  } catch {
    return false;
  }
}

function assertZone(zone: string): void {
  if (!isZone(zone)) throw new NotATime("zone", "is no IANA time zone");
}

/** From Monday, which is 1, as in ISO 8601: Indonesian, Malay and English. */
const WEEKDAYS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ["senin", "isnin", "monday"],
    ["selasa", "tuesday"],
    ["rabu", "wednesday"],
    ["kamis", "khamis", "thursday"],
    ["jumat", "jumaat", "friday"],
    ["sabtu", "saturday"],
    ["minggu", "ahad", "sunday"],
  ].flatMap((names, i) => names.map((name) => [name, i + 1])),
);

/** Words beside `minggu` that make a week of it: "minggu lalu", "dua minggu". */
const OF_A_WEEK =
  /(?<=\b(?:\d+|satu|dua|tiga|empat|lima|enam|beberapa|akhir|awal|setiap|tiap|per|dalam|sepanjang)\s+)minggu\b|\bminggu(?=\s+(?:lalu|kemarin|depan|ini|itu|pertama|kedua|ketiga|keempat|kelima|terakhir|sebelumnya|berikutnya|berikut|ke))/g;

/**
 * News reports name a weekday beside a date, and the two do not always agree. Of several weekdays one that fits is
 * enough: "Kamis malam Jumat". The evening before a day is named after it: "malam Minggu" is a Saturday.
 */
function weekdayContradicts(asReported: string | undefined, date: string | undefined): boolean {
  if (asReported === undefined || date === undefined || !isCalendarDate(date.slice(0, 10))) return false;
  const words = asReported
    .toLowerCase()
    .replaceAll(/['\u2018\u2019\u02BC\u00B4`]/g, "")
    .replaceAll(OF_A_WEEK, " ")
    .match(/\p{L}+/gu);
  const named = (words ?? []).flatMap((word, i) => {
    const day = WEEKDAYS[word];
    if (day === undefined) return [];
    return words![i - 1] === "malam" ? [day, day === 1 ? 7 : day - 1] : [day];
  });
  return named.length > 0 && !named.includes(Temporal.PlainDate.from(date.slice(0, 10)).dayOfWeek);
}
