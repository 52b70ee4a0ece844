import { normalisedForms, type LookupKind } from "../privacy/lookup-tokens.js";
import { nameTokens } from "../privacy/name-tokens.js";

export type { LookupKind };

/** The form that only a whole name has, so that a part of a longer one is told from it. */
export function wholeName(name: string): string | undefined {
  const { whole } = nameTokens(name);
  return whole === "" ? undefined : `=${whole}`;
}

/** All forms of a value by which its owner is found, each to be made a token of that kind. */
export function lookupForms(kind: LookupKind, text: string): string[] {
  const whole = kind === "name" ? wholeName(text) : undefined;
  return [...normalisedForms(kind, text), ...(whole === undefined ? [] : [whole])];
}
