import { describe, expect, test } from "@jest/globals";
import { agesOn, isBirthDate } from "../../src/facts/birth-date.js";

describe("a birth date as far as it is known", () => {
  test.each(["1989-03-14", "1989-03", "1989", "2024-02-29"])("%s is one", (text) =>
    expect(isBirthDate(text)).toBe(true),
  );
  test.each(["1989-13", "1989-02-30", "1989-3", "89", "1989-", "1989-03-14T00:00Z", "", "Maret 1989", "1989-00"])(
    "%j is none",
    (text) => expect(isBirthDate(text)).toBe(false),
  );

  test.each([
    ["2007-06-01", 18, 18],
    ["2007-06-02", 17, 17],
    ["2007-06", 17, 18],
    ["2007-05", 18, 18],
    ["2007-07", 17, 17],
    ["2007", 17, 18],
    ["2006", 18, 19],
  ])("%s makes somebody at least %i and at most %i on 1 June 2025", (birthDate, youngest, oldest) =>
    expect(agesOn(birthDate, "2025-06-01")).toEqual({ youngest, oldest }),
  );
});
