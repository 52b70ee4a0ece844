import { describe, expect, test } from "@jest/globals";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { publicationDecider } from "../../src/publication/publication.commands.js";
import { publicationEvents } from "../../src/publication/publication.events.js";
import { publicTablesView } from "../../src/publication/publications.view.js";
import { lastQuarters, monthsOf, publicationId, publishableFrom } from "../../src/publication/quarter.js";
import { given, ID, OFFICER, type PastEvent } from "../given.js";

const QUARTER = "2025-Q1";
const PROPOSAL = "0f5b6c3e-0000-4000-8000-0000000000bb";
const OTHER_OFFICER = "0f5b6c3e-0000-4000-8000-000000000002";
const both = { en: "Deaths", indonesian: "Kematian" };
const TABLE = {
  id: "confirmed-deaths-by-country-and-cause",
  edition: 1,
  title: both,
  certainty: "VERIFIED" as const,
  measure: "deaths",
  measureEdition: 1,
  unit: "DEATHS",
  counts: both,
  leavesOut: both,
  source: both,
  clock: both,
  rows: { dimension: "country", ...both, values: ["OTHER", "TOTAL"] },
  columns: { dimension: "cause", ...both, values: ["OTHER", "TOTAL"] },
  cells: [
    [null, null],
    [null, 9],
  ],
};
const content = {
  quarter: QUARTER,
  proposal: PROPOSAL,
  dataAsOf: { number: 7, recordedAt: "2025-05-31T00:00:00.000Z" },
  tables: [TABLE],
};
const PROPOSED: PastEvent = { type: "PublicTablesProposed", facts: content };
const PUBLISHED: PastEvent = { type: "PublicTablesPublished", facts: content };
/** The past of these tests begins on 1 May 2025. */
const at = (past: readonly PastEvent[], more: object = {}) =>
  given(publicationDecider, past, { now: "2025-05-07T23:00:00.000Z", ...more });

describe("a quarter", () => {
  test("has three months, and may be published 30 days after its end", () => {
    expect(monthsOf("2025-Q4")).toEqual(["2025-10", "2025-11", "2025-12"]);
    expect(publishableFrom("2025-Q4")).toBe("2026-01-31");
    expect(publishableFrom("2024-Q1")).toBe("2024-05-01");
    expect(lastQuarters("2026-01-30", 2)).toEqual(["2025-Q3", "2025-Q2"]);
    expect(lastQuarters("2026-01-31", 6)).toEqual(["2025-Q4", "2025-Q3", "2025-Q2", "2025-Q1", "2024-Q4", "2024-Q3"]);
  });
});

describe("ProposePublicTables", () => {
  const { dataAsOf, tables } = content;
  // The tests' own id is that of no quarter.
  test("takes the id of the quarter's publication, and no other", () => {
    expect(() => at([]).when("ProposePublicTables", { quarter: QUARTER, dataAsOf, tables }).then([])).toThrow(
      /quarter of this publication/,
    );
    expect(publicationId("2025-Q1")).not.toBe(publicationId("2025-Q2"));
  });
});

describe("PublishTables", () => {
  test("publishes what another officer proposed, as it was proposed", () => {
    at([PROPOSED], { by: OTHER_OFFICER }).when("PublishTables", { proposal: PROPOSAL }).then([PUBLISHED]);
  });

  test("is refused to who proposed it, for another proposal, and where nothing is proposed", () => {
    at([PROPOSED], { by: OFFICER }).when("PublishTables", { proposal: PROPOSAL }).thenRejected("own-proposal");
    at([PROPOSED], { by: OTHER_OFFICER }).when("PublishTables", { proposal: ID }).thenRejected("proposal-unknown");
  });

  test("is refused when the proposal is older than seven days", () => {
    const later = "2025-05-08T00:00:00.000Z";
    at([PROPOSED], { by: OTHER_OFFICER, now: later })
      .when("PublishTables", { proposal: PROPOSAL })
      .thenRejected("proposal-expired");
  });

  test("is refused a second time, as two editions tell what each hides", () => {
    at([PROPOSED, PUBLISHED], { by: OTHER_OFFICER })
      .when("PublishTables", { proposal: PROPOSAL })
      .thenRejected("quarter-published");
    at([PROPOSED, PUBLISHED, PROPOSED], { by: OTHER_OFFICER })
      .when("PublishTables", { proposal: PROPOSAL })
      .thenRejected("quarter-published");
  });
});

test("what is published can't be corrected, nor a suppressed number be stored", () => {
  expect(() =>
    at([PROPOSED, PUBLISHED])
      .when("CorrectFact", {
        event: at([PROPOSED, PUBLISHED]).ids[1],
        reason: "TYPING_ERROR",
        facts: { quarter: "2025-Q2" },
      })
      .then([]),
  ).toThrow(/stays as it is/);
  const registry = new EventRegistry(publicationEvents as never);
  const wrong = { ...content, tables: [{ ...TABLE, cells: [[-1, 2]] }] };
  expect(registry.errorsOf("PublicTablesPublished", wrong)).not.toEqual([]);
  expect(registry.errorsOf("PublicTablesPublished", content)).toEqual([]);
});

test("a view has a document for each table, the same bytes whenever it is folded", () => {
  const event = { ...PUBLISHED, recordedAt: "2025-06-01T18:00:00.000Z" } as never;
  const fold = () =>
    publicTablesView.ids(event, () => []).map((id) => publicTablesView.evolve(undefined, event, id, {} as never));
  expect(fold()).toEqual([
    {
      id: `${QUARTER}/${TABLE.id}`,
      quarter: QUARTER,
      publishedOn: "2025-06-02",
      publishedAt: "2025-06-01T18:00:00.000Z",
      dataAsOf: "2025-05-31T00:00:00.000Z",
      table: TABLE,
    },
  ]);
  expect(JSON.stringify(fold())).toBe(JSON.stringify(fold()));
});
