import { DatabaseSync, type StatementSync } from "node:sqlite";
import { isOfMany, type Index } from "../../event-sourcing/projecting/projection.js";
import { createCounts, dropCounts } from "./count-tables.js";

/**
 * `views.db`: which builds of which projections there are, what they have parked, what became of operators' orders, and two kinds of tables per
 * version: its documents as JSON text, with a column per index, the members of each `set` field, an inverted index
 * of all `terms` fields, and the cells of each `count`. All of it can be built again from the events, so that a power cut may lose the last commits
 * (`synchronous=NORMAL`), never half of one. `secure_delete=ON`: what is overwritten, removed or dropped is overwritten
 * where it stood; `rewrite` takes away older copies.
 */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS views (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    projection TEXT NOT NULL,
    version INTEGER NOT NULL,
    serving INTEGER NOT NULL,
    indexes TEXT NOT NULL,
    number INTEGER,
    position TEXT,
    recorded_at TEXT,
    mark TEXT,
    build INTEGER NOT NULL DEFAULT 0,
    state TEXT,
    UNIQUE (projection, version, build)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY,
    outcome TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS held (
    view INTEGER NOT NULL,
    event INTEGER NOT NULL,
    subject TEXT NOT NULL,
    own TEXT NOT NULL,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    error TEXT,
    PRIMARY KEY (view, event)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS discarded (
    projection TEXT NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (projection, event)
  ) STRICT, WITHOUT ROWID;
`;

/** How long a connection waits for a lock of another one, in ms. */
const BUSY_MS = 5_000;
/**
 * How long the emptying of the log waits for readers, in ms: views that are up to date matter more, and it is tried
 * again.
 */
const READERS_MS = 250;

/** Raised when the pages of older files may hold what must not be kept. */
const FORMAT = 1;
/** A file up to this size, in bytes, is written anew while the service runs. */
const REWRITTEN_AT_ONCE = 64 * 1024 * 1024;

export function openForWriting(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;");
  db.exec(`PRAGMA busy_timeout = ${BUSY_MS};`);
  if (holdsCopies(db)) rewrite(db);
  db.exec("PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;");
  // 64 MiB of log between checkpoints: each writes a page once, however often it was changed, and waits for the disk.
  db.exec("PRAGMA wal_autocheckpoint = 16384; PRAGMA journal_size_limit = 67108864;");
  const columns = db
    .prepare("PRAGMA table_info(views)")
    .all()
    .map(({ name }) => name as string);
  if (columns.length > 0 && !columns.includes("build")) bringViewsForward(db, columns);
  db.exec(SCHEMA);
  return db;
}

/**
 * Of a file that an earlier release made: each of its versions has one build. Without `mark` its views say of no log
 * that they are of it, and are built again.
 */
function bringViewsForward(db: DatabaseSync, columns: readonly string[]): void {
  const kept = columns.join(", ");
  db.exec(`BEGIN IMMEDIATE; ALTER TABLE views RENAME TO views_before; ${SCHEMA}
    INSERT INTO views (${kept}) SELECT ${kept} FROM views_before; DROP TABLE views_before; COMMIT;`);
}

/**
 * Notes in the file that its pages may hold copies of what was removed: SQLite overwrites a row where it stands, but
 * not where it stood before it was moved to another page.
 */
export function noteCopies(db: DatabaseSync): void {
  db.exec("PRAGMA user_version = 0");
}

export function holdsCopies(db: DatabaseSync): boolean {
  const { user_version: format } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  return format < FORMAT;
}

/** Whether writing the file anew takes no more than a moment; of a larger one it is left to the next start. */
export function isSmall(db: DatabaseSync): boolean {
  const { bytes } = db
    .prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()")
    .get() as { bytes: number };
  return bytes <= REWRITTEN_AT_ONCE;
}

/** Writes the file anew, without the copies. */
export function rewrite(db: DatabaseSync): void {
  db.exec(`VACUUM; PRAGMA user_version = ${FORMAT};`);
}

/**
 * Brings the write-ahead log into the file and empties it, as older pages in it hold what was removed since.
 * @returns false while somebody reads from the log
 */
export function emptyLog(db: DatabaseSync): boolean {
  db.exec(`PRAGMA busy_timeout = ${READERS_MS}`);
  try {
    const { busy } = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
    return busy === 0;
  } finally {
    db.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
  }
}

/** Throws when there is no such file. */
export function openForReading(file: string | URL): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true });
  db.exec(`PRAGMA busy_timeout = ${BUSY_MS};`);
  return db;
}

/** A version of a projection, with the names of its tables and columns. */
export interface ViewTables {
  readonly id: number;
  readonly documents: string;
  /** Table of the terms; undefined where no index is of terms. */
  readonly terms: string | undefined;
  readonly indexes: readonly IndexTable[];
}

export interface IndexTable extends Index {
  /**
   * Column of the documents' table; for a `set`, the table of the members; for `terms`, how each of its terms begins;
   * for a `count`, the table of the cells.
   */
  readonly name: string;
}

export function tablesOf(id: number, indexes: readonly Index[]): ViewTables {
  return {
    id,
    documents: `documents_${id}`,
    terms: indexes.some(({ type }) => type === "terms") ? `terms_${id}` : undefined,
    indexes: indexes.map((index, i) => ({ ...index, name: nameOf(index, id, i) })),
  };
}

function nameOf({ type }: Index, id: number, i: number): string {
  if (type === "set") return `members_${id}_${i}`;
  if (type === "count") return `cells_${id}_${i}`;
  // Hexadecimal digits follow, and none of them is a `t`.
  return type === "terms" ? `t${i}t` : `field_${i}`;
}

export function createTables(db: DatabaseSync, tables: ViewTables): void {
  const { documents, terms, indexes } = tables;
  const fields = indexes.filter((index) => !isOfMany(index));
  const columns = fields.map(({ name }) => `, ${name}`).join("");
  // No declared type, so that texts, integers and nulls are kept and compared as they are.
  const key = terms === undefined ? "id TEXT PRIMARY KEY" : "nr INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE";
  db.exec(`CREATE TABLE ${documents} (${key}, document TEXT, number INTEGER, begun TEXT${columns})`);
  for (const { name } of fields.filter(({ narrows }) => !narrows))
    db.exec(`CREATE INDEX ${documents}_${name} ON ${documents} (${name}, id) WHERE document IS NOT NULL`);
  if (terms !== undefined) createTerms(db, terms);
  for (const { name } of indexes.filter((index) => index.type === "set")) {
    db.exec(`CREATE TABLE ${name} (value TEXT, id TEXT, PRIMARY KEY (value, id)) WITHOUT ROWID`);
    db.exec(`CREATE INDEX ${name}_id ON ${name} (id)`);
  }
  createCounts(db, tables);
}

/**
 * Table of the terms that anything holds, beside their index: of some hundred texts it tells sooner which there are.
 */
export function knownTerms(table: string): string {
  return `known_${table}`;
}

/** `secure-delete`: a term that is taken away leaves no copy in the index. */
function createTerms(db: DatabaseSync, table: string): void {
  db.exec(`CREATE TABLE ${knownTerms(table)} (term TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE VIRTUAL TABLE ${table} USING fts5(terms, content = '', detail = none, columnsize = 0, tokenize = ascii);
    INSERT INTO ${table} (${table}, rank) VALUES ('secure-delete', 1);`);
}

export function dropTables(db: DatabaseSync, tables: ViewTables): void {
  const { documents, terms, indexes } = tables;
  dropCounts(db, tables);
  for (const { name, type } of indexes) if (type === "set") db.exec(`DROP TABLE ${name}`);
  if (terms !== undefined) db.exec(`DROP TABLE ${terms}; DROP TABLE ${knownTerms(terms)}`);
  db.exec(`DROP TABLE ${documents}`);
}

/** A prepared statement by its text. */
export type Sql = (text: string) => StatementSync;

/** Statements by their text, prepared once; the oldest goes when there are too many. */
export function statementCache(db: DatabaseSync, size = 500): Sql {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      if (statements.size >= size) statements.delete(statements.keys().next().value!);
      statements.set(sql, (statement = db.prepare(sql)));
    }
    return statement;
  };
}
