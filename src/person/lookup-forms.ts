import { normalisedForms, type LookupKind } from "../privacy/lookup-tokens.js";
import { nameTokens } from "../privacy/name-tokens.js";

/** A name as it is looked for. */
export interface NameForms {
  /** The form that only a whole name has, so that a part of a longer one is told from it. */
  readonly whole: string;
  readonly parts: readonly string[];
  /** Each part run together with the next one: `Nur Hayati` is also written `Nurhayati`. */
  readonly pairs: readonly string[];
}

/** Undefined for a text that holds no name. */
export function nameForms(name: string): NameForms | undefined {
  const { part: parts, whole } = nameTokens(name);
  if (whole === "") return undefined;
  const pairs = parts.slice(1).map((next, i) => `${parts[i]}${next}`.replaceAll(/(.)\1+/gu, "$1"));
  return { whole: `=${whole}`, parts, pairs };
}

/** All forms of a value by which its owner is found, each to be made a token of that kind. */
export function lookupForms(kind: LookupKind, text: string): string[] {
  const name = kind === "name" ? nameForms(text) : undefined;
  return [...new Set([...normalisedForms(kind, text), ...(name ? [name.whole, ...name.pairs] : [])])];
}
