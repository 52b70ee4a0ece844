/** The same histories for everybody, so that a change is judged by itself; `SEED=random` looks for others. */
const USUAL_SEED = 20_250_526;

/**
 * How many histories a property tries: fewer than fast-check would, as each is a store of its own on disk. For a longer
 * search set `RUNS` and `SEED=random`; to repeat a failure set `SEED` and `AT` to the seed and path that fast-check
 * names.
 */
export function runs(usual: number): { numRuns: number; seed?: number; path?: string } {
  const { RUNS, SEED, AT } = process.env;
  return {
    numRuns: RUNS === undefined ? usual : Number(RUNS),
    ...(SEED !== "random" && { seed: SEED === undefined ? USUAL_SEED : Number(SEED) }),
    ...(AT !== undefined && { path: AT }),
  };
}
