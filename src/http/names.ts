import type { Title } from "../event-sourcing/stored-event/event-definition.js";
import type { Masked } from "../privacy/masking.js";

/**
 * What the ids and codes in an answer are called today, by id or code; null for a name that no registry gives. It
 * stands beside `data`, so that a row holds what was recorded and nothing else.
 */
export interface Names {
  readonly agencies?: { readonly [id: string]: string | null };
  /** Masked where the caller may not read which officers there are. */
  readonly officers?: { readonly [id: string]: string | Masked | null };
  readonly regions?: { readonly [code: string]: string };
  readonly countries?: { readonly [code: string]: Title };
}

/**
 * Names what an answer shows to the caller of the request under way; undefined where it shows nothing that has a name.
 */
export type NamesOf = (answer: unknown) => Promise<Names | undefined>;

export const NOTHING_NAMED: NamesOf = async () => undefined;
