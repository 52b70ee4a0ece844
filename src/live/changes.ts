import { setTimeout as delay } from "node:timers/promises";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { UnknownProjection } from "../event-sourcing/projecting/read-model.js";
import type { Checkpoint, EventStore, RawEvent } from "../event-sourcing/stored-event/event-store.js";
import type { LiveList } from "./live-list.js";

const BATCH = 500;
/** Of the waits after failures of the log, in ms. */
const AGAIN_MS = { first: 100, most: 5_000 };

export interface ChangesParts {
  readonly store: Pick<EventStore, "gapless" | "subscribe">;
  readonly views: Pick<ReadModel, "versions">;
  readonly lists: readonly LiveList[];
  /** Changes of one list that are remembered, at most. */
  readonly most: number;
  /** Told of each batch of the log, once `after` tells of it. */
  readonly onBatch: (batch: readonly RawEvent[]) => void;
}

/** The newest event that changed a subject of a list. */
export interface Change {
  readonly stream: string;
  readonly number: number;
}

/** What of a list changed after an event, in the order of the newest change of each subject. */
export interface ChangesAfter {
  readonly changes: readonly Change[];
  /** There are more. */
  readonly more: boolean;
}

/**
 * Follows the log and remembers which subjects of each list changed lately: once for all readers, however many there
 * are. Of a subject that changed often only the newest change is told.
 */
export class Changes {
  readonly #stopping = new AbortController();
  readonly #lists: ReadonlyMap<LiveList, Remembered>;
  #beginning: Promise<void> | undefined;
  #running: Promise<void> | undefined;
  #upTo = -1;

  constructor(private readonly parts: ChangesParts) {
    this.#lists = new Map(parts.lists.map((list) => [list, new Remembered(parts.most)]));
  }

  /** Number of the last event that was followed. */
  get upTo(): number {
    return this.#upTo;
  }

  /**
   * Follows the log from now on, from where the views of the lists stand; where numbers have no gaps, also what came
   * shortly before, so that readers of an earlier process go on.
   * @throws UnknownProjection while a view is not served; StoreUnavailable
   */
  begin(): Promise<void> {
    this.#beginning ??= this.#begin().catch((error: unknown) => {
      this.#beginning = undefined;
      throw error;
    });
    return this.#beginning;
  }

  /** @returns undefined where it is not remembered any more what changed since then */
  after(list: LiveList, number: number, most: number): ChangesAfter | undefined {
    return this.#lists.get(list)!.after(number, most);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #begin(): Promise<void> {
    const { store, views, lists, most } = this.parts;
    const served = (await views.versions()).filter(({ serving }) => serving);
    let from: Checkpoint | null | undefined;
    for (const { view } of lists) {
      const version = served.find(({ projection }) => projection === view);
      if (version === undefined) throw new UnknownProjection(view);
      const { checkpoint } = version;
      if (from === undefined || checkpoint === null || (from !== null && checkpoint.number < from.number))
        from = checkpoint;
    }
    const before = from && store.gapless ? from.number - most : undefined;
    // Where numbers have no gaps, a number is all that an engine resumes by.
    if (before !== undefined) from = before < 0 ? null : { number: before, position: `${before}` };
    this.#upTo = from?.number ?? -1;
    for (const remembered of this.#lists.values()) remembered.since = this.#upTo;
    this.#running = this.#follow(from ?? null);
  }

  async #follow(from: Checkpoint | null): Promise<void> {
    const { signal } = this.#stopping;
    let after = from;
    let pause = AGAIN_MS.first;
    while (!signal.aborted) {
      try {
        for await (const batch of this.parts.store.subscribe(after, BATCH, signal)) {
          for (const event of batch)
            for (const [list, remembered] of this.#lists)
              if (list.changedBy(event)) remembered.add(event.stream, event.number);
          const { number, position } = batch.at(-1)!;
          after = { number, position };
          this.#upTo = number;
          this.parts.onBatch(batch);
          pause = AGAIN_MS.first;
        }
      } catch {
        // Until the log answers again, nobody is told anything.
      }
      await delay(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, AGAIN_MS.most);
    }
  }
}

/** The changes of one list, of each subject the newest. */
class Remembered {
  /** Whatever changed after this event is remembered. */
  since = -1;
  /** In the order of their numbers; of a subject that changed again, the older ones count no more. */
  #changes: Change[] = [];
  readonly #newest = new Map<string, number>();

  constructor(private readonly most: number) {}

  add(stream: string, number: number): void {
    this.#changes.push({ stream, number });
    this.#newest.set(stream, number);
    if (this.#changes.length >= 2 * this.most) this.#forget();
  }

  after(number: number, most: number): ChangesAfter | undefined {
    if (number < this.since) return undefined;
    const changes: Change[] = [];
    for (let i = this.#firstAfter(number); i < this.#changes.length; i++) {
      const change = this.#changes[i]!;
      if (this.#newest.get(change.stream) !== change.number) continue;
      if (changes.length === most) return { changes, more: true };
      changes.push(change);
    }
    return { changes, more: false };
  }

  #forget(): void {
    const standing = this.#changes.filter(({ stream, number }) => this.#newest.get(stream) === number);
    const forgotten = standing.splice(0, Math.max(0, standing.length - this.most));
    for (const { stream } of forgotten) this.#newest.delete(stream);
    this.since = forgotten.at(-1)?.number ?? this.since;
    this.#changes = standing;
  }

  #firstAfter(number: number): number {
    let [low, high] = [0, this.#changes.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#changes[middle]!.number <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
