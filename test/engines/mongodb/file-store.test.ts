import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { GridFSBucket, ObjectId, type Db } from "mongodb";
import { openMongoFileStore } from "../../../src/engines/mongodb/file-store.js";
import { openKeyStore } from "../../../src/engines/sqlite/key-store.js";
import { FileDamaged, FileStoreUnavailable, NoSuchFile, type FileStore } from "../../../src/privacy/file-store.js";
import type { KeyStore } from "../../../src/privacy/key-store.js";
import { temporaryFolder } from "../../temporary.js";
import { fileStoreContract, inPieces, limits, pdf } from "../file-store.contract.js";
import { connectionsTo, serverOf } from "./connections.js";
import { temporaryDatabase, whereThereIsMongo, type TemporaryDatabase } from "./database.js";
import { faultyNetwork, onceAvailable, type FaultyNetwork } from "./faulty-network.js";

const CHUNK = 255 * 1024;
const HOUR = 3_600_000;

/** What is there of each file, as any client of GridFS reads it. */
async function keptIn(db: Db): Promise<Map<string, Buffer>> {
  const bucket = new GridFSBucket(db, { bucketName: "files" });
  const kept = new Map<string, Buffer>();
  for (const { _id, filename } of await bucket.find().toArray())
    kept.set(filename, await buffer(bucket.openDownloadStream(_id)));
  return kept;
}

/** Stores other bytes under a name, in chunks and with a length that fit. */
async function replaceIn(db: Db, filename: string, bytes: Uint8Array): Promise<void> {
  const file = (await db.collection("files.files").findOneAndUpdate({ filename }, { $set: { length: bytes.length } }))!;
  const chunks = db.collection("files.chunks");
  await chunks.deleteMany({ files_id: file["_id"] });
  for (let n = 0; n * CHUNK < bytes.length; n++)
    await chunks.insertOne({ files_id: file["_id"], n, data: bytes.subarray(n * CHUNK, (n + 1) * CHUNK) });
}

/** Documents that belong to no whole file. */
async function leftOverIn(db: Db): Promise<number> {
  const whole = await db.collection("files.files").distinct("_id");
  const orphans = await db.collection("files.chunks").countDocuments({ files_id: { $nin: whole } });
  return orphans + (await db.collection("files.pending").countDocuments());
}

whereThereIsMongo("files", () => {
  fileStoreContract("MongoDB", async () => {
    const database = await temporaryDatabase();
    const connections = connectionsTo(database);
    const { db } = database;
    return {
      open: async (keys) => openMongoFileStore({ db: await connections.connect(), keys }),
      kept: () => keptIn(db),
      replace: (name, bytes) => replaceIn(db, name, bytes),
      leftOver: () => leftOverIn(db),
      async dispose() {
        await connections.close();
        await database.dispose();
      },
    };
  });

  describe("the MongoDB file store", () => {
    let database: TemporaryDatabase;
    let connections: ReturnType<typeof connectionsTo>;
    let db: Db;
    let keys: KeyStore;
    let files: FileStore;
    let remove: () => void;
    beforeEach(async () => {
      const temporary = temporaryFolder();
      remove = temporary.remove;
      keys = await openKeyStore({ file: join(temporary.folder, "keys.db"), masterKey: randomBytes(32) });
      database = await temporaryDatabase();
      connections = connectionsTo(database);
      db = database.db;
      files = await openMongoFileStore({ db, keys });
    });
    afterEach(async () => {
      await keys.close();
      await connections.close();
      await database.dispose();
      remove();
    });

    async function read(id: string): Promise<Buffer> {
      return buffer(await files.get(id));
    }

    /** Leaves chunks without a file, noted so long ago. */
    async function leaveHalf(ageMs: number): Promise<ObjectId> {
      const id = new ObjectId();
      await db.collection("files.pending").insertOne({ _id: id, at: new Date(Date.now() - ageMs) });
      await db.collection("files.chunks").insertOne({ files_id: id, n: 0, data: randomBytes(10) });
      return id;
    }

    test("sweeps when it is opened what was left half taken a day ago, and nothing else", async () => {
      const id = randomUUID();
      const content = pdf(600_000);
      await files.put(id, inPieces(content), limits);
      const whole = (await db.collection("files.files").findOne())!["_id"] as ObjectId;
      await db.collection("files.pending").insertOne({ _id: whole, at: new Date(Date.now() - 25 * HOUR) });
      await leaveHalf(25 * HOUR);
      const young = await leaveHalf(HOUR);
      await openMongoFileStore({ db, keys });
      expect((await read(id)).equals(content)).toBe(true);
      expect(await db.collection("files.chunks").countDocuments({ files_id: { $ne: whole } })).toBe(1);
      expect(await db.collection("files.pending").distinct("_id")).toEqual([young]);
    });

    test.each([
      ["was", { at: new Date(Date.now() - 25 * HOUR) }],
      ["is being", { swept: true }],
    ])("gives up a file that %s swept before it was whole", async (_, pending) => {
      const id = randomUUID();
      async function* interrupted() {
        yield pdf(600_000);
        await db.collection("files.pending").updateMany({}, { $set: pending });
        await openMongoFileStore({ db, keys });
        yield pdf(10_000);
      }
      await expect(files.put(id, interrupted(), limits)).rejects.toThrow(FileStoreUnavailable);
      await expect(files.get(id)).rejects.toThrow(NoSuchFile);
      expect(await leftOverIn(db)).toBe(0);
    });

    test.each([
      ["the first", { n: 0 }],
      ["the last", { n: 3 }],
      ["one between", { n: 1 }],
    ])("calls a file damaged that lacks %s of its chunks", async (_, chunk) => {
      const id = randomUUID();
      await files.put(id, inPieces(pdf(900_000)), limits);
      expect((await db.collection("files.chunks").deleteOne(chunk)).deletedCount).toBe(1);
      await expect(read(id)).rejects.toThrow(FileDamaged);
      const [name] = await db.collection("files.files").distinct("filename");
      await expect(buffer(await files.encrypted(name as string))).rejects.toThrow(FileDamaged);
    });

    describe("over a faulty network", () => {
      let network: FaultyNetwork;
      let far: FileStore;
      /** The same, with all the time that MongoDB may need. */
      let patient: FileStore;
      beforeEach(async () => {
        network = await faultyNetwork(serverOf(database));
        const there = await connections.connect(network.address);
        far = await onceAvailable(() => openMongoFileStore({ db: there, keys, answerMs: 1_500 }));
        patient = await onceAvailable(() => openMongoFileStore({ db: there, keys }));
      });
      afterEach(() => network.close());

      test.each(["stall", "loseAnswers"] as const)(
        "shows no half of a file when MongoDB is gone meanwhile (%s), and takes it again",
        async (how) => {
          const id = randomUUID();
          const content = pdf(900_000);
          async function* cut() {
            yield content.subarray(0, 600_000);
            network[how]();
            yield content.subarray(600_000);
          }
          await expect(far.put(id, cut(), limits)).rejects.toThrow(FileStoreUnavailable);
          await expect(files.get(id)).rejects.toThrow(NoSuchFile);
          await expect(far.get(id)).rejects.toThrow(FileStoreUnavailable);
          await network.mend();
          await onceAvailable(() => patient.put(id, inPieces(content), limits));
          expect((await read(id)).equals(content)).toBe(true);
        },
      );

      test("takes a file again whose keeping no one heard of", async () => {
        const id = randomUUID();
        const content = pdf(100_000);
        async function* cut() {
          yield content;
          // All fits into one chunk, which is written with the file's document, once the content has ended.
          network.loseAnswers();
        }
        const put = far.put(id, cut(), limits);
        await expect(put).rejects.toThrow(FileStoreUnavailable);
        await network.mend();
        const again = await onceAvailable(() => patient.put(id, inPieces(content), limits));
        expect(await files.put(id, inPieces(content), limits)).toEqual(again);
        expect((await read(id)).equals(content)).toBe(true);
      });
    });
  });
});
