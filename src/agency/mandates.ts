import { regionPath } from "../places/regions.js";

/** Stages of a migrant's way at which agencies have mandates, and what goes over all of them (domain, section 2). */
export const MANDATE_STAGES = ["VILLAGE", "BEFORE", "ABROAD", "RETURN", "LAW", "COORDINATION"] as const;
export type MandateStage = (typeof MANDATE_STAGES)[number];

/** Why a mandate ended. */
export const MANDATE_ENDS = ["TRANSFERRED", "LAPSED", "MISTAKEN"] as const;

/** What an agency is responsible for: at a stage, in a place, of which cases, on which days. It lets nobody see anything. */
export interface Mandate {
  readonly id: string;
  readonly stage: MandateStage;
  /** Kemendagri code; with no region and no country: everywhere. */
  readonly region: string | null;
  /** ISO 3166-1. */
  readonly country: string | null;
  /** Categories of cases; null for all. */
  readonly categories: readonly string[] | null;
  /** Calendar dates; `until` is the first day on which it no longer holds. */
  readonly from: string;
  readonly until: string | null;
  /** The law or decision that gave it. */
  readonly source: string | null;
}

/** Where something is: in a region, abroad in a country, or neither is known. */
export interface Place {
  readonly region: string | null;
  readonly country: string | null;
}

/** What stands for everywhere in `mandateKeys`. */
const EVERYWHERE = "*";

/** Under which keys a mandate is found. */
export function keysOfMandate({ stage, region, country }: Mandate): string[] {
  return [stage, `${stage} ${region ?? country ?? EVERYWHERE}`];
}

/** Under which keys those are found that have a mandate at a stage in a place: of an enclosing region, too. */
export function keysAt(stage: MandateStage, { region, country }: Place): string[] {
  const places = [...(region === null ? [] : regionPath(region)), ...(country === null ? [] : [country]), EVERYWHERE];
  return places.map((place) => `${stage} ${place}`);
}

/** Whether it holds on a day (`YYYY-MM-DD`), while its agency is in office. */
export function mandateHolds({ from, until }: Mandate, validTo: string | null, day: string): boolean {
  return from <= day && (until === null || day < until) && (validTo === null || day < validTo);
}

/** Whether it covers a place; of no known place, only one that holds everywhere. */
export function mandateCovers({ region, country }: Mandate, place: Place): boolean {
  if (region !== null) return place.region !== null && regionPath(place.region).includes(region);
  return country === null || country === place.country;
}

export function mandateIsFor({ categories }: Mandate, category: string): boolean {
  return categories === null || categories.includes(category);
}
