import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openEmbedded } from "../../src/engines/embedded.js";
import { findForErasure } from "../../src/erasure/found.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import { FIELD_CLASSES } from "../../src/event-sourcing/stored-event/envelope.js";
import { openProjectionKeys } from "../../src/engines/sqlite/projection-keys.js";
import { lookupForms, lookupToken } from "../../src/person/lookup-forms.js";
import { personDecider } from "../../src/person/person.commands.js";
import type { LookupKind } from "../../src/privacy/lookup-tokens.js";
import { closeService, createService } from "../../src/service.js";
import { officerContext, temporaryFolder } from "../temporary.js";
import { eventsOf, realStore, type RealStore } from "./moving-store.js";
import { bothDo, proposes } from "./four-eyes.js";
import { kawal } from "./run.js";
import { Officer, until, type Answered, type RunningService } from "./service.js";
import { copyDatabase } from "./stored.js";

/*
 * Every value that is written here of somebody is a canary: it occurs nowhere else. What sealed them before an erasure
 * are the wrapped bytes of keys: if no file has those any more, nothing in the folder opens a canary.
 */

const { folder, remove } = temporaryFolder();
afterAll(remove);

let counted = 0;
const canary = () => `C${[...randomBytes(14)].map((byte) => String.fromCodePoint(97 + (byte % 26))).join("")}`;

/** A person with a value in each field, whatever classes they have. */
interface Somebody {
  readonly id: string;
  readonly canaries: readonly string[];
  readonly name: string;
  readonly nik: string;
  readonly alias: string;
  readonly file: string;
}

interface Erased extends Answered {
  readonly keysDestroyed: boolean;
}

class Desk {
  readonly caseworker: Officer;
  readonly supervisor: Officer;
  readonly investigator: Officer;

  private constructor(agency: string, service: RunningService) {
    this.caseworker = new Officer(service, agency);
    this.supervisor = new Officer(service, agency, "SUPERVISOR");
    this.investigator = new Officer(service, agency, "INVESTIGATOR");
  }

  static async at(service: RunningService): Promise<Desk> {
    const administrator = new Officer(service, undefined, "ADMINISTRATOR");
    return new Desk((await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI" })).id, service);
  }

  async registers(): Promise<Somebody> {
    const canaries: string[] = [];
    const said = (value = canary()) => (canaries.push(value), value);
    const name = said();
    const nik = said(`99999941019900${String(10 + counted++)}`);
    const alias = said();
    const { id } = await this.caseworker.does("persons", {
      sex: "FEMALE",
      birthYear: 1990,
      source: "IN_PERSON",
      identity: { name, nik, alias, birthPlace: said() },
      contact: { address: said(), safeWay: said() },
      note: said(),
      occurred: { date: "2025-05", asReported: said() },
    });
    const uploaded = await this.caseworker.calls<Answered>("POST", `files?person=${id}`, `%PDF-1.7 ${said()}\n%%EOF`, {
      "content-type": "application/pdf",
      "idempotency-key": randomUUID(),
    });
    expect(uploaded.status).toBe(201);
    return { id, canaries, name, nik, alias, file: uploaded.body.id };
  }

  /** The caseworker proposes an erasure: of all, if no scope is given. */
  proposes(person: string, scope?: readonly string[]): Promise<string> {
    return proposes(this.caseworker, person, "erasure-proposals", { ...REQUEST, scope });
  }

  async erases(person: string, scope?: readonly string[], more: object = {}): Promise<Erased> {
    const of = [this.caseworker, this.supervisor] as const;
    return bothDo<Erased>(of, person, "erasure-proposals", { ...REQUEST, scope }, { residue: RESIDUE, ...more });
  }

  /** All that an answer tells of a person, as one text. */
  async tells({ id, name, nik }: Somebody, seen?: string): Promise<string> {
    const since = seen === undefined ? "" : `?seen=${seen}`;
    const paths = [`persons/${id}`, `persons/${id}/timeline`, `persons/${id}/state`];
    const told = await Promise.all(paths.map((path) => this.caseworker.sees<object>(`${path}${since}`)));
    const found = [];
    for (const sought of [{ name }, { nik }])
      found.push((await this.caseworker.sends<{ data: object[] }>(`persons/search${since}`, sought)).body.data);
    return JSON.stringify([...told, ...found]);
  }
}

const REQUEST = { ground: "SUBJECT_REQUEST", requestedBy: "SUBJECT" };
const RESIDUE = ["PAPER_FILES"];

const holding = (text: string, canaries: readonly string[]) => canaries.filter((value) => text.includes(value));

/** Wrapped bytes of all living keys that are of this person, whatever they seal. */
function wrappedKeysOf(data: string, person: string, files: readonly string[] = []): Map<string, Uint8Array> {
  const db = new DatabaseSync(join(data, "keys.db"), { readOnly: true });
  try {
    const rows = db.prepare("SELECT id, person, names, label, wrapped FROM keys WHERE destroyed_at IS NULL").all();
    const own = rows.filter(
      ({ person: of, names, label }) =>
        of === person || (names as string).includes(person) || files.includes(label as string),
    );
    return new Map(own.map(({ id, wrapped }) => [id as string, wrapped as Uint8Array]));
  } finally {
    db.close();
  }
}

/** What somebody is found by. */
async function searchTokensOf({ data, masterKey }: RealStore, { name, nik, alias }: Somebody): Promise<string[]> {
  const keys = await openProjectionKeys({ keySource: { file: join(data, "keys.db"), masterKey } });
  try {
    const values: readonly [LookupKind, string][] = [
      ["name", name],
      ["name", alias],
      ["nik", nik],
    ];
    return values.flatMap(([kind, value]) => lookupForms(kind, value).map((form) => lookupToken(keys, kind, form)));
  } finally {
    await keys.close();
  }
}

/** A token as the index of terms has it: in hexadecimal, of which neighbours keep what they begin with only once. */
function asIndexed(token: string): string {
  return Buffer.from(token).toString("hex").slice(-14);
}

/** Files of a folder that hold one of these bytes. */
function filesWith(data: string, wanted: Iterable<Uint8Array | string>): string[] {
  const sought = [...wanted].map((each) => Buffer.from(each));
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.length).toBeGreaterThan(3);
  return files.flatMap(({ parentPath, name }) => {
    // A checkpoint's next file takes the place of the one before, also while this looks.
    const bytes = name.endsWith(".next") ? Buffer.alloc(0) : readFileSync(join(parentPath, name));
    return sought.some((each) => bytes.includes(each)) ? [name] : [];
  });
}

const storedFiles = (data: string) =>
  readdirSync(join(data, "files"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

async function blobsOf(data: string, person: string): Promise<string[]> {
  return (await eventsOf(data))
    .map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as { type: string; facts: Record<string, string> })
    .filter(({ type, facts }) => type === "FileStored" && facts["person"] === person)
    .map(({ facts }) => facts["blob"]!);
}

const store = realStore(folder, "store");
let service: RunningService;
let desk: Desk;
let other: Somebody;
beforeAll(async () => {
  service = await store.start();
  desk = await Desk.at(service);
  other = await desk.registers();
});

describe("an erasure", () => {
  test("leaves nothing of the person in any answer nor in any file, and all of others", async () => {
    const somebody = await desk.registers();
    expect(holding(await desk.tells(somebody), somebody.canaries).length).toBe(somebody.canaries.length - 1);
    const wrapped = wrappedKeysOf(store.data, somebody.id, await blobsOf(store.data, somebody.id));
    // Identity, contact, the note, the words about the time, the file.
    expect(wrapped.size).toBe(5);
    expect(filesWith(store.data, wrapped.values()).length).toBeGreaterThan(0);
    const files = storedFiles(store.data).length;

    const erased = await desk.erases(somebody.id, undefined, { justification: "asked for at the desk" });
    expect(erased.keysDestroyed).toBe(true);
    const told = await desk.tells(somebody, erased.position);
    expect(holding(told, somebody.canaries)).toEqual([]);
    expect(told).toContain('"shredded"');
    expect(told).toMatch(/\[\],\[\]\]$/);
    expect(filesWith(store.data, wrapped.values())).toEqual([]);
    expect(storedFiles(store.data)).toHaveLength(files - 1);
    expect((await desk.caseworker.calls("GET", `files/${somebody.file}/content`)).status).toBe(410);

    expect(await desk.caseworker.sees(`persons/${somebody.id}`)).toMatchObject({
      data: { sex: "FEMALE", birthYear: 1990, erasures: [{ ground: "SUBJECT_REQUEST" }] },
    });
    expect(holding(await desk.tells(other), other.canaries).length).toBe(other.canaries.length - 1);
    expect(filesWith(store.data, somebody.canaries)).toEqual([]);
  });

  test("leaves no search token of the person in any byte of the folder, and those of others", async () => {
    const somebody = await desk.registers();
    const found = await searchTokensOf(store, somebody);
    // The NIK; of each name the word, and the whole.
    expect(found).toHaveLength(5);
    const tokens = found.flatMap((token) => [token, asIndexed(token)]);
    await desk.tells(somebody);
    for (const token of tokens) expect(filesWith(store.data, [token])).not.toEqual([]);

    const { position } = await desk.erases(somebody.id);
    // Each look is recorded in a view, which is when a log that somebody read from is emptied at last.
    await until(
      async () => (await desk.tells(somebody, position), filesWith(store.data, tokens)),
      (files) => files.length === 0,
    );
    for (const token of await searchTokensOf(store, other)) expect(filesWith(store.data, [token])).not.toEqual([]);
    await service.restart();
    expect(filesWith(store.data, tokens)).toEqual([]);
  });

  test("of one class leaves the others, and names them as what is left", async () => {
    const somebody = await desk.registers();
    const { position } = await desk.erases(somebody.id, ["contact"]);
    const told = await desk.tells(somebody, position);
    const [, , , , address, safeWay] = somebody.canaries;
    expect(holding(told, [address!, safeWay!])).toEqual([]);
    expect(holding(told, somebody.canaries)).toHaveLength(somebody.canaries.length - 3);
    expect(told).toContain('"residue":["PLAIN_FACTS","OTHER_CLASSES","PAPER_FILES"]');
    expect((await desk.caseworker.calls("GET", `files/${somebody.file}/content`)).status).toBe(200);
  });

  test("leaves later records of the person alone, and they are found", async () => {
    const somebody = await desk.registers();
    await desk.erases(somebody.id);
    const name = canary();
    const { position } = await desk.caseworker.does(`persons/${somebody.id}/identity`, {
      source: "IN_PERSON",
      identity: { name },
      occurred: { date: "2024-01" },
    });
    const found = await desk.caseworker.sends<{ data: object[] }>(`persons/search?seen=${position}`, { name });
    expect(found.body.data).toMatchObject([{ person: somebody.id }]);
    const gone = await desk.caseworker.sends<{ data: object[] }>("persons/search", { nik: somebody.nik });
    expect(gone.body.data).toEqual([]);
  });

  test("sent again with its key is done once, and of an unknown person is not found", async () => {
    const somebody = await desk.registers();
    const key = { "idempotency-key": randomUUID() };
    const path = `persons/${somebody.id}/erasures`;
    const body = { proposal: await desk.proposes(somebody.id), residue: RESIDUE };
    expect((await desk.caseworker.sends(path, body)).status).toBe(403);
    const first = await desk.supervisor.does(path, body, key);
    expect(await desk.supervisor.does(path, body, key)).toEqual(first);
    expect((await desk.supervisor.sends(`persons/${randomUUID()}/erasures`, body)).status).toBe(404);
  });

  test("is rejected during a legal hold, and so is its proposal", async () => {
    const somebody = await desk.registers();
    const path = `persons/${somebody.id}`;
    const proposal = await desk.proposes(somebody.id);
    const { position } = await desk.investigator.does(`${path}/legal-holds`, {
      ground: "COURT_ORDER",
      reference: "12/Pid",
      reason: "trial",
    });
    const held = `${path}?seen=${position}`;
    const { data } = await desk.caseworker.sees<{ data: { legalHolds: { id: string }[] } }>(held);
    const hold = data.legalHolds[0]!.id;
    for (const refused of [
      await desk.supervisor.sends(`${path}/erasures`, { proposal, residue: RESIDUE }),
      await desk.supervisor.sends(`${path}/erasure-proposals`, REQUEST),
    ])
      expect(refused).toMatchObject({
        status: 409,
        body: { rule: { id: "legal-hold", source: expect.stringContaining("UU 27/2022") }, holds: [hold] },
      });
    expect(holding(await desk.tells(somebody), somebody.canaries).length).toBe(somebody.canaries.length - 1);
    const officers = [desk.investigator, desk.supervisor] as const;
    await bothDo(officers, somebody.id, "legal-hold-release-proposals", { hold, reason: "acquitted" });
    expect(await desk.erases(somebody.id)).toMatchObject({ keysDestroyed: true });
  });

  test("must say what becomes of narratives that name others", async () => {
    const [somebody, named] = [await desk.registers(), await desk.registers()];
    const [secret, rewritten] = [canary(), canary()];
    const { position } = await desk.caseworker.does(`persons/${named.id}/do-not-tell`, {
      person: somebody.id,
      reason: secret,
    });
    const path = `persons/${somebody.id}/erasures`;
    const approval = { proposal: await desk.proposes(somebody.id), residue: RESIDUE };
    const refused = await desk.supervisor.sends(path, approval);
    expect(refused).toMatchObject({ status: 409, body: { rule: { id: "narratives-undecided" } } });
    const [{ event, ...rest }] = refused.body["undecided"] as [{ event: string }];
    expect(rest).toEqual({ stream: `person-${named.id}`, key: expect.any(String), others: [named.id] });
    expect(JSON.stringify(refused.body)).not.toContain(secret);
    for (const [decision, rule] of [
      ["DESTROYED", "narrative-names-others"],
      ["REWRITTEN", "narrative-not-rewritten"],
    ])
      expect(await desk.supervisor.sends(path, { ...approval, narratives: [{ event, decision }] })).toMatchObject({
        status: 409,
        body: { rule: { id: rule } },
      });
    const unfounded = await desk.supervisor.sends(path, { ...approval, narratives: [{ event, decision: "KEPT" }] });
    expect(unfounded.status).toBe(400);

    const correction = {
      event,
      reason: "WRONG_PERSON",
      personal: { narrative: { reason: rewritten } },
      names: [named.id],
    };
    await desk.caseworker.does(`persons/${named.id}/corrections`, correction);
    await desk.supervisor.does(path, { ...approval, narratives: [{ event, decision: "REWRITTEN" }] });
    const told = await desk.tells(named, position);
    expect(told).not.toContain(secret);
    expect(told).toContain(rewritten);
  });

  test("keeps a narrative with a justification", async () => {
    const [somebody, named] = [await desk.registers(), await desk.registers()];
    const secret = canary();
    await desk.caseworker.does(`persons/${named.id}/do-not-tell`, { person: somebody.id, reason: secret });
    const approval = { proposal: await desk.proposes(somebody.id), residue: RESIDUE };
    const refused = await desk.supervisor.sends(`persons/${somebody.id}/erasures`, approval);
    const [{ event }] = refused.body["undecided"] as [{ event: string }];
    const kept = { event, decision: "KEPT", justification: "VITAL_INTEREST" };
    const { position } = await desk.erases(somebody.id, undefined, { narratives: [kept] });
    expect(await desk.tells(named, position)).toContain(secret);
    expect(await desk.tells(somebody, position)).toContain('"KEPT_NARRATIVES"');
  });
});

describe("a store whose keys are older than an erasure", () => {
  test("destroys them again before it answers, as after a crash between the event and the keys", async () => {
    const somebody = await desk.registers();
    const before = wrappedKeysOf(store.data, somebody.id, await blobsOf(store.data, somebody.id));
    const keys = join(store.data, "keys.db");
    const older = join(folder, "older-keys.db");
    copyDatabase(keys, older);
    await desk.erases(somebody.id);
    expect(filesWith(store.data, before.values())).toEqual([]);
    await service.restart(() => {
      for (const suffix of ["", "-wal", "-shm"]) rmSync(`${keys}${suffix}`, { force: true });
      renameSync(older, keys);
      expect(wrappedKeysOf(store.data, somebody.id).size).toBeGreaterThan(0);
      expect(filesWith(store.data, before.values())).not.toEqual([]);
    }, "SIGKILL");
    expect(filesWith(store.data, before.values())).toEqual([]);
    expect(holding(await desk.tells(somebody), somebody.canaries)).toEqual([]);
  });
});

/** Records an erasure as the service does, with nobody there who destroys what it names: it died at that moment. */
async function onlyRecordErasure({ data, env }: RealStore, person: string, proposal: string): Promise<void> {
  const engines = await openEmbedded({ data, masterKeyFile: env["KAWAL_MASTER_KEY_FILE"]! }, null);
  const dying = createService(engines, systemClock);
  try {
    const scope = [...FIELD_CLASSES];
    expect(await engines.readModel.waitFor(await engines.eventStore.head(), 10_000)).toBe(true);
    const found = await findForErasure(person, scope, engines);
    const second = officerContext(randomUUID());
    const deciders = { agencies: [second.actor.agency!], roles: [second.actor.role!] };
    const command = { proposal, deciders, residue: [], narratives: [], found };
    await dying.handling.handle(personDecider, person, "ErasePerson", command, second);
  } finally {
    await closeService(dying);
  }
}

describe("a service that died between an erasure and the destruction of keys", () => {
  test("destroys keys and files before it listens, and doesn't listen while it can't", async () => {
    const names = () => new Set(storedFiles(store.data).map(({ name }) => name));
    const earlier = names();
    const somebody = await desk.registers();
    const stored = storedFiles(store.data).find(({ name }) => !earlier.has(name))!;
    const path = join(stored.parentPath, stored.name);
    const another = await desk.registers();
    const all = names();
    const [blob] = await blobsOf(store.data, somebody.id);
    const wrapped = wrappedKeysOf(store.data, somebody.id, [blob!]);
    expect(wrapped.size).toBe(5);
    const proposal = await desk.proposes(somebody.id);
    await service.restart(async () => {
      await onlyRecordErasure(store, somebody.id, proposal);
      expect([...wrappedKeysOf(store.data, somebody.id, [blob!])]).toEqual(expect.arrayContaining([...wrapped]));
      expect(names()).toEqual(all);

      // A folder in the file's place can't be removed as one.
      rmSync(path);
      mkdirSync(path);
      await expect(store.start()).rejects.toThrow(/ended with 1/);
      rmdirSync(path);
      writeFileSync(path, "sealed");
    });
    expect(filesWith(store.data, wrapped.values())).toEqual([]);
    expect(names()).toEqual(new Set([...all].filter((name) => name !== stored.name)));
    expect(holding(await desk.tells(somebody), somebody.canaries)).toEqual([]);
    expect(holding(await desk.tells(another), another.canaries).length).toBe(another.canaries.length - 1);
  });
});

test("an erasure does not make the store invalid, while the service runs or after it has stopped", async () => {
  const verify = () => kawal(["verify", "--data", store.data], store.env).ended;
  const whole = { code: 0, output: expect.stringMatching(/\d+ keys, 0 faults/) };
  expect(await verify()).toMatchObject(whole);
  await service.restart(async () => void expect(await verify()).toMatchObject(whole));
});
