import { isOfSeveral, NONE, type Dimension } from "../figures/dimension.js";
import type { CountedCells } from "../figures/figures.js";
import { FEWEST_TOLD } from "../figures/small-cells.js";
import { regionsBelow } from "../places/regions.js";
import { dimensionOf, type PublicTable } from "./public-tables.js";
import type { Numbers, Quantity, Relation } from "./suppression.js";

/** All values of a dimension together. */
export const TOTAL = "TOTAL";
/** The values of a dimension that fewer than five things have in the quarter, together: none of them is named. */
export const OTHER = "OTHER";

/** A table with a key for each of its numbers: what has the same key in another table is the same number. */
export interface Tabulated {
  readonly table: PublicTable;
  /** Values of the rows and of the columns in their order, the total last. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly keys: readonly (readonly string[])[];
}

/**
 * Makes the tables of one measure, all of one reading, and all that follows from how they are made: which numbers add
 * up to which, and what is known of each number by how tables are made.
 *
 * A value of a dimension is named where at least five things have it in the quarter; the months always are. The others
 * stand together as OTHER. So whether a country is named tells no more of it than a suppressed number does.
 * @param tables of one measure
 * @param cells by all dimensions of these tables, of the quarter alone
 * @param months of the quarter
 */
export function tabulate(
  tables: readonly PublicTable[],
  cells: readonly CountedCells[],
  months: readonly string[],
): { readonly tabulated: readonly Tabulated[]; readonly numbers: Numbers } {
  const quantities = new Map<string, Quantity>();
  const relations: Relation[] = [];
  const names = [...new Set(tables.flatMap(({ rows, columns }) => [rows, columns]))];
  const measure = tables[0]!.measure;
  const valuesOf = new Map(names.map((name) => [name, namedIn(name, dimensionOf({ measure }, name), cells, months)]));
  const tabulated = tables.map((table): Tabulated => {
    const rows = valuesOf.get(table.rows)!;
    const columns = valuesOf.get(table.columns)!;
    if (isOfSeveral(dimensionOf(table, table.rows))) throw new Error(`${table.id} has rows that do not add up`);
    const severalColumns = isOfSeveral(dimensionOf(table, table.columns));
    const key = (row: string, column: string) => keyOf({ [table.rows]: row, [table.columns]: column });
    const all = (of: Named) => [...of.values, TOTAL];
    for (const cell of counts(table, cells, rows, columns)) {
      const known = knownOf(cell.row, rows, cell.column, columns);
      quantities.set(key(cell.row, cell.column), { key: key(cell.row, cell.column), value: cell.count, ...known });
    }
    for (const column of all(columns))
      relations.push(
        addingUp(
          key(TOTAL, column),
          rows.values.map((row) => key(row, column)),
        ),
      );
    for (const row of all(rows)) {
      const parts = columns.values.map((column) => key(row, column));
      if (severalColumns) relations.push(...overlapping(key(row, TOTAL), parts, columns));
      else relations.push(addingUp(key(row, TOTAL), parts));
    }
    return {
      table,
      rows: all(rows),
      columns: all(columns),
      keys: all(rows).map((row) => all(columns).map((column) => key(row, column))),
    };
  });
  return { tabulated, numbers: { quantities: [...quantities.values()], relations } };
}

/** The values of a dimension that tables name, and of how many others OTHER may be made; null where nobody can tell. */
interface Named {
  readonly values: readonly string[];
  readonly pooled: number | null;
  /** At least five things have each value, OTHER left out. */
  readonly atLeastFew: boolean;
}

function namedIn(name: string, dimension: Dimension, cells: readonly CountedCells[], months: readonly string[]): Named {
  if (dimension.kind === "month") return { values: months, pooled: 0, atLeastFew: false };
  const sums = new Map<string, number>();
  for (const { values, count } of cells)
    for (const value of [values[name]!].flat()) sums.set(String(value), (sums.get(String(value)) ?? 0) + count);
  const named = [...sums].filter(([, count]) => count >= FEWEST_TOLD).map(([value]) => value);
  const domain = domainOf(dimension);
  const pooled = domain && domain.filter((value) => !named.includes(value)).length;
  const ordered = domain?.filter((value) => named.includes(value)) ?? [];
  const values = [...ordered, ...named.filter((value) => !ordered.includes(value)).toSorted()];
  return { values: pooled === 0 ? values : [...values, OTHER], pooled, atLeastFew: true };
}

/** All values that there can be; null for countries, of which there are some 250. */
function domainOf({ kind, codes }: Dimension): readonly string[] | null {
  if (codes !== undefined) return [...new Set([...codes, NONE])];
  if (kind === "province") return [...regionsBelow(undefined, "PROVINCE").map(({ code }) => code), NONE];
  return null;
}

/** [design] The sum of a table is the number that most read; the totals of its rows and columns come next. */
const WORTH = { part: 1, total: 5, whole: 25 };

/** What the way in which tables are made tells of a number. */
function knownOf(row: string, rows: Named, column: string, columns: Named): Pick<Quantity, "least" | "most" | "worth"> {
  const ofMargin = (value: string, named: Named) =>
    value === OTHER
      ? { least: 0, most: named.pooled === null ? Infinity : named.pooled * (FEWEST_TOLD - 1) }
      : { least: named.atLeastFew ? FEWEST_TOLD : 0, most: Infinity };
  if (row === TOTAL && column === TOTAL) return { least: 0, most: Infinity, worth: WORTH.whole };
  if (row === TOTAL) return { ...ofMargin(column, columns), worth: WORTH.total };
  if (column === TOTAL) return { ...ofMargin(row, rows), worth: WORTH.total };
  return { least: 0, most: Infinity, worth: WORTH.part };
}

/** Each number of a table. */
function counts({ rows, columns }: PublicTable, cells: readonly CountedCells[], ofRows: Named, ofColumns: Named) {
  const sums = new Map<string, number>();
  const add = (row: string, column: string, count: number) =>
    sums.set(`${row} ${column}`, (sums.get(`${row} ${column}`) ?? 0) + count);
  const asNamed = (value: unknown, { values }: Named) => (values.includes(String(value)) ? String(value) : OTHER);
  for (const { values, count } of cells) {
    const row = asNamed(values[rows], ofRows);
    add(row, TOTAL, count);
    add(TOTAL, TOTAL, count);
    for (const value of [values[columns]!].flat()) {
      const column = asNamed(value, ofColumns);
      add(row, column, count);
      add(TOTAL, column, count);
    }
  }
  return [...ofRows.values, TOTAL].flatMap((row) =>
    [...ofColumns.values, TOTAL].map((column) => ({ row, column, count: sums.get(`${row} ${column}`) ?? 0 })),
  );
}

function addingUp(total: string, parts: readonly string[]): Relation {
  return { terms: [...parts.map((part) => [part, 1] as const), [total, -1]], least: 0, most: 0 };
}

/**
 * Things with several values stand under each: the parts are together at least as many as the things, and none is more.
 * OTHER may have a thing once for each value that it stands for.
 */
function overlapping(total: string, parts: readonly string[], { values, pooled }: Named): Relation[] {
  const whole = { terms: [...parts.map((part) => [part, 1] as const), [total, -1] as const], least: 0, most: Infinity };
  return [
    whole,
    ...parts.flatMap((part, i): Relation[] => {
      const times = values[i] === OTHER ? pooled : 1;
      return times === null
        ? []
        : [
            {
              terms: [
                [part, 1],
                [total, -times],
              ],
              least: -Infinity,
              most: 0,
            },
          ];
    }),
  ];
}

/** The same for the same values of dimensions, whatever table they stand in; without those that are a total. */
function keyOf(values: { readonly [dimension: string]: string }): string {
  return Object.entries(values)
    .filter(([, value]) => value !== TOTAL)
    .map(([dimension, value]) => `${dimension}=${value}`)
    .toSorted()
    .join("&");
}
