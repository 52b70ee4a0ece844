import { describe, expect, test } from "@jest/globals";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { CalendarDate, Country, Region } from "../../src/facts/shapes.js";
import { isRegionCode, loadRegions } from "../../src/places/regions.js";

const check = Compile(Type.Object({ date: CalendarDate, country: Country, region: Region }));
const good = { date: "2024-02-29", country: "KH", region: { scheme: "KEMENDAGRI", code: "36.04.12" } };

describe("a fact", () => {
  test("has dates and places that there are", async () => {
    await loadRegions();
    expect(check.Check(good)).toBe(true);
    expect(check.Check({ ...good, country: "UNKNOWN" })).toBe(true);
  });

  test.each([
    ["a day that no calendar has", { date: "2025-02-30" }],
    ["a country that is none", { country: "XX" }],
    ["a region that the list has not", { region: { scheme: "KEMENDAGRI", code: "99.99" } }],
    ["a region under another scheme", { region: { scheme: "BPS", code: "36.04" } }],
  ])("has not %s", async (_what, wrong) => {
    await loadRegions();
    expect(check.Check({ ...good, ...wrong })).toBe(false);
  });

  test("has no region of another form", () => expect(isRegionCode("36.4")).toBe(false));
});
