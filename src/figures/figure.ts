import type { Distribution } from "./distribution.js";

/** A number of a measure, for one value of each dimension that it is grouped by. */
export interface Figure {
  /** Value by dimension. */
  readonly group: { readonly [dimension: string]: string };
  /**
   * The number itself: how many there are, the median of days or of how many there are for each, or a share, from 0 to
   * 1. Null where it is suppressed, or there is none.
   */
  readonly value: number | null;
  /** Things behind it: as many as its list has rows; null where it is suppressed. */
  readonly counted: number | null;
  /** Of a share: how many of them have it. */
  readonly having?: number | null;
  /** Of days, and of how many there are for each; null where it is suppressed. */
  readonly distribution?: Distribution | null;
  /** There are few, and whoever asks may not list them. */
  readonly suppressed?: true;
}

export interface Figures {
  readonly rows: readonly Figure[];
  /** Of all groups together, each thing once. */
  readonly total: Figure;
}
