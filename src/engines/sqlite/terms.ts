import type { DatabaseSync } from "node:sqlite";
import type { Condition } from "../../event-sourcing/projecting/read-model.js";
import { membersAt } from "../../event-sourcing/projecting/view-store.js";
import { indexOf, sql, type Sql } from "./sql.js";
import { knownTerms, type IndexTable, type Sql as Statements, type ViewTables } from "./views-database.js";

/*
 * The fields of type `terms` of a view, all in one inverted index (FTS5): each term with the numbers of the documents
 * that hold it, packed. What several terms share is found by going through these lists side by side, so that nothing
 * need be counted before.
 */

/** A value as a term of the index: its field, and its UTF-8 in hexadecimal, which no tokenizer changes. */
export function termOf({ name }: IndexTable, value: string): string {
  return name + Buffer.from(value).toString("hex");
}

/** The field that a term is of; the term itself where it is of none. */
export function fieldOfTerm({ indexes }: ViewTables, term: string): string {
  return termFields(indexes).find(({ name }) => term.startsWith(name))?.field ?? term;
}

function termFields(indexes: readonly IndexTable[]): readonly IndexTable[] {
  return indexes.filter(({ type }) => type === "terms");
}

export function termsIn({ indexes }: ViewTables, document: object | undefined): ReadonlySet<string> {
  const fields = document === undefined ? [] : termFields(indexes);
  return new Set(fields.flatMap((index) => membersAt(document!, index.field).map((value) => termOf(index, value))));
}

/** What changes of a document's terms. */
export interface TermsChange {
  /** `nr` of the document. */
  readonly nr: number;
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

/** In the order of their numbers, as the index keeps in memory only what comes in it. */
export function writeTerms(statements: Statements, table: string, changes: readonly TermsChange[]): void {
  const remove = statements(`INSERT INTO ${table} (${table}, rowid, terms) VALUES ('delete', ?, ?)`);
  const add = statements(`INSERT INTO ${table} (rowid, terms) VALUES (?, ?)`);
  const know = statements(`INSERT OR IGNORE INTO ${knownTerms(table)} (term) VALUES (?)`);
  const forget = statements(
    `DELETE FROM ${knownTerms(table)} WHERE term = ?1 AND NOT EXISTS (SELECT 1 FROM ${table} WHERE ${table} MATCH ?1)`,
  );
  for (const { nr, gone, added } of changes.toSorted((a, b) => a.nr - b.nr)) {
    if (gone.length > 0) remove.run(nr, gone.join(" "));
    if (added.length > 0) add.run(nr, added.join(" "));
    for (const term of added) know.run(term);
  }
  for (const term of new Set(changes.flatMap(({ gone }) => gone))) forget.run(term);
}

export function isOfTerms(tables: ViewTables, { field }: Condition): boolean {
  return indexOf(tables, field).type === "terms";
}

/** What the index is asked for: documents of which each condition holds. */
export function matchOf(tables: ViewTables, conditions: readonly Condition[]): string {
  return conditions
    .map((condition) => {
      const index = indexOf(tables, condition.field);
      const values = "has" in condition ? [condition.has] : "hasAny" in condition ? condition.hasAny : undefined;
      if (values === undefined) throw new TypeError(`${index.field} is searched: it can be asked for a member only`);
      return `(${values.map((value) => termOf(index, value)).join(" OR ")})`;
    })
    .join(" AND ");
}

/** Of these texts the places of those that are terms of a field, in their order. */
export function heldTerms(table: string, index: IndexTable, texts: readonly string[]): Sql {
  return sql(
    `SELECT wanted.key AS place FROM json_each(?) wanted
      WHERE EXISTS (SELECT 1 FROM ${knownTerms(table)} k WHERE k.term = wanted.value) ORDER BY wanted.key`,
    JSON.stringify(texts.map((text) => termOf(index, text))),
  );
}

/** Each term with the documents that hold it, as a table of this connection alone. @returns its name */
export function vocabulary(db: DatabaseSync, table: string): string {
  const name = `temp.${table}_vocabulary`;
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS ${name} USING fts5vocab(main, ${table}, instance)`);
  return name;
}
