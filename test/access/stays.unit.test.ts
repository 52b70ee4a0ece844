import { beforeAll, describe, expect, test } from "@jest/globals";
import { placesLapse, withEnds, withStays, type Stay, type StayEnd } from "../../src/access/stays.js";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import { atPlace, endsStay, stayGoesOn, type SightDeclaration } from "../../src/event-sourcing/stored-event/sight.js";
import { loadRegions } from "../../src/places/regions.js";
import { AGENCY } from "../given.js";

const WHY = "of a test";
const ABROAD = { stay: "journey", part: "ABROAD" };
const IN_COUNTRY = atPlace({ countries: ["country"] }, ABROAD, WHY, ["MIGRANT"]);
const TAIWAN = ["country:TW"];
const goesOn = () => null;

function event(sight: SightDeclaration, facts: object, more: object = {}): EventRecord {
  return {
    id: "e1",
    stream: "migrant-b1",
    type: "ThingNoted",
    facts,
    sight,
    recordedAt: "2025-01-01T00:00:00.000Z",
    corrects: null,
    actor: { kind: "OFFICER", id: "x", onBehalfOf: null, agency: AGENCY, role: "MISSION" },
    subjects: [{ person: "b1", role: "MIGRANT" }],
    ...more,
  } as unknown as EventRecord;
}
const after = (events: readonly EventRecord[]) => ({
  stays: events.reduce<readonly Stay[]>((all, each) => withStays(all, each, "case-ca", null), []),
  ends: events.reduce<readonly StayEnd[]>(withEnds, []),
});
const arrived = event([IN_COUNTRY], { journey: "j1", country: "TW" });
const cameHome = event([endsStay("journey", ["ABROAD"], WHY, { unless: ["cause", "DEATH"] })], {
  journey: "j1",
  cause: "CONTRACT_ENDED",
});
const closed = (facts: object = {}) =>
  event([endsStay("journey", ["ABROAD", "HOME"], WHY, { report: "death" })], { journey: "j1", ...facts });

beforeAll(() => loadRegions());

describe("a place lets see", () => {
  test("while its part of the journey goes on, and for 90 days after its end was recorded", () => {
    expect(placesLapse(after([arrived]), TAIWAN, goesOn)).toBeNull();
    expect(placesLapse(after([arrived, cameHome]), TAIWAN, goesOn)).toBe("2025-04-01T00:00:00.000Z");
    expect(placesLapse(after([arrived]), ["country:MY"], goesOn)).toBeUndefined();
  });

  test("no longer by what is told after the end, however late", () => {
    const late = event([IN_COUNTRY], arrived.facts, { id: "e2", recordedAt: "2026-01-01T00:00:00.000Z" });
    expect(placesLapse(after([arrived, cameHome, late]), TAIWAN, goesOn)).toBe("2025-04-01T00:00:00.000Z");
  });

  test("in each journey by itself", () => {
    const again = event([IN_COUNTRY], { journey: "j2", country: "TW" }, { id: "e2" });
    expect(placesLapse(after([arrived, cameHome, again]), TAIWAN, goesOn)).toBeNull();
  });

  test("again, where the report of the death that ended the journey is withdrawn, and no other end is", () => {
    const withdrawn = event([stayGoesOn("report", WHY)], { report: "d1" });
    expect(placesLapse(after([arrived, closed({ death: "d1" }), withdrawn]), TAIWAN, goesOn)).toBeNull();
    expect(placesLapse(after([arrived, closed(), withdrawn]), TAIWAN, goesOn)).not.toBeNull();
  });

  test("still, where only remains came home", () => {
    const remains = { ...cameHome, facts: { journey: "j1", cause: "DEATH" } } as EventRecord;
    expect(placesLapse(after([arrived, remains]), TAIWAN, goesOn)).toBeNull();
  });

  test("once, for 90 days after it was recorded", () => {
    const died = event([atPlace({ countries: ["country"] }, "once", WHY)], { country: "TW" });
    expect(placesLapse(after([died]), TAIWAN, goesOn)).toBe("2025-04-01T00:00:00.000Z");
  });

  test("while the work goes on, and for 90 days after it ended", () => {
    const received = event([atPlace({ countries: ["country"] }, "work", WHY)], { country: "TW" });
    expect(placesLapse(after([received]), TAIWAN, goesOn)).toBeNull();
    expect(placesLapse(after([received]), TAIWAN, () => "2025-01-01T00:00:00.000Z")).toBe("2025-04-01T00:00:00.000Z");
  });

  test("as a correction puts it right, for as long as what was corrected", () => {
    const unknown = event([IN_COUNTRY], { journey: "j1", country: "UNKNOWN" });
    const corrected = event(
      [IN_COUNTRY],
      { facts: { country: "TW" } },
      { id: "e2", type: "FactCorrected", corrects: { event: "e1" } },
    );
    expect(placesLapse(after([unknown]), TAIWAN, goesOn)).toBeUndefined();
    expect(placesLapse(after([unknown, corrected]), TAIWAN, goesOn)).toBeNull();
    expect(placesLapse(after([unknown, corrected, cameHome]), TAIWAN, goesOn)).not.toBeNull();
  });

  test("nobody by what a process manager does, and to no subject in another role", () => {
    const done = event([IN_COUNTRY], arrived.facts, { actor: { kind: "PROCESS_MANAGER" } });
    expect(after([done]).stays).toEqual([]);
    expect(withStays([], arrived, "case-ca", ["WITNESS"])).toEqual([]);
    expect(withStays([], arrived, "case-ca", ["MIGRANT"])).toHaveLength(1);
  });
});
