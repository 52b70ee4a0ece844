import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Collection, Db } from "mongodb";
import { openMongoReadModel, type MongoReadModel } from "../../../src/engines/mongodb/read-model.js";
import { openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import type { EventStore } from "../../../src/event-sourcing/stored-event/event-store.js";
import type { Projection } from "../../../src/event-sourcing/projecting/projection.js";
import { runProjections, type ProjectionRunner } from "../../../src/event-sourcing/projecting/projection-runner.js";
import { memoryEventStore } from "../../event-sourcing/memory-event-store.js";
import {
  append,
  BAD,
  discarded,
  labelsOf,
  labelsProjection,
  partsOf,
  partsProjection,
  recordedEvents,
  registry,
  type Happening,
} from "../../event-sourcing/parcels.js";
import { MINUTES, until } from "../../waiting.js";
import { temporaryDatabase, whereThereIsMongo, type TemporaryDatabase } from "./database.js";

const PROJECTIONS = [partsProjection(), labelsProjection()];

const seen = (parcel: string, value: number, label = "red"): Happening => ({
  stream: `parcel-${parcel}`,
  type: "ParcelSeen",
  facts: { value, label },
  person: parcel,
});
const called = (label: string): Happening => ({
  stream: "parcel-z",
  type: "LabelCalled",
  facts: { value: 1, label },
  person: "z",
});

const takingOver = () => {
  let database: TemporaryDatabase;
  let events: EventStore;
  let reads: MongoReadModel;
  const runners: ProjectionRunner[] = [];
  beforeEach(async () => {
    database = await temporaryDatabase();
    events = memoryEventStore();
    // It is never told how far the views have come, as on an instance that does not keep them.
    reads = openMongoReadModel({ db: database.db, projections: ["parts", "labels"] });
  });
  afterEach(async () => {
    for (const runner of runners.splice(0)) await runner.stop();
    reads.close();
    await database.dispose();
  });

  async function start(
    token: number,
    { db = database.db, projections = PROJECTIONS, batch = 3, onFailure = () => undefined }: Partial<Instance> = {},
  ): Promise<ProjectionRunner> {
    const runner = await runProjections({
      projections,
      registry,
      events,
      batch,
      views: await openMongoViewStore({ db, token, holds: () => true }),
      onCheckpoint: () => undefined,
      onAlarm: () => undefined,
      onFailure,
      backOff: { first: 1, most: 2 },
    });
    runners.push(runner);
    return runner;
  }

  async function caughtUp(): Promise<void> {
    expect(await reads.waitFor(await events.head(), MINUTES)).toBe(true);
  }

  /** All documents of a projection by id. */
  async function stored(projection: string): Promise<Map<string, object>> {
    const [state] = await database.db
      .collection("views")
      .find({ _id: projection as never })
      .toArray();
    const { documents } = (state!["versions"] as { documents: string }[])[0]!;
    const rows = await database.db
      .collection(documents)
      .find({ document: { $ne: null } })
      .toArray();
    return new Map(rows.map(({ _id, document }) => [String(_id), JSON.parse(document as string) as object]));
  }

  test("many changes of a document in one batch are one write, and nothing of them is lost", async () => {
    const { db, requests } = watched(database.db);
    await append(events, [seen("p", 1), called("red"), seen("p", 2), called("red"), seen("p", 0), seen("p", 3)]);
    await start(1, { db, batch: 10 });
    await caughtUp();
    const recorded = await recordedEvents(events);
    expect(await stored("parts")).toEqual(partsOf(recorded));
    expect(await stored("labels")).toEqual(labelsOf(recorded));
    expect(requests).toHaveLength(2);
  });

  test.each([1, 2, 3, 4])(
    "nothing that a writer, paused at request %i, sends after it was taken over has an effect",
    async (at) => {
      const { db, paused, resume } = pausing(database.db, at);
      await append(events, [
        seen("p", 1),
        seen("q", 2),
        called("red"),
        seen("p", 3, "blue"),
        seen("q", 0),
        called("red"),
      ]);
      await append(events, [seen("r", BAD), seen("r", 4), seen("p", 5), called("blue")]);
      let failures = 0;
      void start(1, { db, onFailure: () => failures++ });
      await paused;
      await append(events, [
        discarded("parts", "r", "parcel-r", 0),
        discarded("labels", "r", "parcel-r", 0),
        seen("q", 6),
        seen("p", 0),
      ]);
      await start(2);
      await caughtUp();
      const [parts, labels] = [await stored("parts"), await stored("labels")];
      const state = () => database.db.collection("views").find().sort({ _id: 1 }).toArray();
      const views = await state();
      resume();
      // It has sent all that it was about to, and was told that it may not; from there it begins with what is stored.
      const before = failures;
      await until(() => failures > before);
      expect(await stored("parts")).toEqual(parts);
      expect(await stored("labels")).toEqual(labels);
      expect(await state()).toEqual(views);
      // What was given up is the only thing left out.
      const recorded = (await recordedEvents(events)).filter(({ number }) => number !== 6);
      expect(parts).toEqual(partsOf(recorded));
      expect(labels).toEqual(labelsOf(recorded));
      await append(events, [seen("p", 7), called("red")]);
      await caughtUp();
      const later = (await recordedEvents(events)).filter(({ number }) => number !== 6);
      expect(await stored("parts")).toEqual(partsOf(later));
      expect(await stored("labels")).toEqual(labelsOf(later));
    },
  );
};

interface Instance {
  readonly db: Db;
  readonly projections: readonly Projection[];
  readonly batch: number;
  readonly onFailure: (error: unknown) => void;
}

whereThereIsMongo("taking over", () => describe("MongoDB, taken over from another writer", takingOver));

/** A database of which each write of documents is told. */
function watched(db: Db): { db: Db; requests: string[] } {
  const requests: string[] = [];
  return { db: writing(db, async (collection) => void requests.push(collection)), requests };
}

/** A database whose writer is paused right before it sends its n-th request that writes documents. */
function pausing(db: Db, at: number): { db: Db; paused: Promise<void>; resume: () => void } {
  const paused = Promise.withResolvers<void>();
  const resumed = Promise.withResolvers<void>();
  let requests = 0;
  const pause = async () => {
    if (++requests < at) return;
    paused.resolve();
    await resumed.promise;
  };
  return { db: writing(db, pause), paused: paused.promise, resume: () => resumed.resolve() };
}

function writing(db: Db, before: (collection: string) => Promise<void>): Db {
  return Object.assign(Object.create(db) as Db, {
    collection(name: string) {
      const real = db.collection(name);
      if (!name.startsWith("documents_")) return real;
      return Object.assign(Object.create(real) as Collection, {
        async bulkWrite(...request: Parameters<typeof real.bulkWrite>) {
          await before(name);
          return real.bulkWrite(...request);
        },
      });
    },
  });
}
