import { setImmediate, setTimeout } from "node:timers/promises";

/** How long to wait for what always comes, in ms: long enough for any machine, and shorter than the limit of a test. */
export const MINUTES = 300_000;

/** Longer than any test runs, in ms: whoever waits so long has to be told earlier. */
export const HOURS = 7_200_000;

/** Resolves once the condition holds; the limit of the test bounds it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await setTimeout(2, undefined, { ref: false });
}

/** Lets everything run that is ready to run: so many turns of the event loop. */
export async function turns(count = 1): Promise<void> {
  for (let i = 0; i < count; i++) await setImmediate();
}
