import { describe, expect, test } from "@jest/globals";
import { valueAt } from "../../src/event-sourcing/projecting/view-store.js";
import { InvalidCursor } from "../../src/event-sourcing/projecting/read-model.js";
import { caseAggregate } from "../../src/protection-case/protection-case.js";
import { repatriationAggregate } from "../../src/repatriation/repatriation.js";
import { pageOfParts } from "../../src/work/parts-of-list.js";
import { workItemsView, type WorkRow } from "../../src/work/work-items.view.js";
import { workAtDesk, workOf, type WorkPart } from "../../src/work/work.controller.js";
import { migrantAggregate } from "../../src/migrant/migrant.js";
import { AGENCY, given, ID, OFFICER, type PastEvent } from "../given.js";
import {
  cleared,
  deathConfirmed,
  deathReported,
  deathWithdrawn,
  HISTORIES as JOURNEYS,
  of,
} from "../migrant/histories.js";
import { HAND, HISTORIES, MISSION, on, POLICE, STRANGER, VICTIM } from "../protection-case/cases.js";
import { cancelled, LIVING } from "../repatriation/cases.js";

const AGGREGATES = { case: caseAggregate, repatriation: repatriationAggregate, migrant: migrantAggregate };

/** What a case, a repatriation or a migrant is listed as. */
function itemsIn(category: "case" | "repatriation" | "migrant", id: string, past: readonly PastEvent[]): WorkRow[] {
  const { events } = AGGREGATES[category];
  const stream = `${category}-${id}`;
  const evolve = (before: object | undefined, event: object) =>
    workItemsView.evolve(before as never, { ...event, stream } as never, stream, undefined as never);
  const folding = { events, category, initial: undefined, decisions: {}, evolve };
  const taken = past.filter(({ type }) => (workItemsView.types as readonly string[]).includes(type));
  const document = given(folding as never, taken).state() as never;
  return document === undefined ? [] : (workItemsView.rows!.in(document, stream) as WorkRow[]);
}

/** Rows that meet a query, in its order. */
function found(rows: readonly WorkRow[], { where, sort, isFor = () => true }: WorkPart): WorkRow[] {
  const meets = (row: WorkRow) =>
    where.every((condition) => {
      const value = valueAt(row, condition.field);
      return "prefix" in condition
        ? typeof value === "string" && value.startsWith(condition.prefix)
        : value === (condition as { is: unknown }).is;
    });
  const placeOf = (row: WorkRow) => valueAt(row, sort.field) as string;
  return rows.filter((row) => meets(row) && isFor(row)).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

const toDo = (due: string) => on("02-10", "NextActionSet", { action: "VISIT", due });
const step = (code: string, facts: object, day = "01-20") =>
  on(day, "RepatriationStepAssigned", { step: code, agency: MISSION, ...facts });

const dueBy = (assignBy: string, [complaint, ...later]: readonly PastEvent[]): PastEvent[] => [
  { ...complaint!, facts: { ...complaint!.facts, assignBy } },
  ...later,
];

const MINE = HISTORIES["ASSIGNED"]!;
const world = [
  ...itemsIn("case", "late", [...MINE, toDo("2025-02-20")]),
  ...itemsIn("case", "soon", [...MINE, toDo("2025-03-20")]),
  ...itemsIn("case", "no-day", MINE),
  ...itemsIn("case", "closed", HISTORIES["RESOLVED"]!),
  ...itemsIn("case", "others", [...MINE, on("01-06", "CaseAssigned", { agency: POLICE })]),
  ...itemsIn("case", "received", dueBy("2025-02-25", HISTORIES["VERIFIED"]!)),
  ...itemsIn("case", "referred", [
    ...MINE,
    on("01-07", "CaseReferred", { agency: POLICE, reason: "OUT_OF_COMPETENCE", assignBy: "2025-01-10" }),
  ]),
  ...itemsIn("case", "taken-over", [
    ...HISTORIES["VERIFIED"]!,
    on("01-08", "CaseReferred", { agency: MISSION, reason: "OUT_OF_COMPETENCE", assignBy: "2025-01-10" }),
    on("01-09", "CaseAssigned", { agency: MISSION }),
  ]),
  ...itemsIn("repatriation", "home", [
    LIVING,
    step("TICKETED", { officer: HAND, due: "2025-03-01" }),
    step("EXIT_CLEARED", { due: "2025-02-01" }),
    step("DEPARTED", { agency: POLICE, due: "2025-01-30" }),
    step("IDENTITY_CONFIRMED", { officer: HAND }),
    on("01-25", "ReturneeIdentityConfirmed", { basis: "PASSPORT" }),
  ]),
  ...itemsIn("repatriation", "ended", [LIVING, step("TICKETED", { officer: HAND }), cancelled()]),
];
const items = (whose: Parameters<typeof workOf>[0]) =>
  found(world, workOf(whose)).map(({ work: { id, action } }) => `${id} ${action}`);
const atDesk = (officer: string, agency: string, predecessors: readonly string[] = []) =>
  workAtDesk({ actor: { id: officer, agency }, predecessors } as never).map((part) =>
    found(world, part).map(({ work: { id, action } }) => `${id} ${action}`),
  );

describe("my work", () => {
  test("of an officer: open cases and open steps, what is due first first, what has no day last", () =>
    expect(items({ officer: HAND })).toEqual([
      "late VISIT",
      "home TICKETED",
      "soon VISIT",
      "no-day null",
      "referred null",
    ]));

  test("of an agency, whoever has it there", () => {
    expect(items({ agency: MISSION })).toEqual([
      "home EXIT_CLEARED",
      "late VISIT",
      "home TICKETED",
      "soon VISIT",
      "no-day null",
      "referred null",
      "taken-over null",
    ]);
    expect(items({ agency: POLICE })).toEqual(["referred ASSIGNMENT", "home DEPARTED", "others null"]);
    expect(items({ agency: POLICE, officer: HAND })).toEqual([]);
  });

  test("says since when they have it, and what it is about", () => {
    const [first, second] = found(world, workOf({ officer: HAND })).map(({ work }) => work);
    expect(first).toMatchObject({
      kind: "CASE",
      state: "ASSIGNED",
      severity: 2,
      categories: ["UNPAID_WAGES"],
      since: "2025-01-04T17:00:00.000Z",
      agency: MISSION,
      officer: HAND,
    });
    expect(second).toMatchObject({ kind: "REPATRIATION_STEP", due: "2025-03-01", since: "2025-01-19T17:00:00.000Z" });
  });
});

test("what needs a victim who lives is no work once they have died: another action is to be set", () => {
  const call = on("02-10", "NextActionSet", { action: "CALL_WORKER", due: "2025-02-20" });
  const died = on("02-12", "CaseVictimDeathNoted", { victim: VICTIM, diedBy: "2025-02-11T00:00:00.000Z" });
  const [item] = itemsIn("case", "dead", [...MINE, call, died]);
  expect(item!.work).toMatchObject({ action: null, due: null, voidAction: "CALL_WORKER", officer: HAND });
});

describe("a clearance under review", () => {
  const review = of("ClearanceUnderReview", { grounds: [{ what: "AGE", reason: "UNDER_AGE" }] });
  const reviewed = (...more: PastEvent[]) => itemsIn("migrant", ID, [...JOURNEYS["CLEARED"]!, review, ...more]);

  test("is work of who gave it, due at once", () =>
    expect(reviewed()).toMatchObject([
      {
        id: `clearance/${ID}`,
        sight: [`agency:${AGENCY}`],
        work: { kind: "CLEARANCE_REVIEW", id: ID, persons: [ID], agency: AGENCY, officer: OFFICER, due: "2025-05-01" },
      },
    ]));

  test.each([
    ["it stands again", [of("ClearanceUpheld")]],
    ["another was given", [cleared]],
    ["the departure was prevented", [of("DeparturePrevented", { reason: "COURT_ORDER", legalGround: "UU_18_2017" })]],
    ["the migrant has left all the same", [of("ArrivalReported")]],
    ["the journey was withdrawn from", [of("JourneyWithdrawn", { reason: "OWN_DECISION" })]],
    ["the migrant died", [deathReported, deathConfirmed]],
  ])("is none once %s", (_, more) => expect(reviewed(...more)).toEqual([]));

  test("is work again once a report of the death was withdrawn, and none where it stands", () => {
    expect(reviewed(deathReported, deathConfirmed, deathWithdrawn)).toHaveLength(1);
    expect(itemsIn("migrant", ID, JOURNEYS["CLEARED"]!)).toEqual([]);
  });
});

describe("at a desk", () => {
  test("stands one's own work, then the office's, then what nobody there has", () => {
    expect(atDesk(HAND, MISSION)).toEqual([
      ["late VISIT", "home TICKETED", "soon VISIT", "no-day null", "referred null"],
      ["home EXIT_CLEARED", "taken-over null"],
      [],
    ]);
    expect(atDesk(HAND, POLICE).slice(1)).toEqual([["home DEPARTED", "others null"], ["referred ASSIGNMENT"]]);
    expect(atDesk(HAND, AGENCY).slice(1)).toEqual([[], ["received ASSIGNMENT"]]);
  });

  test("stands the work of offices that one's own took over from", () =>
    expect(atDesk(STRANGER, POLICE, [AGENCY])).toEqual([
      [],
      ["home DEPARTED", "others null"],
      [],
      ["referred ASSIGNMENT"],
      ["received ASSIGNMENT"],
    ]));

  test("a case that nobody has is due when somebody should have it, or earlier when something is to be done", () => {
    const unassigned = (...more: PastEvent[]) =>
      itemsIn("case", "it", [...dueBy("2025-02-25", HISTORIES["VERIFIED"]!), ...more]).map(({ work }) => work);
    expect(unassigned()).toMatchObject([{ due: "2025-02-25", officer: null, agency: AGENCY, assigned: false }]);
    expect(unassigned(toDo("2025-02-12"))).toMatchObject([{ due: "2025-02-12" }]);
    expect(unassigned(toDo("2025-03-12"))).toMatchObject([{ due: "2025-02-25" }]);
    // Whoever goes on watching it does what is next there.
    const handedOver = on("02-11", "CaseReferred", { agency: POLICE, reason: "CRIME", assignBy: "2025-02-14" });
    expect(unassigned(on("02-01", "CaseAssigned", { agency: MISSION }), toDo("2025-02-12"), handedOver)).toMatchObject([
      { due: "2025-02-12", agency: MISSION, assigned: true, action: "VISIT" },
      { due: "2025-02-14", agency: POLICE, assigned: false, action: "ASSIGNMENT", fields: null },
    ]);
  });
});

describe("a list of several parts", () => {
  const PARTS = [["a", "b", "c"], [], ["d", "e"], ["f"], []];
  const page = async (part: readonly string[], { limit, after }: { limit: number; after: string | undefined }) => {
    const from = after === undefined ? 0 : part.indexOf(after) + 1;
    const data = part.slice(from, from + limit);
    const more = from + limit < part.length;
    return { data, ...(more && { next: data.at(-1)! }), dataAsOf: { position: null, recordedAt: null } };
  };
  const pages = async (limit: number) => {
    const all: (readonly string[])[] = [];
    let after: string | undefined;
    do {
      const { data, next } = await pageOfParts<readonly string[], string>(PARTS, { limit, after }, page);
      all.push(data);
      after = next;
    } while (after !== undefined);
    return all;
  };

  test.each([
    [1, ["a", "b", "c", "d", "e", "f"]],
    [2, ["ab", "cd", "ef"]],
    [3, ["abc", "def"]],
    [4, ["abcd", "ef"]],
    [6, ["abcdef"]],
    [9, ["abcdef"]],
  ])("fills each page of %i from the next part, and ends with the last row", async (limit, expected) =>
    expect((await pages(limit)).map((rows) => rows.join(""))).toEqual(expected),
  );

  test.each(["", "5.", "9.a", "x.a", "a"])("refuses a cursor %j that is none of its own", async (after) =>
    expect(pageOfParts<readonly string[], string>(PARTS, { limit: 1, after }, page)).rejects.toThrow(InvalidCursor),
  );
});
