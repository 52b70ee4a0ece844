import type { Given } from "../event-sourcing/deciding/decider.js";
import {
  assertHoldsWithout,
  followedFrom,
  type Resting,
  type Withdrawing,
} from "../event-sourcing/deciding/withdrawing.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { WithdrawalBody, withdrawalCommand } from "../http/withdrawal-command.js";
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

/** What followed in other streams is withdrawn after it (`withdrawn.process-manager.ts`). */
export const withdrawStep = withdrawalCommand(WithdrawStep, {
  summary: "Withdraw a step that never happened",
  events: anyDefinitions(repatriationEvents),
  withdrawal: RepatriationStepWithdrawn,
  more: (found) => ({ step: stepOf(found) }),
  loads: (_data, { person }: Repatriation) => ({ journeys: { aggregate: wholeHistory, id: person! } }),
  restsOn: (found, state) => restsOn(stepOf(found), state, found.without.reduce(evolve, initial)),
  allowed: (state, { now }) => assertAllowed(ALLOWED, state, resolveTime(undefined, now)),
  holds: ({ withdrawn, without }, { loaded: { journeys } }: Given<Loaded>) => {
    assertHoldsWithout(without, repatriationAggregate.holds!);
    const followed = journeys.reduce(followedFrom("migrant", withdrawn.id).evolve, []);
    if (followed.length > 0)
      assertHoldsWithout(
        journeys.filter((each) => !followed.includes(each)),
        assertJourneyHolds,
      );
  },
});

/** What is withdrawn where it is no step: that a task was done, or dropped. */
const TASK = "TASK";

function stepOf({ withdrawn }: Withdrawing): string {
  return STEP_OF_EVENT[withdrawn.type] ?? TASK;
}

/** Steps on record that can't have happened once this one is withdrawn. @param without the state as it would be */
function restsOn(step: string, state: Repatriation, without: Repatriation): Resting[] {
  if (step === TASK) return [];
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
