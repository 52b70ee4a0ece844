import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary.js";
import { realStore } from "./moving-store.js";
import { kawal } from "./run.js";
import { Officer, type Answered } from "./service.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);
const place = (name: string) => join(folder, name);

/** The widest, which what these tests start begins with. */
let umask: number;
beforeEach(() => void (umask = process.umask(0)));
afterEach(() => void process.umask(umask));

/** A path and all that is in it. */
function pathsIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, String(name)))];
}

/** What has another mode than 0600 for a file, 0700 for a folder. */
function openIn(path: string): string[] {
  return pathsIn(path).flatMap((each) => {
    // A running service replaces its checkpoints.
    const stats = statSync(each, { throwIfNoEntry: false });
    if (stats === undefined) return [];
    const mode = stats.mode & 0o777;
    return mode === (stats.isDirectory() ? 0o700 : 0o600) ? [] : [`${each} ${mode.toString(8)}`];
  });
}

function openToAll(path: string): void {
  for (const each of pathsIn(path)) chmodSync(each, statSync(each).isDirectory() ? 0o755 : 0o644);
}

const names = (path: string) => readdirSync(path, { recursive: true }).map(String);

(process.platform === "win32" ? describe.skip : describe)("files and folders are their owner's alone", () => {
  const store = realStore(folder, "store");

  test("of a store, its backup, its exports and what is restored of them, whoever made the folder", async () => {
    mkdirSync(store.data);
    const service = await store.start();
    const administrator = new Officer(service, undefined, "ADMINISTRATOR");
    const { id: agency } = await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI" });
    const officer = new Officer(service, agency);
    const identity = { name: "Siti" };
    const { id } = await officer.does("persons", { sex: "FEMALE", birthYear: 1990, source: "IN_PERSON", identity });
    const stored = await officer.calls<Answered>("POST", `files?person=${id}`, "%PDF-1.7 contoh\n%%EOF", {
      "content-type": "application/pdf",
      "idempotency-key": randomUUID(),
    });
    expect(stored.status).toBe(201);
    expect(names(store.data)).toEqual(
      expect.arrayContaining(["events.db-wal", "keys.db-shm", "views.db-wal", "reads.db", "lock.db", "lock.json"]),
    );
    expect(openIn(store.data)).toEqual([]);

    const runs = async (env: Record<string, string>, ...args: string[]) =>
      expect(await kawal(args, env).ended).toMatchObject({ code: 0 });
    const password = place("password");
    writeFileSync(password, "kuda lumping di alun-alun\n");
    await runs(store.env, "users", "add", "siti", "--password-file", password);
    await runs(store.env, "verify");
    await runs(store.env, "status");
    await runs(store.env, "backup", place("backup"), "--keys", place("backed-up-keys"));
    await runs(store.env, "export", place("export"));
    await runs(store.env, "keys", "backup", place("keys"));
    await runs(store.env, "erasures", place("erasures"));
    expect(names(store.data)).toContain("users.db");
    for (const made of [store.data, ...["backup", "backed-up-keys", "export", "keys", "erasures"].map(place)])
      expect(openIn(made)).toEqual([]);
    expect(await service.stop()).toBe(0);
    expect(openIn(store.data)).toEqual([]);

    const restored = { ...store.env, KAWAL_DATA: place("restored/deep") };
    await runs(restored, "restore", place("backup"), "--keys", place("backed-up-keys"));
    expect(openIn(place("restored"))).toEqual([]);
    const imported = realStore(folder, "imported");
    mkdirSync(imported.data);
    await runs(imported.env, "import", place("export"));
    expect(openIn(imported.data)).toEqual([]);
  });

  test("of a store that was unpacked open to all, once it has started, which says so", async () => {
    const unpacked = realStore(folder, "unpacked", store.masterKey);
    cpSync(store.data, unpacked.data, { recursive: true });
    openToAll(unpacked.data);
    const count = openIn(unpacked.data).length;
    expect(count).toBe(pathsIn(unpacked.data).length);
    const service = await unpacked.start();
    expect(openIn(unpacked.data)).toEqual([]);
    const [, told] = /(\d+) files and folders in .* were open to other users/.exec(service.output())!;
    // The lock has a journal of its own, once it is taken.
    expect(Number(told)).toBeGreaterThanOrEqual(count);
    await service.restart();
    expect(service.output()).not.toContain("open to other users");
  });
});
