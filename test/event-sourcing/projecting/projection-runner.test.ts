import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { openSqliteReadModel, type SqliteReadModel } from "../../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../../src/engines/sqlite/view-store.js";
import type { EventRecord } from "../../../src/event-sourcing/stored-event/event-record.js";
import type { EventStore } from "../../../src/event-sourcing/stored-event/event-store.js";
import type { Projection } from "../../../src/event-sourcing/projecting/projection.js";
import type { Alarm } from "../../../src/event-sourcing/projecting/projection-batch.js";
import {
  runProjections,
  type ProjectionRunner,
  type RunnerOptions,
} from "../../../src/event-sourcing/projecting/projection-runner.js";
import type { View, ViewStore } from "../../../src/event-sourcing/projecting/view-store.js";
import { memoryEventStore } from "../memory-event-store.js";
import {
  append,
  BAD,
  days,
  discarded,
  idAt,
  labelsOf,
  labelsProjection,
  partsOf,
  partsProjection,
  recordedEvents,
  registry,
  retried,
  sometime,
  type Happening,
  type Label,
  type Part,
} from "../parcels.js";
import { happeningsOf, step } from "../steps.js";
import { MINUTES, until } from "../../waiting.js";

let folder: string;
let events: EventStore;
let views: ViewStore;
let reads: SqliteReadModel;
let alarms: Alarm[];
let refused: { view: View; reason: string }[];
let failures: unknown[];
let runner: ProjectionRunner | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "views-"));
  open("views.db");
});
afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

function open(file: string): void {
  events = memoryEventStore();
  views = openSqliteViewStore(join(folder, file));
  reads = openSqliteReadModel(join(folder, file));
  alarms = [];
  refused = [];
  failures = [];
}

async function close(): Promise<void> {
  await stop();
  reads.close();
  await views.close();
}

async function start(projections: readonly Projection[], more: Partial<RunnerOptions> = {}): Promise<void> {
  runner = await runProjections({
    projections,
    registry,
    events,
    views,
    onCheckpoint: (numbers) => reads.advanced(numbers),
    onAlarm: (alarm) => alarms.push(alarm),
    onRefused: (view, reason) => refused.push({ view, reason }),
    onFailure: (error) => failures.push(error),
    backOff: { first: 1, most: 2 },
    ...more,
  });
}

async function stop(): Promise<void> {
  await runner?.stop();
  runner = undefined;
}

async function caughtUp(projection?: string): Promise<void> {
  expect(await reads.waitFor(await events.head(), MINUTES, projection)).toBe(true);
}

/** Number of the last event that a version has taken, be it served or not. */
async function checkpointOf(projection: string, version: number): Promise<number | undefined> {
  const all = await views.views();
  return all.find((view) => view.projection === projection && view.version === version)?.checkpoint?.number;
}

/** All documents of a projection by id, straight from the store. */
async function stored(projection: string): Promise<Map<string, object>> {
  const [served] = (await views.views()).filter((view) => view.projection === projection && view.serving);
  const all = await views.sample(served!, 1_000_000, 1_000_000);
  return new Map([...all].flatMap(([id, { document }]) => (document ? [[id, document] as const] : [])));
}

const seen = (parcel: string, value: number, more: Partial<Happening> = {}): Happening => ({
  stream: `parcel-${parcel}`,
  type: "ParcelSeen",
  facts: { value, label: "red" },
  person: parcel,
  ...more,
});
const called = (label: string): Happening => ({
  stream: "parcel-p",
  type: "LabelCalled",
  facts: { value: 1, label },
  person: "p",
});
const taken = async (id: string) => (await reads.get<Part>("parts", id))?.taken;

describe("when told as it happened", () => {
  test("a late event takes its place in the world", async () => {
    await start([partsProjection()]);
    await append(events, [seen("p", 1, { occurredAt: days(10, 10) }), seen("p", 2, { occurredAt: days(5, 5) })]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["1:2", "0:1"]);
  });

  test("an event is late to a document that was removed", async () => {
    await start([partsProjection()], { batch: 1 });
    await append(events, [seen("p", 0, { occurredAt: days(20, 20) })]);
    await caughtUp();
    await append(events, [seen("p", 2, { occurredAt: days(5, 5) })]);
    await caughtUp();
    expect(await taken("p/a")).toBeUndefined();
  });

  test("a correction moves an event to another document, and out of the one it was in", async () => {
    await start([partsProjection()]);
    const corrects = { event: idAt("parcel-p", 0), revision: 0 };
    const facts = { correctedType: "ParcelSeen", reason: "MISTYPED", facts: { parts: ["b"] } };
    await append(events, [seen("p", 1), seen("p", 0, { type: "FactCorrected", facts, corrects })]);
    await caughtUp();
    expect(await stored("parts")).toEqual(new Map([["p/b", { taken: ["0:1"] }]]));
  });

  test("a late event takes its place past one that may have happened at any time", async () => {
    await start([partsProjection()]);
    await append(events, [
      seen("p", 1, { occurredAt: days(10, 10) }),
      seen("p", 2, { occurredAt: sometime }),
      seen("p", 3, { occurredAt: days(5, 5) }),
    ]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["2:3", "0:1", "1:2"]);
  });

  test("an event that is not taken has no say in the order of those that are", async () => {
    await start([partsProjection()]);
    const corrects = { event: idAt("parcel-q", 1), revision: 1 };
    const facts = { correctedType: "ParcelSeen", reason: "MISTYPED", facts: { value: 9 } };
    await append(events, [
      seen("q", 0, { type: "ParcelDiscussed", occurredAt: days(10, 10) }),
      seen("q", 1, { occurredAt: days(1, 20) }),
      seen("q", 2, { occurredAt: days(5, 5) }),
    ]);
    await caughtUp();
    expect(await taken("q/a")).toEqual(["1:1", "2:2"]);
    await append(events, [seen("q", 0, { type: "FactCorrected", facts, corrects })]);
    await caughtUp();
    expect(await taken("q/a")).toEqual(["1:9", "2:2"]);
  });

  test("an event of a stream that its document does not name is refused", async () => {
    await start([{ ...partsProjection(), ids: () => ["q/a"] }]);
    await append(events, [seen("p", 1)]);
    await caughtUp();
    expect(alarms).toMatchObject([{ projection: "parts", subject: "p", event: 0 }]);
  });
});

describe("a parked subject", () => {
  test("keeps its later events in order behind it, and the rest goes on", async () => {
    let failing = true;
    await start([partsProjection(() => failing)]);
    await append(events, [seen("p", 1), seen("p", BAD), seen("q", 2), seen("p", 3), seen("q", 4)]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["0:1"]);
    expect(await taken("q/a")).toEqual(["2:2", "4:4"]);
    expect(alarms).toEqual([{ projection: "parts", subject: "p", event: 1, error: "RangeError: thirteen" }]);
    const alarm = { projection: "parts", subject: "p", event: 1, error: "RangeError: thirteen" };
    const parked = { ...alarm, stream: "parcel-p", revision: 1, waiting: 1 };
    expect(await reads.parked()).toEqual([parked]);

    await append(events, [retried("parts", "p")]);
    await caughtUp();
    expect(alarms).toHaveLength(2);
    expect(await reads.parked("parts")).toEqual([parked]);

    failing = false;
    await stop();
    await start([partsProjection(() => failing)]);
    await append(events, [retried("parts", "p")]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["0:1", "1:13", "3:3"]);
    expect(await reads.parked()).toEqual([]);
    await append(events, [seen("p", 5)]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["0:1", "1:13", "3:3", "7:5"]);
  });

  test("is one for which a projection names no document, and the rest goes on", async () => {
    const unnamed = (event: EventRecord) => (event.number === 1 ? [undefined as unknown as string] : [event.stream]);
    await start([{ ...partsProjection(), ids: unnamed, streams: (id) => [id] }]);
    await append(events, [seen("p", 1), seen("p", 2), seen("q", 3)]);
    await caughtUp();
    expect(alarms).toEqual([
      { projection: "parts", subject: "p", event: 1, error: "TypeError: parts has no id for ParcelSeen" },
    ]);
    expect(await taken("parcel-q")).toEqual(["2:3"]);
  });

  test("goes on without an event that is discarded, in every later fold too", async () => {
    await start([partsProjection(), labelsProjection()]);
    const values = [1, BAD, 3, BAD, 4];
    await append(
      events,
      values.map((value, i) => seen("p", value, { occurredAt: days(5 + i, 5 + i) })),
    );
    await caughtUp();
    await append(events, [discarded("parts", "p", "parcel-p", 2), discarded("parts", "p", "parcel-p", 1)]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["0:1", "2:3"]);
    expect((await reads.parked("parts"))[0]).toMatchObject({ event: 3, waiting: 1 });
    await append(events, [discarded("parts", "p", "parcel-p", 3)]);
    await caughtUp();
    expect(await reads.parked("parts")).toEqual([]);
    await append(events, [retried("parts", "p"), seen("p", 5, { occurredAt: days(2, 2) })]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["9:5", "0:1", "2:3", "4:4"]);
    expect((await reads.parked("labels"))[0]).toMatchObject({ event: 1, waiting: 4 });
  });

  test("is not discarded by what names another event, none that is there, or can't be read", async () => {
    await start([partsProjection()]);
    await append(events, [seen("p", BAD), seen("p", 2), seen("q", 3)]);
    const byNumber = { projection: "parts", subject: "p", event: 0 };
    await append(events, [
      discarded("parts", "p", "parcel-p", 1),
      discarded("parts", "p", "parcel-q", 0),
      { ...discarded("parts", "p", "parcel-p", 0), schema: 1, facts: byNumber },
      { ...discarded("parts", "p", "parcel-p", 0), schema: 9 },
      seen("q", 4),
    ]);
    await caughtUp();
    expect(await reads.parked()).toMatchObject([{ subject: "p", stream: "parcel-p", revision: 0, waiting: 1 }]);
    expect(await taken("q/a")).toEqual(["2:3", "7:4"]);
  });

  test("is discarded again when the views are rebuilt from nothing", async () => {
    await start([partsProjection()]);
    await append(events, [seen("p", BAD), seen("p", 2), discarded("parts", "p", "parcel-p", 0), seen("p", 3)]);
    await caughtUp();
    const before = await stored("parts");
    await stop();
    const log = events;
    await close();
    open("rebuilt.db");
    events = log;
    await start([partsProjection()]);
    await caughtUp();
    expect(await stored("parts")).toEqual(before);
    expect(await reads.parked()).toEqual([]);
  });

  test("is the stream, where an event can't be read; its persons wait elsewhere too", async () => {
    await start([partsProjection()]);
    const elsewhere = { stream: "parcel-q", person: "p" };
    await append(events, [seen("p", 1, { schema: 9 }), seen("p", 2), seen("p", 3, elsewhere), seen("q", 4)]);
    await caughtUp();
    expect(await reads.parked()).toMatchObject([{ subject: "parcel-p", event: 0, waiting: 2 }]);
    expect(await stored("parts")).toEqual(new Map([["q/a", { taken: ["3:4"] }]]));
    await append(events, [discarded("parts", "parcel-p", "parcel-p", 0)]);
    await caughtUp();
    expect(await stored("parts")).toEqual(
      new Map([
        ["p/a", { taken: ["1:2"] }],
        ["q/a", { taken: ["2:3", "3:4"] }],
      ]),
    );
  });

  test("is no excuse for a failing engine, which is tried again", async () => {
    let broken = 3;
    const failing: ViewStore = {
      ...views,
      load: async (view, ids) => {
        if (broken-- > 0) throw new Error("no disk");
        return views.load(view, ids);
      },
    };
    await append(events, [seen("p", 1)]);
    await start([partsProjection()], { views: failing });
    await caughtUp();
    expect(await taken("p/a")).toEqual(["0:1"]);
    expect([failures.length, alarms.length]).toEqual([3, 0]);
  });
});

/** A projection whose documents are a token. */
const reading = (opens: boolean): Projection => ({
  ...partsProjection(),
  name: `reading-${opens}`,
  ...(opens && { opens: [] }),
  evolve: (_document, _event, _id, { token }) => ({ token: token("NIK", "1") }),
});

describe("after a commit that failed", () => {
  test("what was stored after all is told, though nothing more comes", async () => {
    const store = views;
    let commits = 0;
    views = {
      ...store,
      async commit(changes) {
        // The answer is lost, and the engine is away when it is tried again.
        if (++commits !== 2) await store.commit(changes);
        if (commits <= 2) throw new Error("the engine is away");
      },
    };
    const told: number[] = [];
    await start([partsProjection()], { onCheckpoint: ({ parts }) => told.push(parts!) });
    await append(events, [seen("p", 1)]);
    await until(() => told.at(-1) === 0);
    expect(failures.length).toBeGreaterThan(0);
  });

  test.each(["what it parked", "what it parked, and the documents"])(
    "an event before the one that parked its subject does not wait behind it: only %s was stored",
    async (what) => {
      let failing = true;
      await append(events, [seen("p", 1), called("red"), seen("p", BAD), called("red")]);
      const store = views;
      let commits = 0;
      const dying: ViewStore = {
        ...store,
        async commit(changes) {
          if (++commits > 1) return store.commit(changes);
          const documents = what === "what it parked" ? [] : undefined;
          await store.commit(changes.map((each) => ({ ...each, ...(documents && { documents }), checkpoint: null })));
          throw new Error("died");
        },
      };
      await start([labelsProjection(() => failing)], { views: dying });
      await caughtUp();
      expect(await reads.parked()).toMatchObject([
        { subject: "p", event: 2, error: "RangeError: thirteen", waiting: 1 },
      ]);
      expect(await reads.get<Label>("labels", "p")).toMatchObject({ calls: [1] });
      failing = false;
      await append(events, [retried("labels", "p")]);
      await caughtUp();
      expect(await reads.parked()).toEqual([]);
      expect(await reads.get<Label>("labels", "p")).toMatchObject({ calls: [1, 3] });
    },
  );

  test("views that it left apart miss nothing", async () => {
    const store = views;
    let commits = 0;
    views = {
      ...store,
      async commit(changes) {
        if (++commits === 1) {
          await store.commit(changes.slice(0, 1));
          throw new Error("the engine is away");
        }
        await store.commit(changes);
      },
    };
    await start([partsProjection(), labelsProjection()]);
    await append(events, [seen("p", 1)]);
    await caughtUp("parts");
    await append(events, [seen("p", 2)]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["0:1", "1:2"]);
    expect([...(await stored("labels")).values()]).toHaveLength(1);
  });
});

describe("a projection that opens fields", () => {
  test("opens them with the keys of the batch; any other may not", async () => {
    const given: string[] = [];
    const keys = {
      opener: async (parts: readonly unknown[]) => {
        given.push(`${parts.length} parts`);
        return () => ({ status: "hidden" as const });
      },
      token: (kind: string, normalised: string) => `${kind}:${normalised}`,
    };
    await append(events, [seen("p", 1)]);
    await expect(start([reading(true)])).rejects.toThrow("was given no keys");
    await start([reading(true), reading(false)], { keys });
    await caughtUp();
    expect(await reads.get("reading-true", "p/a")).toEqual({ token: "NIK:1" });
    expect(given).toEqual(["0 parts"]);
    expect(alarms).toMatchObject([{ projection: "reading-false", subject: "p" }]);
  });
});

const second = (evolve?: Projection<Part>["evolve"]): Projection<Part> => {
  const next = partsProjection(() => false, 2);
  return evolve ? { ...next, evolve } : next;
};

async function withFirstVersion(): Promise<void> {
  await append(events, [seen("p", 1), seen("q", 2)]);
  await start([partsProjection(), labelsProjection()]);
  await caughtUp();
  await stop();
}

describe("a new version", () => {
  test("is built beside the old one, then switched to, and the old one kept as it is for the release that made it", async () => {
    await withFirstVersion();
    await append(events, [seen("p", 3)]);
    await start([second(), labelsProjection()], { batch: 1 });
    await caughtUp();
    expect(await reads.freshness("parts")).toMatchObject({ version: 2, number: 2 });
    expect(await taken("p/a")).toEqual(["0:1", "2:3"]);
    const all = await views.views();
    expect(all.map(({ projection, version, state }) => `${projection}@${version} ${state ?? ""}`)).toEqual([
      "parts@1 KEPT",
      "labels@1 ",
      "parts@2 ",
    ]);
    expect(await checkpointOf("parts", 1)).toBe(1);
    await stop();
    await append(events, [seen("p", 4)]);
    await start([partsProjection(), labelsProjection()], { batch: 1 });
    await caughtUp();
    expect(await reads.freshness("parts")).toMatchObject({ version: 1, number: 3 });
    expect(await taken("p/a")).toEqual(["0:1", "2:3", "3:4"]);
  });

  test("of one that opens fields leaves nothing of the old one", async () => {
    const keys = { opener: async () => () => ({ status: "hidden" as const }), token: () => "" };
    const opening = (version: number): Projection => ({ ...partsProjection(() => false, version), opens: [] });
    await append(events, [seen("p", 1)]);
    for (const version of [1, 2]) {
      await start([opening(version)], { keys });
      await until(async () => (await reads.freshness("parts").catch(() => undefined))?.version === version);
      await stop();
    }
    expect((await views.views()).map(({ version }) => version)).toEqual([2]);
  });

  test("is not switched to when it parks a subject that was not parked, until that is mended", async () => {
    await withFirstVersion();
    let failing = true;
    const strict = second((document, event) => {
      if (failing && event.facts["value"] === 2) throw new Error("two");
      return { taken: [...(document?.taken ?? []), "two"] };
    });
    await start([strict, labelsProjection()]);
    await until(() => refused.length > 0);
    expect(refused).toMatchObject([{ view: { projection: "parts", version: 2 } }]);
    expect(await taken("q/a")).toEqual(["1:2"]);
    expect(await reads.freshness("parts")).toMatchObject({ version: 1, number: 1 });
    await append(events, [seen("p", 4)]);
    await caughtUp("labels");
    await until(async () => (await checkpointOf("parts", 2)) === 2);
    await append(events, [seen("p", 5)]);
    // What it did about the event before is done once it has taken the next one.
    await until(async () => (await checkpointOf("parts", 2)) === 3);
    expect(await reads.waitFor(2, 0, "parts")).toBe(false);
    expect(await reads.waitFor(2, 0)).toBe(false);
    expect(await reads.freshness("parts")).toMatchObject({ version: 1, number: 1 });
    failing = false;
    await append(events, [retried("parts", "q")]);
    await caughtUp();
    expect(await taken("q/a")).toEqual(["two"]);
    expect(await reads.freshness("parts")).toMatchObject({ version: 2, number: 4 });
  });

  test.each([partsProjection, labelsProjection])(
    "is not switched to when folding again gives something else",
    async (of) => {
      await withFirstVersion();
      let times = 0;
      const fickle = of(() => false, 2) as Projection;
      await start([{ ...fickle, ids: (event) => [`${event.stream.slice(7)}/a`], evolve: () => ({ times: times++ }) }]);
      await until(() => refused.length > 0);
      expect(refused[0]!.reason).toMatch(/^document [pq]\/a is not what the log says$/);
      expect((await reads.freshness(fickle.name)).version).toBe(1);
    },
  );

  test("needs a number of its own when its indexes are others", async () => {
    await withFirstVersion();
    await expect(start([{ ...partsProjection(), indexes: [] }])).rejects.toThrow("raise the version");
  });
});

/** An engine without transactions that dies between the documents and the checkpoint. */
function losingCheckpoints(store: ViewStore, loses: () => boolean): ViewStore {
  return {
    ...store,
    async commit(changes) {
      if (changes.some(({ released }) => released.length > 0) || !loses()) return store.commit(changes);
      const known = await store.views();
      const before = ({ projection, version }: View) =>
        known.find((view) => view.projection === projection && view.version === version)!.checkpoint;
      await store.commit(changes.map((change) => ({ ...change, checkpoint: before(change.view) })));
      throw new Error("lost the checkpoint");
    },
  };
}

describe("whatever happens, in whatever batches", () => {
  test("views equal a fold the long way", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 40 }),
        fc.array(
          fc.record({
            events: fc.integer({ min: 1, max: 15 }),
            batch: fc.integer({ min: 1, max: 8 }),
            lost: fc.boolean(),
            wait: fc.boolean(),
          }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        fc.boolean(),
        async (steps, runs, faults) => {
          await close();
          open(`${run++}.db`);
          let failing = faults;
          const projections = [partsProjection(() => failing), labelsProjection(() => false)];
          let rest = happeningsOf(steps);
          for (const { events: count, batch, lost, wait } of runs) {
            await append(events, rest.slice(0, count));
            rest = rest.slice(count);
            let toLose = lost ? 1 : 0;
            await start(projections, { batch, views: losingCheckpoints(views, () => toLose-- > 0) });
            if (wait) await caughtUp();
            await stop();
          }
          await append(events, rest);
          await start(projections);
          await caughtUp();
          failing = false;
          // What waits behind two parked subjects moves to the second.
          for (let parked; (parked = await reads.parked()).length > 0; await caughtUp())
            await append(
              events,
              parked.map(({ projection, subject }) => retried(projection, subject)),
            );
          const recorded = await recordedEvents(events);
          expect(await stored("parts")).toEqual(partsOf(recorded));
          expect(await stored("labels")).toEqual(labelsOf(recorded));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("views of another log", () => {
  const other = async (values: readonly number[]) => {
    events = memoryEventStore();
    await append(
      events,
      values.map((value) => seen("p", value)),
    );
  };

  test.each<[string, readonly number[], string]>([
    ["that an older copy was put in place of", [1, 2], "ahead"],
    ["that has as many events", [4, 5, 6], "other"],
    ["that has more", [4, 5, 6, 7, 8], "other"],
    ["that is empty", [], "ahead"],
  ])("%s are built again, and answer nothing until they are", async (_, values, standing) => {
    await append(
      events,
      [1, 2, 3].map((value) => seen("p", value)),
    );
    await start([partsProjection()]);
    await caughtUp();
    await stop();
    await other(values);
    const foreign: unknown[] = [];
    await start([partsProjection()], { onForeign: (...told) => foreign.push(told) });
    await caughtUp();
    expect(foreign).toEqual([["parts", standing]]);
    const expected = values.length === 0 ? undefined : values.map((value, i) => `${i}:${value}`);
    expect(await taken("p/a")).toEqual(expected);
  });

  test("take with them what was given up there: here the number is another event's", async () => {
    await append(events, [seen("p", BAD), discarded("parts", "p", "parcel-p", 0)]);
    await start([partsProjection()]);
    await caughtUp();
    await stop();
    await other([1]);
    await start([partsProjection()]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["0:1"]);
  });

  test("whose log goes on where they stand are kept", async () => {
    await append(events, [seen("p", 1)]);
    await start([partsProjection()]);
    await caughtUp();
    await stop();
    await append(events, [seen("p", 2)]);
    const foreign: unknown[] = [];
    await start([partsProjection()], { onForeign: (...told) => foreign.push(told) });
    await caughtUp();
    expect(foreign).toEqual([]);
    expect(await taken("p/a")).toEqual(["0:1", "1:2"]);
  });
});
