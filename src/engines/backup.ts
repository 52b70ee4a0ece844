import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { copyFile, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { verifyChains } from "../audit/chain.js";
import { hashOf } from "../event-sourcing/envelope.js";
import { readFolderFiles } from "./folder/file-store.js";
import { copyDatabase } from "./sqlite/copy-database.js";
import { openSqliteEventStore } from "./sqlite/event-store.js";
import { acquireStoreLock } from "./sqlite/store-lock.js";

/** A backup that can't be made, or is not what it should be; the message says what to mend. */
export class BackupRefused extends Error {}

const FORMAT = 1;
const MANIFEST = "manifest.json";
const EVENTS = "events.db";
const KEYS = "keys.db";
const FILES = "files";

interface Manifest {
  readonly kawal: "backup" | "keys";
  readonly format: number;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
  /** Of keys: when this copy must be destroyed, as it opens what was erased since. ISO 8601, UTC. */
  readonly destroyBy?: string;
  /** Of events: the newest one, null for none. */
  readonly head?: { readonly number: number; readonly hash: string } | null;
  /** SHA-256 (base64url) by path. */
  readonly files: { readonly [path: string]: string };
}

export interface BackedUp {
  readonly events: number;
  readonly files: number;
}

/**
 * Copies a store of the embedded profile, also beside the running service. Keys and files are there before the event
 * that needs them, so the events are copied first: each event of the copy finds its key and its file in it.
 * @param data folder of the store
 * @param folder for events and files; @param keysFolder for the keys, apart from them: both are made, and must be new
 * @param keysLifetimeDays how long the copy of the keys may live
 * @throws BackupRefused
 */
export async function backUp(
  data: string,
  folder: string,
  keysFolder: string,
  keysLifetimeDays: number,
  now: string,
): Promise<BackedUp> {
  if (!existsSync(join(data, EVENTS))) throw new BackupRefused(`there is no store in ${data}`);
  if (isWithin(keysFolder, folder) || isWithin(folder, keysFolder))
    throw new BackupRefused("the keys must go to a folder apart from the events: a copy of both opens every name");
  for (const each of [folder, keysFolder]) {
    if (existsSync(each)) throw new BackupRefused(`${each} is there already: name a new folder for each backup`);
    await mkdir(each, { recursive: true, mode: 0o700 });
  }
  await copyDatabase(join(data, EVENTS), join(folder, EVENTS));
  await copyDatabase(join(data, KEYS), join(keysFolder, KEYS));
  const files: Record<string, string> = {};
  await mkdir(join(folder, FILES), { mode: 0o700 });
  const stored = readFolderFiles(join(data, FILES));
  for await (const name of stored.names()) {
    const copy = join(folder, FILES, name);
    await pipeline(await stored.encrypted(name), createWriteStream(copy, { flags: "wx", mode: 0o600, flush: true }));
    files[`${FILES}/${name}`] = await digestOf(copy);
  }
  const count = Object.keys(files).length;
  files[EVENTS] = await digestOf(join(folder, EVENTS));
  const { head, events } = await headOf(join(folder, EVENTS));
  const made = { format: FORMAT, madeAt: now };
  const destroyBy = new Date(Date.parse(now) + keysLifetimeDays * 86_400_000).toISOString();
  await writeManifest(keysFolder, {
    kawal: "keys",
    ...made,
    destroyBy,
    files: { [KEYS]: await digestOf(join(keysFolder, KEYS)) },
  });
  // Last: a folder with a manifest is a whole backup.
  await writeManifest(folder, { kawal: "backup", ...made, head, files });
  return { events, files: count };
}

/**
 * Brings a backup back into a folder that is not there yet, or empty. It is put together beside it, checked, and only
 * then given its name, so that a service never starts on half a store. Views are built again at the next start.
 * @returns also when the copy of the keys should have been destroyed, if that is past
 * @throws BackupRefused
 */
export async function restoreBackup(
  data: string,
  folder: string,
  keysFolder: string,
  now: string,
): Promise<BackedUp & { readonly keysOverdueSince?: string }> {
  const manifest = await readManifest(folder, "backup");
  const keysManifest = await readManifest(keysFolder, "keys");
  if (Date.parse(keysManifest.madeAt) < Date.parse(manifest.madeAt))
    throw new BackupRefused("the keys are of an earlier backup than the events: the newest events would not open");
  if (existsSync(data) && (await readdir(data)).length > 0)
    throw new BackupRefused(`${data} is not empty: a backup is restored into a new folder`);
  const building = `${data}.restoring`;
  await rm(building, { recursive: true, force: true });
  await mkdir(join(building, FILES), { recursive: true, mode: 0o700 });
  for (const [path, digest] of Object.entries(manifest.files)) await bring(folder, path, building, digest);
  await bring(keysFolder, KEYS, building, keysManifest.files[KEYS]);
  const { head, events } = await headOf(join(building, EVENTS));
  if (head?.number !== manifest.head?.number || head?.hash !== manifest.head?.hash)
    throw new BackupRefused("the events do not end with the one that the manifest names");
  const store = await openSqliteEventStore({ file: join(building, EVENTS), mode: "read" });
  const { faults } = await verifyChains(store);
  await store.close();
  if (faults.length > 0) throw new BackupRefused(`${faults.length} faults in the chains: ${JSON.stringify(faults[0])}`);
  await rm(data, { recursive: true, force: true });
  await rename(building, data);
  await syncFolder(dirname(data));
  const { destroyBy } = keysManifest;
  const overdue = destroyBy !== undefined && destroyBy < now ? { keysOverdueSince: destroyBy } : {};
  return { events, files: Object.keys(manifest.files).length - 1, ...overdue };
}

/** Fails while a service runs on the folder. @throws StoreLocked */
export function assertNotRunning(data: string): void {
  if (existsSync(data)) acquireStoreLock(data).release();
}

async function bring(from: string, path: string, into: string, digest: string | undefined): Promise<void> {
  const [name, folder = ""] = path.split("/").toReversed() as [string, string?];
  // In a folder of files, as the store keeps them: by the first byte of their names.
  const target = folder === FILES ? join(into, FILES, name.slice(0, 2), name) : join(into, name);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  try {
    await copyFile(join(from, path), target);
  } catch (error) {
    throw new BackupRefused(`${path} is missing in ${from} (${(error as NodeJS.ErrnoException).code})`);
  }
  if ((await digestOf(target)) !== digest)
    throw new BackupRefused(`${path} is not what the manifest says: it was changed`);
  const handle = await open(target, "r+");
  await handle.sync();
  await handle.close();
}

async function headOf(file: string): Promise<{ head: Manifest["head"]; events: number }> {
  const store = await openSqliteEventStore({ file, mode: "read" });
  try {
    const number = await store.head();
    const [last] = number < 0 ? [] : await store.readAll(number === 0 ? null : { number: number - 1, position: "" }, 1);
    return { head: last ? { number, hash: hashOf(last.bytes) } : null, events: number + 1 };
  } finally {
    await store.close();
  }
}

async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const handle = await open(join(folder, MANIFEST), "wx", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(folder);
}

async function readManifest(folder: string, kind: Manifest["kawal"]): Promise<Manifest> {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(await readFile(join(folder, MANIFEST), "utf8")) as Manifest;
  } catch {
    throw new BackupRefused(`${folder} holds no whole backup: its ${MANIFEST} is missing or damaged`);
  }
  if (manifest.kawal !== kind) throw new BackupRefused(`${folder} is a backup of ${manifest.kawal}, not of ${kind}`);
  if (manifest.format !== FORMAT)
    throw new BackupRefused(`the backup has format ${manifest.format}; this version reads format ${FORMAT}`);
  return manifest;
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  return hash.digest("base64url");
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isWithin(path: string, folder: string): boolean {
  return `${resolve(path)}${sep}`.startsWith(`${resolve(folder)}${sep}`);
}
