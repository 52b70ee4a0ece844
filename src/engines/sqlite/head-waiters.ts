/** How often those who wait look by themselves, in ms. */
const POLL_MS = 50;

/** Those who wait for an event newer than what they have seen. */
export class HeadWaiters {
  readonly #waiting = new Set<{ readonly seen: number; readonly wake: () => void }>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param poll number of the newest event, asked regularly while someone waits; left out where `wake` is always called
   * @param pollMs how often it is asked
   */
  constructor(
    private readonly poll?: () => number,
    private readonly pollMs = POLL_MS,
  ) {}

  /** Resolves when there is an event after the number seen, when all are woken, or when the signal aborts. */
  wait(seen: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const waiter = {
        seen,
        wake: () => {
          signal.removeEventListener("abort", waiter.wake);
          this.#waiting.delete(waiter);
          this.#keepTime();
          resolve();
        },
      };
      signal.addEventListener("abort", waiter.wake);
      this.#waiting.add(waiter);
      this.#keepTime();
      if (signal.aborted) waiter.wake();
    });
  }

  wake(head: number): void {
    for (const waiter of this.#waiting) if (head > waiter.seen) waiter.wake();
  }

  wakeAll(): void {
    this.wake(Infinity);
  }

  #keepTime(): void {
    if (this.#waiting.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else if (this.poll && this.#timer === undefined) {
      this.#timer = setInterval(() => this.#look(this.poll!), this.pollMs);
    }
  }

  #look(poll: () => number): void {
    try {
      this.wake(poll());
    } catch {
      // Whoever waits reads next, and so meets the error where it can be handled.
      this.wakeAll();
    }
  }
}
