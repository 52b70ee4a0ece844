import type { DatabaseSync } from "node:sqlite";
import type { Mark } from "../../event-sourcing/stored-event/mark.js";
import type { Index } from "../../event-sourcing/projecting/projection.js";
import {
  buildName,
  type HeldEvent,
  type StoredDocument,
  type View,
  type ViewChanges,
  type ViewStatus,
  type ViewStore,
} from "../../event-sourcing/projecting/view-store.js";
import {
  createTables,
  dropTables,
  emptyLog,
  isSmall,
  noteCopies,
  openForWriting,
  rewrite,
  statementCache,
  tablesOf,
  type Sql,
  type ViewTables,
} from "./views-database.js";
import { LoadedDocuments, writeDocuments } from "./written-documents.js";

export interface ViewRow {
  readonly id: number;
  readonly projection: string;
  readonly version: number;
  readonly serving: number;
  readonly indexes: string;
  readonly number: number | null;
  readonly position: string | null;
  readonly recorded_at: string | null;
  /** JSON. */
  readonly mark: string | null;
  readonly build: number;
  readonly state: "KEPT" | "CANCELLED" | null;
}

/** The file is not written anew sooner again, in ms; but it is when it is closed. */
const REWRITTEN_EVERY_MS = 60_000;

interface DocumentRow {
  readonly id: string;
  readonly document: string | null;
  readonly number: number;
  readonly begun: string | null;
}

/** Opens `views.db` to write; there is one writer. A commit is one transaction. */
export function openSqliteViewStore(file: string): ViewStore {
  const db = openForWriting(file);
  const sql = statementCache(db);
  const known = new Map<string, ViewTables>();
  const loaded = new LoadedDocuments();
  /** What was removed may still be in the write-ahead log: of the last run's, too. */
  let left = !emptyLog(db);
  /** Pages may hold copies of what was removed, until the file is written anew. */
  let copies = false;
  let rewritten = -Infinity;

  /** Many corrections, as of an import, are not worth as many files. */
  function isDue(): boolean {
    const now = performance.now();
    if (now - rewritten < REWRITTEN_EVERY_MS) return false;
    rewritten = now;
    return true;
  }

  function tables(view: View): ViewTables {
    const name = keyOf(view);
    let found = known.get(name);
    if (found === undefined) {
      const { projection, version, build = 0 } = view;
      const select = sql("SELECT * FROM views WHERE projection = ? AND version = ? AND build = ?");
      const row = select.get(projection, version, build);
      if (row === undefined) throw new Error(`there is no view ${name}`);
      const { id, indexes } = row as unknown as ViewRow;
      known.set(name, (found = tablesOf(id, JSON.parse(indexes) as Index[])));
    }
    return found;
  }

  return {
    async views() {
      return (sql("SELECT * FROM views").all() as unknown as ViewRow[]).map(viewStatus);
    },

    async create(view, indexes, serving) {
      transaction(db, () => {
        const insert = sql("INSERT INTO views (projection, version, build, serving, indexes) VALUES (?, ?, ?, ?, ?)");
        const stored = JSON.stringify(indexes.map(({ field, type }) => ({ field, type })));
        const { projection, version, build = 0 } = view;
        const { lastInsertRowid } = insert.run(projection, version, build, Number(serving), stored);
        createTables(db, tablesOf(Number(lastInsertRowid), indexes));
      });
    },

    async serve(view) {
      const { id } = tables(view);
      const state = "CASE WHEN id = ? THEN NULL WHEN serving = 1 THEN 'KEPT' ELSE state END";
      sql(`UPDATE views SET state = ${state}, serving = (id = ?) WHERE projection = ?`).run(id, id, view.projection);
    },

    async setCancelled(view, cancelled) {
      const { id } = tables(view);
      sql("UPDATE views SET state = ? WHERE id = ? AND serving = 0").run(cancelled ? "CANCELLED" : null, id);
    },

    async drop(view) {
      const its = tables(view);
      known.delete(keyOf(view));
      transaction(db, () => {
        dropTables(db, its);
        sql("DELETE FROM held WHERE view = ?").run(its.id);
        sql("DELETE FROM views WHERE id = ?").run(its.id);
      });
      left = !emptyLog(db);
    },

    async forget(projection) {
      const rows = sql("SELECT * FROM views WHERE projection = ?").all(projection) as unknown as ViewRow[];
      transaction(db, () => {
        for (const { id, version, build, indexes } of rows) {
          known.delete(keyOf({ projection, version, build }));
          dropTables(db, tablesOf(id, JSON.parse(indexes) as Index[]));
          sql("DELETE FROM held WHERE view = ?").run(id);
          sql("DELETE FROM views WHERE id = ?").run(id);
        }
        sql("DELETE FROM discarded WHERE projection = ?").run(projection);
      });
      left = !emptyLog(db);
    },

    async load(view, ids) {
      const its = tables(view);
      const select = sql(`SELECT id, document, number, begun FROM ${its.documents} WHERE id = ?`);
      const found = new Map<string, StoredDocument>();
      for (const id of ids) {
        const row = select.get(id);
        const document = row && storedDocument(row as unknown as DocumentRow);
        if (document !== undefined) found.set(id, document);
        loaded.add(its, id, document);
      }
      return found;
    },

    async findIds(view, lookups) {
      const { documents, indexes } = tables(view);
      return lookups.map(({ field, value }) => {
        const index = indexes.find((candidate) => candidate.field === field)!;
        const select =
          index.type === "set"
            ? sql(`SELECT id FROM ${index.name} WHERE value = ?`)
            : sql(`SELECT id FROM ${documents} WHERE ${index.name} = ? AND document IS NOT NULL`);
        return select.all(value).map((row) => row["id"] as string);
      });
    },

    async sample(view, count, upTo) {
      const { documents } = tables(view);
      const rows = sql(`SELECT * FROM ${documents} WHERE number <= ? ORDER BY random() LIMIT ?`).all(upTo, count);
      return new Map((rows as unknown as DocumentRow[]).map((row) => [row.id, storedDocument(row)]));
    },

    async page(view, after, limit) {
      const { documents } = tables(view);
      const select = sql(`SELECT * FROM ${documents} WHERE id > ? AND document IS NOT NULL ORDER BY id LIMIT ?`);
      const rows = select.all(after, limit) as unknown as DocumentRow[];
      return new Map(rows.map((row) => [row.id, storedDocument(row)]));
    },

    async obeyed() {
      return new Set(
        sql("SELECT id FROM orders")
          .all()
          .map((row) => row["id"] as string),
      );
    },

    async noteOutcome(order, outcome) {
      sql("INSERT OR IGNORE INTO orders (id, outcome) VALUES (?, ?)").run(order, JSON.stringify(outcome));
    },

    async commit(changes) {
      try {
        let lost = false;
        transaction(db, () => {
          for (const change of changes)
            if (write(sql, tables(change.view), change, loaded) && change.opened) lost = true;
          if (lost) noteCopies(db);
        });
        copies ||= lost;
        if (copies && isDue() && isSmall(db)) {
          rewrite(db);
          [copies, left] = [false, true];
        }
        if (lost || left) left = !emptyLog(db);
      } finally {
        loaded.clear();
      }
    },

    async held(view) {
      const columns = "event, subject, own, stream, revision, error";
      const rows = sql(`SELECT ${columns} FROM held WHERE view = ? ORDER BY event`).all(tables(view).id);
      return rows as unknown as HeldEvent[];
    },

    async discarded(projection) {
      const rows = sql("SELECT event FROM discarded WHERE projection = ?").all(projection);
      return new Set(rows.map((row) => row["event"] as number));
    },

    async close() {
      if (!db.isOpen) return;
      if (copies && isSmall(db)) rewrite(db);
      // Whoever closes the file last may be one who only reads, and then the log would stay.
      emptyLog(db);
      db.close();
    },
  };
}

/** @returns whether a document lost something that it was found by */
function write(sql: Sql, tables: ViewTables, changes: ViewChanges, loaded: LoadedDocuments): boolean {
  const lost = writeDocuments(sql, tables, changes.documents, loaded);
  const hold = sql(
    "INSERT OR REPLACE INTO held (view, event, subject, own, stream, revision, error) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  for (const { event, subject, own, stream, revision, error } of changes.held)
    hold.run(tables.id, event, subject, own, stream, revision, error);
  for (const event of changes.released) sql("DELETE FROM held WHERE view = ? AND event = ?").run(tables.id, event);
  for (const event of changes.discarded)
    sql("INSERT OR IGNORE INTO discarded (projection, event) VALUES (?, ?)").run(changes.view.projection, event);
  if (changes.checkpoint === null) return lost;
  const { number, position, recordedAt, mark = null } = changes.checkpoint;
  const advance = sql("UPDATE views SET number = ?, position = ?, recorded_at = ?, mark = ? WHERE id = ?");
  advance.run(number, position, recordedAt, mark && JSON.stringify(mark), tables.id);
  return lost;
}

function keyOf(view: View): string {
  return `${view.projection}@${buildName(view)}`;
}

export function viewStatus(row: ViewRow): ViewStatus {
  const { projection, version, build, state, number, position, recorded_at: recordedAt, mark: stored } = row;
  const mark = stored && (JSON.parse(stored) as Mark);
  return {
    projection,
    version,
    // A file that an earlier release made, and nobody has opened to write since, has no builds.
    ...(build && { build }),
    serving: row.serving === 1,
    ...(state && { state }),
    indexes: JSON.parse(row.indexes) as Index[],
    checkpoint: number === null ? null : { number, position: position!, recordedAt, ...(mark && { mark }) },
  };
}

function storedDocument({ document, number, begun }: DocumentRow): StoredDocument {
  return {
    document: document === null ? undefined : (JSON.parse(document) as object),
    meta: { number, begun },
  };
}

function transaction(db: DatabaseSync, task: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    task();
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
