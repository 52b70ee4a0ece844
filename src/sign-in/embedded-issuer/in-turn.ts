/** There are more waiting already than may. */
export class TooManyWaiting extends Error {}

/**
 * Does one work at a time, in the order of asking. A password costs memory and a processor, so whoever asks for many at
 * once waits for their own, and does not take the machine from everybody.
 */
export function inTurn(mostWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    if (waiting >= mostWaiting) return Promise.reject(new TooManyWaiting());
    waiting++;
    const done = last.then(work).finally(() => waiting--);
    last = done.catch(() => undefined);
    return done;
  };
}
