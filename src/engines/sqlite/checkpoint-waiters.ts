import { UnknownProjection } from "../../event-sourcing/projecting/read-model.js";

interface Waiter {
  readonly number: number;
  readonly projection: string | undefined;
  readonly resolve: (there: boolean) => void;
}

/** Who waits for which event to be in which projection. */
export class CheckpointWaiters {
  readonly #waiters = new Set<Waiter>();
  /** How far the projections that are being run have come; empty until that was told. */
  readonly #running = new Map<string, number>();
  /** How far they were found to be, where somebody who waited was not yet told. */
  readonly #found = new Map<string, number>();
  #stopped = false;

  /**
   * @param stored how far the served versions have come, as stored
   * @param apart projections of another log, which are waited for by their names only
   */
  constructor(
    private readonly stored: () => ReadonlyMap<string, number>,
    private readonly apart: readonly string[] = [],
  ) {}

  /**
   * Resolves to true once the projection has taken the event; to false when the time is up, or nothing runs any more.
   * With no projection named, all that are being run have to have taken it.
   */
  async wait(number: number, timeoutMs: number, projection: string | undefined): Promise<boolean> {
    if (this.#isThere(number, projection, this.#running)) return true;
    const stored = this.stored();
    for (const [name, reached] of stored) this.#found.set(name, reached);
    if (projection !== undefined && !stored.has(projection) && !this.#running.has(projection))
      throw new UnknownProjection(projection);
    // A projection that is no longer run is not waited for, unless it is named; one that serves nothing yet is.
    const all = [...(this.#running.size === 0 ? stored : this.#running).keys()];
    const reached = all.map((name) => [name, stored.get(name) ?? -1] as const);
    if (this.#isThere(number, projection, projection === undefined ? new Map(reached) : stored)) return true;
    if (this.#stopped) return false;
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiter.resolve(false), timeoutMs);
      const waiter: Waiter = {
        number,
        projection,
        resolve: (there) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(there);
        },
      };
      this.#waiters.add(waiter);
    });
  }

  /**
   * How far a projection that is being run is known to have come: no less than anybody who waited was told. Undefined
   * for one of which nothing was told.
   */
  reached(projection: string): number | undefined {
    const told = this.#running.get(projection);
    return told === undefined ? undefined : Math.max(told, this.#found.get(projection) ?? -1);
  }

  advanced(numbers: { readonly [projection: string]: number }): void {
    this.#stopped = false;
    for (const [projection, number] of Object.entries(numbers)) this.#running.set(projection, number);
    for (const waiter of this.#waiters)
      if (this.#isThere(waiter.number, waiter.projection, this.#running)) waiter.resolve(true);
  }

  stopped(): void {
    this.#stopped = true;
    for (const waiter of this.#waiters) waiter.resolve(false);
  }

  #isThere(number: number, projection: string | undefined, numbers: ReadonlyMap<string, number>): boolean {
    if (number < 0) return true;
    if (projection !== undefined) return (numbers.get(projection) ?? -1) >= number;
    const all = [...numbers].filter(([name]) => !this.apart.includes(name));
    return all.length > 0 && all.every(([, reached]) => reached >= number);
  }
}
