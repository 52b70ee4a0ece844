/**
 * What another agency is asked for. Which kinds of agency may receive which is versioned (`REFERRAL_MATTERS` of the
 * rules).
 */
export const MATTERS = [
  "CONSULAR_PROTECTION",
  "TRAVEL_DOCUMENT",
  "WAGE_CLAIM",
  "PLACEMENT_COMPLAINT",
  "CRIMINAL_INVESTIGATION",
  "WITNESS_PROTECTION",
  "RESTITUTION",
  "CHILD_PROTECTION",
  "WOMEN_SERVICES",
  "REHABILITATION",
  "HEALTH_CARE",
  "SOCIAL_SECURITY_CLAIM",
  "RECEPTION",
  "WAY_HOME",
  "REMAINS_CLEARANCE",
  "REINTEGRATION",
  "HUMAN_RIGHTS",
  "COORDINATION",
] as const;
export type Matter = (typeof MATTERS)[number];

/** A referral waits for an answer in the first two, and has been taken in the third; in the others it has ended. */
export const REFERRAL_STATES = [
  "SENT",
  "INFORMATION_ASKED",
  "ACCEPTED",
  "COMPLETED",
  "DECLINED",
  "WITHDRAWN",
  "EXPIRED",
] as const;
export type ReferralState = (typeof REFERRAL_STATES)[number];

export const UNANSWERED: readonly ReferralState[] = ["SENT", "INFORMATION_ASKED"];
/** While it is in one of these the receiver sees what was shared. */
export const LIVE: readonly ReferralState[] = [...UNANSWERED, "ACCEPTED"];

export const DECLINE_REASONS = [
  "OUT_OF_COMPETENCE",
  "OTHER_REGION",
  "NO_CAPACITY",
  "NOT_ENOUGH_INFORMATION",
  "PERSON_DOES_NOT_WISH",
  "HANDLED_ELSEWHERE",
] as const;

export const WITHDRAWAL_OF_REFERRAL_REASONS = [
  "NOT_NEEDED",
  "SENT_BY_MISTAKE",
  "WRONG_AGENCY",
  "PERSON_DOES_NOT_WISH",
  "SENT_ELSEWHERE",
] as const;

export const REFERRAL_OUTCOMES = [
  "DONE",
  "DONE_IN_PART",
  "NOT_POSSIBLE",
  "PERSON_NOT_FOUND",
  "PERSON_REFUSED",
] as const;

/** Who is shared: whom the referral is about, and who goes along with them. */
export const SHARED_ROLES = ["REFERRED", "DEPENDENT"] as const;

/** Longest time for an answer, in days. */
export const LONGEST_ANSWER_DAYS = 180;
