import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Fenced, openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import { openMongoReadModel } from "../../../src/engines/mongodb/read-model.js";
import type {
  DocumentChange,
  HeldEvent,
  View,
  ViewChanges,
  ViewStore,
} from "../../../src/event-sourcing/view-store.js";
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

  test("what was written ahead is applied before documents are looked up", async () => {
    const dying = dyingBefore(await writer(2), "bulkWrite");
    const freed = { ...changes(4, [document("a", "Ana", 4)]), released: [3] };
    await expect(dying.commit([freed])).rejects.toThrow("died");
    const third = await writer(3);
    expect(await third.findIds(PEOPLE, [{ field: "name", value: "Ana" }])).toEqual([["a"]]);
  });

  test("a change of its own that arrives late undoes nothing that came after", async () => {
    const late: (() => Promise<unknown>)[] = [];
    await withCalls("updateOne", unanswered(late), async () =>
      expect(first.commit([{ ...changes(5, []), held: [held(5)] }])).rejects.toThrow("no answer"),
    );
    await first.commit([{ ...changes(5, []), held: [held(5)] }]);
    await first.commit([{ ...changes(6, []), held: [held(6)] }]);
    await late[0]!();
    expect((await (await writer(2)).held(PEOPLE)).map(({ event }) => event)).toEqual([5, 6]);
  });

  test("a checkpoint that arrives late does not go back", async () => {
    const late: (() => Promise<unknown>)[] = [];
    await withCalls("bulkWrite", unanswered(late), async () =>
      expect(first.commit([changes(5, [])])).rejects.toThrow("no answer"),
    );
    await first.commit([changes(6, [])]);
    await late[0]!();
    expect(await at()).toBe(6);
  });

  test("a document is written though an older one was inserted at the same moment", async () => {
    const collection = database.db.collection<{ _id: string }>(await documents());
    let raced = false;
    const racing = async (call: () => Promise<unknown>, [operations]: readonly unknown[]) => {
      if (raced) return call();
      raced = true;
      await collection.insertOne({ _id: "c", document: '{"name":"Old"}', number: 3, rewrite: 0 } as never);
      // As the server does when it found no document and then met this one.
      for (const { updateOne } of operations as { updateOne: { filter: object } }[])
        Object.assign(updateOne.filter, { number: { $lt: -1 } });
      return call();
    };
    await withCalls("bulkWrite", racing, () => first.commit([changes(5, [document("c", "Citra", 5)])]));
    expect(await nameOf("c")).toBe("Citra");
  });

  test("a version is made once", async () => {
    await expect(first.create(PEOPLE, INDEXES, true)).rejects.toThrow(Fenced);
    expect(await first.views()).toHaveLength(1);
    expect(await nameOf("a")).toBe("Ani");
  });

  test("collections that belong to no version are taken away, those of a former writer's late writes too", async () => {
    await database.db.collection("documents_of-nobody").insertOne({ late: true });
    await database.db.collection("others").insertOne({ kept: true });
    await writer(2);
    const names = (await database.db.listCollections().toArray()).map(({ name }) => name);
    expect(names).toContain("others");
    expect(names).not.toContain("documents_of-nobody");
    expect(await nameOf("a")).toBe("Ani");
  });

  async function documents(): Promise<string> {
    const [found] = await database.db.collection("views").find().toArray();
    return (found!["versions"] as { documents: string }[])[0]!.documents;
  }

  async function tombstones(): Promise<number> {
    return database.db.collection(await documents()).countDocuments({ document: null });
  }

  /** While the work is under way, calls of this method of any collection go through `instead`. */
  async function withCalls(
    method: "bulkWrite" | "updateOne",
    instead: (call: () => Promise<unknown>, given: readonly unknown[]) => Promise<unknown>,
    work: () => Promise<unknown>,
  ): Promise<void> {
    const prototype = Object.getPrototypeOf(database.db.collection("any")) as Record<string, unknown>;
    const real = prototype[method] as (...given: unknown[]) => Promise<unknown>;
    prototype[method] = function (this: unknown, ...given: unknown[]) {
      return instead(() => real.apply(this, given), given);
    };
    try {
      await work();
    } finally {
      prototype[method] = real;
    }
  }

  /** Its writes of documents fail. */
  function dyingBefore(store: ViewStore, method: "bulkWrite"): ViewStore {
    const die = () => Promise.reject(new Error("died"));
    return { ...store, commit: (those) => withCalls(method, die, () => store.commit(those)) };
  }
};

whereThereIsMongo("one writer after another", () =>
  describe("MongoDB with one writer after another", oneWriterAfterAnother),
);

/** The call arrives when the test says so; the caller is told that it failed. */
function unanswered(late: (() => Promise<unknown>)[]) {
  return (call: () => Promise<unknown>): Promise<unknown> => {
    late.push(call);
    return Promise.reject(new Error("no answer"));
  };
}

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
