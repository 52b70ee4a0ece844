import { describe, expect, test } from "@jest/globals";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { nameOn } from "../../src/agency/agency.js";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { given, ID } from "../given.js";

const registered = {
  type: "AgencyRegistered",
  facts: { kind: "HUMAN_RIGHTS", name: "Kanwil Kemenkumham Banten", region: "36", zone: "Asia/Jakarta" },
};
const renamed = { type: "AgencyRenamed", facts: { name: "Kanwil Kementerian HAM Banten", from: "2024-10-21" } };
const ended = { type: "AgencyEnded", facts: { on: "2025-01-01", how: "MERGED", successors: [] } };

describe("an agency", () => {
  test("keeps each name for the days on which it had it", () => {
    const agency = given(agencyDecider, [registered, renamed]).state();
    expect(nameOn(agency, "2024-10-20")).toBe("Kanwil Kemenkumham Banten");
    expect(nameOn(agency, "2024-10-21")).toBe("Kanwil Kementerian HAM Banten");
  });

  test("has its names by the days from which they held, however late one was told", () => {
    const late = { type: "AgencyRenamed", facts: { name: "Kanwil Hukum dan HAM Banten", from: "2020-01-01" } };
    const agency = given(agencyDecider, [registered, renamed, late]).state();
    expect(nameOn(agency, "2023-01-01")).toBe("Kanwil Hukum dan HAM Banten");
    expect(nameOn(agency, "2025-01-01")).toBe("Kanwil Kementerian HAM Banten");
  });

  test("keeps a name that is told as of a time before it was registered", () => {
    const before = { ...renamed, occurred: { date: "2024-10-21" } };
    const agency = given(agencyDecider, [registered, before]).state();
    expect(agency.names.map(({ name }) => name)).toEqual([registered.facts.name, renamed.facts.name]);
  });

  test("is registered with the zone of its office", () =>
    given(agencyDecider, [])
      .when("RegisterAgency", { kind: "BP3MI", name: "BP3MI Banten", region: "36" })
      .then([
        {
          type: "AgencyRegistered",
          facts: { kind: "BP3MI", name: "BP3MI Banten", region: "36", zone: "Asia/Jakarta" },
        },
      ]));

  describe("ends, and others take over", () => {
    const other = "0f5b6c3e-0000-4000-8000-0000000000b1";
    const third = "0f5b6c3e-0000-4000-8000-0000000000b2";
    const ending = (successors: string[], more: readonly object[] = [registered]) =>
      given(agencyDecider, [registered], { others: { [`agency-${other}`]: more as never } }).when("EndAgency", {
        on: "2025-01-01",
        how: "MERGED",
        successors,
      });

    test("who are registered", () => {
      ending([other, other]).then([{ type: "AgencyEnded", facts: { successors: [other] } }]);
      ending([third]).thenRejected("agency-unknown", { agency: third });
    });
    test("not itself", () => ending([ID]).thenFails(new InvalidField("", "", "no agency takes over from itself")));
    test("who are there on that day", () => {
      const until = (on: string) => ({ type: "AgencyEnded", facts: { on, how: "MERGED", successors: [third] } });
      ending([other], [registered, until("2025-01-01")]).thenRejected("agency-ended", { successors: [third] });
      ending([other], [registered, until("2025-01-02")]).then([{}]);
    });
  });

  test("that has ended is not renamed", () =>
    given(agencyDecider, [registered, ended])
      .when("RenameAgency", { name: "Kanwil Kementerian HAM Banten", from: "2025-02-01" })
      .thenRejected("agency-ended"));
});
