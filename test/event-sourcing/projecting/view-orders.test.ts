import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openSqliteReadModel, type SqliteReadModel } from "../../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../../src/engines/sqlite/view-store.js";
import type { EventStore } from "../../../src/event-sourcing/stored-event/event-store.js";
import type { Projection } from "../../../src/event-sourcing/projecting/projection.js";
import {
  runProjections,
  type ProjectionRunner,
  type RunnerOptions,
} from "../../../src/event-sourcing/projecting/projection-runner.js";
import {
  buildName,
  type OrderOutcome,
  type View,
  type ViewStore,
} from "../../../src/event-sourcing/projecting/view-store.js";
import type { ViewOrder } from "../../../src/event-sourcing/projecting/view-ordered.js";
import * as fc from "fast-check";
import { happeningsOf, step } from "../steps.js";
import { memoryEventStore } from "../memory-event-store.js";
import {
  append,
  BAD,
  chainsProjection,
  days,
  discarded,
  labelsOf,
  labelsProjection,
  ordered,
  partsOf,
  partsProjection,
  recordedEvents,
  registry,
  rowsProjection,
  type Happening,
  type Part,
} from "../parcels.js";
import { MINUTES, until } from "../../waiting.js";

let folder: string;
let events: EventStore;
let views: ViewStore;
let reads: SqliteReadModel;
let runner: ProjectionRunner | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "orders-"));
  events = memoryEventStore();
  openStore();
});
afterEach(async () => {
  await stop();
  reads.close();
  await views.close();
  rmSync(folder, { recursive: true });
});

function openStore(): void {
  views = openSqliteViewStore(join(folder, "views.db"));
  reads = openSqliteReadModel(join(folder, "views.db"));
}

async function start(projections: readonly Projection[], more: Partial<RunnerOptions> = {}): Promise<void> {
  runner = await runProjections({
    projections,
    registry,
    events,
    orders: events,
    views,
    onCheckpoint: (numbers) => reads.advanced(numbers),
    onAlarm: () => undefined,
    backOff: { first: 1, most: 2 },
    ...more,
  });
}

async function stop(): Promise<void> {
  await runner?.stop();
  runner = undefined;
}

async function caughtUp(): Promise<void> {
  expect(await reads.waitFor(await events.head(), MINUTES)).toBe(true);
}

/** Id of the newest order. */
async function newest(): Promise<string> {
  return (await events.readStream("store")).at(-1)!.id;
}

async function outcome(): Promise<OrderOutcome> {
  const order = await newest();
  await until(async () => (await reads.outcomeOf(order)) !== undefined);
  return (await reads.outcomeOf(order))!;
}

/** Orders something, and waits for what becomes of it. */
async function does(order: ViewOrder, projection: string, build?: readonly [number, number]): Promise<OrderOutcome> {
  await append(events, [ordered(order, projection, build)]);
  return outcome();
}

const seen = (parcel: string, value: number, more: Partial<Happening> = {}): Happening => ({
  stream: `parcel-${parcel}`,
  type: "ParcelSeen",
  facts: { value, label: "red" },
  person: parcel,
  ...more,
});

/** Builds by name, each with a star where it is served, and its state. */
async function builds(projection: string): Promise<string[]> {
  const all = (await views.views()).filter((view) => view.projection === projection);
  return all.map((view) =>
    [buildName(view), ...(view.serving ? ["served"] : []), ...(view.state ? [view.state] : [])].join(" "),
  );
}

const checkpointOf = async (view: View) =>
  (await views.views()).find((each) => each.projection === view.projection && buildName(each) === buildName(view))
    ?.checkpoint?.number;

async function builtTo(number: number, build: number, version = 1): Promise<void> {
  await until(async () => (await checkpointOf({ projection: "parts", version, build })) === number);
}

const DONE = { done: true };
const taken = async (id: string) => (await reads.get<Part>("parts", id))?.taken;
/** The stream of a store begins with another event: an order is never its first one. */
const OPENED: Happening = { stream: "store", type: "ParcelDiscussed", facts: { value: 1 } };

/** Some parcels, and a build beside the one that is served: 1.1. */
async function rebuilt(projection: Projection = partsProjection()): Promise<void> {
  await append(events, [OPENED, seen("p", 1), seen("q", 2)]);
  await start([projection]);
  await caughtUp();
  expect(await does("REBUILD", projection.name)).toEqual(DONE);
}

describe("a rebuild", () => {
  test("is served by an order only; the build before is kept up to date, gone back to at once, and dropped", async () => {
    await rebuilt();
    await builtTo(3, 1);
    expect(await builds("parts")).toEqual(["1.0 served", "1.1"]);
    expect(await does("SWITCH", "parts", [1, 1])).toEqual(DONE);
    expect(await builds("parts")).toEqual(["1.0 KEPT", "1.1 served"]);
    await append(events, [seen("p", 3)]);
    await caughtUp();
    expect(await taken("p/a")).toEqual(["1:1", "5:3"]);
    expect(await does("ROLL_BACK", "parts", [1, 0])).toEqual(DONE);
    expect(await builds("parts")).toEqual(["1.0 served", "1.1 KEPT"]);
    expect((await reads.freshness("parts")).number).toBeGreaterThanOrEqual(6);
    expect(await taken("p/a")).toEqual(["1:1", "5:3"]);
    expect(await does("DROP", "parts", [1, 0])).toEqual({ done: false, reason: "it is served" });
    expect(await does("DROP", "parts", [1, 1])).toEqual(DONE);
    expect(await builds("parts")).toEqual(["1.0 served"]);
  });

  test("is one at a time, and keeps one build to go back to", async () => {
    await rebuilt();
    expect(await does("REBUILD", "parts")).toMatchObject({ done: false, reason: expect.stringContaining("1.1") });
    await does("SWITCH", "parts", [1, 1]);
    expect(await does("REBUILD", "parts")).toEqual(DONE);
    const { revision } = (await events.readStream("store")).at(-1)!;
    expect(await does("SWITCH", "parts", [1, revision])).toEqual(DONE);
    expect(await builds("parts")).toEqual(["1.1 KEPT", `1.${revision} served`]);
  });

  test("that is cancelled stays where it is, also over a restart, and goes on from there", async () => {
    await rebuilt();
    await builtTo(3, 1);
    expect(await does("CANCEL", "parts", [1, 1])).toEqual(DONE);
    await append(events, [seen("p", 3)]);
    await caughtUp();
    expect(await builds("parts")).toEqual(["1.0 served", "1.1 CANCELLED"]);
    expect(await does("SWITCH", "parts", [1, 1])).toMatchObject({ done: false });
    const stopped = await checkpointOf({ projection: "parts", version: 1, build: 1 });
    await stop();
    await start([partsProjection()]);
    await append(events, [seen("p", 4)]);
    await caughtUp();
    expect(await checkpointOf({ projection: "parts", version: 1, build: 1 })).toBe(stopped);
    expect(await does("RESUME", "parts", [1, 1])).toEqual(DONE);
    expect(await does("SWITCH", "parts", [1, 1])).toEqual(DONE);
    expect(await taken("p/a")).toEqual(["1:1", "5:3", "7:4"]);
  });

  test("is not switched to where it is not what the log says, and goes on", async () => {
    let times = 0;
    await rebuilt({ ...partsProjection(), evolve: () => ({ taken: [`${times++}`] }) });
    expect(await does("SWITCH", "parts", [1, 1])).toEqual({
      done: false,
      reason: expect.stringMatching(/^document [pq]\/a is not what the log says$/),
    });
    expect(await builds("parts")).toEqual(["1.0 served", "1.1"]);
  });

  test("that holds an event back which the served build has taken is neither switched to nor gone back to", async () => {
    let failing = false;
    await append(events, [OPENED, seen("p", BAD)]);
    await start([partsProjection(() => failing)]);
    await caughtUp();
    failing = true;
    await does("REBUILD", "parts");
    const held = { done: false, reason: "1 events are held back that the served build has taken, of p first" };
    expect(await does("SWITCH", "parts", [1, 1])).toEqual(held);
    await append(events, [discarded("parts", "p", "parcel-p", 0)]);
    expect(await does("SWITCH", "parts", [1, 1])).toEqual(DONE);
    // The one before goes on: a later event is parked there, and here given up.
    await append(events, [seen("q", BAD)]);
    await caughtUp();
    expect(await does("ROLL_BACK", "parts", [1, 0])).toEqual(DONE);
  });

  test("that has not come to the end of the log is not served yet", async () => {
    await append(events, [OPENED, ...Array.from({ length: 30 }, (_, i) => seen(`p${i}`, 1))]);
    await start([partsProjection()], { batch: 1 });
    await caughtUp();
    const { subscribe } = events;
    // It is not given any event of the log's beginning until later.
    const given = Promise.withResolvers<void>();
    events.subscribe = async function* (after, max, signal) {
      if (after === null) await given.promise;
      yield* subscribe(after, max, signal);
    };
    expect(await does("REBUILD", "parts")).toEqual(DONE);
    expect(await does("SWITCH", "parts", [1, 1])).toEqual({
      done: false,
      reason: "it has not come to the end of the log",
    });
    expect(await builds("parts")).toEqual(["1.0 served", "1.1"]);
    given.resolve();
    await builtTo(32, 1);
    expect(await does("SWITCH", "parts", [1, 1])).toEqual(DONE);
  });

  test("whose documents follow from others, too, is switched to", async () => {
    await append(events, [OPENED, seen("p", 1), seen("q", 2), seen("p", 3)]);
    await start([chainsProjection()]);
    await caughtUp();
    expect(await does("REBUILD", "chains")).toEqual(DONE);
    expect(await does("SWITCH", "chains", [1, 1])).toEqual(DONE);
    expect(await reads.get("chains", "all")).toEqual({ counts: [0, 0, 1] });
  });

  test("that is not there, or was not served before, is refused", async () => {
    await rebuilt();
    expect(await does("ROLL_BACK", "parts", [1, 1])).toMatchObject({ done: false });
    expect(await does("SWITCH", "parts", [1, 7])).toEqual({ done: false, reason: "there is no build 1.7" });
    expect(await does("CANCEL", "parts", [1, 0])).toMatchObject({ done: false });
    expect(await does("VERIFY", "parts", [1, 7])).toMatchObject({ done: false });
  });

  test("of a version of another release can't be gone back to here", async () => {
    await append(events, [OPENED, seen("p", 1)]);
    await start([partsProjection()]);
    await caughtUp();
    await stop();
    await start([partsProjection(() => false, 2)]);
    await until(async () => (await reads.freshness("parts")).version === 2);
    expect(await builds("parts")).toEqual(["1.0 KEPT", "2.0 served"]);
    expect(await does("ROLL_BACK", "parts", [1, 0])).toMatchObject({
      done: false,
      reason: expect.stringContaining("another release"),
    });
    expect(await builds("parts")).toEqual(["1.0 KEPT", "2.0 served"]);
  });
});

describe("an order", () => {
  test("given while nobody keeps the views is obeyed by whoever begins", async () => {
    await rebuilt();
    await stop();
    await append(events, [ordered("SWITCH", "parts", [1, 1])]);
    await start([partsProjection()]);
    expect(await outcome()).toEqual(DONE);
    expect(await builds("parts")).toEqual(["1.0 KEPT", "1.1 served"]);
  });

  test("is not obeyed again when the views are lost and built anew", async () => {
    await rebuilt();
    await does("SWITCH", "parts", [1, 1]);
    await stop();
    reads.close();
    await views.close();
    rmSync(join(folder, "views.db"));
    openStore();
    await start([partsProjection()]);
    await caughtUp();
    expect(await builds("parts")).toEqual(["1.0 served"]);
    expect(await outcome()).toMatchObject({ done: false });
    expect(await does("REBUILD", "parts")).toEqual(DONE);
  });

  test.each<[ViewOrder, string[]]>([
    ["REBUILD", ["1.0 served", "1.1"]],
    ["CANCEL", ["1.0 served", "1.1 CANCELLED"]],
    ["SWITCH", ["1.0 KEPT", "1.1 served"]],
    ["ROLL_BACK", ["1.0 served", "1.1 KEPT"]],
    ["DROP", ["1.0 served"]],
  ])("%s has no further effect where it was done, and the service died before that was noted", async (order, after) => {
    if (order === "REBUILD") {
      await append(events, [OPENED, seen("p", 1)]);
      await start([partsProjection()]);
      await caughtUp();
    } else await rebuilt();
    if (order === "ROLL_BACK") await does("SWITCH", "parts", [1, 1]);
    await stop();
    const target = order === "ROLL_BACK" ? ([1, 0] as const) : ([1, 1] as const);
    await append(events, [ordered(order, "parts", order === "REBUILD" ? undefined : target)]);
    const forgetful: ViewStore = { ...views, noteOutcome: () => Promise.reject(new Error("died")) };
    const failures: unknown[] = [];
    await start([partsProjection()], { views: forgetful, onFailure: (error) => failures.push(error) });
    await until(() => failures.length > 0);
    expect(await builds("parts")).toEqual(after);
    await stop();
    await start([partsProjection()]);
    expect(await outcome()).toEqual(DONE);
    expect(await builds("parts")).toEqual(after);
  });
});

describe("whoever reads while builds come and go", () => {
  /** What a list of parts must show when it has taken the log up to a number. */
  async function pageAt(number: number): Promise<object[]> {
    const recorded = (await recordedEvents(events)).filter((event) => event.number <= number);
    return [...partsOf(recorded)].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, document]) => document);
  }

  test("meets no error, no older list, and nothing but what the log says", async () => {
    const orders = ["REBUILD", "CANCEL", "RESUME", "VERIFY", "SWITCH", "ROLL_BACK", "DROP"] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.array(fc.record({ order: fc.constantFrom(...orders), events: fc.nat(4), waits: fc.boolean() }), {
          minLength: 5,
          maxLength: 15,
        }),
        fc.integer({ min: 1, max: 8 }),
        async (steps, operations, batch) => {
          events = memoryEventStore();
          await stop();
          reads.close();
          await views.close();
          rmSync(join(folder, "views.db"), { force: true });
          openStore();
          const rest = happeningsOf(steps);
          await append(events, [OPENED, ...rest.splice(0, rest.length / 2)]);
          await start([partsProjection(() => false)], { batch });
          await caughtUp();
          const over = new AbortController();
          let newestSeen = -1;
          const looks: { number: number; page: readonly object[] }[] = [];
          const reading = (async () => {
            while (!over.signal.aborted) {
              const before = await reads.freshness("parts");
              const { documents } = await reads.find("parts", { where: [], limit: 1_000 });
              const after = await reads.freshness("parts");
              expect(before.number).toBeGreaterThanOrEqual(newestSeen);
              newestSeen = after.number;
              if (before.number === after.number && looks.at(-1)?.number !== after.number)
                looks.push({ number: after.number, page: documents });
              await new Promise(setImmediate);
            }
          })();
          for (const { order, events: count, waits } of operations) {
            await append(events, rest.splice(0, count));
            const all = (await views.views()).filter(({ serving }) => !serving);
            const target = all.at(-1);
            if (order !== "REBUILD" && target === undefined) continue;
            const build = order === "REBUILD" ? undefined : ([1, target!.build ?? 0] as const);
            await append(events, [ordered(order, "parts", build)]);
            if (waits) await outcome();
          }
          await append(events, [...rest, ordered("REBUILD", "parts")]);
          await outcome();
          await caughtUp();
          over.abort();
          await reading;
          expect(looks.length).toBeGreaterThan(0);
          for (const { number, page } of looks) expect(page).toEqual(await pageAt(number));
          expect(await reads.find("parts", { where: [], limit: 1_000 })).toMatchObject({
            documents: await pageAt(await events.head()),
          });
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe("verifying a build", () => {
  const some = [
    OPENED,
    seen("p", 1, { occurredAt: days(10, 10) }),
    seen("p", 2, { occurredAt: days(5, 5) }),
    seen("q", 3, { facts: { value: 3, label: "blue", parts: ["a", "b"] } }),
    { stream: "parcel-z", type: "LabelCalled", facts: { value: 1, label: "red" }, person: "z" },
    seen("r", 0),
    seen("s", BAD),
    seen("s", 4),
  ];

  test.each([partsProjection, labelsProjection, chainsProjection, () => rowsProjection()])(
    "finds nothing where it is what the log says, without what is held back",
    async (of) => {
      await append(events, some);
      const projection = of() as Projection;
      await start([projection], { batch: 2 });
      await caughtUp();
      const { done, verified } = await does("VERIFY", projection.name, [1, 0]);
      expect({ done, verified }).toMatchObject({ done: true, verified: { differing: 0, differences: [] } });
      expect(verified!.documents).toBeGreaterThan(1);
    },
  );

  test.each([partsProjection, labelsProjection])(
    "says which documents are other, missing and too many, and of whom",
    async (of) => {
      await append(events, some);
      const projection = of() as Projection;
      await start([projection]);
      await caughtUp();
      const world = projection.name === "parts";
      const view = { projection: projection.name, version: 1 };
      const [p, q] = world ? ["p/a", "q/b"] : ["p", "q"];
      const all = await views.load(view, [p, q]);
      const change = (id: string, document: object | undefined) => ({ id, document, meta: { number: 7, begun: null } });
      const { checkpoint } = (await views.views())[0]!;
      await views.commit([
        {
          view,
          documents: [
            change(p, { ...all.get(p)!.document!, taken: ["9:9"], label: "9" }),
            change(q, undefined),
            change("x/a", { taken: [] }),
          ],
          checkpoint,
          held: [],
          released: [],
          discarded: [],
        },
      ]);
      const { verified } = await does("VERIFY", projection.name, [1, 0]);
      expect(verified!.differing).toBe(3);
      expect(verified!.differences.toSorted((a, b) => (a.document < b.document ? -1 : 1))).toEqual([
        { document: p, subject: "p", what: "OTHER" },
        { document: q, subject: "q", what: "MISSING" },
        { document: "x/a", subject: null, what: "EXTRA" },
      ]);
    },
  );

  test("compares what comes meanwhile, too", async () => {
    await append(events, some);
    await start([partsProjection(), labelsProjection()], { batch: 1 });
    await caughtUp();
    for (const name of ["parts", "labels"]) {
      await append(events, [ordered("VERIFY", name, [1, 0]), seen("p", 5), seen("t", 6)]);
      const orders = (await events.readStream("store")).at(-1)!;
      for (let i = 0; (await reads.outcomeOf(orders.id)) === undefined && i < 200; i++)
        await append(events, [seen(`t${i % 7}`, i + 20)]);
      expect((await outcome()).verified).toMatchObject({ differing: 0 });
    }
    await caughtUp();
    const recorded = await recordedEvents(events);
    const unparked = recorded.filter(({ subjects }) => subjects[0]?.person !== "s");
    expect(await documentsOf("parts")).toEqual(partsOf(unparked));
    expect(await documentsOf("labels")).toEqual(labelsOf(unparked));
  });

  test("keeps no more in memory than it may, also once many events are held back no more", async () => {
    const most = 4;
    const waiting = Array.from({ length: 9 }, (_, i) => seen(`p${i + 1}`, 1, { person: "p" }));
    await append(events, [OPENED, seen("a", 1), seen("b", 2), seen("c", 3), seen("p0", BAD, { person: "p" })]);
    await append(events, waiting);
    /** Documents that each reading of the log makes. */
    const readings: Set<string>[] = [];
    const { readAll } = events;
    events.readAll = (after, max) => {
      if (after === null) readings.push(new Set());
      return readAll(after, max);
    };
    const labels = labelsProjection();
    const evolve: Projection["evolve"] = (document, event, id, given) => {
      readings.at(-1)?.add(id);
      return labels.evolve(document as never, event, id, given);
    };
    let released = -1;
    const page: ViewStore["page"] = async (view, after, limit) => {
      if (released < 0) {
        released = readings.length;
        await append(events, [discarded("labels", "p", "parcel-p0", 0)]);
      }
      // As if a commit had been left halfway, until they are taken.
      if ((await views.held(view)).length === 0) return views.page(view, after, limit);
      return new Map([["a", { document: {}, meta: { number: Infinity, begun: null } }]]);
    };
    await start([{ ...(labels as Projection), evolve }], { views: { ...views, page }, documentsInMemory: most });
    await caughtUp();
    const { done, verified } = await does("VERIFY", "labels", [1, 0]);
    expect({ done, verified }).toMatchObject({ done: true, verified: { differing: 0, documents: 12 } });
    const after = readings.slice(released);
    expect(after.length).toBeGreaterThan(12 / most);
    // One more is where it is noticed.
    expect(Math.max(...after.map(({ size }) => size))).toBeLessThanOrEqual(most + 1);
  });

  test("of what is not there says so", async () => {
    await append(events, some);
    await start([partsProjection()]);
    await caughtUp();
    expect(await does("VERIFY", "parts", [1, 5])).toMatchObject({ done: false });
  });
});

/** All documents of the build that is served. */
async function documentsOf(projection: string): Promise<Map<string, object>> {
  const [served] = (await views.views()).filter((view) => view.projection === projection && view.serving);
  const all = await views.page(served!, "", 1_000_000);
  return new Map([...all].map(([id, { document }]) => [id, document!]));
}
