import { beforeAll, describe, expect, test } from "@jest/globals";
import { ageOn } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { loadRegions } from "../../src/places/regions.js";
import * as figures from "../../src/sample/figures.js";
import { inventedPerson, type SamplePerson } from "../../src/sample/people.js";

const PEOPLE = 2000;
/** Four standard errors of a share of one half among 800, the smallest group that is looked at. */
const TOLERANCE = 0.07;

let people: SamplePerson[];
let placed: SamplePerson[];
let cases: SamplePerson[];
beforeAll(async () => {
  await loadRegions();
  people = Array.from({ length: PEOPLE }, (_, i) => inventedPerson(i));
  placed = people.filter(({ course }) => course === "PLACEMENT");
  cases = people.filter(({ course }) => course === "CASE");
});

function share(group: readonly SamplePerson[], is: (person: SamplePerson) => boolean): number {
  return group.filter(is).length / group.length;
}

function expectShares(
  group: readonly SamplePerson[],
  weights: Readonly<Record<string, number>>,
  of: (p: SamplePerson) => string,
) {
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  for (const [code, weight] of Object.entries(weights)) {
    const found = share(group, (person) => of(person) === code);
    const expected = weight / total;
    // Within four standard errors of the share itself, so that a rare code is not lost in the tolerance.
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / group.length));
  }
}

describe("invented people", () => {
  test("come from the provinces, and go to the countries, that the figures of 2024 give", () => {
    const origins = Object.fromEntries(Object.entries(figures.ORIGINS).map(([code, { weight }]) => [code, weight]));
    expectShares(people, origins, ({ province }) => province);
    expectShares(placed, figures.DESTINATIONS, ({ country }) => country);
  });

  test("are women, and work in the positions, as the figures give", () => {
    expect(Math.abs(share(placed, ({ sex }) => sex === "FEMALE") - 0.61)).toBeLessThan(TOLERANCE);
    for (const [position, expected] of [
      ["DOMESTIC_WORKER", 0.337],
      ["CAREGIVER", 0.175],
      ["PLANTATION_WORKER", 0.076],
      ["CONSTRUCTION_WORKER", 0.029],
    ] as const)
      expect(Math.abs(share(placed, (person) => person.position === position) - expected)).toBeLessThan(0.035);
  });

  test("are in trouble, and left as they are said to have left, as the figures give", () => {
    expectShares(people, figures.COURSES, ({ course }) => course);
    expectShares(cases, figures.TROUBLES, ({ trouble }) => trouble!);
    expectShares(cases, figures.CASE_STATUSES, ({ status }) => status);
  });

  test("are of the ages of the figures, and nobody is a child", () => {
    const age = ({ birthDate, begins }: SamplePerson) => ageOn(birthDate, begins);
    for (const [range, weight] of Object.entries(figures.AGES)) {
      const [least, most] = range.split("-").map(Number) as [number, number];
      const found = share(people, (person) => age(person) >= least && age(person) <= most);
      expect(Math.abs(found - weight / 100)).toBeLessThan(0.05);
    }
    for (const person of people) expect(age(person)).toBeGreaterThanOrEqual(18);
  });
});
