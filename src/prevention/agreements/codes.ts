/** The task units of Desk P2MI (satuan tugas): prevention, protection, law enforcement. */
export const TASK_UNITS = ["PREVENTION", "PROTECTION", "LAW_ENFORCEMENT"] as const;
export type TaskUnit = (typeof TASK_UNITS)[number];

/** What a commitment is about. */
export const COMMITMENT_KINDS = [
  "OUTREACH",
  "TRAINING",
  "SERVICE_CENTRE",
  "DATA_SHARING",
  "CASE_HANDLING",
  "JOINT_OPERATION",
  "REGULATION",
  "BUDGET",
  "PUBLIC_COMMUNICATION",
  "OTHER",
] as const;
export type CommitmentKind = (typeof COMMITMENT_KINDS)[number];

export const COMMITMENT_STATUSES = ["PLANNED", "SIGNED", "IN_PROGRESS", "DONE", "DROPPED"] as const;
export type CommitmentStatus = (typeof COMMITMENT_STATUSES)[number];

/** As what a commitment is made: a plan, or signed. */
export const BEGUN_AS = ["PLANNED", "SIGNED"] as const;

/** What a commitment can come to be. */
export const MOVES_TO = ["SIGNED", "IN_PROGRESS", "DONE", "DROPPED"] as const;

/** From which statuses each can follow: nothing follows once it is done or dropped. */
export const FOLLOWS: { readonly [To in (typeof MOVES_TO)[number]]: readonly CommitmentStatus[] } = {
  SIGNED: ["PLANNED"],
  IN_PROGRESS: ["PLANNED", "SIGNED"],
  DONE: ["PLANNED", "SIGNED", "IN_PROGRESS"],
  DROPPED: ["PLANNED", "SIGNED", "IN_PROGRESS"],
};

/** Of a commitment that somebody still has to keep. */
export const OPEN_STATUSES: readonly CommitmentStatus[] = ["PLANNED", "SIGNED", "IN_PROGRESS"];
export const ENDED_STATUSES: readonly CommitmentStatus[] = ["DONE", "DROPPED"];

/** Why a commitment was dropped. */
export const DROP_REASONS = [
  "NO_BUDGET",
  "SUPERSEDED",
  "NO_MANDATE",
  "NO_LONGER_NEEDED",
  "PARTY_LEFT",
  "OTHER",
] as const;
export type DropReason = (typeof DROP_REASONS)[number];
