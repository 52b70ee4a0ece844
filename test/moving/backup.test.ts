import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openEmbeddedIssuer, SignInRefused } from "../../src/sign-in/embedded-issuer/embedded-issuer.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import { backUp, restoreBackup } from "../../src/moving/backup.js";
import { openFolderFileStore } from "../../src/engines/folder/file-store.js";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { openKeyStore } from "../../src/engines/sqlite/key-store.js";
import { chainedEvents } from "./chained-events.js";
import { temporaryFolder } from "../temporary.js";

const NOW = "2025-06-01T00:00:00.000Z";
const masterKey = randomBytes(32);
let folder: string;
let remove: () => void;
const at = (name: string) => join(folder, name);

/** The store that each test begins with. */
const begun = temporaryFolder();
beforeAll(() => write(begun.folder, 3));
afterAll(() => begun.remove());
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  cpSync(begun.folder, at("data"), { recursive: true });
});
afterEach(() => remove());

/** Adds streams to a store, each event with a key of its own, and a file. */
async function write(data: string, streams: number): Promise<void> {
  mkdirSync(data, { recursive: true });
  const keys = await openKeyStore({ file: join(data, "keys.db"), masterKey });
  const files = await openFolderFileStore({ folder: join(data, "files"), keys });
  const events = await openSqliteEventStore({ file: join(data, "events.db"), mode: "write" });
  for (const stream of chainedEvents(streams, 5)) {
    await keys.ensure([{ purpose: "fields", person: randomUUID(), class: "identity" }]);
    await events.append(stream.stream, -1, stream.events);
  }
  async function* content() {
    yield Buffer.from(`%PDF-1.7 ${randomUUID()}`);
  }
  await files.put(randomUUID(), content(), { maxBytes: 1_000, allowedTypes: ["application/pdf"] });
  await events.close();
  await keys.close();
}

const backup = (name = "backup", now = NOW) => backUp(at("data"), at(name), at(`${name}-keys`), 30, now);
const restore = (name = "backup", keys = `${name}-keys`, now = NOW) =>
  restoreBackup(at("restored"), at(name), at(keys), now);

/** What is in the databases and files of a store. */
async function contentOf(data: string) {
  const events = await openSqliteEventStore({ file: join(data, "events.db"), mode: "read" });
  const log = (await events.readAll(null, 10_000)).map(
    ({ number, bytes }) => `${number} ${Buffer.from(bytes).toString()}`,
  );
  await events.close();
  const keys = await openKeyStore({ file: join(data, "keys.db"), masterKey });
  const ids = [];
  for await (const { id } of keys.all()) ids.push(id);
  await keys.close();
  const files = readdirSync(join(data, "files"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${name} ${readFileSync(join(parentPath, name)).toString("base64")}`);
  return { log, ids, files: files.toSorted() };
}

test("a backup restored is the store that it was made of, and can be backed up itself", async () => {
  expect(await backup()).toEqual({ events: 15, files: 1, users: false });
  expect(await restore()).toEqual({ events: 15, files: 1, users: false, keysMadeAt: NOW });
  expect(await contentOf(at("restored"))).toEqual(await contentOf(at("data")));
  expect(existsSync(at("restored.restoring"))).toBe(false);
  await backUp(at("restored"), at("again"), at("again-keys"), 30, NOW);
  await write(at("restored"), 1);
});

test("a backup has the log of reads, and a restore brings it back byte for byte", async () => {
  const [reads] = chainedEvents(1, 4);
  const log = await openSqliteEventStore({ file: join(at("data"), "reads.db"), mode: "write" });
  await log.append(reads!.stream, -1, reads!.events);
  await log.close();
  expect(await backup()).toEqual({ events: 15, files: 1, users: false, reads: 4 });
  expect(await restore()).toEqual({ events: 15, files: 1, users: false, reads: 4, keysMadeAt: NOW });
  const restored = await openSqliteEventStore({ file: at("restored/reads.db"), mode: "read" });
  const events = await restored.readAll(null, 10);
  await restored.close();
  expect(events.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
    reads!.events.map(({ bytes }) => Buffer.from(bytes).toString()),
  );
  expect(statSync(at("backup/reads.db")).mode & 0o077).toBe(0);
});

test("a backup whose log of reads was changed is not restored", async () => {
  const [reads] = chainedEvents(1, 4);
  const log = await openSqliteEventStore({ file: join(at("data"), "reads.db"), mode: "write" });
  await log.append(reads!.stream, -1, reads!.events);
  await log.close();
  await backup();
  const bytes = readFileSync(at("backup/reads.db"));
  bytes[bytes.length - 20]! ^= 1;
  writeFileSync(at("backup/reads.db"), bytes);
  await expect(restore()).rejects.toThrow(/reads\.db/);
  expect(existsSync(at("restored"))).toBe(false);
});

test("a backup has the users, with the keys; after a restore they sign in anew", async () => {
  const password = "a password of a user";
  const issuer = await openEmbeddedIssuer(at("data"), systemClock);
  await issuer.users.add({ login: "siti", officer: randomUUID(), administrator: true }, password);
  const { refreshToken } = await issuer.signIn("siti", password, { address: "127.0.0.1" });
  issuer.close();
  await backup();
  expect(readdirSync(at("backup"))).not.toContain("users.db");
  expect(statSync(at("backup-keys/users.db")).mode & 0o077).toBe(0);
  await restore();
  const restored = await openEmbeddedIssuer(at("restored"), systemClock);
  await expect(restored.refresh(refreshToken)).rejects.toThrow(SignInRefused);
  await expect(restored.signIn("siti", password, { address: "127.0.0.1" })).resolves.toMatchObject({
    accessToken: expect.any(String),
  });
  restored.close();
});

test("a backup has no key beside its events, and is for its owner's eyes only", async () => {
  await backup();
  expect(readdirSync(at("backup")).toSorted()).toEqual(["events.db", "files", "manifest.json"]);
  expect(readdirSync(at("backup-keys")).toSorted()).toEqual(["keys.db", "manifest.json"]);
  for (const path of ["backup", "backup-keys", "backup/events.db", "backup-keys/keys.db"])
    expect(statSync(at(path)).mode & 0o077).toBe(0);
});

test("keys of a later backup open an earlier one", async () => {
  await backup("early");
  await write(at("data"), 1);
  await backup("late", "2025-07-01T00:00:00.000Z");
  expect(await restore("early", "late-keys")).toEqual({
    events: 15,
    files: 1,
    users: false,
    keysMadeAt: "2025-07-01T00:00:00.000Z",
  });
});

test("a copy of the keys that outlived its time is told of", async () => {
  await backup();
  const overdue = await restore("backup", "backup-keys", "2025-08-01T00:00:00.000Z");
  expect(overdue.keysOverdueSince).toBe("2025-07-01T00:00:00.000Z");
});

test("what a crash left in the middle of a restore is cleared by the next", async () => {
  await backup();
  mkdirSync(at("restored.restoring/files"), { recursive: true });
  writeFileSync(at("restored.restoring/events.db"), "half");
  writeFileSync(at("restored.restoring/files/odd"), "half");
  expect(existsSync(at("restored"))).toBe(false);
  await restore();
  expect(await contentOf(at("restored"))).toEqual(await contentOf(at("data")));
});

describe("a backup is refused, and nothing is left of it,", () => {
  const attempt = (backupTo: string, keysTo: string, days = 30, data = "data") =>
    backUp(at(data), at(backupTo), at(keysTo), days, NOW);

  test.each<[string, () => Promise<unknown>, RegExp]>([
    ["of no store", () => attempt("b", "k", 30, "nowhere"), /no store/],
    ["with the keys among the events", () => attempt("b", "b/keys"), /apart/],
    ["with the events among the keys", () => attempt("k/events", "k"), /apart/],
    ["with both in one", () => attempt("b", "b"), /apart/],
    ["into the store", () => attempt("data/b", "k"), /in the store itself/],
    ["of keys into the store", () => attempt("b", "data/k"), /in the store itself/],
    ["with no lifetime", () => attempt("b", "k", Number.NaN), /number of days/],
    ["with too long a lifetime", () => attempt("b", "k", 1e12), /number of days/],
    [
      "beside half an import",
      () => (writeFileSync(at("data/import-unfinished"), ""), attempt("b", "k")),
      /not come to its end/,
    ],
    [
      "of a sample, whose master key is in no backup",
      () => (writeFileSync(at("data/sample-master.key"), ""), attempt("b", "k")),
      /is a sample/,
    ],
    ["of a damaged store", () => (damage("data/keys.db"), attempt("b", "k")), /not a database/],
  ])("%s", async (_, refused, sentence) => {
    await expect(refused()).rejects.toThrow(sentence);
    for (const path of ["b", "k", "data/b", "data/k"]) expect(existsSync(at(path))).toBe(false);
  });

  function damage(file: string): void {
    writeFileSync(at(file), "no database".repeat(99));
    for (const beside of ["-wal", "-shm"]) rmSync(at(`${file}${beside}`), { force: true });
  }

  test("where there is something already, which stays", async () => {
    mkdirSync(at("k"));
    await expect(attempt("b", "k")).rejects.toThrow(/is there already/);
    expect([existsSync(at("b")), existsSync(at("k"))]).toEqual([false, true]);
  });
});

describe("a restore is refused, and gives no store,", () => {
  const flip = (file: string, offset: number) => {
    const bytes = readFileSync(file);
    bytes[offset]! ^= 1;
    writeFileSync(file, bytes);
  };
  const someFile = () => join(at("backup/files"), readdirSync(at("backup/files"))[0]!);
  const edit = (file: string, from: RegExp, to: string) =>
    writeFileSync(file, readFileSync(file, "utf8").replace(from, to));

  test.each<[string, () => unknown, RegExp]>([
    ["without a manifest", () => rmSync(at("backup/manifest.json")), /no whole backup/],
    ["without the keys' manifest", () => rmSync(at("backup-keys/manifest.json")), /no whole backup of keys/],
    ["from folders exchanged", () => swap("backup", "backup-keys"), /holds no backup/],
    ["with changed events", () => flip(at("backup/events.db"), 9_000), /events.db .*changed/],
    ["with changed keys", () => flip(at("backup-keys/keys.db"), 9_000), /keys.db .*changed/],
    ["with a changed file", () => flip(someFile(), 3), /files\/.* changed/],
    ["with a file missing", () => rmSync(someFile()), /is missing/],
    ["with a newer format", () => edit(at("backup/manifest.json"), /"format": 1/, '"format": 2'), /format 2/],
    [
      "with events left out of the manifest",
      () => edit(at("backup/manifest.json"), /"events.db"/, '"files/ab"'),
      /events.db/,
    ],
    [
      "with another path",
      () => edit(at("backup/manifest.json"), /"files\//, '"files/../'),
      /nothing that a backup has/,
    ],
    [
      "with another head",
      () => edit(at("backup/manifest.json"), /"number": 14/, '"number": 13'),
      /begin and end|parted/,
    ],
  ])("%s", async (_, spoil, sentence) => {
    await backup();
    spoil();
    await expect(restore()).rejects.toThrow(sentence);
    expect(existsSync(at("restored"))).toBe(false);
  });

  function swap(one: string, other: string): void {
    renameSync(at(one), at("aside"));
    renameSync(at(other), at(one));
    renameSync(at("aside"), at(other));
  }

  test("with keys older than the events", async () => {
    await backup("early");
    await write(at("data"), 1);
    // On a clock that was put back: the events tell, and not the time.
    await backup("late", "2025-05-01T00:00:00.000Z");
    await expect(restore("late", "early-keys")).rejects.toThrow(/earlier backup than the events/);
  });

  test("with keys of another store", async () => {
    await backup();
    rmSync(at("data"), { recursive: true });
    await write(at("data"), 4);
    await backup("other");
    await expect(restore("backup", "other-keys")).rejects.toThrow(/another store/);
  });

  test("with keys of a store that has parted from this one", async () => {
    cpSync(at("data"), at("twin"), { recursive: true });
    await write(at("data"), 1);
    await backup();
    await write(at("twin"), 1);
    await backUp(at("twin"), at("twin-backup"), at("twin-keys"), 30, NOW);
    await expect(restore("backup", "twin-keys")).rejects.toThrow(/parted/);
  });

  test("with the keys among the events", async () => {
    await backup();
    cpSync(at("backup-keys"), at("backup/keys"), { recursive: true });
    await expect(restore("backup", "backup/keys")).rejects.toThrow(/apart/);
  });

  test("into a folder that is not empty, which stays as it was", async () => {
    await backup();
    mkdirSync(at("restored"));
    writeFileSync(at("restored/letter"), "mine");
    await expect(restore()).rejects.toThrow(/is not empty/);
    expect(readdirSync(at("restored"))).toEqual(["letter"]);
  });
});
