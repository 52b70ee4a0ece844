import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { assertNothingFollows } from "./allowed.js";
import type { CloseCaseAdministratively, ReopenCase, ResolveCase } from "./case.commands.js";
import { caseDecision, said, type Decisions, type Told } from "./case-decision.js";
import {
  CaseClosedAdministratively,
  CaseReopened,
  CaseRepatriationChanged,
  CaseRepatriationOpened,
  CaseResolved,
} from "./case.events.js";
import { assertVictim } from "./parties.js";
import { isOpen, stageBeforeClosing, stageOf, type OpenedRepatriation, type ProtectionCase } from "./case.state.js";

export const I13: Rule = {
  id: "I13",
  source: "[design]",
  en: "A case closes with a reason, and not while a repatriation that it opened is open",
  indonesian: "Kasus ditutup dengan alasan, dan tidak selama pemulangan yang dibukanya masih berjalan",
};

const CASE_UNKNOWN: Rule = {
  id: "case-unknown",
  source: "[design]",
  en: "There is no such case",
  indonesian: "Tidak ada kasus dengan nomor ini",
};

const REPATRIATION_KNOWN: Rule = {
  id: "repatriation-known",
  source: "[design]",
  en: "The case knows this of the repatriation already, or has not opened it",
  indonesian: "Hal ini sudah tercatat, atau pemulangan ini bukan dari kasus ini",
};

/** What a process manager tells of a repatriation that this case requested. */
export interface OpenRepatriation extends Told {
  readonly repatriation: string;
  readonly person: string;
  readonly kind: OpenedRepatriation["kind"];
}

export interface NoteRepatriation extends Told {
  readonly repatriation: string;
  readonly status: OpenedRepatriation["status"];
}

/** I13: what the case opened has ended. A reason is asked for by the command itself. */
export function i13NoOpenRepatriation({ repatriations }: Pick<ProtectionCase, "repatriations">): void {
  const open = repatriations.filter(({ status }) => status === "OPEN").map(({ id }) => id);
  if (open.length > 0) throw new Rejection(I13, { repatriations: open });
}

/**
 * I13, from the other side: a case that is closed opens no repatriation, it is reopened first; and it opens them for its
 * victims only.
 */
export function assertMayOpenRepatriation(state: ProtectionCase, id: string, person: string): void {
  if (state.received === null) throw new Rejection(CASE_UNKNOWN, { case: id });
  assertVictim(state, person);
  if (!isOpen(stageOf(state))) throw new Rejection(I13, { case: id, stage: stageOf(state) });
}

/**
 * I13, for the race that is left: a repatriation was requested, or goes on again, when the case had been closed, or was
 * being closed, in a history that had not the news yet. The case is reopened at the stage that it was closed from.
 */
function reopenedFor(state: ProtectionCase, status: OpenedRepatriation["status"], person: string) {
  if (status !== "OPEN" || isOpen(stageOf(state))) return [];
  const facts = { reason: "REPATRIATION_OPEN", stage: stageBeforeClosing(state) } as const;
  return [said(CaseReopened, facts, { others: [{ person, role: "VICTIM" }] })];
}

export const endingDecisions: Decisions = {
  ResolveCase: caseDecision<ResolveCase>("ResolveCase", ({ reason, note }, state) => {
    i13NoOpenRepatriation(state);
    return said(CaseResolved, { reason }, { narrative: { note } });
  }),
  CloseCaseAdministratively: caseDecision<CloseCaseAdministratively>(
    "CloseCaseAdministratively",
    ({ reason, note }, state) => {
      i13NoOpenRepatriation(state);
      return said(CaseClosedAdministratively, { reason }, { narrative: { note } });
    },
  ),
  ReopenCase: caseDecision<ReopenCase>("ReopenCase", ({ reason, stage, note }, state, _given, at) => {
    assertNothingFollows(state, at);
    return said(CaseReopened, { reason, stage }, { narrative: { note } });
  }),
  OpenRepatriation: caseDecision<OpenRepatriation>("OpenRepatriation", ({ repatriation, person, kind }, state) => {
    if (state.repatriations.some(({ id }) => id === repatriation))
      throw new Rejection(REPATRIATION_KNOWN, { repatriation });
    const opened = said(CaseRepatriationOpened, { repatriation, person, kind }, { victims: [person] });
    return [opened, ...reopenedFor(state, "OPEN", person)];
  }),
  NoteRepatriation: caseDecision<NoteRepatriation>("NoteRepatriation", ({ repatriation, status }, state) => {
    const known = state.repatriations.find(({ id }) => id === repatriation);
    if (!known || known.status === status) throw new Rejection(REPATRIATION_KNOWN, { repatriation, state: status });
    const { person } = known;
    const changed = said(CaseRepatriationChanged, { repatriation, status }, { victims: [person] });
    return [changed, ...reopenedFor(state, status, person)];
  }),
};
