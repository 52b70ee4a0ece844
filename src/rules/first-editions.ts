import type { RuleKind } from "./kinds.js";
import { FIRST_PLACEMENT_RULES } from "./placement.js";
import { FIRST_REPATRIATION_RULES } from "./repatriation.js";

/** A rule set as a store begins with it. */
export interface FirstEdition {
  readonly kind: RuleKind;
  readonly validFrom: string;
  readonly source: string;
  readonly content: object;
}

export const FIRST_EDITIONS: readonly FirstEdition[] = [...FIRST_PLACEMENT_RULES, ...FIRST_REPATRIATION_RULES];
