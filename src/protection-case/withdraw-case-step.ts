import { assertHoldsWithout, type Resting, type Withdrawing } from "../event-sourcing/deciding/withdrawing.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { WithdrawalBody, withdrawalCommand } from "../http/withdrawal-command.js";
import { caseEvents, CaseStepWithdrawn } from "./case.events.js";
import { initial, type ProtectionCase } from "./case.state.js";
import { evolve } from "./evolve.js";
import { caseAggregate } from "./protection-case.js";
import { assertOneOpenStay } from "./shelter.js";

export class WithdrawCaseStep extends WithdrawalBody {}

export const withdrawCaseStep = withdrawalCommand(WithdrawCaseStep, {
  summary: "Withdraw an action, a stay in a shelter, a paper, a hearing or the end of a task, that never was",
  events: anyDefinitions(caseEvents),
  withdrawal: CaseStepWithdrawn,
  restsOn: (found, _state: ProtectionCase) => restsOn(found),
  holds: ({ without }) => {
    assertHoldsWithout(without, caseAggregate.holds!);
    assertOneOpenStay(without.reduce(evolve, initial));
  },
});

/** Nobody left a shelter in which they were not. */
function restsOn({ withdrawn: { type, facts }, without }: Withdrawing): Resting[] {
  if (type !== "ShelterProvided") return [];
  return without
    .filter((other) => other.type === "ShelterLeft" && other.facts["stay"] === facts["stay"])
    .map((other) => ({ event: other.id, type: other.type }));
}
