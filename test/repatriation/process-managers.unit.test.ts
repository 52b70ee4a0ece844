import { describe, expect, test } from "@jest/globals";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import { resolveTime } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import type { ProcessManager, ProcessReads } from "../../src/event-sourcing/reacting/process-manager.js";
import type { Query } from "../../src/event-sourcing/projecting/read-model.js";
import { atDeathProcessManager } from "../../src/repatriation/at-death.process-manager.js";
import { comingHomeProcessManager } from "../../src/repatriation/coming-home.process-manager.js";
import { doNotTellProcessManager } from "../../src/repatriation/do-not-tell.process-manager.js";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { shelterAtHandoverProcessManager } from "../../src/repatriation/shelter-at-handover.process-manager.js";
import { reportedTimeOf } from "../../src/repatriation/reported-time.js";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { given, ID, NOW, type PastEvent } from "../given.js";
import {
  alleged,
  BROTHER,
  cancelled,
  deathWithdrawn,
  died,
  doNotTell,
  JOURNEY,
  LIVING,
  MOTHER,
  notified,
  on,
  PERSON,
  registered,
  REMAINS,
  SOCIAL_AFFAIRS,
  WISH,
} from "./cases.js";

const CASE = `repatriation-${ID}`;
const MIGRANT = `migrant-${PERSON}`;

interface World {
  readonly [stream: string]: readonly PastEvent[];
}

/** Streams as they are, and views of the cases of a person and of linked identities. */
function reads(world: World, links: readonly (readonly string[])[] = []): ProcessReads {
  const find = async (projection: string, { where }: Query) => {
    const wanted = where[0] as { readonly is?: string; readonly hasAny?: readonly string[] };
    if (projection === "identity-links") {
      const found = links.filter((persons) => persons.some((each) => wanted.hasAny!.includes(each)));
      return { documents: found.map((persons) => ({ id: `link-of-${persons.join("-")}`, persons })) };
    }
    if (projection === "case-board") {
      const cases = Object.keys(world).filter((stream) => stream.startsWith("case-"));
      return { documents: cases.map((stream) => ({ id: stream.slice("case-".length) })) };
    }
    expect(projection).toBe("repatriation-board");
    const ids = Object.keys(world)
      .filter((stream) => stream.startsWith("repatriation-") && wanted.is === PERSON)
      .map((stream) => ({ id: stream.slice("repatriation-".length) }));
    return { documents: ids };
  };
  return {
    load: async ({ aggregate, id }) => given(aggregate, world[`${aggregate.category}-${id}`] ?? []).state(),
    loadAt: () => Promise.reject(new Error("asks for no revision")),
    views: { find } as unknown as ProcessReads["views"],
  };
}

/** What follows from the last event of a stream. */
function follow(manager: ProcessManager, stream: string, world: World, links?: readonly (readonly string[])[]) {
  const { type, facts, occurred } = world[stream]!.at(-1)!;
  expect([...manager.when]).toContain(type);
  const event = { stream, type, facts, occurredAt: resolveTime(occurred, NOW) } as unknown as EventRecord;
  return manager.thenSend(event, reads(world, links));
}
const command = (name: string, data: object) => [{ category: "repatriation", id: ID, command: name, data }];

describe("when a death was confirmed, then a living person's repatriation is cancelled (I5)", () => {
  const dead = { [MIGRANT]: [died("2025-03-01")] };
  const cancel = command("CancelRepatriation", { reason: "DEATH" });

  test("an open one", async () =>
    expect(await follow(atDeathProcessManager, MIGRANT, { ...dead, [CASE]: [LIVING] })).toEqual(cancel));

  test.each([
    ["one that was cancelled", [LIVING, cancelled()]],
    ["one that brought the person home", [LIVING, on("02-01", "ReturneeWentHomeAlone", { adultBy: "DOCUMENT" })]],
    ["that of remains", [REMAINS]],
  ])("not %s", async (_, past) =>
    expect(await follow(atDeathProcessManager, MIGRANT, { ...dead, [CASE]: past })).toEqual([]),
  );

  test("not by a death that was withdrawn before this is looked at", async () =>
    expect(
      await atDeathProcessManager.thenSend(
        { stream: MIGRANT, type: "DeathConfirmed" } as EventRecord,
        reads({ [MIGRANT]: [died("2025-03-01"), deathWithdrawn], [CASE]: [LIVING] }),
      ),
    ).toEqual([]));

  test("of another record of the human being, once a second officer has confirmed the link", async () => {
    const link = `link-of-${PERSON}-${BROTHER}`;
    const linked: PastEvent = {
      type: "IdentitiesLinked",
      facts: { persons: [PERSON, BROTHER], basis: "SAME_NIK", confidence: "PROBABLE" },
    };
    const confirmed: PastEvent = { type: "IdentityLinkConfirmed", facts: { owners: [null, null] } };
    const unlinked: PastEvent = { type: "IdentitiesUnlinked", facts: { reason: "DIFFERENT_PERSONS" } };
    const requested = (...events: PastEvent[]) => ({
      [`migrant-${BROTHER}`]: [died("2025-03-01")],
      [`identityLink-${link}`]: events,
      [CASE]: [LIVING],
    });
    const sent = (world: World) => follow(atDeathProcessManager, CASE, world, [[PERSON, BROTHER]]);
    const data = { reason: "DEATH", linked: { links: [link], records: [BROTHER], unseen: [] } };
    expect(await sent(requested(linked, confirmed))).toEqual(command("CancelRepatriation", data));
    given(repatriationDecider, [LIVING], { others: requested(linked, confirmed) })
      .when("CancelRepatriation", data)
      .then([{ type: "RepatriationCancelled", facts: { reason: "DEATH" } }]);
    expect(await sent(requested(linked))).toEqual([]);
    expect(await sent(requested(linked, confirmed, unlinked))).toEqual([]);
  });

  test("the other way round: one requested while the death was being confirmed", async () => {
    expect(await follow(atDeathProcessManager, CASE, { ...dead, [CASE]: [LIVING] })).toEqual(cancel);
    expect(
      await follow(atDeathProcessManager, CASE, { [MIGRANT]: [died("2025-03-01", false)], [CASE]: [LIVING] }),
    ).toEqual([]);
  });
});

describe("when a report of a death was withdrawn, then what it ended goes on (I6)", () => {
  const alive = { [MIGRANT]: [died("2025-03-01"), deathWithdrawn] };

  test("a living person's repatriation that the death had cancelled", async () => {
    expect(await follow(atDeathProcessManager, MIGRANT, { ...alive, [CASE]: [LIVING, cancelled("DEATH")] })).toEqual(
      command("ReinstateRepatriation", { reason: "DEATH_REPORT_WITHDRAWN" }),
    );
    expect(await follow(atDeathProcessManager, MIGRANT, { ...alive, [CASE]: [LIVING, cancelled("DECLINED")] })).toEqual(
      [],
    );
    expect(await follow(atDeathProcessManager, MIGRANT, { ...alive, [CASE]: [LIVING] })).toEqual([]);
  });

  test("remains are not brought home, also when that was requested meanwhile", async () => {
    const cancel = command("CancelRepatriation", { reason: "DEATH_REPORT_WITHDRAWN" });
    expect(await follow(atDeathProcessManager, MIGRANT, { ...alive, [CASE]: [REMAINS] })).toEqual(cancel);
    expect(await follow(atDeathProcessManager, CASE, { ...alive, [CASE]: [REMAINS] })).toEqual(cancel);
    expect(await follow(atDeathProcessManager, MIGRANT, { ...alive, [CASE]: [REMAINS, cancelled()] })).toEqual([]);
  });

  test("what is sent is taken by the case", () => {
    given(repatriationDecider, [LIVING, cancelled("DEATH")], { others: alive })
      .when("ReinstateRepatriation", { reason: "DEATH_REPORT_WITHDRAWN" })
      .then([{ type: "RepatriationReinstated" }]);
    given(repatriationDecider, [REMAINS], { others: alive })
      .when("CancelRepatriation", { reason: "DEATH_REPORT_WITHDRAWN" })
      .then([{ type: "RepatriationCancelled" }]);
  });
});

describe("when a living person came home, then the journey ended in a return", () => {
  const handedOver = on("03-01", "ReturneeHandedOver", {
    powerOfAttorney: false,
    agency: SOCIAL_AFFAIRS,
    region: { scheme: "KEMENDAGRI", code: "36.04.12" },
  });
  const alone = on("03-01", "ReturneeWentHomeAlone", { adultBy: "DOCUMENT" });
  const begun = (foundAt: string) => ({
    type: "JourneyStarted",
    facts: { journey: JOURNEY, foundAt, scheme: "UNKNOWN", country: "KH" },
    occurred: { date: "2024" },
  });
  const returned = on("02-28", "ReturnRecorded", { journey: JOURNEY, cause: "DEPORTATION" });
  const sent = (region: string) =>
    [
      {
        category: "migrant",
        id: PERSON,
        command: "RecordReturn",
        data: {
          journey: JOURNEY,
          cause: "DEPORTATION",
          repatriation: ID,
          region,
          occurred: { date: "2025-03-01", zone: "Asia/Jakarta" },
        },
      },
    ] as const;

  test.each(["DEPARTED", "EMPLOYED", "DETAINED"])("a journey that was at %s", async (foundAt) => {
    expect(
      await follow(comingHomeProcessManager, CASE, { [CASE]: [LIVING, handedOver], [MIGRANT]: [begun(foundAt)] }),
    ).toEqual(sent("36.04.12"));
    expect(
      await follow(comingHomeProcessManager, CASE, { [CASE]: [LIVING, alone], [MIGRANT]: [begun(foundAt)] }),
    ).toEqual(sent("71.71"));
  });

  test("what is sent is taken by the migrant's history", () => {
    const [{ command: name, data }] = sent("36.04.12");
    given(migrantDecider, [begun("DETAINED")], {
      others: { [CASE]: [{ ...LIVING, facts: { ...LIVING.facts, person: ID } }] },
    })
      .when(name, data)
      .then([{ type: "ReturnRecorded", facts: { journey: JOURNEY, cause: "DEPORTATION", repatriation: ID } }]);
  });

  test.each<[string, readonly PastEvent[]]>([
    ["that has returned already", [begun("EMPLOYED"), returned]],
    ["that has not begun abroad", [begun("REGISTERED")]],
    ["of someone who has none", []],
  ])("none %s, so that no alarm is false", async (_, migrant) =>
    expect(await follow(comingHomeProcessManager, CASE, { [CASE]: [LIVING, alone], [MIGRANT]: migrant })).toEqual([]),
  );
});

describe("when someone was informed who was not to be told, then it is flagged (I15)", () => {
  const informed = [LIVING, notified()];
  const disclosure = given(repatriationDecider, informed).ids[1];
  const wish = (facts: object) => ({ [`person-${PERSON}`]: [registered(), doNotTell(facts)] });
  const flag = command("FlagDisclosure", { doNotTell: WISH, disclosure });
  const person = `person-${PERSON}`;

  test.each([{ person: MOTHER }, { relation: "MOTHER" }, { relation: "ANY_FAMILY" }])("%j", async (facts) => {
    expect(await follow(doNotTellProcessManager, person, { ...wish(facts), [CASE]: informed })).toEqual(flag);
    expect(await follow(doNotTellProcessManager, CASE, { ...wish(facts), [CASE]: informed })).toEqual(flag);
  });

  test("by an allegation, whichever of the two came first, and once", async () => {
    const world = { [person]: [registered(), alleged(MOTHER)], [CASE]: informed };
    const accused = command("FlagDisclosure", { allegation: WISH, disclosure });
    expect(await follow(doNotTellProcessManager, person, world)).toEqual(accused);
    expect(await follow(doNotTellProcessManager, CASE, world)).toEqual(accused);
    const flagged = on("05-02", "DisclosureFlagged", { allegation: WISH, disclosure });
    expect(await follow(doNotTellProcessManager, person, { ...world, [CASE]: [...informed, flagged] })).toEqual([]);
    given(repatriationDecider, informed, { others: { [person]: [registered(), alleged(MOTHER)] } })
      .when("FlagDisclosure", { allegation: WISH, disclosure })
      .then([{ type: "DisclosureFlagged", facts: { allegation: WISH, disclosure } }]);
    given(repatriationDecider, [...informed, flagged])
      .when("FlagDisclosure", { allegation: WISH, disclosure })
      .thenRejected("disclosure-flagged");
    given(repatriationDecider, informed).when("FlagDisclosure", { disclosure }).thenFails(InvalidField);
  });

  test("by another record of the same human being", async () => {
    const world = { ...wish({ person: BROTHER }), [CASE]: informed };
    expect(await follow(doNotTellProcessManager, person, world, [[MOTHER, BROTHER]])).toEqual(flag);
    expect(await follow(doNotTellProcessManager, person, world)).toEqual([]);
  });

  test("once only, and also in a case that has ended", async () => {
    const flagged = on("05-02", "DisclosureFlagged", { doNotTell: WISH, disclosure });
    expect(
      await follow(doNotTellProcessManager, person, { ...wish({ person: MOTHER }), [CASE]: [...informed, flagged] }),
    ).toEqual([]);
    expect(
      await follow(doNotTellProcessManager, person, {
        ...wish({ person: MOTHER }),
        [CASE]: [...informed, cancelled()],
      }),
    ).toEqual(flag);
  });

  test("of a wish under another record of the person", async () => {
    const other = `person-${BROTHER}`;
    const world = { [other]: wish({ person: MOTHER })[person]!, [person]: [registered()], [CASE]: informed };
    expect(await follow(doNotTellProcessManager, CASE, world, [[PERSON, BROTHER]])).toEqual(flag);
    expect(await follow(doNotTellProcessManager, CASE, world)).toEqual([]);
  });

  test("a corrected relation is looked at again; corrections elsewhere are not", async () => {
    const corrected = (stream: string) => ({ stream, type: "FactCorrected" }) as EventRecord;
    const world = { ...wish({ relation: "MOTHER" }), [CASE]: informed };
    expect(await doNotTellProcessManager.thenSend(corrected(CASE), reads(world))).toEqual(flag);
    expect(await doNotTellProcessManager.thenSend(corrected(`migrant-${PERSON}`), reads(world))).toEqual([]);
  });

  test("what is sent is taken by the case", () =>
    given(repatriationDecider, informed, { others: wish({ person: MOTHER }) })
      .when("FlagDisclosure", { doNotTell: WISH, disclosure })
      .then([{ type: "DisclosureFlagged", subjects: [{ person: PERSON, role: "MIGRANT" }] }]));
});

describe("a time that another command reports", () => {
  test.each([
    { date: "2025-03-01T10:00:00Z" },
    { date: "2025-03-01", zone: "Asia/Jayapura" },
    { date: "2025-03" },
    { date: "2025" },
    { date: "2025-03-01", until: "2025-03-04" },
    { until: "2025-05-27", conflict: true },
    {},
  ])("%j is no more and no less exact", (reported) => {
    const at = resolveTime(reported, NOW);
    expect(resolveTime(reportedTimeOf(at), "2030-01-01T00:00:00.000Z")).toEqual(at);
  });
});

describe("when a living person was handed over or went home alone, then their stays in shelters end", () => {
  const OTHER_CASE = "0f5b6c3e-0000-4000-8000-0000000000ca";
  const stay = (id: string, day: string, facts: object = {}) =>
    on(day, "ShelterProvided", { stay: id, victim: PERSON, kind: "MISSION_SHELTER", ...facts });
  const alone = on("03-01", "ReturneeWentHomeAlone", { adultBy: "DOCUMENT" });
  const ends = (shelters: readonly PastEvent[], home = alone) =>
    follow(shelterAtHandoverProcessManager, CASE, {
      [CASE]: [LIVING, home],
      [`case-${OTHER_CASE}`]: shelters,
    });
  const end = (id: string) => ({
    category: "case",
    id: OTHER_CASE,
    command: "EndShelter",
    data: { stay: id, reason: "RETURNED_HOME", occurred: { date: "2025-03-01", zone: "Asia/Jakarta" } },
  });

  test("at that time, in whichever case", async () => expect(await ends([stay(WISH, "02-01")])).toEqual([end(WISH)]));

  test("not those that are over, that began later, or of somebody else", async () =>
    expect(
      await ends([
        stay(WISH, "02-01"),
        on("02-10", "ShelterLeft", { stay: WISH, victim: PERSON, reason: "MOVED" }),
        stay(JOURNEY, "03-02"),
        stay(MOTHER, "02-01", { victim: MOTHER }),
      ]),
    ).toEqual([]));

  test("not one in a shelter of the office that received", async () => {
    const received = on("03-01", "ReturneeHandedOver", { agency: SOCIAL_AFFAIRS, powerOfAttorney: false });
    expect(await ends([stay(WISH, "02-01", { agency: SOCIAL_AFFAIRS })], received)).toEqual([]);
    expect(await ends([stay(WISH, "02-01")], received)).toEqual([end(WISH)]);
  });
});
