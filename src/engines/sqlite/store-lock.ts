import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Mendable } from "../../event-sourcing/mendable.js";

/** Name of the file in the data folder on which the lock is held. */
export const LOCK = "lock.db";

/** SQLite's code for a lock that another connection holds. */
const SQLITE_BUSY = 5;

/** The right to write in a data folder. */
export interface StoreLock {
  readonly folder: string;
  release(): void;
}

/** Another process, or another part of this one, may write in the folder. */
export class StoreLocked extends Mendable {
  constructor(
    readonly folder: string,
    readonly holder: LockHolder | undefined,
  ) {
    const who = holder ? `process ${holder.pid} on ${holder.host}, since ${holder.since}` : "another process";
    super(
      `The store in ${folder} is in use by ${who}. Only one process may write in it: stop that one first, or choose another folder.`,
    );
  }
}

/** Who holds a lock, as far as it has said so. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** A connection that nothing refers to would be collected as garbage, and its lock with it. */
const held = new Set<DatabaseSync>();

/**
 * Takes the right to write in a data folder, which is made when it is missing. The operating system holds the lock, by
 * an exclusive transaction on `lock.db` that never ends: a process that dies, in whatever way, frees it.
 *
 * No other code may open `lock.db`: on Linux and macOS a process loses its locks on a file when it closes any handle of
 * it. Who holds the lock is therefore told in a file beside it, which is only to be read, and proves nothing.
 * @throws StoreLocked when it is taken
 */
export function acquireStoreLock(folder: string): StoreLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holderFile = join(folder, "lock.json");
  const db = new DatabaseSync(join(folder, LOCK), { timeout: 0 });
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new StoreLocked(folder, readHolder(holderFile));
    throw error;
  }
  held.add(db);
  const holder: LockHolder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(holderFile, JSON.stringify(holder));
  return {
    folder,
    release: () => {
      if (!held.delete(db)) return;
      rmSync(holderFile, { force: true });
      db.close();
    },
  };
}

/**
 * Whether a process may write in a folder, without a trace in it. Not for a process that may hold such a lock itself:
 * it would lose it by this.
 */
export function isStoreLocked(folder: string): boolean {
  const file = join(folder, "lock.db");
  if (!existsSync(file)) return false;
  const db = new DatabaseSync(file, { readOnly: true, timeout: 0 });
  try {
    db.prepare("SELECT 1 FROM sqlite_schema").get();
    return false;
  } catch (error) {
    return (error as { errcode?: number }).errcode === SQLITE_BUSY;
  } finally {
    db.close();
  }
}

function readHolder(file: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, "utf8")) as LockHolder;
    return Number.isInteger(holder.pid) && holder.host && holder.since ? holder : undefined;
  } catch {
    // Not written yet, or half.
    return undefined;
  }
}
