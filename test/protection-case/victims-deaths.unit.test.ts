import { describe, expect, test } from "@jest/globals";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import type { Query } from "../../src/event-sourcing/projecting/read-model.js";
import { atDeathProcessManager } from "../../src/protection-case/at-death.process-manager.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { given, ID, type PastEvent } from "../given.js";
import { beside, CASE, CHILD, CHILD_PARTY, HISTORIES, MOTHER, on, STRANGER, VICTIM } from "./cases.js";

const REPORT = "0f5b6c3e-0000-4000-8000-0000000000dd";
const DIED = { occurred: { date: "2025-03-01", zone: "UTC" } };
const DIED_BY = "2025-03-01T23:59:59.999Z";
const confirmed: PastEvent = {
  type: "DeathConfirmed",
  facts: { report: REPORT, cause: "ILLNESS", country: "MY" },
  ...DIED,
};
const reported: PastEvent = { ...confirmed, type: "DeathReported", facts: { ...confirmed.facts, source: "MISSION" } };
const withdrawn: PastEvent = {
  type: "DeathReportWithdrawn",
  facts: { report: REPORT, reason: "FOUND_ALIVE" },
  ...DIED,
};
const noted = (victim = VICTIM): PastEvent => on("03-05", "CaseVictimDeathNoted", { victim, diedBy: DIED_BY });
const undone = on("03-06", "CaseVictimDeathWithdrawn", { victim: VICTIM });
const childToo = on("01-03", "CasePartyRecorded", { party: CHILD_PARTY, role: "VICTIM", person: CHILD });
const OPEN = HISTORIES["ASSIGNED"]!;

const tries = (past: readonly PastEvent[], command: string, data: object, others = beside()) =>
  given(caseDecider, [...OPEN, ...past], { others }).when(command, data);

describe("I5 after the confirmed death of a victim", () => {
  test.each([
    ["a contact that reached them", "LogContact", { with: VICTIM, way: "PHONE", result: "REACHED" }],
    ["a contact that they refused", "LogContact", { with: VICTIM, way: "PHONE", result: "REFUSED" }],
    ["an emergency travel document", "IssueEmergencyTravelDocument", {}],
    ["an exit permit", "ObtainExitPermit", { permit: "EXIT_PERMIT" }],
    ["a shelter", "ProvideShelter", { kind: "SAFE_HOUSE" }],
  ])(
    "is refused: %s; it is taken as of before, of another victim, and once the death was withdrawn",
    (_, name, more) => {
      const data = { victim: VICTIM, ...more };
      tries([noted()], name, data).thenRejected("I5", { diedBy: DIED_BY });
      for (const [past, said] of [
        [[noted()], { ...data, occurred: { date: "2025-02-20" } }],
        [[noted(), undone], data],
        [[childToo, noted(CHILD)], data],
      ] as const)
        expect(tries(past, name, said).events()).toHaveLength(1);
    },
  );

  test("contacts with others go on, and so do calls that nobody answered", () => {
    const contact = { victim: VICTIM, way: "PHONE" };
    for (const data of [
      { ...contact, with: MOTHER, result: "REACHED" },
      { ...contact, relation: "MOTHER", result: "REACHED" },
      { ...contact, with: VICTIM, result: "NO_ANSWER" },
    ])
      tries([noted()], "LogContact", data).then([{ type: "CaseContactLogged" }]);
  });

  test("what needs a victim who lives is not set, and not done, unless another one lives", () => {
    tries([noted()], "SetNextAction", { action: "CALL_WORKER" }).thenRejected("I5");
    tries([noted()], "SetNextAction", { action: "CALL_FAMILY" }).then([{ type: "NextActionSet" }]);
    tries([childToo, noted()], "SetNextAction", { action: "CALL_WORKER" }).then([{ type: "NextActionSet" }]);
    const call = on("02-01", "NextActionSet", { action: "CALL_WORKER" });
    tries([call, noted()], "CompleteNextAction", {}).thenRejected("I5");
    tries([call, noted()], "CompleteNextAction", { occurred: { date: "2025-02-20" } }).then([
      { type: "NextActionDone" },
    ]);
  });
});

describe("NoteVictimDeath", () => {
  const streams = (migrant: readonly PastEvent[]) => beside({ [`migrant-${VICTIM}`]: migrant });
  const note = (past: readonly PastEvent[], migrant: readonly PastEvent[]) =>
    tries(past, "NoteVictimDeath", { victim: VICTIM }, streams(migrant));

  test("notes a confirmed death, and that it stands no more, each once", () => {
    const facts = { victim: VICTIM, diedBy: DIED_BY };
    note([], [reported, confirmed]).then([{ type: "CaseVictimDeathNoted", facts }]);
    note([noted()], [reported, confirmed]).thenRejected("victim-death-noted");
    note([noted()], [reported, confirmed, withdrawn]).then([
      { type: "CaseVictimDeathWithdrawn", facts: { victim: VICTIM } },
    ]);
    note([], [reported]).thenRejected("victim-death-noted");
  });

  test("only of a victim", () =>
    tries([], "NoteVictimDeath", { victim: MOTHER }, beside({ [`migrant-${MOTHER}`]: [confirmed] })).thenRejected(
      "not-a-victim",
    ));
});

const LINK = "0f5b6c3e-0000-4000-8000-0000000000ab";
const linked: PastEvent = {
  type: "IdentitiesLinked",
  facts: { persons: [VICTIM, STRANGER], basis: "SAME_NIK", confidence: "PROBABLE" },
};
const second: PastEvent = { type: "IdentityLinkConfirmed", facts: { owners: [null, null] } };

/** What follows from an event, in a world of streams. */
function follow(event: Partial<EventRecord>, world: { readonly [stream: string]: readonly PastEvent[] }) {
  expect(atDeathProcessManager.when).toContain(event.type);
  const find = async (projection: string, { where }: Query) => {
    if (projection === "identity-links") {
      const links = world[`identityLink-${LINK}`] ? [{ id: LINK, persons: [VICTIM, STRANGER] }] : [];
      const { hasAny } = where[0] as { readonly hasAny: readonly string[] };
      return { documents: hasAny.some((each) => each === VICTIM || each === STRANGER) ? links : [] };
    }
    expect(projection).toBe("case-board");
    return { documents: (where[0] as { readonly has?: string }).has === VICTIM ? [{ id: CASE }] : [] };
  };
  return atDeathProcessManager.thenSend({ facts: {}, subjects: [], corrects: null, ...event } as EventRecord, {
    load: async ({ aggregate, id }) => given(aggregate, world[`${aggregate.category}-${id}`] ?? []).state(),
    loadAt: () => Promise.reject(new Error("asks for no revision")),
    views: { find } as never,
  });
}

describe("when the death of a victim was confirmed or withdrawn, then each of their open cases notes it", () => {
  const incident = `case-${ID}`;
  const migrant = `migrant-${VICTIM}`;
  const note = (more: object = {}) => [
    { category: "case", id: CASE, command: "NoteVictimDeath", data: { victim: VICTIM, ...more } },
  ];
  const confirming = { stream: migrant, type: "DeathConfirmed" };

  test("a confirmed one, once", async () => {
    const dead = { [migrant]: [reported, confirmed] };
    expect(await follow(confirming, { ...dead, [incident]: OPEN })).toEqual(note());
    expect(await follow(confirming, { ...dead, [incident]: [...OPEN, noted()] })).toEqual([]);
    expect(await follow(confirming, { [migrant]: [reported], [incident]: OPEN })).toEqual([]);
  });

  test("one that was withdrawn", async () => {
    const alive = { [migrant]: [reported, confirmed, withdrawn] };
    const withdrawal = { stream: migrant, type: "DeathReportWithdrawn" };
    expect(await follow(withdrawal, { ...alive, [incident]: [...OPEN, noted()] })).toEqual(note());
    // Seen late, a confirmation notes no death that stands no more.
    expect(await follow(confirming, { ...alive, [incident]: OPEN })).toEqual([]);
  });

  test("one that turns out to have been at another time", async () => {
    const correction = { stream: migrant, type: "FactCorrected", facts: { correctedType: "DeathConfirmed" } };
    const world = { [migrant]: [reported, { ...confirmed, occurred: { date: "2025-02-27" } }] };
    expect(await follow(correction, { ...world, [incident]: [...OPEN, noted()] })).toEqual(note());
    const other = { ...correction, facts: { correctedType: "JourneyStarted" } };
    expect(await follow(other, { ...world, [incident]: [...OPEN, noted()] })).toEqual([]);
  });

  test("one that was known before the case, or while it was closed", async () => {
    const dead = { [migrant]: [reported, confirmed] };
    for (const type of ["ComplaintReceived", "CasePartyRecorded", "CaseReopened"])
      expect(await follow({ stream: incident, type }, { ...dead, [incident]: OPEN })).toEqual(note());
    expect(await follow(confirming, { ...dead, [incident]: HISTORIES["RESOLVED"]! })).toEqual([]);
  });

  test("of another record of the human being, once a second officer has confirmed the link", async () => {
    const world = (...link: PastEvent[]) => ({
      [`migrant-${STRANGER}`]: [reported, confirmed],
      [`identityLink-${LINK}`]: link,
      [incident]: OPEN,
    });
    const other = { stream: `migrant-${STRANGER}`, type: "DeathConfirmed" };
    const data = { linked: { links: [LINK], records: [STRANGER], unseen: [] } };
    expect(await follow(other, world(linked, second))).toEqual(note(data));
    expect(await follow(other, world(linked))).toEqual([]);
    const subjects = [VICTIM, STRANGER].map((person) => ({ person, role: "PERSON" }));
    const confirmation = { stream: `identityLink-${LINK}`, type: "IdentityLinkConfirmed", subjects };
    expect(await follow(confirmation, world(linked, second))).toEqual(note(data));
    tries([], "NoteVictimDeath", { victim: VICTIM, ...data }, beside(world(linked, second))).then([
      { type: "CaseVictimDeathNoted", facts: { diedBy: DIED_BY } },
    ]);
    const undo: PastEvent = { type: "IdentitiesUnlinked", facts: { reason: "DIFFERENT_PERSONS" } };
    const unlinked = { ...world(linked, second, undo), [incident]: [...OPEN, noted()] };
    expect(await follow({ ...confirmation, type: "IdentitiesUnlinked" }, unlinked)).toEqual(note(data));
  });
});
