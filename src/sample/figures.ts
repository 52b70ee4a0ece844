import type { Category } from "../facts/case-categories.js";

/**
 * What the sample's people are drawn from. [stat]: administrative counts of Indonesian agencies, rounded as published
 * (domain 9). [design]: chosen, as no count is published, or so that each state of a case can be seen.
 */

/** Where people come from, by province: Kemendagri codes with their weight. */
export const ORIGINS = {
  // Placements 2024 [stat]; the regencies are well-known for it [design].
  "35": { weight: 26.7, regencies: ["35.07", "35.05", "35.02", "35.04", "35.10"] },
  "33": { weight: 22.4, regencies: ["33.01", "33.24", "33.29", "33.18"] },
  "32": { weight: 20.7, regencies: ["32.12", "32.09", "32.13", "32.03", "32.15"] },
  "52": { weight: 10.3, regencies: ["52.03", "52.02", "52.01"] },
  "18": { weight: 8.5, regencies: ["18.07", "18.01", "18.02"] },
  // What is left of a hundred, shared among the provinces of the sources [design].
  "36": { weight: 6.4, regencies: ["36.04"] },
  "61": { weight: 2.5, regencies: ["61.07", "61.01"] },
  "71": { weight: 2.5, regencies: ["71.71", "71.06"] },
} as const;
export type Province = keyof typeof ORIGINS;

/** Districts of Kab. Serang that are said to be hotspots, which is still being verified. */
export const HOTSPOTS = ["36.04.11", "36.04.12", "36.04.13", "36.04.14"] as const;

/** Villages of those districts that register whoever goes: assisted villages, 2023 [design]. */
export const VILLAGES = [
  "36.04.11.2001",
  "36.04.11.2005",
  "36.04.12.2001",
  "36.04.12.2003",
  "36.04.12.2009",
  "36.04.13.2001",
  "36.04.13.2007",
  "36.04.13.2011",
  "36.04.14.2001",
  "36.04.14.2005",
] as const;

/** Destinations of placements, 2024 [stat]. Italy, Brunei and Turkey took about 1 each; others are left out. */
export const DESTINATIONS = {
  HK: 33.6,
  TW: 28.5,
  MY: 17.2,
  JP: 4.3,
  SG: 3.6,
  KR: 3.4,
  SA: 2.6,
  IT: 1,
  BN: 1,
  TR: 1,
} as const;
export type Destination = keyof typeof DESTINATIONS;

/**
 * Positions by destination [design], so that they add up to the shares of 2024 [stat]: housemaid 33.7 %, caregiver
 * 17.5, plantation 7.6, construction 2.9.
 */
export const POSITIONS: { readonly [D in Destination]: { readonly [position: string]: number } } = {
  HK: { DOMESTIC_WORKER: 90, CAREGIVER: 10 },
  TW: { CAREGIVER: 43, FACTORY_WORKER: 42, FISHER: 15 },
  MY: { PLANTATION_WORKER: 44, FACTORY_WORKER: 33, CONSTRUCTION_WORKER: 17, DOMESTIC_WORKER: 6 },
  JP: { CAREGIVER: 40, FACTORY_WORKER: 40, FARM_WORKER: 20 },
  SG: { DOMESTIC_WORKER: 90, CAREGIVER: 10 },
  KR: { FACTORY_WORKER: 75, FISHER: 25 },
  SA: { HOTEL_WORKER: 60, DRIVER: 40 },
  IT: { HOTEL_WORKER: 100 },
  BN: { DOMESTIC_WORKER: 50, HOTEL_WORKER: 50 },
  TR: { HOTEL_WORKER: 100 },
};

/** The share of women by position [design], so that they are 61 % of all (2023) [stat]. */
export const WOMEN: Readonly<Record<string, number>> = {
  DOMESTIC_WORKER: 0.98,
  CAREGIVER: 0.9,
  PLANTATION_WORKER: 0.25,
  CONSTRUCTION_WORKER: 0.03,
  FACTORY_WORKER: 0.4,
  FISHER: 0.01,
  FARM_WORKER: 0.4,
  HOTEL_WORKER: 0.6,
  DRIVER: 0,
  SCAM_WORKER: 0.3,
};

export const SECTORS = {
  DOMESTIC_WORKER: "DOMESTIC_WORK",
  CAREGIVER: "CAREGIVING",
  PLANTATION_WORKER: "PLANTATION",
  CONSTRUCTION_WORKER: "CONSTRUCTION",
  FACTORY_WORKER: "MANUFACTURING",
  FISHER: "FISHERY",
  FARM_WORKER: "AGRICULTURE",
  HOTEL_WORKER: "HOSPITALITY",
  DRIVER: "SERVICES",
  // As reports mostly have it, which don't tell the two apart.
  SCAM_WORKER: "ONLINE_SCAM_OR_GAMBLING",
} as const;
export type Position = keyof typeof SECTORS;

/** Ages at the beginning of a journey [design]. */
export const AGES = { "18-24": 25, "25-34": 40, "35-44": 27, "45-58": 8 } as const;

/** Whether a life is told from before a placement, or became known as a case [design]: a register of both. */
export const COURSES = { PLACEMENT: 58, CASE: 42 } as const;
export type Course = keyof typeof COURSES;

/** What becomes of a preparation [design]: few fail, and each way of failing is there. */
export const PREPARATIONS = { GOES: 80, WITHDRAWS: 6, PREVENTED: 6, FAILS: 4, STUCK: 4 } as const;

/** What becomes of someone who left with clearance [design]: most work to the end of the contract. */
export const STAYS = { COMPLETES: 86, ENDS_EARLY: 7, ILL: 3, LOST_CONTACT: 3, DIES: 1 } as const;

/** Placement status of those whose complaints were taken in 2024 [stat]. */
export const CASE_STATUSES = { NON_PROCEDURAL: 67, PROCEDURAL: 18, UNKNOWN: 15 } as const;

/**
 * What cases are about: complaints of the first half of 2024 [stat] for the first six; the rest of that count, 47.6,
 * is shared out [design].
 */
export const TROUBLES = {
  WANTS_HOME: 17.8,
  UNPAID: 11.1,
  DEPORTED: 8,
  FAILED_DEPARTURE: 5.9,
  DEAD: 5.4,
  JOB_FRAUD: 4.2,
  SCAM: 16,
  ILL: 5.6,
  ABUSED: 6,
  LOST_CONTACT: 8,
  DETAINED: 6,
  CAME_HOME: 6,
} as const;
export type Trouble = keyof typeof TROUBLES;

/** The first category of the complaint that someone in trouble makes [design], where the trouble leaves a choice. */
export const CATEGORIES_OF = {
  WANTS_HOME: { WANTS_REPATRIATION: 1 },
  UNPAID: { UNPAID_WAGES: 1 },
  DEPORTED: { DEPORTED: 1 },
  FAILED_DEPARTURE: { FAILED_DEPARTURE: 1 },
  DEAD: { DEATH: 1 },
  JOB_FRAUD: { JOB_FRAUD: 1 },
  SCAM: { TRAFFICKING: 1 },
  ILL: { ILLNESS_OR_ACCIDENT: 1 },
  ABUSED: { VIOLENCE: 4, SEXUAL_VIOLENCE: 1 },
  LOST_CONTACT: { LOST_CONTACT: 1 },
  DETAINED: { DETAINED: 9, DEATH_PENALTY: 1 },
  CAME_HOME: { OVERCHARGING: 4, SOCIAL_SECURITY: 2, UNILATERAL_TERMINATION: 2, JOB_MISMATCH: 2 },
} as const satisfies { readonly [T in Trouble]: { readonly [C in Category]?: number } };

/** What is complained of beside the first category [design]: the share of the cases that have it. */
export const ALSO = {
  WANTS_HOME: { category: "OVERSTAY", share: 0.3 },
  UNPAID: { category: "PASSPORT_WITHHELD", share: 0.35 },
  SCAM: { category: "PASSPORT_WITHHELD", share: 0.4 },
  ABUSED: { category: "UNPAID_WAGES", share: 0.3 },
} as const satisfies { readonly [T in Trouble]?: { readonly category: Category; readonly share: number } };

/** Ways by which complaints come in [design]; what goes round on social media is one of them. */
export const CHANNELS = {
  IN_PERSON: 30,
  PHONE: 22,
  PORTAL: 16,
  SOCIAL_MEDIA: 14,
  LETTER: 8,
  EMAIL: 7,
  SMS: 3,
} as const;

/**
 * Cases that go no further than some stage [design]: nobody moves them, or what they wait for doesn't come. A dispute
 * does so more often, and at a late stage: the other side is not heard, or doesn't pay.
 */
export const STAYS_AT_A_STAGE = { DISPUTE: 0.6, OTHER: 0.35 } as const;

/** Of those, the ones that are closed for it in the end (Perban 6/2024 art. 30); the others stay open [design]. */
export const CLOSED_FOR_IT = 0.5;

/**
 * Of disputes with a company, those that one call settles: solved in the month in which they came, of all cases 0.75 to
 * 6 % [stat].
 */
export const SOLVED_AT_ONCE = 0.2;

/** Of resolved cases, those that were opened again [design]. */
export const REOPENED = 0.18;

/** Where cases are, but those of the scam compounds [design]: private households and the near borders. */
export const CASE_COUNTRIES = { MY: 48, SA: 22, TW: 10, HK: 8, AE: 7, SG: 5 } as const;

/** Scam compounds: persons repatriated as trafficked, 2024 to April 2025 [stat]. */
export const SCAM_COUNTRIES = { KH: 473, MM: 724, LA: 38 } as const;

/** Positions of cases [design]. */
export const CASE_POSITIONS = {
  DOMESTIC_WORKER: 50,
  PLANTATION_WORKER: 22,
  CONSTRUCTION_WORKER: 12,
  FACTORY_WORKER: 10,
  FISHER: 6,
} as const;

/** A NIK that doesn't fit the birth date or the sex, which happens in real registers [design]. */
export const NIK_MISMATCHES = 0.03;
