/**
 * Runs work on one instance of the service at a time: it begins when this instance is the one, and its signal aborts
 * when it is that no more, or when the given signal does. A turn that comes again begins it again. Resolves when the
 * work has ended and begins no more.
 *
 * Work deals with its own failures: one that it throws is thrown where there is one instance only, and is reported, and
 * the work begun again, where there may be several.
 */
export type OneAtATime = (
  name: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
) => Promise<void>;

/** For a store that only one process writes: its turn comes once, at once, and is never lost. */
export const alone: OneAtATime = (_name, signal, work) => work(signal);

/**
 * Does something once, on this instance, when its turn comes. It goes on though the turn is lost before its end:
 * another instance that then begins the same must do no harm.
 * @throws what the work throws
 */
export async function onOneInstance(oneAtATime: OneAtATime, name: string, work: () => Promise<void>): Promise<void> {
  const done = new AbortController();
  let failure: { readonly error: unknown } | undefined;
  await oneAtATime(name, done.signal, async () => {
    try {
      await work();
    } catch (error) {
      failure = { error };
    }
    done.abort();
  });
  if (failure) throw failure.error;
}
