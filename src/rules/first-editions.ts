import { FIRST_DEADLINES } from "./deadlines.js";
import type { RuleKind } from "./kinds.js";
import { FIRST_PLACEMENT_RULES } from "./placement.js";
import { FIRST_PROTECTION_RULES } from "./protection.js";
import { FIRST_REFERRAL_RULES } from "./referral.js";
import { FIRST_REPATRIATION_RULES } from "./repatriation.js";
import { FIRST_RISK_RULES } from "./risk-checklist.js";

/** An edition of a rule set that a store begins with. */
export interface FirstEdition {
  readonly kind: RuleKind;
  readonly validFrom: string;
  readonly source: string;
  readonly content: object;
}

export const FIRST_EDITIONS: readonly FirstEdition[] = [
  ...FIRST_PLACEMENT_RULES,
  ...FIRST_REPATRIATION_RULES,
  ...FIRST_PROTECTION_RULES,
  ...FIRST_REFERRAL_RULES,
  ...FIRST_DEADLINES,
  ...FIRST_RISK_RULES,
];
