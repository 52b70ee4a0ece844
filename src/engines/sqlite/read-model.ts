import { existsSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import type { Index } from "../../event-sourcing/projecting/projection.js";
import {
  UnknownProjection,
  type CellsQuery,
  type Condition,
  type Freshness,
  type Page,
  type ParkedSubject,
  type Query,
  type StoredVersion,
} from "../../event-sourcing/projecting/read-model.js";
import type { HeldEvent, OrderOutcome } from "../../event-sourcing/projecting/view-store.js";
import { pageOf, placeOf, type Place } from "../../event-sourcing/projecting/page-cursor.js";
import { cellIn, cellsQuery } from "./counts.js";
import { indexOf, sql, type Sql } from "./sql.js";
import { heldTerms } from "./terms.js";
import { selectionOf, statementsOf, type CountMembers } from "./view-query.js";
import { openForReading, statementCache, tablesOf, type ViewTables } from "./views-database.js";
import type { FollowingReadModel } from "../projecting/projections.js";
import { CheckpointWaiters } from "./checkpoint-waiters.js";
import { viewStatus, type ViewRow as StoredRow } from "./view-store.js";

export interface SqliteReadModel extends FollowingReadModel {
  close(): void;
}

interface Served extends ViewTables {
  readonly number: number;
  readonly recordedAt: string | null;
  readonly version: number;
}

/**
 * Reads `views.db` in the caller's thread; the file may come into being later.
 * @param apart projections that follow another log, whose numbers are others: waited for by their names only
 */
export function openSqliteReadModel(file: string, apart: readonly string[] = []): SqliteReadModel {
  let connection: { db: DatabaseSync; statement: ReturnType<typeof statementCache> } | undefined;
  const waiters = new CheckpointWaiters(() => checkpoints(), apart);
  /** By the id of the version, of which nothing changes but how far it is. */
  const known = new Map<number, ViewTables>();
  const broad = new Map<string, number>();

  /** Runs reads on one snapshot, so that a version can't be switched and dropped between them. */
  function reading<T>(projection: string | undefined, read: (select: (query: Sql) => Row[]) => T): T {
    if (connection === undefined) {
      if (!existsSync(file)) throw new UnknownProjection(projection ?? "all views");
      const db = openForReading(file);
      connection = { db, statement: statementCache(db) };
    }
    const { statement } = connection;
    statement("BEGIN").run();
    try {
      return read((query) => statement(query.text).all(...query.values));
    } finally {
      statement("COMMIT").run();
    }
  }

  function served<T>(projection: string, read: (view: Served, select: (query: Sql) => Row[]) => T): T {
    return reading(projection, (select) => {
      const [row] = select(sql(SERVED, projection));
      if (row === undefined) {
        const building = "SELECT recorded_at FROM views WHERE projection = ? ORDER BY version DESC LIMIT 1";
        const [built] = select(sql(building, projection));
        throw new UnknownProjection(projection, (built?.["recorded_at"] ?? null) as string | null);
      }
      const { id, number, recorded_at, version } = row as unknown as ViewRow;
      let tables = known.get(id);
      if (tables === undefined) {
        const [{ indexes }] = select(sql("SELECT indexes FROM views WHERE id = ?", id)) as [{ indexes: string }];
        known.set(id, (tables = tablesOf(id, JSON.parse(indexes) as Index[])));
      }
      return read({ ...tables, number: number ?? -1, recordedAt: recorded_at, version }, select);
    });
  }

  function checkpoints(): Map<string, number> {
    if (connection === undefined && !existsSync(file)) return new Map();
    return reading(undefined, (select) => {
      const rows = select(sql("SELECT projection, coalesce(number, -1) AS number FROM views WHERE serving = 1"));
      return new Map(rows.map((row) => [row["projection"] as string, row["number"] as number]));
    });
  }

  return {
    async get<D extends object>(projection: string, id: string) {
      return served(projection, (view, select) => {
        const [row] = select(sql(`SELECT document FROM ${view.documents} WHERE id = ?`, id));
        return row?.["document"] == null ? undefined : parsed<D>(row);
      });
    },

    async getMany<D extends object>(projection: string, ids: readonly string[]) {
      return served(projection, (view, select) => {
        const query = `SELECT d.document FROM json_each(?) wanted JOIN ${view.documents} d ON d.id = wanted.value
          WHERE d.document IS NOT NULL ORDER BY wanted.key`;
        return select(sql(query, JSON.stringify(ids))).map((row) => parsed<D>(row));
      });
    },

    async find<D extends object>(projection: string, query: Query): Promise<Page<D>> {
      if (!Number.isSafeInteger(query.limit) || query.limit < 1) throw new RangeError("a page has at least one row");
      return served(projection, (view, select) => {
        const after = query.after === undefined ? undefined : placeOf(projection, query, query.after);
        const rows: Row[] = [];
        for (const { text, values } of statementsOf(view, query, countIn(select, broad), after)) {
          const left = query.limit + 1 - rows.length;
          if (left === 0) break;
          rows.push(...select(sql(text, ...values, left)));
        }
        return pageOf(projection, query, rows as unknown as (Row & Place)[], (row) => parsed<D>(row));
      });
    },

    async heldTexts(projection: string, field: string, texts: readonly string[]) {
      return served(projection, (view, select) => {
        const index = indexOf(view, field);
        const { name, type } = index;
        if (type === "terms") {
          const held = heldTerms(view.terms!, index, texts);
          return select(held).map((row) => texts[row["place"] as number]!);
        }
        if (type !== "set") throw new TypeError(`${field} is no set`);
        const text = `SELECT wanted.value FROM json_each(?) wanted
          WHERE EXISTS (SELECT 1 FROM ${name} m WHERE m.value = wanted.value) ORDER BY wanted.key`;
        return select(sql(text, JSON.stringify(texts))).map((row) => row["value"] as string);
      });
    },

    async count(projection: string, conditions: readonly Condition[], groupBy?: string) {
      return served(projection, (view, select) => {
        const { where } = selectionOf(view, conditions, countIn(select, broad));
        const group = groupBy === undefined ? undefined : indexOf(view, groupBy);
        const members = group?.type === "set" ? `LEFT JOIN ${group.name} m ON m.id = d.id` : "";
        const key =
          group === undefined ? "''" : members === "" ? `coalesce(d.${group.name}, '')` : "coalesce(m.value, '')";
        const text = `SELECT ${key} AS key, count(*) AS count FROM ${view.documents} d ${members} WHERE ${where.text}`;
        const rows = select(sql(group === undefined ? text : `${text} GROUP BY 1 ORDER BY 1`, ...where.values));
        return Object.fromEntries(rows.map((row) => [String(row["key"]), row["count"] as number]));
      });
    },

    async cells(projection: string, query: CellsQuery) {
      return served(projection, (view, select) =>
        select(cellsQuery(view, query)).map((row) => cellIn(view, query.by, row)),
      );
    },

    async freshness(projection): Promise<Freshness> {
      return served(projection, ({ number, recordedAt, version }) => ({ number, recordedAt, version }));
    },

    waitFor: async (number, timeoutMs, projection) => waiters.wait(number, timeoutMs, projection),

    reached: (projection) => waiters.reached(projection),

    async parked(projection) {
      if (projection !== undefined) served(projection, () => undefined);
      else if (checkpoints().size === 0) return [];
      // Of the columns beside min(), SQLite takes those of the row that has the minimum.
      const text = `SELECT projection, subject, min(event) AS event, stream, revision, error, count(*) - 1 AS waiting
        FROM held JOIN views ON views.id = held.view WHERE serving = 1 AND projection = coalesce(?, projection)
        GROUP BY projection, subject ORDER BY projection, event`;
      return reading(projection, (select) => select(sql(text, projection ?? null)) as unknown as ParkedSubject[]);
    },

    async held(projection) {
      const text = "SELECT event, subject, own, stream, revision, error FROM held WHERE view = ? ORDER BY event";
      return served(projection, ({ id }, select) => select(sql(text, id)) as unknown as HeldEvent[]);
    },

    async outcomeOf(order) {
      if (connection === undefined && !existsSync(file)) return undefined;
      const [row] = reading(undefined, (select) => select(sql("SELECT outcome FROM orders WHERE id = ?", order)));
      return row && (JSON.parse(row["outcome"] as string) as OrderOutcome);
    },

    async versions() {
      if (connection === undefined && !existsSync(file)) return [];
      const rows = reading(undefined, (select) => select(sql("SELECT * FROM views ORDER BY id")));
      return rows.map((row): StoredVersion => {
        const { indexes: _indexes, ...version } = viewStatus({
          mark: null,
          build: 0,
          state: null,
          ...row,
        } as unknown as StoredRow);
        return { ...version, apart: apart.includes(version.projection) };
      });
    },

    advanced: (numbers) => waiters.advanced(numbers),
    stopped: () => waiters.stopped(),
    close() {
      waiters.stopped();
      connection?.db.close();
      connection = undefined;
    },
  };
}

type Row = Record<string, unknown>;

/** How often it is believed that so many members are there still: by it is chosen how to look, and not what is found. */
const BELIEVED = 100;
/** Of so many sets. */
const MOST_BELIEVED = 1_000;

/** @param broad how often it is still believed, of sets that were found to have as many members as was counted up to */
function countIn(select: (query: Sql) => Row[], broad: Map<string, number>): CountMembers {
  return (members, values, upTo) => {
    const name = `${members} ${upTo} ${values.join()}`;
    const left = broad.get(name) ?? 0;
    if (left > 0) {
      broad.set(name, left - 1);
      return upTo;
    }
    const [value] = values;
    const one = values.length === 1 && value !== undefined;
    const text = `SELECT count(*) AS count FROM
      (SELECT 1 FROM ${members} WHERE value ${one ? "= ?" : "IN (SELECT value FROM json_each(?))"} LIMIT ?)`;
    const count = select(sql(text, one ? value : JSON.stringify(values), upTo))[0]!["count"] as number;
    broad.delete(name);
    if (count < upTo) return count;
    if (broad.size >= MOST_BELIEVED) broad.clear();
    broad.set(name, BELIEVED);
    return count;
  };
}

const SERVED = "SELECT id, number, recorded_at, version FROM views WHERE projection = ? AND serving = 1";

interface ViewRow {
  readonly id: number;
  readonly number: number | null;
  readonly recorded_at: string | null;
  readonly version: number;
}

function parsed<D>(row: Row): D {
  return JSON.parse(row["document"] as string) as D;
}
