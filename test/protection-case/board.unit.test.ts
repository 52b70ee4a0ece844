import { describe, expect, test } from "@jest/globals";
import {
  caseBoardView,
  caseDay,
  casePage,
  caseRow,
  type CaseDocument,
} from "../../src/protection-case/case-board.view.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { given, ID, OFFICER, valuesIn, type PastEvent } from "../given.js";
import {
  BROKER,
  CASE,
  CHILD,
  CHILD_PARTY,
  HAND,
  HISTORIES,
  MISSION,
  on,
  RECEIVED,
  REPATRIATION,
  repatriationOpened,
  reopened,
  SCREENING,
  STAY,
  TRIAGE,
  VICTIM,
} from "./cases.js";

/** The document that the view makes of a history, as the runner would fold it. */
function document(past: readonly PastEvent[]): CaseDocument {
  const folded = given<CaseDocument | undefined>(
    {
      ...caseDecider,
      completes: undefined as never,
      holds: undefined as never,
      decisions: {},
      initial: undefined,
      evolve: (before, event) => {
        expect(caseBoardView.ids(event, () => [])).toEqual([ID]);
        expect(caseBoardView.types).toContain(event.type);
        return caseBoardView.evolve(before, event, ID, undefined as never);
      },
    },
    past,
  );
  return folded.state()!;
}

const TODAY = "2025-03-10";
const set = (due: string) => on("03-01", "NextActionSet", { action: "VISIT", due });
const of = HISTORIES["ASSIGNED"]!;

const died = on("03-05", "CaseVictimDeathNoted", { victim: VICTIM, diedBy: "2025-03-04T00:00:00.000Z" });
const call = on("03-01", "NextActionSet", { action: "CALL_WORKER", due: "2025-03-09" });

describe("a case whose victim has died", () => {
  test("shows the death, and that the call to them is void: it is overdue no more", () => {
    const dead = document([...of, call, died]);
    expect(dead.due).toBeNull();
    expect(casePage(dead, TODAY)).toMatchObject({
      victims: [{ person: VICTIM, diedBy: "2025-03-04T00:00:00.000Z" }],
      nextAction: null,
      voidAction: "CALL_WORKER",
      overdue: false,
    });
  });

  test("keeps an action that is possible, and gets the other back once the death was withdrawn", () => {
    expect(caseRow(document([...of, set("2025-03-09"), died]), TODAY)).toMatchObject({
      nextAction: { action: "VISIT" },
      voidAction: null,
    });
    const alive = on("03-06", "CaseVictimDeathWithdrawn", { victim: VICTIM });
    const row = caseRow(document([...of, call, died, alive]), TODAY);
    expect(row).toMatchObject({ nextAction: { action: "CALL_WORKER" }, voidAction: null, overdue: true });
  });

  test("keeps it while another victim lives", () => {
    const other = on("01-03", "CasePartyRecorded", { party: CHILD_PARTY, role: "VICTIM", person: CHILD });
    expect(caseRow(document([...of, other, call, died]), TODAY)).toMatchObject({
      nextAction: { action: "CALL_WORKER" },
      voidAction: null,
    });
  });
});

describe("a case on the board", () => {
  test("is found by its stage and by who has it", () =>
    expect(document([...of, set("2025-03-09")])).toMatchObject({
      id: CASE,
      country: "MY",
      categories: ["UNPAID_WAGES"],
      severity: 2,
      lead: ["MISSION"],
      state: "ASSIGNED",
      stage: "ASSIGNED",
      open: "true",
      agency: MISSION,
      officer: HAND,
      due: "2025-03-09",
      persons: [VICTIM, BROKER],
    }));

  test("every field of an index is there", () => {
    for (const { field } of caseBoardView.indexes) expect(document(of)).toHaveProperty(field);
  });

  test("is overdue after its day, by the clock of the query", () => {
    const row = (due: string) => caseRow(document([...of, set(due)]), TODAY).overdue;
    expect([row("2025-03-09"), row("2025-03-10"), row("2025-03-11")]).toEqual([true, false, false]);
    expect(caseRow(document(of), TODAY)).toMatchObject({ due: null, overdue: false });
    expect(caseDay("2025-03-09T17:00:00.000Z")).toBe(TODAY);
  });

  test("a reopened one shows so, and is open; a closed one has nothing due", () => {
    const closed = [...of, set("2025-02-01"), ...HISTORIES["RESOLVED"]!.slice(-1)];
    expect(document(closed)).toMatchObject({ state: "RESOLVED", open: "false" });
    expect(document([...HISTORIES["RESOLVED"]!, set("2025-01-01")])).toMatchObject({ open: "false", due: null });
    expect(document([...HISTORIES["RESOLVED"]!, reopened("MEDIATION")])).toMatchObject({
      state: "REOPENED",
      stage: "MEDIATION",
      open: "true",
    });
  });

  test("the gravest comes first, of these the oldest", () => {
    const grave = [...of, on("02-01", "CaseTriaged", { ...TRIAGE, categories: ["VIOLENCE"], severity: 1 })];
    expect(document(grave).order < document(of).order).toBe(true);
  });
});

describe("the page of a case", () => {
  const child = on("01-03", "CasePartyRecorded", { party: CHILD_PARTY, role: "VICTIM", person: CHILD });
  const finding = [{ person: VICTIM, class: "trafficking" as const, values: { outcome: "INDICATED" } }];
  const past = [
    ...of,
    child,
    on("01-10", "TraffickingScreeningStarted", { screening: SCREENING, victim: VICTIM }),
    on(
      "01-11",
      "TraffickingAssessed",
      {
        assessment: CHILD_PARTY,
        screening: SCREENING,
        victim: VICTIM,
        assessor: OFFICER,
        instrument: "UU_21_2007",
        edition: 1,
      },
      { personal: finding },
    ),
    on("01-12", "ShelterProvided", { stay: STAY, victim: CHILD, kind: "SAFE_HOUSE" }),
    on("02-01", "VictimOutcomeRecorded", { victim: CHILD, outcome: "IN_SHELTER" }),
    on("02-02", "VictimOutcomeRecorded", { victim: CHILD, outcome: "SAFE_AT_HOME" }),
    repatriationOpened,
    on("02-20", "CaseContactLogged", {
      contact: CHILD_PARTY,
      victim: VICTIM,
      with: VICTIM,
      way: "PHONE",
      result: "REACHED",
    }),
  ];
  const page = casePage(document(past), TODAY);

  test("has everyone by role", () => {
    expect(page.parties).toMatchObject({ BROKER: [{ person: BROKER }] });
    expect(page.parties["VICTIM"]!.map((party) => party.person)).toEqual([VICTIM, CHILD]);
  });

  test("has each victim separately", () => {
    const [one, other] = page.victims;
    expect(one).toMatchObject({
      person: VICTIM,
      trafficking: { status: "ASSESSED" },
      outcome: null,
      stays: [],
      repatriations: [{ id: REPATRIATION, status: "OPEN" }],
    });
    expect(valuesIn(one!.trafficking.finding!)).toEqual({ outcome: "INDICATED" });
    expect(other).toMatchObject({
      person: CHILD,
      trafficking: { status: "NOT_SCREENED", finding: null },
      outcome: { outcome: "SAFE_AT_HOME" },
      stays: [{ id: STAY }],
      repatriations: [],
    });
  });

  test("has the stages with when and who, contacts, and what is missing", () => {
    expect(page.stages.map(({ stage, by, agency }) => [stage, by, agency === null])).toEqual([
      ["RECEIVED", OFFICER, false],
      ["VERIFIED", OFFICER, false],
      ["ASSIGNED", OFFICER, false],
    ]);
    expect(page.contacts).toHaveLength(1);
    expect(page.missing).toEqual(TRIAGE.steps);
  });

  test("keeps what was found sealed until it is shown", () =>
    expect(JSON.stringify({ ...page, victims: [] })).not.toContain("INDICATED"));
});

test("a document is there from the complaint on", () => expect(document([RECEIVED]).state).toBe("RECEIVED"));
