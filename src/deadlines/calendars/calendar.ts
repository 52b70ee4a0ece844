import { made } from "./holidays.js";

/** One year of a country's working days, as its government has announced it so far. */
export interface CalendarYear {
  readonly country: string;
  readonly year: number;
  /** Days of the week that are no working days, 1 is Monday: each from a day on. */
  readonly weekends: readonly Weekend[];
  /** By their dates. */
  readonly holidays: readonly Holiday[];
  /** Days that are worked though they lie in a weekend, or were a holiday. */
  readonly worked: readonly string[];
}

export interface Weekend {
  /** `YYYY-MM-DD` */
  readonly from: string;
  readonly days: readonly number[];
}

export interface Holiday {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly name: string;
  /** The decision that made it one, or the library that computed it. */
  readonly source: string;
}

/** What was published of a year: of a calendar that has none yet the whole, else what changes. */
export interface Publication {
  readonly year: number;
  readonly weekend: readonly number[] | null;
  readonly holidays: readonly { readonly date: string; readonly name: string }[];
  readonly worked: readonly string[];
  readonly source: string;
}

interface Made {
  readonly source: string;
  readonly countries: {
    readonly [country: string]: {
      readonly weekends: readonly Weekend[];
      readonly years: { readonly [year: string]: { readonly [date: string]: string } };
    };
  };
}
const MADE = made as Made;

/** Countries with a calendar of which nothing needs to be published. */
export const KNOWN_COUNTRIES = Object.keys(MADE.countries);

/** A calendar has nothing of a year: no working day in it is known. */
export class CalendarLacksYear extends Error {
  constructor(
    readonly country: string,
    readonly year: number,
  ) {
    super(`the calendar of ${country} has no year ${year}`);
  }
}

/** A year of a country with what was published of it, oldest first; undefined where nothing is known of it. */
export function yearOf(country: string, year: number, published: readonly Publication[]): CalendarYear | undefined {
  const known = MADE.countries[country];
  const days = known?.years[year];
  const begun: CalendarYear | undefined = known &&
    days && {
      country,
      year,
      weekends: known.weekends,
      holidays: Object.entries(days).map(([date, name]) => ({ date, name, source: MADE.source })),
      worked: [],
    };
  return published.filter((each) => each.year === year).reduce(withPublished(country, known?.weekends), begun);
}

/** A year that nothing is known of begins with a publication that says its weekend. */
const withPublished =
  (country: string, known: readonly Weekend[] | undefined) =>
  (before: CalendarYear | undefined, { year, weekend, holidays, worked, source }: Publication) => {
    const weekends = weekend === null ? (before?.weekends ?? known) : [{ from: `${year}-01-01`, days: weekend }];
    if (weekends === undefined) return before;
    const changed = [...holidays.map(({ date }) => date), ...worked];
    const kept = (before?.holidays ?? []).filter(({ date }) => !changed.includes(date));
    const all = [...kept, ...holidays.map((each) => ({ ...each, source }))];
    return {
      country,
      year,
      weekends,
      holidays: all.toSorted((a, b) => (a.date < b.date ? -1 : 1)),
      worked: [...(before?.worked ?? []).filter((date) => !changed.includes(date)), ...worked].toSorted(),
    };
  };

/** From Monday, which is 1, as in ISO 8601. */
function dayOfWeek(date: string): number {
  return new Date(`${date}T00:00:00.000Z`).getUTCDay() || 7;
}

/**
 * Which stretches of days publications may change: from a first day to a last one (`YYYY-MM-DD`, both inclusive). One
 * that says a weekend may change every day of its year.
 */
export function changedBy(publications: readonly Publication[]): (first: string, last: string) => boolean {
  const years = new Set(publications.filter(({ weekend }) => weekend !== null).map(({ year }) => year));
  const days = publications.flatMap(({ holidays, worked }) => [...holidays.map(({ date }) => date), ...worked]);
  const sorted = [...new Set(days)].toSorted();
  return (first, last) => {
    for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year++)
      if (years.has(year)) return true;
    const next = sorted.find((date) => date >= first);
    return next !== undefined && next <= last;
  };
}

/** Working days of a country. */
export interface Calendar {
  readonly country: string;
  /** @param date `YYYY-MM-DD` @throws CalendarLacksYear */
  readonly isWorkingDay: (date: string) => boolean;
}

export function calendarOf(country: string, published: readonly Publication[]): Calendar {
  const years = new Map<number, { readonly year: CalendarYear; readonly off: Set<string>; readonly on: Set<string> }>();
  const known = (year: number) => {
    const before = years.get(year);
    if (before) return before;
    const found = yearOf(country, year, published);
    if (!found) throw new CalendarLacksYear(country, year);
    const off = new Set(found.holidays.map(({ date }) => date));
    const kept = { year: found, off, on: new Set(found.worked) };
    years.set(year, kept);
    return kept;
  };
  return {
    country,
    isWorkingDay(date) {
      const { year, off, on } = known(Number(date.slice(0, 4)));
      if (on.has(date)) return true;
      if (off.has(date)) return false;
      const weekend = year.weekends.findLast(({ from }) => from <= date) ?? year.weekends[0]!;
      return !weekend.days.includes(dayOfWeek(date));
    },
  };
}
