import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { openForWriting } from "../../../src/engines/sqlite/key-file.js";
import { openKeyReader, openKeyStore } from "../../../src/engines/sqlite/key-store.js";
import { rotateSqliteKeys } from "../../../src/engines/sqlite/rotate-keys.js";
import { KeyDamaged, lastExpiredMonth, type KeyStore } from "../../../src/privacy/key-store.js";
import { temporaryFolder } from "../../temporary.js";
import { allOf, fields, keyStoreContract } from "../key-store.contract.js";

keyStoreContract(
  "SQLite",
  async () => {
    const { folder, remove } = temporaryFolder();
    const file = join(folder, "keys.db");
    return {
      masterKey: randomBytes(32),
      open: (masterKey) => openKeyStore({ file, masterKey }),
      openReader: async (masterKey) => openKeyReader({ file, masterKey }),
      rotate: async (masterKey, newMasterKey) => rotateSqliteKeys(file, masterKey, newMasterKey),
      dispose: async () => remove(),
    };
  },
  { severalInstances: false },
);

const NOW = "2025-06-01T00:00:00.000Z";
const masterKey = randomBytes(32);
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
});

describe("the SQLite key store", () => {
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
    test("asked for with many at once is made in few commits", async () => {
      const before = walCommits();
      await Promise.all(Array.from({ length: 200 }, () => keys.ensure([fields(randomUUID())])));
      expect(walCommits() - before).toBeLessThan(10);
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
    test.each(["destroy", "restore"])("is gone in every copy on the disk once %s has resolved", async (way) => {
      const [key] = await keys.ensure([fields(randomUUID())]);
      await keys.ensure(Array.from({ length: 50 }, () => fields(randomUUID())));
      const { wrapped } = onDisk((db) => db.prepare("SELECT wrapped FROM keys WHERE id = ?").get(key!.id)) as {
        wrapped: Uint8Array;
      };
      const secret = Buffer.from(wrapped.subarray(12, 44));
      expect(bytesOnDisk().includes(secret)).toBe(true);
      if (way === "destroy") await keys.destroy([key!.id], NOW);
      else {
        const record = (await allOf(keys)).get(key!.id)!;
        await keys.restore([{ ...record, bytes: null, destroyedAt: NOW }]);
      }
      expect(bytesOnDisk().includes(secret)).toBe(false);
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

    test("that is no database is refused, and nothing hangs", async () => {
      await expect(openKeyStore({ file: folder, masterKey })).rejects.toThrow();
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
});
