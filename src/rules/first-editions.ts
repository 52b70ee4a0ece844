import type { RuleKind } from "./kinds.js";

/** A rule set as a store begins with it. */
export interface FirstEdition {
  readonly kind: RuleKind;
  readonly validFrom: string;
  readonly source: string;
  readonly content: Record<string, unknown>;
}

export const FIRST_EDITIONS: readonly FirstEdition[] = [];
