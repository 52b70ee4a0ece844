import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { zoneOfRegion } from "../places/zones.js";
import { editionOn, inForce, type RuleSet } from "../rules/rule-set.js";
import { HALTED, PREPARING } from "./codes.js";
import { openJourney, type Journey, type Migrant } from "./migrant.js";
import type { MigrantProfileDocument } from "./migrant-profile.view.js";
import { i1MissingForClearance, type BirthDate, type Missing } from "./requirements.js";

/**
 * What clearance still needs today, and who can provide it; or why it is not needed. One under review is needed anew.
 */
export type ClearanceOutlook =
  | { readonly needed: false; readonly because: "NON_PROCEDURAL" | "NO_JOURNEY" | "CLEARED" | "DECEASED" | "LEFT" }
  | { readonly needed: true; readonly day: string; readonly missing: readonly Missing[] }
  | { readonly needed: true; readonly day: string; readonly unknown: "NO_RULES_IN_FORCE" };

interface Conditions {
  readonly documents: RuleSet | undefined;
  readonly destinations: RuleSet | undefined;
  readonly birthDate: BirthDate;
  /** ISO 8601. */
  readonly now: string;
}

/** The answer for one migrant: the document, with what is missing, and warnings. */
export function migrantProfile(document: MigrantProfileDocument, conditions: Conditions) {
  const { id, person, migrant, step, phase, country, origin } = document;
  return {
    id,
    person,
    phase,
    step,
    country,
    origin,
    discovery: migrant.discovery ?? null,
    placementStatus: statusOf(migrant),
    screening: migrant.screening,
    activeJourney: migrant.activeJourney ?? null,
    journeys: migrant.journeys.map((journey) => shownJourney(journey, migrant)),
    death: migrant.death ?? null,
    clearance: clearanceOutlook(document, conditions),
    warnings: warningsOf(document),
  };
}

/** A row of the list. */
export function migrantRow({ id, person, migrant, step, phase, country, origin }: MigrantProfileDocument) {
  const identity: PersonalRecord = onlyFields(person.identity, ["name", "initials"]);
  return { id, identity, phase, step, country, origin, placementStatus: statusOf(migrant) };
}

function statusOf({ placementStatus: status, placementStatusBasis: basis }: Migrant) {
  return { status, basis, inferred: basis === "INFERRED" };
}

function shownJourney(journey: Journey, { documents, death }: Migrant) {
  const {
    started: _started,
    reached: _reached,
    resume: _resume,
    closedWithDeath,
    endedAhead: _ended,
    ...shown
  } = journey;
  return {
    ...shown,
    // It was closed for a death that nobody has confirmed.
    unconfirmedDeath: closedWithDeath !== null && death?.status !== "CONFIRMED",
    documents: documents.filter((document) => document.journey === journey.id),
  };
}

/** "Today" is counted where the migrant comes from, as no place of clearance is known yet. */
export function clearanceOutlook(
  { migrant, person }: Pick<MigrantProfileDocument, "migrant" | "person">,
  { documents, destinations, birthDate, now }: Conditions,
): ClearanceOutlook {
  if (migrant.death?.status === "CONFIRMED") return { needed: false, because: "DECEASED" };
  const journey = openJourney(migrant);
  if (!journey) return { needed: false, because: "NO_JOURNEY" };
  if (![...PREPARING, ...HALTED].some((step) => step === journey.reached)) return { needed: false, because: "LEFT" };
  if (journey.clearance?.review === null) return { needed: false, because: "CLEARED" };
  if (migrant.placementStatus === "NON_PROCEDURAL") return { needed: false, because: "NON_PROCEDURAL" };
  const day = dateIn(zoneOfRegion(person.origin?.code ?? ""), now);
  if (!documents || !destinations || !editionOn(documents, day) || !editionOn(destinations, day))
    return { needed: true, day, unknown: "NO_RULES_IN_FORCE" };
  const missing = i1MissingForClearance(migrant, journey, {
    documents: inForce("PLACEMENT_DOCUMENTS", documents, day),
    destinations: inForce("DESTINATIONS", destinations, day),
    birthDate,
    day,
  });
  return { needed: true, day, missing };
}

/** Codes of what to look at in a profile. */
export function warningsOf({ person, migrant }: Pick<MigrantProfileDocument, "person" | "migrant">): string[] {
  const { death } = migrant;
  const journey = openJourney(migrant);
  const precise = death?.occurredAt.precision === "DAY" || death?.occurredAt.precision === "INSTANT";
  const own: readonly [boolean, string][] = [
    [migrant.placementStatusBasis === "INFERRED", "PLACEMENT_STATUS_INFERRED"],
    [migrant.screening?.band === "HIGH", "HIGH_RISK"],
    [journey?.reached === "LOST_CONTACT", "CONTACT_LOST"],
    [journey?.clearance?.review != null, "CLEARANCE_UNDER_REVIEW"],
    [journey?.refusals.some(({ requirementsMet }) => requirementsMet) === true, "REFUSED_THOUGH_REQUIREMENTS_MET"],
    [death?.status === "REPORTED", "DEATH_NOT_CONFIRMED"],
    [death !== undefined && (!precise || death.occurredAt.conflict), "TIME_OF_DEATH_UNCERTAIN"],
  ];
  return [...person.warnings, ...own.filter(([holds]) => holds).map(([, code]) => code)];
}
