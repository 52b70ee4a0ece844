import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openForWriting } from "../../../src/engines/sqlite/key-file.js";
import { openKeyReader, openKeyStore } from "../../../src/engines/sqlite/key-store.js";
import {
  KeyDamaged,
  KeyDestroyed,
  KeyStoreUnavailable,
  lastExpiredMonth,
  singletonKeyId,
  WrongMasterKey,
  type KeyRequest,
  type KeyStore,
} from "../../../src/privacy/key-store.js";

const NOW = "2025-06-01T00:00:00.000Z";
const masterKey = randomBytes(32);
let folder: string;
let file: string;
let keys: KeyStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "kawal-keys-"));
  file = join(folder, "keys.db");
  keys = await openKeyStore({ file, masterKey });
});
afterEach(async () => {
  await keys.close();
  rmSync(folder, { recursive: true });
});

const fields = (person: string, fieldClass: "identity" | "contact" = "identity"): KeyRequest => ({
  purpose: "fields",
  person,
  class: fieldClass,
});

/** What a second process sees, without this one's cache. */
function onDisk<T>(work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

async function reopen(settings: { masterKey?: Uint8Array; cached?: number } = {}): Promise<void> {
  await keys.close();
  keys = await openKeyStore({ file, masterKey, ...settings });
}

function bytesOnDisk(): Buffer {
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}

describe("a key", () => {
  test("is durable, and found by others, before ensure resolves", async () => {
    const [key] = await keys.ensure([fields(randomUUID())]);
    const reader = openKeyReader({ file, masterKey });
    expect((await reader.find([key!.id])).get(key!.id)).toEqual(key!.bytes);
    await reader.close();
  });

  test("of a person and class is the same ever after, and no other's", async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    const [a, b, c, again] = await keys.ensure([
      fields(one),
      fields(one, "contact"),
      fields(two),
      fields(one, "identity"),
    ]);
    expect(again).toEqual(a);
    expect(new Set([a!.id, b!.id, c!.id]).size).toBe(3);
    await reopen();
    expect(await keys.ensure([fields(one), fields(one, "contact"), fields(two)])).toEqual([a, b, c]);
  });

  test("of a narrative is new each time, and lists whom it names", async () => {
    const names = [randomUUID(), randomUUID()];
    const request: KeyRequest = { purpose: "narrative", names };
    const [a, b] = await keys.ensure([request, request]);
    expect(a!.id).not.toBe(b!.id);
    expect(onDisk((db) => db.prepare("SELECT names FROM keys WHERE id = ?").get(a!.id))).toEqual({
      names: JSON.stringify(names),
    });
  });

  test("asked for by many at once is one key, made in few commits", async () => {
    const person = randomUUID();
    const before = walCommits();
    const raced = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => (await keys.ensure([fields(i % 2 ? person : randomUUID())]))[0]!.id),
    );
    expect(new Set(raced.filter((_, i) => i % 2)).size).toBe(1);
    expect(new Set(raced).size).toBe(101);
    expect(walCommits() - before).toBeLessThan(10);
  });

  test("asked for in two stores on one file at once is one key", async () => {
    const other = await openKeyStore({ file, masterKey });
    const person = randomUUID();
    const [[a], [b]] = await Promise.all([keys.ensure([fields(person)]), other.ensure([fields(person)])]);
    expect(a).toEqual(b);
    await other.close();
  });

  test("that was never made is left out, and is not destroyed", async () => {
    expect((await keys.find([randomUUID()])).size).toBe(0);
  });

  test("is found when the cache holds no more than one", async () => {
    await reopen({ cached: 1 });
    const made = await keys.ensure([fields(randomUUID()), fields(randomUUID()), fields(randomUUID())]);
    const found = await keys.find(made.map(({ id }) => id));
    expect(made.map(({ id }) => found.get(id))).toEqual(made.map(({ bytes }) => bytes));
  });

  test("moved to another's place is damaged", async () => {
    const [a, b] = await keys.ensure([fields(randomUUID()), fields(randomUUID())]);
    await keys.close();
    const db = new DatabaseSync(file);
    db.prepare("UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE id = ?) WHERE id = ?").run(a!.id, b!.id);
    db.close();
    keys = await openKeyStore({ file, masterKey });
    await expect(keys.find([b!.id])).rejects.toThrow(KeyDamaged);
    await expect(keys.find([a!.id])).resolves.toBeDefined();
  });
});

describe("a destroyed key", () => {
  test("is gone in every copy on the disk, and says so everywhere", async () => {
    const person = randomUUID();
    const [key] = await keys.ensure([fields(person)]);
    await keys.ensure(Array.from({ length: 50 }, () => fields(randomUUID())));
    const { wrapped } = onDisk((db) => db.prepare("SELECT wrapped FROM keys WHERE id = ?").get(key!.id)) as {
      wrapped: Uint8Array;
    };
    const secret = Buffer.from(wrapped.subarray(12, 44));
    expect(bytesOnDisk().includes(secret)).toBe(true);
    await keys.destroy([key!.id], NOW);
    expect(bytesOnDisk().includes(secret)).toBe(false);
    expect((await keys.find([key!.id])).get(key!.id)).toBe("destroyed");
    const reader = openKeyReader({ file, masterKey });
    expect((await reader.find([key!.id])).get(key!.id)).toBe("destroyed");
    await reader.close();
    expect(onDisk((db) => db.prepare("SELECT destroyed_at FROM keys WHERE id = ?").get(key!.id))).toEqual({
      destroyed_at: NOW,
    });
  });

  test("keeps the time of its first destruction", async () => {
    const [key] = await keys.ensure([fields(randomUUID())]);
    await keys.destroy([key!.id], NOW);
    await keys.destroy([key!.id], "2026-01-01T00:00:00.000Z");
    await reopen();
    expect(onDisk((db) => db.prepare("SELECT destroyed_at FROM keys WHERE id = ?").get(key!.id))).toEqual({
      destroyed_at: NOW,
    });
  });

  test("of a person is followed by a new one", async () => {
    const person = randomUUID();
    const [old] = await keys.ensure([fields(person)]);
    await keys.destroy([old!.id], NOW);
    const [next] = await keys.ensure([fields(person)]);
    expect(next!.id).not.toBe(old!.id);
    expect((await keys.find([old!.id])).get(old!.id)).toBe("destroyed");
  });

  test("of a file is never made again", async () => {
    const request: KeyRequest = { purpose: "file", file: randomUUID() };
    await keys.ensure([request]);
    await keys.destroy([singletonKeyId(request as never)], NOW);
    await expect(keys.ensure([request])).rejects.toThrow(KeyDestroyed);
    await reopen();
    await expect(keys.ensure([request])).rejects.toThrow(KeyDestroyed);
  });
});

describe("keys of months", () => {
  test.each([
    ["2025-03-01T23:59:59.999Z", "2024-11"],
    ["2025-03-31T23:59:59.999Z", "2024-12"],
    ["2025-04-02T00:00:00.000Z", "2025-01"],
    ["2025-07-31T00:00:00.000Z", "2025-05"],
    ["2025-07-30T23:59:59.999Z", "2025-04"],
  ])("at %s are due up to %s", (now, month) => {
    expect(lastExpiredMonth(now)).toBe(month);
  });

  test("are destroyed 60 days after the month's end", async () => {
    const months = ["2024-12", "2025-04", "2025-05"];
    await keys.ensure(months.map((month) => ({ purpose: "fingerprint", month })));
    const ids = months.map((month) => singletonKeyId({ purpose: "fingerprint", month }));
    expect(await keys.destroyExpired("2025-07-30T23:59:59.999Z")).toBe(2);
    const found = await keys.find(ids);
    expect(ids.map((id) => found.get(id) === "destroyed")).toEqual([true, true, false]);
    expect(await keys.destroyExpired("2025-07-30T23:59:59.999Z")).toBe(0);
  });
});

describe("the file", () => {
  test("is written with synchronous=FULL, secure_delete and a write-ahead log, for its owner alone", () => {
    const db = openForWriting(join(folder, "other.db"));
    expect(db.prepare("PRAGMA synchronous").get()).toEqual({ synchronous: 2 });
    expect(db.prepare("PRAGMA secure_delete").get()).toEqual({ secure_delete: 1 });
    expect(db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    db.close();
    if (process.platform !== "win32")
      for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
  });

  test("holds no key in clear", async () => {
    const made = await keys.ensure([
      fields(randomUUID()),
      { purpose: "narrative", names: [] },
      { purpose: "lookup" },
      { purpose: "fingerprint", month: "2025-06" },
    ]);
    const bytes = bytesOnDisk();
    for (const key of [...made.map((each) => each.bytes), masterKey])
      expect(bytes.includes(Buffer.from(key))).toBe(false);
  });

  test("refuses another master key in a sentence, and stays as it was", async () => {
    const [key] = await keys.ensure([fields(randomUUID())]);
    await keys.close();
    const wrong = { file, masterKey: randomBytes(32) };
    await expect(openKeyStore(wrong)).rejects.toThrow(WrongMasterKey);
    await expect(openKeyStore(wrong)).rejects.toThrow(/The master key is not the one .* nothing was changed\./);
    expect(() => openKeyReader(wrong)).toThrow(WrongMasterKey);
    keys = await openKeyStore({ file, masterKey });
    expect((await keys.find([key!.id])).get(key!.id)).toEqual(key!.bytes);
  });

  test("is read when no one has it open for writing", async () => {
    const [key] = await keys.ensure([fields(randomUUID())]);
    await keys.close();
    const reader = openKeyReader({ file, masterKey });
    expect((await reader.find([key!.id])).get(key!.id)).toEqual(key!.bytes);
    await reader.close();
    keys = await openKeyStore({ file, masterKey });
  });

  test("that is no database is refused, and nothing hangs", async () => {
    await expect(openKeyStore({ file: folder, masterKey })).rejects.toThrow();
  });

  test("closed answers no one any more", async () => {
    await keys.close();
    await expect(keys.ensure([fields(randomUUID())])).rejects.toThrow();
    await expect(keys.destroy([randomUUID()], NOW)).rejects.toThrow(KeyStoreUnavailable);
    keys = await openKeyStore({ file, masterKey });
  });
});

/** Commits in the write-ahead log: frames that carry the size of the database after a commit. */
function walCommits(): number {
  const wal = readFileSync(`${file}-wal`);
  const pageSize = wal.readUInt32BE(8);
  const salts = wal.subarray(16, 24);
  let commits = 0;
  for (let at = 32; at + 24 + pageSize <= wal.length; at += 24 + pageSize)
    if (wal.subarray(at + 8, at + 16).equals(salts) && wal.readUInt32BE(at + 4) !== 0) commits++;
  return commits;
}
