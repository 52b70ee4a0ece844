import type { Collection, Filter } from "mongodb";
import { mergedCells, narrowestCount, type Cell, type CellValue } from "../../event-sourcing/projecting/count-index.js";
import type { Index } from "../../event-sourcing/projecting/projection.js";
import type { CellsQuery } from "../../event-sourcing/projecting/read-model.js";
import { fieldOf, type IndexedDocument } from "./view-documents.js";
import { conditionsOf } from "./view-query.js";

/**
 * Counted by the server, from the fields beside each document: cells of their own could not be kept exact by writes
 * that are each guarded by the document alone (docs/decisions/0018).
 */
export async function cellsIn(
  documents: Collection<IndexedDocument>,
  indexes: readonly Index[],
  { by, where, within }: CellsQuery,
): Promise<Cell[]> {
  const { count } = narrowestCount(indexes, [...by, ...where.map(({ field }) => field)], within !== null);
  const ofSet = fieldOf(indexes, count.within).name;
  const asked = [...conditionsOf(indexes, where), { [ofSet]: within === null ? { $ne: null } : { $in: within } }];
  const fields = by.map((field) => fieldOf(indexes, field));
  const key = Object.fromEntries(fields.map(({ name }, i) => [`k${i}`, `$${name}`]));
  const groups = await documents
    .aggregate<{ _id: { readonly [key: string]: CellValue }; count: number }>([
      { $match: { $and: asked as Filter<IndexedDocument>[] } },
      { $group: { _id: key, count: { $sum: 1 } } },
    ])
    .toArray();
  return mergedCells(
    groups.map(({ _id, count: documentsIn }) => ({
      values: fields.map(({ index }, i) => valueIn(_id[`k${i}`] ?? null, index)),
      count: documentsIn,
    })),
  );
}

function valueIn(value: CellValue, { type }: Index): CellValue {
  if (type !== "set") return value;
  return value === null ? [] : [value].flat().map(String).toSorted();
}
