import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Checkpoint } from "../../event-sourcing/stored-event/event-store.js";
import { KeyStoreUnavailable, type KeyDescription } from "../../privacy/key-store.js";
import type { StoredKey } from "../../privacy/key-wrapping.js";

/*
 * The file of the wrapped keys. `synchronous=FULL`: a key is on the disk before an event needs it. `secure_delete=ON`:
 * what is overwritten leaves no copy in the file.
 */

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS keys (
    id TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    person TEXT,
    class TEXT,
    label TEXT,
    names TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    destroyed_at TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS live_key_of_person ON keys (person, class)
    WHERE purpose = 'fields' AND destroyed_at IS NULL;
  CREATE INDEX IF NOT EXISTS live_key_of_month ON keys (label)
    WHERE purpose = 'fingerprint' AND destroyed_at IS NULL;
  CREATE TABLE IF NOT EXISTS erasures_applied (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    number INTEGER NOT NULL,
    position TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS store (only INTEGER PRIMARY KEY CHECK (only = 1), id TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS master_key_check (only INTEGER PRIMARY KEY CHECK (only = 1), bytes BLOB NOT NULL) STRICT;
`;

/** `FULL`, as SQLite answers it. */
const SYNCHRONOUS_FULL = 2;
/** How long a reader of another thread may hold up an overwritten key's removal from the write-ahead log. */
const BUSY_MS = 5_000;

/** The writing connection; makes the file, for its owner's eyes only, where there is none. */
export function openForWriting(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  closeSync(openSync(file, "a", 0o600));
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;");
  const { synchronous } = db.prepare("PRAGMA synchronous").get() as { synchronous: number };
  const { secure_delete: secureDelete } = db.prepare("PRAGMA secure_delete").get() as { secure_delete: number };
  if (synchronous !== SYNCHRONOUS_FULL || secureDelete !== 1)
    throw new KeyStoreUnavailable(`${file} can't be opened with synchronous=FULL and secure_delete=ON`);
  db.exec(SCHEMA);
  return db;
}

/** Reading needs no write to the file, and sees what was committed a moment ago in any thread. */
export class KeyRows {
  readonly #db: DatabaseSync;
  readonly #byId: StatementSync;
  readonly #byPerson: StatementSync;
  readonly #expired: StatementSync;
  readonly #page: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#byId = db.prepare("SELECT * FROM keys WHERE id = ?");
    this.#byPerson = db.prepare(
      "SELECT * FROM keys WHERE purpose = 'fields' AND person = ? AND class = ? AND destroyed_at IS NULL",
    );
    this.#expired = db.prepare(
      "SELECT id FROM keys WHERE purpose = 'fingerprint' AND destroyed_at IS NULL AND label <= ?",
    );
    this.#page = db.prepare("SELECT * FROM keys WHERE id > ? ORDER BY id LIMIT ?");
  }

  static open(file: string | URL): KeyRows {
    return new KeyRows(new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS }));
  }

  byId(id: string): StoredKey | undefined {
    return read(this.#byId.get(id));
  }

  /** The key that already stands for what a new key is for. */
  standingFor(key: Pick<KeyDescription, "id" | "purpose" | "person" | "class">): StoredKey | undefined {
    return key.purpose === "fields" ? read(this.#byPerson.get(key.person, key.class)) : this.byId(key.id);
  }

  /** Ids of the live fingerprint keys of a month (`YYYY-MM`) and all before it. */
  fingerprintKeysUntil(month: string): string[] {
    return this.#expired.all(month).map((row) => row["id"] as string);
  }

  /** Up to so many keys whose ids come after one, by id. */
  page(after: string, count: number): StoredKey[] {
    return this.#page.all(after, count).map((row) => read(row)!);
  }

  /** Up to where the erasures of the log were applied to these keys. */
  erasuresApplied(): Checkpoint | null {
    const row = this.#db.prepare("SELECT number, position FROM erasures_applied").get();
    return row ? { number: row["number"] as number, position: row["position"] as string } : null;
  }

  /** Id of the first event of the store whose keys these are. */
  store(): string | null {
    const row = this.#db.prepare("SELECT id FROM store").get();
    return row ? (row["id"] as string) : null;
  }

  masterKeyCheck(): Uint8Array {
    return this.#db.prepare("SELECT bytes FROM master_key_check").get()!["bytes"] as Uint8Array;
  }

  close(): void {
    this.#db.close();
  }
}

function read(row: ReturnType<StatementSync["get"]>): StoredKey | undefined {
  if (row === undefined) return undefined;
  const { names, destroyed_at: destroyedAt, ...rest } = row;
  return { ...rest, names: JSON.parse(names as string), destroyedAt } as unknown as StoredKey;
}
