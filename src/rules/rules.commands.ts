import { ApiProperty } from "@nestjs/swagger";
import { IsObject } from "class-validator";
import { CodeField, DateField, TextField } from "../http/fields.js";
import { RULE_KINDS, type RuleKind } from "./kinds.js";

export class PublishRules {
  @CodeField(RULE_KINDS)
  kind!: RuleKind;

  @DateField({ description: "The day from which it holds" })
  validFrom!: string;

  @TextField(300, { description: "The law or decision that it comes from" })
  source!: string;

  @ApiProperty({ type: Object })
  @IsObject()
  content!: Record<string, unknown>;
}
