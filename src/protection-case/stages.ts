import { definitelyBefore, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { ProtectionCase, StageReached } from "./case.state.js";
import { CLOSED_STAGES, OPEN_STAGES, STAGES, type Stage } from "./codes.js";

const DISPUTE: readonly Stage[] = ["ASSIGNED", "CLARIFICATION", "MEDIATION"];

/** The order of the stages: from which ones each is entered. A reopening enters any open one from a closed one. */
const ENTERED_FROM: { readonly [S in Stage]: readonly Stage[] } = {
  RECEIVED: [],
  DOCUMENTS_PENDING: ["RECEIVED", "DOCUMENTS_PENDING"],
  VERIFIED: ["RECEIVED", "DOCUMENTS_PENDING"],
  ASSIGNED: ["VERIFIED"],
  CLARIFICATION: DISPUTE,
  MEDIATION: DISPUTE,
  SETTLED: [...DISPUTE, "SANCTION_RECOMMENDED", "LITIGATION"],
  SANCTION_RECOMMENDED: [...DISPUTE, "SETTLED"],
  LITIGATION: [...DISPUTE, "SETTLED", "SANCTION_RECOMMENDED", "REFERRED"],
  REFERRED: OPEN_STAGES,
  RESOLVED: [...DISPUTE, "SETTLED", "SANCTION_RECOMMENDED", "LITIGATION", "REFERRED"],
  CLOSED_ADMINISTRATIVELY: OPEN_STAGES,
};

/** Where a command is allowed. */
export interface Allowed {
  readonly from: readonly Stage[];
  /** The stage that it enters. */
  readonly to?: Stage;
  /** It is the office's own work, judged by today's stage. A fact is judged by the stage of its own time. */
  readonly today?: true;
}

/** A fact of any time at which the case was open. */
export const whileOpen: Allowed = { from: OPEN_STAGES };
/** A fact that a closed case takes, too: a party, what became of a victim, a finding (I5), a contact. */
export const atAnyStage: Allowed = { from: STAGES };
export const whileOpenToday: Allowed = { from: OPEN_STAGES, today: true };
export const whileClosedToday: Allowed = { from: CLOSED_STAGES, today: true };
export const whileReferredToday: Allowed = { from: ["REFERRED"], today: true };
export const entering = (to: Stage): Allowed => ({ from: ENTERED_FROM[to], to });

const CASE_STAGE: Rule = {
  id: "case-stage",
  source: "[design]",
  en: "The case is not at a stage that allows this",
  indonesian: "Tahap kasus tidak memungkinkan tindakan ini",
};

const CASE_STAGE_ORDER: Rule = {
  id: "case-stage-order",
  source: "[design]",
  en: "By its time, this stage would come before one that can't follow it",
  indonesian: "Menurut waktunya, tahap ini bertentangan dengan urutan tahap lain",
};

/** @throws Rejection when the case is not at a stage that allows it, today or at the time of the event */
export function assertAllowed({ from, to, today }: Allowed, { stages }: ProtectionCase, at: OccurredAt): void {
  const place = today ? stages.length : placeOf(stages, at);
  const before = stages[place - 1]?.stage ?? (to === undefined ? "RECEIVED" : null);
  if (before === null || !from.includes(before)) throw new Rejection(CASE_STAGE, { stage: before, allowed: from });
  const next = stages[place];
  if (to && next && !mayFollow(next, to)) throw new Rejection(CASE_STAGE_ORDER, { stage: to, contradicts: next.stage });
}

/** @throws Rejection when the case came to a stage after this time */
export function assertNothingFollows({ stages }: Pick<ProtectionCase, "stages">, at: OccurredAt): void {
  const next = stages[placeOf(stages, at)];
  if (next) throw new Rejection(CASE_STAGE_ORDER, { contradicts: next.stage });
}

/** A correction may not leave a stage after one that it can't follow. @throws Rejection */
export function assertStagesInOrder({ stages }: Pick<ProtectionCase, "stages">): void {
  for (const [i, { stage: before }] of stages.entries()) {
    const next = stages[i + 1];
    if (next && !mayFollow(next, before))
      throw new Rejection(CASE_STAGE_ORDER, { stage: before, contradicts: next.stage });
  }
}

/** Where an event of this time goes: before the first stage that it certainly precedes. */
function placeOf(stages: readonly StageReached[], at: OccurredAt): number {
  const after = stages.findIndex((each) => definitelyBefore(at, each.at));
  return after < 0 ? stages.length : after;
}

function cameFrom({ again, type, stage }: StageReached): readonly Stage[] {
  if (again) return CLOSED_STAGES;
  return type === "CaseReferralEnded" ? ["REFERRED"] : ENTERED_FROM[stage];
}

function mayFollow(next: StageReached, before: Stage): boolean {
  return cameFrom(next).includes(before);
}
