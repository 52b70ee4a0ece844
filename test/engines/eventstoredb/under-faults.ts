import { afterEach, beforeEach } from "@jest/globals";
import { openEventStoreDbEventStore, type EventStoreDbOptions } from "../../../src/engines/eventstoredb/event-store.js";
import type { EventStore, RawEvent } from "../../../src/event-sourcing/stored-event/event-store.js";
import { until } from "../../waiting.js";
import { readyEvent, readyEvents } from "../ready-event.js";
import { FakeServer } from "./fake-server.js";

/** In ms, each another: the limits of a store are told apart by them. None is over before a test says so. */
const LIMITS = { append: 300_001, read: 300_002, open: 300_003, idle: 300_004 };

interface Timer {
  readonly ms: number;
  readonly up: () => void;
}

interface Taking {
  readonly max?: number;
  readonly take?: (batch: RawEvent[]) => unknown;
}

/** A store on a server that fails as it is told, with limits that are over when a test says so. */
export class UnderFaults {
  server!: FakeServer;
  store!: EventStore;
  readonly drops: string[] = [];
  /** How many events all subscriptions have given. */
  taken = 0;
  readonly #timers = new Set<Timer>();

  static forEachTest(): UnderFaults {
    const under = new UnderFaults();
    beforeEach(async () => {
      under.drops.length = 0;
      under.taken = 0;
      under.#timers.clear();
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
      appendTimeoutMs: LIMITS.append,
      readTimeoutMs: LIMITS.read,
      openTimeoutMs: LIMITS.open,
      idleMs: LIMITS.idle,
      startTimer: (ms, up) => {
        const timer = { ms, up };
        this.#timers.add(timer);
        return () => this.#timers.delete(timer);
      },
      backOff: { first: 10, most: 50 },
      onDrop: (error) => this.drops.push(error.message),
      ...options,
    });
  }

  /** How many calls of a kind wait for their answer. */
  waiting(kind: keyof typeof LIMITS): number {
    return [...this.#timers].filter(({ ms }) => ms === LIMITS[kind]).length;
  }

  /** For every call of a kind that is under way the time is up. */
  timeIsUp(kind: keyof typeof LIMITS): void {
    for (const timer of this.#timers)
      if (timer.ms === LIMITS[kind]) {
        this.#timers.delete(timer);
        timer.up();
      }
  }

  /** Does what the server never answers: its time is up once the server has all that it asks. */
  async unanswered<T>(kind: "append" | "read", act: () => Promise<T>, requests = 1): Promise<T> {
    const seen = () => this.server.seen[`${kind}s`];
    const enough = seen() + requests;
    const acting = act();
    acting.catch(() => undefined);
    await until(() => seen() >= enough);
    this.timeIsUp(kind);
    return acting;
  }

  append(stream: string, revision = 0): Promise<number> {
    return this.store.append(stream, revision - 1, [readyEvent(stream, revision)]);
  }

  appendMany(stream: string, count: number): Promise<number> {
    return this.store.append(stream, -1, readyEvents(stream, 0, count));
  }

  /** The first so many events that a subscription gives, then it is left. */
  take(count: number, options: Taking = {}): Promise<RawEvent[]> {
    const taking = this.#take(count, options);
    // A test that fails meanwhile says so itself.
    taking.catch(() => undefined);
    return taking;
  }

  async #take(count: number, options: Taking): Promise<RawEvent[]> {
    const taken: RawEvent[] = [];
    for await (const batch of this.store.subscribe(null, options.max ?? 100, new AbortController().signal)) {
      await options.take?.(batch);
      taken.push(...batch);
      this.taken += batch.length;
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
