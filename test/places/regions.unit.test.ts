import { beforeAll, describe, expect, test } from "@jest/globals";
import { loadRegions, regionName, regionsBelow, regionsNamed } from "../../src/places/regions.js";

beforeAll(() => loadRegions());

const codes = (name: string, more: Partial<Parameters<typeof regionsNamed>[1]> = {}) =>
  regionsNamed(name, { most: 50, ...more }).map(({ code }) => code);

describe("regions by name", () => {
  test("have the regency and the city of one name before the villages that have it in theirs", () => {
    const found = codes("serang");
    expect(found.slice(0, 2)).toEqual(["36.04", "36.73"]);
    expect(found.some((code) => code.split(".").length === 4)).toBe(true);
  });

  test.each([
    ["kab. serang", "36.04"],
    ["KABUPATEN SERANG", "36.04"],
    ["Kota Serang", "36.73"],
    ["Provinsi Banten", "36"],
    ["Kec. Pontang", "36.04.12"],
    ["Tirtayasa", "36.04.13"],
    ["manado", "71.71"],
    ["DKI Jakarta", "31"],
    ["Daerah Khusus Ibukota Jakarta", "31"],
    ["D.I. Yogyakarta", "34"],
  ])("find %s as %s first", (name, code) => expect(codes(name)[0]).toBe(code));

  test("are left to what lies in a region, and to a level", () => {
    expect(codes("serang", { within: "36" }).every((code) => code.startsWith("36."))).toBe(true);
    expect(codes("serang", { level: "DISTRICT" }).every((code) => code.split(".").length === 3)).toBe(true);
    expect(codes("serang", { most: 1 })).toEqual(["36.04"]);
    expect(codes("no such place")).toEqual([]);
  });

  test("are read whole where a name has a quote in it", () => {
    expect(regionName("35.13.15.2017")).toBe('Soka"an');
    expect(codes("soka an", { level: "VILLAGE" })).toContain("35.13.15.2017");
  });

  test("below one are those right below it, or of the level asked for", () => {
    expect(regionsBelow(undefined).map(({ code }) => code)).toContain("36");
    expect(regionsBelow("36").map(({ code }) => code)).toContain("36.04");
    expect(regionsBelow("36", "DISTRICT").map(({ code }) => code)).toContain("36.04.12");
    expect(regionsBelow("36.04.12.2001")).toEqual([]);
  });
});
