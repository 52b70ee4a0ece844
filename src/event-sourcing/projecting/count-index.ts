import type { Index } from "./projection.js";

/**
 * An index of type `count`: how many documents have the same values in some fields, and are in the sight of the same
 * readers. An engine keeps it with the documents, so that a figure is read and nothing is gone through.
 */
export interface CountOf {
  /** Fields with an index of their own, each a text, an integer or a set. */
  readonly by: readonly string[];
  /** A `set` field: documents are told apart by all of its members. One without a member counts nowhere. */
  readonly within: string;
  /** It is only asked by who sees all: an engine need not tell sets apart. */
  readonly forAll?: true;
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
export function countIndex({ by, within, forAll }: CountOf): Index {
  return { field: `${by.join("+")} ${forAll ? FOR_ALL : WITHIN} ${within}`, type: "count" };
}

const WITHIN = "within";
const FOR_ALL = "for-all-within";

export function countIn({ field }: Pick<Index, "field">): CountOf {
  const [by, how, within] = field.split(" ") as [string, string, string];
  return { by: by === "" ? [] : by.split("+"), within, ...(how === FOR_ALL && { forAll: true }) };
}

/**
 * The count with the fewest fields that has all of these.
 * @param within whether it is asked by some readers only
 * @throws TypeError where none has: a mistake of the query's author
 */
export function narrowestCount<I extends Pick<Index, "field" | "type">>(
  indexes: readonly I[],
  fields: readonly string[],
  within: boolean,
): { readonly index: I; readonly count: CountOf } {
  const counts = indexes.flatMap((index) => (index.type === "count" ? [{ index, count: countIn(index) }] : []));
  const [found] = counts
    .filter(({ count }) => !(within && count.forAll) && fields.every((field) => count.by.includes(field)))
    .toSorted((a, b) => a.count.by.length - b.count.by.length);
  if (!found) throw new TypeError(`no count by ${fields.join(", ")}`);
  return found;
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
