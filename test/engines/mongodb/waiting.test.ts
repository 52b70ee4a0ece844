import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openMongoReadModel, type MongoReadModel } from "../../../src/engines/mongodb/read-model.js";
import { openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import { UnknownProjection } from "../../../src/event-sourcing/projecting/read-model.js";
import type { View, ViewStore } from "../../../src/event-sourcing/projecting/view-store.js";
import { MINUTES } from "../../waiting.js";
import { temporaryDatabase, whereThereIsMongo, type TemporaryDatabase } from "./database.js";

const PEOPLE: View = { projection: "people", version: 1 };
const PLACES: View = { projection: "places", version: 1 };

const instances = () => {
  let database: TemporaryDatabase;
  let views: ViewStore;
  let reads: MongoReadModel;
  beforeEach(async () => {
    database = await temporaryDatabase();
    views = await openMongoViewStore({ db: database.db, token: 1, holds: () => true });
    reads = openMongoReadModel({ db: database.db, projections: ["people", "places"] });
  });
  afterEach(async () => {
    reads.close();
    await database.dispose();
  });

  async function taken(view: View, number: number): Promise<void> {
    const checkpoint = { number, position: `at ${number}`, recordedAt: null };
    await views.commit([{ view, documents: [], checkpoint, held: [], released: [], discarded: [] }]);
  }

  test("all have taken an event only when those that are yet to be made have", async () => {
    await views.create(PEOPLE, [], true);
    await taken(PEOPLE, 3);
    expect(await reads.waitFor(3, 50)).toBe(false);
    const all = reads.waitFor(3, MINUTES);
    await views.create(PLACES, [], true);
    await taken(PLACES, 3);
    expect(await all).toBe(true);
  });

  test("one that is yet to be made is waited for; one that is not run is unknown", async () => {
    const waiting = reads.waitFor(0, MINUTES, "places");
    await views.create(PLACES, [], true);
    await taken(PLACES, 0);
    expect(await waiting).toBe(true);
    await expect(reads.waitFor(0, MINUTES, "nobody")).rejects.toThrow(UnknownProjection);
  });
};

whereThereIsMongo("waiting for views that another instance keeps", () =>
  describe("MongoDB with views that another instance keeps", instances),
);
