import { describe, expect, test } from "@jest/globals";
import { officerDecider } from "../../src/agency/officer.commands.js";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { AGENCY, given, ID, OFFICER } from "../given.js";

const FIXED_FACT = "ties this event to others and can't be corrected";
const ASSIGNMENT = "0f5b6c3e-0000-4000-8000-0000000000a1";
const assigned = (more: object = {}) => ({
  type: "OfficerAssigned",
  facts: { assignment: ASSIGNMENT, agency: AGENCY, role: "CASEWORKER", from: "2025-01-01", ...more },
  occurred: { date: "2025-02-01" },
});
const ended = (on: string, date: string) => ({
  type: "OfficerAssignmentEnded",
  facts: { assignment: ASSIGNMENT, on, reason: "MISTAKEN" },
  occurred: { date },
});
const AGENCY_THERE = {
  [`agency-${AGENCY}`]: [{ type: "AgencyRegistered", facts: { kind: "BP3MI", name: "BP3MI", zone: "Asia/Jakarta" } }],
};

describe("an officer", () => {
  test("is assigned by somebody else", () => {
    const others = { others: AGENCY_THERE };
    given(officerDecider, [], others)
      .when("AssignOfficer", { agency: AGENCY, role: "AUDITOR" })
      .then([{ type: "OfficerAssigned", facts: { agency: AGENCY, role: "AUDITOR", from: "2025-06-01" } }]);
    given(officerDecider, [], { ...others, by: ID })
      .when("AssignOfficer", { agency: AGENCY, role: "AUDITOR" })
      .thenRejected("self-assignment");
  });

  test.each<[string, object, string, boolean]>([
    ["an agency's own region", { kind: "BP3MI", region: "36" }, "36", true],
    ["a part of it", { kind: "BP3MI", region: "36" }, "36.04.12", true],
    ["another region", { kind: "BP3MI", region: "36" }, "71.01", false],
    ["a region around it", { kind: "LABOUR_OFFICE", region: "36.04" }, "36", false],
    ["any region, of an agency that answers for the nation", { kind: "FOREIGN_MINISTRY" }, "71.01", true],
    ["a region, of an agency that answers for none", { kind: "WOMEN_AND_CHILDREN" }, "36", false],
    ["another region, of an agency with a country", { kind: "BP3MI", region: "36", country: "KH" }, "71.01", false],
    ["a region, of a mission", { kind: "MISSION", country: "KH" }, "36", false],
  ])("answers for %s, or does not", (_, facts, region, taken) => {
    const registered = { type: "AgencyRegistered", facts: { name: "Contoh", zone: "Asia/Jakarta", ...facts } };
    const assigning = given(officerDecider, [], { others: { [`agency-${AGENCY}`]: [registered] } }).when(
      "AssignOfficer",
      { agency: AGENCY, role: "CASEWORKER", region },
    );
    if (taken) assigning.then([{ type: "OfficerAssigned", facts: { agency: AGENCY, region } }]);
    else assigning.thenRejected("region-of-another");
  });

  test("acts no more from the first of the days that end the assignment, in whatever order they were told", () => {
    const until = (...past: Parameters<typeof given>[1][number][]) =>
      given(officerDecider, past)
        .state()
        .assignments.map((each) => each.until);
    expect(until(assigned(), ended("2025-03-01", "2025-03-01"))).toEqual(["2025-03-01"]);
    // The end is told of a day before the assignment was: it ends it all the same.
    expect(until(assigned(), ended("2025-01-15", "2025-01-15"))).toEqual(["2025-01-15"]);
    expect(until(assigned({ until: "2025-02-10" }), ended("2025-03-01", "2025-03-01"))).toEqual(["2025-02-10"]);
    expect(until(assigned(), ended("2025-03-01", "2025-03-01"), ended("2025-02-15", "2025-03-02"))).toEqual([
      "2025-02-15",
    ]);
  });

  test.each<[string, unknown]>([
    ["role", "ADMINISTRATOR"],
    ["region", "36"],
    ["from", "2024-01-01"],
    ["until", "2099-01-01"],
  ])("gets no other %s by a correction, which whoever it is about could make", (fact, value) => {
    const history = given(officerDecider, [assigned({ region: "36.04", until: "2025-12-31" })], { by: OFFICER });
    const correction = { event: history.ids[0], reason: "MISTYPED", facts: { [fact]: value } };
    history.when("CorrectFact", correction).thenFails(new InvalidField("not-correctable", `facts.${fact}`, FIXED_FACT));
  });
});
