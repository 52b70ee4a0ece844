import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { copyFileSync, cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inOrder } from "../in-order.js";
import { temporaryFolder } from "../temporary.js";
import { bothDo } from "./four-eyes.js";
import { eventsOf, keysMissing, keysNeeded, type RealStore } from "./moving-store.js";
import { NAMES, preparedStore, type Prepared } from "./prepared-store.js";
import { kawal } from "./run.js";
import { Officer, startService, type RunningService } from "./service.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);
const at = (name: string) => join(folder, name);
let store: RealStore;
let prepared: Prepared;
/** The first of these two is erased, after the store and its keys have been backed up. */
let erased: string;
let other: string;

const cli = (...args: string[]) => kawal(args, store.env).ended;

/** The names that a service tells of the two persons. */
async function namesIn(service: RunningService): Promise<string[]> {
  const officer = new Officer(service, prepared.agency);
  const told = await Promise.all([erased, other].map((id) => officer.sees<object>(`persons/${id}`)));
  return NAMES.slice(1).filter((name) => JSON.stringify(told).includes(name));
}

async function withService<T>(work: (service: RunningService) => Promise<T>, env = store.env): Promise<T> {
  const service = await startService(store.data, { KAWAL_SAMPLE: undefined, ...env });
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

/** How many keys each of the two persons needs, and has in this file under the store's master key. */
async function keysIn(file: string): Promise<{ readonly needed: number; readonly there: number }[]> {
  const events = await eventsOf(store.data);
  const count = async (person: string) => {
    const needed = keysNeeded(events.filter(({ stream }) => stream.endsWith(person)));
    const missing = await keysMissing(file, store.masterKey, needed);
    return { needed: needed.length, there: needed.length - missing.length };
  };
  return [await count(erased), await count(other)];
}

/** Backed up before one of two is erased: the whole store, and the keys alone. */
beforeAll(async () => {
  ({ store, prepared } = await preparedStore(folder, "store"));
  [erased, other] = prepared.migrants.slice(1) as [string, string];
  const backups = await Promise.all([
    cli("backup", at("whole"), "--keys", at("whole-keys")),
    cli("keys", "backup", at("keys.backup")),
    cli("keys", "backup", at("keys.expired"), "--days", "0.000001"),
  ]);
  expect(backups).toMatchObject([{ code: 0 }, { code: 0 }, { code: 0 }]);
  await withService(async (service) => {
    const officers = [
      new Officer(service, prepared.agency),
      new Officer(service, prepared.agency, "SUPERVISOR"),
    ] as const;
    await bothDo(officers, erased, "erasure-proposals", { ground: "SUBJECT_REQUEST" }, { residue: [] });
    const [list, restored, after] = await Promise.all([
      cli("erasures", at("erasures.json")),
      cli("keys", "restore", at("keys.backup")),
      cli("backup", at("after"), "--keys", at("after-keys")),
    ]);
    expect([list, restored, after]).toMatchObject([{ code: 0 }, { code: 1 }, { code: 0 }]);
  });
});

const then = inOrder();

test("a backup needs no master key, and tells of the store's own users; so does a restore", async () => {
  const keyless = (data: string, ...args: string[]) => kawal(args, { KAWAL_DATA: data }).ended;
  cpSync(store.data, at("own"), { recursive: true });
  writeFileSync(at("password"), "kuda lumping di alun-alun\n", { mode: 0o600 });
  expect(await keyless(at("own"), "users", "add", "siti", "--password-file", at("password"))).toMatchObject({
    code: 0,
  });
  const made = await keyless(at("own"), "backup", at("keyless"), "--keys", at("keyless-keys"));
  expect(made).toMatchObject({ code: 0, output: expect.stringContaining("the keys and the store's own users in") });
  const restored = await keyless(at("again"), "restore", at("keyless"), "--keys", at("keyless-keys"));
  expect(restored).toMatchObject({ code: 0, output: expect.stringContaining("The store's own users are there again") });
});

test("a copy into a file that is there is refused with a sentence", async () => {
  const second = await cli("keys", "backup", at("keys.backup"));
  expect(second).toEqual({ code: 1, output: `${at("keys.backup")} is there already: name a new one\n` });
});

then("a restored backup of keys opens what was not erased, and no more", async () => {
  expect(await cli("keys", "restore", at("keys.expired"))).toMatchObject({
    code: 1,
    output: expect.stringContaining("was to be destroyed by"),
  });
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(store.data, `keys.db${suffix}`), { force: true });
  const restored = await cli("keys", "restore", at("keys.backup"));
  expect(restored).toMatchObject({ code: 0, output: expect.stringMatching(/[1-9]\d* of them as erased since/) });
});

then("after a change of the master key, which waits for the service, only the new one starts the store", async () => {
  const file = at("new.key");
  writeFileSync(file, randomBytes(32), { mode: 0o600 });
  const rotate = () => cli("keys", "rotate", "--new-master-key-file", file);
  const names = await withService(async (service) => {
    expect((await rotate()).code).toBe(1);
    return namesIn(service);
  });
  expect(names).toEqual([NAMES[2]]);
  expect((await rotate()).code).toBe(0);
  await expect(store.start()).rejects.toThrow(/master key is not the one/);
  expect(await withService(namesIn, { ...store.env, KAWAL_MASTER_KEY_FILE: file })).toEqual([NAMES[2]]);
});

test("a whole backup from before opens what was erased, unless it is told of it", async () => {
  const opened = [];
  for (const [name, options] of [
    ["untold", []],
    ["told", ["--erasures", at("erasures.json")]],
  ] as const) {
    const env = { ...store.env, KAWAL_DATA: at(name) };
    const restored = await kawal(["restore", at("whole"), "--keys", at("whole-keys"), ...options], env).ended;
    expect(restored).toMatchObject({ code: 0 });
    opened.push(await keysIn(join(at(name), "keys.db")));
  }
  const [[first, second], told] = opened as [Keys[], Keys[]];
  expect(first!.needed).toBeGreaterThan(0);
  expect(second!.needed).toBeGreaterThan(0);
  expect([first!.there, second!.there]).toEqual([first!.needed, second!.needed]);
  expect(told).toEqual([{ ...first, there: 0 }, second]);
});
type Keys = Awaited<ReturnType<typeof keysIn>>[number];

test("a whole backup from after opens nothing of it, though older keys are brought back to it", async () => {
  const env = { ...store.env, KAWAL_DATA: at("after-restored") };
  const restored = await kawal(["restore", at("after"), "--keys", at("after-keys")], env).ended;
  expect(restored).toMatchObject({ code: 0 });
  const [ofErased, ofOther] = await keysIn(join(at("after-restored"), "keys.db"));
  expect(ofErased!.there).toBe(0);
  expect(ofOther!.there).toBe(ofOther!.needed);
  // Keys from before the erasure, put there by hand: the log is applied to them before anybody is answered.
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(at("after-restored"), `keys.db${suffix}`), { force: true });
  copyFileSync(join(at("whole-keys"), "keys.db"), join(at("after-restored"), "keys.db"));
  expect(await withService(namesIn, env)).toEqual([NAMES[2]]);
});
