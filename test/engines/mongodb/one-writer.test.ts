import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { MongoBulkWriteError, MongoNetworkTimeoutError } from "mongodb";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import { Fenced, openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import { heldDocuments } from "../../../src/engines/mongodb/held-documents.js";
import { openMongoReadModel } from "../../../src/engines/mongodb/read-model.js";
import type {
  DocumentChange,
  HeldEvent,
  View,
  ViewChanges,
  ViewStore,
} from "../../../src/event-sourcing/projecting/view-store.js";
import { temporaryDatabase, whereThereIsMongo, type TemporaryDatabase } from "./database.js";

const PEOPLE: View = { projection: "people", version: 1 };
const INDEXES = [{ field: "name", type: "text" }] as const;

const oneWriterAfterAnother = () => {
  let database: TemporaryDatabase;
  let first: ViewStore;
  beforeEach(async () => {
    database = await temporaryDatabase();
    first = await writer(1);
    await first.create(PEOPLE, INDEXES, true);
    await first.commit([changes(4, [document("a", "Ani", 4), document("b", "Budi", 4)])]);
  });
  afterEach(() => database.dispose());

  const writer = (token: number, holds = () => true) => openMongoViewStore({ db: database.db, token, holds });
  const reads = () => openMongoReadModel({ db: database.db, projections: ["people"] });
  const nameOf = async (id: string) => (await reads().get<{ name: string }>("people", id))?.name;
  const at = async () => (await reads().freshness("people")).number;

  test("a former one changes no checkpoint, no version and nothing that is held", async () => {
    const second = await writer(2);
    for (const late of [
      first.commit([changes(9, [])]),
      first.commit([{ ...changes(4, []), held: [held(5)] }]),
      first.commit([{ ...changes(4, []), released: [5], discarded: [5] }]),
      first.serve(PEOPLE),
      first.drop(PEOPLE),
      first.create({ ...PEOPLE, version: 2 }, INDEXES, true),
    ])
      await expect(late).rejects.toThrow(Fenced);
    expect(await at()).toBe(4);
    expect(await second.held(PEOPLE)).toEqual([]);
    expect(await second.discarded("people")).toEqual(new Set());
    expect(await second.views()).toMatchObject([{ version: 1, serving: true }]);
  });

  test("what a former one still sends of documents is dropped where the new one is as far", async () => {
    const second = await writer(2);
    await second.commit([changes(7, [document("a", "Aminah", 7), removed("b", 6)])]);
    await expect(first.commit([changes(6, [document("a", "Ana", 5), document("b", "Bowo", 6)])])).rejects.toThrow(
      Fenced,
    );
    expect(await nameOf("a")).toBe("Aminah");
    expect(await nameOf("b")).toBeUndefined();
    expect((await second.load(PEOPLE, ["b"])).get("b")).toMatchObject({ document: undefined, meta: { number: 6 } });
  });

  test("one whose time is over sends nothing at all", async () => {
    let inTime = true;
    const paused = await writer(2, () => inTime);
    inTime = false;
    await expect(paused.commit([changes(5, [document("a", "Ana", 5)])])).rejects.toThrow(Fenced);
    expect(await nameOf("a")).toBe("Ani");
    await expect(writer(3, () => false)).rejects.toThrow(Fenced);
  });

  test("a removed document is not brought back by a late write, until nothing can be late any more", async () => {
    await first.commit([changes(5, [removed("a", 5)])]);
    await first.commit([changes(5, [document("a", "Ani", 4)])]);
    expect(await nameOf("a")).toBeUndefined();
    await writer(2);
    expect(await tombstones()).toBe(1);
    await database.db
      .collection(await documents())
      .updateOne({ _id: "a" as never }, { $set: { removedAt: new Date(0) } });
    // Behind the checkpoint only: at it, the last batch may be taken again.
    await writer(3);
    expect(await tombstones()).toBe(1);
    const fourth = await writer(4);
    await fourth.commit([changes(6, [])]);
    await writer(5);
    expect(await tombstones()).toBe(0);
  });

  test("what was written ahead is applied by the next one, and once", async () => {
    // As if the writer had died right after it wrote down what it was about to do.
    const dying = dyingBefore(await writer(2), "bulkWrite");
    const freed = { ...changes(4, [document("a", "Ani of 3", 4)]), released: [3], discarded: [3] };
    await expect(dying.commit([freed])).rejects.toThrow("died");
    expect(await nameOf("a")).toBe("Ani");
    const third = await writer(3);
    expect((await third.load(PEOPLE, ["a"])).get("a")).toMatchObject({ document: { name: "Ani of 3" } });
    expect(await third.discarded("people")).toEqual(new Set([3]));
    await third.commit([{ ...changes(4, [document("a", "Ani of 2", 4)]), released: [2] }]);
    await third.commit([changes(5, [])]);
    expect(await nameOf("a")).toBe("Ani of 2");
  });

  test("collections that belong to no version are taken away, those of a former writer's late writes too", async () => {
    await database.db.collection("documents_1_of-nobody").insertOne({ late: true });
    await database.db.collection("others").insertOne({ kept: true });
    await writer(2);
    const names = (await database.db.listCollections().toArray()).map(({ name }) => name);
    expect(names).toContain("others");
    expect(names).not.toContain("documents_1_of-nobody");
    expect(await nameOf("a")).toBe("Ani");
  });

  test("collections of a later writer are left alone: it may be about to name them", async () => {
    await database.db.collection("documents_3_new").insertOne({ early: true });
    await writer(2);
    expect(await database.db.collection("documents_3_new").countDocuments()).toBe(1);
  });

  test("a version that a former one made in between is not made twice", async () => {
    const second = await writer(2);
    const places: View = { projection: "places", version: 1 };
    expect((await second.views()).map(({ projection }) => projection)).toEqual(["people"]);
    await first.create(places, [], true);
    await expect(second.create(places, [], true)).rejects.toThrow(Fenced);
    expect((await second.views()).filter(({ projection }) => projection === "places")).toHaveLength(1);
    await second.commit([{ ...changes(3, []), view: places }]);
    await expect(first.commit([{ ...changes(2, []), view: places }])).rejects.toThrow(Fenced);
  });

  test("what was written ahead is found by its indexes too, and sampled", async () => {
    const freed = { ...changes(4, [document("a", "Aminah", 4)]), released: [3] };
    await expect(dyingBefore(await writer(2), "bulkWrite").commit([freed])).rejects.toThrow("died");
    const third = await writer(3);
    expect(await third.findIds(PEOPLE, [{ field: "name", value: "Aminah" }])).toEqual([["a"]]);
    await expect(
      dyingBefore(third, "bulkWrite").commit([{ ...freed, documents: [document("a", "Ana", 4)] }]),
    ).rejects.toThrow("died");
    expect((await third.sample(PEOPLE, 9, 9)).get("a")).toMatchObject({ document: { name: "Ana" } });
  });

  test("a checkpoint does not pass documents that are on no majority, though others were there already", async () => {
    const lost = { writeErrors: [{ code: 11_000 }], result: { getWriteConcernError: () => ({ code: 91 }) } };
    const error = Object.assign(Object.create(MongoBulkWriteError.prototype) as Error, lost);
    const failing = dyingBefore(first, "bulkWrite", error);
    await expect(failing.commit([changes(6, [document("a", "Aminah", 6)])])).rejects.toBe(error);
    expect(await at()).toBe(4);
  });

  test("a request of its own that comes late takes nothing back", async () => {
    await first.commit([{ ...changes(6, []), held: [held(5)] }]);
    const late: (() => Promise<unknown>)[] = [];
    const { collection } = database.db;
    const states = collection.call(database.db, "views");
    const delaying = Object.assign(Object.create(database.db) as typeof database.db, {
      collection: (name: string) =>
        name !== "views"
          ? collection.call(database.db, name)
          : Object.assign(Object.create(states) as typeof states, {
              updateOne: (...request: Parameters<typeof states.updateOne>) => {
                late.push(() => states.updateOne(...request));
                return Promise.reject(new MongoNetworkTimeoutError("no answer"));
              },
            }),
    });
    const unanswered = await openMongoViewStore({ db: delaying, token: 1, holds: () => true });
    await expect(unanswered.commit([{ ...changes(6, []), held: [held(6)] }])).rejects.toThrow(StoreUnavailable);
    await first.commit([{ ...changes(8, []), held: [held(7)] }]);
    for (const send of late) await send();
    expect((await (await writer(1)).held(PEOPLE)).map(({ event }) => event)).toEqual([5, 7]);
    await expect(first.commit([changes(7, [])])).rejects.toThrow(Fenced);
    expect(await at()).toBe(8);
  });

  test("events that a former one holds too late are held by nobody, and taken away in the next term", async () => {
    const paused = pausedAt("BEFORE", await writer(2));
    const late = paused.commit([{ ...changes(4, []), held: [held(5)] }]);
    await paused.reached;
    const third = await writer(3);
    await third.commit([{ ...changes(6, []), held: [held(6)] }]);
    paused.goOn();
    await expect(late).rejects.toThrow(Fenced);
    expect((await third.held(PEOPLE)).map(({ event }) => event)).toEqual([6]);
    expect((await reads().held("people")).map(({ event }) => event)).toEqual([6]);
    expect((await reads().parked("people")).map(({ waiting }) => waiting)).toEqual([0]);
    expect(await heldDocuments(database.db).countDocuments()).toBe(2);
    await writer(4);
    expect(await heldDocuments(database.db).countDocuments()).toBe(1);
  });

  test("events that a later one is about to hold are left alone", async () => {
    const paused = pausedAt("AFTER", await writer(3));
    const holding = paused.commit([{ ...changes(6, []), held: [held(5)] }]);
    await paused.reached;
    await writer(2);
    paused.goOn();
    await holding;
    expect((await reads().held("people")).map(({ event }) => event)).toEqual([5]);
  });

  test("what was released is held no more, though its writer died before it took it away", async () => {
    await first.commit([{ ...changes(8, []), held: [held(5), held(6), held(7)] }]);
    const dying = dyingBefore(first, "deleteMany");
    const moved = { ...held(6), error: "worse" };
    await expect(dying.commit([{ ...changes(8, []), held: [moved], released: [5] }])).rejects.toThrow("died");
    const left = [moved, held(7)];
    expect(await reads().held("people")).toEqual(left);
    const second = await writer(2);
    expect(await second.load(PEOPLE, [])).toEqual(new Map());
    expect(await second.held(PEOPLE)).toEqual(left);
    expect(await heldDocuments(database.db).countDocuments()).toBe(2);
  });

  test("many batches of held events become one, whenever the writer dies", async () => {
    const numbers = Array.from({ length: 101 }, (_, i) => 5 + i);
    for (const number of numbers.slice(0, 100)) await first.commit([{ ...changes(number, []), held: [held(number)] }]);
    const dying = dyingBefore(first, "updateMany");
    await expect(dying.commit([{ ...changes(105, []), held: [held(105)] }])).rejects.toThrow("died");
    expect((await reads().held("people")).map(({ event }) => event)).toEqual(numbers);
    const second = await writer(2);
    await second.commit([{ ...changes(107, []), held: [held(107)] }]);
    expect((await second.held(PEOPLE)).map(({ event }) => event)).toEqual([...numbers, 107]);
    expect(await database.db.collection("views").findOne()).toMatchObject({
      versions: [{ heldIn: [expect.any(String)] }],
    });
  });

  test("what an earlier release held in the projection's document is held, and released", async () => {
    await database.db
      .collection("views")
      .updateOne({}, { $set: { "versions.0.held": [held(5), held(6)] }, $unset: { "versions.0.heldIn": "" } });
    const second = await writer(2);
    expect(await second.held(PEOPLE)).toEqual([held(5), held(6)]);
    expect(await reads().held("people")).toEqual([held(5), held(6)]);
    expect(await reads().parked()).toMatchObject([{ subject: "p", event: 5, waiting: 1 }]);
    await second.commit([{ ...changes(8, []), held: [held(7)], released: [5] }]);
    expect(await second.held(PEOPLE)).toEqual([held(6), held(7)]);
  });

  test("a build that is dropped takes what it holds with it", async () => {
    const next: View = { ...PEOPLE, version: 2 };
    await first.create(next, INDEXES, false);
    await first.commit([{ ...changes(6, []), view: next, held: [held(5)] }]);
    await first.commit([{ ...changes(6, []), held: [held(5)] }]);
    await first.drop(next);
    expect(await heldDocuments(database.db).countDocuments()).toBe(1);
    await first.forget("people");
    expect(await heldDocuments(database.db).countDocuments()).toBe(0);
  });

  test("over views that were put back from an older copy it does not go on, until it has looked at them again", async () => {
    const older = await database.db.collection("views").find().toArray();
    await first.commit([changes(6, [document("a", "Aminah", 6)])]);
    await database.db.collection("views").deleteMany({});
    await database.db.collection("views").insertMany(older);
    await expect(first.commit([changes(8, [])])).rejects.toThrow(Fenced);
    expect(await at()).toBe(4);
    expect(await first.views()).toMatchObject([{ checkpoint: { number: 4 } }]);
    await first.commit([changes(8, [])]);
    expect(await at()).toBe(8);
  });

  async function documents(): Promise<string> {
    const [found] = await database.db.collection("views").find().toArray();
    return (found!["versions"] as { documents: string }[])[0]!.documents;
  }

  async function tombstones(): Promise<number> {
    return database.db.collection(await documents()).countDocuments({ document: null });
  }

  /** A writer that waits before it writes which events it holds, or after it, before it says that they count. */
  function pausedAt(
    when: "BEFORE" | "AFTER",
    store: ViewStore,
  ): ViewStore & { readonly reached: Promise<void>; goOn(): void } {
    const reached = Promise.withResolvers<void>();
    const { promise, resolve } = Promise.withResolvers<void>();
    const prototype = Object.getPrototypeOf(database.db.collection("any")) as Record<string, unknown>;
    const real = prototype["insertMany"] as (...request: unknown[]) => Promise<unknown>;
    const pause = () => {
      reached.resolve();
      return promise;
    };
    return {
      ...store,
      reached: reached.promise,
      goOn: resolve,
      commit(those) {
        prototype["insertMany"] = async function (...request: unknown[]) {
          prototype["insertMany"] = real;
          if (when === "BEFORE") await pause();
          const written = await real.apply(this, request);
          if (when === "AFTER") await pause();
          return written;
        };
        return store.commit(those);
      },
    };
  }

  /** The next call of this method of any collection fails. */
  function dyingBefore(
    store: ViewStore,
    method: "bulkWrite" | "deleteMany" | "updateMany",
    error = new Error("died"),
  ): ViewStore {
    const { db } = database;
    const prototype = Object.getPrototypeOf(db.collection("any")) as Record<string, unknown>;
    const real = prototype[method];
    return {
      ...store,
      async commit(those) {
        prototype[method] = () => {
          prototype[method] = real;
          return Promise.reject(error);
        };
        try {
          await store.commit(those);
        } finally {
          prototype[method] = real;
        }
      },
    };
  }
};

whereThereIsMongo("one writer after another", () =>
  describe("MongoDB with one writer after another", oneWriterAfterAnother),
);

function document(id: string, name: string, number: number): DocumentChange {
  return { id, document: { name }, meta: { number, begun: null } };
}

function removed(id: string, number: number): DocumentChange {
  return { id, document: undefined, meta: { number, begun: null } };
}

function changes(number: number, documents: readonly DocumentChange[]): ViewChanges {
  const checkpoint = { number, position: `at ${number}`, recordedAt: "2025-06-01T00:00:00.000Z" };
  return { view: PEOPLE, documents, checkpoint, held: [], released: [], discarded: [] };
}

function held(event: number): HeldEvent {
  return { event, subject: "p", own: "p", stream: "migrant-p", revision: event, error: "bad" };
}
