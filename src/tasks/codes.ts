/** What a task is: what somebody is to do in a case or a repatriation. */
export const TASK_KINDS = [
  "CALL_WORKER",
  "CALL_FAMILY",
  "CONTACT_AGENCY",
  "CONTACT_COMPANY",
  "COLLECT_PAPERS",
  "VERIFY",
  "VISIT",
  "ACCOMPANY",
  "ARRANGE_SHELTER",
  "ARRANGE_TREATMENT",
  "ARRANGE_COUNSEL",
  "ARRANGE_TRAVEL",
  "PAPER_FOR_TRAVEL",
  "CLAIM_MONEY",
  "WRITE_REPORT",
  "FOLLOW_UP",
  "OTHER",
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** Why a task is not to be done any more, as an officer says. */
export const DROP_REASONS = ["NOT_NEEDED", "NOT_POSSIBLE", "DONE_OTHERWISE", "DUPLICATE", "MISTAKE", "OTHER"] as const;

/** Why a task is due on another day. */
export const MOVE_REASONS = ["WAITS_FOR_OTHERS", "NOT_REACHED", "WORKLOAD", "NEW_FACTS", "MISTAKE", "OTHER"] as const;

/** The case was closed, or the repatriation ended, before the task was done. */
export const WORK_ENDED = "WORK_ENDED";
