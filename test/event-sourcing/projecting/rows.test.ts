import { afterEach, beforeEach, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { join } from "node:path";
import { openSqliteReadModel, type SqliteReadModel } from "../../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../../src/engines/sqlite/view-store.js";
import type { EventStore } from "../../../src/event-sourcing/stored-event/event-store.js";
import { runProjections, type RunnerOptions } from "../../../src/event-sourcing/projecting/projection-runner.js";
import type { Projection } from "../../../src/event-sourcing/projecting/projection.js";
import type { ViewStore } from "../../../src/event-sourcing/projecting/view-store.js";
import { Chance } from "../../properties/chance.js";
import { runs } from "../../properties/runs.js";
import { temporaryFolder } from "../../temporary.js";
import { MINUTES } from "../../waiting.js";
import { memoryEventStore } from "../memory-event-store.js";
import {
  append,
  BAD,
  days,
  recordedEvents,
  registry,
  rowsOf,
  rowsProjection,
  sometime,
  type Happening,
} from "../parcels.js";
import { happeningsOf, step, type Step } from "../steps.js";

let folder: string;
let remove: () => void;
let events: EventStore;
let views: ViewStore;
let reads: SqliteReadModel;

beforeEach(() => open());
afterEach(() => close());

function open(): void {
  ({ folder, remove } = temporaryFolder());
  events = memoryEventStore();
  views = openSqliteViewStore(join(folder, "views.db"));
  reads = openSqliteReadModel(join(folder, "views.db"));
}

async function close(): Promise<void> {
  reads.close();
  await views.close();
  remove();
}

const run = (projection: Projection, more: Partial<RunnerOptions> = {}) =>
  runProjections({
    projections: [projection],
    registry,
    events,
    views,
    onCheckpoint: (numbers) => reads.advanced(numbers),
    onAlarm: ({ error }) => {
      throw new Error(error);
    },
    backOff: { first: 0, most: 1 },
    ...more,
  });

/** Ids and values of the rows that a query finds, in its order. */
async function listed(): Promise<string[]> {
  expect(await reads.waitFor(await events.head(), MINUTES)).toBe(true);
  const query = { where: [{ field: "value", from: 0 }], sort: { field: "value", direction: "asc" as const } };
  const { documents } = await reads.find<{ id: string; value: number }>("rows", { ...query, limit: 100 });
  return documents.map(({ id, value }) => `${id} ${value}`);
}

const seen = (parcel: string, value: number, more: Partial<Happening> = {}): Happening => ({
  stream: `parcel-${parcel}`,
  type: "ParcelSeen",
  facts: { value },
  person: parcel,
  ...more,
});

test("a document is listed as its rows: they come, change and go with it", async () => {
  const runner = await run(rowsProjection());
  await append(events, [seen("p", 1), seen("q", 2), seen("q", 3)]);
  expect(await listed()).toEqual(["p#1 1", "q#2 2", "q#0 3"]);
  await append(events, [seen("p", 4)]);
  expect(await listed()).toEqual(["q#2 2", "q#0 3"]);
  await append(events, [seen("p", 7), seen("q", 0)]);
  expect(await listed()).toEqual(["p#1 7"]);
  await runner.stop();
});

test("a late fact moves the rows of its document", async () => {
  const runner = await run(rowsProjection());
  await append(events, [seen("p", 4, { occurredAt: days(10, 10) })]);
  expect(await listed()).toEqual(["p#1 4"]);
  await append(events, [seen("p", 2, { occurredAt: days(6, 6) })]);
  expect(await listed()).toEqual(["p#2 2", "p#1 4"]);
  await append(events, [seen("p", 1, { occurredAt: days(5, 5) })]);
  expect(await listed()).toEqual(["p#2 2"]);
  await runner.stop();
});

test("a new version with rows is compared with the log, row by row, before it is served", async () => {
  const first = await run(rowsProjection());
  await append(events, [seen("p", 1), seen("q", 2)]);
  expect(await listed()).toEqual(["p#1 1", "q#2 2"]);
  await first.stop();
  const refused: string[] = [];
  const right = await run(rowsProjection(2), { onRefused: (_view, reason) => refused.push(reason) });
  expect(await listed()).toEqual(["p#1 1", "q#2 2"]);
  await right.stop();
  expect(refused).toEqual([]);
  // One whose rows are not what the log says: they are other rows at each look.
  let looks = 0;
  const { rows, ...wrong } = rowsProjection(3);
  const changing = { ...rows!, in: (document: never, id: string) => rows!.in(document, `${id}${looks++}`) };
  const told = Promise.withResolvers<string>();
  const third = await run({ ...wrong, rows: changing }, { onRefused: (_view, reason) => told.resolve(reason) });
  expect(await told.promise).toContain("is not what the log says");
  await third.stop();
});

/**
 * An engine without transactions: it may fail after it has written some documents, and what it was given up for may
 * arrive later. Each document is only written over one that has taken less; a removal leaves its number.
 */
function guarded(store: ViewStore, chance: Chance, rate: number) {
  const numbers = new Map<string, number>();
  const late: Parameters<ViewStore["commit"]>[0][] = [];

  async function write(changes: Parameters<ViewStore["commit"]>[0]): Promise<void> {
    await store.commit(
      changes.map((change) => {
        const documents = change.documents.filter(({ id, meta }) => meta.number > (numbers.get(id) ?? -1));
        for (const { id, meta } of documents) numbers.set(id, meta.number);
        return { ...change, documents };
      }),
    );
  }

  const failing: ViewStore = {
    ...store,
    async commit(changes) {
      if (late.length > 0 && chance.percent(30)) await write(late.shift()!);
      if (!chance.percent(rate)) return write(changes);
      const unfinished = changes.map((change) => ({ ...change, checkpoint: null }));
      const [some, others] = [new Set<string>(), new Set<string>()];
      for (const { documents } of unfinished)
        for (const { id } of documents) (chance.percent(50) ? some : chance.percent(50) ? others : new Set()).add(id);
      const only = (those: Set<string>) =>
        unfinished.map((change) => ({ ...change, documents: change.documents.filter(({ id }) => those.has(id)) }));
      await write(only(some));
      late.push(only(others));
      throw new Error("in the midst");
    },
  };
  return {
    views: failing,
    arrive: async () => {
      for (const changes of late) await write(changes);
    },
  };
}

/** A document is stored as it became by an event, and the removal of its row is lost with the commit. */
const REMOVAL_LOST: [Step[], { events: number; batch: number }[], number] = [
  (
    [
      ["ParcelSeen", "p", 1, days(1, 1)],
      ["correction", "p", 0, sometime],
      ["ParcelSeen", "p", 0, days(1, 1)],
      ["ParcelSeen", "r", 0, days(1, 1)],
      ["ParcelSeen", "p", 0, days(1, 1)],
    ] as const
  ).map(([kind, parcel, value, when]) => ({
    kind,
    parcel,
    value,
    when,
    person: "p",
    label: "red",
    parts: undefined,
    target: 0,
    retimes: kind === "correction",
  })),
  [
    { events: 2, batch: 1 },
    { events: 2, batch: 2 },
  ],
  752122827,
];

test("whatever of a commit was stored when it failed, or arrives late, the rows are those of the documents", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 40 }),
      fc.array(fc.record({ events: fc.integer({ min: 1, max: 12 }), batch: fc.integer({ min: 1, max: 6 }) }), {
        minLength: 1,
        maxLength: 5,
      }),
      fc.nat(),
      async (steps, lives, seed) => {
        await close();
        open();
        const chance = new Chance(seed);
        const store = guarded(views, chance, 40);
        const happenings = happeningsOf(steps).map((each) =>
          each.facts["value"] === BAD ? { ...each, facts: { ...each.facts, value: 5 } } : each,
        );
        for (const { events: count, batch } of [...lives, { events: happenings.length, batch: 3 }]) {
          await append(events, happenings.splice(0, count));
          const runner = await run(rowsProjection(), { views: store.views, batch, onAlarm: () => undefined });
          expect(await reads.waitFor(await events.head(), MINUTES)).toBe(true);
          await runner.stop();
        }
        await store.arrive();
        expect(await listed()).toEqual(rowsOf(await recordedEvents(events)));
      },
    ),
    { ...runs(60), examples: [REMOVAL_LOST] },
  );
});
