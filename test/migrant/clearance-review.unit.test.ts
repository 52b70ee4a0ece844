import { describe, expect, test } from "@jest/globals";
import type { Load } from "../../src/event-sourcing/deciding/decider.js";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import type { OpenField } from "../../src/event-sourcing/stored-event/personal-field.js";
import { clearanceReviewProcessManager } from "../../src/migrant/clearance-review.process-manager.js";
import { reviewClearance } from "../../src/migrant/review-clearance.js";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { clearanceOutlook, warningsOf } from "../../src/migrant/migrant-profile.js";
import { given, ID, OFFICER, type PastEvent } from "../given.js";
import {
  deathConfirmed,
  deathReported,
  documentId,
  HISTORIES,
  JOURNEY,
  of,
  others,
  person,
  submitted,
  VERIFIER,
  verified,
} from "./histories.js";

const CLEARED = HISTORIES["CLEARED"]!;
const FORGED = of("DocumentRejected", {
  document: documentId("PASSPORT"),
  reason: "FORGED",
  legalGround: "UU_18_2017_ART_13",
});
const NEW_PASSPORT = "0f5b6c3e-0000-4000-8000-0000000001ff";
const replaced: PastEvent[] = [
  submitted("PASSPORT", { document: NEW_PASSPORT }),
  of("DocumentVerified", { document: NEW_PASSPORT }, { by: VERIFIER }),
];
const REJECTED = { what: "DOCUMENT", kind: "PASSPORT", reason: "REJECTED" };
const CHILD = { what: "AGE", reason: "UNDER_AGE" };
const flagged = (grounds: readonly object[] = [REJECTED]) => of("ClearanceUnderReview", { grounds });
const upheld = of("ClearanceUpheld");

const review = (past: readonly PastEvent[], birthDate?: string, proof?: string) =>
  given(migrantDecider, past, { others: others(birthDate, proof) }).when("ReviewClearance", { journey: JOURNEY });
const depart = (past: readonly PastEvent[], data: object = {}) =>
  given(migrantDecider, past, { others: others() }).when("RecordDeparture", data);

describe("I1 a clearance that is judged again", () => {
  test("stands while it has all that it was given on", () =>
    review(CLEARED).then([{ type: "ClearanceUpheld", facts: { journey: JOURNEY } }]));

  test.each([
    ["the passport was rejected as forged", [...CLEARED, FORGED], undefined, REJECTED],
    ["the worker turns out to have been a child that day", CLEARED, "2007-05-02", CHILD],
    ["the age is not shown by a document any more", CLEARED, "2000-01-01", { what: "AGE", reason: "NOT_BY_DOCUMENT" }],
  ] as const)("is under review when %s", (_, past, birthDate, ground) =>
    review(past, birthDate, ground.reason === "NOT_BY_DOCUMENT" ? "STATED" : undefined).then([
      { type: "ClearanceUnderReview", facts: { journey: JOURNEY, grounds: [ground] } },
    ]),
  );

  test("is judged as of its own day: who was 18 then, and whose passport was valid then", () => {
    review(CLEARED, "2007-05-01").then([{ type: "ClearanceUpheld" }]);
    const ranOut = CLEARED.map((event) =>
      event.type === "DocumentSubmitted" ? { ...event, facts: { ...event.facts, expiresOn: "2025-05-01" } } : event,
    );
    review(ranOut).then([{ type: "ClearanceUpheld" }]);
  });

  test("stands again with another passport, verified since", () =>
    review([...CLEARED, FORGED, flagged(), ...replaced]).then([{ type: "ClearanceUpheld" }]));

  test("is judged by the editions under which it was given", () => {
    const all = others();
    const stricter = Object.fromEntries(
      Object.entries(all).map(([stream, events]) => {
        const [first] = events;
        if (!stream.startsWith("rules-")) return [stream, events];
        const { content, ...facts } = first!.facts as { content: object };
        const changed = { ...content, ...("minimumAge" in content && { minimumAge: 40 }) };
        return [stream, [first!, { type: "RulesPublished", facts: { ...facts, edition: 2, content: changed } }]];
      }),
    );
    given(migrantDecider, CLEARED, { others: stricter })
      .when("ReviewClearance", { journey: JOURNEY })
      .then([{ type: "ClearanceUpheld" }]);
  });

  test("is not held against whose birth date can't be read any more", () => {
    const state = given(migrantDecider, CLEARED).state();
    const streams: { readonly [stream: string]: readonly PastEvent[] } = others();
    const loads = reviewClearance.loads!({} as never, state as never, ID) as { readonly [name: string]: Load<unknown> };
    const loaded = Object.fromEntries(
      Object.entries(loads).map(([name, { aggregate, id }]) => [
        name,
        given(aggregate, streams[`${aggregate.category}-${id}`]!).state(),
      ]),
    );
    const made = reviewClearance.decide({ journey: JOURNEY } as never, state, {
      id: ID,
      now: "2025-06-01T03:00:00.000Z",
      loaded,
      open: (() => ({ status: "shredded" })) as OpenField,
    } as never);
    expect(made).toMatchObject([{ type: "ClearanceUpheld" }]);
  });

  test("needs a clearance", () => {
    review(HISTORIES["ORIENTED"]!).thenRejected("no-clearance");
    review(HISTORIES["DEPARTURE_PREVENTED"]!).thenRejected("no-clearance");
  });
});

describe("I4 a clearance under review", () => {
  test("lets nobody depart", () => {
    depart(CLEARED).then([{ type: "DepartureRecorded" }]);
    depart([...CLEARED, FORGED, flagged()]).thenRejected("clearance-under-review", { grounds: [REJECTED] });
  });

  test("lets depart once it stands again, or another one was given", () => {
    depart([...CLEARED, FORGED, flagged(), ...replaced, upheld]).then([{ type: "DepartureRecorded" }]);
    const anew = of("ClearanceGranted", {
      place: "36",
      day: "2025-05-02",
      rules: { PLACEMENT_DOCUMENTS: 1, DESTINATIONS: 1 },
    });
    depart([...CLEARED, flagged([CHILD]), anew]).then([{ type: "DepartureRecorded" }]);
  });

  test("is no bar to what shows that the migrant left before, or is abroad all the same", () => {
    const past = CLEARED.map((event) => ({ ...event, occurred: { date: "2025-04-01" } }));
    depart([...past, flagged()], { occurred: { date: "2025-04-20" } }).then([{ type: "DepartureRecorded" }]);
    given(migrantDecider, [...CLEARED, flagged()], { others: others() })
      .when("ReportArrival", {})
      .then([{ type: "ArrivalReported" }]);
  });

  test("is given anew, which one that stands is not", () => {
    const grant = (past: readonly PastEvent[], birthDate?: string) =>
      given(migrantDecider, past, { others: others(birthDate) }).when("GrantClearance", { place: "36" });
    grant(CLEARED).thenRejected("journey-step-order");
    // A child on the day of the first one, who has come of age since.
    grant([...CLEARED, flagged([CHILD])], "2007-05-15").then([{ type: "ClearanceGranted" }]);
    grant([...CLEARED, flagged([CHILD])], "2008-05-15").thenRejected("I1");
  });

  test("is seen on the profile, with what is missing today", () => {
    const { state } = given(migrantDecider, [...CLEARED, FORGED, flagged()]);
    const document = { migrant: state(), person: { warnings: [], origin: null } as never };
    expect(warningsOf(document)).toEqual(["CLEARANCE_UNDER_REVIEW"]);
    expect(state().journeys[0]!.clearance).toMatchObject({ by: OFFICER, review: { grounds: [REJECTED] } });
    const now = "2025-06-01T03:00:00.000Z";
    const conditions = { documents: undefined, destinations: undefined, birthDate: { date: "2000-01-01" }, now };
    expect(clearanceOutlook(document, conditions)).toMatchObject({ needed: true });
    const stands = { ...document, migrant: given(migrantDecider, CLEARED).state() };
    expect(warningsOf(stands)).toEqual([]);
    expect(clearanceOutlook(stands, conditions)).toEqual({ needed: false, because: "CLEARED" });
  });
});

const MIGRANT = `migrant-${ID}`;
const PERSON = `person-${ID}`;
const REVIEW = [{ category: "migrant", id: ID, command: "ReviewClearance", data: { journey: JOURNEY } }];

const OTHER = "0f5b6c3e-0000-4000-8000-0000000000fe";
const LINK = "0f5b6c3e-0000-4000-8000-0000000000ab";
const LINKED: readonly PastEvent[] = [
  { type: "IdentitiesLinked", facts: { persons: [ID, OTHER], basis: "SAME_NIK", confidence: "PROBABLE" } },
  { type: "IdentityLinkConfirmed", facts: { owners: [null, null] } },
];
const UNLINKED: PastEvent = { type: "IdentitiesUnlinked", facts: { reason: "DIFFERENT_PERSONS" } };

/** What follows from an event, of a migrant with this history. */
function follow(
  event: Partial<EventRecord>,
  past: readonly PastEvent[],
  { revision = 0, link = [] }: { readonly revision?: number; readonly link?: readonly PastEvent[] } = {},
) {
  expect(clearanceReviewProcessManager.when).toContain(event.type);
  const world: { readonly [stream: string]: readonly PastEvent[] } = {
    ...others(),
    [MIGRANT]: past,
    [`identityLink-${LINK}`]: link,
  };
  const load = async ({ aggregate, id }: { readonly aggregate: { readonly category: string }; readonly id: string }) =>
    given(aggregate as never, world[`${aggregate.category}-${id}`] ?? []).state();
  const links = link.length > 0 && !link.includes(UNLINKED) ? [{ id: LINK, persons: [ID, OTHER] }] : [];
  return clearanceReviewProcessManager.thenSend({ facts: {}, basedOn: [], ...event } as EventRecord, {
    load: load as never,
    loadAt: (async (each: Parameters<typeof load>[0]) => ({ state: await load(each), revision })) as never,
    views: { find: async () => ({ documents: links }) } as never,
  });
}

describe("when something changed on which a clearance rests, then it is judged again", () => {
  const rejection = { stream: MIGRANT, type: "DocumentRejected" };
  const verification = { stream: MIGRANT, type: "DocumentVerified" };

  test("a document was rejected, and verified again", async () => {
    expect(await follow(rejection, [...CLEARED, FORGED])).toEqual(REVIEW);
    expect(await follow(verification, [...CLEARED, FORGED, flagged(), ...replaced])).toEqual(REVIEW);
  });

  test("not by a document on which it does not rest, and not twice by one", async () => {
    const beside = [
      submitted("PASSPORT", { document: NEW_PASSPORT }),
      of("DocumentRejected", { ...FORGED.facts, document: NEW_PASSPORT }),
    ];
    expect(await follow(rejection, [...CLEARED, ...beside])).toEqual([]);
    expect(await follow(rejection, [...CLEARED, FORGED, flagged()])).toEqual([]);
    expect(await follow(verification, [...CLEARED, verified("PASSPORT"), flagged([CHILD])])).toEqual([]);
  });

  test("the birth date was recorded anew, or corrected", async () => {
    const details = { stream: PERSON, type: "IdentityDetailsRecorded" };
    expect(await follow({ ...details, facts: { birthYear: 2008 } }, CLEARED)).toEqual(REVIEW);
    expect(await follow({ ...details, facts: { nationality: "ID" } }, CLEARED)).toEqual([]);
    const correction = { stream: PERSON, type: "FactCorrected" };
    expect(await follow({ ...correction, facts: { correctedType: "PersonRegistered" } }, CLEARED)).toEqual(REVIEW);
    expect(await follow({ ...correction, facts: { correctedType: "ContactChanged" } }, CLEARED)).toEqual([]);
  });

  test("a fact of the journey was corrected", async () => {
    const correction = { stream: MIGRANT, type: "FactCorrected", facts: { correctedType: "JourneyStarted" } };
    const toCambodia = CLEARED.map((event) =>
      event.type === "JourneyStarted" ? { ...event, facts: { ...event.facts, country: "KH" } } : event,
    );
    expect(await follow(correction, toCambodia)).toEqual(REVIEW);
    expect(await follow(correction, CLEARED)).toEqual([]);
  });

  test("it was granted while the birth date was being changed", async () => {
    const granted = { stream: MIGRANT, type: "ClearanceGranted", basedOn: [{ stream: PERSON, revision: 4 }] };
    expect(await follow(granted, CLEARED, { revision: 5 })).toEqual(REVIEW);
    expect(await follow(granted, CLEARED, { revision: 4 })).toEqual([]);
  });

  test("only while there is one, for a journey that goes on, of somebody who lives", async () => {
    expect(await follow(rejection, [...HISTORIES["ORIENTED"]!, FORGED])).toEqual([]);
    expect(await follow(rejection, [...HISTORIES["CLOSED"]!, FORGED])).toEqual([]);
    expect(await follow(rejection, [...CLEARED, deathReported, deathConfirmed, FORGED])).toEqual([]);
    expect(await follow({ ...rejection, stream: "case-1" }, [...CLEARED, FORGED])).toEqual([]);
  });

  test("also of somebody who has left, but not by the country that they are in", async () => {
    const elsewhere = of("ArrivalReported", { country: "KH" });
    const left = [...HISTORIES["DEPARTED"]!, elsewhere];
    expect(await follow(rejection, [...left, FORGED])).toEqual(REVIEW);
    expect(await follow({ ...rejection, type: "FactCorrected" }, left)).toEqual([]);
  });
});

describe("a birth date on another record of the human being", () => {
  const onRecord = (birthDate: string, proof = "DOCUMENT", link = LINKED) => ({
    ...others(),
    [`person-${OTHER}`]: [
      { ...person(birthDate, proof), personal: [{ person: OTHER, class: "identity", values: { birthDate } } as const] },
    ],
    [`identityLink-${LINK}`]: link,
  });
  const linked = { links: [LINK], records: [OTHER], unseen: [] };
  const judged = (all: ReturnType<typeof onRecord>, past: readonly PastEvent[] = CLEARED) =>
    given(migrantDecider, past, { others: all }).when("ReviewClearance", { journey: JOURNEY, linked });
  const CONTRADICTS = { what: "OTHER_RECORD", reason: "CONTRADICTS" };

  test("puts a clearance under review that is a child's, without telling which record, or what it says", () => {
    judged(onRecord("2008-01-01")).then([{ type: "ClearanceUnderReview", facts: { grounds: [CONTRADICTS] } }]);
    judged(onRecord("2000-01-01")).then([{ type: "ClearanceUpheld" }]);
    judged(onRecord("2008-01-01", "STATED")).then([{ type: "ClearanceUpheld" }]);
    judged(onRecord("2008-01-01", "DOCUMENT", LINKED.slice(0, 1))).then([{ type: "ClearanceUpheld" }]);
    judged(onRecord("2008-01-01", "DOCUMENT", [...LINKED, UNLINKED])).then([{ type: "ClearanceUpheld" }]);
  });

  test("keeps a clearance from being given", () => {
    const grant = (unseen: readonly string[]) =>
      given(migrantDecider, HISTORIES["ORIENTED"]!, { others: onRecord("2008-01-01") }).when("GrantClearance", {
        place: "36",
        linked: { ...linked, unseen },
      });
    grant([]).thenRejected("I1", { missing: [{ what: "AGE", reason: "UNDER_AGE_ON_ANOTHER_RECORD" }] });
    grant([OTHER]).thenRejected("other-record");
  });

  const judging = [{ ...REVIEW[0], data: { journey: JOURNEY, linked } }];
  const details = { stream: `person-${OTHER}`, type: "IdentityDetailsRecorded", facts: { birthYear: 2008 } };
  const subjects = [ID, OTHER].map((each) => ({ person: each, role: "PERSON" }));
  const link = { stream: `identityLink-${LINK}`, type: "IdentityLinkConfirmed", subjects };

  test("has it judged when the link was confirmed, when it was undone, and when the date was told", async () => {
    expect(await follow(link, CLEARED, { link: LINKED })).toEqual(judging);
    expect(await follow(details, CLEARED, { link: LINKED })).toEqual(judging);
    expect(await follow(details, CLEARED, { link: LINKED.slice(0, 1) })).toEqual([]);
    const undone = { ...link, type: "IdentitiesUnlinked" };
    expect(await follow(undone, CLEARED, { link: [...LINKED, UNLINKED] })).toEqual(REVIEW);
  });

  test("is not forgotten when something else is judged, and asks for nothing by itself", async () => {
    const rejection = { stream: MIGRANT, type: "DocumentRejected" };
    const known = flagged([CONTRADICTS]);
    expect(await follow(rejection, [...CLEARED, known, FORGED], { link: LINKED })).toEqual(judging);
    expect(await follow({ ...rejection, type: "DocumentVerified" }, [...CLEARED, known], { link: LINKED })).toEqual([]);
  });

  test("is found of a link that was confirmed while the clearance was being given", async () => {
    const basedOn = [{ stream: PERSON, revision: 0 }];
    const granted = { stream: MIGRANT, type: "ClearanceGranted", basedOn };
    expect(await follow(granted, CLEARED, { link: LINKED })).toEqual(judging);
    const read = { ...granted, basedOn: [...basedOn, { stream: `person-${OTHER}`, revision: 0 }] };
    expect(await follow(read, CLEARED, { link: LINKED })).toEqual([]);
  });
});
