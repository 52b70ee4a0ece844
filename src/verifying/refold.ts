import { once } from "node:events";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { ProjectionKeys } from "../event-sourcing/projecting/projection-batch.js";
import { runProjections } from "../event-sourcing/projecting/projection-runner.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import type { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import type { ViewStore } from "../event-sourcing/projecting/view-store.js";

export interface Refolding {
  readonly projections: readonly Projection[];
  readonly registry: EventRegistry;
  readonly events: EventStore;
  /** An empty one. */
  readonly views: ViewStore;
  readonly keys?: ProjectionKeys | undefined;
}

/**
 * Folds views anew from the events up to a number.
 * @throws what kept them from it
 */
export async function refold({ projections, events, ...rest }: Refolding, upTo: number): Promise<void> {
  const waiting = new Set(projections.map(({ name }) => name));
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  done.catch(() => undefined);
  const runner = await runProjections({
    ...rest,
    projections,
    events: endingAt(events, upTo),
    onCheckpoint: (numbers) => {
      for (const [name, number] of Object.entries(numbers)) if (number >= upTo) waiting.delete(name);
      if (waiting.size === 0) resolve();
    },
    onAlarm: () => undefined,
    onFailure: reject,
  });
  try {
    await done;
  } finally {
    await runner.stop();
  }
}

/** A log as it was when it ended with this number. */
function endingAt(events: EventStore, upTo: number): EventStore {
  const readAll: EventStore["readAll"] = async (after, max) =>
    (await events.readAll(after, max)).filter(({ number }) => number <= upTo);
  return {
    ...events,
    head: async () => upTo,
    readStream: async (stream, from) => (await events.readStream(stream, from)).filter(({ number }) => number <= upTo),
    readAll,
    async *subscribe(after, max, signal) {
      let at = after;
      for (let batch = await readAll(at, max); batch.length > 0 && !signal.aborted; batch = await readAll(at, max)) {
        at = batch.at(-1)!;
        yield batch;
      }
      if (!signal.aborted) await once(signal, "abort");
    },
  };
}
