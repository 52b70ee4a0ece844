import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { LIMITS } from "../../src/limits.js";
import {
  RevisionConflict,
  StoreUnavailable,
  type Checkpoint,
  type EventStore,
  type RawEvent,
} from "../../src/event-sourcing/stored-event/event-store.js";
import { turns, until } from "../waiting.js";
import { readyEvent, readyEvents } from "./ready-event.js";

export interface StoreUnderTest {
  readonly store: EventStore;
  /** Opens the same events anew, once the store is closed; absent where nothing is kept. */
  readonly reopen?: () => Promise<EventStore>;
  /** Takes everything away; the store may be closed already. */
  readonly dispose: () => Promise<void>;
}

export interface EngineTraits {
  /** An event whose id is stored already is refused; EventStoreDB promises no such thing at another revision. */
  readonly refusesKnownIds: boolean;
}

/** What every engine of the event store port must do. @param open an empty store each time */
export function eventStoreContract(name: string, open: () => Promise<StoreUnderTest>, traits: EngineTraits): void {
  describe(`${name} as an event store`, () => {
    let under: StoreUnderTest;
    let store: EventStore;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(async () => {
      await under.dispose();
    });

    /** The numbers of all events up to the last one given, in their order. */
    function expectOrdered(numbers: readonly number[]): void {
      if (store.gapless) expect(numbers).toEqual(numbers.map((_, n) => n));
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    }

    /**
     * The whole log: numbers in order, and so the revisions of each stream; every event's bytes are of its own place.
     */
    async function expectWhole(whole: EventStore, count: number): Promise<RawEvent[]> {
      const events = await whole.readAll(null, count + 1);
      expect(events).toHaveLength(count);
      expectOrdered(events.map(({ number }) => number));
      const next = new Map<string, number>();
      for (const { stream, revision, id, bytes } of events) {
        expect(revision).toBe(next.get(stream) ?? 0);
        next.set(stream, revision + 1);
        expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ stream, revision, id });
      }
      expect(await whole.head()).toBe(events.at(-1)!.number);
      return events;
    }

    /** Appends one event to each stream named, in this order. */
    async function appendTo(...streams: string[]): Promise<void> {
      for (const stream of streams) {
        const revision = (await store.readStream(stream)).length;
        await store.append(stream, revision - 1, [readyEvent(stream, revision)]);
      }
    }

    describe("when appending", () => {
      test("is empty at first", async () => {
        expect(await store.head()).toBe(-1);
        expect(await store.newest()).toBeUndefined();
        expect(await store.readAll(null, 10)).toEqual([]);
        expect(await store.readStream("thing-1")).toEqual([]);
      });

      test("counts revisions by stream and numbers over all", async () => {
        const first = await store.append("thing-1", -1, [readyEvent("thing-1", 0)]);
        const third = await store.append("thing-2", -1, readyEvents("thing-2", 0, 2));
        const fourth = await store.append("thing-1", 0, [readyEvent("thing-1", 1)]);
        expect(await store.head()).toBe(fourth);
        const all = await expectWhole(store, 4);
        expect(await store.newest()).toEqual(all[3]);
        expect(places(all)).toEqual(["thing-1@0", "thing-2@0", "thing-2@1", "thing-1@1"]);
        expect([all[0], all[2], all[3]].map((event) => event!.number)).toEqual([first, third, fourth]);
        expect(places(await store.readStream("thing-2", 1))).toEqual(["thing-2@1"]);
        expect(await store.readStream("thing-2", 2)).toEqual([]);
      });

      test("answers the number under which its last event is read, in the stream and in the log", async () => {
        const appended: number[] = [];
        for (const [from, count] of [
          [0, 1],
          [1, 5],
          [6, 2],
        ] as const)
          appended.push(await store.append("thing-1", from - 1, readyEvents("thing-1", from, count)));
        const inStream = await store.readStream("thing-1");
        const inLog = await store.readAll(null, 10);
        expect(inStream).toEqual(inLog);
        expectOrdered(inLog.map(({ number }) => number));
        expect([inLog[0], inLog[5], inLog[7]].map((event) => event!.number)).toEqual(appended);
      });

      test.each([
        ["an empty stream expected, where there is one", -1],
        ["an older revision expected", 0],
        ["a future revision expected", 2],
      ])("is in conflict with %s", async (_, expected) => {
        const last = await store.append("thing-1", -1, readyEvents("thing-1", 0, 2));
        const error = await failure(store.append("thing-1", expected, [readyEvent("thing-1", expected + 1)]));
        expect(error).toBeInstanceOf(RevisionConflict);
        expect(error).toMatchObject({ stream: "thing-1", expected, actual: 1 });
        expect(await store.head()).toBe(last);
      });

      test("is in conflict with a revision expected of an empty stream", async () => {
        const error = await failure(store.append("thing-1", 0, [readyEvent("thing-1", 1)]));
        expect(error).toBeInstanceOf(RevisionConflict);
        expect(error).toMatchObject({ expected: 0, actual: -1 });
      });

      test("stores all events of an append or none", async () => {
        await store.append("thing-1", -1, readyEvents("thing-1", 0, 2));
        await expect(store.append("thing-1", 0, readyEvents("thing-1", 1, 3))).rejects.toThrow(RevisionConflict);
        await store.append("thing-1", 1, readyEvents("thing-1", 2, 3));
        expect(places(await store.readStream("thing-1", 2))).toEqual(["thing-1@2", "thing-1@3", "thing-1@4"]);
        await expectWhole(store, 5);
      });

      test("wants at least one event", async () => {
        await expect(store.append("thing-1", -1, [])).rejects.toThrow();
        expect(await store.head()).toBe(-1);
      });

      (traits.refusesKnownIds ? test : test.skip)(
        "refuses an id that is stored already, and all beside it",
        async () => {
          const known = readyEvent("thing-1", 0);
          await store.append("thing-1", -1, [known]);
          const fresh = readyEvent("thing-2", 0);
          for (const events of [
            [fresh, known],
            [fresh, fresh],
          ]) {
            const error = await failure(store.append("thing-2", -1, events));
            expect(error).toBeInstanceOf(Error);
            expect(error).not.toBeInstanceOf(RevisionConflict);
            expect(error).not.toBeInstanceOf(StoreUnavailable);
          }
          await expectWhole(store, 1);
          await store.append("thing-2", -1, [fresh]);
          await expectWhole(store, 2);
        },
      );

      test("keeps the bytes exactly", async () => {
        const text = 'Siti "N.A." \\ \u0000\u001f\u2028 \u00e9 e\u0301 \ufdfd \u{2070e} \u{1f469}\u200d\u{1f467}';
        const event = readyEvent("thing-1", 0, { text, count: Number.MAX_SAFE_INTEGER });
        await store.append("thing-1", -1, [event]);
        const [stored] = await store.readStream("thing-1");
        expect(Buffer.from(stored!.bytes).equals(Buffer.from(event.bytes))).toBe(true);
        expect(stored).toMatchObject({ id: event.id, type: event.type });
        expect((await store.readAll(null, 1))[0]!.bytes).toEqual(stored!.bytes);
      });

      test("leaves the caller's events as they are", async () => {
        const event = readyEvent("thing-1", 0);
        const before = Buffer.from(event.bytes).toString("hex");
        await store.append("thing-1", -1, [event]);
        expect(Buffer.from(event.bytes).toString("hex")).toBe(before);
      });

      test("takes the largest event", async () => {
        const overhead = readyEvent("thing-1", 0, { text: "" }).bytes.byteLength;
        const event = readyEvent("thing-1", 0, { text: "x".repeat(LIMITS.eventBytes.most - overhead) });
        expect(event.bytes.byteLength).toBe(LIMITS.eventBytes.most);
        await store.append("thing-1", -1, [event]);
        const [stored] = await store.readStream("thing-1");
        expect(Buffer.compare(stored!.bytes, event.bytes)).toBe(0);
      });
    });

    describe("with 64 writers at once", () => {
      const WRITERS = 64;
      const EACH = 5;

      test("on streams of their own takes every event once", async () => {
        const numbers = await Promise.all(
          Array.from({ length: WRITERS }, async (_, writer) => {
            const taken: number[] = [];
            for (let revision = 0; revision < EACH; revision++)
              taken.push(
                await store.append(`thing-${writer}`, revision - 1, [readyEvent(`thing-${writer}`, revision)]),
              );
            return taken;
          }),
        );
        const all = await expectWhole(store, WRITERS * EACH);
        expect(numbers.flat().toSorted((a, b) => a - b)).toEqual(all.map(({ number }) => number));
      });

      test("on one stream lets exactly one in at each revision", async () => {
        for (let revision = 0; revision < EACH; revision++) {
          const outcomes = await Promise.allSettled(
            Array.from({ length: WRITERS }, () =>
              store.append("thing-1", revision - 1, [readyEvent("thing-1", revision)]),
            ),
          );
          const refused = outcomes.filter((outcome) => outcome.status === "rejected");
          expect(refused).toHaveLength(WRITERS - 1);
          for (const { reason } of refused) {
            expect(reason).toBeInstanceOf(RevisionConflict);
            expect(reason).toMatchObject({ actual: revision });
          }
        }
        await expectWhole(store, EACH);
      });

      test("that try again after a conflict all get in", async () => {
        await Promise.all(
          Array.from({ length: WRITERS }, async (_, writer) => {
            const stream = `thing-${writer % 8}`;
            for (;;) {
              const next = (await store.readStream(stream)).length;
              const error = await failure(store.append(stream, next - 1, [readyEvent(stream, next)]));
              if (error === undefined) return;
              if (!(error instanceof RevisionConflict)) throw error;
            }
          }),
        );
        await expectWhole(store, WRITERS);
      });
    });

    describe("when reading all", () => {
      test("gives events in order of their numbers, and goes on after a checkpoint", async () => {
        await appendTo("thing-2", "thing-1", "thing-2", "thing-3", "thing-1");
        const everything = ["thing-2@0", "thing-1@0", "thing-2@1", "thing-3@0", "thing-1@1"];
        expect(places(await store.readAll(null, 10))).toEqual(everything);
        const pages: string[] = [];
        let after: Checkpoint | null = null;
        for (;;) {
          const page: RawEvent[] = await store.readAll(after, 2);
          if (page.length === 0) break;
          expect(page.length).toBeLessThanOrEqual(2);
          pages.push(...places(page));
          after = checkpoint(page.at(-1)!);
        }
        expect(pages).toEqual(everything);
      });
    });

    describe("when subscribing", () => {
      test("gives what is there, then what comes", async () => {
        await appendTo("thing-1", "thing-2");
        const seen = new Seen(store, null);
        await seen.until(2);
        await appendTo("thing-1", "thing-3");
        await seen.until(4);
        expect(seen.places).toEqual(["thing-1@0", "thing-2@0", "thing-1@1", "thing-3@0"]);
        expectOrdered(seen.numbers);
        await seen.end();
      });

      test("goes on after a checkpoint", async () => {
        await appendTo("thing-1", "thing-2", "thing-3");
        const seen = new Seen(store, checkpoint((await store.readAll(null, 2))[1]!));
        await seen.until(1);
        await appendTo("thing-4");
        await seen.until(2);
        expect(seen.places).toEqual(["thing-3@0", "thing-4@0"]);
        await seen.end();
      });

      test("wakes on an append, again and again, and leaves nothing at the signal", async () => {
        const abort = new AbortController();
        const seen = new Seen(store, null, { signal: abort.signal });
        for (let i = 0; i < 20; i++) {
          await appendTo(`thing-${i}`);
          await seen.until(i + 1);
        }
        expect(seen.places).toEqual(Array.from({ length: 20 }, (_, n) => `thing-${n}@0`));
        expectOrdered(seen.numbers);
        expect(getEventListeners(abort.signal, "abort").length).toBeLessThanOrEqual(1);
        abort.abort();
        await seen.ended;
        expect(getEventListeners(abort.signal, "abort")).toHaveLength(0);
      });

      test("bounds its batches and misses nothing when the consumer is slow", async () => {
        await store.append("thing-1", -1, readyEvents("thing-1", 0, 10));
        const appended = Promise.withResolvers<void>();
        const seen = new Seen(store, null, { max: 3, take: () => appended.promise });
        for (let i = 10; i < 30; i++) await store.append("thing-1", i - 1, [readyEvent("thing-1", i)]);
        appended.resolve();
        await seen.until(30);
        expect(seen.places).toEqual(Array.from({ length: 30 }, (_, n) => `thing-1@${n}`));
        expectOrdered(seen.numbers);
        expect(Math.max(...seen.batches)).toBeLessThanOrEqual(3);
        await seen.end();
      });

      test("serves several consumers, each at its own place", async () => {
        const fast = new Seen(store, null);
        // It begins when the fast one has seen all.
        const slow = new Seen(store, null, { max: 1, take: () => fast.until(5) });
        const all = [fast, slow, new Seen(store, null)];
        for (let i = 0; i < 5; i++) await appendTo(`thing-${i}`);
        for (const seen of all) {
          await seen.until(5);
          expect(seen.places).toEqual([0, 1, 2, 3, 4].map((n) => `thing-${n}@0`));
          expectOrdered(seen.numbers);
        }
        await Promise.all(all.map((seen) => seen.end()));
      });

      test("ends when aborted: before it begins, while it waits, and between batches", async () => {
        const before = new Seen(store, null, { signal: AbortSignal.abort() });
        await before.ended;
        await store.append("thing-1", -1, readyEvents("thing-1", 0, 3));
        const waiting = new Seen(store, null);
        await waiting.until(3);
        await turns(10);
        await waiting.end();
        const abort = new AbortController();
        const batches: RawEvent[][] = [];
        for await (const batch of store.subscribe(null, 1, abort.signal)) {
          batches.push(batch);
          abort.abort();
        }
        expect(batches).toHaveLength(1);
      });

      test("lets a consumer leave, and another begin where it left", async () => {
        await appendTo("thing-1", "thing-2");
        const { signal } = new AbortController();
        let left: Checkpoint | null = null;
        for await (const batch of store.subscribe(null, 1, signal)) {
          left = checkpoint(batch[0]!);
          break;
        }
        for await (const batch of store.subscribe(left, 1, signal)) {
          expect(places(batch)).toEqual(["thing-2@0"]);
          break;
        }
        expect(getEventListeners(signal, "abort")).toHaveLength(0);
      });

      test("passes a consumer's own error on", async () => {
        await appendTo("thing-1");
        const seen = new Seen(store, null, {
          take: () => Promise.reject(new Error("mine")),
        });
        await expect(seen.ended).rejects.toThrow("mine");
      });
    });

    describe("when closed", () => {
      test("has stored what was appended before, and takes nothing more", async () => {
        const pending = Array.from({ length: 20 }, (_, i) =>
          store.append(`thing-${i}`, -1, [readyEvent(`thing-${i}`, 0)]),
        );
        await store.close();
        expect(new Set(await Promise.all(pending)).size).toBe(20);
        await expect(store.append("thing-99", -1, [readyEvent("thing-99", 0)])).rejects.toThrow(StoreUnavailable);
        await store.close();
        if (under.reopen) await expectWhole(await under.reopen(), 20);
      });

      test("goes on where it was when opened again", async () => {
        if (!under.reopen) return;
        await appendTo("thing-1", "thing-2");
        const before = await store.readAll(null, 10);
        await store.close();
        store = await under.reopen();
        expect(await store.readAll(null, 10)).toEqual(before);
        const number = await store.append("thing-1", 0, [readyEvent("thing-1", 1)]);
        expect((await expectWhole(store, 3)).at(-1)!.number).toBe(number);
        expect(await store.readAll(checkpoint(before[0]!), 10)).toHaveLength(2);
      });
    });
  });
}

/** A consumer that collects what it is given. */
class Seen {
  readonly places: string[] = [];
  readonly numbers: number[] = [];
  readonly batches: number[] = [];
  readonly ended: Promise<void>;
  readonly #abort = new AbortController();

  constructor(
    store: EventStore,
    after: Checkpoint | null,
    options: { max?: number; signal?: AbortSignal; take?: () => Promise<void> } = {},
  ) {
    const { max = 100, signal = this.#abort.signal } = options;
    this.ended = this.#consume(store.subscribe(after, max, signal), options.take);
  }

  async until(count: number): Promise<void> {
    await until(() => this.places.length >= count);
  }

  end(): Promise<void> {
    this.#abort.abort();
    return this.ended;
  }

  async #consume(batches: AsyncIterable<RawEvent[]>, take?: () => Promise<void>): Promise<void> {
    for await (const batch of batches) {
      await take?.();
      this.batches.push(batch.length);
      this.places.push(...places(batch));
      this.numbers.push(...batch.map(({ number }) => number));
    }
  }
}

function places(events: readonly RawEvent[]): string[] {
  return events.map(({ stream, revision }) => `${stream}@${revision}`);
}

function checkpoint({ number, position }: RawEvent): Checkpoint {
  return { number, position };
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error;
  }
}
