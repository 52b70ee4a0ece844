import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Checkpoint, RawEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import { UnknownProjection } from "../../src/event-sourcing/projecting/read-model.js";
import { Changes } from "../../src/live/changes.js";
import type { LiveList } from "../../src/live/live-list.js";
import { until } from "../waiting.js";

const list: LiveList = {
  name: "cases",
  view: "board",
  changedBy: ({ stream }) => stream.startsWith("case-"),
  read: async () => new Map(),
};

/** A log that the test writes, of an engine whose numbers have gaps or none. */
class Log {
  readonly events: RawEvent[] = [];
  readonly asked: (Checkpoint | null)[] = [];
  #wake: () => void = () => undefined;

  constructor(readonly gapless: boolean) {}

  append(...streams: string[]): void {
    for (const stream of streams) {
      const number = (this.events.at(-1)?.number ?? -1) + (this.gapless ? 1 : 10);
      this.events.push({
        number,
        position: `at ${number}`,
        stream,
        revision: 0,
        id: "",
        type: "",
        bytes: new Uint8Array(),
      });
    }
    this.#wake();
  }

  async *subscribe(after: Checkpoint | null, _max: number, signal: AbortSignal): AsyncGenerator<RawEvent[]> {
    this.asked.push(after);
    signal.addEventListener("abort", () => this.#wake());
    for (let seen = after?.number ?? -1; !signal.aborted;) {
      const batch = this.events.filter(({ number }) => number > seen);
      if (batch.length > 0) {
        seen = batch.at(-1)!.number;
        yield batch;
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

let log: Log;
let changes: Changes;
let serving: boolean;

function follow(gapless: boolean, most: number, checkpoint: Checkpoint | null): Changes {
  log = new Log(gapless);
  const version = { projection: "board", version: 1, apart: false };
  const views = {
    versions: async () => [{ ...version, serving, checkpoint: checkpoint && { ...checkpoint, recordedAt: null } }],
  };
  return (changes = new Changes({ store: log, views, lists: [list], most, onBatch: () => undefined }));
}

beforeEach(() => void (serving = true));
afterEach(() => changes.stop());

const followed = () => until(() => changes.upTo === log.events.at(-1)!.number);
const streams = (after: number, most = 99) => changes.after(list, after, most)?.changes.map(({ stream }) => stream);

test("of a subject that changed often only the newest change is told, in the order of the log", async () => {
  follow(true, 100, null);
  log.append("case-a", "case-b", "person-x", "case-a", "case-c");
  await changes.begin();
  await followed();
  expect(changes.after(list, -1, 99)).toEqual({
    changes: [
      { stream: "case-b", number: 1 },
      { stream: "case-a", number: 3 },
      { stream: "case-c", number: 4 },
    ],
    more: false,
  });
  expect(streams(1)).toEqual(["case-a", "case-c"]);
  expect(streams(4)).toEqual([]);
});

test("a page says that there is more", async () => {
  follow(true, 100, null);
  log.append("case-a", "case-b", "case-c");
  await changes.begin();
  await followed();
  expect(changes.after(list, -1, 2)).toMatchObject({ changes: [{ number: 0 }, { number: 1 }], more: true });
  expect(changes.after(list, 1, 2)).toMatchObject({ changes: [{ number: 2 }], more: false });
});

test("what is remembered is bounded, and whoever was away for longer is told so", async () => {
  follow(true, 3, null);
  await changes.begin();
  log.append(...Array.from({ length: 20 }, (_, i) => `case-${i}`));
  await followed();
  expect(streams(-1)).toBeUndefined();
  expect(streams(16)).toEqual(["case-17", "case-18", "case-19"]);
});

test("where numbers have no gaps, what came before the start is known, too", async () => {
  follow(true, 5, { number: 7, position: "at 7" });
  log.append(...Array.from({ length: 10 }, (_, i) => `case-${i}`));
  await changes.begin();
  await followed();
  expect(log.asked).toEqual([{ number: 2, position: "2" }]);
  expect(streams(2)).toHaveLength(7);
  expect(streams(1)).toBeUndefined();
});

test("where they have gaps, the log is followed from where the view stands", async () => {
  follow(false, 5, { number: 29, position: "at 29" });
  log.append(...Array.from({ length: 6 }, (_, i) => `case-${i}`));
  await changes.begin();
  await followed();
  expect(log.asked).toEqual([expect.objectContaining({ number: 29, position: "at 29" })]);
  expect(streams(29)).toEqual(["case-3", "case-4", "case-5"]);
  expect(streams(19)).toBeUndefined();
});

test("nothing is followed before the view is served, and then it is", async () => {
  follow(true, 5, null);
  serving = false;
  await expect(changes.begin()).rejects.toThrow(UnknownProjection);
  serving = true;
  log.append("case-a");
  await changes.begin();
  await followed();
  expect(streams(-1)).toEqual(["case-a"]);
});
