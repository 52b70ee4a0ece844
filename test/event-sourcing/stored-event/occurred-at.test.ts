import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { dateIn, NotATime, resolveTime } from "../../../src/event-sourcing/stored-event/occurred-at.js";

const NOW = "2025-06-01T00:00:00.000Z";

describe("a reported time", () => {
  test("of a day has the bounds of that day in its zone", () => {
    expect(resolveTime({ date: "2025-05-26", zone: "Asia/Phnom_Penh" }, NOW)).toEqual({
      earliest: "2025-05-25T17:00:00.000Z",
      latest: "2025-05-26T16:59:59.999Z",
      precision: "DAY",
      zone: "Asia/Phnom_Penh",
      conflict: false,
    });
  });

  test("whose weekday is not that date's is in conflict", () => {
    expect(resolveTime({ date: "2025-05-27", asReported: "Rabu (27/5/2025)" }, NOW).conflict).toBe(true);
    expect(resolveTime({ date: "2025-07-22", asReported: "Selasa (22/7/2025)" }, NOW).conflict).toBe(false);
  });

  test.each([
    // Tuesday 20 May 2025.
    ["minggu lalu (20/5/2025)", "2025-05-20", false],
    ["dua minggu sebelum 20/5/2025", "2025-05-20", false],
    ["Minggu (20/5/2025)", "2025-05-20", true],
    ["Ahad, 18 Mei 2025", "2025-05-18", false],
    ["Ahad, 20 Mei 2025", "2025-05-20", true],
    ["Jum’at, 23 Mei 2025", "2025-05-23", false],
    ["Jum'at (20/5/2025)", "2025-05-20", true],
    ["Jumaat 23 Mei 2025", "2025-05-23", false],
    ["Tuesday, May 20", "2025-05-20", false],
    ["on Wednesday, May 20", "2025-05-20", true],
    ["Khamis 22/5/2025", "2025-05-22", false],
    ["malam Rabu, 20 Mei", "2025-05-20", false],
    ["Kamis malam Jumat, 22 Mei", "2025-05-22", false],
    ["pada 20 Mei 2025", "2025-05-20", false],
    ["hari Senin pukul 10", "2025-05-20T03:00:00Z", true],
    ["Selasa pukul 10", "2025-05-20T03:00:00Z", false],
  ])("as %j for %s: in conflict %s", (asReported, date, conflict) => {
    expect(resolveTime({ date, asReported }, NOW).conflict).toBe(conflict);
  });

  test("of which only an end is known has no beginning", () => {
    expect(resolveTime({ until: "2025-05-26" }, NOW)).toMatchObject({ earliest: null, precision: "RANGE" });
  });

  test.each([
    [{ date: "2025-02-30" }, "date"],
    [{ date: "yesterday" }, "date"],
    [{ date: "0025-05-20" }, "date"],
    [{ date: "0025" }, "date"],
    [{ date: "2025", until: "9999" }, "until"],
    [{ until: "1899-12-31" }, "until"],
    [{ date: "2025-05", until: "2025-04" }, "until"],
    [{ date: "2025", zone: "Mars/Olympus" }, "zone"],
  ])("%j is none", (reported, field) => {
    const attempt = () => resolveTime(reported, NOW);
    expect(attempt).toThrow(NotATime);
    expect(attempt).toThrow(expect.objectContaining({ field }));
  });
});

describe("the date of an instant in a zone", () => {
  test("is the one of its clocks, on either side of each of their changes", () => {
    const zones = ["Asia/Jakarta", "Asia/Jayapura", "America/St_Johns", "Europe/Amsterdam", "Pacific/Apia", "+07:00"];
    const hour = fc.integer({ min: Date.UTC(1925, 0) / 3_600_000, max: Date.UTC(2100, 0) / 3_600_000 });
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.array(hour, { minLength: 2, maxLength: 5 }), (zone, hours) => {
        for (const ms of hours.map((each) => each * 3_600_000)) {
          const day = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDate().toString();
          expect(dateIn(zone, new Date(ms).toISOString())).toBe(day);
        }
      }),
      { numRuns: 500 },
    );
    // In St John's the clocks of 2010 went back at one minute past midnight.
    for (const [at, day] of [
      ["2010-11-07T02:30:30.000Z", "2010-11-07"],
      ["2010-11-07T02:31:30.000Z", "2010-11-06"],
      ["2010-11-07T03:30:30.000Z", "2010-11-07"],
      ["2010-11-07T02:30:59.999Z", "2010-11-07"],
    ] as const)
      expect(dateIn("America/St_Johns", at)).toBe(day);
  });

  test("needs an instant and a zone", () => {
    expect(() => dateIn("Asia/Jakarta", "2025-01-01")).toThrow(RangeError);
    expect(() => dateIn("Asia/Jakarta", "2025-13-01T00:00:00.000Z")).toThrow(RangeError);
    expect(() => dateIn("Asia/Atlantis", "2025-01-01T00:00:00.000Z")).toThrow(RangeError);
  });
});
