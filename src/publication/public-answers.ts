import type { Text } from "../figures/dimension.js";
import type { PublishedTable } from "./publication.events.js";

/** How fresh public numbers are. */
export interface PublicDataAsOf {
  /** What had been recorded by then is in them; ISO 8601, UTC. */
  readonly recordedAt: string | null;
  /** Everybody in the store is invented. */
  readonly sample?: true;
}

/** A published edition of a table. */
export interface PublicEdition {
  readonly quarter: string;
  /** `YYYY-MM-DD`, in Jakarta. */
  readonly publishedOn: string;
  readonly dataAsOf: string;
  readonly address: string;
}

export interface PublicTableSummary {
  readonly id: string;
  readonly title: Text;
  readonly certainty: "PROVISIONAL" | "VERIFIED";
  readonly address: string;
  readonly dictionary: string;
  /** The newest first. */
  readonly editions: readonly PublicEdition[];
}

/** A table without its cells, which are rows of the answer. */
export type PublicDefinition = Omit<PublishedTable, "cells" | "rows" | "columns"> & {
  readonly rows: string;
  readonly columns: string;
};

export interface PublicTableAnswer {
  readonly data: readonly PublicRow[];
  readonly table: PublicDefinition;
  readonly quarter: string;
  readonly publishedAt: string;
  readonly dataAsOf: PublicDataAsOf;
}

/** A number of a table. */
export interface PublicRow {
  /** A value of the dimension of the rows, OTHER or TOTAL. */
  readonly row: string;
  /** What it is called; null where the code says it all. */
  readonly rowName: Text | null;
  readonly column: string;
  readonly columnName: Text | null;
  /** Null where it is suppressed. */
  readonly value: number | null;
  readonly suppressed: boolean;
}

/** What a column of a table, or a special value in it, means. */
export interface DictionaryRow extends Text {
  readonly name: string;
  readonly kind: "COLUMN" | "VALUE" | "TABLE";
}
