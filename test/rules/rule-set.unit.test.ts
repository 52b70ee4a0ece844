import { test } from "@jest/globals";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { rulesDecider } from "../../src/rules/rules.commands.js";
import { given } from "../given.js";

const edition = { kind: "DESTINATIONS", validFrom: "2025-01-01", source: "[design]", content: { open: [] } };

test("an edition goes to the rule set of its own kind only", () => {
  given(rulesDecider, []).when("PublishFirstRules", edition).thenFails(InvalidField);
});
