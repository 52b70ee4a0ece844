import { describe, expect, test } from "@jest/globals";
import { valueAt } from "../../src/event-sourcing/projecting/view-store.js";
import { caseAggregate } from "../../src/protection-case/protection-case.js";
import { repatriationAggregate } from "../../src/repatriation/repatriation.js";
import { workItemsView, type WorkRow } from "../../src/work/work-items.view.js";
import { workOf } from "../../src/work/work.controller.js";
import { given, type PastEvent } from "../given.js";
import { HAND, HISTORIES, MISSION, on, POLICE, VICTIM } from "../protection-case/cases.js";
import { cancelled, LIVING } from "../repatriation/cases.js";

/** What a case or repatriation is listed as. */
function itemsIn(category: "case" | "repatriation", id: string, past: readonly PastEvent[]): WorkRow[] {
  const { events } = category === "case" ? caseAggregate : repatriationAggregate;
  const stream = `${category}-${id}`;
  const evolve = (before: object | undefined, event: object) =>
    workItemsView.evolve(before as never, { ...event, stream } as never, stream, undefined as never);
  const folding = { events, category, initial: undefined, decisions: {}, evolve };
  const document = given(folding as never, past).state() as never;
  return workItemsView.rows!.in(document, stream) as WorkRow[];
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
