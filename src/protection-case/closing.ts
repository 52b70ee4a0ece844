import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { CodeField } from "../http/fields.js";
import { CaseBodyWithNote, caseCommand, subjectsOf, type CaseGiven } from "./case-command.js";
import { CaseClosedAdministratively, CaseReopened, CaseResolved } from "./case.events.js";
import { standingSettlement } from "./case.state.js";
import { ADMINISTRATIVE_REASONS, OPEN_STAGES, REOPENING_REASONS, RESOLUTION_REASONS, type OpenStage } from "./codes.js";
import { I13, type ProtectionCase } from "./protection-case.js";
import { assertNothingFollows, entering, whileClosedToday } from "./stages.js";

/** I13: what the case opened has ended. The command itself asks for a reason. */
export function i13NoOpenRepatriation({ repatriations }: Pick<ProtectionCase, "repatriations">): void {
  const open = repatriations.filter(({ status }) => status === "OPEN").map(({ id }) => id);
  if (open.length > 0) throw new Rejection(I13, { repatriations: open });
}

const SETTLEMENT_NOT_DUE: Rule = {
  id: "settlement-not-due",
  source: "[design]",
  en: "What the sides agreed is not due yet: record that it was fulfilled, or wait until that day",
  indonesian: "Kesepakatan belum jatuh tempo: catat pemenuhannya, atau tunggu hingga hari tersebut",
};

/** While a settlement stands, the case is watched until it is fulfilled, or was due. */
function assertSettlementOver(state: ProtectionCase, { at, now }: Pick<CaseGiven, "at" | "now">): void {
  const settlement = standingSettlement(state);
  if (!settlement || settlement.fulfilled !== null || settlement.due === null) return;
  const day = dateIn(at.zone, at.earliest ?? at.latest ?? now);
  if (day < settlement.due) throw new Rejection(SETTLEMENT_NOT_DUE, { due: settlement.due, day });
}

export class ResolveCase extends CaseBodyWithNote {
  @CodeField(RESOLUTION_REASONS)
  reason!: (typeof RESOLUTION_REASONS)[number];
}

export const resolveCase = caseCommand(ResolveCase, {
  path: "resolution",
  summary: "Resolve the case, with a reason (I13)",
  allowed: entering("RESOLVED"),
  decide: (data, state, given) => {
    const { reason, note } = data;
    i13NoOpenRepatriation(state);
    assertSettlementOver(state, given);
    return [
      eventOf(CaseResolved, data, given, { subjects: subjectsOf(state), facts: { reason }, narrative: { note } }),
    ];
  },
});

export class CloseCaseAdministratively extends CaseBodyWithNote {
  @CodeField(ADMINISTRATIVE_REASONS)
  reason!: (typeof ADMINISTRATIVE_REASONS)[number];
}

export const closeCaseAdministratively = caseCommand(CloseCaseAdministratively, {
  path: "administrative-closure",
  summary: "Close the case administratively, with a reason (I13)",
  allowed: entering("CLOSED_ADMINISTRATIVELY"),
  decide: (data, state, given) => {
    const { reason, note } = data;
    i13NoOpenRepatriation(state);
    const subjects = subjectsOf(state);
    return [eventOf(CaseClosedAdministratively, data, given, { subjects, facts: { reason }, narrative: { note } })];
  },
});

export class ReopenCase extends CaseBodyWithNote {
  @CodeField(REOPENING_REASONS)
  reason!: (typeof REOPENING_REASONS)[number];

  @CodeField(OPEN_STAGES, { description: "The stage that it enters again" })
  stage!: OpenStage;
}

export const reopenCase = caseCommand(ReopenCase, {
  path: "reopening",
  summary: "Reopen the case, at the stage that it enters again",
  allowed: whileClosedToday,
  decide: (data, state, given) => {
    const { reason, stage, note } = data;
    assertNothingFollows(state, given.at);
    const facts = { reason, stage };
    return [eventOf(CaseReopened, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});
