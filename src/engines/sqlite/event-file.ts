import { DatabaseSync } from "node:sqlite";

/** "KAWL": marks a SQLite file as an event store of Kawal. */
const APPLICATION_ID = 0x4b41574c;
/** Version of the table below; the form of the events themselves is in their bytes. */
const FORMAT = 1;

/** How long a connection waits for a lock that another process holds, e.g. a backup or the `sqlite3` shell. */
export const LOCK_WAIT_MS = 5_000;

/**
 * Numbers are given by the writer, from 0 and without gaps: SQLite's own would use up the number of a row that was
 * rolled back, or give that of a deleted tail again.
 */
export const SCHEMA = `
  CREATE TABLE events (
    number INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (stream, revision),
    UNIQUE (id)
  ) STRICT;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

/** How a writing connection keeps what it has committed, as SQLite itself reports it. */
export interface Durability {
  readonly journalMode: string;
  /** 2 is FULL: a commit returns after its fsync. */
  readonly synchronous: number;
}

/**
 * Opens the connection that appends; makes the file if there is none.
 * @throws Error for a file of another kind or format
 */
export function openForAppending(
  file: string,
  lockWaitMs: number,
): { readonly db: DatabaseSync; readonly durability: Durability } {
  const db = new DatabaseSync(file, { timeout: lockWaitMs });
  try {
    if (isEmpty(db)) createSchema(db);
    assertFormat(db, file);
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
    db.exec("PRAGMA cache_size = -32768");
    // On macOS a plain fsync leaves the data in the disk's own cache. Elsewhere these two do nothing.
    db.exec("PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON");
    const durability = {
      journalMode: pragma(db, "journal_mode"),
      synchronous: pragma(db, "synchronous"),
    } as Durability;
    if (durability.journalMode !== "wal" || durability.synchronous !== 2)
      throw new Error(`${file} can't be kept safe: ${JSON.stringify(durability)}`);
    return { db, durability };
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens a connection that can't change anything.
 * @throws Error when there is no file, or one of another kind or format
 */
export function openForReading(file: string | URL): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout: LOCK_WAIT_MS });
  try {
    assertFormat(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function createSchema(db: DatabaseSync): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    if (isEmpty(db)) db.exec(SCHEMA);
    db.exec("COMMIT");
  } finally {
    if (db.isTransaction) db.exec("ROLLBACK");
  }
}

function isEmpty(db: DatabaseSync): boolean {
  return pragma(db, "application_id") === 0 && db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

function assertFormat(db: DatabaseSync, file: string | URL): void {
  if (pragma(db, "application_id") !== APPLICATION_ID) throw new Error(`${file} is no event store of Kawal`);
  const format = pragma(db, "user_version") as number;
  if (format > FORMAT)
    throw new Error(`${file} has format ${format}, written by a newer Kawal; this one reads formats up to ${FORMAT}`);
}

function pragma(db: DatabaseSync, name: string): unknown {
  return db.prepare(`PRAGMA ${name}`).get()?.[name];
}
