import { randomBytes, randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { BSON, type Document } from "mongodb";
import { openMongoKeyReader, openMongoKeyStore } from "../../../src/engines/mongodb/key-store.js";
import { rotateMongoKeys } from "../../../src/engines/mongodb/rotate-keys.js";
import {
  KeyDamaged,
  KeyStoreUnavailable,
  RotationUnfinished,
  WrongMasterKey,
  type KeyStore,
} from "../../../src/privacy/key-store.js";
import { allOf, fields, keyStoreContract } from "../key-store.contract.js";
import { connectionsTo, serverOf } from "./connections.js";
import { temporaryDatabase, whereThereIsMongo, type TemporaryDatabase } from "./database.js";
import { until } from "../../waiting.js";
import { faultyNetwork, onceAvailable, type FaultyNetwork } from "./faulty-network.js";

const NOW = "2025-06-01T00:00:00.000Z";
const masterKey = randomBytes(32);

whereThereIsMongo("keys", () => {
  keyStoreContract(
    "MongoDB",
    async () => {
      const database = await temporaryDatabase();
      const connections = connectionsTo(database);
      return {
        masterKey,
        open: async (key) => openMongoKeyStore({ db: await connections.connect(), masterKey: key }),
        openReader: async (key) => openMongoKeyReader({ db: await connections.connect(), masterKey: key }),
        rotate: async (key, newKey) => rotateMongoKeys(await connections.connect(), key, newKey),
        async dispose() {
          await connections.close();
          await database.dispose();
        },
      };
    },
    { severalInstances: true },
  );

  describe("the MongoDB key store", () => {
    let database: TemporaryDatabase;
    let connections: ReturnType<typeof connectionsTo>;
    let keys: KeyStore;
    beforeEach(async () => {
      database = await temporaryDatabase();
      connections = connectionsTo(database);
      keys = await openMongoKeyStore({ db: database.db, masterKey });
    });
    afterEach(async () => {
      await keys.close();
      await connections.close();
      await database.dispose();
    });

    const documents = () => database.db.collection<Document & { _id: string }>("keys");

    test("a change of the master key that was cut off lets nobody in, and is resumed by the same two keys", async () => {
      const next = randomBytes(32);
      const made = await keys.ensure(Array.from({ length: 1_200 }, () => fields(randomUUID())));
      const last = (await documents().findOne({}, { sort: { _id: -1 } }))!;
      const whole = Buffer.from((last["wrapped"] as BSON.Binary).buffer);
      const damaged = Buffer.from(whole);
      damaged[20]! ^= 1;
      const put = (wrapped: Uint8Array) =>
        documents().updateOne({ _id: last._id }, { $set: { wrapped: new BSON.Binary(wrapped) } });
      await put(damaged);
      await expect(rotateMongoKeys(database.db, masterKey, next)).rejects.toThrow(KeyDamaged);
      for (const key of [masterKey, next])
        await expect(openMongoKeyStore({ db: database.db, masterKey: key })).rejects.toThrow(RotationUnfinished);
      await expect(rotateMongoKeys(database.db, masterKey, randomBytes(32))).rejects.toThrow(WrongMasterKey);
      await expect(rotateMongoKeys(database.db, next, masterKey)).rejects.toThrow(WrongMasterKey);
      await put(whole);
      // Those of the first page are under the new one by now.
      expect(await rotateMongoKeys(database.db, masterKey, next)).toBe(200);
      keys = await openMongoKeyStore({ db: database.db, masterKey: next });
      const found = await keys.find(made.map(({ id }) => id));
      expect(made.map(({ id }) => found.get(id))).toEqual(made.map(({ bytes }) => bytes));
    });

    test("makes none where an older copy was put back, which lacks the last that it made", async () => {
      await keys.ensure([fields("ani", "identity")]);
      await keys.bindStore("first-event");
      const older = await documents().find().toArray();
      const [made] = await keys.ensure([fields("budi", "identity")]);
      await documents().deleteMany({});
      await documents().insertMany(older);
      await expect(keys.ensure([fields("budi", "identity")])).rejects.toThrow(KeyStoreUnavailable);
      await expect(keys.find([made!.id])).rejects.toThrow(KeyStoreUnavailable);
      expect(await documents().countDocuments()).toBe(older.length);
    });

    test("takes no key that was moved to another's place", async () => {
      const [a, b] = await keys.ensure([fields(randomUUID()), fields(randomUUID())]);
      const { wrapped } = (await documents().findOne({ _id: a!.id }))!;
      await documents().updateOne({ _id: b!.id }, { $set: { wrapped } });
      await expect(keys.find([b!.id])).rejects.toThrow(KeyDamaged);
      expect((await keys.find([a!.id])).get(a!.id)).toEqual(a!.bytes);
    });

    test("holds no key in clear, and of a destroyed one not even the wrapped bytes", async () => {
      const made = await keys.ensure([
        fields(randomUUID()),
        { purpose: "narrative", names: [] },
        { purpose: "lookup" },
        { purpose: "fingerprint", month: "2025-06" },
      ]);
      const stored = async () =>
        Buffer.concat(
          (await Promise.all((await database.db.collections()).map((each) => each.find().toArray())))
            .flat()
            .map((document) => BSON.serialize(document)),
        );
      for (const { bytes } of [...made, { bytes: masterKey }])
        expect((await stored()).includes(Buffer.from(bytes))).toBe(false);
      const id = made[0]!.id;
      const secret = Buffer.from((await documents().findOne({ _id: id }))!["wrapped"].buffer).subarray(12, 44);
      expect((await stored()).includes(secret)).toBe(true);
      await keys.destroy([id], NOW);
      expect((await stored()).includes(secret)).toBe(false);
      expect(await documents().findOne({ _id: id })).toMatchObject({ purpose: "fields", destroyedAt: NOW });
    });

    test("opened by many at once with two master keys belongs to one of them", async () => {
      await database.db.dropDatabase();
      const mine = [randomBytes(32), randomBytes(32)];
      const outcomes = await Promise.allSettled(
        Array.from({ length: 8 }, async (_, i) =>
          openMongoKeyStore({ db: await connections.connect(), masterKey: mine[i % 2]! }),
        ),
      );
      const [even, odd] = [0, 1].map((rest) => outcomes.filter((_, i) => i % 2 === rest));
      const statuses = [even, odd].map((some) => [...new Set(some!.map(({ status }) => status))]).toSorted();
      expect(statuses).toEqual([["fulfilled"], ["rejected"]]);
      for (const outcome of outcomes)
        if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(WrongMasterKey);
    });

    test("without keys is no store to read from", async () => {
      await database.db.dropDatabase();
      await expect(openMongoKeyReader({ db: database.db, masterKey })).rejects.toThrow(KeyStoreUnavailable);
    });

    describe("over a faulty network", () => {
      let network: FaultyNetwork;
      let far: KeyStore;
      beforeEach(async () => {
        network = await faultyNetwork(serverOf(database));
        const db = await connections.connect(network.address);
        far = await onceAvailable(() => openMongoKeyStore({ db, masterKey, answerMs: 1_500 }));
      });
      afterEach(() => network.close());

      test("does not wait for ever, and recovers by itself", async () => {
        const wanted = [fields(randomUUID()), fields(randomUUID())];
        const [key, other] = await onceAvailable(() => far.ensure(wanted));
        network.stall();
        const asked = [
          far.ensure([fields(randomUUID())]),
          far.find([key!.id]),
          // It may yet be destroyed, once MongoDB is there again.
          far.destroy([other!.id], NOW),
          far.destroyExpired(NOW),
          far.all().next(),
        ];
        for (const outcome of await Promise.allSettled(asked))
          expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(KeyStoreUnavailable) });
        await network.mend();
        const found = await onceAvailable(() => far.find([key!.id]));
        expect(found.get(key!.id)).toEqual(key!.bytes);
      });

      test("keeps one key, though no one heard of its making", async () => {
        network.loseAnswers();
        await expect(far.ensure([{ purpose: "narrative", names: [] }])).rejects.toThrow(KeyStoreUnavailable);
        await until(async () => (await allOf(keys)).size > 0);
        expect((await allOf(keys)).size).toBe(1);
        const [record] = (await allOf(keys)).values();
        const other = {
          ...record!,
          id: randomUUID(),
          purpose: "fields",
          class: "identity",
          person: randomUUID(),
        } as const;
        await expect(far.restore([other])).rejects.toThrow(KeyStoreUnavailable);
        await network.mend();
        await onceAvailable(() => far.restore([other]));
        const again = await onceAvailable(() => far.ensure([fields(other.person)]));
        expect(again).toEqual([{ id: other.id, bytes: expect.anything() }]);
        expect((await allOf(keys)).size).toBe(2);
      });
    });
  });
});
