import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomBytes } from "node:crypto";
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary.js";
import { kawal, realStore } from "./moving-store.js";
import { Officer, startService, type RunningService } from "./service.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);
const at = (name: string) => join(folder, name);
const store = realStore(folder, "store");
const NAMES = ["Sitinurbaya Misalkan", "Rukmini Umpama"] as const;
let agency: string;
let erased: string;
let other: string;

const cli = (...args: string[]) => kawal(store.env, ...args).ended;

/** The names that a service tells of the two persons. */
async function namesIn(service: RunningService): Promise<string[]> {
  const officer = new Officer(service, agency);
  const told = await Promise.all([erased, other].map((id) => officer.sees<object>(`persons/${id}`)));
  return NAMES.filter((name) => JSON.stringify(told).includes(name));
}

async function withService<T>(work: (service: RunningService) => Promise<T>, env = store.env): Promise<T> {
  const service = await startService(store.data, { KAWAL_SAMPLE: undefined, ...env });
  try {
    return await work(service);
  } finally {
    await service.stop();
  }
}

/** Backed up before one of two is erased: the whole store, and the keys alone. */
beforeAll(async () => {
  const service = await store.start();
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  agency = (await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI" })).id;
  const register = async (name: string) =>
    (await new Officer(service, agency).does("persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name } })).id;
  [erased, other] = [await register(NAMES[0]), await register(NAMES[1])];
  const backups = [
    await cli("backup", at("whole"), "--keys", at("whole-keys")),
    await cli("keys", "backup", at("keys.backup")),
    await cli("keys", "backup", at("keys.expired"), "--days", "0.000001"),
  ];
  expect(backups).toMatchObject([{ code: 0 }, { code: 0 }, { code: 0 }]);
  const supervisor = new Officer(service, agency, "SUPERVISOR");
  await supervisor.does(`persons/${erased}/erasures`, { ground: "SUBJECT_REQUEST", residue: [] });
  expect((await cli("erasures", at("erasures.json"))).code).toBe(0);
  expect((await cli("keys", "restore", at("keys.backup"))).code).toBe(1);
  expect((await cli("backup", at("after"), "--keys", at("after-keys"))).code).toBe(0);
  await service.stop();
});

test("a restored backup of keys opens what was not erased, and no more", async () => {
  expect(await cli("keys", "restore", at("keys.expired"))).toMatchObject({
    code: 1,
    output: expect.stringContaining("was to be destroyed by"),
  });
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(store.data, `keys.db${suffix}`), { force: true });
  const restored = await cli("keys", "restore", at("keys.backup"));
  expect(restored).toMatchObject({ code: 0, output: expect.stringMatching(/[1-9]\d* of them as erased since/) });
  expect(await withService(namesIn)).toEqual([NAMES[1]]);
});

test("a whole backup from before opens what was erased, unless it is told of it", async () => {
  for (const [name, options, names] of [
    ["untold", [], [...NAMES]],
    ["told", ["--erasures", at("erasures.json")], [NAMES[1]]],
  ] as const) {
    const env = { ...store.env, KAWAL_DATA: at(name) };
    const restored = await kawal(env, "restore", at("whole"), "--keys", at("whole-keys"), ...options).ended;
    expect(restored).toMatchObject({ code: 0 });
    expect(await withService(namesIn, env)).toEqual(names);
  }
});

test("a whole backup from after opens nothing of it, though older keys are brought back to it", async () => {
  const env = { ...store.env, KAWAL_DATA: at("after-restored") };
  const restored = await kawal(env, "restore", at("after"), "--keys", at("after-keys")).ended;
  expect(restored).toMatchObject({ code: 0 });
  expect(await withService(namesIn, env)).toEqual([NAMES[1]]);
  // Keys from before the erasure, put there by hand: the log is applied to them before anybody is answered.
  for (const suffix of ["", "-wal", "-shm"]) rmSync(join(at("after-restored"), `keys.db${suffix}`), { force: true });
  copyFileSync(join(at("whole-keys"), "keys.db"), join(at("after-restored"), "keys.db"));
  expect(await withService(namesIn, env)).toEqual([NAMES[1]]);
});

test("after a change of the master key only the new one starts the store", async () => {
  const file = at("new.key");
  writeFileSync(file, randomBytes(32), { mode: 0o600 });
  await withService(async () => expect((await cli("keys", "rotate", "--new-master-key-file", file)).code).toBe(1));
  expect((await cli("keys", "rotate", "--new-master-key-file", file)).code).toBe(0);
  await expect(store.start()).rejects.toThrow(/master key is not the one/);
  expect(await withService(namesIn, { ...store.env, KAWAL_MASTER_KEY_FILE: file })).toEqual([NAMES[1]]);
});
