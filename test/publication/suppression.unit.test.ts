import { beforeAll, describe, expect, test } from "@jest/globals";
import type { CountedCells } from "../../src/figures/figures.js";
import { loadRegions } from "../../src/places/regions.js";
import { PUBLIC_TABLES } from "../../src/publication/public-tables.js";
import { publishedTables } from "../../src/publication/published-tables.js";
import { narrowed, suppressed, type Numbers } from "../../src/publication/suppression.js";
import { tabulate } from "../../src/publication/tabulation.js";

beforeAll(() => loadRegions());

const MONTHS = ["2025-04", "2025-05", "2025-06"];
const tables = (...ids: string[]) => PUBLIC_TABLES.filter(({ id }) => ids.includes(id));
const DEATHS = tables("confirmed-deaths-by-country-and-cause");
const deaths = (count: number, country: string, cause: string): CountedCells => ({
  values: { month: "2025-04", country, cause },
  count,
});

/** A list of numbers with their total. */
function row(values: readonly number[]): Numbers {
  const quantities = [...values, values.reduce((sum, each) => sum + each, 0)].map((value, i) => ({
    key: i === values.length ? "total" : `${i}`,
    value,
    least: 0,
    most: Infinity,
    worth: i === values.length ? 25 : 1,
  }));
  const parts = values.map((_, i) => [`${i}`, 1] as const);
  return { quantities, relations: [{ terms: [...parts, ["total", -1]], least: 0, most: 0 }] };
}
const hiddenIn = async (...values: number[]) => [...(await suppressed(row(values)))].toSorted();

describe("what is suppressed", () => {
  test("is nothing where all are large, and each that is small, nought among them", async () => {
    expect(await hiddenIn(5, 60, 700)).toEqual([]);
    expect(await hiddenIn(3, 4, 60, 0)).toEqual(["0", "1", "3"]);
  });

  test("is one more where a small number stands alone, or small ones are few together", async () => {
    const alone = await hiddenIn(3, 60, 700);
    expect(alone).toHaveLength(2);
    expect(alone).toContain("0");
    // 1 and 2 make 3: neither could be 4.
    expect(await hiddenIn(1, 2, 60)).toEqual(["0", "1", "2"]);
    expect(await hiddenIn(2, 2, 60)).toEqual(["0", "1"]);
    expect(await hiddenIn(1, 1, 1)).toEqual(["0", "1", "2", "total"]);
  });

  test("is found by an attack to be too little, where it is", async () => {
    expect(await narrowed(row([3, 60, 700]), new Set(["0"]))).toEqual(["0"]);
    expect(await narrowed(row([1, 2, 60]), new Set(["0", "1"]))).toEqual(["0", "1"]);
    expect(await narrowed(row([2, 2, 60]), new Set(["0", "1"]))).toEqual([]);
    await expect(narrowed(row([3, 60]), new Set())).rejects.toThrow(/is small, and published/);
  });
});

test("where nothing hides a small number, nothing is published", async () => {
  // Everybody knows that there are no more than two.
  const [quantity] = row([1]).quantities;
  const numbers: Numbers = { quantities: [{ ...quantity!, most: 2 }], relations: [] };
  await expect(suppressed(numbers)).rejects.toMatchObject({ rule: { id: "tables-not-hidden" } });
  expect(await narrowed(numbers, new Set(["0"]))).toEqual(["0"]);
});

describe("a table", () => {
  test("names what at least five have, and adds the rest up as OTHER", () => {
    const cells = [
      deaths(6, "MY", "ILLNESS"),
      deaths(5, "TW", "ILLNESS"),
      deaths(4, "KH", "ACCIDENT"),
      deaths(2, "LA", "NONE"),
    ];
    const { tabulated, numbers } = tabulate(DEATHS, cells, MONTHS);
    const values = new Map(numbers.quantities.map(({ key, value }) => [key, value]));
    expect(tabulated[0]!.rows).toEqual(["MY", "TW", "OTHER", "TOTAL"]);
    expect(tabulated[0]!.columns).toEqual(["ILLNESS", "OTHER", "TOTAL"]);
    expect(tabulated[0]!.keys.map((keys) => keys.map((key) => values.get(key)))).toEqual([
      [6, 0, 6],
      [5, 0, 5],
      [0, 6, 6],
      [11, 6, 17],
    ]);
    expect(numbers.quantities.find(({ key }) => key === "country=MY")).toMatchObject({ least: 5, worth: 5 });
  });

  test("has something with two categories under each, and once in the total", () => {
    const cells = [{ values: { month: "2025-04", country: "MY", category: ["DEATH", "UNPAID_WAGES"] }, count: 7 }];
    const { tabulated, numbers } = tabulate(tables("cases-by-month-and-category"), cells, MONTHS);
    const values = new Map(numbers.quantities.map(({ key, value }) => [key, value]));
    const [april] = tabulated[0]!.keys;
    expect(april!.map((key) => values.get(key))).toEqual(expect.arrayContaining([7, 7, 0, 7]));
    expect(tabulated[0]!.rows).toEqual([...MONTHS, "TOTAL"]);
  });

  test("is published the same, number by number, of the same things in any order", async () => {
    const cells = [
      deaths(6, "MY", "ILLNESS"),
      deaths(9, "MY", "ACCIDENT"),
      deaths(25, "TW", "ILLNESS"),
      deaths(3, "TW", "ACCIDENT"),
    ];
    const once = await publishedTables(DEATHS, cells, MONTHS);
    expect(JSON.stringify(await publishedTables(DEATHS, cells.toReversed(), MONTHS))).toBe(JSON.stringify(once));
    expect(once[0]!.cells.flat()).toContain(null);
    expect(once[0]!.cells.flat()).toContain(43);
  });

  test("of nothing at all is there, and tells nothing", async () => {
    const [table] = await publishedTables(DEATHS, [], MONTHS);
    expect(table!.rows.values).toEqual(["OTHER", "TOTAL"]);
    expect(table!.cells.flat().every((each) => each === null)).toBe(true);
  });
});
