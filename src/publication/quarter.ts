import { v5 as uuidv5 } from "uuid";

/** A quarter of a year: `2025-Q2`. Its months are those of Jakarta. */
export const QUARTER = /^\d{4}-Q[1-4]$/;

/** Days after the end of a quarter in which what is told late still counts: only then it is published [design]. */
export const DAYS_FOR_LATE_FACTS = 30;

const DAY_MS = 86_400_000;

/** Its three months, `YYYY-MM`. */
export function monthsOf(quarter: string): readonly [string, string, string] {
  const [year, number] = quarter.split("-Q") as [string, string];
  const month = (i: number) => `${year}-${String((Number(number) - 1) * 3 + i).padStart(2, "0")}`;
  return [month(1), month(2), month(3)];
}

/** The first day on which it may be published, `YYYY-MM-DD`. */
export function publishableFrom(quarter: string): string {
  const [year, month] = monthsOf(quarter)[2].split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 1) + DAYS_FOR_LATE_FACTS * DAY_MS).toISOString().slice(0, 10);
}

/** Id of the one stream of a quarter's publication: so a quarter can't be published twice. */
export function publicationId(quarter: string): string {
  return uuidv5(`publication/${quarter}`, "6f2d7c1e-9a53-5b0e-8c44-1d3f5a7b9e20");
}

/** The quarters that may be published on a day, the newest first. */
export function lastQuarters(day: string, count: number): readonly string[] {
  const year = Number(day.slice(0, 4));
  const all = Array.from({ length: Math.ceil(count / 4) + 2 }, (_, i) => year - i).flatMap((each) =>
    [4, 3, 2, 1].map((number) => `${each}-Q${number}`),
  );
  return all.filter((quarter) => publishableFrom(quarter) <= day).slice(0, count);
}
