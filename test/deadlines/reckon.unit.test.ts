import { describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { calendarOf, KNOWN_COUNTRIES, yearOf, type Publication } from "../../src/deadlines/calendars/calendar.js";
import { made } from "../../src/deadlines/calendars/holidays.js";
import { reckon, type Counted, type Length } from "../../src/deadlines/reckon.js";

const JAKARTA = "Asia/Jakarta";

function due(
  length: Length,
  from: string,
  more: Partial<Counted> & { country?: string; published?: Publication[] } = {},
) {
  const { country = "ID", published = [], ...counted } = more;
  return reckon({ from, length, pauses: [], zone: JAKARTA, ...counted }, calendarOf(country, published));
}
const of = (count: number, unit: "HOURS" | "DAYS" | "WORKING_DAYS" | "MONTHS"): Length => ({ count, unit });
const announced = (days: readonly string[], more: Partial<Publication> = {}): Publication => ({
  year: 2026,
  weekend: null,
  holidays: days.map((date) => ({ date, name: "Cuti bersama" })),
  worked: [],
  source: "SKB 3 Menteri",
  ...more,
});

describe("hours", () => {
  test("3x24 hours are hours, over a weekend and a holiday", () => {
    // Christmas is a Friday.
    expect(due(of(72, "HOURS"), "2026-12-24T10:30:00.000Z")).toEqual({ due: "2026-12-27T10:30:00.000Z" });
  });

  test("are hours where clocks are set", () => {
    const rome = { zone: "Europe/Rome", country: "IT" };
    expect(due(of(24, "HOURS"), "2026-03-28T12:00:00.000Z", rome)).toEqual({ due: "2026-03-29T12:00:00.000Z" });
  });
});

describe("days end at the midnight of the office that has the task", () => {
  // Half past eleven at night in Jakarta is half past one of the next day in Jayapura.
  test.each([
    [JAKARTA, "2026-03-02T16:30:00.000Z", "2026-03-09T16:59:59.999Z"],
    ["Asia/Jayapura", "2026-03-02T16:30:00.000Z", "2026-03-10T14:59:59.999Z"],
    ["Asia/Riyadh", "2026-03-02T16:30:00.000Z", "2026-03-09T20:59:59.999Z"],
  ])("in %s", (zone, from, until) => {
    expect(due(of(7, "DAYS"), from, { zone })).toEqual({ due: until });
  });

  test("whatever clocks do in them: a day of 23 and one of 25 hours", () => {
    const rome = { zone: "Europe/Rome", country: "IT" };
    expect(due(of(1, "DAYS"), "2026-03-28T10:00:00.000Z", rome)).toEqual({ due: "2026-03-29T21:59:59.999Z" });
    expect(due(of(1, "DAYS"), "2026-10-24T10:00:00.000Z", rome)).toEqual({ due: "2026-10-25T22:59:59.999Z" });
  });

  test("days, months and a day that is named end on any day of the week", () => {
    expect(due(of(30, "DAYS"), "2026-01-01T02:00:00.000Z")).toEqual({ due: "2026-01-31T16:59:59.999Z" });
    expect(due(of(1, "MONTHS"), "2026-01-31T02:00:00.000Z")).toEqual({ due: "2026-02-28T16:59:59.999Z" });
    expect(due({ until: "2026-03-08" }, "2026-03-02T02:00:00.000Z")).toEqual({ due: "2026-03-08T16:59:59.999Z" });
  });
});

describe("working days", () => {
  test("leave out weekends and holidays", () => {
    // Monday; Thursday 19 March is Nyepi, Friday and Saturday Idul Fitri.
    expect(due(of(4, "WORKING_DAYS"), "2026-03-16T02:00:00.000Z")).toEqual({ due: "2026-03-24T16:59:59.999Z" });
  });

  test("are those of the country: the weekend of Saudi Arabia is Friday and Saturday, before 2013 Thursday and Friday", () => {
    const saudi = { country: "SA", zone: "Asia/Riyadh" };
    // From Wednesday 14 January 2026: Thursday, Sunday.
    expect(due(of(2, "WORKING_DAYS"), "2026-01-14T06:00:00.000Z", saudi)).toEqual({ due: "2026-01-18T20:59:59.999Z" });
    const { isWorkingDay } = calendarOf("AE", []);
    // The Emirates moved theirs in 2022.
    expect(["2021-01-15", "2021-01-17", "2022-01-14", "2022-01-16"].map(isWorkingDay)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    // Brunei rests on Friday and Sunday.
    expect(["2026-01-09", "2026-01-10", "2026-01-11"].map(calendarOf("BN", []).isWorkingDay)).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("joint leave that is announced late counts, and a day that is worked after all; the last word on a day holds", () => {
    const published = [announced(["2026-03-17", "2026-03-18"])];
    const from = "2026-03-16T02:00:00.000Z";
    expect(due(of(1, "WORKING_DAYS"), from, { published })).toEqual({ due: "2026-03-23T16:59:59.999Z" });
    published.push(announced([], { worked: ["2026-03-18", "2026-03-21"] }));
    expect(due(of(1, "WORKING_DAYS"), from, { published })).toEqual({ due: "2026-03-18T16:59:59.999Z" });
    expect(due(of(2, "WORKING_DAYS"), from, { published })).toEqual({ due: "2026-03-21T16:59:59.999Z" });
    published.push(announced(["2026-03-21"]));
    expect(due(of(2, "WORKING_DAYS"), from, { published })).toEqual({ due: "2026-03-23T16:59:59.999Z" });
  });

  test("of a year that the calendar lacks are not counted as plain days: it says which year", () => {
    expect(due(of(5, "WORKING_DAYS"), "2030-12-30T02:00:00.000Z")).toEqual({ lacks: { country: "ID", year: 2031 } });
    expect(due(of(5, "WORKING_DAYS"), "2026-03-02T02:00:00.000Z", { country: "KH" })).toEqual({
      lacks: { country: "KH", year: 2026 },
    });
    // Hours and days need none.
    expect(due(of(5, "DAYS"), "2026-03-02T02:00:00.000Z", { country: "KH" })).toEqual({
      due: "2026-03-07T16:59:59.999Z",
    });
  });

  test("of a year that was published whole are counted; without its weekend it is not whole", () => {
    const year = announced(["2026-04-14"], { weekend: [6, 7] });
    const from = "2026-04-10T02:00:00.000Z";
    const khmer = { country: "KH", zone: "Asia/Phnom_Penh" };
    expect(due(of(2, "WORKING_DAYS"), from, { ...khmer, published: [year] })).toEqual({
      due: "2026-04-15T16:59:59.999Z",
    });
    expect(yearOf("KH", 2026, [announced(["2026-04-14"])])).toBeUndefined();
  });
});

describe("a pause adds what it took", () => {
  const pauses = [{ from: "2026-03-03T02:00:00.000Z", to: "2026-03-09T05:00:00.000Z" }];
  const from = "2026-03-02T02:00:00.000Z";

  test("of hours the hours, of days the days, of working days the working days", () => {
    expect(due(of(72, "HOURS"), from, { pauses })).toEqual({ due: "2026-03-11T05:00:00.000Z" });
    expect(due(of(7, "DAYS"), from, { pauses })).toEqual({ due: "2026-03-15T16:59:59.999Z" });
    // Tuesday to Monday has four of them: until Friday 6 March without the pause.
    expect(due(of(4, "WORKING_DAYS"), from, { pauses })).toEqual({ due: "2026-03-12T16:59:59.999Z" });
  });

  test("while it lasts it adds nothing yet", () => {
    const lasting = [{ from: pauses[0]!.from, to: null }];
    expect(due(of(7, "DAYS"), from, { pauses: lasting })).toEqual({ due: "2026-03-09T16:59:59.999Z" });
  });
});

test("the holidays that are kept are those that the library computes", () => {
  const maker = new URL("../../src/deadlines/calendars/make-holidays.mjs", import.meta.url).href;
  const script = `import { made } from ${JSON.stringify(maker)}; process.stdout.write(JSON.stringify(made));`;
  const again = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
  expect(made).toEqual(JSON.parse(again));
  expect(KNOWN_COUNTRIES).toContain("ID");
});
