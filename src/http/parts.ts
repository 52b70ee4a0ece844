import { IntegerField, OccurredDto, OccurredField, PatternField } from "./fields.js";

/** What every command may say of the time. */
export class Occurring {
  @OccurredField()
  occurred?: OccurredDto;
}

export class MoneyDto {
  @IntegerField(0, Number.MAX_SAFE_INTEGER, { description: "In minor units of the currency" })
  amount!: number;

  @PatternField(/^[A-Z]{3}$/, "a currency by its ISO 4217 code", { example: "IDR" })
  currency!: string;
}
