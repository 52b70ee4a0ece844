import type { EventRecord } from "../event-sourcing/event-record.js";
import { EmergencyAccessReadmitted, GlassBroken, GlassReviewed } from "../person/confidentiality.events.js";
import { FactCorrected } from "../event-sourcing/correction.js";
import { regionPath } from "../places/regions.js";

/**
 * By what an agency may see something, as texts that a set index holds: `agency:<uuid>` for those that recorded it or were
 * given it, `region:<code>` for those that answer for the region that it touches or one around it, `country:<code>` for
 * a mission there. They are only ever added: who once answered for a person is asked about it later.
 */
export type SightTokens = readonly string[];

/** Who only looked, or looked into who did, has no part in the file by that. */
const LOOKED: ReadonlySet<string> = new Set([GlassBroken.type, GlassReviewed.type, EmergencyAccessReadmitted.type]);

/** Tokens with those of an event of the thing itself. */
export function withSightOf(tokens: SightTokens, event: EventRecord): SightTokens {
  if (LOOKED.has(event.type)) return tokens;
  return distinct(tokens, [...ofAgencies(event), ...ofPlaces(event)]);
}

/** Tokens of a person with those of an event of something that the person is concerned by. */
export function withSightOfSubject(tokens: SightTokens, event: EventRecord, person: string): SightTokens {
  const led = event.subjects.some((each) => each.person === person && LED.has(each.role));
  // Who answers for a place sees whose case it is; a reporter or a witness is not shown to the village that is told of.
  return distinct(tokens, [...ofAgencies(event), ...(led ? ofPlaces(event) : [])]);
}

const LED = new Set(["VICTIM", "MIGRANT"]);

/** Facts of an event; of a correction, those that it puts right. */
function factsIn({ type, facts }: EventRecord): Record<string, unknown> {
  return type === FactCorrected.type ? (facts as FactCorrected["facts"]).facts : (facts as Record<string, unknown>);
}

function ofAgencies(event: EventRecord): string[] {
  return [event.actor.agency, factsIn(event)["agency"]].flatMap((agency) =>
    typeof agency === "string" ? `agency:${agency}` : [],
  );
}

function ofPlaces(event: EventRecord): string[] {
  const { region, origin, destination } = factsIn(event);
  const codes = [region, origin, destination].flatMap((each) => regionOf(each) ?? []);
  return [...codes.flatMap(regionPath).map((code) => `region:${code}`), ...ofCountries(event)];
}

function ofCountries(event: EventRecord): string[] {
  const { country, destination } = factsIn(event);
  return [country, destination].flatMap((each) =>
    typeof each === "string" && /^[A-Z]{2}$/.test(each) ? `country:${each}` : [],
  );
}

function regionOf(value: unknown): string | undefined {
  const code = value !== null && typeof value === "object" ? (value as { code?: unknown }).code : value;
  return typeof code === "string" && /^\d{2}(\.|$)/.test(code) ? code : undefined;
}

function distinct(tokens: SightTokens, more: readonly string[]): SightTokens {
  const added = more.filter((token) => !tokens.includes(token));
  return added.length === 0 ? tokens : [...tokens, ...new Set(added)];
}
