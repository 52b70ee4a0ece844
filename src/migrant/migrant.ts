import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { evolve } from "./evolve.js";
import { migrantEvents } from "./migrant.events.js";
import { initialMigrant, type Migrant } from "./state.js";
import { assertJourneyHolds } from "./step-order.js";

export { openJourney, phaseOf, type Death, type Document, type Journey, type Migrant } from "./state.js";

/** `migrant-<id>`: the life of a migrant worker, under the id of the person. */
export const migrantAggregate: Aggregate<Migrant> = {
  category: "migrant",
  events: anyDefinitions(migrantEvents),
  initial: initialMigrant,
  evolve,
  holds: assertJourneyHolds,
};

/** To load a migrant beside a decision's own stream; `discovery` is undefined for one that isn't there. */
export function migrantOf(person: string): Load<Migrant> {
  return { aggregate: migrantAggregate, id: person };
}
