import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Collection, Db } from "mongodb";
import { connectMongo, type MongoConnection } from "../../../src/engines/mongodb/connection.js";
import { openMongoCheckpoints } from "../../../src/engines/mongodb/checkpoints.js";
import { openMongoLeases } from "../../../src/engines/mongodb/leases.js";
import { openMongoReadModel, type MongoReadModel } from "../../../src/engines/mongodb/read-model.js";
import { openMongoViewStore } from "../../../src/engines/mongodb/view-store.js";
import { StoreUnavailable } from "../../../src/event-sourcing/stored-event/event-store.js";
import type { ViewChanges, ViewStore } from "../../../src/event-sourcing/projecting/view-store.js";
import { HOURS, MINUTES, until } from "../../waiting.js";
import { temporaryDatabase, whereThereIsMongo, type TemporaryDatabase } from "./database.js";
import { faultyNetwork, onceAvailable, type FaultyNetwork } from "./faulty-network.js";

const gone = () => {
  let database: TemporaryDatabase;
  let network: FaultyNetwork;
  let connection: MongoConnection;
  let store: ViewStore;
  let reads: MongoReadModel;
  /** How often the read model has looked for something. */
  let looks: number;
  beforeEach(async () => {
    database = await temporaryDatabase();
    const url = new URL(database.url);
    network = await faultyNetwork({ host: url.hostname, port: Number(url.port) });
    url.host = network.address;
    connection = await connectMongo(url.href);
    store = await openMongoViewStore({ db: connection.db, token: 1, holds: () => true });
    looks = 0;
    reads = openMongoReadModel({ db: counted(connection.db, () => looks++), projections: ["people"] });
    await store.create({ projection: "people", version: 1 }, [], true);
    await store.commit([changes(4)]);
  });
  afterEach(async () => {
    reads.close();
    await connection.close();
    network.close();
    await database.dispose();
  });

  /** One of each kind, all at once. */
  const operations = (): Promise<unknown>[] => [
    reads.get("people", "a"),
    reads.find("people", { where: [], limit: 1 }),
    reads.count("people", []),
    reads.waitFor(5, HOURS, "people"),
    reads.parked(),
    store.commit([changes(5)]),
    openMongoLeases(connection.db).acquire("views", "a", 1_000),
    openMongoCheckpoints(connection.db).save("reactions", { number: 1, position: "", followed: 0 }),
  ];

  async function allUnavailable(): Promise<void> {
    for (const end of await Promise.allSettled(operations())) {
      expect(end).toMatchObject({ status: "rejected" });
      expect((end as PromiseRejectedResult).reason).toBeInstanceOf(StoreUnavailable);
    }
  }

  test("each operation comes to its end, as unavailable, and all works again once it is back", async () => {
    network.stall();
    await allUnavailable();
    await network.mend();
    await onceAvailable(() => store.commit([changes(6)]));
    expect(await reads.get("people", "a")).toEqual({ number: 6 });
    expect(await reads.waitFor(6, MINUTES, "people")).toBe(true);
  });

  test("so it does where nothing is there any more, a wait that is under way included", async () => {
    const waiting = expect(reads.waitFor(5, HOURS, "people")).rejects.toThrow(StoreUnavailable);
    await until(() => looks > 1);
    network.close();
    await waiting;
    await allUnavailable();
  });

  test("a start without it says where it is missed, and no password", async () => {
    network.close();
    const url = new URL(database.url);
    url.host = network.address;
    [url.username, url.password] = ["kawal", "s3cret"];
    const refused = await connectMongo(url.href).catch((error: unknown) => String(error));
    expect(refused).toContain(`${network.address} does not answer`);
    expect(refused).not.toContain("s3cret");
    for (const wrong of ["mongodb://kawal:s3cret@", "kawal:s3cret", "mongodb://kawal:s3cret@host/?tls=perhaps"]) {
      const told = await connectMongo(wrong).catch((error: unknown) => String(error));
      expect(told).toContain("KAWAL_MONGODB");
      expect(told).not.toContain("s3cret");
    }
  });
};

whereThereIsMongo("gone", () => describe("MongoDB, when it is gone", gone));

/** A database whose finds are counted. */
function counted(db: Db, count: () => void): Db {
  return Object.assign(Object.create(db) as Db, {
    collection(name: string) {
      const real = db.collection(name);
      return Object.assign(Object.create(real) as Collection, {
        find(...request: Parameters<typeof real.find>) {
          count();
          return real.find(...request);
        },
      });
    },
  });
}

function changes(number: number): ViewChanges {
  return {
    view: { projection: "people", version: 1 },
    documents: [{ id: "a", document: { number }, meta: { number, begun: null } }],
    checkpoint: { number, position: `at ${number}`, recordedAt: null },
    held: [],
    released: [],
    discarded: [],
  };
}
