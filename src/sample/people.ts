import type { RegisterPerson } from "../person/register-person.js";
import type { PlacementStatus } from "../migrant/codes.js";
import { regionName } from "../places/regions.js";
import * as figures from "./figures.js";
import { SAMPLE_ENDS } from "./life.js";
import { inventedName } from "./names.js";
import { randomFrom, type Random } from "./random.js";

/** Somebody invented, as drawn from the figures; what happens to them is told elsewhere. */
export interface SamplePerson {
  /** Names the life: ids follow from it. */
  readonly key: string;
  readonly name: string;
  readonly sex: "FEMALE" | "MALE";
  /** `YYYY-MM-DD` */
  readonly birthDate: string;
  readonly nik: string;
  readonly passport: string;
  readonly phone: string;
  readonly province: figures.Province;
  /** Kemendagri codes. */
  readonly regency: string;
  /** A village where the village registers, else a district. */
  readonly home: string;
  /** The first day on which they are known, `YYYY-MM-DD`. */
  readonly begins: string;
  readonly course: figures.Course;
  /** What a case is about; null for a placement. */
  readonly trouble: figures.Trouble | null;
  readonly status: PlacementStatus;
  /** ISO 3166-1 code of where they go, or are. */
  readonly country: string;
  readonly position: figures.Position;
}

/** Days before the end of the sample. */
const RECENT = 200;
const FIRST_YEAR = 2019;
const DAY = 86_400_000;

/** The person of a number, the same however many there are. @param index from 0 */
export function inventedPerson(index: number): SamplePerson {
  const key = `person-${index}`;
  const random = randomFrom(`kawal sample 1/${key}`);
  const course = random.weighted(figures.COURSES);
  const trouble = course === "CASE" ? random.weighted(figures.TROUBLES) : null;
  const status = course === "PLACEMENT" ? "PROCEDURAL" : random.weighted(figures.CASE_STATUSES);
  const { country, position } = workOf(random, course, trouble);
  const sex = random.chance(figures.WOMEN[position]!) ? "FEMALE" : "MALE";
  const province = random.weighted(weightsOf(figures.ORIGINS)) as figures.Province;
  const regency = random.pick<string>(figures.ORIGINS[province].regencies);
  const begins = beginning(random, course, trouble);
  const birthDate = bornBefore(random, begins);
  return {
    key,
    name: inventedName(random, sex),
    sex,
    birthDate,
    nik: nikOf(random, birthDate, sex, index),
    passport: `X${String(index + 1).padStart(7, "0")}`,
    phone: phoneOf(index),
    province,
    regency,
    home: homeIn(random, regency, course),
    begins,
    course,
    trouble,
    status,
    country,
    position,
  };
}

/** What is said of a person at registration; more where the person is there to be asked. */
export function detailsOf(
  { name, sex, birthDate, nik, home, phone }: SamplePerson,
  known: "WHOLE" | "IN_PART",
): Pick<RegisterPerson, "sex" | "origin" | "nationality" | "birthDateDocument" | "identity" | "contact"> {
  const whole = known === "WHOLE";
  return {
    sex,
    origin: home,
    nationality: "ID",
    ...(whole && { birthDateDocument: "FAMILY_CARD" as const }),
    identity: { name, birthDate, ...(whole && { nik }) },
    ...(whole && { contact: { phone } }),
  };
}

/** Somebody of the family, an official: no migrant. @param number tells those of one life apart */
export function inventedRelative({ key }: Pick<SamplePerson, "key">, number: number, sex: "FEMALE" | "MALE") {
  const random = randomFrom(`kawal sample 1/${key}/relative-${number}`);
  return { name: inventedName(random, sex), sex };
}

/** Valid as a number of a mobile phone; a run of zeros that no operator is known to give out. */
export function phoneOf(index: number): string {
  return `+62812000${String(index % 1_000_000)
    .padStart(6, "0")
    .slice(1)}`;
}

/** Kemendagri codes of the districts of a regency, as far as the list numbers them in a row. */
export function districtsOf(regency: string): string[] {
  return Array.from({ length: 40 }, (_, i) => `${regency}.${String(i + 1).padStart(2, "0")}`).filter(
    (code) => regionName(code) !== undefined,
  );
}

function workOf(random: Random, course: figures.Course, trouble: figures.Trouble | null) {
  if (course === "PLACEMENT") {
    const country = random.weighted(figures.DESTINATIONS);
    return { country, position: random.weighted(figures.POSITIONS[country]) as figures.Position };
  }
  if (trouble === "SCAM") return { country: random.weighted(figures.SCAM_COUNTRIES), position: "SCAM_WORKER" as const };
  return { country: random.weighted(figures.CASE_COUNTRIES), position: random.weighted(figures.CASE_POSITIONS) };
}

/** Half of all are of late, so that much of the caseload is in someone's hands; before that, any day since 2019. */
function beginning(random: Random, course: figures.Course, trouble: figures.Trouble | null): string {
  const end = Date.parse(SAMPLE_ENDS);
  const recent = random.chance(course === "PLACEMENT" ? 0.35 : 0.4);
  const earliest = trouble === "SCAM" ? Date.parse("2022-01-03") : Date.UTC(FIRST_YEAR, 1, 1);
  const days = Math.floor((end - earliest) / DAY);
  const before = recent ? random.integer(3, RECENT) : random.integer(RECENT, days);
  return dateOf(end - before * DAY);
}

function bornBefore(random: Random, begins: string): string {
  const [least, most] = random.weighted(figures.AGES).split("-").map(Number) as [number, number];
  const age = random.integer(least, most);
  // Between this birthday and the next one, less a day.
  const days = Math.floor(age * 365.25) + random.integer(2, 363);
  return dateOf(Date.parse(begins) - days * DAY);
}

/** Area 999999 exists nowhere. Some fit neither the date nor the sex, and are taken with a warning. */
function nikOf(random: Random, birthDate: string, sex: "FEMALE" | "MALE", index: number): string {
  const [year, month, day] = birthDate.split("-") as [string, string, string];
  const wrong = random.chance(figures.NIK_MISMATCHES);
  const woman = (sex === "FEMALE") !== (wrong && random.chance(0.5));
  const written = String(Number(day) + (woman ? 40 : 0)).padStart(2, "0");
  const yy = wrong ? String((Number(year) + 1) % 100).padStart(2, "0") : year.slice(2);
  return `999999${written}${month}${yy}${String((index % 9999) + 1).padStart(4, "0")}`;
}

function homeIn(random: Random, regency: string, course: figures.Course): string {
  if (regency !== "36.04") return random.pick(districtsOf(regency));
  return course === "PLACEMENT" ? random.pick(figures.VILLAGES) : random.pick(figures.HOTSPOTS);
}

function weightsOf<K extends string>(table: Readonly<Record<K, { readonly weight: number }>>): Record<K, number> {
  return Object.fromEntries(
    Object.entries<{ readonly weight: number }>(table).map(([key, { weight }]) => [key, weight]),
  ) as Record<K, number>;
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
