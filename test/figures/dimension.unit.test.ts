import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  ageBand,
  code,
  country,
  day,
  dayOf,
  days,
  daysBetween,
  id,
  isValueOf,
  month,
  monthOf,
  NONE,
  province,
  provinceOf,
  regency,
  regencyOf,
} from "../../src/figures/dimension.js";
import { loadRegions } from "../../src/places/regions.js";

beforeAll(() => loadRegions());

test("a day and a month are those of Jakarta", () => {
  expect(dayOf("2025-12-31T17:00:00.000Z")).toBe("2026-01-01");
  expect(monthOf("2025-12-31T16:59:59.999Z")).toBe("2025-12");
  expect([dayOf(null), monthOf(null)]).toEqual([NONE, NONE]);
});

test("days are those of the calendar, and none where the one was before the other", () => {
  expect(daysBetween("2025-03-01T16:59:00.000Z", "2025-03-01T17:01:00.000Z")).toBe(1);
  expect(daysBetween("2025-02-28T02:00:00.000Z", "2025-03-01T02:00:00.000Z")).toBe(1);
  expect(daysBetween("2025-03-02T02:00:00.000Z", "2025-03-01T02:00:00.000Z")).toBeNull();
  expect([daysBetween(null, "2025-03-01T02:00:00.000Z"), daysBetween("2025-03-01T02:00:00.000Z", null)]).toEqual([
    null,
    null,
  ]);
});

test.each([
  [17, "UNDER_18"],
  [18, "18_24"],
  [24, "18_24"],
  [25, "25_34"],
  [35, "35_44"],
  [44, "35_44"],
  [45, "45_AND_OVER"],
  [80, "45_AND_OVER"],
])("who is %s in a year is %s", (age, band) => {
  expect(ageBand(2025 - age, "2025-06-01T00:00:00.000Z")).toBe(band);
});

test("of whom no year of birth is known there is no age", () => {
  expect([ageBand(null, "2025-06-01T00:00:00.000Z"), ageBand(1990, null)]).toEqual([NONE, NONE]);
});

test("a region of any level lies in a province, and in a regency where that is known", () => {
  expect(["36", "36.04", "36.04.12.2001", null].map((each) => [provinceOf(each), regencyOf(each)])).toEqual([
    ["36", NONE],
    ["36", "36.04"],
    ["36", "36.04"],
    [NONE, NONE],
  ]);
});

describe("a value that may be asked for", () => {
  const values = [
    [code("", "", ["A", "B"]), "A", "C"],
    [code("", ""), "ANY_CODE", "any code"],
    [country("", ""), "MY", "XX"],
    [country("", ""), "UNKNOWN", "my"],
    [province("", ""), "36", "36.04"],
    [regency("", ""), "36.04", "36.99"],
    [month("", ""), "2025-12", "2025-13"],
    [day("", ""), "2024-02-29", "2025-02-32"],
    [id("", ""), "0f5b6c3e-0000-4000-8000-000000000001", "0F5B"],
  ] as const;
  test.each(values)("%j takes %s and not %s", (dimension, right, wrong) => {
    expect([isValueOf(dimension, right), isValueOf(dimension, wrong)]).toEqual([true, false]);
    expect(isValueOf(dimension, NONE)).toBe(true);
  });

  test("is no number of days", () => {
    expect(isValueOf(days("", ""), "3")).toBe(false);
  });
});
