/** Codes of a migrant's life, in facts and statistics. */

export {
  DISCOVERIES,
  PLACEMENT_STATUSES,
  STATUS_BASES,
  type Discovery,
  type PlacementStatus,
  type StatusBasis,
} from "../person/person.events.js";

/** Ways of going: through a licensed company (P3MI), on one's own (perseorangan), by the government, or not known. */
export const SCHEMES = ["P3MI", "INDEPENDENT", "GOVERNMENT", "UNKNOWN"] as const;
export type Scheme = (typeof SCHEMES)[number];

export const PREPARING = [
  "REGISTERED",
  "SCREENED",
  "DOCUMENTS_IN_PROGRESS",
  "DOCUMENTS_VERIFIED",
  "ORIENTED",
  "CLEARED",
] as const;
export const HALTED = ["DEPARTURE_PREVENTED", "FAILED_DEPARTURE"] as const;
export const ABROAD = ["DEPARTED", "ARRIVED", "EMPLOYED", "BETWEEN_JOBS", "RETURNING"] as const;
/** Steps that interrupt another one, which goes on when they end. */
export const INTERRUPTED = ["LOST_CONTACT", "DETAINED"] as const;
export const HOME = ["RETURNED", "REINTEGRATING"] as const;
export const ENDED = ["CLOSED", "WITHDRAWN", "DECEASED"] as const;
export const JOURNEY_STEPS = [...PREPARING, ...HALTED, ...ABROAD, ...INTERRUPTED, ...HOME, ...ENDED] as const;
export type JourneyStep = (typeof JOURNEY_STEPS)[number];

/** Where a journey can be when it first becomes known. */
export const FIRST_STEPS = ["REGISTERED", ...ABROAD, ...INTERRUPTED, "RETURNED"] as const;
export type FirstStep = (typeof FIRST_STEPS)[number];

/** Prospective (CPMI), at work abroad (PMI), returned (purna PMI); UNKNOWN where no source says. */
export const PHASES = ["BEFORE", "DURING", "AFTER", "UNKNOWN"] as const;
export type Phase = (typeof PHASES)[number];

export const SECTORS = [
  "DOMESTIC_WORK",
  "CAREGIVING",
  "PLANTATION",
  "CONSTRUCTION",
  "MANUFACTURING",
  "FISHERY",
  "HOSPITALITY",
  "HEALTH",
  "AGRICULTURE",
  "SERVICES",
  "ONLINE_SCAM",
  "ONLINE_GAMBLING",
  // For reports that don't distinguish the two.
  "ONLINE_SCAM_OR_GAMBLING",
  "OTHER",
  "UNKNOWN",
] as const;

/** Signs of a dangerous offer. They lead to advice, never to a ban (I2). */
export const RED_FLAGS = [
  "RECRUITER_NOT_REGISTERED",
  "NON_WORK_ENTRY",
  "FANTASTIC_PAY_NO_SKILLS",
  "NO_CONTRACT_BEFORE_LEAVING",
  "FEE_TO_PRIVATE_ACCOUNT",
  "ALL_COSTS_PAID",
  "PERSONAL_DATA_ASKED_DIRECTLY",
  "SOCIAL_MEDIA_ONLY",
  "SCAM_CORRIDOR",
  "SECRECY_FROM_FAMILY",
  "BROKER_ADVANCE",
  "FORMER_MIGRANT_OVER_35",
  "REPATRIATED_BEFORE",
] as const;
export type RedFlag = (typeof RED_FLAGS)[number];

export const RISK_BANDS = ["LOW", "MEDIUM", "HIGH"] as const;
export type RiskBand = (typeof RISK_BANDS)[number];

export const ADVICE = [
  "CHECK_COMPANY_REGISTER",
  "ASK_FOR_CONTRACT",
  "ASK_FOR_WORK_VISA",
  "PAY_NOTHING",
  "TELL_FAMILY",
  "DESTINATION_NOT_OPEN",
  "GO_TO_LABOUR_OFFICE",
  "REPORT_OFFER",
] as const;
export type Advice = (typeof ADVICE)[number];

export const DOCUMENT_KINDS = [
  "MARITAL_STATUS_LETTER",
  "FAMILY_CONSENT",
  "COMPETENCE_CERTIFICATE",
  "HEALTH_CERTIFICATE",
  "PASSPORT",
  "WORK_VISA",
  "PLACEMENT_AGREEMENT",
  "EMPLOYMENT_CONTRACT",
  "HEALTH_INSURANCE_CARD",
  "EMPLOYER_SUMMONS",
  "EMPLOYER_PROFILE",
  "OWN_RISK_STATEMENT",
  "BIRTH_CERTIFICATE",
  "IDENTITY_CARD",
  "OTHER",
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const DOCUMENT_REJECTIONS = [
  "ILLEGIBLE",
  "INCOMPLETE",
  "EXPIRED",
  "FORGED",
  "OF_ANOTHER_PERSON",
  "DATA_MISMATCH",
  "WRONG_KIND",
] as const;

/** JKK: accident at work; JKM: death; JHT: old age. */
export const INSURANCE_PROGRAMMES = ["JKK", "JKM", "JHT"] as const;
export type InsuranceProgramme = (typeof INSURANCE_PROGRAMMES)[number];

export const REFUSALS = [
  "REQUIREMENTS_NOT_MET",
  "FALSE_DOCUMENTS",
  "COURT_ORDER",
  "TRAVEL_BAN",
  "OTHER_GROUND",
] as const;

export const PREVENTIONS = [
  "INVALID_DOCUMENTS",
  "VISA_NOT_FOR_WORK",
  "UNLICENSED_RECRUITER",
  "DESTINATION_NOT_OPEN",
  "UNDER_AGE",
  "COURT_ORDER",
  "OTHER_GROUND",
] as const;

export const FAILURES = ["RECRUITER_VANISHED", "VISA_REFUSED", "EMPLOYER_CANCELLED", "FLIGHT_MISSED", "OTHER"] as const;

export const WITHDRAWALS = ["OWN_DECISION", "FAMILY_DECISION", "OFFER_WITHDRAWN", "RISK_ADVICE", "OTHER"] as const;

export const EMPLOYMENT_ENDS = [
  "CONTRACT_ENDED",
  "RESIGNED",
  "UNILATERAL_TERMINATION",
  "ABUSE",
  "ACCIDENT_OR_ILLNESS",
  "EMPLOYER_CLOSED",
  "WAR_DISASTER_EPIDEMIC",
  "LEFT_EMPLOYER",
  "OTHER",
] as const;

/** Causes of return, UU 18/2017 art. 27. */
export const RETURN_CAUSES = [
  "END_OF_CONTRACT",
  "LEAVE",
  "EARLY_TERMINATION",
  "ACCIDENT_OR_ILLNESS",
  "ABUSE",
  "WAR_DISASTER_EPIDEMIC",
  "DEPORTATION",
  "DEATH",
  "OTHER",
] as const;

export const CLOSURES = [
  "COMPLETED",
  "REINTEGRATED",
  "DID_NOT_DEPART",
  "SETTLED_ABROAD",
  "UNTRACED",
  "DEATH",
  "OTHER",
] as const;

/** Causes of death as statistics count them; the exact cause is sealed. */
export const DEATH_CAUSES = ["ILLNESS", "ACCIDENT", "VIOLENCE", "SUICIDE", "UNKNOWN"] as const;
export type DeathCause = (typeof DEATH_CAUSES)[number];

export const DEATH_SOURCES = [
  "MISSION",
  "EMPLOYER",
  "FAMILY",
  "COMPANY",
  "HOSPITAL",
  "POLICE",
  "NEWS_REPORT",
  "OTHER",
] as const;

/** Why a death report is withdrawn. */
export const DEATH_WITHDRAWALS = ["FOUND_ALIVE", "MISTAKEN_IDENTITY", "FALSE_REPORT"] as const;
