import type { Actor } from "../event-sourcing/stored-event/envelope.js";
import { agesOn, isBirthDate } from "../facts/birth-date.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { RuleContent } from "../rules/kinds.js";
import { LEGAL_GROUND } from "../rules/legal-ground.js";
import type { Document, Journey, Migrant } from "./state.js";

export const I1: Rule = {
  id: "I1",
  source: "UU 18/2017 art. 5, 13, 31",
  en: "Clearance needs all documents verified and valid, the age, orientation (OPP), insurance and an open destination",
  indonesian:
    "Kelayakan memerlukan dokumen lengkap terverifikasi dan berlaku, usia cukup, OPP, JKK dan JKM, " +
    "serta negara dan jabatan terbuka",
};

export const I2: Rule = {
  id: "I2",
  source: "UU 18/2017 art. 84",
  en: "A refusal names the officer, the reason and the legal ground",
  indonesian: "Penolakan menyebutkan pejabat, alasan, dan dasar hukum",
};

export const I3: Rule = {
  id: "I3",
  source: "[design]; UU 18/2017 art. 84",
  en: "Who verifies a document is not who uploaded it",
  indonesian: "Pejabat yang memverifikasi dokumen bukan yang mengunggahnya",
};

/** One thing that clearance still needs, in codes. */
export interface Missing {
  readonly what: "DOCUMENT" | "SCHEME" | "AGE" | "ORIENTATION" | "INSURANCE" | "DESTINATION";
  /** Kind of document, or programme of insurance. */
  readonly kind?: string;
  readonly reason: string;
  /** Kinds of agencies, FAMILY or EMPLOYER, who can provide it. */
  readonly providers: readonly string[];
  readonly source: string;
}

/** What is known of the birth date: the date, or why no age can be counted from it. */
export type BirthDate =
  | { readonly date: string }
  | { readonly unproven: "NO_BIRTH_DATE" | "NOT_BY_DOCUMENT" | "NOT_OPEN" };

/** What clearance needs beside the migrant's own state. */
export interface PlacementConditions {
  readonly documents: RuleContent<"PLACEMENT_DOCUMENTS">;
  readonly destinations: RuleContent<"DESTINATIONS">;
  readonly birthDate: BirthDate;
  /** `YYYY-MM-DD`, in the zone of the place of clearance. */
  readonly day: string;
}

/** I1: everything that clearance still needs on a day; it can be granted when nothing is missing. */
export function i1MissingForClearance(migrant: Migrant, journey: Journey, conditions: PlacementConditions): Missing[] {
  return [
    ...missingDocuments(migrant, journey, conditions),
    ...missingAge(conditions),
    ...missingOrientation(journey),
    ...missingInsurance(journey, conditions),
    ...closedDestination(journey, conditions),
  ];
}

/** I2: a refusal names officer, reason and legal ground. REQUIREMENTS_NOT_MET is no reason where nothing is missing. */
export function i2RefusalIsGrounded(
  { reason, legalGround }: { readonly reason?: string; readonly legalGround?: string },
  actor: Actor,
  missing?: readonly Missing[],
): void {
  const lacking = [
    ...(actor.kind === "OFFICER" && actor.agency !== null ? [] : ["ACTOR"]),
    ...(reason ? [] : ["REASON"]),
    ...(legalGround && LEGAL_GROUND.test(legalGround) ? [] : ["LEGAL_GROUND"]),
  ];
  if (lacking.length > 0) throw new Rejection(I2, { lacking });
  if (missing?.length === 0 && reason === "REQUIREMENTS_NOT_MET")
    throw new Rejection(I2, { lacking: ["REASON"], requirementsMet: true });
}

/** I3: who verifies, and on whose behalf, is none of those who uploaded and submitted. */
export function i3VerifierIsNotUploader({ id, onBehalfOf }: Actor, uploaders: readonly string[]): void {
  if (uploaders.includes(id) || (onBehalfOf !== null && uploaders.includes(onBehalfOf))) throw new Rejection(I3);
}

/** Whether every document of the scheme's set is verified, whatever its last day of validity. */
export function hasDocumentSet(
  documents: readonly Document[],
  journey: Journey,
  { schemes }: RuleContent<"PLACEMENT_DOCUMENTS">,
): boolean {
  const set = schemes.find(({ scheme }) => scheme === journey.scheme)?.documents;
  const verified = documents.filter((document) => document.journey === journey.id && document.status === "VERIFIED");
  return set !== undefined && set.every(({ kind }) => verified.some((document) => document.kind === kind));
}

function missingDocuments(
  { documents }: Migrant,
  journey: Journey,
  { documents: { schemes }, day }: PlacementConditions,
): Missing[] {
  const set = schemes.find(({ scheme }) => scheme === journey.scheme)?.documents;
  if (!set)
    return [
      {
        what: "SCHEME",
        reason: journey.scheme === "UNKNOWN" ? "SCHEME_UNKNOWN" : "NO_DOCUMENT_SET",
        providers: ["LABOUR_OFFICE"],
        source: "UU 18/2017 art. 13",
      },
    ];
  return set.flatMap(({ kind, providers, source, expires = false }): Missing[] => {
    const own = documents.filter((document) => document.journey === journey.id && document.kind === kind);
    const reasons = own.map((document) => whyNotGood(document, day, expires));
    if (reasons.includes(undefined)) return [];
    return [{ what: "DOCUMENT", kind, reason: reasons.at(-1) ?? "NOT_SUBMITTED", providers, source }];
  });
}

function whyNotGood({ status, expiresOn }: Document, day: string, expires: boolean): string | undefined {
  if (status === "REJECTED") return "REJECTED";
  if (status === "SUBMITTED") return "NOT_VERIFIED";
  if (expiresOn === null) return expires ? "NO_EXPIRY_DATE" : undefined;
  return expiresOn < day ? "EXPIRED" : undefined;
}

/**
 * A document that shows the birth date proves the age, if every day that it may be does; a NIK doesn't, nor does a
 * field that can't be opened.
 */
function missingAge({ birthDate, day, documents: { minimumAge } }: PlacementConditions): Missing[] {
  if ("unproven" in birthDate) return ageUnproven(birthDate.unproven);
  if (!isBirthDate(birthDate.date)) return ageUnproven("NO_BIRTH_DATE");
  const { youngest, oldest } = agesOn(birthDate.date, day);
  if (youngest >= minimumAge) return [];
  return ageUnproven(oldest < minimumAge ? "UNDER_AGE" : "BIRTH_DATE_NOT_EXACT");
}

function ageUnproven(reason: string): Missing[] {
  return [{ what: "AGE", reason, providers: ["FAMILY", "VILLAGE"], source: "UU 18/2017 art. 5 [check]" }];
}

/** A document on another record of the same human being shows that they were not of age. */
export const UNDER_AGE_ON_RECORD: readonly Missing[] = ageUnproven("UNDER_AGE_ON_ANOTHER_RECORD");

function missingOrientation({ orientation }: Journey): Missing[] {
  if (orientation) return [];
  return [{ what: "ORIENTATION", reason: "NOT_ATTENDED", providers: ["BP3MI"], source: "UU 18/2017 art. 8 [check]" }];
}

function missingInsurance(journey: Journey, { documents: { insurance }, day }: PlacementConditions): Missing[] {
  return insurance
    .filter(
      (programme) =>
        !journey.insurance.some(
          (cover) => cover.programme === programme && cover.from <= day && (cover.until === null || day <= cover.until),
        ),
    )
    .map((kind) => ({
      what: "INSURANCE",
      kind,
      reason: journey.insurance.some(({ programme }) => programme === kind) ? "NOT_ACTIVE_THAT_DAY" : "NOT_ACTIVATED",
      providers: ["SOCIAL_SECURITY"],
      source: "UU 18/2017 art. 29 [check]",
    }));
}

function closedDestination({ country, position }: Journey, { destinations: { open } }: PlacementConditions): Missing[] {
  const destination = open.find((each) => each.country === country);
  if (!destination) return closed(country === "UNKNOWN" ? "COUNTRY_UNKNOWN" : "COUNTRY_NOT_OPEN", "UU 18/2017 art. 31");
  const { closedPositions, source } = destination;
  if (position === null) return closedPositions.length > 0 ? closed("POSITION_UNKNOWN", source) : [];
  return closedPositions.includes(position) ? closed("POSITION_CLOSED", source) : [];
}

function closed(reason: string, source: string): Missing[] {
  return [{ what: "DESTINATION", reason, providers: ["MINISTRY_OF_MIGRANT_WORKERS"], source }];
}
