import { openEventStoreDbEventStore, type EventStoreDbOptions } from "../../../src/engines/eventstoredb/event-store.js";
import {
  RevisionConflict,
  type EventStore,
  type RawEvent,
} from "../../../src/event-sourcing/stored-event/event-store.js";
import { MINUTES } from "../../waiting.js";

/**
 * Opens an empty store on a server that others use, too: its streams have a prefix that nobody else has, which is taken
 * off what is read.
 * @param prefix letters and digits
 */
export async function openScopedStore(
  prefix: string,
  options: Omit<EventStoreDbOptions, "kawalStreams">,
): Promise<EventStore> {
  const store = await openEventStoreDbEventStore({
    appendTimeoutMs: MINUTES,
    readTimeoutMs: MINUTES,
    openTimeoutMs: MINUTES,
    ...options,
    kawalStreams: new RegExp(`^${prefix}-`),
  });
  const own = (event: RawEvent): RawEvent => ({ ...event, stream: event.stream.slice(prefix.length + 1) });
  return {
    ...store,
    async append(stream, expected, events) {
      try {
        return await store.append(`${prefix}-${stream}`, expected, events);
      } catch (error) {
        if (error instanceof RevisionConflict) throw new RevisionConflict(stream, error.expected, error.actual);
        throw error;
      }
    },
    newest: async () => {
      const newest = await store.newest();
      return newest && own(newest);
    },
    readStream: async (stream, from) => (await store.readStream(`${prefix}-${stream}`, from)).map(own),
    readAll: async (after, max) => (await store.readAll(after, max)).map(own),
    async *subscribe(after, max, signal) {
      for await (const batch of store.subscribe(after, max, signal)) yield batch.map(own);
    },
  };
}
