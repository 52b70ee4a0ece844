import { regionsBelow } from "../../src/places/regions.js";

/*
 * Somebody who has public tables and a solver, and nothing of the service: written from what the dictionary of a table
 * says. It imports no code that makes tables, so that an error there is no error here.
 */

/** A table as anybody can download it. */
export interface PublicTable {
  readonly id: string;
  readonly measure: string;
  readonly rows: { readonly dimension: string; readonly values: readonly string[] };
  readonly columns: { readonly dimension: string; readonly values: readonly string[] };
  readonly cells: readonly (readonly (number | null)[])[];
}

/** All tables of one publication; two of one quarter are told apart by `edition`. */
export interface Publication {
  readonly quarter: string;
  readonly edition?: number;
  readonly tables: readonly PublicTable[];
}

/** What a suppressed number can be, by what is published. */
export interface Interval {
  /** `2025-Q2/0 cases country=KH&category=DEATH`. */
  readonly name: string;
  readonly least: number;
  readonly most: number;
}

/** Of which a thing may have several values. */
const SEVERAL = ["category"];
/** How many values a dimension has in all, with none known: what OTHER stands for follows from it. */
const SIZES: { readonly [dimension: string]: () => number } = {
  category: () => 22,
  cause: () => 6,
  sex: () => 4,
  province: () => regionsBelow(undefined, "PROVINCE").length + 1,
};

interface Unknown {
  /** What is published of it. */
  value: number | null;
  least: number;
  most: number;
}
type Row = readonly [terms: ReadonlyMap<number, number>, least: number, most: number];

/** As far as the attack uses it. */
interface Solver {
  createModel(model: object): {
    options: { set(options: object): void };
    changeColCost(index: number, cost: number): void;
    run(): void;
    getModelStatus(): number;
    getSolution(): { readonly colValue: Float64Array };
    dispose(): void;
  };
}
const { default: load } = (await import("highs")) as unknown as { readonly default: () => Promise<Solver> };
const solver = await load();

/**
 * Works out of all these publications at once what each suppressed number can be.
 * @param onlyAdded whether the attacker takes it that between two editions of a quarter things were added, and none
 *   changed or taken away
 */
export function attack(publications: readonly Publication[], onlyAdded = false): Interval[] {
  const names: string[] = [];
  const unknowns: Unknown[] = [];
  const rows: Row[] = [];
  const places = new Map<string, number>();
  const at = (name: string): number => {
    const known = places.get(name);
    if (known !== undefined) return known;
    places.set(name, names.length);
    names.push(name);
    unknowns.push({ value: null, least: 0, most: Infinity });
    return names.length - 1;
  };
  for (const { quarter, edition = 0, tables } of publications)
    for (const table of tables) {
      const { rows: down, columns: across, cells, measure } = table;
      const name = (row: string, column: string) => {
        const parts = [
          [down.dimension, row],
          [across.dimension, column],
        ].filter(([, value]) => value !== "TOTAL");
        const shown = parts.map((part) => part.join("=")).toSorted();
        return `${quarter}/${edition} ${measure} ${shown.join("&")}`;
      };
      for (const [i, row] of down.values.entries())
        for (const [j, column] of across.values.entries()) {
          const unknown = unknowns[at(name(row, column))]!;
          unknown.value ??= cells[i]![j]!;
        }
      bound(down, (value) => unknowns[at(name(value, "TOTAL"))]!);
      bound(across, (value) => unknowns[at(name("TOTAL", value))]!);
      for (const row of down.values) rows.push(...sums(across, (column) => at(name(row, column))));
      for (const column of across.values) rows.push(...sums(down, (row) => at(name(row, column))));
    }
  if (onlyAdded)
    for (const [name, place] of places) {
      const later = places.get(name.replace("/0 ", "/1 "));
      if (later !== undefined && later !== place)
        rows.push([
          new Map([
            [later, 1],
            [place, -1],
          ]),
          0,
          Infinity,
        ]);
    }
  return parted(names.length, rows).flatMap(({ members, rows: its }) => intervals(members, names, unknowns, its));
}

/** What nothing ties together can be worked out apart. */
function parted(count: number, rows: readonly Row[]): { readonly members: number[]; readonly rows: Row[] }[] {
  const above = Array.from({ length: count }, (_, i) => i);
  const top = (place: number): number => (above[place] === place ? place : (above[place] = top(above[place]!)));
  for (const [terms] of rows) {
    const [first, ...others] = [...terms.keys()];
    for (const other of others) above[top(other)] = top(first!);
  }
  const parts = new Map<number, { members: number[]; rows: Row[] }>();
  for (let place = 0; place < count; place++) {
    const part = parts.get(top(place)) ?? { members: [], rows: [] };
    part.members.push(place);
    parts.set(top(place), part);
  }
  for (const row of rows) parts.get(top([...row[0].keys()][0]!))!.rows.push(row);
  return [...parts.values()];
}

/** A named value has at least five; OTHER stands for values that have four at most. */
function bound(axis: PublicTable["rows"], of: (value: string) => Unknown): void {
  if (axis.dimension === "month") return;
  for (const value of axis.values) {
    if (value === "TOTAL") continue;
    if (value === "OTHER") of(value).most = Math.min(of(value).most, 4 * pooled(axis));
    else of(value).least = 5;
  }
}

function pooled({ dimension, values }: PublicTable["rows"]): number {
  const size = SIZES[dimension]?.() ?? 0;
  return size === 0 ? Infinity : size - values.filter((value) => value !== "OTHER" && value !== "TOTAL").length;
}

/** The values of a dimension add up to the total, or overlap within it. */
function sums(axis: PublicTable["rows"], at: (value: string) => number): Row[] {
  const parts = axis.values.filter((value) => value !== "TOTAL");
  const total = at("TOTAL");
  const terms = new Map([...parts.map((part) => [at(part), 1] as const), [total, -1] as const]);
  if (!SEVERAL.includes(axis.dimension)) return [[terms, 0, 0]];
  return [
    [terms, 0, Infinity],
    ...parts.flatMap((part): Row[] => {
      const times = part === "OTHER" ? pooled(axis) : 1;
      return times === Infinity
        ? []
        : [
            [
              new Map([
                [at(part), 1],
                [total, -times],
              ]),
              -Infinity,
              0,
            ],
          ];
    }),
  ];
}

function intervals(
  members: readonly number[],
  names: readonly string[],
  unknowns: readonly Unknown[],
  rows: readonly Row[],
): Interval[] {
  const columns = new Map(members.map((place, i) => [place, i]));
  const its = members.map((place) => unknowns[place]!);
  const entries = rows.map(([terms]) => [...terms]);
  const starts = [0];
  for (const each of entries) starts.push(starts.at(-1)! + each.length);
  const model = solver.createModel({
    numCols: members.length,
    numRows: rows.length,
    colCost: members.map(() => 0),
    colLower: its.map(({ value, least }) => value ?? least),
    colUpper: its.map(({ value, most }) => value ?? most),
    rowLower: rows.map(([, least]) => least),
    rowUpper: rows.map(([, , most]) => most),
    matrix: {
      format: "csr",
      numRows: rows.length,
      numCols: members.length,
      starts,
      indices: entries.flatMap((each) => each.map(([place]) => columns.get(place)!)),
      values: entries.flatMap((each) => each.map(([, times]) => times)),
    },
  });
  model.options.set({ output_flag: false });
  const end = (column: number, cost: 1 | -1): number => {
    model.changeColCost(column, cost);
    model.run();
    const status = model.getModelStatus();
    const found = status === 7 ? model.getSolution().colValue[column]! : cost * -Infinity;
    model.changeColCost(column, 0);
    if (![7, 9, 10].includes(status)) throw new Error(`the solver ended with status ${status}`);
    return found;
  };
  const found = its.flatMap(({ value }, i): Interval[] =>
    value === null ? [{ name: names[members[i]!]!, least: end(i, 1), most: end(i, -1) }] : [],
  );
  model.dispose();
  return found;
}
