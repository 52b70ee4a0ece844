import {
  assertHoldsWithout,
  assertNothingRests,
  withdrawalOf,
  withdrawing,
  type Resting,
} from "../event-sourcing/deciding/withdrawing.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { command } from "../http/command.js";
import { WithdrawalBody } from "../http/withdrawal-body.js";
import { caseEvents, CaseStepWithdrawn } from "./case.events.js";
import { initial, type ProtectionCase } from "./case.state.js";
import { evolve } from "./evolve.js";
import { caseAggregate } from "./protection-case.js";
import { assertOneOpenStay } from "./shelter.js";

export class WithdrawCaseStep extends WithdrawalBody {}

/** What was not done for a victim is withdrawn, and the case is as if it had not been recorded. */
export const withdrawCaseStep = command(WithdrawCaseStep, {
  path: "step-withdrawals",
  summary: "Withdraw an action, a stay in a shelter, a paper or a hearing that never was",
  permission: "FACT_CORRECT",
  settles: true,
  decide: ({ event, reason, explanation }, _state: ProtectionCase, given) => {
    const found = withdrawing(event, anyDefinitions(caseEvents), given);
    const { withdrawn, without } = found;
    assertNothingRests(restsOn(withdrawn, without));
    assertHoldsWithout(without, caseAggregate.holds!);
    assertOneOpenStay(without.reduce(evolve, initial));
    return [withdrawalOf(CaseStepWithdrawn, found, given, { withdrawnType: withdrawn.type, reason }, explanation)];
  },
});

/** Nobody left a shelter in which they were not. */
function restsOn({ type, facts }: EventRecord, without: readonly EventRecord[]): Resting[] {
  if (type !== "ShelterProvided") return [];
  return without
    .filter((other) => other.type === "ShelterLeft" && other.facts["stay"] === facts["stay"])
    .map((other) => ({ event: other.id, type: other.type }));
}
