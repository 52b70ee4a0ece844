import type { CountedCells } from "../figures/figures.js";
import type { PublishedTable } from "./publication.events.js";
import { dimensionOf, type PublicTable } from "./public-tables.js";
import { suppressed } from "./suppression.js";
import { tabulate, type Tabulated } from "./tabulation.js";

/**
 * The tables of one measure as they may be published: a number that is not to be told is in none of them.
 * @param cells by all dimensions of these tables, and the month, of the quarter alone
 * @param months of the quarter
 * @param hide which numbers are suppressed
 */
export async function publishedTables(
  tables: readonly PublicTable[],
  cells: readonly CountedCells[],
  months: readonly string[],
  hide = suppressed,
): Promise<PublishedTable[]> {
  const { tabulated, numbers } = tabulate(tables, cells, months);
  const hidden = await hide(numbers);
  const values = new Map(numbers.quantities.map(({ key, value }) => [key, value]));
  return tabulated.map((each) => published(each, (key) => (hidden.has(key) ? null : values.get(key)!)));
}

function published({ table, rows, columns, keys }: Tabulated, told: (key: string) => number | null): PublishedTable {
  const { id, edition, title, certainty, measure } = table;
  const axis = (name: string, values: readonly string[]) => {
    const { en, indonesian } = dimensionOf(table, name);
    return { dimension: name, en, indonesian, values: [...values] };
  };
  const { counts, leavesOut, source, clock } = measure.definition;
  return {
    id,
    edition,
    title,
    certainty,
    measure: measure.id,
    measureEdition: measure.edition,
    unit: measure.unit,
    counts,
    leavesOut,
    source,
    clock,
    rows: axis(table.rows, rows),
    columns: axis(table.columns, columns),
    cells: keys.map((row) => row.map(told)),
  };
}
