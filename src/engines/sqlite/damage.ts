import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { StoreDamaged } from "../store-faults.js";

/* Result codes of SQLite. */
const READ_ONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const CANT_OPEN = 14;
const NOT_A_DATABASE = 26;

const DENIED = "can't be written by the user who runs the service";

/** What is lost with each file of a store, and the way back. */
const WAY_BACK: { readonly [name: string]: string } = {
  "events.db":
    "What happened is recorded in it alone. Restore the newest backup with `kawal restore`, and keep this file: what can still be read of it may be saved.",
  "reads.db":
    "Who looked at whom is recorded in it alone. Restore the newest backup with `kawal restore`, and keep this file for the auditor.",
  "keys.db":
    "Without the keys no name can be opened. Bring the newest copy back with `kawal keys restore` or `kawal restore`; do not start with new keys.",
  "users.db":
    "Logins and passwords are in it. Bring the copy of the newest backup back; or move it away, and add the users again with `kawal users add`.",
  "views.db": "Nothing is lost: it is built anew from the events.",
};

/**
 * Opens each database of a folder once, and reads its header, its tables and the end of each log: a file that is none,
 * or is cut off, is found in a few reads, however large it is.
 * @throws StoreDamaged
 */
export function assertDatabasesReadable(data: string): void {
  for (const name of Object.keys(WAY_BACK)) {
    const file = join(data, name);
    if (existsSync(file)) withSentence(file, () => look(file));
  }
}

/**
 * Takes away a file of views that can't be read: whatever is in it is built again.
 * @returns sentences of what was taken away
 */
export function removeDamagedViews(data: string): string[] {
  const file = join(data, "views.db");
  if (!existsSync(file)) return [];
  try {
    withSentence(file, () => look(file));
    return [];
  } catch (error) {
    // A file that this user may not read is whole, for all that is known.
    if (!(error instanceof StoreDamaged) || faultOf(error.cause) === DENIED) throw error;
    for (const end of ["", "-wal", "-shm"]) rmSync(`${file}${end}`, { force: true });
    return [error.message];
  }
}

function look(file: string): void {
  // Nobody writes, as the lock is held: so a file without a write-ahead log is read without leaving one.
  const db = new DatabaseSync(hasLog(file) ? file : new URL(`${pathToFileURL(file).href}?immutable=1`), {
    readOnly: true,
  });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    if (tables.some(({ name }) => name === "events"))
      db.prepare("SELECT length(bytes) FROM events ORDER BY number DESC LIMIT 1").get();
  } finally {
    db.close();
  }
  if (isCutOff(file)) throw new StoreDamaged(sentence(file, "is cut off: its end is missing"));
}

/**
 * Whether a file is shorter than its header says (https://www.sqlite.org/fileformat2.html, 1.3). What is still in a
 * write-ahead log makes it longer than that, so that only a file without one can tell.
 */
function isCutOff(file: string): boolean {
  if (hasLog(file)) return false;
  const header = Buffer.alloc(100);
  const handle = openSync(file, "r");
  try {
    if (readSync(handle, header, 0, header.length, 0) < header.length) return false;
  } finally {
    closeSync(handle);
  }
  const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const counted = header.readUInt32BE(24) === header.readUInt32BE(92);
  return counted && statSync(file).size < pageSize * header.readUInt32BE(28);
}

function hasLog(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/**
 * Runs what opens or reads a file.
 * @throws StoreDamaged in place of an error that says of the file that it can't be used
 */
export function withSentence<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const fault = faultOf(error);
    throw fault === undefined ? error : new StoreDamaged(sentence(file, fault), { cause: error });
  }
}

/** What an error of SQLite, or of the file system, says of a file; undefined for one that is about something else. */
function faultOf(error: unknown): string | undefined {
  const { errcode, code } = (error ?? {}) as { readonly errcode?: number; readonly code?: string };
  // The low byte of an extended code is the code itself.
  switch (errcode === undefined ? undefined : errcode & 0xff) {
    case CORRUPT:
      return "is damaged";
    case NOT_A_DATABASE:
      return "is no database any more: its beginning is damaged, or it is another file";
    case CANT_OPEN:
    case READ_ONLY:
      return DENIED;
    case IO_ERROR:
      return "can't be read from the disk";
    default:
      return code === "EACCES" || code === "EROFS" || code === "EPERM" ? DENIED : undefined;
  }
}

function sentence(file: string, fault: string): string {
  const wayBack =
    fault === DENIED
      ? "Give the folder and its files to that user, on a disk that can be written."
      : (WAY_BACK[basename(file)] ?? "");
  return `${file} ${fault}. ${wayBack}`.trim();
}
