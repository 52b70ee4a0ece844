import { beforeAll, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { CountedCells } from "../../src/figures/figures.js";
import type { Measure } from "../../src/figures/measure.js";
import { loadRegions } from "../../src/places/regions.js";
import { isSmall, type Numbers } from "../../src/publication/suppression.js";
import { Chance } from "../properties/chance.js";
import { runs } from "../properties/runs.js";
import { attack, type Interval } from "./attacker.js";
import { MEASURES, publish, thingsOf } from "./publications.js";

beforeAll(() => loadRegions());

/** Three years: what an attacker may have kept. */
const QUARTERS = [2023, 2024, 2025].flatMap((year) => [1, 2, 3, 4].map((number) => `${year}-Q${number}`));
const TOLERANCE = 1e-5;

const worldOf = (chance: Chance) =>
  QUARTERS.map((quarter) => {
    const most = chance.one([6, 30, 100]);
    return { quarter, things: new Map(MEASURES.map((each) => [each, thingsOf(chance, each, quarter, most)])) };
  });

/** Without what others it takes: only what is small itself. */
const onlySmall = async ({ quantities }: Numbers) => new Set(quantities.filter(isSmall).map(({ key }) => key));

/** Small numbers that can't be all of 0 to 4 any more. */
function workedOut(found: readonly Interval[], small: readonly string[]): string[] {
  const intervals = new Map(found.map((each) => [each.name, each]));
  return small.filter((name) => {
    // A small number that is published is worked out, too.
    const { least, most } = intervals.get(name) ?? { least: Infinity, most: -Infinity };
    return least > TOLERANCE || most < 4 - TOLERANCE;
  });
}

async function published(world: ReturnType<typeof worldOf>, hide?: (numbers: Numbers) => Promise<ReadonlySet<string>>) {
  const all = [];
  for (const { quarter, things } of world) all.push(await publish(quarter, things, hide));
  return { publications: all.map(({ publication }) => publication), small: all.flatMap(({ small }) => small) };
}

test("from all tables of twelve publications nobody works out a suppressed number; from a copy that hides only the small ones they do", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (seed) => {
      const world = worldOf(new Chance(seed));
      const { publications, small } = await published(world);
      expect(small.length).toBeGreaterThan(100);
      expect(workedOut(attack(publications), small)).toEqual([]);
      const copy = await published(world, onlySmall);
      expect(workedOut(attack(copy.publications), copy.small)).not.toEqual([]);
      const told = (all: typeof publications) =>
        all.flatMap(({ tables }) => tables.flatMap(({ cells }) => cells.flat())).filter((each) => each !== null);
      expect(told(publications).length).toBeGreaterThan(0);
      expect(told(publications).length).toBeLessThan(told(copy.publications).length);
    }),
    { ...runs(2), endOnFailure: true },
  );
});

test("each table protected by itself is not enough: what one hides another may give back", async () => {
  const [cases] = MEASURES;
  const many = (count: number, month: string, country: string): CountedCells => ({
    values: { month, country, category: ["UNPAID_WAGES"] },
    count,
  });
  const things = [many(2, "2025-04", "MY"), many(30, "2025-05", "MY"), many(40, "2025-06", "TW")];
  const totals = ["category=UNPAID_WAGES", ""];
  const byMonth = async (numbers: Numbers) => new Set([...(await onlySmall(numbers)), ...totals]);
  const { publication, small } = await publish("2025-Q2", new Map([[cases!, things]]), byMonth);
  const [months, countries] = publication.tables;
  const ofMonths = small.filter((name) => name.includes("month="));
  expect(workedOut(attack([{ ...publication, tables: [months!] }]), ofMonths)).toEqual([]);
  expect(workedOut(attack([{ ...publication, tables: [months!, countries!] }]), ofMonths)).not.toEqual([]);
});

test("a second edition of a quarter would tell what both hide, so there is none", async () => {
  const [, repatriations] = MEASURES;
  const many = (count: number, values: CountedCells["values"]): CountedCells => ({ values, count });
  const before = ["2025-04", "2025-05", "2025-06"].flatMap((month) => [
    many(month === "2025-04" ? 4 : 30, { month, country: "MY", province: "35", sex: "FEMALE" }),
    many(month === "2025-05" ? 20 : 50, { month, country: "TW", province: "33", sex: "MALE" }),
  ]);
  const late = many(1, { month: "2025-04", country: "MY", province: "35", sex: "FEMALE" });
  const edition = (things: readonly CountedCells[], number: number) =>
    publish("2025-Q2", new Map<Measure, readonly CountedCells[]>([[repatriations!, things]]), undefined, number);
  const first = await edition(before, 0);
  const second = await edition([...before, late], 1);
  expect(workedOut(attack([first.publication], true), first.small)).toEqual([]);
  const both = attack([first.publication, second.publication], true);
  expect(workedOut(both, first.small)).not.toEqual([]);
});
