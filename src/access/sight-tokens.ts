import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { FactCorrected } from "../event-sourcing/stored-event/correction.js";
import type { AtPlace, SightRule } from "../event-sourcing/stored-event/sight.js";
import { regionPath } from "../places/regions.js";

/**
 * By what an agency may see something, as texts that a set index holds: `agency:<uuid>` for those that registered it or
 * were given it, `region:<code>` for those that answer for the region that it touches or one around it,
 * `country:<code>` for a mission there. Each follows from what the event's type declares
 * (`event-sourcing/stored-event/sight.ts`), and they are only ever added: what a place lets see for a time stands
 * beside them (`stays.ts`).
 */
export type SightTokens = readonly string[];

/**
 * Tokens with all that an event of the thing itself ever grants: an index of a list, whose rows are then asked about
 * one by one.
 */
export function withSightOf(tokens: SightTokens, event: EventRecord): SightTokens {
  return withGranted(tokens, event, () => true);
}

/** Tokens with those that an event of the thing itself grants for good. */
export function withLastingSightOf(tokens: SightTokens, event: EventRecord): SightTokens {
  return withGranted(tokens, event, ({ lasts }) => lasts === "always", false);
}

/** What an event of the thing itself grants for good, until it is withdrawn. */
export function revocableSightOf(event: EventRecord): SightTokens {
  return withGranted([], event, ({ lasts }) => lasts === "always", true);
}

/** @param revocable only by rules that are, or are not; undefined: by all */
function withGranted(
  tokens: SightTokens,
  event: EventRecord,
  byPlace: (rule: AtPlace) => boolean,
  revocable?: boolean,
): SightTokens {
  if (!byOfficer(event)) return tokens;
  const granted = event.sight.filter(isAmong(revocable)).flatMap((rule) => {
    switch (rule.kind) {
      case "registers":
        return agencyToken(event.actor.agency);
      case "given":
      case "assigned":
        return agencyToken(factsIn(event)[rule.agency]);
      case "place":
        return byPlace(rule) ? placeTokens(event, rule) : [];
      default:
        return [];
    }
  });
  return distinct(tokens, granted);
}

/** Tokens of a person with those that an event of something else grants for good of this subject of it. */
export function withLastingSightOfSubject(tokens: SightTokens, event: EventRecord, person: string): SightTokens {
  return withGrantedOfSubject(tokens, event, person, ({ lasts }) => lasts === "always", false);
}

/** What an event of something else grants of this subject of it for good, until it is withdrawn. */
export function revocableSightOfSubject(event: EventRecord, person: string): SightTokens {
  return withGrantedOfSubject([], event, person, ({ lasts }) => lasts === "always", true);
}

/** As `withSightOf`, of what an event of something else ever grants of this subject of it. */
export function withSightOfSubject(tokens: SightTokens, event: EventRecord, person: string): SightTokens {
  return withGrantedOfSubject(tokens, event, person, () => true);
}

function withGrantedOfSubject(
  tokens: SightTokens,
  event: EventRecord,
  person: string,
  byPlace: (rule: AtPlace) => boolean,
  revocable?: boolean,
): SightTokens {
  if (!byOfficer(event)) return tokens;
  const roles = rolesIn(event, person);
  const granted = event.sight.filter(isAmong(revocable)).flatMap((rule) => {
    if (rule.kind !== "given" && (rule.kind !== "place" || !byPlace(rule))) return [];
    if (!rule.subjects.some((role) => roles.includes(role))) return [];
    return rule.kind === "given" ? agencyToken(factsIn(event)[rule.agency]) : placeTokens(event, rule);
  });
  return distinct(tokens, granted);
}

const isAmong = (revocable: boolean | undefined) => (rule: SightRule) =>
  revocable === undefined || (rule.revocable === true) === revocable;

/** Tokens with the agency whose officer recorded an event. */
export function withRecording(tokens: SightTokens, event: EventRecord): SightTokens {
  return byOfficer(event) ? distinct(tokens, agencyToken(event.actor.agency)) : tokens;
}

/** In which roles an event names somebody as its subject. */
export function rolesIn({ subjects }: EventRecord, person: string): string[] {
  return subjects.flatMap((each) => (each.person === person ? each.role : []));
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

/** Offices of the places in the facts that a rule names. */
export function placeTokens(event: EventRecord, { regions, countries }: AtPlace): string[] {
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
