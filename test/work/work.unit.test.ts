import { describe, expect, test } from "@jest/globals";
import { valueAt } from "../../src/event-sourcing/projecting/view-store.js";
import { caseAggregate } from "../../src/protection-case/protection-case.js";
import { repatriationAggregate } from "../../src/repatriation/repatriation.js";
import { workItemsView, type WorkRow } from "../../src/work/work-items.view.js";
import { workOf } from "../../src/work/work.controller.js";
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
import { HAND, HISTORIES, MISSION, on, POLICE, VICTIM } from "../protection-case/cases.js";
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
function found(rows: readonly WorkRow[], whose: Parameters<typeof workOf>[0]): WorkRow[] {
  const { where, sort } = workOf(whose);
  const meets = (row: WorkRow) =>
    where.every((condition) => {
      const value = valueAt(row, condition.field);
      return "prefix" in condition
        ? typeof value === "string" && value.startsWith(condition.prefix)
        : value === (condition as { is: unknown }).is;
    });
  const placeOf = (row: WorkRow) => valueAt(row, sort.field) as string;
  return rows.filter(meets).toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

const next = (due: string) => on("02-10", "NextActionSet", { action: "VISIT", due });
const step = (code: string, facts: object, day = "01-20") =>
  on(day, "RepatriationStepAssigned", { step: code, agency: MISSION, ...facts });

const MINE = HISTORIES["ASSIGNED"]!;
const world = [
  ...itemsIn("case", "late", [...MINE, next("2025-02-20")]),
  ...itemsIn("case", "soon", [...MINE, next("2025-03-20")]),
  ...itemsIn("case", "no-day", MINE),
  ...itemsIn("case", "closed", HISTORIES["RESOLVED"]!),
  ...itemsIn("case", "others", [...MINE, on("01-06", "CaseAssigned", { agency: POLICE })]),
  ...itemsIn("case", "unassigned", HISTORIES["VERIFIED"]!),
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
  found(world, whose).map(({ work: { id, action } }) => `${id} ${action}`);

describe("my work", () => {
  test("of an officer: open cases and open steps, what is due first first, what has no day last", () =>
    expect(items({ officer: HAND })).toEqual(["late VISIT", "home TICKETED", "soon VISIT", "no-day null"]));

  test("of an agency, whoever has it there", () => {
    expect(items({ agency: MISSION })).toEqual([
      "home EXIT_CLEARED",
      "late VISIT",
      "home TICKETED",
      "soon VISIT",
      "no-day null",
    ]);
    expect(items({ agency: POLICE })).toEqual(["home DEPARTED", "others null"]);
    expect(items({ agency: POLICE, officer: HAND })).toEqual([]);
  });

  test("says since when they have it, and what it is about", () => {
    const [first, second] = found(world, { officer: HAND }).map(({ work }) => work);
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
