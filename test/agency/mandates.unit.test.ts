import { describe, expect, test } from "@jest/globals";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { keysAt, keysOfMandate, mandateCovers, mandateHolds, type Mandate } from "../../src/agency/mandates.js";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { given, type PastEvent } from "../given.js";

const registered: PastEvent = {
  type: "AgencyRegistered",
  facts: { kind: "BP3MI", name: "BP3MI Banten", region: "36", zone: "Asia/Jakarta" },
};
const MANDATE = "0f5b6c3e-0000-4000-8000-00000000aa01";
const mandate = (facts: object = {}): PastEvent => ({
  type: "MandateGiven",
  facts: { mandate: MANDATE, stage: "RETURN", region: "36", from: "2020-01-01", ...facts },
});
const ended = (on: string): PastEvent => ({
  type: "MandateEnded",
  facts: { mandate: MANDATE, on, reason: "TRANSFERRED" },
});
const at = (past: readonly PastEvent[]) => given(agencyDecider, [registered, ...past]);

describe("GiveMandate", () => {
  test("makes an agency responsible at a stage, in a place, for some categories, from a day on", () =>
    at([])
      .when("GiveMandate", { stage: "RETURN", region: "36", categories: ["DEATH", "DEATH"], from: "2024-02-01" })
      .then([
        {
          type: "MandateGiven",
          facts: { stage: "RETURN", region: "36", categories: ["DEATH"], from: "2024-02-01" },
        },
      ]));

  test("is of one place, of some days, and of some category", () => {
    const fails = (data: object, field: string, type: string, message: string) =>
      at([])
        .when("GiveMandate", { stage: "RETURN", from: "2024-02-01", ...data })
        .thenFails(new InvalidField(type as never, field, message));
    fails(
      { region: "36", country: "KH" },
      "country",
      "invalid-field",
      "a mandate is of a region or of a country, and not of both",
    );
    fails({ categories: [] }, "categories", "invalid-field", "names none: leave it out for all");
    fails({ until: "2024-02-01" }, "until", "impossible-date", "must come after the day on which the mandate begins");
  });

  test("is refused where one that is there gives all of it, and of an agency that has ended by then", () => {
    const gives = (past: readonly PastEvent[], data: object = {}) =>
      at(past).when("GiveMandate", { stage: "RETURN", region: "36", from: "2024-02-01", ...data });
    gives([mandate()]).thenRejected("mandate-given-so", { mandate: MANDATE });
    gives([mandate()], { categories: ["DEATH"] }).thenRejected("mandate-given-so");
    gives([mandate({ categories: ["DEATH"] })]).then([{ facts: { stage: "RETURN" } }]);
    gives([mandate(), ended("2024-02-01")]).then([{ facts: { stage: "RETURN" } }]);
    gives([mandate()], { region: "36.04" }).then([{ facts: { region: "36.04" } }]);
    const end = { type: "AgencyEnded", facts: { on: "2024-02-01", how: "DISSOLVED", successors: [] } };
    gives([end]).thenRejected("agency-ended");
  });
});

describe("EndMandate", () => {
  const ends = (past: readonly PastEvent[], on: string) =>
    at(past).when("EndMandate", { mandate: MANDATE, on, reason: "LAPSED" });

  test("ends it on its earliest day, also where the end was told as of a time before it", () => {
    ends([mandate()], "2024-06-01").then([{ facts: { mandate: MANDATE, on: "2024-06-01" } }]);
    expect(at([mandate(), ended("2024-06-01")]).state().mandates).toMatchObject([{ until: "2024-06-01" }]);
    expect(at([ended("2024-06-01"), mandate({ until: "2025-01-01" })]).state().mandates).toMatchObject([
      { until: "2024-06-01" },
    ]);
  });

  test("is refused of a mandate that is none, or that ended before", () => {
    ends([], "2024-06-01").thenRejected("no-such-mandate", { mandate: MANDATE });
    ends([mandate(), ended("2024-06-01")], "2024-06-01").thenRejected("mandate-ended", { on: "2024-06-01" });
  });
});

describe("a mandate", () => {
  const some = (facts: Partial<Mandate>): Mandate => ({
    id: MANDATE,
    stage: "RETURN",
    region: null,
    country: null,
    categories: null,
    from: "2024-01-01",
    until: null,
    source: null,
    ...facts,
  });
  const NOWHERE = { region: null, country: null };

  test("covers what lies in its region, its country, or everything", () => {
    const village = { region: "36.04.12.2003", country: null };
    expect(mandateCovers(some({ region: "36.04" }), village)).toBe(true);
    expect(mandateCovers(some({ region: "36.04.12.2003" }), { ...village, region: "36.04" })).toBe(false);
    expect(mandateCovers(some({ country: "KH" }), village)).toBe(false);
    expect(mandateCovers(some({ country: "KH" }), { region: null, country: "KH" })).toBe(true);
    expect(mandateCovers(some({}), village)).toBe(true);
    expect(mandateCovers(some({ region: "36" }), NOWHERE)).toBe(false);
    expect(mandateCovers(some({}), NOWHERE)).toBe(true);
  });

  test("is found under the keys of each place that it covers", () => {
    for (const place of [{ region: "36.04.12", country: null }, { region: null, country: "KH" }, NOWHERE])
      for (const facts of [{ region: "36" }, { region: "36.04.12" }, { region: "32" }, { country: "KH" }, {}]) {
        const keys = keysAt("RETURN", place);
        const found = keysOfMandate(some(facts)).some((key) => keys.includes(key));
        expect([place, facts, found]).toEqual([place, facts, mandateCovers(some(facts), place)]);
      }
  });

  test("holds from its first day until its end, or that of its agency", () => {
    const limited = some({ until: "2024-03-01" });
    expect(
      ["2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01"].map((day) => mandateHolds(limited, null, day)),
    ).toEqual([false, true, true, false]);
    expect(mandateHolds(limited, "2024-02-29", "2024-02-28")).toBe(true);
    expect(mandateHolds(limited, "2024-02-29", "2024-02-29")).toBe(false);
  });
});
