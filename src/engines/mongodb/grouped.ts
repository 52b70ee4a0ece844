/**
 * Makes one call of what is asked for at once: while a call is under way, all that comes waits for the next one, which
 * begins after it was asked for.
 * @param most how many may share a call
 * @param call answers in the order asked
 */
export function grouped<Ask, Answer>(
  most: number,
  call: (asks: readonly Ask[]) => Promise<readonly Answer[]>,
): (ask: Ask) => Promise<Answer> {
  interface Waiting {
    readonly ask: Ask;
    readonly resolve: (answer: Answer) => void;
    readonly reject: (error: unknown) => void;
  }
  const queue: Waiting[] = [];
  let calling = false;

  async function callAll(): Promise<void> {
    while (queue.length > 0) {
      const group = queue.splice(0, most);
      try {
        const answers = await call(group.map(({ ask }) => ask));
        group.forEach(({ resolve }, i) => resolve(answers[i]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    calling = false;
  }

  return (ask) =>
    new Promise((resolve, reject) => {
      queue.push({ ask, resolve, reject });
      if (calling) return;
      calling = true;
      queueMicrotask(() => void callAll());
    });
}
