import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { inOrder } from "../in-order.js";
import { chainedEvents } from "../moving/chained-events.js";
import { temporaryFolder } from "../temporary.js";
import { until } from "../waiting.js";
import {
  comparable,
  documentsOf,
  eventsOf,
  keysMissing,
  keysNeeded,
  realStore,
  type RealStore,
} from "./moving-store.js";
import { ADDRESS, NAMES, preparedStore, type Prepared } from "./prepared-store.js";
import { kawal } from "./run.js";
import { Officer, viewsCaughtUp, type Answered, type RunningService } from "./service.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);
const place = (name: string) => join(folder, name);

const exported = place("export");
let source: RealStore;
let prepared: Prepared;

beforeAll(async () => {
  ({ store: source, prepared } = await preparedStore(folder, "source"));
  expect(await kawal(["export", exported], source.env).ended).toMatchObject({ code: 0 });
});

/** Who looked at the first person, but for those who ask here. */
async function lookedAt(service: RunningService): Promise<readonly object[]> {
  const supervisor = new Officer(service, prepared.agency, "SUPERVISOR", prepared.supervisor);
  const { data } = await supervisor.sees<{ data: { who: { officer: string } }[] }>(
    `persons/${prepared.migrants[0]}/reads?limit=200`,
  );
  return data.filter(({ who }) => who.officer !== prepared.supervisor);
}

async function expectSame(target: RealStore): Promise<void> {
  expect((await eventsOf(target.data)).map(comparable)).toEqual((await eventsOf(source.data)).map(comparable));
}

describe("a store exported and imported under another master key", () => {
  const target = realStore(folder, "target");
  const then = inOrder();

  then("has every event byte for byte, in the same order", async () => {
    const { code, output } = await kawal(["import", exported], target.env).ended;
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("every hash chain holds") });
    expect((await eventsOf(source.data)).length).toBeGreaterThan(10);
    await expectSame(target);
    const reads = await eventsOf(source.data, "reads.db");
    expect(reads.length).toBeGreaterThan(3);
    expect((await eventsOf(target.data, "reads.db")).map(comparable)).toEqual(reads.map(comparable));
    expect(target.masterKey).not.toEqual(source.masterKey);
  });

  then("imported again changes nothing", async () => {
    expect(await kawal(["import", exported], target.env).ended).toMatchObject({ code: 0 });
    await expectSame(target);
    expect(await eventsOf(target.data, "reads.db")).toHaveLength((await eventsOf(source.data, "reads.db")).length);
  });

  let served: RunningService;

  then("tells who looked at a person before it was moved, and rebuilds the same views", async () => {
    const origin = await source.start();
    const before = await lookedAt(origin);
    expect(await origin.stop()).toBe(0);
    expect(before.length).toBeGreaterThan(1);
    served = await target.start();
    expect(await lookedAt(served)).toEqual(before);
    await viewsCaughtUp(served);
    const documents = documentsOf(source.data);
    expect(Object.values(documents).flat().length).toBeGreaterThan(10);
    // The views of the log of reads follow it by themselves.
    await until(() => isDeepStrictEqual(documentsOf(target.data), documents));
  });

  then("opens every field, and gives the file", async () => {
    const officer = new Officer(served, prepared.agency, "CASEWORKER", prepared.caseworker);
    const names = [];
    for (const person of prepared.migrants) {
      const { data } = await officer.sees<{ data: { identity: { name: string } } }>(`persons/${person}`);
      names.push(JSON.stringify(data));
    }
    expect(names).toEqual(NAMES.map((name) => expect.stringContaining(name)));
    expect(JSON.stringify(names)).toContain(ADDRESS);
    const search = await officer.sends<{ data: { person: string }[] }>("persons/search", { name: NAMES[1] });
    expect(search.body.data.map(({ person }) => person)).toEqual([prepared.migrants[1]]);
    const download = await officer.calls<string>("GET", `files/${prepared.file}/content`);
    expect({ status: download.status, body: download.body }).toEqual({ status: 200, body: prepared.content });
  });

  then("takes no import while it is served, nor once it has gone on", async () => {
    await new Officer(served, prepared.agency).does("persons", {
      sex: "MALE",
      source: "IN_PERSON",
      identity: { name: "Baru" },
    });
    await refused(target, ["import", exported], /in use by process/);
    expect(await served.stop()).toBe(0);
    await refused(target, ["import", exported], /holds more than the export/);
  });
});

describe("an export", () => {
  test("shows no key and no name", () => {
    const everything = readdirSync(exported, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name)).toString("latin1"))
      .join();
    expect(everything).not.toContain("Contoh");
    expect(everything).not.toMatch(/"purpose":"fields"/);
  });

  test("does not overwrite a folder, and says so", async () => {
    await refused(source, ["export", exported], /is there already/);
    expect(existsSync(join(exported, "manifest.json"))).toBe(true);
  });

  test("into a folder that can't be made is refused", () =>
    refused(source, ["export", place("no/where")], /can't be made/));

  test("of a sample is refused, and leaves a real store as it was", async () => {
    const { KAWAL_MASTER_KEY_FILE: _, ...withoutKey } = source.env;
    for (const env of [source.env, withoutKey])
      await refused({ env: { ...env, KAWAL_SAMPLE: "0" } }, ["export", place("sample")], /sample/);
    expect(existsSync(place("sample"))).toBe(false);
    expect(readdirSync(source.data)).not.toContain("sample-master.key");
  });
});

/** Expects a sentence, exit code 1, and no stack. */
async function refused(store: Pick<RealStore, "env">, args: string[], sentence: RegExp): Promise<void> {
  const { code, output } = await kawal(args, store.env).ended;
  expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(sentence) });
  expect(output).not.toMatch(/^\s+at |node:internal/m);
}

describe("an import is refused, and changes nothing,", () => {
  const target = realStore(folder, "refusing");

  test.each<[string, (copy: string) => void, RegExp]>([
    ["when there is no export", (copy) => copy, /no whole export/],
    [
      "when the events are cut off",
      (copy) => truncateSync(join(copy, "events.jsonl.gz"), 900),
      /events.jsonl.gz .*cut off/,
    ],
    ["when the keys are cut off", (copy) => truncateSync(join(copy, "keys.jsonl"), 400), /keys.jsonl .*cut off/],
    ["when a byte of the events was changed", (copy) => flip(join(copy, "events.jsonl.gz"), 500), /changed/],
    ["when a byte of the keys was changed", (copy) => flip(join(copy, "keys.jsonl"), 500), /changed/],
    ["when a file is missing", (copy) => withoutFile(copy), /files\/[0-9a-f]{64} is missing/],
    [
      "when the format is newer",
      (copy) => edit(join(copy, "manifest.json"), '"format": 1', '"format": 2'),
      /format 2; this version reads format 1/,
    ],
  ])("%s", async (name, spoil, sentence) => {
    const copy = place(`spoiled ${name}`);
    if (!name.includes("no export")) cpSync(exported, copy, { recursive: true });
    spoil(copy);
    await refused(target, ["import", copy], sentence);
    expect(await eventsOf(target.data)).toEqual([]);
    expect(keyCount(target.data)).toBe(0);
  });

  test.each([
    ["kuda lumping di pasar malam", /passphrase is not the one/],
    ["short", /less than 16 characters/],
  ])("with the passphrase %j", async (passphrase, sentence) => {
    writeFileSync(place("wrong"), `${passphrase}\n`);
    await refused(target, ["import", exported, "--passphrase-file", place("wrong")], sentence);
    await refused(target, ["import", exported, "--passphrase-file", place("nowhere")], /can't be read: ENOENT/);
    expect(keyCount(target.data)).toBe(0);
  });

  test("into a store of others", async () => {
    const other = realStore(folder, "other");
    mkdirSync(other.data);
    const store = await openSqliteEventStore({ file: join(other.data, "events.db"), mode: "write" });
    for (const { stream, events } of chainedEvents(1, 3)) await store.append(stream, -1, events);
    await store.close();
    const before = (await eventsOf(other.data)).map(comparable);
    await refused(other, ["import", exported], /holds something else/);
    expect((await eventsOf(other.data)).map(comparable)).toEqual(before);
    expect(keyCount(other.data)).toBe(0);
  });

  test("into a folder of something else, and comes to its end", async () => {
    const other = realStore(folder, "not of Kawal");
    mkdirSync(other.data);
    const db = new DatabaseSync(join(other.data, "events.db"));
    db.exec("CREATE TABLE letters (text)");
    db.close();
    await refused(other, ["import", exported], /is no event store of Kawal/);
  });

  test("into a sample", async () => {
    const env = { ...target.env, KAWAL_DATA: place("new sample"), KAWAL_SAMPLE: "0" };
    await refused({ env }, ["import", exported], /sample/);
    expect(existsSync(place("new sample"))).toBe(false);
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 1;
  writeFileSync(file, bytes);
}

function edit(file: string, from: string, to: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}

function withoutFile(copy: string): void {
  const [name] = readdirSync(join(copy, "files"));
  rmSync(join(copy, "files", name!));
}

function keyCount(data: string): number {
  const db = new DatabaseSync(join(data, "keys.db"), { readOnly: true });
  try {
    return db.prepare("SELECT count(*) AS count FROM keys").get()!["count"] as number;
  } finally {
    db.close();
  }
}

test("an import that was killed is not served, and goes on to the same end", async () => {
  const large = realStore(folder, "large", source.masterKey);
  cpSync(source.data, large.data, { recursive: true });
  const store = await openSqliteEventStore({ file: join(large.data, "events.db"), mode: "write" });
  for (const { stream, events } of chainedEvents(40, 100)) await store.append(stream, -1, events);
  await store.close();
  expect(await kawal(["export", place("large-export")], large.env).ended).toMatchObject({ code: 0 });

  const all = await eventsOf(large.data);
  const LATER = 1_500;

  // On a slow machine an import may come to its end before it is killed: then it is tried anew.
  let target: RealStore;
  let killed: number[];
  for (let tries = 0; ; tries++) {
    target = realStore(folder, `killed ${tries}`);
    killed = [];
    for (const least of [200, LATER]) {
      const importing = kawal(["import", place("large-export")], target.env);
      while (importing.child.exitCode === null && headOf(target.data) < least) await setTimeout(1);
      importing.child.kill("SIGKILL");
      if ((await importing.ended).code === null) killed.push(headOf(target.data));
    }
    if (killed.length === 2 && killed[0]! < LATER && killed[1]! < all.length - 1) break;
  }
  expect(killed[1]).toBeGreaterThan(killed[0]!);
  await expect(target.start()).rejects.toThrow(/import into .* has not come to its end/);
  await refused(target, ["export", place("half")], /has not come to its end/);
  expect(await kawal(["import", place("large-export")], target.env).ended).toMatchObject({ code: 0 });
  expect((await eventsOf(target.data)).map(comparable)).toEqual(all.map(comparable));
  expect(readdirSync(target.data)).not.toContain("import-unfinished");
});

function headOf(data: string): number {
  if (!existsSync(join(data, "events.db"))) return -1;
  const db = new DatabaseSync(join(data, "events.db"), { readOnly: true, timeout: 1_000 });
  try {
    return db.prepare("SELECT max(number) AS head FROM events").get()!["head"] as number;
  } catch {
    // Not made yet.
    return -1;
  } finally {
    db.close();
  }
}

describe("beside a service with writers", () => {
  const busy = realStore(folder, "busy");
  const restored = realStore(folder, "restored", busy.masterKey);
  interface Registered {
    readonly key: string;
    readonly officer: string;
    readonly name: string;
    readonly answer: Answered;
  }
  const acknowledged: Registered[] = [];
  let beforeBackup = 0;
  let beforeExport = 0;
  let agency = "";

  const register = (service: RunningService, { key, officer, name }: Omit<Registered, "answer">) =>
    new Officer(service, agency, "CASEWORKER", officer).does(
      "persons",
      { sex: "MALE", source: "IN_PERSON", identity: { name } },
      { "idempotency-key": key },
    );

  beforeAll(async () => {
    const service = await busy.start();
    agency = (await new Officer(service, undefined, "ADMINISTRATOR").does("agencies", { kind: "BP3MI", name: "BP3MI" }))
      .id;
    const over = new AbortController();
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      const officer = randomUUID();
      for (let i = 0; !over.signal.aborted; i++) {
        const command = { key: randomUUID(), officer, name: `Pekerja ${writer} ${i}` };
        acknowledged.push({ ...command, answer: await register(service, command) });
      }
    });
    const enough = async (count: number) => {
      while (acknowledged.length < count) await Promise.race([...writers, setTimeout(5)]);
    };
    await enough(100);
    beforeBackup = acknowledged.length;
    expect(await kawal(["backup", place("backup"), "--keys", place("backup-keys")], busy.env).ended).toMatchObject({
      code: 0,
    });
    expect(acknowledged.length).toBeGreaterThan(beforeBackup);
    beforeExport = acknowledged.length;
    expect(await kawal(["export", place("busy-export")], busy.env).ended).toMatchObject({ code: 0 });
    expect(acknowledged.length).toBeGreaterThan(beforeExport);
    over.abort();
    await Promise.all(writers);
    expect(await service.stop()).toBe(0);
  });

  async function expectPrefix(data: string, keysFile: string, masterKey: Uint8Array, atLeast: readonly Registered[]) {
    const all = (await eventsOf(busy.data)).map(comparable);
    const events = await eventsOf(data);
    expect(events.length).toBeLessThan(all.length);
    expect(events.map(comparable)).toEqual(all.slice(0, events.length));
    const streams = new Set(events.map(({ stream }) => stream));
    expect(atLeast.filter(({ answer }) => !streams.has(`person-${answer.id}`))).toEqual([]);
    const needed = keysNeeded(events);
    expect(needed.length).toBeGreaterThanOrEqual(atLeast.length);
    expect(await keysMissing(keysFile, masterKey, needed)).toEqual([]);
  }

  test("a backup has what was acknowledged before it began, and the key of every sealed part", () =>
    expectPrefix(
      place("backup"),
      join(place("backup-keys"), "keys.db"),
      busy.masterKey,
      acknowledged.slice(0, beforeBackup),
    ));

  test("an export is a prefix, with every key that it needs", async () => {
    const target = realStore(folder, "busy-target");
    expect(await kawal(["import", place("busy-export")], target.env).ended).toMatchObject({ code: 0 });
    await expectPrefix(
      target.data,
      join(target.data, "keys.db"),
      target.masterKey,
      acknowledged.slice(0, beforeExport),
    );
  });

  test("a backup restored starts, builds its views, and answers a repeated command as it did", async () => {
    // An empty folder may be there.
    mkdirSync(restored.data);
    const { code, output } = await kawal(["restore", place("backup"), "--keys", place("backup-keys")], restored.env)
      .ended;
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("every hash chain holds") });
    const service = await restored.start();
    for (const command of acknowledged.slice(0, 20)) {
      // Who may be the same is looked up anew.
      const { likely: _, ...answer } = (await register(service, command)) as Answered & { likely?: unknown };
      const { likely: __, ...first } = command.answer as Answered & { likely?: unknown };
      expect(answer).toEqual(first);
      const officer = new Officer(service, agency);
      const seen = command.answer.position;
      expect(JSON.stringify(await officer.sees(`persons/${command.answer.id}?seen=${seen}`))).toContain(command.name);
    }
    expect(await service.stop()).toBe(0);
    await refused(restored, ["restore", place("backup"), "--keys", place("backup-keys")], /is not empty/);
    await refused(restored, ["backup", place("backup"), "--keys", place("more-keys")], /is there already/);
    expect(existsSync(place("more-keys"))).toBe(false);
  });
});
