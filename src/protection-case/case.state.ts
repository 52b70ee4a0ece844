import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { NO_FIELDS, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { Task } from "../tasks/task.js";
import type { CASE_STATES, OpenStage, PartyRole, Stage } from "./codes.js";

/** Someone in an incident: a person, or a company. */
export interface Party {
  readonly id: string;
  readonly role: PartyRole;
  readonly person: string | null;
  readonly company: string | null;
  /** What a relative or representative is to the victim. */
  readonly relation: string | null;
}

/** A stage that the case came to: when, by whom, and why. */
export interface StageReached {
  readonly stage: Stage;
  readonly at: OccurredAt;
  /** ISO: when it was recorded. */
  readonly recordedAt: string;
  /** Id and type of the event. */
  readonly event: string;
  readonly type: string;
  /** Officer, or process manager, and agency. */
  readonly by: string;
  readonly agency: string | null;
  /** Of a closure, a referral, a reopening. */
  readonly reason: string | null;
  /** Of a referral: the agency that it was handed to; `agency` is the one that it came from. */
  readonly to: string | null;
  /** Entered again by a reopening. */
  readonly again: boolean;
  /** Sealed: note, minutes, terms … */
  readonly fields: PersonalRecord;
  /** Of a settlement: what each victim gets. */
  readonly amounts: readonly VictimAmount[];
}

/** A settlement that the sides have agreed on, and how it stands. */
export interface Settlement {
  /** Id of the event. */
  readonly event: string;
  /** Calendar date by which it is to be fulfilled; null where none was agreed. */
  readonly due: string | null;
  /** When it was fulfilled; null while nobody has recorded that. */
  readonly fulfilled: OccurredAt | null;
}

export interface VictimAmount {
  readonly victim: string;
  /** Sealed in class finance: amount, currency. */
  readonly fields: PersonalRecord;
}

/** Who has the case. `since` is ISO. */
export interface CaseAssignment {
  readonly agency: string;
  readonly officer: string | null;
  readonly since: string;
}

/** An agency that has the case, and has given it to nobody yet. `since` is ISO. */
export interface Unassigned {
  readonly agency: string;
  readonly since: string;
}

export interface NextAction {
  readonly action: string;
  /** Calendar date; null where none was given. */
  readonly due: string | null;
  /** ISO. */
  readonly since: string;
  /** Sealed: what. */
  readonly fields: PersonalRecord;
}

/** Something that was done, for one victim or for all. */
export interface CaseAction {
  readonly event: string;
  readonly type: string;
  /** Its code among the steps of the rules. */
  readonly action: string;
  /** Null: of all victims. */
  readonly victim: string | null;
  readonly at: OccurredAt;
  readonly by: string;
  readonly agency: string | null;
  /** The facts of the event. */
  readonly facts: object;
  readonly fields: PersonalRecord;
}

export interface ShelterStay {
  readonly id: string;
  readonly victim: string;
  readonly kind: string;
  readonly agency: string | null;
  readonly from: OccurredAt | null;
  readonly until: OccurredAt | null;
  readonly reason: string | null;
  /** Sealed in class shelter: name, address, phone. */
  readonly fields: PersonalRecord;
}

/** One screening of one victim for trafficking, with its assessments, oldest first. */
export interface Screening {
  readonly id: string;
  readonly victim: string;
  /** Null while only an assessment of it is known. */
  readonly started: OccurredAt | null;
  readonly assessments: readonly Assessment[];
}

export interface Assessment {
  readonly id: string;
  readonly at: OccurredAt;
  readonly assessor: string;
  readonly agency: string | null;
  readonly instrument: string;
  readonly edition: number;
  /** Sealed in class trafficking: outcome, acts, means, purposes, evidence, dissent … */
  readonly finding: PersonalRecord;
}

export interface VictimOutcome {
  readonly victim: string;
  readonly outcome: string;
  readonly at: OccurredAt;
  readonly fields: PersonalRecord;
}

/** A contact that a wish of the victim, or an allegation, stands against (I15). */
export interface ContactFlag {
  readonly contact: string;
  readonly doNotTell?: string | undefined;
  readonly allegation?: string | undefined;
}

export interface LoggedContact {
  readonly id: string;
  readonly victim: string;
  readonly with: string | null;
  readonly relation: string | null;
  readonly way: string;
  readonly result: string;
  readonly at: OccurredAt;
  readonly by: string;
  readonly agency: string | null;
  /** Sealed: summary. */
  readonly fields: PersonalRecord;
}

/** A victim of whom a death is confirmed, and by when they had died (ISO). */
export interface VictimDeath {
  readonly victim: string;
  readonly diedBy: string;
}

/** A repatriation that the case opened. */
export interface OpenedRepatriation {
  readonly id: string;
  readonly person: string;
  readonly kind: "LIVING" | "REMAINS";
  readonly status: "OPEN" | "CANCELLED" | "CLOSED";
}

/** One incident (kasus): who is in it, what was done, how it stands. */
export interface ProtectionCase {
  readonly channel: string | null;
  readonly complainant: string | null;
  readonly powerOfAttorney: boolean;
  readonly categories: readonly string[];
  readonly circumstances: readonly string[];
  /** 1 is the gravest. */
  readonly severity: number | null;
  readonly lead: readonly string[];
  /** Typical steps of its categories. */
  readonly steps: readonly string[];
  readonly edition: number | null;
  readonly country: string | null;
  /** Kemendagri code. */
  readonly region: string | null;
  readonly incident: OccurredAt | null;
  /** ISO: when the complaint was recorded. */
  readonly received: string | null;
  /** Sealed: account. */
  readonly account: PersonalRecord;
  readonly parties: readonly Party[];
  /** Those removed since, by id. */
  readonly removed: readonly string[];
  /** As they happened; RECEIVED first. */
  readonly stages: readonly StageReached[];
  /** As they happened. */
  readonly settlements: readonly Settlement[];
  readonly assignment: CaseAssignment | null;
  readonly assignments: readonly CaseAssignment[];
  /** Where it waits for somebody: at who received it, or who it was handed to. */
  readonly unassigned: Unassigned | null;
  /** Calendar date: the last day on which it is not overdue that nobody has it. */
  readonly assignBy: string | null;
  readonly nextAction: NextAction | null;
  readonly tasks: readonly Task[];
  readonly actions: readonly CaseAction[];
  readonly stays: readonly ShelterStay[];
  readonly screenings: readonly Screening[];
  readonly outcomes: readonly VictimOutcome[];
  readonly contacts: readonly LoggedContact[];
  readonly flaggedContacts: readonly ContactFlag[];
  readonly deaths: readonly VictimDeath[];
  readonly repatriations: readonly OpenedRepatriation[];
  /** Status of repatriations whose opening is dated after it. */
  readonly repatriationsAhead: readonly Pick<OpenedRepatriation, "id" | "status">[];
}

export const initial: ProtectionCase = {
  channel: null,
  complainant: null,
  powerOfAttorney: false,
  categories: [],
  circumstances: [],
  severity: null,
  lead: [],
  steps: [],
  edition: null,
  country: null,
  region: null,
  incident: null,
  received: null,
  account: NO_FIELDS,
  parties: [],
  removed: [],
  stages: [],
  settlements: [],
  assignment: null,
  assignments: [],
  unassigned: null,
  assignBy: null,
  nextAction: null,
  tasks: [],
  actions: [],
  stays: [],
  screenings: [],
  outcomes: [],
  contacts: [],
  flaggedContacts: [],
  deaths: [],
  repatriations: [],
  repatriationsAhead: [],
};

/** The stage whose rules hold now. */
export function stageOf({ stages }: Pick<ProtectionCase, "stages">): Stage {
  return stages.at(-1)?.stage ?? "RECEIVED";
}

/** The state that is shown: REOPENED until the case moves on from the stage that it entered again. */
export function stateOf({ stages }: Pick<ProtectionCase, "stages">): (typeof CASE_STATES)[number] {
  const last = stages.at(-1);
  return last?.again === true ? "REOPENED" : (last?.stage ?? "RECEIVED");
}

/** The stage that a closed case was at before it was closed. */
export function stageBeforeClosing({ stages }: Pick<ProtectionCase, "stages">): OpenStage {
  const open = stages.findLast(({ stage }) => isOpen(stage));
  return (open?.stage ?? "RECEIVED") as OpenStage;
}

/** Stages that a settlement outlasts; at any other, the dispute goes on. */
const AFTER_A_SETTLEMENT: readonly Stage[] = ["REFERRED", "RESOLVED", "CLOSED_ADMINISTRATIVELY", "SETTLED"];

/** The newest settlement, unless the dispute went on after it. */
export function standingSettlement({
  stages,
  settlements,
}: Pick<ProtectionCase, "stages" | "settlements">): Settlement | undefined {
  const newest = stages.findLastIndex(({ type }) => type === "CaseSettled");
  if (newest < 0 || !stages.slice(newest).every(({ stage }) => AFTER_A_SETTLEMENT.includes(stage))) return undefined;
  return settlements.find(({ event }) => event === stages[newest]!.event);
}

/** A case that was handed to another agency (pelimpahan). */
export interface Referral {
  /** Id of the event. */
  readonly event: string;
  readonly to: string;
  /** For which agency the officer acted who handed it over. */
  readonly from: string | null;
  readonly by: string;
  readonly reason: string | null;
  readonly at: OccurredAt;
}

/** Where a case was before it was handed over: the stage, and the agency that did; undefined where it was not. */
export function beforeReferral({
  stages,
}: Pick<ProtectionCase, "stages">): { readonly stage: OpenStage; readonly agency: string | null } | undefined {
  const before = stages.findLastIndex(({ stage }) => isOpen(stage) && stage !== "REFERRED");
  const handed = stages.slice(before + 1).find(({ stage }) => stage === "REFERRED");
  return handed && { stage: (stages[before]?.stage ?? "RECEIVED") as OpenStage, agency: handed.agency };
}

/** Every referral, as they happened. */
export function referralsOf({ stages }: Pick<ProtectionCase, "stages">): Referral[] {
  return stages.flatMap(({ event, to, agency: from, by, reason, at }) =>
    to === null ? [] : [{ event, to, from, by, reason, at }],
  );
}

export function isOpen(stage: Stage): boolean {
  return stage !== "RESOLVED" && stage !== "CLOSED_ADMINISTRATIVELY";
}

/** The day by which it has to be given to somebody, while it waits for that. */
export function assignmentDue({ unassigned, assignBy }: Pick<ProtectionCase, "unassigned" | "assignBy">) {
  return unassigned === null ? null : assignBy;
}

/** The first day on which something is due of an open case: its next action, or that somebody is given it. */
export function dueOf(state: ProtectionCase): string | null {
  if (!isOpen(stageOf(state))) return null;
  return [possibleNextAction(state)?.due, assignmentDue(state)].flatMap((due) => due ?? []).toSorted()[0] ?? null;
}

/** A party as state or an event has it: a person, or else a company. */
export interface PartyOfEvent {
  readonly role: PartyRole;
  readonly person?: string | null | undefined;
  readonly company?: string | null | undefined;
}

/** Persons who are victims of the case, in the order recorded. */
export function victimsOf({ parties }: { readonly parties: readonly PartyOfEvent[] }): string[] {
  return parties.flatMap(({ role, person }) => (role === "VICTIM" && person ? [person] : []));
}

/** Ids of the persons of a case, each once. */
export function personsOf({ parties }: Pick<ProtectionCase, "parties">): string[] {
  return [...new Set(parties.flatMap(({ person }) => person ?? []))];
}

/** By when a victim had died (ISO); undefined of whom no death is confirmed. */
export function diedBy({ deaths }: Pick<ProtectionCase, "deaths">, victim: string): string | undefined {
  return deaths.find((each) => each.victim === victim)?.diedBy;
}

/** Next actions that need a victim who lives. */
const OF_THE_LIVING: readonly string[] = ["CALL_WORKER", "SHELTER", "TRAVEL_DOCUMENT", "EXIT_PERMIT"];

/**
 * When the last victim had died (ISO), of a case for which an action needs one who lives; undefined: it can be done.
 */
export function impossibleSince(state: Pick<ProtectionCase, "deaths" | "parties">, action: string): string | undefined {
  if (!OF_THE_LIVING.includes(action)) return undefined;
  const died = victimsOf(state).map((victim) => diedBy(state, victim));
  if (died.includes(undefined)) return undefined;
  return (died as string[]).toSorted().at(-1);
}

/** What is to be done next, unless that is void: no victim lives with whom it could be done. */
export function possibleNextAction(
  state: Pick<ProtectionCase, "nextAction" | "deaths" | "parties">,
): NextAction | null {
  const { nextAction } = state;
  return nextAction && impossibleSince(state, nextAction.action) === undefined ? nextAction : null;
}

/** Code of the next action that is void: another is to be set. */
export function voidAction(state: Pick<ProtectionCase, "nextAction" | "deaths" | "parties">): string | null {
  return possibleNextAction(state) === null ? (state.nextAction?.action ?? null) : null;
}

/** The newest screening of a victim. */
export function screeningOf({ screenings }: Pick<ProtectionCase, "screenings">, victim: string): Screening | undefined {
  return screenings.findLast((each) => each.victim === victim);
}

/**
 * A stay in a shelter that goes on, with the agency whose it is: who runs it, or where nobody said so, who told of it.
 */
export interface OpenStay {
  readonly stay: ShelterStay;
  readonly agency: string | null;
}

export function openStaysOf({ stays, actions }: Pick<ProtectionCase, "stays" | "actions">): OpenStay[] {
  return stays
    .filter(({ until, from }) => until === null && from !== null)
    .map((stay) => {
      const recorded = actions.find(({ facts }) => "stay" in facts && facts.stay === stay.id);
      return { stay, agency: stay.agency ?? recorded?.agency ?? null };
    });
}

/** Typical steps of which nothing is known to have been done. */
export function missingSteps(state: ProtectionCase): string[] {
  const done = new Set(state.actions.map(({ action }) => action));
  const reached = new Set<string>(state.stages.map(({ stage }) => stage));
  return state.steps.filter((step) => {
    switch (step) {
      case "SHELTER":
        return state.stays.length === 0;
      case "REPATRIATION":
        return state.repatriations.every(({ status }) => status === "CANCELLED");
      case "TRAFFICKING_ASSESSMENT":
        return !victimsOf(state).every((victim) => (screeningOf(state, victim)?.assessments.length ?? 0) > 0);
      case "VERIFICATION":
        return !reached.has("VERIFIED");
      case "SANCTION":
        return !reached.has("SANCTION_RECOMMENDED");
      case "CLARIFICATION":
      case "MEDIATION":
        return !reached.has(step);
      default:
        return !done.has(step);
    }
  });
}
