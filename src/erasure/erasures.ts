import { setTimeout } from "node:timers/promises";
import type { Checkpoint, EventStore, RawEvent } from "../event-sourcing/stored-event/event-store.js";
import type { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import type { FileStore } from "../privacy/file-store.js";
import type { KeyStore } from "../privacy/key-store.js";
import { PersonErased } from "../person/erasure.events.js";

const BATCH = 1_000;
/** How long to wait before a failed destruction is tried again, in ms. */
const AGAIN_MS = 1_000;
/** How often to save how far the log was read, where there was nothing to destroy, in ms. */
const MARK_MS = 10_000;

export interface ErasureParts {
  readonly events: EventStore;
  readonly keys: Pick<KeyStore, "destroy" | "erasuresApplied" | "markErasuresApplied">;
  readonly files: Pick<FileStore, "remove">;
  readonly registry: EventRegistry;
  /** Reports that something could not be destroyed yet, by the name of the error. */
  readonly alarm: (error: Error) => void;
}

/**
 * Destroys what the log says is erased: before the service answers anybody, and then after each erasure, again and
 * again until it is done. How far it has come is kept with the keys, so that an older copy of them has it done anew.
 */
export class Erasures {
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #done: Checkpoint | null = null;

  constructor(private readonly parts: ErasureParts) {}

  /** Does all erasures in the log now; answers how many there were. @throws StoreUnavailable */
  async catchUp(): Promise<number> {
    const { at, applied } = await applyErasures(this.parts, await checkpointOf(this.parts));
    this.#done = at;
    return applied;
  }

  /** Goes on from where `catchUp` ended, until it is stopped. */
  start(): void {
    this.#running = this.#follow();
  }

  /** @throws StoreUnavailable; it is done again all the same */
  async destroy(raw: RawEvent): Promise<void> {
    await destroyErased(this.parts, raw);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping;
    let marked = performance.now();
    while (!signal.aborted) {
      try {
        for await (const batch of this.parts.events.subscribe(this.#done, BATCH, signal)) {
          const erased = batch.filter(({ type }) => type === PersonErased.type);
          for (const raw of erased) await destroyErased(this.parts, raw);
          this.#done = checkpointAt(batch.at(-1)!);
          if (erased.length === 0 && performance.now() - marked < MARK_MS) continue;
          await this.parts.keys.markErasuresApplied(this.#done);
          marked = performance.now();
        }
      } catch (error) {
        if (signal.aborted) return;
        this.parts.alarm(error as Error);
      }
      await setTimeout(AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/**
 * Destroys what all erasures after a checkpoint name. To destroy something again changes nothing.
 * @param after null for the whole log: keys were restored, and nobody knows which of them were erased since
 * @returns how far the log was read, null for an empty one, and how many erasures there were
 */
export async function applyErasures(
  parts: Omit<ErasureParts, "alarm">,
  after: Checkpoint | null,
): Promise<{ readonly at: Checkpoint | null; readonly applied: number }> {
  const head = await parts.events.head();
  let at = after;
  let applied = 0;
  while (at === null ? head >= 0 : at.number < head) {
    const batch = await parts.events.readAll(at, BATCH);
    if (batch.length === 0) break;
    for (const raw of batch)
      if (raw.type === PersonErased.type) {
        await destroyErased(parts, raw);
        applied++;
      }
    at = checkpointAt(batch.at(-1)!);
  }
  if (at !== null && at !== after) await parts.keys.markErasuresApplied(at);
  return { at, applied };
}

/** How far erasures were applied to the keys; null where that is after the log's end, as then it is another log. */
async function checkpointOf({ keys, events }: ErasureParts): Promise<Checkpoint | null> {
  const at = await keys.erasuresApplied();
  return at !== null && at.number <= (await events.head()) ? at : null;
}

async function destroyErased({ keys, files, registry }: Omit<ErasureParts, "alarm" | "events">, raw: RawEvent) {
  const { facts, recordedAt } = registry.read(raw) as PersonErased;
  await keys.destroy(facts.keys, recordedAt);
  for (const { blob } of facts.files) await files.remove(blob);
}

function checkpointAt({ number, position }: RawEvent): Checkpoint {
  return { number, position };
}
