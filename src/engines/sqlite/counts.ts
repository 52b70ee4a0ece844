import { countIn, narrowestCount, type Cell, type CellValue } from "../../event-sourcing/projecting/count-index.js";
import type { CellsQuery, Condition } from "../../event-sourcing/projecting/read-model.js";
import { membersAt, valueAt } from "../../event-sourcing/projecting/view-store.js";
import { afterPrefix } from "../../event-sourcing/projecting/page-cursor.js";
import { columnsOf, countsOf, membersOf, setsOf, type CountTable } from "./count-tables.js";
import { join, sql, type Bound, type Sql as Query } from "./sql.js";
import type { IndexTable, Sql, ViewTables } from "./views-database.js";

/** As a column of a key holds it, where nothing may be null. */
function keyOf(value: CellValue): string | number {
  if (value === null) return "";
  return typeof value === "string" || typeof value === "number" ? value : JSON.stringify(value);
}

function valueOf(key: unknown, { type }: IndexTable): CellValue {
  if (type === "set") return JSON.parse(key as string) as string[];
  return key === "" ? null : (key as string | number);
}

function indexesByField({ indexes }: Pick<ViewTables, "indexes">): ReadonlyMap<string, IndexTable> {
  return new Map(indexes.map((index) => [index.field, index]));
}

/** What the changes of a commit do to the cells: each is written once, however many documents leave it or come to it. */
export class CountChanges {
  readonly #counts: readonly PlacedCount[];
  readonly #fields: readonly { readonly path: string; readonly isSet: boolean }[];
  readonly #within: string;
  /** By table, and by the set and the key of the cell as JSON. */
  readonly #deltas = new Map<CountTable, Map<string, Map<string, number>>>();

  constructor(private readonly tables: ViewTables) {
    const counts = countsOf(tables);
    const indexes = indexesByField(tables);
    const paths = [...new Set(counts.flatMap(({ by }) => by))];
    this.#fields = paths.map((path) => ({ path, isSet: indexes.get(path)?.type === "set" }));
    this.#counts = counts.map((count) => ({ count, places: count.by.map((field) => paths.indexOf(field)) }));
    this.#within = counts[0]!.within;
    for (const count of counts) this.#deltas.set(count, new Map());
  }

  add(before: object | undefined, after: object | undefined): void {
    const [left, come] = [this.#placeOf(before), this.#placeOf(after)];
    const moved = left && come ? left.values.map((value, i) => value !== come.values[i]) : undefined;
    const isSeenAnew = left?.set !== come?.set;
    for (const { count, places } of this.#counts) {
      if (moved && !isSeenAnew && !places.some((place) => moved[place])) continue;
      if (left) this.#change(count, left.set, keyIn(left, places), -1);
      if (come) this.#change(count, come.set, keyIn(come, places), 1);
    }
  }

  /** Who sees a document, and its values as JSON; undefined for one that counts nowhere. */
  #placeOf(document: object | undefined): Place | undefined {
    const members = document === undefined ? [] : membersAt(document, this.#within);
    if (members.length === 0) return undefined;
    const values = this.#fields.map(({ path, isSet }) =>
      JSON.stringify(isSet ? keyOf(membersAt(document!, path).toSorted()) : keyOf(countedAt(document!, path))),
    );
    return { set: JSON.stringify(members.toSorted()), values };
  }

  #change(count: CountTable, set: string, key: string, by: number): void {
    const sets = this.#deltas.get(count)!;
    for (const each of count.forAll ? [ALL] : [ALL, set]) {
      let keys = sets.get(each);
      if (keys === undefined) sets.set(each, (keys = new Map()));
      keys.set(key, (keys.get(key) ?? 0) + by);
    }
  }

  write(statements: Sql): void {
    const numbers = new Map<string, number>([[ALL, 0]]);
    for (const [count, sets] of this.#deltas) {
      const columns = ["within", ...columnsOf(count)];
      const add = statements(
        `INSERT INTO ${count.name} (${columns.join()}, n) VALUES (${columns.map(() => "?").join()}, ?)
         ON CONFLICT DO UPDATE SET n = n + excluded.n`,
      );
      const where = columns.map((column) => `${column} = ?`).join(" AND ");
      const remove = statements(`DELETE FROM ${count.name} WHERE ${where} AND n = 0`);
      for (const [set, keys] of sets) {
        let number = numbers.get(set);
        for (const [key, delta] of keys) {
          if (delta === 0) continue;
          if (number === undefined) numbers.set(set, (number = this.#numberOf(statements, set)));
          const values = [number, ...(JSON.parse(key) as (string | number)[])];
          add.run(...values, delta);
          if (delta < 0) remove.run(...values);
        }
      }
    }
  }

  /** The number of a set, which it is given when a document first has it. */
  #numberOf(statements: Sql, set: string): number {
    const sets = setsOf(this.tables);
    const known = statements(`SELECT id FROM ${sets} WHERE members = ?`).get(set);
    if (known) return known["id"] as number;
    const number = Number(statements(`INSERT INTO ${sets} (members) VALUES (?)`).run(set).lastInsertRowid);
    const insert = statements(`INSERT INTO ${membersOf(this.tables)} (value, id) VALUES (?, ?)`);
    for (const member of JSON.parse(set) as string[]) insert.run(member, number);
    return number;
  }
}

interface PlacedCount {
  readonly count: CountTable;
  /** Where its fields stand among those of all counts. */
  readonly places: readonly number[];
}

interface Place {
  readonly set: string;
  readonly values: readonly string[];
}

function keyIn({ values }: Place, places: readonly number[]): string {
  return `[${places.map((place) => values[place]).join()}]`;
}

function countedAt(document: object, path: string): CellValue {
  const value = valueAt(document, path);
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" || typeof value === "number" ? value : null;
}

/** Stands for all sets: no JSON text. */
const ALL = "";

/** Reads cells: columns `k0`, `k1` … in the order asked for, and `n`. */
export function cellsQuery(tables: ViewTables, { by, where, within }: CellsQuery): Query {
  const { index, count } = narrowestCount(tables.indexes, [...by, ...where.map(({ field }) => field)], within !== null);
  const column = (field: string) => `k${count.by.indexOf(field)}`;
  const fields = indexesByField(tables);
  const conditions = [
    within === null
      ? sql("within = 0")
      : sql(
          `within IN (SELECT id FROM ${membersOf(tables)} WHERE value IN (SELECT value FROM json_each(?)))`,
          JSON.stringify(within),
        ),
    ...where.map((condition) => clause(condition, column(condition.field), fields.get(condition.field)!)),
  ];
  const asked = join(conditions, " AND ");
  const selected = by.map((field, i) => `${column(field)} AS v${i}, `).join("");
  const grouped = by.length === 0 ? "HAVING n > 0" : `GROUP BY ${by.map(column).join()}`;
  return sql(`SELECT ${selected}sum(n) AS n FROM ${index.name} WHERE ${asked.text} ${grouped}`, ...asked.values);
}

export function cellIn(tables: ViewTables, by: readonly string[], row: Record<string, unknown>): Cell {
  const fields = indexesByField(tables);
  return { values: by.map((field, i) => valueOf(row[`v${i}`], fields.get(field)!)), count: row["n"] as number };
}

function clause(condition: Condition, column: string, { type, field }: IndexTable): Query {
  if (type === "set") {
    const some = (text: string, bound: Bound) =>
      sql(`EXISTS (SELECT 1 FROM json_each(${column}) m WHERE m.value ${text})`, bound);
    if ("has" in condition) return some("= ?", condition.has);
    if ("hasAny" in condition) return some("IN (SELECT value FROM json_each(?))", JSON.stringify(condition.hasAny));
    if ("is" in condition && condition.is === null) return sql(`${column} = '[]'`);
    throw new TypeError(`${field} is a set: it can be asked for a member, or for none`);
  }
  if ("is" in condition)
    return sql(`${column} = ?`, keyOf(typeof condition.is === "boolean" ? String(condition.is) : condition.is));
  if ("in" in condition) return sql(`${column} IN (SELECT value FROM json_each(?))`, JSON.stringify(condition.in));
  if ("prefix" in condition)
    return sql(`${column} >= ? AND ${column} < ? AND ${column} <> ''`, condition.prefix, afterPrefix(condition.prefix));
  if ("has" in condition || "hasAny" in condition) throw new TypeError(`${field} is no set`);
  const bounds = [
    ...(condition.from === undefined ? [] : [[condition.from, ">="] as const]),
    ...(condition.to === undefined ? [] : [[condition.to, "<="] as const]),
  ].map(([bound, operator]) => sql(`${column} ${operator} ? AND typeof(${column}) = typeof(?)`, bound, bound));
  return join([sql(`${column} <> ''`), ...bounds], " AND ");
}

/** Each set of readers that a cell is of, with each of its members, as text: for comparing two databases. */
export function storedSets(tables: ViewTables): string {
  const of = countsOf(tables).map(({ name }) => `SELECT within FROM ${name}`);
  return `SELECT s.members || ' ' || coalesce(m.value, '') AS member FROM ${setsOf(tables)} s
    LEFT JOIN ${membersOf(tables)} m ON m.id = s.id WHERE s.id IN (${of.join(" UNION ")}) ORDER BY member`;
}

/** All cells of a count by the members of their sets, as text: for comparing two databases. */
export function storedCells(tables: ViewTables, { name, field }: IndexTable): string {
  const columns = columnsOf(countIn({ field }));
  const key = [`coalesce(s.members, '')`, ...columns.map((column) => `quote(${column})`)].join(" || ' ' || ");
  return `SELECT ${key} AS cell, n FROM ${name} c LEFT JOIN ${setsOf(tables)} s ON s.id = c.within ORDER BY cell`;
}
