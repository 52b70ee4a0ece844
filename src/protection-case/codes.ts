/** Stages of a protection case. REOPENED is shown until the case moves on from the stage it entered again. */
export const OPEN_STAGES = [
  "RECEIVED",
  "DOCUMENTS_PENDING",
  "VERIFIED",
  "ASSIGNED",
  "CLARIFICATION",
  "MEDIATION",
  "SETTLED",
  "SANCTION_RECOMMENDED",
  "LITIGATION",
  "REFERRED",
] as const;
export type OpenStage = (typeof OPEN_STAGES)[number];

export const CLOSED_STAGES = ["RESOLVED", "CLOSED_ADMINISTRATIVELY"] as const;
export type ClosedStage = (typeof CLOSED_STAGES)[number];

export const STAGES = [...OPEN_STAGES, ...CLOSED_STAGES] as const;
export type Stage = (typeof STAGES)[number];

export const CASE_STATES = [...STAGES, "REOPENED"] as const;

/** Ways by which a complaint comes in; what goes round on social media is one of them. */
export const COMPLAINT_CHANNELS = ["IN_PERSON", "LETTER", "PHONE", "SMS", "EMAIL", "PORTAL", "SOCIAL_MEDIA"] as const;

/** Who complains: prospective and present migrants, family, a lawyer or organisation with a power of attorney … */
export const COMPLAINANTS = ["CPMI", "PMI", "FAMILY", "LAWYER", "ORGANISATION", "OFFICER", "ANONYMOUS"] as const;

/** What makes a case graver than its category is; which counts where, the rules say. */
export const CIRCUMSTANCES = ["MINOR", "SCAM_REGION", "MONEY_LOST", "GRAVE"] as const;

/** What someone is in an incident. */
export const PARTY_ROLES = [
  "VICTIM",
  "WITNESS",
  "REPORTER",
  "FAMILY",
  "REPRESENTATIVE",
  "ALLEGED_PERPETRATOR",
  "BROKER",
  "RECRUITER",
  "EMPLOYER",
  "PLACEMENT_COMPANY",
  "FOREIGN_AGENCY",
] as const;
export type PartyRole = (typeof PARTY_ROLES)[number];

/** Roles that a company can have; all others are of persons alone. */
export const COMPANY_ROLES: readonly PartyRole[] = [
  "ALLEGED_PERPETRATOR",
  "BROKER",
  "RECRUITER",
  "EMPLOYER",
  "PLACEMENT_COMPANY",
  "FOREIGN_AGENCY",
];

export const REMOVAL_REASONS = ["WRONG_PERSON", "NOT_INVOLVED", "DUPLICATE"] as const;

/** Papers that a complaint may lack. */
export const CASE_PAPERS = [
  "IDENTITY",
  "PASSPORT",
  "PLACEMENT_AGREEMENT",
  "EMPLOYMENT_CONTRACT",
  "POWER_OF_ATTORNEY",
  "WAGE_RECORDS",
  "PAYMENT_RECORDS",
  "MEDICAL_RECORDS",
  "POLICE_REPORT",
  "CHRONOLOGY",
  "OTHER",
] as const;

export const CLARIFICATION_OUTCOMES = ["ADMITTED", "COMMITTED", "DENIED", "ABSENT", "INCONCLUSIVE"] as const;
export const MEDIATION_OUTCOMES = ["AGREED", "NO_AGREEMENT", "ADJOURNED", "ABSENT"] as const;
export const SANCTIONS = ["WARNING", "SUSPENSION", "REVOCATION", "DEPOSIT_FORFEITED", "BLACKLISTING"] as const;
export const FORUMS = ["CRIMINAL", "CIVIL", "INDUSTRIAL_RELATIONS", "ADMINISTRATIVE", "FOREIGN_COURT"] as const;
export const REFERRAL_REASONS = [
  "OUT_OF_COMPETENCE",
  "OTHER_MANDATE",
  "CRIME",
  "CHILD",
  "HEALTH",
  "RELOCATION",
] as const;

/** Why a case comes back from the agency that it was handed to. */
export const REFERRAL_ENDS = ["DONE_THERE", "DECLINED", "OUT_OF_COMPETENCE"] as const;

/** Why a case is resolved (I13). */
export const RESOLUTION_REASONS = [
  "AGREEMENT_FULFILLED",
  "RIGHTS_FULFILLED",
  "SANCTION_IMPOSED",
  "JUDGMENT_GIVEN",
  "RETURNED_HOME",
  "ASSISTED",
  "TAKEN_OVER",
] as const;

/** Why a case is closed administratively (Perban 6/2024 art. 30) (I13). */
export const ADMINISTRATIVE_REASONS = [
  "PAPERS_INCOMPLETE",
  "NO_CLARITY",
  "COMPLAINANT_UNREACHABLE",
  "OUT_OF_COMPETENCE",
  "INSOLUBLE",
  "WITHDRAWN",
  "DUPLICATE",
] as const;

export const REOPENING_REASONS = [
  "NEW_FACTS",
  "AGREEMENT_BROKEN",
  "COMPLAINANT_RETURNED",
  "CLOSED_BY_MISTAKE",
  "REPATRIATION_OPEN",
] as const;

export const NEXT_ACTIONS = [
  "CALL_WORKER",
  "CALL_FAMILY",
  "VERIFY",
  "REQUEST_PAPERS",
  "VISIT",
  "SHELTER",
  "SCREEN_FOR_TRAFFICKING",
  "HOLD_CLARIFICATION",
  "HOLD_MEDIATION",
  "RECOMMEND_SANCTION",
  "REPORT_TO_POLICE",
  "TRAVEL_DOCUMENT",
  "EXIT_PERMIT",
  "REPATRIATE",
  "REFER",
  "FOLLOW_UP",
  "CLOSE",
  "OTHER",
] as const;

export const SHELTER_KINDS = [
  "MISSION_SHELTER",
  "TRANSIT_HOUSE",
  "TRAUMA_SHELTER",
  "SAFE_HOUSE",
  "HOSPITAL",
  "PARTNER_SHELTER",
  "OTHER",
] as const;
export const SHELTER_ENDS = ["MOVED", "RETURNED_HOME", "LEFT_BY_CHOICE", "TO_HOSPITAL", "OTHER"] as const;

/** What is done beside the stages; the first ones have commands of their own. */
export const TAKEN_ACTIONS = [
  "SAFETY",
  "MEDICO_LEGAL_REPORT",
  "POLICE_REPORT",
  "LEGAL_COUNSEL",
  "CONSULAR_ACCESS",
  "FAMILY_INFORMED",
  "EVACUATION",
  "TREATMENT",
  "FIT_TO_TRAVEL",
  "INSURANCE_CLAIM",
  "LAST_KNOWN",
  "ARRIVAL_REPORT_CHECKED",
  "WELFARE_CHECK",
  "WAGE_LEDGER",
  "ATTACHE_CLAIM",
  "CIVIL_PAPERS",
  "REFUND",
  "VICTIM_SERVICES",
  "WITNESS_PROTECTION",
  "RESTITUTION_CLAIM",
  "PASSPORT_RECOVERED",
] as const;

/** What became of one victim. */
export const VICTIM_OUTCOMES = [
  "SAFE_AT_HOME",
  "SAFE_ABROAD",
  "IN_SHELTER",
  "IN_REHABILITATION",
  "DETAINED",
  "MISSING",
  "DIED",
  "WITHDREW",
] as const;

export const CONTACT_WAYS = ["PHONE", "MESSAGE", "VISIT", "LETTER", "EMAIL", "OFFICE", "VIDEO"] as const;
export const CONTACT_RESULTS = ["REACHED", "NO_ANSWER", "UNSAFE_TO_TALK", "WRONG_NUMBER", "REFUSED"] as const;

/** What an assessment finds; its wording is sealed, as it is specific data (decision 0007). */
export const FINDINGS = ["NOT_INDICATED", "INDICATED", "CONFIRMED"] as const;
export type Finding = (typeof FINDINGS)[number];
