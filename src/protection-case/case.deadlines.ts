import type { DeclaredDeadline, Occasion, Owner } from "../deadlines/declared-deadline.js";
import type { ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { CaseActionTaken, CaseContactLogged } from "./action.events.js";
import {
  CaseAssigned,
  CaseClosedAdministratively,
  CaseDocumentsRequested,
  CaseReferralEnded,
  CaseReferred,
  CaseReopened,
  CaseResolved,
  CaseSettled,
  CaseVerified,
  caseTaskEvents,
  ClarificationHeld,
  NextActionDone,
  NextActionSet,
  SanctionRecommended,
} from "./case.events.js";
import { taskOwner } from "../tasks/task.js";
import { caseOf } from "./protection-case.js";

/** Who has the case; before anybody has it, the office that recorded what the time runs from. */
async function holderOf(id: string, { actor }: EventRecord, { load }: ProcessReads): Promise<Owner> {
  const { assignment, unassigned } = await load(caseOf(id));
  if (assignment !== null) return { agency: assignment.agency, officer: assignment.officer };
  return { agency: unassigned?.agency ?? actor.agency, officer: null };
}

const whole = (type: string): Occasion => ({ type });
const where = (type: string, fact: string, values: readonly string[]): Occasion => ({
  type,
  where: (facts) => values.includes(facts[fact] as string),
});

/** An action that was asked for, and that it was done: asked for with the result REQUESTED. */
const requested = (action: string): Occasion => ({
  type: CaseActionTaken.type,
  where: (facts) => facts["action"] === action && facts["result"] === "REQUESTED",
});
const answered = (action: string): Occasion => ({
  type: CaseActionTaken.type,
  where: (facts) => facts["action"] === action && facts["result"] !== "REQUESTED",
});

const OF_CASE = {
  of: "case",
  permission: "CASE_READ",
  category: "case",
  ends: [whole(CaseResolved.type), whole(CaseClosedAdministratively.type)],
  again: "KEEPS",
  counts: "OCCURRED",
  owedBy: holderOf,
  handedOnBy: [CaseAssigned.type, CaseReferred.type, CaseReferralEnded.type],
} as const satisfies Partial<DeclaredDeadline>;

const PAPERS = { starts: [whole(CaseDocumentsRequested.type)], meets: [whole(CaseVerified.type)] };

/** The time that cases give: Permen P2MI 23/2025 art. 18, Perban 6/2024 art. 30, UU 21/2007 art. 52-53. */
export const caseDeadlines: readonly DeclaredDeadline[] = [
  {
    ...OF_CASE,
    rule: "SECOND_CLARIFICATION",
    starts: [where(ClarificationHeld.type, "outcome", ["COMMITTED"])],
    // Who admits and then fails it goes straight to a sanction.
    meets: [whole(ClarificationHeld.type), whole(CaseSettled.type), whole(SanctionRecommended.type)],
  },
  { ...OF_CASE, ...PAPERS, rule: "PAPERS_INCOMPLETE" },
  { ...OF_CASE, ...PAPERS, rule: "NO_CLARITY" },
  {
    ...OF_CASE,
    rule: "COMPLAINANT_UNREACHABLE",
    starts: [where(CaseContactLogged.type, "result", ["NO_ANSWER", "WRONG_NUMBER"])],
    meets: [where(CaseContactLogged.type, "result", ["REACHED", "UNSAFE_TO_TALK", "REFUSED"])],
  },
  {
    ...OF_CASE,
    rule: "WITNESS_PROTECTION_CHECK",
    starts: [requested("WITNESS_PROTECTION")],
    meets: [answered("WITNESS_PROTECTION")],
  },
  {
    ...OF_CASE,
    rule: "TRAFFICKING_SERVICES",
    starts: [requested("VICTIM_SERVICES")],
    meets: [answered("VICTIM_SERVICES")],
  },
  {
    ...OF_CASE,
    rule: "NEXT_ACTION",
    starts: [whole(NextActionSet.type)],
    meets: [whole(NextActionDone.type)],
    again: "REPLACES",
    until: "due",
  },
  {
    ...OF_CASE,
    rule: "CASE_TASK",
    starts: [whole(caseTaskEvents.added.type), whole(caseTaskEvents.moved.type)],
    meets: [whole(caseTaskEvents.done.type)],
    ends: [whole(caseTaskEvents.dropped.type), ...OF_CASE.ends.map((each) => ({ ...each, endsMatter: true as const }))],
    reopened: [whole(CaseReopened.type)],
    again: "REPLACES",
    until: "due",
    tie: "task",
    owedBy: async (id, { facts, actor }, { load }) => taskOwner((await load(caseOf(id))).tasks, facts, actor.agency),
    handedOnBy: [caseTaskEvents.assigned.type],
  },
];
