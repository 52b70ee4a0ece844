import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { ruleSetAggregate } from "./rule-set.js";
import { rulesView } from "./rules.view.js";

export const rulesSlice = slice({ aggregates: [anyAggregate(ruleSetAggregate)], views: [rulesView] });
