import { describe, expect, test } from "@jest/globals";
import { isNik, isPassportNumber, nikWarnings, passportWarnings, readNik } from "../../src/person/identity-numbers.js";

describe("a NIK", () => {
  test("is 16 digits", () => {
    expect(["9999994101990001", "999999410199000", "99999941019900011", "999999410199000x"].map(isNik)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test("says district, sex, birth date without a century, serial", () => {
    expect(readNik("3604125708990012")).toEqual({
      district: "36.04.12",
      sex: "FEMALE",
      day: 17,
      month: 8,
      year: 99,
      serial: "0012",
    });
    expect(readNik("3604123112000001")).toMatchObject({ sex: "MALE", day: 31, month: 12, year: 0 });
    expect(readNik("36041231120000")).toBeUndefined();
  });

  test.each([
    ["9999995708990001", { birthDate: "1999-08-17", sex: "FEMALE" }, []],
    ["9999995708990001", { birthDate: "1999-08" }, []],
    ["9999995708990001", { birthDate: "1999" }, []],
    ["9999992902000001", { birthDate: "2000-02-29", sex: "MALE" }, []],
    ["9999995708990001", { sex: "UNKNOWN" }, []],
    ["9999995708990001", { birthDate: "1999-08-18" }, ["NIK_BIRTH_DATE_MISMATCH"]],
    ["9999995708990001", { birthDate: "1998" }, ["NIK_BIRTH_DATE_MISMATCH"]],
    ["9999995708990001", { birthDate: "1999-07" }, ["NIK_BIRTH_DATE_MISMATCH"]],
    ["9999991708990001", { birthDate: "1999-08-17", sex: "FEMALE" }, ["NIK_SEX_MISMATCH"]],
    ["9999993513990001", {}, ["NIK_BIRTH_DATE_MISMATCH"]],
    ["9999993002990001", {}, ["NIK_BIRTH_DATE_MISMATCH"]],
    ["9999990000990001", {}, ["NIK_BIRTH_DATE_MISMATCH"]],
    ["9999997208990001", { sex: "MALE" }, ["NIK_BIRTH_DATE_MISMATCH", "NIK_SEX_MISMATCH"]],
    ["9999995708990001", { isKnownDistrict: (code: string) => code === "36.04.12" }, ["NIK_AREA_UNKNOWN"]],
    ["3604125708990001", { isKnownDistrict: (code: string) => code === "36.04.12" }, []],
  ])("%s, beside %j, warns of %j", (nik, known, warnings) => {
    expect(nikWarnings(nik, known)).toEqual(warnings);
  });
});

describe("a passport number", () => {
  test.each(["C1234567", "X000001", "AB123456", "AB1234567"])("%s is as Indonesia writes it", (number) => {
    expect(isPassportNumber(number)).toBe(true);
    expect(passportWarnings(number)).toEqual([]);
  });

  test.each(["123456789", "ABC12345", "A1B2C3"])("%s is possible, and warned of", (number) => {
    expect(isPassportNumber(number)).toBe(true);
    expect(passportWarnings(number)).toEqual(["PASSPORT_UNUSUAL"]);
  });

  test.each(["", "A123456789", "a1234567", "A 123456"])("%j is none", (number) => {
    expect(isPassportNumber(number)).toBe(false);
  });
});
