import type { DatabaseSync } from "node:sqlite";
import { countIn, type CountOf } from "../../event-sourcing/projecting/count-index.js";
import type { Index } from "../../event-sourcing/projecting/projection.js";

/*
 * The counts of a view: for each a table of cells, which says how many documents have the same values, once for all of
 * them (`within` 0), and once for each set of readers. The sets are in a table by number, and by member. They are
 * written in the transaction of the documents: what a document leaves goes down, what it comes to goes up.
 */

/** What of a view its counts are made of. */
export interface CountedTables {
  readonly id: number;
  readonly indexes: readonly (Index & { readonly name: string })[];
}

export interface CountTable extends CountOf {
  readonly name: string;
}

export function hasCounts({ indexes }: CountedTables): boolean {
  return indexes.some(({ type }) => type === "count");
}

export function countsOf({ indexes }: CountedTables): CountTable[] {
  return indexes.flatMap((index) => (index.type === "count" ? [{ name: index.name, ...countIn(index) }] : []));
}

export const setsOf = ({ id }: CountedTables) => `sets_${id}`;
export const membersOf = ({ id }: CountedTables) => `set_members_${id}`;
export const columnsOf = ({ by }: CountOf) => by.map((_, i) => `k${i}`);

export function createCounts(db: DatabaseSync, tables: CountedTables): void {
  if (!hasCounts(tables)) return;
  for (const { by, within } of countsOf(tables))
    for (const field of [...by, within])
      if (!tables.indexes.some((index) => index.field === field && index.type !== "terms"))
        throw new TypeError(`a count is by ${field}, which has no index`);
  if (new Set(countsOf(tables).map(({ within }) => within)).size > 1)
    throw new TypeError("the counts of a view tell readers apart by one set");
  const [sets, members] = [setsOf(tables), membersOf(tables)];
  db.exec(`CREATE TABLE ${sets} (id INTEGER PRIMARY KEY, members TEXT NOT NULL UNIQUE);
    CREATE TABLE ${members} (value TEXT, id INTEGER, PRIMARY KEY (value, id)) WITHOUT ROWID;`);
  for (const count of countsOf(tables)) {
    const key = ["within", ...columnsOf(count)];
    db.exec(`CREATE TABLE ${count.name} (${key.join()}, n INTEGER, PRIMARY KEY (${key.join()})) WITHOUT ROWID`);
  }
}

export function dropCounts(db: DatabaseSync, tables: CountedTables): void {
  if (!hasCounts(tables)) return;
  for (const { name } of countsOf(tables)) db.exec(`DROP TABLE ${name}`);
  db.exec(`DROP TABLE ${setsOf(tables)}; DROP TABLE ${membersOf(tables)}`);
}
