import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { chainedEvents } from "../moving/chained-events.js";
import { temporaryFolder } from "../temporary.js";
import { paper } from "./casework.js";
import {
  comparable,
  documentsOf,
  eventsOf,
  kawal,
  keysMissing,
  keysNeeded,
  realStore,
  type RealStore,
} from "./moving-store.js";
import { Officer, type Answered, type RunningService } from "./service.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);
const place = (name: string) => join(folder, name);

const source = realStore(folder, "source");
const exported = place("export");
const content = paper("surat jalan");
const NAMES = ["Rina Contoh", "Yanti Misalkan", "Sari Umpama"];
let told: Told;

interface Told {
  readonly agency: string;
  readonly officer: string;
  /** Who may ask who looked at a person. */
  readonly supervisor: string;
  readonly persons: readonly string[];
  readonly incident: string;
  readonly file: string;
  readonly position: string;
}

beforeAll(async () => {
  const service = await source.start();
  told = await tell(service);
  await caughtUp(service);
  expect(await service.stop()).toBe(0);
});

async function tell(service: RunningService): Promise<Told> {
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  const { id: agency } = await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI Banten" });
  const officer = new Officer(service, agency);
  const persons: string[] = [];
  for (const name of NAMES) {
    const { id } = await officer.does("persons", {
      sex: "FEMALE",
      source: "IN_PERSON",
      identity: { name },
      contact: { address: "Kampung Contoh 1" },
      migrant: { discovery: "VILLAGE", placementStatus: "UNKNOWN", placementStatusBasis: "STATED" },
    });
    persons.push(id);
  }
  const { id: incident } = await officer.does("cases", {
    channel: "PHONE",
    complainant: "FAMILY",
    categories: ["LOST_CONTACT"],
    parties: [{ role: "VICTIM", person: persons[0] }],
    account: "no word of her since she left",
  });
  const uploaded = await officer.calls<Answered>("POST", `files?person=${persons[0]}`, content, {
    "content-type": "application/pdf",
    "idempotency-key": randomUUID(),
  });
  expect(uploaded.status).toBe(201);
  const { id: file, position } = uploaded.body;
  const { id: supervisor } = await new Officer(service, agency, "SUPERVISOR").assigned();
  return { agency, officer: officer.id, supervisor, persons, incident, file, position };
}

/** Waits until every view shows all events. */
async function caughtUp(service: RunningService): Promise<void> {
  const officer = new Officer(service, told.agency, "CASEWORKER", told.officer);
  for (const path of [`cases/${told.incident}`, `migrants/${told.persons[0]}`, `persons/${told.persons[0]}`])
    await officer.sees(`${path}?seen=${told.position}`);
  await officer.sends(`persons/search?seen=${told.position}`, { name: NAMES[0] });
  await setTimeout(300);
}

/** Who looked at the first person, once so many are told of. */
async function lookedAt(store: RealStore, atLeast: number): Promise<readonly object[]> {
  const service = await store.start();
  try {
    const supervisor = new Officer(service, told.agency, "SUPERVISOR", told.supervisor);
    for (let tries = 0; ; tries++) {
      const { data } = await supervisor.sees<{ data: { who: { officer: string } }[] }>(
        `persons/${told.persons[0]}/reads?limit=200`,
      );
      // But for those who ask here.
      const looked = data.filter(({ who }) => who.officer !== told.supervisor);
      if (looked.length >= atLeast || tries === 50) return looked;
      await setTimeout(100);
    }
  } finally {
    await service.stop();
  }
}

async function expectSame(target: RealStore): Promise<void> {
  expect((await eventsOf(target.data)).map(comparable)).toEqual((await eventsOf(source.data)).map(comparable));
}

describe("a store exported and imported under another master key", () => {
  const target = realStore(folder, "target");

  test("has every event byte for byte, in the same order", async () => {
    expect(await kawal(source.env, "export", exported).ended).toMatchObject({ code: 0 });
    const { code, output } = await kawal(target.env, "import", exported).ended;
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("every hash chain holds") });
    expect((await eventsOf(source.data)).length).toBeGreaterThan(10);
    await expectSame(target);
    const reads = await eventsOf(source.data, "reads.db");
    expect(reads.length).toBeGreaterThan(3);
    expect((await eventsOf(target.data, "reads.db")).map(comparable)).toEqual(reads.map(comparable));
    expect(target.masterKey).not.toEqual(source.masterKey);
  });

  test("an export shows no key and no name", () => {
    const everything = readdirSync(exported, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name)).toString("latin1"))
      .join();
    expect(everything).not.toContain("Contoh");
    expect(everything).not.toMatch(/"purpose":"fields"/);
  });

  test("imported again changes nothing", async () => {
    expect(await kawal(target.env, "import", exported).ended).toMatchObject({ code: 0 });
    await expectSame(target);
    expect(await eventsOf(target.data, "reads.db")).toHaveLength((await eventsOf(source.data, "reads.db")).length);
  });

  test("tells who looked at a person before it was moved", async () => {
    const before = await lookedAt(source, 1);
    expect(before.length).toBeGreaterThan(1);
    expect(await lookedAt(target, before.length)).toEqual(before);
  });

  test("rebuilds the same views, opens every field, and gives the file", async () => {
    const service = await target.start();
    const officer = new Officer(service, told.agency, "CASEWORKER", told.officer);
    await caughtUp(service);
    const names = [];
    for (const person of told.persons) {
      const { data } = await officer.sees<{ data: { identity: { name: string } } }>(`persons/${person}`);
      names.push(JSON.stringify(data));
    }
    expect(names).toEqual(NAMES.map((name) => expect.stringContaining(name)));
    expect(JSON.stringify(names)).toContain("Kampung Contoh 1");
    const search = await officer.sends<{ data: { person: string }[] }>("persons/search", { name: NAMES[1] });
    expect(search.body.data.map(({ person }) => person)).toEqual([told.persons[1]]);
    const download = await officer.calls<string>("GET", `files/${told.file}/content`);
    expect({ status: download.status, body: download.body }).toEqual({ status: 200, body: content.toString() });
    expect(await service.stop()).toBe(0);
    const documents = documentsOf(source.data);
    expect(Object.values(documents).flat().length).toBeGreaterThan(10);
    expect(documentsOf(target.data)).toEqual(documents);
  });
});

describe("an export", () => {
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
  const { code, output } = await kawal(store.env, ...args).ended;
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

  test("into a store of others, or one that has gone on", async () => {
    const other = realStore(folder, "other");
    expect(await (await other.start()).stop()).toBe(0);
    const before = [(await eventsOf(other.data)).map(comparable), keyCount(other.data)];
    await refused(other, ["import", exported], /holds something else/);
    expect([(await eventsOf(other.data)).map(comparable), keyCount(other.data)]).toEqual(before);

    const gone = realStore(folder, "gone");
    expect(await kawal(gone.env, "import", exported).ended).toMatchObject({ code: 0 });
    const service = await gone.start();
    await new Officer(service, told.agency).does("persons", {
      sex: "MALE",
      source: "IN_PERSON",
      identity: { name: "Baru" },
    });
    await refused(gone, ["import", exported], /in use by process/);
    expect(await service.stop()).toBe(0);
    await refused(gone, ["import", exported], /holds more than the export/);
  });

  test("into a folder of something else, and comes to its end", async () => {
    const other = realStore(folder, "not of Kawal");
    mkdirSync(other.data);
    const db = new DatabaseSync(join(other.data, "events.db"));
    db.exec("CREATE TABLE letters (text)");
    db.close();
    await refused(other, ["import", exported], /is no event store of Kawal/);
  }, 20_000);

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
  expect(await kawal(large.env, "export", place("large-export")).ended).toMatchObject({ code: 0 });

  const target = realStore(folder, "killed");
  const killed = [];
  for (const least of [200, 1_500]) {
    const importing = kawal(target.env, "import", place("large-export"));
    while (headOf(target.data) < least) await setTimeout(1);
    importing.child.kill("SIGKILL");
    await importing.ended;
    killed.push(headOf(target.data));
    await expect(target.start()).rejects.toThrow(/import into .* has not come to its end/);
    await refused(target, ["export", place("half")], /has not come to its end/);
  }
  const all = await eventsOf(large.data);
  expect(killed[1]).toBeGreaterThan(killed[0]!);
  expect(killed[1]).toBeLessThan(all.length - 1);
  expect(await kawal(target.env, "import", place("large-export")).ended).toMatchObject({ code: 0 });
  expect((await eventsOf(target.data)).map(comparable)).toEqual(all.map(comparable));
  expect(readdirSync(target.data)).not.toContain("import-unfinished");
}, 60_000);

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
    while (acknowledged.length < 100) await setTimeout(5);
    beforeBackup = acknowledged.length;
    expect(await kawal(busy.env, "backup", place("backup"), "--keys", place("backup-keys")).ended).toMatchObject({
      code: 0,
    });
    expect(acknowledged.length).toBeGreaterThan(beforeBackup);
    beforeExport = acknowledged.length;
    expect(await kawal(busy.env, "export", place("busy-export")).ended).toMatchObject({ code: 0 });
    expect(acknowledged.length).toBeGreaterThan(beforeExport);
    over.abort();
    await Promise.all(writers);
    expect(await service.stop()).toBe(0);
  }, 60_000);

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
    expect(await kawal(target.env, "import", place("busy-export")).ended).toMatchObject({ code: 0 });
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
    const { code, output } = await kawal(restored.env, "restore", place("backup"), "--keys", place("backup-keys"))
      .ended;
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("every hash chain holds") });
    const service = await restored.start();
    for (const command of acknowledged.slice(0, 20)) {
      expect(await register(service, command)).toEqual(command.answer);
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
