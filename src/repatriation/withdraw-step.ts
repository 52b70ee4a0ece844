import type { Given } from "../event-sourcing/deciding/decider.js";
import {
  assertHoldsWithout,
  assertNothingRests,
  followedFrom,
  withdrawalOf,
  withdrawing,
  type Resting,
} from "../event-sourcing/deciding/withdrawing.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { command } from "../http/command.js";
import { WithdrawalBody } from "../http/withdrawal-body.js";
import { assertJourneyHolds } from "../migrant/step-order.js";
import { assertAllowed } from "./repatriation-command.js";
import { REPATRIATION_KINDS } from "./codes.js";
import { i7Undecided } from "./remains-may-leave.js";
import { repatriationEvents, RepatriationStepWithdrawn } from "./repatriation.events.js";
import { evolve, initial, type Repatriation } from "./repatriation.state.js";
import { repatriationAggregate } from "./repatriation.js";
import { hasStep } from "./step-order.js";
import { restingOn, STEP_OF_EVENT, STEPS } from "./steps.js";

export class WithdrawStep extends WithdrawalBody {}

/** While it is open, or was cancelled. One that was closed rests on its steps, and is reinstated first. */
const ALLOWED = { kinds: REPATRIATION_KINDS, from: ["OPEN", "CANCELLED"], late: false } as const;

interface Loaded {
  /** The whole history of the migrant: a return that followed from the step must be one that can be withdrawn, too. */
  readonly journeys: readonly EventRecord[];
}

const wholeHistory = {
  category: "migrant",
  events: [],
  initial: [] as readonly EventRecord[],
  evolve: (history: readonly EventRecord[], event: EventRecord) => [...history, event],
};

/**
 * A step that never happened is withdrawn, and the repatriation is as if it had not been recorded. Steps that can't
 * have happened without it are withdrawn first. What followed in other streams is withdrawn after it
 * (`withdrawn.process-manager.ts`).
 */
export const withdrawStep = command(WithdrawStep, {
  path: "step-withdrawals",
  summary: "Withdraw a step that never happened",
  permission: "FACT_CORRECT",
  settles: true,
  loads: (_data, { person }: Repatriation) => ({ journeys: { aggregate: wholeHistory, id: person! } }),
  decide: ({ event, reason, explanation }, state: Repatriation, given: Given<Loaded>) => {
    assertAllowed(ALLOWED, state, resolveTime(undefined, given.now));
    const found = withdrawing(event, anyDefinitions(repatriationEvents), given);
    const { withdrawn, without } = found;
    const step = STEP_OF_EVENT[withdrawn.type]!;
    assertNothingRests(restsOn(step, state, without.reduce(evolve, initial)));
    assertHoldsWithout(without, repatriationAggregate.holds!);
    const { journeys } = given.loaded;
    const followed = journeys.reduce(followedFrom("migrant", withdrawn.id).evolve, []);
    if (followed.length > 0)
      assertHoldsWithout(
        journeys.filter((each) => !followed.includes(each)),
        assertJourneyHolds,
      );
    const facts = { step, withdrawnType: withdrawn.type, reason };
    return [withdrawalOf(RepatriationStepWithdrawn, found, given, facts, explanation)];
  },
});

/** Steps on record that can't have happened once this one is withdrawn. @param without the state as it would be */
function restsOn(step: string, state: Repatriation, without: Repatriation): Resting[] {
  const { kind, done, disposition } = without;
  const same = disposition?.disposition === state.disposition?.disposition;
  const stillDone = done[step] !== undefined && (step !== "DISPOSITION_DECIDED" || same);
  const resting = stillDone ? [] : restingOn(kind!, step);
  const undecided = disposition?.decidedBy === "FAMILY" && i7Undecided(without).includes("FAMILY_NOTIFIED");
  return Object.entries(done).flatMap(([other, times]) => {
    const rests =
      resting.includes(other) ||
      (undecided && other === "DISPOSITION_DECIDED") ||
      (disposition !== null && !hasStep(STEPS[kind!][other]!, disposition.disposition));
    return rests ? times.map(({ event, type }) => ({ event, type })) : [];
  });
}
