import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { RulesPublished, ruleSetAggregate, type RuleSet } from "./rule-set.js";

export interface RulesDocument extends RuleSet {
  readonly id: string;
}

/** Every rule set with its editions. */
export const rulesView: Projection<RulesDocument> = {
  name: "rules",
  version: 1,
  types: [RulesPublished.type],
  order: "world",
  streams: (id) => [`rules-${id}`],
  indexes: [{ field: "kind", type: "text" }],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve: (document, event, id) => ({
    ...ruleSetAggregate.evolve(stateIn(ruleSetAggregate.initial, document), event),
    id,
  }),
};
