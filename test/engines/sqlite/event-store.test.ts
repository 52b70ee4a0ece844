import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openSqliteEventStore, type SqliteEventStore } from "../../../src/engines/sqlite/event-store.js";
import { eventWriter, WriterThread } from "../../../src/engines/sqlite/writer-thread.js";
import {
  RevisionConflict,
  StoreUnavailable,
  type RawEvent,
} from "../../../src/event-sourcing/stored-event/event-store.js";
import { endedAfterTest } from "../../processes.js";
import { HOURS, MINUTES } from "../../waiting.js";
import { eventStoreContract } from "../event-store.contract.js";
import { readyEvent } from "../ready-event.js";

eventStoreContract(
  "SQLite",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "kawal-events-"));
    const file = join(folder, "events.db");
    let store = await openSqliteEventStore({ file, mode: "write" });
    return {
      store,
      reopen: async () => (store = await openSqliteEventStore({ file, mode: "write" })),
      dispose: async () => {
        await store.close();
        await rm(folder, { recursive: true });
      },
    };
  },
  { refusesKnownIds: true },
);

describe("the SQLite event store", () => {
  let folder: string;
  let file: string;
  let store: SqliteEventStore;
  /** Ends what a failed test has left running. */
  const leftOver: (() => unknown)[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kawal-events-"));
    file = join(folder, "events.db");
    store = await openSqliteEventStore({ file, mode: "write", lockWaitMs: MINUTES });
  });
  afterEach(async () => {
    for (const end of leftOver.splice(0)) await end();
    await store.close();
    await rm(folder, { recursive: true });
  });

  const append = (stream: string, revision = 0, to: Pick<SqliteEventStore, "append"> = store) =>
    to.append(stream, revision - 1, [readyEvent(stream, revision)]);

  /**
   * What becomes of appends that a writer finds when it begins, all of them waiting, and the head after each commit.
   */
  async function together(
    appends: (writer: WriterThread) => Promise<number>[],
  ): Promise<{ readonly outcomes: PromiseSettledResult<number>[]; readonly heads: number[] }> {
    await store.close();
    const other = new DatabaseSync(file);
    // With this lock a writer can't even open the file.
    other.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    const heads: number[] = [];
    const writer = new WriterThread(
      eventWriter("events.db"),
      { file, lockWaitMs: MINUTES },
      (head) => heads.push(head),
      () => undefined,
    );
    leftOver.push(() => writer.close());
    const waiting = Promise.allSettled(appends(writer));
    other.exec("ROLLBACK");
    other.close();
    const outcomes = await waiting;
    await writer.close();
    store = await openSqliteEventStore({ file, mode: "write" });
    return { outcomes, heads };
  }

  describe("when it commits", () => {
    test("has a writer with PRAGMA synchronous = 2 and a write-ahead log", () => {
      expect(store.durability).toEqual({ synchronous: 2, journalMode: "wal" });
    });

    test("answers no append before others see its event, and those that wait together share commits", async () => {
      const other = new DatabaseSync(file);
      other.exec("BEGIN IMMEDIATE");
      const commits = commitsInLog(file);
      const reader = new DatabaseSync(file, { readOnly: true });
      const find = reader.prepare("SELECT stream FROM events WHERE number = ?");
      const appends = Array.from({ length: 21 }, async (_, i) => {
        const number = await append(`thing-${i}`);
        expect(find.get(number)).toEqual({ stream: `thing-${i}` });
        return number;
      });
      other.exec("ROLLBACK");
      expect(await Promise.all(appends)).toEqual(Array.from({ length: 21 }, (_, n) => n));
      // One for what the writer took before it waited for the lock, and one for all that came meanwhile.
      expect(commitsInLog(file) - commits).toBeLessThanOrEqual(2);
      reader.close();
      other.close();
    });

    test("takes all appends that wait into one commit", async () => {
      const { outcomes, heads } = await together((writer) =>
        Array.from({ length: 21 }, (_, i) => append(`thing-${i}`, 0, writer)),
      );
      expect(outcomes).toEqual(Array.from({ length: 21 }, (_, value) => ({ status: "fulfilled", value })));
      expect(heads).toEqual([20]);
    });

    test("fails every append of a group whose COMMIT fails, and uses up no number", async () => {
      await append("thing-0");
      await append("thing-1");
      const other = new DatabaseSync(file);
      // Every insert succeeds; the deferred constraint makes COMMIT itself fail.
      other.exec(`
        CREATE TABLE parent (id INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE poison (parent INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
        CREATE TRIGGER poisoned AFTER INSERT ON events WHEN NEW.stream = 'thing-poison'
        BEGIN INSERT INTO poison VALUES (1); END`);
      other.close();
      const { outcomes, heads } = await together((writer) => [
        append("thing-2", 0, writer),
        append("thing-poison", 0, writer),
        append("thing-0", 7, writer),
        append("thing-3", 0, writer),
      ]);
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ status: "rejected", reason: expect.any(StoreUnavailable) });
      expect(heads).toEqual([]);
      expect(await store.head()).toBe(1);
      expect(await append("thing-2")).toBe(2);
      expect(await append("thing-3")).toBe(3);
    });

    test("lets a conflict hurt no other append of its group", async () => {
      await append("thing-0");
      await append("thing-1");
      const known = readyEvent("thing-4", 0);
      const { outcomes, heads } = await together((writer) => [
        append("thing-2", 0, writer),
        append("thing-0", 0, writer),
        append("thing-2", 0, writer),
        writer.append("thing-4", -1, [known]),
        writer.append("thing-5", -1, [known]),
        append("thing-2", 1, writer),
      ]);
      const [a, b, c, d, e, f] = outcomes;
      expect([a, d, f]).toEqual([2, 3, 4].map((value) => ({ status: "fulfilled", value })));
      expect(b).toMatchObject({ reason: new RevisionConflict("thing-0", -1, 0) });
      expect(c).toMatchObject({ reason: new RevisionConflict("thing-2", -1, 0) });
      expect(e).toMatchObject({ reason: expect.objectContaining({ message: expect.stringContaining(known.id) }) });
      expect(heads).toEqual([4]);
      expect(await store.head()).toBe(4);
    });

    test("gives up when another process holds the file, and goes on when it is free", async () => {
      await store.close();
      store = await openSqliteEventStore({ file, mode: "write", lockWaitMs: 50 });
      const other = new DatabaseSync(file);
      other.exec("BEGIN IMMEDIATE");
      await expect(append("thing-1")).rejects.toThrow(StoreUnavailable);
      other.exec("ROLLBACK");
      other.close();
      expect(await append("thing-1")).toBe(0);
    });

    test("keeps any bytes", async () => {
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const empty = new Uint8Array(0);
      await store.append("thing-1", -1, [
        { id: "a", type: "T", bytes: bytes.subarray(10, 200) },
        { id: "b", type: "T", bytes: empty },
        { id: "c", type: "T", bytes },
      ]);
      const stored = (await store.readStream("thing-1")).map((event) => Buffer.from(event.bytes).toString("hex"));
      expect(stored).toEqual([bytes.subarray(10, 200), empty, bytes].map((b) => Buffer.from(b).toString("hex")));
    });

    test("leaves one whole file when closed", async () => {
      await append("thing-1");
      await store.close();
      expect(await readdir(folder)).toEqual(["events.db"]);
    });
  });

  test("rejects what waits and what comes when its writer dies, and can still be read", async () => {
    const program = fileURLToPath(new URL("dying-writer.mjs", import.meta.url));
    const args = ["--disable-warning=ExperimentalWarning", program, join(folder, "other.db")];
    const child = endedAfterTest(spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] }));
    const output = (await child.stdout.toArray()).join("");
    expect(JSON.parse(output)).toEqual({
      pending: Array.from({ length: 10 }, () => "StoreUnavailable"),
      later: "StoreUnavailable",
      read: 1,
      deaths: 1,
      closed: true,
    });
  });

  describe("opened to read", () => {
    test("takes no append", async () => {
      const reader = await openSqliteEventStore({ file, mode: "read" });
      await expect(reader.append("thing-1", -1, [readyEvent("thing-1", 0)])).rejects.toThrow(StoreUnavailable);
      expect(reader.durability).toBeUndefined();
      await reader.close();
    });

    test("wakes in another thread on an append of this one, without a look of its own", async () => {
      const program = new URL("subscriber.mjs", import.meta.url);
      const worker = new Worker(fileURLToPath(program), { workerData: { file, lookMs: HOURS } });
      leftOver.push(() => worker.terminate());
      await once(worker, "message");
      for (let i = 0; i < 20; i++) {
        await append(`thing-${i}`);
        expect(await once(worker, "message")).toEqual([[i]]);
      }
      worker.postMessage("stop");
      expect(await once(worker, "exit")).toEqual([0]);
    });

    test("sees the appends of another process", async () => {
      const program = fileURLToPath(new URL("subscriber.mjs", import.meta.url));
      const args = ["--disable-warning=ExperimentalWarning", program, file];
      const child = endedAfterTest(spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }));
      const lines = child.stdout.setEncoding("utf8")[Symbol.asyncIterator]();
      expect((await lines.next()).value).toBe('"waiting"\n');
      for (let i = 0; i < 3; i++) {
        await append(`thing-${i}`);
        expect((await lines.next()).value).toBe(`[${i}]\n`);
      }
      child.stdin.end();
      expect(await once(child, "exit")).toEqual([0, null]);
    });

    test("wakes at a word from whoever knows of new events, without waiting for its next look", async () => {
      const reader = await openSqliteEventStore({ file, mode: "read", lookMs: HOURS });
      const abort = new AbortController();
      const batches = reader.subscribe(null, 10, abort.signal)[Symbol.asyncIterator]();
      const next = batches.next();
      await append("thing-1");
      reader.wake(0);
      expect(((await next).value as RawEvent[]).map(({ number }) => number)).toEqual([0]);
      abort.abort();
      expect((await batches.next()).done).toBe(true);
      await reader.close();
    });

    test("ends a waiting subscription with an error when it is closed", async () => {
      const reader = await openSqliteEventStore({ file, mode: "read" });
      const next = reader.subscribe(null, 10, new AbortController().signal)[Symbol.asyncIterator]().next();
      await reader.close();
      await expect(next).rejects.toThrow(StoreUnavailable);
      await expect(reader.head()).rejects.toThrow(StoreUnavailable);
    });
  });

  describe("refuses a file", () => {
    test.each(["read", "write"] as const)("of a newer format, opened to %s", async (mode) => {
      await store.close();
      const db = new DatabaseSync(file);
      db.exec("PRAGMA user_version = 2");
      db.close();
      const opening = openSqliteEventStore({ file, mode });
      await expect(opening).rejects.toThrow(StoreUnavailable);
      await expect(opening).rejects.toThrow("format 2, written by a newer Kawal");
    });

    test.each(["read", "write"] as const)("of another program, opened to %s", async (mode) => {
      const foreign = join(folder, "foreign.db");
      const db = new DatabaseSync(foreign);
      db.exec("CREATE TABLE songs (title TEXT)");
      db.close();
      await expect(openSqliteEventStore({ file: foreign, mode })).rejects.toThrow("is no event store of Kawal");
    });

    test("that is not there, opened to read; and any in a folder that is not there", async () => {
      const missing = join(folder, "missing.db");
      await expect(openSqliteEventStore({ file: missing, mode: "read" })).rejects.toThrow(StoreUnavailable);
      const lost = join(folder, "nowhere", "events.db");
      await expect(openSqliteEventStore({ file: lost, mode: "write" })).rejects.toThrow(StoreUnavailable);
    });
  });
});

/** Counts the commits in a write-ahead log: each ends in a frame that gives the size of the database after it. */
function commitsInLog(file: string): number {
  const log = readFileSync(`${file}-wal`);
  const frameBytes = 24 + 4_096;
  let commits = 0;
  for (let frame = 32; frame + frameBytes <= log.length; frame += frameBytes)
    if (log.readUInt32BE(frame + 4) !== 0) commits++;
  return commits;
}
