import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/*
 * The users of an embedded store and their sessions, beside its events: no part of the log or of an export. A backup
 * has them with the keys. `synchronous=FULL`: who was removed, or signed out, stays so. `secure_delete=ON`: an old hash
 * leaves no copy. Of a refresh token, and of what a device is given, only the SHA-256 is kept; they have too many bits
 * to be guessed from that.
 */

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (
    login TEXT PRIMARY KEY,
    officer TEXT NOT NULL UNIQUE,
    administrator INTEGER NOT NULL,
    hash BLOB NOT NULL,
    salt BLOB NOT NULL,
    memory_kib INTEGER NOT NULL,
    passes INTEGER NOT NULL,
    lanes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    locked_until TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL REFERENCES users (login) ON DELETE CASCADE,
    current BLOB NOT NULL UNIQUE,
    ends_at TEXT NOT NULL,
    idle_at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS places (
    login TEXT NOT NULL REFERENCES users (login) ON DELETE CASCADE,
    name TEXT NOT NULL,
    is_device INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    locked_until TEXT,
    kept_until TEXT NOT NULL,
    PRIMARY KEY (login, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS places_by_age ON places (kept_until);
  CREATE INDEX IF NOT EXISTS sessions_of_login ON sessions (login);
  CREATE TABLE IF NOT EXISTS spent_tokens (
    hash BLOB PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS spent_tokens_of_session ON spent_tokens (session);
`;

/** How long the service and the command line wait for each other. */
const BUSY_MS = 5_000;

/** Opens the file, or makes it, for its owner's eyes only. */
export function openUsersFile(file: string): DatabaseSync {
  closeSync(openSync(file, "a", 0o600));
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;");
  db.exec(SCHEMA);
  return db;
}

/** Signs everybody out, in a file that no service has open. */
export function endSessionsIn(file: string): void {
  const db = openUsersFile(file);
  try {
    transaction(db, () => db.exec("DELETE FROM spent_tokens; DELETE FROM sessions;"));
    db.exec("PRAGMA wal_checkpoint(TRUNCATE);");
  } finally {
    db.close();
  }
}

/** All that is done within is kept, or nothing of it. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const done = work();
    db.exec("COMMIT");
    return done;
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}
