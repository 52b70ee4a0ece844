/** How values are spread: of so many, half are at most the median, and nine of ten at most p90. */
export interface Distribution {
  readonly of: number;
  readonly median: number | null;
  readonly p90: number | null;
  readonly least: number | null;
  readonly most: number | null;
}

/**
 * Exact, from how often there is each value. The median and p90 are values that there are (the nearest rank): no mean of
 * two.
 */
export function distributionOf(counts: Iterable<readonly [value: number, count: number]>): Distribution {
  const sorted = [...counts].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b);
  const of = sorted.reduce((sum, [, count]) => sum + count, 0);
  const at = (share: number): number | null => {
    let left = Math.ceil(of * share);
    for (const [value, count] of sorted) if ((left -= count) <= 0) return value;
    return null;
  };
  return { of, median: at(0.5), p90: at(0.9), least: sorted[0]?.[0] ?? null, most: sorted.at(-1)?.[0] ?? null };
}
