import { IntegerField, OccurredDto, OccurredField, PatternField } from "./fields.js";

/** What every command may say of the time. */
export class Occurring {
  @OccurredField()
  occurred?: OccurredDto;
}

const MINOR_UNITS =
  "In minor units, as ISO 4217 counts them for the currency: 125000000 IDR is Rp 1,250,000.00, 125000 JPY is ¥125,000";

/** How much, in minor units of the currency that stands beside it. */
export const AmountField = () =>
  IntegerField(0, Number.MAX_SAFE_INTEGER, { description: MINOR_UNITS, example: 125_000_000 });

export const CurrencyField = () => PatternField(/^[A-Z]{3}$/, "a currency by its ISO 4217 code", { example: "IDR" });

/** An amount, in minor units of its currency. */
export class MoneyDto {
  @AmountField()
  amount!: number;

  @CurrencyField()
  currency!: string;
}
