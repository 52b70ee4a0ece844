import { afterEach, beforeEach } from "@jest/globals";
import { openEventStoreDbEventStore, type EventStoreDbOptions } from "../../../src/engines/eventstoredb/event-store.js";
import type { EventStore, RawEvent } from "../../../src/event-sourcing/event-store.js";
import { readyEvent, readyEvents } from "../ready-event.js";
import { FakeServer } from "./fake-server.js";

/** A store on a server that fails as it is told, with limits that a test can wait for. */
export class UnderFaults {
  server!: FakeServer;
  store!: EventStore;
  readonly drops: string[] = [];

  static forEachTest(): UnderFaults {
    const under = new UnderFaults();
    beforeEach(async () => {
      under.drops.length = 0;
      under.server = await new FakeServer().start();
      under.store = await under.open();
    });
    afterEach(async () => {
      await under.store.close();
      under.server.kill();
    });
    return under;
  }

  open(options: Partial<EventStoreDbOptions> = {}): Promise<EventStore> {
    return openEventStoreDbEventStore({
      connectionString: this.server.url,
      kawalStreams: /^thing-\d+$/,
      appendTimeoutMs: 300,
      readTimeoutMs: 1_500,
      openTimeoutMs: 1_000,
      idleMs: 100,
      backOff: { first: 10, most: 50 },
      onDrop: (error) => this.drops.push(error.message),
      ...options,
    });
  }

  append(stream: string, revision = 0): Promise<number> {
    return this.store.append(stream, revision - 1, [readyEvent(stream, revision)]);
  }

  appendMany(stream: string, count: number): Promise<number> {
    return this.store.append(stream, -1, readyEvents(stream, 0, count));
  }

  /** The first so many events that a subscription gives, then it is left. */
  async take(
    count: number,
    options: { max?: number; take?: (batch: RawEvent[]) => unknown } = {},
  ): Promise<RawEvent[]> {
    const taken: RawEvent[] = [];
    for await (const batch of this.store.subscribe(null, options.max ?? 100, AbortSignal.timeout(8_000))) {
      await options.take?.(batch);
      taken.push(...batch);
      if (taken.length >= count) break;
    }
    return taken;
  }
}

export function places(events: readonly RawEvent[]): string[] {
  return events.map(({ stream, revision }) => `${stream}@${revision}`);
}

/** Revisions 0, 1, 2 … of one stream. */
export function whole(stream: string, count: number): string[] {
  return Array.from({ length: count }, (_, revision) => `${stream}@${revision}`);
}
