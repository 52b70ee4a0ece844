import { AgencyField } from "../agency/agency-field.js";
import { CodeField, IntegerField, NarrativeField, ObjectField } from "../http/fields.js";
import { MoneyDto, Occurring } from "../http/parts.js";
import { CLAIM_OUTCOMES, CLAIM_PROGRAMMES } from "./codes.js";
import { AFTERWARDS_TOO, repatriationCommand } from "./repatriation-command.js";
import { BelongingsInventoried, RepatriationClaimRecorded } from "./repatriation.events.js";

export class InventoryBelongings extends Occurring {
  @IntegerField(0, 10_000, { description: "Number of items" })
  items!: number;

  @AgencyField({ optional: true, description: "The agency that keeps them" })
  heldBy?: string;

  @NarrativeField({ description: "The list; sealed" })
  inventory!: string;
}

export const inventoryBelongings = repatriationCommand(InventoryBelongings, {
  path: "belongings",
  summary: "Record a list of the person's belongings",
  lateFact: true,
  allowed: AFTERWARDS_TOO,
  event: BelongingsInventoried,
  decide: ({ items, heldBy, inventory }) => ({ facts: { items, heldBy }, narrative: { inventory } }),
});

export class RecordClaim extends Occurring {
  @CodeField(CLAIM_PROGRAMMES)
  programme!: (typeof CLAIM_PROGRAMMES)[number];

  @CodeField(CLAIM_OUTCOMES)
  outcome!: (typeof CLAIM_OUTCOMES)[number];

  @ObjectField(() => MoneyDto, { optional: true })
  amount?: MoneyDto;

  @NarrativeField({ optional: true })
  note?: string;
}

export const recordClaim = repatriationCommand(RecordClaim, {
  path: "claims",
  summary: "Record that a claim was filed, paid or refused",
  lateFact: true,
  allowed: AFTERWARDS_TOO,
  event: RepatriationClaimRecorded,
  decide: ({ programme, outcome, amount, note }) => ({ facts: { programme, outcome, amount }, narrative: { note } }),
});
