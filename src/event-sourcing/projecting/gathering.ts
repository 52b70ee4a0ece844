/** How long events are gathered at most, in ms. */
const MOST_MS = 8;

/**
 * How long events are to gather before the next batch, in ms. Most of what a batch of few events costs it costs for any
 * number of them, so that under load they share one. What comes by itself is never waited for.
 * @param since how long the batch before had been over when this one came, in ms
 * @param took how long this one took, in ms
 */
export function gatheringMs(since: number, took: number): number {
  return since < took ? Math.min(took, MOST_MS) : 0;
}
