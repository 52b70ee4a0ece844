import type { EventRecord } from "../event-sourcing/event-record.js";
import { FactCorrected } from "../event-sourcing/correction.js";
import type { AtPlace } from "../event-sourcing/sight.js";
import { regionPath } from "../places/regions.js";

/**
 * By what an agency may see something, as texts that a set index holds: `agency:<uuid>` for those that registered it or
 * were given it, `region:<code>` for those that answer for the region that it touches or one around it, `country:<code>`
 * for a mission there. Each follows from what the event's type declares (`event-sourcing/sight.ts`), and they are only ever
 * added: who once answered for a person is asked about it later.
 */
export type SightTokens = readonly string[];

/** Tokens with those that an event of the thing itself grants. */
export function withSightOf(tokens: SightTokens, event: EventRecord): SightTokens {
  if (!byOfficer(event)) return tokens;
  const granted = event.sight.flatMap((rule) => {
    switch (rule.kind) {
      case "registers":
        return agencyToken(event.actor.agency);
      case "given":
      case "assigned":
        return agencyToken(factsIn(event)[rule.agency]);
      case "place":
        return placeTokens(event, rule);
      default:
        return [];
    }
  });
  return distinct(tokens, granted);
}

/** Tokens of a person with those that an event of something else grants of this subject of it. */
export function withSightOfSubject(tokens: SightTokens, event: EventRecord, person: string): SightTokens {
  if (!byOfficer(event)) return tokens;
  const roles = event.subjects.flatMap((each) => (each.person === person ? each.role : []));
  const granted = event.sight.flatMap((rule) => {
    if (rule.kind !== "given" && rule.kind !== "place") return [];
    if (!rule.subjects.some((role) => roles.includes(role))) return [];
    return rule.kind === "given" ? agencyToken(factsIn(event)[rule.agency]) : placeTokens(event, rule);
  });
  return distinct(tokens, granted);
}

/** What a process manager does follows from what an officer did, and that event has granted what it grants. */
export function byOfficer({ actor }: EventRecord): boolean {
  return actor.kind === "OFFICER";
}

/** Facts of an event; of a correction, those that it puts right. */
export function factsIn({ type, facts }: EventRecord): Record<string, unknown> {
  return type === FactCorrected.type ? (facts as FactCorrected["facts"]).facts : (facts as Record<string, unknown>);
}

/** The token of an agency, where there is one. */
export function agencyToken(agency: unknown): string[] {
  return typeof agency === "string" ? [`agency:${agency}`] : [];
}

function placeTokens(event: EventRecord, { regions, countries }: AtPlace): string[] {
  const facts = factsIn(event);
  const codes = regions.flatMap((fact) => regionOf(facts[fact]) ?? []);
  return [
    ...codes.flatMap(regionPath).map((code) => `region:${code}`),
    ...countries.flatMap((fact) => countryOf(facts[fact])).map((code) => `country:${code}`),
  ];
}

function regionOf(value: unknown): string | undefined {
  const code = value !== null && typeof value === "object" ? (value as { code?: unknown }).code : value;
  return typeof code === "string" && /^\d{2}(\.|$)/.test(code) ? code : undefined;
}

/** UNKNOWN is nobody's to answer for. */
function countryOf(value: unknown): string[] {
  return typeof value === "string" && /^[A-Z]{2}$/.test(value) ? [value] : [];
}

function distinct(tokens: SightTokens, more: readonly string[]): SightTokens {
  const added = more.filter((token) => !tokens.includes(token));
  return added.length === 0 ? tokens : [...tokens, ...new Set(added)];
}
