import type { Index } from "./projection.js";
import { membersAt, valueAt } from "./view-store.js";

/**
 * An index of type `count`: how many documents have the same values in some fields, and are in the sight of the same
 * readers. An engine keeps it with the documents, so that a figure is read and nothing is gone through.
 */
export interface CountOf {
  /** Fields with an index of their own, each a text, an integer or a set. */
  readonly by: readonly string[];
  /** A `set` field: documents are told apart by all of its members. One without a member counts nowhere. */
  readonly within: string;
}

/** Value of a field in a cell: of a set all its members, sorted; null for none. */
export type CellValue = string | number | null | readonly string[];

/** How many documents have the same values. */
export interface Cell {
  /** In the order of the fields that were asked for. */
  readonly values: readonly CellValue[];
  readonly count: number;
}

/** The declaration of a count, as the index that a projection lists. */
export function countIndex({ by, within }: CountOf): Index {
  return { field: `${by.join("+")} within ${within}`, type: "count" };
}

export function countIn({ field }: Pick<Index, "field">): CountOf {
  const [by, within] = field.split(" within ") as [string, string];
  return { by: by === "" ? [] : by.split("+"), within };
}

/**
 * The count with the fewest fields that has all of these.
 * @throws TypeError where none has: a mistake of the query's author
 */
export function narrowestCount<I extends Pick<Index, "field" | "type">>(
  indexes: readonly I[],
  fields: readonly string[],
): { readonly index: I; readonly count: CountOf } {
  const counts = indexes.flatMap((index) => (index.type === "count" ? [{ index, count: countIn(index) }] : []));
  const [found] = counts
    .filter(({ count }) => fields.every((field) => count.by.includes(field)))
    .toSorted((a, b) => a.count.by.length - b.count.by.length);
  if (!found) throw new TypeError(`no count by ${fields.join(", ")}`);
  return found;
}

/** In which cell of a count a document stands; undefined for one that counts nowhere. */
export function cellOf(
  document: object | undefined,
  { by, within }: CountOf,
  isSet: (field: string) => boolean,
): { readonly within: readonly string[]; readonly values: readonly CellValue[] } | undefined {
  const members = document === undefined ? [] : membersAt(document, within).toSorted();
  if (members.length === 0) return undefined;
  return {
    within: members,
    values: by.map((field) => (isSet(field) ? membersAt(document!, field).toSorted() : countedAt(document!, field))),
  };
}

function countedAt(document: object, field: string): string | number | null {
  const value = valueAt(document, field);
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" || typeof value === "number" ? value : null;
}

/** Cells with the same values made one. */
export function mergedCells(cells: Iterable<Cell>): Cell[] {
  const merged = new Map<string, Cell>();
  for (const { values, count } of cells) {
    const key = JSON.stringify(values);
    merged.set(key, { values, count: (merged.get(key)?.count ?? 0) + count });
  }
  return [...merged]
    .filter(([, { count }]) => count !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, cell]) => cell);
}
