import { setTimeout as delay } from "node:timers/promises";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Envelope } from "../event-sourcing/stored-event/envelope.js";
import type { EventStore, RawEvent } from "../event-sourcing/stored-event/event-store.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import type { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import type { HeldEvent, ViewCheckpoint } from "../event-sourcing/projecting/view-store.js";

const BATCH = 1_000;
/** Of the waits after failures of the log, in ms. */
const AGAIN_MS = { first: 100, most: 5_000 };
/** With more events that the sight views could not take, nobody can say any more whom they concern. */
const MOST_HELD = 1_000;

export interface NarrowingParts {
  readonly store: Pick<EventStore, "head" | "readStream" | "subscribe">;
  readonly views: Pick<ReadModel, "versions" | "held">;
  readonly registry: EventRegistry;
  /** Names of the views that decide sight. */
  readonly sightViews: readonly string[];
  /** Names of the other views that follow the same log, some of which have indexes of who sees their rows. */
  readonly otherViews: readonly string[];
  /**
   * How old what is known of the end of the log may be, in ms: 0 where asking costs nothing. It must be less than a
   * command waits for the views: so an event of which a command has been answered, in whatever way, is known.
   */
  readonly headAgeMs: number;
  /** How long what was parked is taken to be parked still, in ms, though an operator may have had it taken. */
  readonly heldAgeMs: number;
}

/** Streams and persons that are closed, as the sight views could not take a narrowing event that concerns them. */
export interface Unsure {
  /** A migrant's under the person's name. */
  readonly streams: ReadonlySet<string>;
  readonly persons: ReadonlySet<string>;
}

/** More of the sight views is parked than can be told apart. */
export class AllUnsure extends Error {}

/**
 * Knows the newest event of the log that may take sight away, and the ones that the sight views could not take. The
 * log is followed from where the views stand: what is before that, they have.
 */
export class Narrowings {
  readonly #stopping = new AbortController();
  readonly #waiting = new Set<() => void>();
  #running: Promise<void> | undefined;
  #beginning: Promise<boolean> | undefined;
  #newest = -1;
  #followed = -1;
  #head: { readonly number: Promise<number>; readonly asked: number } | undefined;
  #unsure: { readonly found: Promise<Unsure>; readonly newest: number; readonly asked: number } | undefined;
  /** By number; what an event says does not change. */
  readonly #held = new Map<number, { readonly narrows: boolean; readonly persons: readonly string[] }>();

  constructor(private readonly parts: NarrowingParts) {}

  /**
   * Number of the newest narrowing event in the log, -1 where the views have all that there are; undefined while
   * that is not known: no complete version of a sight view serves, or the log was not followed to its end in time.
   * @throws StoreUnavailable
   */
  async newest(timeoutMs: number): Promise<number | undefined> {
    if (this.#running === undefined && !(await this.#begin())) return undefined;
    const head = await this.#headNow();
    return (await this.#upTo(head, timeoutMs)) ? this.#newest : undefined;
  }

  /**
   * What is closed, as a narrowing event of it can't be read, or waits behind one that can't. What is parked grows with
   * a new event only, and is looked up once for it.
   * @param newest what `newest` answered, once the sight views have it
   * @throws AllUnsure, UnknownProjection, StoreUnavailable
   */
  unsure(newest: number): Promise<Unsure> {
    const now = performance.now();
    if (this.#unsure?.newest !== newest || now - this.#unsure.asked >= this.parts.heldAgeMs) {
      const found = this.#findUnsure();
      this.#unsure = { found, newest, asked: now };
      found.catch(() => (this.#unsure = undefined));
    }
    return this.#unsure!.found;
  }

  async #findUnsure(): Promise<Unsure> {
    const held: HeldEvent[] = [];
    for (const view of this.parts.sightViews) held.push(...(await this.parts.views.held(view)));
    if (held.length === 0) return NOTHING;
    if (held.length > MOST_HELD) throw new AllUnsure(`${held.length} events are parked in the sight views`);
    const streams = new Set<string>();
    const persons = new Set<string>();
    for (const each of held) {
      const { narrows, persons: concerned } = await this.#saysOf(each);
      if (!narrows) continue;
      streams.add(each.stream.replace(/^migrant-/, "person-"));
      for (const person of concerned) persons.add(person);
      const [category, id] = splitStream(each.stream);
      if (category === "person" || category === "migrant") persons.add(id);
    }
    return { streams, persons };
  }

  /**
   * Whether the event at a place of a stream may take sight away; one that isn't there doesn't.
   * @throws StoreUnavailable
   */
  async narrowsAt(stream: string, revision: number): Promise<boolean> {
    const [raw] = await this.parts.store.readStream(stream, revision);
    return raw !== undefined && this.parts.registry.narrows(raw.type);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Only once the views serve is it known from where to follow; whoever asks looks again until then. */
  #begin(): Promise<boolean> {
    this.#beginning ??= this.#look().finally(() => (this.#beginning = undefined));
    return this.#beginning;
  }

  async #look(): Promise<boolean> {
    const { views, sightViews, otherViews } = this.parts;
    const served = (await views.versions()).filter(({ serving }) => serving);
    const deciding = served.filter(({ projection }) => sightViews.includes(projection));
    if (deciding.length < sightViews.length || this.#stopping.signal.aborted) return false;
    const others = served.filter(({ projection }) => otherViews.includes(projection));
    const from = [...deciding, ...others].map(({ checkpoint }) => checkpoint).reduce(leastFar);
    this.#followed = from?.number ?? -1;
    this.#running ??= this.#follow(from);
    return true;
  }

  async #follow(from: ViewCheckpoint | null): Promise<void> {
    const { signal } = this.#stopping;
    let after: Pick<RawEvent, "number" | "position"> | null = from;
    let pause = AGAIN_MS.first;
    while (!signal.aborted) {
      try {
        for await (const batch of this.parts.store.subscribe(after, BATCH, signal)) {
          for (const { number, type } of batch) if (this.parts.registry.narrows(type)) this.#newest = number;
          after = batch.at(-1)!;
          this.#followed = after.number;
          for (const wake of this.#waiting) wake();
          pause = AGAIN_MS.first;
        }
      } catch {
        // Until the log answers again, whoever asks is told that it is not known.
      }
      await delay(pause, undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, AGAIN_MS.most);
    }
  }

  /** Who comes while another asks, and not too long after, gets the same answer. */
  #headNow(): Promise<number> {
    const now = performance.now();
    if (this.#head === undefined || now - this.#head.asked >= this.parts.headAgeMs) {
      const number = this.parts.store.head();
      this.#head = { number, asked: now };
      number.catch(() => (this.#head = undefined));
    }
    return this.#head!.number;
  }

  #upTo(number: number, timeoutMs: number): Promise<boolean> {
    if (this.#followed >= number) return Promise.resolve(true);
    return new Promise((resolve) => {
      const end = (there: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(there);
      };
      const look = () => this.#followed >= number && end(true);
      const timer = setTimeout(() => end(false), timeoutMs);
      this.#waiting.add(look);
    });
  }

  /** Whom an event concerns stands in its envelope, whatever its type. */
  async #saysOf({ event, stream, revision, own }: HeldEvent) {
    const known = this.#held.get(event);
    if (known !== undefined) return known;
    const [raw] = await this.parts.store.readStream(stream, revision);
    const concerning = raw === undefined ? { type: "", persons: [] } : concernedBy(raw);
    const says = { narrows: this.parts.registry.narrows(concerning.type), persons: [...concerning.persons, own] };
    this.#held.set(event, says);
    return says;
  }
}

const NOTHING: Unsure = { streams: new Set(), persons: new Set() };

function leastFar(a: ViewCheckpoint | null, b: ViewCheckpoint | null): ViewCheckpoint | null {
  return a === null || b === null ? null : a.number <= b.number ? a : b;
}

function concernedBy({ type, bytes }: RawEvent): { readonly type: string; readonly persons: readonly string[] } {
  try {
    const { subjects } = JSON.parse(Buffer.from(bytes).toString("utf8")) as Partial<Envelope>;
    return { type, persons: (subjects ?? []).map(({ person }) => person) };
  } catch {
    // Its stream is all that is known of it.
    return { type, persons: [] };
  }
}
