import { ID, type PastEvent } from "../given.js";
import { FIRST_PLACEMENT_RULES } from "../../src/rules/placement.js";
import { FIRST_RISK_RULES } from "../../src/rules/risk-checklist.js";
import { ruleSetId } from "../../src/rules/rule-set.js";

export const JOURNEY = "0f5b6c3e-0000-4000-8000-00000000000b";
export const SECOND_JOURNEY = "0f5b6c3e-0000-4000-8000-0000000000b2";
export const PENDING = "0f5b6c3e-0000-4000-8000-0000000000d0";
export const EMPLOYMENT = "0f5b6c3e-0000-4000-8000-0000000000e0";
export const REPORT = "0f5b6c3e-0000-4000-8000-0000000000dd";
export const FILE = "0f5b6c3e-0000-4000-8000-00000000f11e";
export const UPLOADER = "0f5b6c3e-0000-4000-8000-0000000000c1";
export const VERIFIER = "0f5b6c3e-0000-4000-8000-0000000000c2";

/** UU 18/2017 art. 13 (a) to (h), in order. */
export const ARTICLE_13 = [
  "MARITAL_STATUS_LETTER",
  "FAMILY_CONSENT",
  "COMPETENCE_CERTIFICATE",
  "HEALTH_CERTIFICATE",
  "PASSPORT",
  "WORK_VISA",
  "PLACEMENT_AGREEMENT",
  "EMPLOYMENT_CONTRACT",
];

export const documentId = (kind: string) =>
  `0f5b6c3e-0000-4000-8000-0000000001${(ARTICLE_13.indexOf(kind) + 16).toString(16).padStart(2, "0")}`;

export const registered = (placementStatus = "PROCEDURAL", placementStatusBasis = "DOCUMENTED"): PastEvent => ({
  type: "MigrantRegistered",
  facts: { discovery: "VILLAGE", placementStatus, placementStatusBasis },
});

/** An event of the journey. */
export const of = (type: string, facts: object = {}, more: Partial<PastEvent> = {}): PastEvent => ({
  type,
  facts: { journey: JOURNEY, ...facts },
  ...more,
});

export const started = of("JourneyStarted", {
  foundAt: "REGISTERED",
  scheme: "P3MI",
  country: "HK",
  position: "CAREGIVER",
});
export const screened = of("RiskScreened", { redFlags: [], band: "LOW", advice: [] });

export const submitted = (kind: string, facts: object = {}): PastEvent =>
  of(
    "DocumentSubmitted",
    { document: documentId(kind), file: FILE, kind, expiresOn: "2030-01-01", ...facts },
    { by: UPLOADER },
  );
export const verified = (kind: string): PastEvent =>
  of("DocumentVerified", { document: documentId(kind) }, { by: VERIFIER });

export const pending = of("DocumentSubmitted", { document: PENDING, file: FILE, kind: "OTHER" }, { by: UPLOADER });
export const insured = [
  of("InsuranceActivated", { programme: "JKK", from: "2025-01-01", until: "2027-12-31" }),
  of("InsuranceActivated", { programme: "JKM", from: "2025-01-01", until: "2027-12-31" }),
];
export const oriented = of("OrientationAttended");
export const cleared = of("ClearanceGranted", {
  place: "36",
  day: "2025-05-01",
  rules: { PLACEMENT_DOCUMENTS: 1, DESTINATIONS: 1 },
});
export const departed = of("DepartureRecorded");
export const arrived = of("ArrivalReported");
export const employed = of("EmploymentStarted", { employment: EMPLOYMENT });
export const jobEnded = of("EmploymentEnded", { employment: EMPLOYMENT, cause: "CONTRACT_ENDED" });
export const returning = of("ReturnStarted", { cause: "END_OF_CONTRACT" });
export const returned = of("ReturnRecorded", { cause: "END_OF_CONTRACT" });
export const closed = of("JourneyClosed", { reason: "COMPLETED" });

export const deathReported: PastEvent = {
  type: "DeathReported",
  facts: { report: REPORT, cause: "ILLNESS", country: "HK", source: "MISSION" },
};
export const deathConfirmed: PastEvent = {
  type: "DeathConfirmed",
  facts: { report: REPORT, cause: "ILLNESS", country: "HK" },
};
export const deathWithdrawn: PastEvent = {
  type: "DeathReportWithdrawn",
  facts: { report: REPORT, reason: "FOUND_ALIVE" },
};

const preparing = {
  REGISTERED: [registered(), started],
  SCREENED: [registered(), started, screened],
};
const inProgress = [...preparing.SCREENED, ...ARTICLE_13.map((kind) => submitted(kind)), pending];
const documentsVerified = [
  ...inProgress,
  ...ARTICLE_13.map((kind) => verified(kind)),
  of("DocumentSetCompleted"),
  ...insured,
];
const atWork = [...documentsVerified, oriented, cleared, departed, arrived, employed];

/** A history that ends in each step, of a procedural migrant. */
export const HISTORIES: { readonly [step: string]: readonly PastEvent[] } = {
  ...preparing,
  DOCUMENTS_IN_PROGRESS: inProgress,
  DOCUMENTS_VERIFIED: documentsVerified,
  ORIENTED: [...documentsVerified, oriented],
  CLEARED: [...documentsVerified, oriented, cleared],
  DEPARTED: [...documentsVerified, oriented, cleared, departed],
  ARRIVED: [...documentsVerified, oriented, cleared, departed, arrived],
  EMPLOYED: atWork,
  BETWEEN_JOBS: [...atWork, jobEnded],
  RETURNING: [...atWork, returning],
  LOST_CONTACT: [...atWork, of("ContactLost")],
  DETAINED: [...atWork, of("DetentionRecorded")],
  RETURNED: [...atWork, returning, returned],
  REINTEGRATING: [...atWork, returning, returned, of("ReintegrationStarted")],
  CLOSED: [...atWork, returning, returned, of("ReintegrationStarted"), closed],
  WITHDRAWN: [...documentsVerified, oriented, of("JourneyWithdrawn", { reason: "OWN_DECISION" })],
  DEPARTURE_PREVENTED: [
    ...documentsVerified,
    oriented,
    cleared,
    of("DeparturePrevented", { reason: "VISA_NOT_FOR_WORK", legalGround: "UU_18_2017_ART_13" }),
  ],
  FAILED_DEPARTURE: [...documentsVerified, oriented, cleared, of("DepartureFailed", { reason: "FLIGHT_MISSED" })],
  DECEASED: [...atWork, deathReported, deathConfirmed],
};

export const person = (birthDate: string | undefined, proof = "DOCUMENT"): PastEvent => ({
  type: "PersonRegistered",
  facts: {
    sex: "FEMALE",
    source: { kind: "IN_PERSON" },
    warnings: [],
    origin: { scheme: "KEMENDAGRI", code: "36.04.12" },
    ...(birthDate !== undefined && { birthYear: Number(birthDate.slice(0, 4)), birthDateProof: proof }),
    migrant: { discovery: "VILLAGE", placementStatus: "PROCEDURAL", placementStatusBasis: "DOCUMENTED" },
  },
  personal: [{ person: ID, class: "identity", values: { name: "Invented", birthDate } }],
});

const uploaded: PastEvent = {
  type: "FileStored",
  facts: { person: ID, blob: FILE, mediaType: "application/pdf", bytes: 4, commitment: "c", purpose: "DOCUMENT" },
  by: UPLOADER,
};

/** The streams beside: the person, the rules, and the file of every document. */
export const others = (birthDate: string | undefined = "2000-01-31", proof = "DOCUMENT") => ({
  [`person-${ID}`]: [person(birthDate, proof)],
  [`file-${FILE}`]: [uploaded],
  ...Object.fromEntries(
    [...FIRST_PLACEMENT_RULES, ...FIRST_RISK_RULES].map(({ kind, validFrom, source, content }) => [
      `rules-${ruleSetId(kind)}`,
      [{ type: "RulesPublished", facts: { kind, edition: 1, validFrom, source, content } }],
    ]),
  ),
});
