import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { i5NotAfter } from "../migrant/still-alive.js";
import { repatriationEvents } from "./repatriation.events.js";
import { evolve, initial, type Repatriation } from "./repatriation.state.js";
import { assertAllInOrder } from "./step-order.js";
import { STEPS } from "./steps.js";

export type { Repatriation } from "./repatriation.state.js";

/** After a correction, no step follows one that it can't follow, and no step of the living their death (I5). */
function holds(history: readonly EventRecord[]): void {
  const state = history.reduce(evolve, initial);
  assertAllInOrder(state);
  if (state.diedBy !== null)
    for (const [step, times] of Object.entries(state.done))
      if (!STEPS.LIVING[step]?.ofOthers) for (const { at } of times) i5NotAfter(state.diedBy, at);
}

/** `repatriation-<id>`: bringing one person, or their remains, home. */
export const repatriationAggregate: Aggregate<Repatriation> = {
  category: "repatriation",
  events: anyDefinitions(repatriationEvents),
  initial,
  evolve,
  holds,
};

const REPATRIATION_UNKNOWN: Rule = {
  id: "repatriation-unknown",
  source: "[design]",
  en: "There is no such repatriation",
  indonesian: "Tidak ada pemulangan tersebut",
};

/** @throws Rejection when the repatriation that was loaded isn't there */
export function assertRepatriationKnown({ person }: Repatriation, id: string): void {
  if (person === null) throw new Rejection(REPATRIATION_UNKNOWN, { repatriation: id });
}

export function repatriationOf(id: string): Load<Repatriation> {
  return { aggregate: repatriationAggregate, id };
}
