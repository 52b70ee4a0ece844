import { UnknownProjection } from "../../event-sourcing/projecting/read-model.js";

/** How often whoever waits makes this instance look how far another one has come. */
const LOOK_MS = 20;

interface Waiter {
  readonly number: number;
  readonly projection: string | undefined;
  readonly resolve: (there: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Who waits for which event to be in which view, whatever instance keeps it. One look serves all who wait. */
export class StoredCheckpoints {
  readonly #waiters = new Set<Waiter>();
  readonly #reached = new Map<string, number>();
  #stopped = false;
  #look: Promise<void> | undefined;
  #nextLook: NodeJS.Timeout | undefined;

  /**
   * @param look how far the served version of each projection that is run has come, as stored; -1 where there is none
   *   yet
   * @param apart projections of another log, which are waited for by their names only
   */
  constructor(
    private readonly look: () => Promise<ReadonlyMap<string, number>>,
    private readonly apart: readonly string[] = [],
  ) {}

  /**
   * Resolves to true once the projection has taken the event; to false when the time is up. With no projection named,
   * all have to have taken it.
   * @throws UnknownProjection, StoreUnavailable
   */
  async wait(number: number, timeoutMs: number, projection: string | undefined): Promise<boolean> {
    if (this.#isThere(number, projection)) return true;
    const asked = performance.now();
    await this.#lookNow();
    if (projection !== undefined && !this.#reached.has(projection)) throw new UnknownProjection(projection);
    if (this.#isThere(number, projection)) return true;
    if (this.#stopped) return false;
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        number,
        projection,
        resolve: (there) => {
          leave();
          resolve(there);
        },
        reject: (error) => {
          leave();
          reject(error as Error);
        },
      };
      const timer = setTimeout(() => waiter.resolve(false), Math.max(0, timeoutMs - (performance.now() - asked)));
      this.#waiters.add(waiter);
      this.#lookSoon();
    });
  }

  /** Told by the projections, where this instance keeps them. */
  advanced(numbers: { readonly [projection: string]: number }): void {
    this.#stopped = false;
    this.#reach(Object.entries(numbers));
    this.#answer();
  }

  /** Nothing advances any more: whoever waits is told at once that it is not there. */
  stopped(): void {
    this.#stopped = true;
    for (const waiter of this.#waiters) waiter.resolve(false);
  }

  #lookSoon(): void {
    if (this.#nextLook !== undefined) return;
    this.#nextLook = setTimeout(() => {
      this.#nextLook = undefined;
      if (this.#waiters.size === 0) return;
      void this.#lookNow()
        .then(() => this.#answer())
        .catch((error: unknown) => {
          for (const waiter of this.#waiters) waiter.reject(error);
        })
        .finally(() => this.#waiters.size > 0 && this.#lookSoon());
    }, LOOK_MS);
  }

  /** One at a time: who comes while another looks gets the answer of the same look. */
  #lookNow(): Promise<void> {
    this.#look ??= this.look()
      .then((stored) => this.#reach(stored))
      .finally(() => (this.#look = undefined));
    return this.#look;
  }

  #reach(numbers: Iterable<readonly [string, number]>): void {
    // What is told of a commit may come before a look that began earlier.
    for (const [projection, number] of numbers)
      this.#reached.set(projection, Math.max(number, this.#reached.get(projection) ?? -1));
  }

  #answer(): void {
    for (const waiter of this.#waiters) if (this.#isThere(waiter.number, waiter.projection)) waiter.resolve(true);
  }

  #isThere(number: number, projection: string | undefined): boolean {
    if (number < 0) return true;
    if (projection !== undefined) return (this.#reached.get(projection) ?? -1) >= number;
    const all = [...this.#reached].filter(([name]) => !this.apart.includes(name));
    return all.length > 0 && all.every(([, reached]) => reached >= number);
  }
}
