import { createReadStream, existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, resolve, sep } from "node:path";
import { Mendable } from "../event-sourcing/mendable.js";
import { verifyChains } from "../event-sourcing/stored-event/chain.js";
import { hashOf } from "../event-sourcing/stored-event/envelope.js";
import { endSessionsIn } from "../sign-in/embedded-issuer/users-file.js";
import { SAMPLE_MASTER_KEY } from "../privacy/master-key.js";
import type { ErasureList } from "./erasures-file.js";
import { copyFiles } from "./export-store.js";
import {
  assertDigest,
  copyDigested,
  CopyDamaged,
  digestOf,
  readManifest,
  writeManifest,
  type Manifest,
} from "./manifest.js";
import { makeFileFolders, pathOfFile, readFolderFiles } from "../engines/folder/file-store.js";
import { syncFolder } from "../engines/folder/sync-folder.js";
import { assertImportFinished } from "../engines/folder/unfinished-import.js";
import { destroyKeysIn } from "../engines/sqlite/destroy-keys.js";
import { copyDatabase } from "../engines/sqlite/copy-database.js";
import { openSqliteEventStore } from "../engines/sqlite/event-store.js";

/** A backup that can't be made, or is not what it should be; the message says what to mend. */
export class BackupRefused extends Mendable {}

const EVENTS = "events.db";
const READS = "reads.db";
const KEYS = "keys.db";
/** With the keys, as it is no less secret. */
const USERS = "users.db";
const FILES = "files";
/** Paths in a backup. */
const COPIED = /^(events\.db|reads\.db|keys\.db|users\.db|files\/[0-9a-f]+)$/;
const DAY_MS = 86_400_000;
const LONGEST_DAYS = 3_650;

interface Newest {
  readonly number: number;
  readonly hash: string;
}

interface Copied {
  /** Hash of the store's first event, by which it is known; null for an empty one. */
  readonly store: string | null;
  /** The newest event of the copy; of keys: of the events that were copied before them, which they open. */
  readonly head: Newest | null;
  /** ISO 8601, UTC. */
  readonly madeAt: string;
}

interface EventsManifest extends Manifest, Copied {
  readonly kawal: "backup";
}

interface KeysManifest extends Manifest, Copied {
  readonly kawal: "keys";
  /** When this copy must be destroyed, as it opens what was erased since. ISO 8601, UTC. */
  readonly destroyBy: string;
}

export interface BackedUp {
  readonly events: number;
  readonly files: number;
  /** Events of the log of reads; absent where nothing was ever read. */
  readonly reads?: number;
  /** The store's own users were there, too: with the keys. */
  readonly users: boolean;
}

/**
 * Copies a store of the embedded profile, also beside the running service. Keys and files are there before the event
 * that needs them, so the events are copied first: each event of the copy finds its key and its file in it. A folder
 * with a manifest is whole; nothing is left of a backup that fails.
 * @param data folder of the store
 * @param folder for events and files; @param keysFolder for the keys, apart from them: both are made, and must be new
 * @param keysLifetimeDays how long the copy of the keys may live
 * @param now ISO 8601, UTC
 * @throws BackupRefused, ImportUnfinished
 */
export async function backUp(
  data: string,
  folder: string,
  keysFolder: string,
  keysLifetimeDays: number,
  now: string,
): Promise<BackedUp> {
  if (!(keysLifetimeDays > 0 && keysLifetimeDays <= LONGEST_DAYS))
    throw new BackupRefused(`the lifetime of the keys must be a number of days, at most ${LONGEST_DAYS}`);
  for (const name of [EVENTS, KEYS])
    if (!existsSync(join(data, name))) throw new BackupRefused(`there is no store in ${data}: it has no ${name}`);
  if (existsSync(join(data, SAMPLE_MASTER_KEY)))
    throw new BackupRefused(
      `the store in ${data} is a sample, whose master key lies in it and would be in no backup: fill a new one instead`,
    );
  assertImportFinished(data);
  assertApart(folder, keysFolder);
  for (const each of [folder, keysFolder]) {
    if (isWithin(each, data)) throw new BackupRefused(`${each} is in the store itself: a backup is kept elsewhere`);
    if (existsSync(each)) throw new BackupRefused(`${each} is there already: name a new folder for each backup`);
  }
  try {
    for (const each of [folder, keysFolder]) await mkdir(each, { recursive: true, mode: 0o700 });
    await copyDatabase(join(data, EVENTS), join(folder, EVENTS));
    await copyDatabase(join(data, KEYS), join(keysFolder, KEYS));
    const hasUsers = existsSync(join(data, USERS));
    if (hasUsers) await copyDatabase(join(data, USERS), join(keysFolder, USERS));
    // Last of the logs, so that it tells of every read of what is in the copy.
    const hasReads = existsSync(join(data, READS));
    if (hasReads) await copyDatabase(join(data, READS), join(folder, READS));
    const digests = await copyFiles(readFolderFiles(join(data, FILES)), join(folder, FILES));
    const files: Record<string, string> = { [EVENTS]: await digestOf(join(folder, EVENTS)) };
    if (hasReads) files[READS] = await digestOf(join(folder, READS));
    for (const [name, digest] of digests) files[`${FILES}/${name}`] = digest;
    const { store, head } = await endsOf(join(folder, EVENTS));
    const copied: Copied = { store, head, madeAt: now };
    const destroyBy = new Date(Date.parse(now) + keysLifetimeDays * DAY_MS).toISOString();
    const keys: Record<string, string> = { [KEYS]: await digestOf(join(keysFolder, KEYS)) };
    if (hasUsers) keys[USERS] = await digestOf(join(keysFolder, USERS));
    await writeManifest<KeysManifest>(keysFolder, { kawal: "keys", ...copied, destroyBy, files: keys });
    await writeManifest<EventsManifest>(folder, { kawal: "backup", ...copied, files });
    return { events: (head?.number ?? -1) + 1, files: digests.size, users: hasUsers, ...(await readsIn(folder)) };
  } catch (error) {
    for (const each of [folder, keysFolder]) await rm(each, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Brings a backup back, with the users that it has, into a folder that is not there yet, or empty. It is put together
 * beside it, checked, and only then given its name, so that a service never starts on half a store. Views are built
 * again at the next start.
 * @param now ISO 8601, UTC
 * @param erasures what was erased after the end of this log, which can't know of it: their keys are destroyed before
 * the store gets its name; the bytes of their files stay, and open no more
 * @returns also when the copy of the keys was made, as what was erased since is open again; and when it should have
 * been destroyed, if that is past. ISO 8601, UTC
 * @throws BackupRefused, CopyDamaged
 */
export async function restoreBackup(
  data: string,
  folder: string,
  keysFolder: string,
  now: string,
  erasures?: ErasureList,
): Promise<BackedUp & { readonly keysMadeAt: string; readonly keysOverdueSince?: string }> {
  assertApart(folder, keysFolder);
  const manifest = await readManifest<EventsManifest>(folder, "backup");
  const keysManifest = await readManifest<KeysManifest>(keysFolder, "keys");
  assertOpens(keysManifest, manifest);
  if (erasures !== undefined && erasures.store !== manifest.store)
    throw new BackupRefused("the list of erasures is of another store than the events");
  if (existsSync(data) && (await readdir(data)).length > 0)
    throw new BackupRefused(`${data} is not empty: a backup is restored into a new folder`);
  const building = `${data}.restoring`;
  await rm(building, { recursive: true, force: true });
  await makeFileFolders(join(building, FILES));
  for (const path of new Set([EVENTS, ...Object.keys(manifest.files)]))
    await bring(folder, path, building, manifest.files[path]);
  for (const path of new Set([KEYS, ...Object.keys(keysManifest.files)]))
    await bring(keysFolder, path, building, keysManifest.files[path]);
  // Who was signed in then is not now: a session that was ended since would go on.
  const users = existsSync(join(building, USERS));
  if (users) endSessionsIn(join(building, USERS));
  await assertWhole(join(building, EVENTS), manifest);
  const reads = await readsIn(building);
  if (erasures !== undefined)
    destroyKeysIn(
      join(building, KEYS),
      erasures.erasures.flatMap(({ keys, at }) => keys.map((id) => [id, at] as const)),
    );
  const files = Object.keys(manifest.files)
    .filter((path) => path.startsWith(`${FILES}/`))
    .map((path) => basename(path));
  for (const shard of new Set(files.map((name) => dirname(pathOfFile(join(building, FILES), name)))))
    await syncFolder(shard);
  await syncFolder(join(building, FILES));
  await syncFolder(building);
  try {
    // Not what is in it: a service may have been started there meanwhile.
    if (existsSync(data)) await rmdir(data);
  } catch (error) {
    throw new BackupRefused(`${data} can't be replaced (${(error as NodeJS.ErrnoException).code})`);
  }
  await rename(building, data);
  await syncFolder(dirname(data));
  const { destroyBy, madeAt: keysMadeAt } = keysManifest;
  const overdue = destroyBy < now ? { keysOverdueSince: destroyBy } : {};
  return { events: (manifest.head?.number ?? -1) + 1, files: files.length, users, ...reads, keysMadeAt, ...overdue };
}

function assertApart(folder: string, keysFolder: string): void {
  if (isWithin(keysFolder, folder) || isWithin(folder, keysFolder))
    throw new BackupRefused("the keys must lie in a folder apart from the events: a copy of both opens every name");
}

/** Keys copied with later events of the same store do, too. */
function assertOpens(keys: KeysManifest, events: EventsManifest): void {
  if (keys.store !== events.store) throw new BackupRefused("the keys are of another store than the events");
  const [keysHead, head] = [keys.head?.number ?? -1, events.head?.number ?? -1];
  if (keysHead < head)
    throw new BackupRefused("the keys are of an earlier backup than the events: the newest events would not open");
  if (keysHead === head && keys.head?.hash !== events.head?.hash)
    throw new BackupRefused("the keys are of another life of this store than the events: they have parted since");
}

async function bring(from: string, path: string, into: string, digest: string | undefined): Promise<void> {
  if (!COPIED.test(path)) throw new CopyDamaged(`${path} in ${from} is nothing that a backup has`);
  await assertDigest(from, path, digest);
  // In a folder of files, as the store keeps them: by the first byte of their names.
  const target = path.startsWith(`${FILES}/`) ? pathOfFile(join(into, FILES), basename(path)) : join(into, path);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const copied = await copyDigested(createReadStream(join(from, path)), target);
  if (copied !== digest) throw new CopyDamaged(`${path} in ${from} changed while it was copied`);
}

async function assertWhole(file: string, { head, store }: EventsManifest): Promise<void> {
  const ends = await endsOf(file);
  if (ends.head?.number !== head?.number || ends.head?.hash !== head?.hash || ends.store !== store)
    throw new BackupRefused("the events do not begin and end with those that the manifest names");
  await verifiedIn(file);
}

/** How many reads are there, when their log is. @throws BackupRefused for one whose chains do not hold */
async function readsIn(folder: string): Promise<Pick<BackedUp, "reads">> {
  const file = join(folder, READS);
  return existsSync(file) ? { reads: await verifiedIn(file) } : {};
}

/** How many events there are. @throws BackupRefused when a chain does not hold */
async function verifiedIn(file: string): Promise<number> {
  const store = await openSqliteEventStore({ file, mode: "read" });
  try {
    const { events, faults } = await verifyChains(store);
    if (faults.length > 0)
      throw new BackupRefused(`${basename(file)}: ${faults.length} faults in the chains: ${JSON.stringify(faults[0])}`);
    return events;
  } finally {
    await store.close();
  }
}

async function endsOf(file: string): Promise<Pick<Copied, "store" | "head">> {
  const events = await openSqliteEventStore({ file, mode: "read" });
  try {
    const [first] = await events.readAll(null, 1);
    if (first === undefined) return { store: null, head: null };
    const number = await events.head();
    const before = number === 0 ? null : { number: number - 1, position: String(number - 1) };
    const [last] = await events.readAll(before, 1);
    return { store: hashOf(first.bytes), head: { number, hash: hashOf(last!.bytes) } };
  } finally {
    await events.close();
  }
}

function isWithin(path: string, folder: string): boolean {
  return `${resolve(path)}${sep}`.startsWith(`${resolve(folder)}${sep}`);
}
