/** What was opened, to be closed in the opposite order. */
export interface Closing {
  push(step: () => unknown): void;
  /** Closes all, also when one of them can't be. @throws the first failure, once the rest is closed */
  close(): Promise<void>;
}

export function closing(): Closing {
  const steps: (() => unknown)[] = [];
  return {
    push: (step) => void steps.push(step),
    async close() {
      const failures: unknown[] = [];
      for (let step; (step = steps.pop());) {
        try {
          await step();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
