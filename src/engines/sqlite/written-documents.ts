import {
  membersAt,
  valueAt,
  type DocumentChange,
  type DocumentMeta,
  type StoredDocument,
} from "../../event-sourcing/projecting/view-store.js";
import { isOfMany } from "../../event-sourcing/projecting/projection.js";
import { hasCounts } from "./count-tables.js";
import { CountChanges } from "./counts.js";
import { termsIn, writeTerms, type TermsChange } from "./terms.js";
import type { Sql, ViewTables } from "./views-database.js";

/**
 * What the documents were that have been loaded since the last commit; there is one writer, so that they still are. It
 * saves asking again what a change leaves as it was.
 */
export class LoadedDocuments {
  /** By id of the view's tables, then of the document; null for one that is not stored. */
  readonly #views = new Map<number, Map<string, StoredDocument | null>>();

  add({ id: view }: ViewTables, id: string, document: StoredDocument | undefined): void {
    let documents = this.#views.get(view);
    if (documents === undefined) this.#views.set(view, (documents = new Map()));
    documents.set(id, document ?? null);
  }

  /** Undefined for a document that was not asked for. */
  get({ id: view }: ViewTables, id: string): StoredDocument | null | undefined {
    return this.#views.get(view)?.get(id);
  }

  clear(): void {
    this.#views.clear();
  }
}

/** @returns whether a set or the terms lost a member */
export function writeDocuments(
  sql: Sql,
  tables: ViewTables,
  changes: readonly DocumentChange[],
  loaded: LoadedDocuments,
): boolean {
  let lost = false;
  const remove = sql(`DELETE FROM ${tables.documents} WHERE id = ?`);
  const insert = insertion(sql, tables);
  const put = replacement(sql, tables);
  const terms: TermsChange[] = [];
  const counts = hasCounts(tables) ? new CountChanges(tables) : undefined;
  for (const change of changes) {
    const { id, document, meta } = change;
    const before = loaded.get(tables, id);
    if (writeMembers(sql, tables, change, before)) lost = true;
    const write = () => (before === null ? insert : put).run(id, ...columnsOf(tables, document, meta));
    // A removed document of which the order in the world must be known stays, empty.
    const remain = document !== undefined || meta.begun !== null;
    const isKnown = before !== undefined || (tables.terms === undefined && counts === undefined);
    const stored = isKnown ? before?.document : storedDocument(sql, tables, id);
    counts?.add(stored, document);
    if (remain) write();
    if (tables.terms !== undefined) terms.push(...termsChange(sql, tables, change, stored));
    if (!remain) remove.run(id);
  }
  if (tables.terms !== undefined) writeTerms(sql, tables.terms, terms);
  counts?.write(sql);
  return lost || terms.some(({ gone }) => gone.length > 0);
}

function termsChange(
  sql: Sql,
  tables: ViewTables,
  { id, document }: DocumentChange,
  stored: object | undefined,
): readonly TermsChange[] {
  const [before, after] = [termsIn(tables, stored), termsIn(tables, document)];
  const gone = [...before].filter((term) => !after.has(term));
  const added = [...after].filter((term) => !before.has(term));
  if (gone.length === 0 && added.length === 0) return [];
  const { nr } = sql(`SELECT nr FROM ${tables.documents} WHERE id = ?`).get(id) as { nr: number };
  return [{ nr, gone, added }];
}

function storedDocument(sql: Sql, { documents }: ViewTables, id: string): object | undefined {
  const row = sql(`SELECT document FROM ${documents} WHERE id = ?`).get(id) as { document: string | null } | undefined;
  return row?.document == null ? undefined : (JSON.parse(row.document) as object);
}

function names({ indexes }: ViewTables): string[] {
  return ["document", "number", "begun", ...indexes.flatMap((index) => (isOfMany(index) ? [] : [index.name]))];
}

/** In the order of their names. */
function columnsOf({ indexes }: ViewTables, document: object | undefined, { number, begun }: DocumentMeta) {
  return [document === undefined ? null : JSON.stringify(document), number, begun, ...valuesOf(indexes, document)];
}

function valuesOf(indexes: ViewTables["indexes"], document: object | undefined): (string | number | null)[] {
  return indexes.flatMap((index) =>
    isOfMany(index) ? [] : [document === undefined ? null : indexed(valueAt(document, index.field))],
  );
}

function insertion(sql: Sql, tables: ViewTables) {
  const columns = ["id", ...names(tables)];
  return sql(`INSERT INTO ${tables.documents} (${columns.join()}) VALUES (${columns.map(() => "?").join()})`);
}

function replacement(sql: Sql, tables: ViewTables) {
  const columns = names(tables);
  return sql(
    `INSERT INTO ${tables.documents} (id,${columns.join()}) VALUES (?,${columns.map(() => "?").join()})
     ON CONFLICT (id) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join()}`,
  );
}

/** Most changes of a document leave its sets as they are. @returns whether a set lost a member */
function writeMembers(
  sql: Sql,
  tables: ViewTables,
  { id, document }: DocumentChange,
  loaded: StoredDocument | null | undefined,
): boolean {
  let lost = false;
  for (const { name, field, type } of tables.indexes) {
    if (type !== "set") continue;
    const members = document === undefined ? [] : membersAt(document, field);
    const before = new Set(loaded === undefined ? storedMembers(sql, name, id) : membersBefore(loaded, field));
    for (const value of members)
      if (!before.delete(value)) sql(`INSERT INTO ${name} (value, id) VALUES (?, ?)`).run(value, id);
    for (const value of before) sql(`DELETE FROM ${name} WHERE value = ? AND id = ?`).run(value, id);
    if (before.size > 0) lost = true;
  }
  return lost;
}

function storedMembers(sql: Sql, table: string, id: string): string[] {
  return sql(`SELECT value FROM ${table} WHERE id = ?`)
    .all(id)
    .map((row) => row["value"] as string);
}

function membersBefore(before: StoredDocument | null, field: string): string[] {
  return before?.document === undefined ? [] : membersAt(before.document, field);
}

/** A value as an index holds it: JSON's `true` and `false` as these words, null for what can't be found. */
function indexed(value: unknown): string | number | null {
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" || typeof value === "number" ? value : null;
}
