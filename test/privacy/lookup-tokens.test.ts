import { describe, expect, test } from "@jest/globals";
import {
  normalisedForms,
  normalisedNik,
  normalisedPassport,
  normalisedPhone,
} from "../../src/privacy/lookup-tokens.js";

describe("a phone number", () => {
  test.each([
    ["0812-3456-7890"],
    ["+62 812 3456 7890"],
    ["62812 3456 7890"],
    ["0062 812 3456 7890"],
    ["812 3456 7890"],
    ["(+62) 812.3456.7890"],
    ["+62 (0)812 3456 7890"],
    ["０８１２３４５６７８９０"],
  ])("%s is one and the same", (text) => {
    expect(normalisedPhone(text)).toBe("+6281234567890");
  });

  test.each([
    ["+855 12 345 678", "+85512345678"],
    ["00852 5123 4567", "+85251234567"],
    ["(021) 555 1234", "+62215551234"],
  ])("%s of elsewhere is %s", (text, number) => {
    expect(normalisedPhone(text)).toBe(number);
  });

  test.each(["", "12", "no phone", "+", "1".repeat(40)])("is not in %j", (text) => {
    expect(normalisedPhone(text)).toBeUndefined();
  });
});

test.each([
  ["3604 1201 0199 0001", "3604120101990001"],
  ["36.04.12.010199.0001", "3604120101990001"],
  ["360412010199000", undefined],
  ["", undefined],
])("the NIK in %j is %j", (text, nik) => {
  expect(normalisedNik(text)).toBe(nik);
});

test.each([
  ["c 1234567", "C1234567"],
  ["X-000001", "X000001"],
  ["Ｃ１２３４５６７", "C1234567"],
  ["--", undefined],
])("the passport number in %j is %j", (text, number) => {
  expect(normalisedPassport(text)).toBe(number);
});

test("a value's forms are each of its kind's, once", () => {
  expect(normalisedForms("name", "Nur Hayati")).toEqual(["nur", "hayati", "nurhayati"]);
  expect(normalisedForms("name", "Sukarno")).toEqual(["sukarno"]);
  expect(normalisedForms("phone", "0812-3456-7890")).toEqual(["+6281234567890"]);
  expect(normalisedForms("nik", "n/a")).toEqual([]);
  expect(normalisedForms("name", " ")).toEqual([]);
});
