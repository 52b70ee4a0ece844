import { test } from "@jest/globals";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { ruleSetAggregate } from "../../src/rules/rule-set.js";
import { given } from "../given.js";

const edition = { kind: "DESTINATIONS", validFrom: "2025-01-01", source: "[design]", content: { open: [] } };

test("an edition goes to the rule set of its own kind only", () => {
  given(ruleSetAggregate, []).when("PublishFirstRules", edition).thenFails(InvalidField);
});
