import { EventEmitter, once } from "node:events";
import {
  RevisionConflict,
  StoreUnavailable,
  type Checkpoint,
  type EventStore,
  type RawEvent,
  type ReadyEvent,
} from "../../src/event-sourcing/stored-event/event-store.js";

/** A log in memory, for tests that need no engine. */
export function memoryEventStore(): EventStore {
  const log: RawEvent[] = [];
  const appended = new EventEmitter().setMaxListeners(0);
  let closed = false;

  const readAll = async (after: Checkpoint | null, max: number) => {
    const from = (after?.number ?? -1) + 1;
    return log.slice(from, from + max);
  };
  const eventsOf = (stream: string, from = 0) =>
    log.filter((event) => event.stream === stream && event.revision >= from);

  return {
    gapless: true,
    readAll,
    readStream: async (stream, from) => eventsOf(stream, from),
    async append(stream: string, expected: number, events: readonly ReadyEvent[]) {
      if (closed) throw new StoreUnavailable("the event store was closed");
      if (events.length === 0) throw new RangeError("an append needs at least one event");
      const revision = eventsOf(stream).length - 1;
      if (revision !== expected) throw new RevisionConflict(stream, expected, revision);
      for (const [i, event] of events.entries()) {
        const number = log.length;
        log.push({ ...event, number, position: `at ${number}`, stream, revision: revision + 1 + i });
      }
      appended.emit("event");
      return log.length - 1;
    },
    head: async () => log.length - 1,
    newest: async () => log.at(-1),
    async *subscribe(after: Checkpoint | null, max: number, signal: AbortSignal) {
      let last = after;
      while (!signal.aborted) {
        const batch = await readAll(last, max);
        if (batch.length > 0) {
          yield batch;
          last = batch.at(-1)!;
          // Something may have come since it was read.
        } else if (log.length === (last?.number ?? -1) + 1)
          await once(appended, "event", { signal }).catch(() => undefined);
      }
    },
    close: async () => void (closed = true),
  };
}
