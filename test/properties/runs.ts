/**
 * How many histories a property tries: fewer than fast-check would, as each is a store of its own on disk. For a longer
 * search set `RUNS`; to repeat a failure set `SEED` and `AT` to the seed and path that fast-check names.
 */
export function runs(usual: number): { numRuns: number; seed?: number; path?: string } {
  const { RUNS, SEED, AT } = process.env;
  return {
    numRuns: RUNS === undefined ? usual : Number(RUNS),
    ...(SEED !== undefined && { seed: Number(SEED) }),
    ...(AT !== undefined && { path: AT }),
  };
}
