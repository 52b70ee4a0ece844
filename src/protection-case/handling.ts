import type { Agency } from "../agency/agency.js";
import { agencyOf, assertAgencyKnown, assertInOffice } from "../agency/in-office.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type {
  AssignCase,
  CompleteNextAction,
  HoldClarification,
  HoldMediation,
  RecommendSanction,
  ReferCase,
  RequestDocuments,
  SetNextAction,
  SettleCase,
  StartLitigation,
  VerifyCase,
} from "./case.commands.js";
import { caseDecision, said, type Decisions } from "./case-decision.js";
import {
  CaseAssigned,
  CaseDocumentsRequested,
  CaseReferred,
  CaseSettled,
  CaseVerified,
  ClarificationHeld,
  LitigationStarted,
  MediationHeld,
  NextActionDone,
  NextActionSet,
  SanctionRecommended,
} from "./case.events.js";
import { assertVictim, othersOf, partyOf } from "./parties.js";

const NO_NEXT_ACTION: Rule = {
  id: "no-next-action",
  source: "[design]",
  en: "The case has no next action",
  indonesian: "Kasus ini tidak memiliki tindak lanjut",
};

const SAME_HANDS: Rule = {
  id: "case-assigned-so",
  source: "[design]",
  en: "This agency and officer have the case already",
  indonesian: "Kasus ini sudah ditugaskan kepada instansi dan petugas tersebut",
};

interface AgencyBeside {
  readonly agency: Agency;
}
const agencyLoads = ({ agency }: { readonly agency: string }) => ({ agency: agencyOf(agency) });

/** What the office does with a case, stage by stage. */
export const handlingDecisions: Decisions = {
  RequestDocuments: caseDecision<RequestDocuments>("RequestDocuments", ({ papers, due, note }) => {
    if (papers.length === 0) throw new InvalidField("missing-field", "papers", "at least one is asked for");
    return said(CaseDocumentsRequested, { papers: [...new Set(papers)], due }, { narrative: { note } });
  }),
  // Who was to verify goes on with the case: the assignment holds, and is told again after the verification.
  VerifyCase: caseDecision<VerifyCase>("VerifyCase", ({ by, note }, { assignment }) => [
    said(CaseVerified, { by }, { narrative: { note } }),
    ...(assignment
      ? [said(CaseAssigned, { agency: assignment.agency, officer: assignment.officer ?? undefined })]
      : []),
  ]),
  AssignCase: caseDecision<AssignCase, AgencyBeside>(
    "AssignCase",
    ({ note, ...data }, { assignment, stages }, { loaded }, at) => {
      const agency = data.agency.toLowerCase();
      const officer = data.officer?.toLowerCase();
      assertInOffice(loaded.agency, agency, at);
      const same = assignment?.agency === agency && assignment.officer === (officer ?? null);
      if (same && stages.at(-1)?.stage !== "VERIFIED") throw new Rejection(SAME_HANDS, { agency, officer });
      return said(CaseAssigned, { agency, officer }, { narrative: { note } });
    },
    agencyLoads,
  ),
  HoldClarification: caseDecision<HoldClarification>(
    "HoldClarification",
    ({ party: id, outcome, promisedBy, minutes }, state) => {
      const party = id === undefined ? undefined : partyOf(state, id);
      return said(
        ClarificationHeld,
        { party: party?.id, outcome, promisedBy },
        { narrative: { minutes }, others: othersOf(party ? [party] : []) },
      );
    },
  ),
  HoldMediation: caseDecision<HoldMediation>("HoldMediation", ({ outcome, next, minutes }) =>
    said(MediationHeld, { outcome, next }, { narrative: { minutes } }),
  ),
  SettleCase: caseDecision<SettleCase>("SettleCase", ({ due, amounts = [], terms }, state) => {
    const victims = amounts.map(({ victim }) => victim.toLowerCase());
    for (const victim of victims) assertVictim(state, victim);
    if (new Set(victims).size < victims.length)
      throw new InvalidField("invalid-field", "amounts", "has one amount for each victim");
    const personal = amounts.map(({ amount, currency }, i) => ({
      person: victims[i]!,
      class: "finance" as const,
      values: { amount: `${amount}`, currency },
    }));
    return said(CaseSettled, { due }, { personal, narrative: { terms } });
  }),
  RecommendSanction: caseDecision<RecommendSanction>(
    "RecommendSanction",
    ({ party: id, sanction, legalGround, note }, state) => {
      const party = partyOf(state, id);
      return said(
        SanctionRecommended,
        { party: party.id, sanction, legalGround },
        { narrative: { note }, others: othersOf([party]) },
      );
    },
  ),
  StartLitigation: caseDecision<StartLitigation>("StartLitigation", ({ forum, country, docket, note }) =>
    said(LitigationStarted, { forum, country }, { narrative: { docket, note } }),
  ),
  ReferCase: caseDecision<ReferCase, AgencyBeside>(
    "ReferCase",
    ({ reason, note, ...data }, _state, { loaded }) => {
      const agency = data.agency.toLowerCase();
      assertAgencyKnown(loaded.agency, agency);
      return said(CaseReferred, { agency, reason }, { narrative: { note } });
    },
    agencyLoads,
  ),
  SetNextAction: caseDecision<SetNextAction>("SetNextAction", ({ action, due, what }) =>
    said(NextActionSet, { action, due }, { narrative: { what } }),
  ),
  CompleteNextAction: caseDecision<CompleteNextAction>("CompleteNextAction", ({ note }, { nextAction }) => {
    if (!nextAction) throw new Rejection(NO_NEXT_ACTION);
    return said(NextActionDone, { action: nextAction.action as SetNextAction["action"] }, { narrative: { note } });
  }),
};
