import { describe, expect, test } from "@jest/globals";
import type { Agency } from "../../src/agency/agency.js";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { fileNumber, fileNumberIn, officeCode, seriesOf } from "../../src/numbering/file-number.js";
import { numberSeriesDecider } from "../../src/numbering/numbering.commands.js";
import { numberSeriesId } from "../../src/numbering/number-series.js";
import { given, ID, type PastEvent } from "../given.js";

const office = (facts: object): Agency =>
  given(agencyDecider, [
    { type: "AgencyRegistered", facts: { name: "Kantor", zone: "Asia/Jakarta", ...facts } },
  ]).state();

describe("what an office is called in numbers", () => {
  test.each([
    [{ kind: "MISSION", country: "MY", code: "KBRI-KL" }, "KBRI-KL"],
    [{ kind: "MISSION", country: "MY" }, "RI-MY"],
    [{ kind: "BP3MI", region: "36" }, "BP3MI-36"],
    [{ kind: "LABOUR_OFFICE", region: "36.04" }, "DISNAKER-3604"],
    [{ kind: "COORDINATION" }, "DESK"],
  ])("%j is %s", (facts, code) => expect(officeCode(office(facts))).toBe(code));

  test("is the code that a new name brought, or else the one before", () => {
    const registered: PastEvent = {
      type: "AgencyRegistered",
      facts: { kind: "MINISTRY_OF_MIGRANT_WORKERS", name: "BP2MI", zone: "Asia/Jakarta", code: "BP2MI" },
    };
    const renamed = (code?: string): PastEvent => ({
      type: "AgencyRenamed",
      facts: { name: "KP2MI", from: "2024-11-05", ...(code !== undefined && { code }) },
    });
    expect(given(agencyDecider, [registered, renamed("KP2MI")]).state().code).toBe("KP2MI");
    expect(given(agencyDecider, [registered, renamed()]).state().code).toBe("BP2MI");
  });

  test("of a file of no office it is PMI", () =>
    expect(seriesOf(agencyDecider.initial, "2026-05-01T00:00:00Z")).toBe("PMI/2026"));
});

test("the year of a series is that of the office's own place", () => {
  expect(seriesOf(office({ kind: "MISSION", country: "TW", zone: "Asia/Taipei" }), "2025-12-31T16:30:00.000Z")).toBe(
    "RI-TW/2026",
  );
  expect(seriesOf(office({ kind: "BP3MI", region: "36" }), "2025-12-31T16:30:00.000Z")).toBe("BP3MI-36/2025");
});

test.each(["KBRI-KL/2026/0042", "kbri-kl/2026/42", " KBRI-KL / 2026 / 0042 ", "KBRI-KL/2026/00042"])(
  "%j is read as it is written",
  (text) => expect(fileNumberIn(text)).toBe("KBRI-KL/2026/0042"),
);

test("a number may grow longer than its zeros", () => {
  expect(fileNumber("KBRI-KL/2026", 12_345)).toBe("KBRI-KL/2026/12345");
  expect(fileNumberIn("kbri-kl/2026/12345")).toBe("KBRI-KL/2026/12345");
});

describe("a series", () => {
  const next = { series: "KBRI-KL/2026", kind: "CASE", of: ID };
  const had = (serial: number): PastEvent => ({ type: "FileNumberAssigned", facts: { ...next, serial } });

  test("begins with one, and goes on from the last", () => {
    given(numberSeriesDecider, [])
      .when("AssignFileNumber", next)
      .then([{ facts: { ...next, serial: 1 } }]);
    given(numberSeriesDecider, [had(1), had(2)])
      .when("AssignFileNumber", next)
      .then([{ facts: { serial: 3 } }]);
  });

  test("has one stream, whoever asks", () => {
    expect(numberSeriesId("KBRI-KL/2026")).toBe(numberSeriesId("KBRI-KL/2026"));
    expect(numberSeriesId("KBRI-KL/2026")).not.toBe(numberSeriesId("KBRI-KL/2027"));
  });
});
