import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import type { PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type {
  Advice,
  DeathCause,
  Discovery,
  DocumentKind,
  FirstStep,
  InsuranceProgramme,
  JourneyStep,
  Phase,
  PlacementStatus,
  RedFlag,
  RiskBand,
  Scheme,
  StatusBasis,
} from "./codes.js";

/** A citizen who will, does or did work for wages abroad (CPMI, PMI, purna PMI): one life, with all its journeys. */
export interface Migrant {
  readonly discovery: Discovery | undefined;
  readonly placementStatus: PlacementStatus;
  /** INFERRED is shown as such wherever the status is. */
  readonly placementStatusBasis: StatusBasis;
  /** True once the status was determined; false while it is that of the registration. */
  readonly placementStatusDetermined: boolean;
  /** The newest one. */
  readonly screening: Screening | null;
  /** In the order in which they began. */
  readonly journeys: readonly Journey[];
  /** Of the journey that goes on, if there is one (I9). Undefined after a confirmed death. */
  readonly activeJourney: string | undefined;
  readonly documents: readonly Document[];
  /** Checks of documents whose submission happened later. */
  readonly checkedAhead: readonly Pick<Document, "id" | "status" | "verifiedBy" | "rejection">[];
  /** Absent when there is no report, or each was withdrawn. */
  readonly death: Death | undefined;
  /** Every report of a death, those withdrawn included. */
  readonly deathReports: readonly DeathReport[];
}

export interface Screening {
  readonly redFlags: readonly RedFlag[];
  /** Asked about, and not there. */
  readonly denied: readonly RedFlag[];
  /** Of RISK_CHECKLIST; null for a screening that named none. */
  readonly edition: number | null;
  readonly band: RiskBand;
  readonly advice: readonly Advice[];
  readonly at: OccurredAt;
}

export interface Journey {
  readonly id: string;
  /** False while only facts from before its recorded beginning are known. */
  readonly started: boolean;
  readonly foundAt: FirstStep;
  readonly scheme: Scheme;
  /** ISO 3166-1 or UNKNOWN: where to, then where. */
  readonly country: string;
  readonly position: string | null;
  readonly sector: string | null;
  /** Agency id of the placement company. */
  readonly company: string | null;
  /** As shown: DECEASED for a journey that a confirmed death ended. */
  readonly step: JourneyStep;
  /** The step as it would be without the death (I6). */
  readonly reached: JourneyStep;
  /** Steps that come back when an interruption ends, the innermost last. */
  readonly resume: readonly JourneyStep[];
  readonly phase: Phase;
  readonly orientation: OccurredAt | null;
  readonly insurance: readonly Insurance[];
  readonly clearance: Clearance | null;
  readonly refusals: readonly Refusal[];
  /** Agency id of the mission that knows of the arrival. */
  readonly mission: string | null;
  readonly employments: readonly Employment[];
  /** Ends of jobs whose beginning happened later. */
  readonly endedAhead: readonly { readonly id: string; readonly until: OccurredAt; readonly cause: string }[];
  /** UU 18/2017 art. 27. */
  readonly returnCause: string | null;
  /** Why it was closed, withdrawn, prevented or failed. */
  readonly reason: string | null;
  /** The report of the death with which it was closed, and the journey as it is without that. */
  readonly closedWithDeath: { readonly death: string; readonly before: Journey } | null;
  /** When the present step was reached. */
  readonly since: OccurredAt | null;
}

export interface Insurance {
  readonly programme: InsuranceProgramme;
  /** Calendar dates, both inclusive. */
  readonly from: string;
  readonly until: string | null;
  /** Sealed: number. */
  readonly fields: PersonalRecord;
}

export interface Clearance {
  readonly day: string;
  readonly place: string;
  /** Editions of the rules by which it was given. */
  readonly rules: { readonly PLACEMENT_DOCUMENTS: number; readonly DESTINATIONS: number };
  /** Officer and agency who gave it. */
  readonly by: string;
  readonly agency: string | null;
  /** What it rested on is not there any more; null while it stands. */
  readonly review: ClearanceReview | null;
}

export interface ClearanceReview {
  readonly grounds: readonly LostGround[];
  /** ISO. */
  readonly since: string;
}

/** What a clearance rested on, and why that is there no more: in codes, as `Missing` has them. */
export interface LostGround {
  readonly what: string;
  /** Kind of document, or programme of insurance. */
  readonly kind?: string | undefined;
  readonly reason: string;
}

export interface Refusal {
  readonly day: string;
  readonly reason: string;
  readonly legalGround: string;
  readonly requirementsMet: boolean;
  /** Officer and agency who refused (I2). */
  readonly by: string;
  readonly agency: string | null;
}

export interface Employment {
  readonly id: string;
  readonly sector: string | null;
  readonly position: string | null;
  readonly contractUntil: string | null;
  readonly from: OccurredAt;
  readonly until: OccurredAt | null;
  readonly cause: string | null;
  /** Sealed: employer, employerAddress. */
  readonly fields: PersonalRecord;
}

export interface Document {
  readonly id: string;
  readonly journey: string;
  readonly kind: DocumentKind;
  /** Id of `file-<id>`. */
  readonly file: string;
  readonly status: "SUBMITTED" | "VERIFIED" | "REJECTED";
  readonly issuedOn: string | null;
  readonly expiresOn: string | null;
  /** Officers who submitted it, and on whose behalf. */
  readonly submittedBy: readonly string[];
  readonly verifiedBy: string | null;
  readonly rejection: { readonly reason: string; readonly legalGround: string } | null;
  /** Sealed: number. */
  readonly fields: PersonalRecord;
}

export interface DeathReport {
  readonly id: string;
  readonly reported: boolean;
  readonly confirmed: boolean;
  readonly withdrawn: boolean;
  readonly occurredAt: OccurredAt;
  /** ISO: when it was first recorded. */
  readonly knownSince: string;
  readonly cause: DeathCause;
  readonly country: string;
  /** Id of `file-<id>` with the certificate. */
  readonly certificate: string | null;
  readonly certifiedOn: string | null;
  /** Sealed: cause, place. */
  readonly fields: PersonalRecord;
}

export interface Death {
  /** Id of the newest report that was not withdrawn. */
  readonly report: string;
  readonly status: "REPORTED" | "CONFIRMED";
  readonly occurredAt: OccurredAt;
  /** ISO: the death was not later than this, as it was known by then. */
  readonly noLaterThan: string;
  readonly cause: DeathCause;
  readonly country: string;
  readonly certificate: string | null;
  readonly certifiedOn: string | null;
  /** Sealed: cause, place. */
  readonly fields: PersonalRecord;
}

export const initialMigrant: Migrant = {
  discovery: undefined,
  placementStatus: "UNKNOWN",
  placementStatusBasis: "NONE",
  placementStatusDetermined: false,
  screening: null,
  journeys: [],
  activeJourney: undefined,
  documents: [],
  checkedAhead: [],
  death: undefined,
  deathReports: [],
};

/** Whether a journey goes on, a death left aside. */
export function isOpen({ reached }: Pick<Journey, "reached">): boolean {
  return reached !== "CLOSED" && reached !== "WITHDRAWN";
}

/** The journey that goes on, or went on when the migrant died. */
export function openJourney({ journeys }: Pick<Migrant, "journeys">): Journey | undefined {
  return journeys.findLast(isOpen);
}

const PHASE_WHEN_FOUND: { readonly [D in Discovery]?: Phase } = {
  VILLAGE: "BEFORE",
  LABOUR_OFFICE: "BEFORE",
  ABROAD: "DURING",
  RETURN: "AFTER",
};

/** The phase of a life: that of the journey that goes on, else of the last one, else what the discovery tells. */
export function phaseOf(migrant: Pick<Migrant, "journeys" | "discovery">): Phase {
  const journey = openJourney(migrant) ?? migrant.journeys.at(-1);
  if (journey) return journey.phase;
  return (migrant.discovery && PHASE_WHEN_FOUND[migrant.discovery]) ?? "UNKNOWN";
}
