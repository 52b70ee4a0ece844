import { NONE, type Text } from "../figures/dimension.js";
import type { Columns } from "../http/answer-columns.js";
import { countryNames } from "../places/countries.js";
import { regionName } from "../places/regions.js";
import type { PublicRow, PublicTableAnswer } from "./public-answers.js";
import type { PublishedTable } from "./publication.events.js";
import { OTHER, TOTAL } from "./tabulation.js";

/** Values that stand in any dimension. */
export const SPECIAL_VALUES: { readonly [value: string]: Text } = {
  [TOTAL]: { en: "All together, each once", indonesian: "Jumlah, masing-masing satu kali" },
  [OTHER]: {
    en: "All values that fewer than 5 have in the quarter, together",
    indonesian: "Semua nilai dengan kurang dari 5 dalam triwulan, digabung",
  },
  [NONE]: { en: "Nothing is known", indonesian: "Tidak diketahui" },
};

/** A row for each number of a table, those of one row of it together. */
export function rowsIn({ rows, columns, cells }: PublishedTable): PublicRow[] {
  return rows.values.flatMap((row, i) =>
    columns.values.map((column, j): PublicRow => {
      const value = cells[i]![j]!;
      return {
        row,
        rowName: nameOf(rows.dimension, row),
        column,
        columnName: nameOf(columns.dimension, column),
        value,
        suppressed: value === null,
      };
    }),
  );
}

function nameOf(dimension: string, value: string): Text | null {
  const special = SPECIAL_VALUES[value];
  if (special !== undefined) return special;
  if (dimension === "country") return countryNames(value) ?? null;
  const region = dimension === "province" ? regionName(value) : undefined;
  return region === undefined ? null : { en: region, indonesian: region };
}

/** The columns of a table as CSV or a workbook: they are the same for each edition of it. */
export function tableColumns({ table, quarter, publishedAt, dataAsOf }: PublicTableAnswer): Columns<PublicRow> {
  return {
    table: () => table.id,
    edition: () => table.edition,
    certainty: () => table.certainty,
    quarter: () => quarter,
    [table.rows]: ({ row }) => row,
    [`${table.rows}Name`]: ({ rowName }) => rowName?.indonesian,
    [table.columns]: ({ column }) => column,
    [`${table.columns}Name`]: ({ columnName }) => columnName?.indonesian,
    value: ({ value }) => value,
    suppressed: ({ suppressed }) => suppressed,
    publishedAt: () => publishedAt,
    dataAsOf: () => dataAsOf.recordedAt,
    sample: () => (dataAsOf.sample === true ? "true" : null),
  };
}
