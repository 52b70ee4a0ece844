import type { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { isOfMany, type Index } from "../../event-sourcing/projecting/projection.js";
import type { ViewRow } from "./view-store.js";
import { storedCells, storedSets } from "./counts.js";
import { fieldOfTerm, vocabulary } from "./terms.js";
import { knownTerms, tablesOf, type ViewTables } from "./views-database.js";

/** A document that two databases of views do not have alike. */
export interface OtherDocument {
  readonly id: string;
  /** As stored; null where it is not there. */
  readonly stored: object | null;
  readonly folded: object | null;
  /** Number of the last event that made the document, as it was folded; null where none did. */
  readonly number: number | null;
  /** Columns and members that it is found by, where these alone differ. */
  readonly index?: string;
}

type Row = Record<string, unknown>;

/** Documents of a view that are not what was folded anew, its indexes, and what it holds back. */
export function* otherDocuments(stored: DatabaseSync, folded: DatabaseSync, view: ViewRow): Generator<OtherDocument> {
  const mine = rowOf(folded, view);
  const indexes = JSON.parse(view.indexes) as Index[];
  const [ours, theirs] = [tablesOf(mine.id, indexes), tablesOf(view.id, indexes)];
  const columns = ours.indexes.filter((index) => !isOfMany(index)).map(({ name }) => name);
  const select = (table: string) =>
    `SELECT ${["id", "document", "number", ...columns].join(", ")} FROM ${table} WHERE document IS NOT NULL ORDER BY id`;
  for (const [id, theirRow, ourRow] of sideBySide(
    stored.prepare(select(theirs.documents)).iterate(),
    folded.prepare(select(ours.documents)).iterate(),
    (row) => row["id"] as string,
  )) {
    const sameText = theirRow !== undefined && theirRow["document"] === ourRow?.["document"];
    if (sameText && columns.every((column) => theirRow[column] === ourRow![column])) continue;
    const its = { id, number: (ourRow?.["number"] ?? null) as number | null };
    const [theirDocument, ourDocument] = [documentIn(theirRow), documentIn(ourRow)];
    if (!isDeepStrictEqual(theirDocument, ourDocument)) yield { ...its, stored: theirDocument, folded: ourDocument };
    else {
      const index = columns.find((column) => theirRow?.[column] !== ourRow?.[column]);
      if (index !== undefined) yield { ...its, stored: theirDocument, folded: ourDocument, index };
    }
  }
  for (const [i, { name, type, field }] of ours.indexes.entries()) {
    if (type !== "set") continue;
    const members = (table: string) => `SELECT id, value FROM ${table} ORDER BY value, id`;
    for (const [, theirRow, ourRow] of sideBySide(
      stored.prepare(members(theirs.indexes[i]!.name)).iterate(),
      folded.prepare(members(name)).iterate(),
      (row) => `${row["value"] as string}\u0000${row["id"] as string}`,
    ))
      if (theirRow === undefined || ourRow === undefined)
        yield { id: (theirRow ?? ourRow)!["id"] as string, number: null, stored: null, folded: null, index: field };
  }
  // A copy of a cluster's views has no cells: MongoDB counts documents when it is asked.
  const counts = [...ours.indexes.entries()].filter(
    ([i, { type }]) => type === "count" && hasTable(stored, theirs.indexes[i]!.name),
  );
  for (const [i, count] of counts) {
    for (const [cell, theirRow, ourRow] of sideBySide(
      stored.prepare(storedCells(theirs, theirs.indexes[i]!)).iterate(),
      folded.prepare(storedCells(ours, count)).iterate(),
      (row) => row["cell"] as string,
    ))
      if (theirRow?.["n"] !== ourRow?.["n"])
        yield { id: `cell ${cell}`, number: null, stored: null, folded: null, index: count.field };
  }
  if (counts.length > 0)
    for (const [member, theirRow, ourRow] of sideBySide(
      stored.prepare(storedSets(theirs)).iterate(),
      folded.prepare(storedSets(ours)).iterate(),
      (row) => row["member"] as string,
    ))
      if (theirRow === undefined || ourRow === undefined)
        yield { id: `readers ${member}`, number: null, stored: null, folded: null, index: "who counts it" };
  if (ours.terms !== undefined) {
    const known = (table: string) => `SELECT term FROM ${knownTerms(table)} ORDER BY term`;
    for (const [term, theirRow, ourRow] of sideBySide(
      stored.prepare(known(theirs.terms!)).iterate(),
      folded.prepare(known(ours.terms)).iterate(),
      (row) => row["term"] as string,
    ))
      if (theirRow === undefined || ourRow === undefined)
        // A term is made of a name or a number: which one it is need not be told.
        yield { id: "known terms", number: null, stored: null, folded: null, index: fieldOfTerm(ours, term) };
    for (const [key, theirRow, ourRow] of sideBySide(
      stored.prepare(termsOf(stored, theirs)).iterate(),
      folded.prepare(termsOf(folded, ours)).iterate(),
      (row) => `${row["term"] as string}\u0000${(row["id"] as string | null) ?? ""}`,
    ))
      if (theirRow === undefined || ourRow === undefined) {
        const [term, id] = key.split("\u0000") as [string, string];
        yield { id, number: null, stored: null, folded: null, index: fieldOfTerm(ours, term) };
      }
  }
  const held = "SELECT CAST(event AS TEXT) AS id, subject FROM held WHERE view = ? ORDER BY id";
  for (const [id, theirRow, ourRow] of sideBySide(
    stored.prepare(held).iterate(view.id),
    folded.prepare(held).iterate(mine.id),
    (row) => row["id"] as string,
  ))
    if (theirRow?.["subject"] !== ourRow?.["subject"])
      yield { id, number: null, stored: null, folded: null, index: "held" };
}

function hasTable(db: DatabaseSync, name: string): boolean {
  return db.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(name) !== undefined;
}

/** Each term with each document that holds it. */
function termsOf(db: DatabaseSync, { documents, terms }: ViewTables): string {
  return `SELECT v.term, d.id FROM ${vocabulary(db, terms!)} v LEFT JOIN ${documents} d ON d.nr = v.doc ORDER BY v.term, d.id`;
}

function rowOf(db: DatabaseSync, { projection, version }: ViewRow): ViewRow {
  return db
    .prepare("SELECT * FROM views WHERE projection = ? AND version = ?")
    .get(projection, version) as unknown as ViewRow;
}

/** Two lists that are in the order of the same text, as SQLite compares it: row by row, with the gaps of each. */
function* sideBySide(
  left: Iterator<unknown>,
  right: Iterator<unknown>,
  keyOf: (row: Row) => string,
): Generator<[key: string, left: Row | undefined, right: Row | undefined]> {
  const next = (rows: Iterator<unknown>) => {
    const { done, value } = rows.next();
    return done ? undefined : { row: value as Row, key: keyOf(value as Row) };
  };
  let [a, b] = [next(left), next(right)];
  while (a !== undefined || b !== undefined) {
    const order = a === undefined ? 1 : b === undefined ? -1 : Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
    yield [order > 0 ? b!.key : a!.key, order > 0 ? undefined : a!.row, order < 0 ? undefined : b!.row];
    if (order <= 0) a = next(left);
    if (order >= 0) b = next(right);
  }
}

function documentIn(row: Row | undefined): object | null {
  if (row === undefined) return null;
  try {
    return JSON.parse(row["document"] as string) as object;
  } catch {
    return { unreadable: true };
  }
}
