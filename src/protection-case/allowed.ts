import { definitelyBefore, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { stageOf, type ProtectionCase, type StageReached } from "./case.state.js";
import { CLOSED_STAGES, OPEN_STAGES, STAGES, type Stage } from "./codes.js";

/** Where a command is allowed. */
export interface Allowed {
  readonly from: readonly Stage[];
  /** The stage that it leads to. */
  readonly to?: Stage;
  /** A fact, and judged by the stage of its own time: it is never refused for being told late. */
  readonly late: boolean;
}

const DISPUTE: readonly Stage[] = ["ASSIGNED", "CLARIFICATION", "MEDIATION"];
const IN_HAND: readonly Stage[] = [...DISPUTE, "SETTLED", "SANCTION_RECOMMENDED", "LITIGATION", "REFERRED"];

/** A fact of any time while the case goes on. */
const whileOpen: Allowed = { from: OPEN_STAGES, late: true };
/** Goes on for ever: who was in the incident, what became of the victims, an assessment (I5), a call. */
const always: Allowed = { from: STAGES, late: true };
/** The office's own work, as the case stands now. */
const now: Allowed = { from: OPEN_STAGES, late: false };

const stage = (to: Stage, from: readonly Stage[]): Allowed => ({ from, to, late: true });

/** The one table of which command is allowed where; `ReceiveComplaint` begins a case and stands outside it. */
export const ALLOWED: { readonly [command: string]: Allowed } = {
  RequestDocuments: stage("DOCUMENTS_PENDING", ["RECEIVED", "DOCUMENTS_PENDING"]),
  VerifyCase: stage("VERIFIED", ["RECEIVED", "DOCUMENTS_PENDING"]),
  // Leads from VERIFIED to ASSIGNED; elsewhere the case only changes hands.
  AssignCase: now,
  HoldClarification: stage("CLARIFICATION", DISPUTE),
  HoldMediation: stage("MEDIATION", DISPUTE),
  SettleCase: stage("SETTLED", [...DISPUTE, "SANCTION_RECOMMENDED", "LITIGATION"]),
  RecommendSanction: stage("SANCTION_RECOMMENDED", [...DISPUTE, "SETTLED"]),
  StartLitigation: stage("LITIGATION", [...DISPUTE, "SETTLED", "SANCTION_RECOMMENDED", "REFERRED"]),
  ReferCase: stage("REFERRED", OPEN_STAGES),
  ResolveCase: stage("RESOLVED", IN_HAND),
  CloseCaseAdministratively: stage("CLOSED_ADMINISTRATIVELY", OPEN_STAGES),
  ReopenCase: { from: CLOSED_STAGES, late: false },
  TriageCase: now,
  SetNextAction: now,
  CompleteNextAction: now,
  RecordParty: always,
  RemoveParty: always,
  ProvideShelter: whileOpen,
  EndShelter: always,
  IssueEmergencyTravelDocument: whileOpen,
  DecideImmigrationFine: whileOpen,
  ObtainExitPermit: whileOpen,
  TakeCaseAction: whileOpen,
  RecordVictimOutcome: always,
  LogContact: always,
  FlagContact: always,
  StartTraffickingScreening: always,
  AssessTrafficking: always,
  OpenRepatriation: always,
  NoteRepatriation: always,
};

export const CASE_STAGE: Rule = {
  id: "case-stage",
  source: "[design]",
  en: "The case is not at a stage that allows this",
  indonesian: "Tahap kasus tidak memungkinkan tindakan ini",
};

export const CASE_STAGE_ORDER: Rule = {
  id: "case-stage-order",
  source: "[design]",
  en: "By its time, this would come before a stage that can't follow it",
  indonesian: "Menurut waktunya, tahap ini bertentangan dengan urutan tahap lain",
};

/** @throws Rejection when the table does not allow the command, at the stage of its time */
export function assertAllowed(command: string, state: ProtectionCase, at: OccurredAt): void {
  const { from, to, late } = ALLOWED[command]!;
  const { stages } = state;
  if (!late) {
    if (!from.includes(stageOf(state))) throw new Rejection(CASE_STAGE, { stage: stageOf(state), allowed: from });
    return;
  }
  const place = placeOf(stages, at);
  const before = stages[place - 1]?.stage;
  if (to === undefined) {
    if (!from.includes(before ?? "RECEIVED")) throw new Rejection(CASE_STAGE, { stage: before, allowed: from });
    return;
  }
  if (before === undefined || !from.includes(before))
    throw new Rejection(CASE_STAGE, { stage: before ?? null, allowed: from });
  const next = stages[place];
  if (next && !mayFollow(next, to)) throw new Rejection(CASE_STAGE_ORDER, { stage: to, contradicts: next.stage });
}

/** @throws Rejection when the case came to a stage after this time */
export function assertNothingFollows({ stages }: Pick<ProtectionCase, "stages">, at: OccurredAt): void {
  const next = stages[placeOf(stages, at)];
  if (next) throw new Rejection(CASE_STAGE_ORDER, { contradicts: next.stage });
}

/** What a correction must leave: no stage after one that it can't follow. */
export function assertStagesInOrder({ stages }: Pick<ProtectionCase, "stages">): void {
  for (const [i, { stage: before }] of stages.entries()) {
    const next = stages[i + 1];
    if (next && !mayFollow(next, before))
      throw new Rejection(CASE_STAGE_ORDER, { stage: before, contradicts: next.stage });
  }
}

/** Where in the order of the world something of this time goes: before the first stage that it certainly precedes. */
function placeOf(stages: readonly StageReached[], at: OccurredAt): number {
  const after = stages.findIndex((each) => definitelyBefore(at, each.at));
  return after < 0 ? stages.length : after;
}

function mayFollow(next: StageReached, before: Stage): boolean {
  if (next.again) return (CLOSED_STAGES as readonly Stage[]).includes(before);
  if (next.stage === "ASSIGNED") return before === "VERIFIED";
  return Object.values(ALLOWED).some(({ from, to }) => to === next.stage && from.includes(before));
}
