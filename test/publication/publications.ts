import type { CountedCells } from "../../src/figures/figures.js";
import { isOfSeveral } from "../../src/figures/dimension.js";
import type { Measure } from "../../src/figures/measure.js";
import { regionsBelow } from "../../src/places/regions.js";
import { PUBLIC_TABLES } from "../../src/publication/public-tables.js";
import { publishedTables } from "../../src/publication/published-tables.js";
import { monthsOf } from "../../src/publication/quarter.js";
import type { Numbers } from "../../src/publication/suppression.js";
import { Chance } from "../properties/chance.js";
import type { Publication } from "./attacker.js";

const COUNTRIES = "MY HK TW SG SA AE JP KR KH MM LA IT BN TR UNKNOWN NONE".split(" ");

/** Things of a quarter, by what they are counted by, as histories leave them: few of most kinds, many of some. */
export function thingsOf(chance: Chance, measure: Measure, quarter: string, most: number): CountedCells[] {
  const valuesOf = (name: string): readonly string[] => {
    const { kind, codes } = measure.of.dimensions[name]!;
    if (kind === "month") return monthsOf(quarter);
    if (kind === "country") return COUNTRIES;
    return codes ?? regionsBelow(undefined, "PROVINCE").map(({ code }) => code);
  };
  const skewed = (values: readonly string[]) => values[Math.min(chance.nat(values.length), chance.nat(values.length))]!;
  const names = dimensionsOf(measure);
  return Array.from({ length: chance.nat(most) }, () => ({
    count: 1,
    values: Object.fromEntries(
      names.map((name) => {
        const values = valuesOf(name);
        if (!isOfSeveral(measure.of.dimensions[name]!)) return [name, skewed(values)];
        return [name, [...new Set([skewed(values), ...(chance.percent(30) ? [skewed(values)] : [])])]];
      }),
    ),
  }));
}

export const MEASURES = [...new Set(PUBLIC_TABLES.map(({ measure }) => measure))];

export function tablesOf(measure: Measure) {
  return PUBLIC_TABLES.filter((each) => each.measure === measure);
}

function dimensionsOf(measure: Measure): string[] {
  return [...new Set(["month", ...tablesOf(measure).flatMap(({ rows, columns }) => [rows, columns])])];
}

type Hide = (numbers: Numbers) => Promise<ReadonlySet<string>>;

/** A publication of these things, and the numbers that it must not tell, by the attacker's names. */
export async function publish(
  quarter: string,
  things: ReadonlyMap<Measure, readonly CountedCells[]>,
  hide?: Hide,
  edition = 0,
): Promise<{ readonly publication: Publication; readonly small: readonly string[] }> {
  const tables: Publication["tables"][] = [];
  const small: string[] = [];
  for (const [measure, cells] of things) {
    tables.push(await publishedTables(tablesOf(measure), cells, monthsOf(quarter), hide));
    const whole = await publishedTables(tablesOf(measure), cells, monthsOf(quarter), async () => new Set());
    for (const { rows, columns, cells: numbers } of whole)
      for (const [i, row] of rows.values.entries())
        for (const [j, column] of columns.values.entries()) {
          const named = [`${rows.dimension}=${row}`, `${columns.dimension}=${column}`];
          const key = named.filter((each) => !each.endsWith("=TOTAL")).toSorted();
          if (numbers[i]![j]! < 5) small.push(`${quarter}/${edition} ${measure.id} ${key.join("&")}`);
        }
  }
  return { publication: { quarter, edition, tables: tables.flat() }, small: [...new Set(small)] };
}
