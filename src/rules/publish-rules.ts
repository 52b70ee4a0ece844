import { ApiProperty } from "../described.js";
import { IsObject } from "class-validator";
import type { Decision } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { command, internalCommand } from "../http/command.js";
import { CodeField, DateField, TextField } from "../http/fields.js";
import { contentErrors, RULE_KINDS, type RuleKind } from "./kinds.js";
import { ruleSetId, RulesPublished, type RuleSet } from "./rule-set.js";

export class PublishRules {
  @CodeField(RULE_KINDS)
  kind!: RuleKind;

  @DateField({ kind: "PLANNED", description: "The day from which it holds" })
  validFrom!: string;

  @TextField(300, { description: "The law or decision that it comes from" })
  source!: string;

  @ApiProperty({ type: Object })
  @IsObject()
  content!: Record<string, unknown>;
}

const publish: Decision<PublishRules, RuleSet> = {
  decide: ({ kind, validFrom, source, content }, { editions }, given) => {
    if (given.id !== ruleSetId(kind))
      throw new InvalidField("invalid-field", "kind", "is not the kind of this rule set");
    const [wrong] = contentErrors(kind, content);
    if (wrong) throw new InvalidField("invalid-field", `content${wrong.field.replaceAll("/", ".")}`, wrong.message);
    const facts = { kind, edition: editions.length + 1, validFrom, source, content };
    return [eventOf(RulesPublished, {}, given, { subjects: [], facts })];
  },
};

export const publishRules = command(PublishRules, {
  path: "editions",
  summary: "Publish an edition of a rule set, with its legal source",
  ...publish,
});

/** By the store itself, when it is opened first. */
export const publishFirstRules = internalCommand("PublishFirstRules", { ...publish, creates: true });
