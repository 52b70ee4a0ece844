/** Living persons and remains have paths of their own (pemulangan, pemulangan jenazah). */
export const REPATRIATION_KINDS = ["LIVING", "REMAINS"] as const;
export type RepatriationKind = (typeof REPATRIATION_KINDS)[number];

/** Where it is known from that someone is to come home, or came. */
export const REQUEST_SOURCES = ["PERSON", "FAMILY", "MISSION", "AGENCY", "NEWS_REPORT", "OTHER"] as const;

/** What becomes of remains: brought home, buried where the person died, or cremated there. */
export const DISPOSITIONS = ["REPATRIATE", "BURY_ABROAD", "CREMATE"] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

/** Ways by which remains travel. */
export const ROUTES = ["AIR", "LAND", "SEA"] as const;
export type Route = (typeof ROUTES)[number];

/** In sets of documents, the route of what happens where the person died: a burial, a cremation. */
export const NO_ROUTE = "LOCAL";

export const TRAVEL_MODES = ["AIR", "LAND", "SEA"] as const;
export type TravelMode = (typeof TRAVEL_MODES)[number];

/** IATA code of an airport, or UN/LOCODE of a port or crossing. */
export const PLACE = /^([A-Z]{3}|[A-Z]{2}[A-Z0-9]{3})$/;

/** Who pays. */
export const FUNDING_SOURCES = [
  "OWN",
  "FAMILY",
  "EMPLOYER",
  "PLACEMENT_COMPANY",
  "INSURANCE",
  "STATE",
  "REGION",
  "ORGANISATION",
] as const;
export type FundingSource = (typeof FUNDING_SOURCES)[number];

/** How the family was notified, and how it was searched for. */
export const CHANNELS = ["IN_PERSON", "PHONE", "LETTER", "MESSAGE", "NOT_REPORTED"] as const;
export const SEARCHES = [
  "VILLAGE_INQUIRY",
  "CIVIL_REGISTRY",
  "PLACEMENT_COMPANY",
  "MISSION_RECORDS",
  "PUBLIC_CALL",
] as const;

/** Kinds of documents that remains may need; which set is needed when, the rules say. */
export const REMAINS_DOCUMENT_KINDS = [
  "DEATH_CERTIFICATE",
  "MEDICAL_CERTIFICATE_OF_CAUSE",
  "DECEASED_PASSPORT",
  "ESCORT_PASSPORT",
  "EXPORT_PERMIT",
  "SEALING_CERTIFICATE",
  "EMBALMING_CERTIFICATE",
  "FREE_OF_INFECTION_CERTIFICATE",
  "PACKING_CERTIFICATE",
  "BURIAL_PERMIT",
  "CREMATION_PERMIT",
  "CREMATION_CERTIFICATE",
  "FAMILY_CONSENT",
] as const;
export type RemainsDocumentKind = (typeof REMAINS_DOCUMENT_KINDS)[number];

export const REJECTION_REASONS = ["UNREADABLE", "WRONG_PERSON", "EXPIRED", "INCOMPLETE", "NOT_GENUINE"] as const;

/** Why a step does not apply to this person. */
export const NOT_APPLICABLE_REASONS = [
  "NOT_NEEDED",
  "NO_INSURANCE",
  "NATURAL_DEATH",
  "FAMILY_REFUSED",
  "NO_FINE",
  "NOT_ILL",
  "NO_ESCORT_NEEDED",
  "HANDED_OVER_AT_TERMINAL",
  "NO_BELONGINGS",
] as const;

/** Why a living person departed before all was there that usually comes first. */
export const EARLY_DEPARTURE_GROUNDS = [
  "EVACUATION",
  "DEPORTATION",
  "MEDICAL_EMERGENCY",
  "LEFT_ON_OWN",
  "STEPS_NOT_REPORTED",
  "OTHER",
] as const;
export type EarlyDepartureGround = (typeof EARLY_DEPARTURE_GROUNDS)[number];

export const CANCEL_REASONS = [
  "DEATH",
  "DEATH_REPORT_WITHDRAWN",
  "DECLINED",
  "OTHER_ARRANGEMENT",
  "DUPLICATE",
  "WRONG_PERSON",
] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export const CLOSE_REASONS = ["COMPLETED", "ENDED_AS_REPORTED", "TRANSFERRED"] as const;

/** Claims that heirs and returned workers have, and what became of each. */
export const CLAIM_PROGRAMMES = ["JKM", "JKK", "JHT", "SCHOLARSHIP", "UNPAID_WAGES", "OTHER"] as const;
export const CLAIM_OUTCOMES = ["FILED", "PAID", "REFUSED"] as const;
