import type { IndexTable, ViewTables } from "./views-database.js";

export type Bound = string | number | null;

/** A piece of SQL over a table of documents `d`, with its parameters. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Bound[];
}

export function join(parts: readonly Sql[], between: string): Sql {
  return { text: parts.map((part) => part.text).join(between), values: parts.flatMap((part) => part.values) };
}

export function sql(text: string, ...values: readonly Bound[]): Sql {
  return { text, values };
}

/** The declared index of a field. Throws for any other field: that is a mistake of the query's author. */
export function indexOf(tables: ViewTables, field: string): IndexTable {
  const index = tables.indexes.find((candidate) => candidate.field === field);
  if (!index) throw new TypeError(`no index on ${field}`);
  return index;
}
