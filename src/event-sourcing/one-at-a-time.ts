/**
 * Runs work on one instance of the service at a time: it begins when this instance is the one, its signal aborts when
 * it is that no more, or when the given signal does, and it begins again should its turn come again or the work fail.
 * Resolves after the given signal, once the work has ended.
 */
export type OneAtATime = (
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
) => Promise<void>;

/** For a store that only one process writes. */
export const alone: OneAtATime = (_name, signal, work) => work(signal);

/** Does something once, on this instance, while no other does. @throws what the work throws */
export async function onOneInstance(oneAtATime: OneAtATime, name: string, work: () => Promise<void>): Promise<void> {
  const done = new AbortController();
  let failure: unknown;
  await oneAtATime(name, done.signal, async () => {
    try {
      await work();
    } catch (error) {
      failure = error;
    }
    done.abort();
  });
  if (failure !== undefined) throw failure;
}
