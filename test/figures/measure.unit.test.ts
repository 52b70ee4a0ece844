import { describe, expect, test } from "@jest/globals";
import { slice } from "../../src/event-sourcing/slice.js";
import { cases, openCases } from "../../src/dashboards/measures/case-figures.js";
import { countedIn, measuresOf, measuring, type Measure } from "../../src/figures/measure.js";

const of = (...measures: Measure[]) => measuresOf([slice({}), measuring(slice({}), measures)]);

test("a slice adds a figure by listing it", () => {
  expect(of(cases, openCases)).toEqual([cases, openCases]);
  expect(countedIn([cases, openCases])).toEqual([cases.of]);
});

describe("a measure is refused when the service starts", () => {
  test.each<[string, Partial<Measure>]>([
    ["two measures are named cases", {}],
    ["the measure x has no dimension shoe", { id: "x", only: { shoe: ["1"] } }],
    ["the measure x has no dimension shoe", { id: "x", value: { kind: "share", having: { shoe: ["1"] } } }],
    ["the measure x has no dimension shoe", { id: "x", value: { kind: "days", dimension: "shoe" } }],
    ["the measure x has no day month", { id: "x", has: ["month"] }],
    ["the measure x can't take days of month", { id: "x", value: { kind: "days", dimension: "month" } }],
    ["the measure x can't take since of month", { id: "x", value: { kind: "since", dimension: "month" } }],
    ["the measure x can't take per of category", { id: "x", value: { kind: "per", dimension: "category" } }],
  ])("%s", (message, wrong) => {
    expect(() => of(cases, { ...cases, ...wrong })).toThrow(message);
  });
});
