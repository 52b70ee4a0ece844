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
import { JourneyStepWithdrawn, migrantEvents, transitionOf } from "./migrant.events.js";
import type { Migrant } from "./state.js";
import { assertJourneyHolds } from "./step-order.js";

export class WithdrawJourneyStep extends WithdrawalBody {}

/** A step of a journey that never happened is withdrawn, and the journey is as if it had not been recorded. */
export const withdrawJourneyStep = command(WithdrawJourneyStep, {
  path: "step-withdrawals",
  summary: "Withdraw a step of a journey that never happened",
  permission: "FACT_CORRECT",
  settles: true,
  decide: ({ event, reason, explanation }, _state: Migrant, given) => {
    const found = withdrawing(event, anyDefinitions(migrantEvents), given);
    const { withdrawn, without } = found;
    assertNothingRests(restsOn(withdrawn, without));
    assertHoldsWithout(without, assertJourneyHolds);
    return [withdrawalOf(JourneyStepWithdrawn, found, given, { withdrawnType: withdrawn.type, reason }, explanation)];
  },
});

/** Who had not departed was not abroad, either: what is on record of the stay there is withdrawn first. */
function restsOn({ type, facts }: EventRecord, without: readonly EventRecord[]): Resting[] {
  if (type !== "DepartureRecorded") return [];
  return without
    .filter((other) => transitionOf(other.type)?.leaves && other.facts["journey"] === facts["journey"])
    .map((other) => ({ event: other.id, type: other.type }));
}
