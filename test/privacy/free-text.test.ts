import { describe, expect, test } from "@jest/globals";
import { findNumbers, maskNumbers } from "../../src/privacy/free-text.js";

describe("numbers in free text", () => {
  test.each<[string, string]>([
    ["NIK 3604123456789012 anaknya", "NIK [NIK hidden] anaknya"],
    ["(3604 1234 5678 9012)", "([NIK hidden])"],
    ["3604.123456.780001", "[NIK hidden]"],
    ["36-04-12-345678-90-12, lahir", "[NIK hidden], lahir"],
    ["３６０４１２３４５６７８９０１２", "[NIK hidden]"],
    ["paspor B1234567 hilang", "paspor [passport hidden] hilang"],
    ["AB 123456 atau c7654321", "[passport hidden] atau [passport hidden]"],
    ["telp 0812-3456-7890", "telp [phone hidden]"],
    ["(021) 5790 1234", "[phone hidden]"],
    ["majikan: +852 9123 4567", "majikan: [phone hidden]"],
    ["3604123456789012 / 081234567890", "[NIK hidden] / [phone hidden]"],
  ])("%j is given as %j", (text, masked) => expect(maskNumbers(text)).toBe(masked));

  test.each([
    "",
    "ia berangkat 2025-05-26 12:30",
    "gaji Rp 15.000.000 dan RM 1200 belum dibayar",
    "Rp15000000",
    "tahun 2019, 2020, 2021 2022",
    "12/Pid.Sus/2025/PN Jkt",
    "36041234567890123 ada 17 angka",
    "Rabu (27/5/2025)",
  ])("%j holds none", (text) => {
    expect(findNumbers(text)).toEqual([]);
    expect(maskNumbers(text)).toBe(text);
  });

  test("are told by their place, in order", () => {
    expect(findNumbers("a 081234567890 b B1234567 c 3604123456789012")).toEqual([
      { kind: "phone", start: 2, end: 14 },
      { kind: "passport", start: 17, end: 25 },
      { kind: "nik", start: 28, end: 44 },
    ]);
  });

  test("a long text is read to its end", () => {
    for (const text of ["1 ".repeat(2_000), "0".repeat(4_000), "A 1".repeat(1_300)]) maskNumbers(text);
  });
});
