import { deciderOf } from "../http/command.js";
import { publishFirstRules, publishRules } from "./publish-rules.js";
import { ruleSetAggregate } from "./rule-set.js";

/** Every command of a rule set. */
export const rulesDecider = deciderOf(ruleSetAggregate, [publishFirstRules, publishRules]);
