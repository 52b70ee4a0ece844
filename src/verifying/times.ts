/** Between two commands that are under way at once, and two machines whose clocks differ, in ms. */
export const CLOCKS_DIFFER_MS = 60_000;

/**
 * The fewest times that stand out of order: those without which the others only rise.
 * @param times in ms, in the order in which they should be
 * @returns their places, rising
 */
export function outOfOrder(times: readonly number[], tolerance = CLOCKS_DIFFER_MS): number[] {
  let latest = -Infinity;
  const rising = times.every((time) => {
    const fine = time >= latest - tolerance;
    latest = Math.max(latest, time);
    return fine;
  });
  if (rising) return [];
  const kept = longestRise(times);
  const out: number[] = [];
  for (let i = 0, k = 0; i < times.length; i++) {
    if (kept[k] === i) k++;
    else {
      const before = k > 0 ? times[kept[k - 1]!]! : -Infinity;
      const after = k < kept.length ? times[kept[k]!]! : Infinity;
      if (times[i]! < before - tolerance || times[i]! > after + tolerance) out.push(i);
    }
  }
  return out;
}

/** Places of a longest run of times that never goes back (patience sorting). */
function longestRise(times: readonly number[]): number[] {
  /** Of the runs of each length, the place of the earliest end. */
  const ends: number[] = [];
  const previous = new Int32Array(times.length);
  for (const [i, time] of times.entries()) {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[ends[middle]!]! <= time) low = middle + 1;
      else high = middle;
    }
    previous[i] = low > 0 ? ends[low - 1]! : -1;
    ends[low] = i;
  }
  const run: number[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = previous[i]!) run.push(i);
  return run.toReversed();
}
