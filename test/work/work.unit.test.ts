import { describe, expect, test } from "@jest/globals";
import type { Condition, Query, ReadModel } from "../../src/event-sourcing/projecting/read-model.js";
import { valueAt } from "../../src/event-sourcing/projecting/view-store.js";
import { caseBoardView } from "../../src/protection-case/case-board.view.js";
import { caseAggregate } from "../../src/protection-case/protection-case.js";
import { repatriationBoardView } from "../../src/repatriation/repatriation-board.view.js";
import { repatriationAggregate } from "../../src/repatriation/repatriation.js";
import { workOf } from "../../src/work/work.js";
import { given, type PastEvent } from "../given.js";
import { HAND, HISTORIES, MISSION, on, POLICE } from "../protection-case/cases.js";
import { cancelled, LIVING } from "../repatriation/cases.js";

type View = typeof caseBoardView | typeof repatriationBoardView;

function folded(view: View, id: string, past: readonly PastEvent[]): object {
  const { events, category } = view === caseBoardView ? caseAggregate : repatriationAggregate;
  const evolve = (before: object | undefined, event: never) =>
    view.evolve(before as never, event, id, undefined as never);
  return given({ events, category, initial: undefined, decisions: {}, evolve } as never, past).state() as object;
}

/** Documents in pages of one, by the conditions that a query may have. */
function views(documents: { readonly [projection: string]: readonly object[] }): ReadModel {
  const meets = (document: object, condition: Condition) => {
    const value = valueAt(document, condition.field);
    return "has" in condition
      ? (value as string[]).includes(condition.has)
      : value === (condition as { is: unknown }).is;
  };
  const find = async (projection: string, { where, after = "0" }: Query) => {
    const found = documents[projection]!.filter((each) => where.every((condition) => meets(each, condition)));
    const at = Number(after);
    return { documents: found.slice(at, at + 1), ...(at + 1 < found.length && { next: `${at + 1}` }) };
  };
  return { find } as unknown as ReadModel;
}

const next = (due: string) => on("02-10", "NextActionSet", { action: "VISIT", due });
const step = (code: string, facts: object, day = "01-20") =>
  on(day, "RepatriationStepAssigned", { step: code, agency: MISSION, ...facts });

const MINE = HISTORIES["ASSIGNED"]!;
const world = views({
  "case-board": [
    folded(caseBoardView, "late", [...MINE, next("2025-02-20")]),
    folded(caseBoardView, "soon", [...MINE, next("2025-03-20")]),
    folded(caseBoardView, "no-day", MINE),
    folded(caseBoardView, "closed", HISTORIES["RESOLVED"]!),
    folded(caseBoardView, "others", [...MINE, on("01-06", "CaseAssigned", { agency: POLICE })]),
    folded(caseBoardView, "unassigned", HISTORIES["VERIFIED"]!),
  ],
  "repatriation-board": [
    folded(repatriationBoardView, "home", [
      LIVING,
      step("TICKETED", { officer: HAND, due: "2025-03-01" }),
      step("EXIT_CLEARED", { due: "2025-02-01" }),
      step("DEPARTED", { agency: POLICE, due: "2025-01-30" }),
      step("IDENTITY_CONFIRMED", { officer: HAND }),
      on("01-25", "ReturneeIdentityConfirmed", { basis: "PASSPORT" }),
    ]),
    folded(repatriationBoardView, "ended", [LIVING, step("TICKETED", { officer: HAND }), cancelled()]),
  ],
});
const TODAY = "2025-03-10";
const items = async (whose: object) =>
  (await workOf(world, whose, TODAY, [])).map(
    ({ id, action, overdue }) => `${id} ${action}${overdue ? " overdue" : ""}`,
  );

describe("my work", () => {
  test("of an officer: open cases and open steps, what is due first first, what has no day last", async () =>
    expect(await items({ officer: HAND })).toEqual([
      "late VISIT overdue",
      "home TICKETED overdue",
      "soon VISIT",
      "no-day null",
    ]));

  test("of an agency, whoever has it there", async () => {
    expect(await items({ agency: MISSION })).toEqual([
      "home EXIT_CLEARED overdue",
      "late VISIT overdue",
      "home TICKETED overdue",
      "soon VISIT",
      "no-day null",
    ]);
    expect(await items({ agency: POLICE })).toEqual(["home DEPARTED overdue", "others null"]);
    expect(await items({ agency: POLICE, officer: HAND })).toEqual([]);
  });

  test("says since when they have it, and what it is about", async () => {
    const [first, second] = await workOf(world, { officer: HAND }, TODAY, []);
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
