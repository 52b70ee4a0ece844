import { turns } from "../waiting.js";

interface Pause {
  readonly until: number;
  readonly end: () => void;
}

/** A clock that stands still until a test lets time pass; the pauses that end meanwhile end in their order. */
export class TestTime {
  #now = 0;
  readonly #pauses = new Set<Pause>();

  readonly now = (): number => this.#now;

  readonly pause = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const pause: Pause = {
        until: this.#now + ms,
        end: () => {
          this.#pauses.delete(pause);
          signal?.removeEventListener("abort", pause.end);
          resolve();
        },
      };
      this.#pauses.add(pause);
      signal?.addEventListener("abort", pause.end);
      if (signal?.aborted) pause.end();
    });

  /** What is ready to run runs before, after, and whenever a pause ends. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await turns();
    for (let next; (next = this.#next()) !== undefined && next.until <= end; await turns()) {
      this.#now = Math.max(this.#now, next.until);
      next.end();
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Passes while the process is paused: nothing that is due runs. */
  skip(ms: number): void {
    this.#now += ms;
  }

  #next(): Pause | undefined {
    return [...this.#pauses].toSorted((a, b) => a.until - b.until)[0];
  }
}
