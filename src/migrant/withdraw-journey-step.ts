import { assertHoldsWithout, type Resting, type Withdrawing } from "../event-sourcing/deciding/withdrawing.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { WithdrawalBody, withdrawalCommand } from "../http/withdrawal-command.js";
import { JourneyStepWithdrawn, migrantEvents, transitionOf } from "./migrant.events.js";
import type { Migrant } from "./state.js";
import { assertJourneyHolds } from "./step-order.js";

export class WithdrawJourneyStep extends WithdrawalBody {}

export const withdrawJourneyStep = withdrawalCommand(WithdrawJourneyStep, {
  summary: "Withdraw a step of a journey that never happened",
  events: anyDefinitions(migrantEvents),
  withdrawal: JourneyStepWithdrawn,
  restsOn: (found, _state: Migrant) => restsOn(found),
  holds: ({ without }) => assertHoldsWithout(without, assertJourneyHolds),
});

/** Who had not departed was not abroad, either: what is on record of the stay there is withdrawn first. */
function restsOn({ withdrawn: { type, facts }, without }: Withdrawing): Resting[] {
  if (type !== "DepartureRecorded") return [];
  return without
    .filter((other) => transitionOf(other.type)?.leaves && other.facts["journey"] === facts["journey"])
    .map((other) => ({ event: other.id, type: other.type }));
}
