import type { Figure, Figures } from "./figure.js";

/** Fewer are not told to who may not list them (domain.md, section 8). */
export const FEWEST_TOLD = 5;
/**
 * Without numbers of few things. Where one row alone would be left out, the smallest other one is, too: else it could be
 * worked back from the total.
 */
export function withoutSmall({ rows, total }: Figures): Figures {
  const isSmall = ({ counted, having = null }: Figure) =>
    isFew(counted!) || (having !== null && (isFew(having) || isFew(counted! - having)));
  const small = new Set(rows.filter(isSmall));
  if (small.size === 1) {
    const [next] = rows.filter((row) => !small.has(row)).toSorted((a, b) => a.counted! - b.counted!);
    if (next) small.add(next);
  }
  return {
    rows: rows.map((row) => (small.has(row) ? withoutNumbers(row) : row)),
    total: isSmall(total) || (rows.length > 0 && small.size === 1) ? withoutNumbers(total) : total,
  };
}

const isFew = (count: number) => count > 0 && count < FEWEST_TOLD;

function withoutNumbers({ group, having, distribution }: Figure): Figure {
  return {
    group,
    value: null,
    counted: null,
    ...(having !== undefined && { having: null }),
    ...(distribution !== undefined && { distribution: null }),
    suppressed: true,
  };
}
