import { describe, expect, test } from "@jest/globals";
import { identityLinkDecider } from "../../src/person/identity-link.commands.js";
import { AGENCY, given, ID, OFFICER, type PastEvent } from "../given.js";

const A = "0f5b6c3e-0000-4000-8000-0000000000aa";
const B = "0f5b6c3e-0000-4000-8000-0000000000bb";
const known: PastEvent = {
  type: "PersonRegistered",
  facts: { sex: "FEMALE", source: { kind: "IN_PERSON" }, warnings: [] },
};
const both = { [`person-${A}`]: [known], [`person-${B}`]: [known] };
const linked: PastEvent = {
  type: "IdentitiesLinked",
  facts: { persons: [A, B], basis: "SAME_NIK", confidence: "PROBABLE" },
};
const unlinked: PastEvent = { type: "IdentitiesUnlinked", facts: { reason: "DIFFERENT_PERSONS" } };

describe("I10 identities are linked and unlinked by events, and no history is rewritten", () => {
  test("a link names both persons, its basis and its confidence", () =>
    given(identityLinkDecider, [], { others: both })
      .when("LinkIdentities", {
        person: A,
        other: B,
        basis: "SAME_NIK",
        confidence: "PROBABLE",
        note: "n",
      })
      .then([
        {
          type: "IdentitiesLinked",
          subjects: [
            { person: A, role: "PERSON" },
            { person: B, role: "PERSON" },
          ],
          facts: { persons: [A, B], basis: "SAME_NIK", confidence: "PROBABLE" },
          personal: [{ person: null, class: "narrative", names: [A, B], values: { note: "n" } }],
        },
      ]));

  test("rejects a link of a person to themselves", () =>
    given(identityLinkDecider, [], { others: both })
      .when("LinkIdentities", { person: A, other: A, basis: "SAME_NIK", confidence: "CONFIRMED" })
      .thenRejected("I10", { person: A }));

  test("rejects a link to an unknown person", () =>
    given(identityLinkDecider, [], { others: { [`person-${A}`]: [known] } })
      .when("LinkIdentities", { person: A, other: B, basis: "SAME_NIK", confidence: "CONFIRMED" })
      .thenRejected("person-unknown", { person: B }));

  test("a link is undone by an event that says why", () => {
    given(identityLinkDecider, [linked])
      .when("UnlinkIdentities", { reason: "DIFFERENT_PERSONS" })
      .then([
        {
          type: "IdentitiesUnlinked",
          subjects: [{ person: A }, { person: B }],
          facts: { reason: "DIFFERENT_PERSONS" },
        },
      ]);
    expect(given(identityLinkDecider, [linked, unlinked]).state()).toEqual({
      persons: [A, B],
      basis: "SAME_NIK",
      confidence: "PROBABLE",
      linkedBy: { officer: OFFICER, agency: AGENCY },
      confirmedBy: null,
      unlinked: "DIFFERENT_PERSONS",
    });
  });

  test("two records are linked once, whichever comes first, and again once that is undone", () => {
    const request = (person: string, other: string) => ({
      person,
      other,
      basis: "SAME_PHONE",
      confidence: "POSSIBLE",
      linked: { links: [ID], records: [], unseen: [] },
    });
    const others = (...link: PastEvent[]) => ({ others: { ...both, [`identityLink-${ID}`]: link } });
    for (const [person, other] of [
      [A, B],
      [B, A],
    ] as const)
      given(identityLinkDecider, [], others(linked))
        .when("LinkIdentities", request(person, other))
        .thenRejected("I10", { identityLink: ID });
    given(identityLinkDecider, [], others(linked, unlinked))
      .when("LinkIdentities", request(A, B))
      .then([{ type: "IdentitiesLinked" }]);
  });

  describe("a second officer confirms it", () => {
    const deciders = { agencies: [AGENCY], roles: ["SUPERVISOR"] };
    const request = { note: "n", deciders, owners: [AGENCY, null], bothSeen: true };
    const by = { by: ID, role: "SUPERVISOR" };

    test("by an event that says who registered each record", () => {
      given(identityLinkDecider, [linked], by)
        .when("ConfirmIdentityLink", request)
        .then([
          {
            type: "IdentityLinkConfirmed",
            subjects: [{ person: A }, { person: B }],
            facts: { owners: [AGENCY, null] },
          },
        ]);
      const confirmed: PastEvent = { type: "IdentityLinkConfirmed", facts: { owners: [AGENCY, null] }, by: ID };
      expect(given(identityLinkDecider, [linked, confirmed]).state().confirmedBy).toEqual({
        officer: ID,
        agency: AGENCY,
      });
      given(identityLinkDecider, [linked, confirmed], by)
        .when("ConfirmIdentityLink", request)
        .thenRejected("link-confirmed");
    });

    test.each<[string, PastEvent[], object, object]>([
      ["own-link-confirmed", [linked], request, { role: "SUPERVISOR" }],
      ["link-records-in-sight", [linked], { ...request, bothSeen: false }, by],
      ["another-agency-decides", [linked], request, { ...by, role: "MISSION" }],
      ["no-second-officer", [linked], { ...request, deciders: { agencies: [], roles: [] } }, by],
      ["I10", [linked, unlinked], request, by],
    ])("is refused: %s", (rule, past, asked, options) =>
      given(identityLinkDecider, past, options).when("ConfirmIdentityLink", asked).thenRejected(rule),
    );
  });

  test("a link is undone only once, whatever time is reported for it", () => {
    given(identityLinkDecider, [linked, unlinked])
      .when("UnlinkIdentities", { reason: "NEW_EVIDENCE" })
      .thenRejected("I10", { unlinked: "DIFFERENT_PERSONS" });
    given(identityLinkDecider, [linked, { ...unlinked, occurred: { date: "2020" } }])
      .when("UnlinkIdentities", { reason: "NEW_EVIDENCE" })
      .thenRejected("I10");
  });

  test("the persons of a link can't be corrected, its confidence can", () => {
    const link = given(identityLinkDecider, [linked]);
    const correct = (facts: object) => link.when("CorrectFact", { event: link.ids[0], reason: "MISREPORTED", facts });
    expect(correct({ persons: [A, ID] }).events).toThrow(
      expect.objectContaining({ type: "not-correctable", field: "facts.persons" }),
    );
    correct({ confidence: "CONFIRMED" }).then([
      { type: "FactCorrected", facts: { facts: { confidence: "CONFIRMED" } } },
    ]);
  });
});
