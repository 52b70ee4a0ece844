import { createHash } from "node:crypto";
import { InvalidCursor, type Page, type Query } from "./read-model.js";

/** Where a page ended: the value of the sorted field (null when it has none, or nothing is sorted), and the id. */
export interface Place {
  readonly value: string | number | null;
  readonly id: string;
}

/** Opaque to callers; holds for the same conditions and order only. */
export function cursorOf(projection: string, query: Query, { value, id }: Place): string {
  return Buffer.from(JSON.stringify([fingerprint(projection, query), value, id])).toString("base64url");
}

/**
 * A page of the rows that a query found.
 * @param rows one more than fit on the page, where there are as many
 */
export function pageOf<Row extends Place, D>(
  projection: string,
  query: Query,
  rows: readonly Row[],
  document: (row: Row) => D,
): Page<D> {
  const endingAt = (row: number) => cursorOf(projection, query, rows[row]!);
  const documents = rows.slice(0, query.limit).map(document);
  return { documents, endingAt, ...(rows.length > query.limit && { next: endingAt(query.limit - 1) }) };
}

/** @throws InvalidCursor */
export function placeOf(projection: string, query: Query, cursor: string): Place {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw new InvalidCursor("this is no cursor");
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw new InvalidCursor("this is no cursor");
  const [hash, value, id] = parts as unknown[];
  if (hash !== fingerprint(projection, query)) throw new InvalidCursor("the cursor belongs to another query");
  if ((value !== null && typeof value !== "string" && typeof value !== "number") || typeof id !== "string")
    throw new InvalidCursor("this is no cursor");
  return { value, id };
}

function fingerprint(projection: string, { where, sort }: Query): string {
  const text = JSON.stringify([projection, where, sort ?? null]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 16);
}

/** Whether a document without the sorted field can meet the conditions: else there is no second part to look for. */
export function mayLackOrder({ where, sort }: Query): boolean {
  return !where.some((condition) => condition.field === sort?.field && !("is" in condition && condition.is === null));
}

/** Sorts after every text that begins with the prefix: no text goes on with more than the largest code point. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}
