import { describe, expect, test } from "@jest/globals";
import { InvalidField, Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import { JOURNEY_STEPS } from "../../src/migrant/codes.js";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { openJourney } from "../../src/migrant/migrant.js";
import { given, type PastEvent } from "../given.js";
import { FILE, HISTORIES, JOURNEY, others, PENDING, VERIFIER } from "./histories.js";

const LAW = "UU_18_2017_ART_13";

/** A command of each kind about the journey, by the short name of the table's column. */
const COMMANDS: { readonly [column: string]: readonly [command: string, data: object] } = {
  sta: ["StartJourney", { scheme: "P3MI", country: "TW" }],
  scr: ["ScreenRisk", { redFlags: [] }],
  sub: ["SubmitDocument", { file: FILE, kind: "OTHER" }],
  ver: ["VerifyDocument", { document: PENDING }],
  rej: ["RejectDocument", { document: PENDING, reason: "ILLEGIBLE", legalGround: LAW }],
  ori: ["AttendOrientation", {}],
  ins: ["ActivateInsurance", { programme: "JHT", from: "2025-01-01" }],
  gra: ["GrantClearance", { place: "36" }],
  ref: ["RefuseClearance", { place: "36", reason: "FALSE_DOCUMENTS", legalGround: LAW }],
  dep: ["RecordDeparture", {}],
  arr: ["ReportArrival", {}],
  emp: ["StartEmployment", {}],
  end: ["EndEmployment", { cause: "CONTRACT_ENDED" }],
  sre: ["StartReturn", { cause: "END_OF_CONTRACT" }],
  ret: ["RecordReturn", { cause: "END_OF_CONTRACT" }],
  rei: ["StartReintegration", {}],
  clo: ["CloseJourney", { reason: "OTHER" }],
  wit: ["WithdrawJourney", { reason: "OWN_DECISION" }],
  pre: ["PreventDeparture", { reason: "INVALID_DOCUMENTS", legalGround: LAW }],
  fai: ["FailDeparture", { reason: "FLIGHT_MISSED" }],
  los: ["ReportContactLost", {}],
  fnd: ["RestoreContact", {}],
  det: ["RecordDetention", {}],
  rel: ["RecordRelease", {}],
};

/** Sent by process managers, and allowed in every step. */
const SENT = ["RegisterMigrant", "ReviewClearance"];

/**
 * What each command gets in each step, for a procedural migrant. `+` taken, `.` journey-step-order, a digit the
 * invariant that refuses it, `?` a document that is not there.
 */
const TABLE = `
                     sta scr sub ver rej ori ins gra ref dep arr emp end sre ret rei clo wit pre fai los fnd det rel
REGISTERED            9   +   +   ?   ?   +   +   1   +   4   4   4   .   4   4   .   .   +   +   +   +   .   4   .
SCREENED              9   +   +   ?   ?   +   +   1   +   4   4   4   .   4   4   .   .   +   +   +   +   .   4   .
DOCUMENTS_IN_PROGRESS 9   +   +   +   +   +   +   1   +   4   4   4   .   4   4   .   .   +   +   +   +   .   4   .
DOCUMENTS_VERIFIED    9   +   +   +   +   +   +   1   +   4   4   4   .   4   4   .   .   +   +   +   +   .   4   .
ORIENTED              9   +   +   +   +   .   +   +   +   4   4   4   .   4   4   .   .   +   +   +   +   .   4   .
CLEARED               9   +   +   +   +   .   +   .   .   +   +   +   .   +   +   .   .   +   +   +   +   .   +   .
DEPARTURE_PREVENTED   9   +   +   +   +   +   +   +   +   4   4   4   .   4   4   .   +   +   .   +   +   .   4   .
FAILED_DEPARTURE      9   +   +   +   +   +   +   +   +   +   +   +   .   +   +   .   +   +   +   .   +   .   +   .
DEPARTED              9   .   .   .   +   .   +   .   .   .   +   +   .   +   +   .   .   .   .   .   +   .   +   .
ARRIVED               9   .   .   .   +   .   +   .   .   .   .   +   .   +   +   .   .   .   .   .   +   .   +   .
EMPLOYED              9   .   .   .   +   .   +   .   .   .   .   .   +   +   +   .   .   .   .   .   +   .   +   .
BETWEEN_JOBS          9   .   .   .   +   .   +   .   .   .   .   +   .   +   +   .   +   .   .   .   +   .   +   .
RETURNING             9   .   .   .   +   .   +   .   .   .   .   .   +   .   +   .   .   .   .   .   +   .   +   .
LOST_CONTACT          9   .   .   .   +   .   .   .   .   .   +   +   +   +   +   .   +   .   .   .   .   +   +   .
DETAINED              9   .   .   .   +   .   .   .   .   .   .   .   +   +   +   .   .   .   .   .   +   .   .   +
RETURNED              9   .   .   .   +   .   .   .   .   .   .   .   +   .   .   +   +   .   .   .   .   .   .   .
REINTEGRATING         9   .   .   .   +   .   .   .   .   .   .   .   .   .   .   .   +   .   .   .   .   .   .   .
CLOSED                +   .   .   .   +   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
WITHDRAWN             +   .   .   .   +   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
DECEASED              5   5   .   .   +   5   +   5   .   5   5   5   5   5   5   5   +   5   5   5   +   5   5   5
`;

/** Where each command leads that is taken; one that isn't here leaves the step as it is. */
const LEADS_TO: { readonly [column: string]: string | { readonly [step: string]: string } } = {
  scr: { REGISTERED: "SCREENED" },
  sub: { REGISTERED: "DOCUMENTS_IN_PROGRESS", SCREENED: "DOCUMENTS_IN_PROGRESS" },
  ori: { DOCUMENTS_VERIFIED: "ORIENTED" },
  gra: "CLEARED",
  dep: "DEPARTED",
  arr: "ARRIVED",
  emp: "EMPLOYED",
  end: { EMPLOYED: "BETWEEN_JOBS" },
  sre: "RETURNING",
  ret: "RETURNED",
  rei: "REINTEGRATING",
  clo: "CLOSED",
  wit: "WITHDRAWN",
  pre: "DEPARTURE_PREVENTED",
  fai: "FAILED_DEPARTURE",
  los: { "*": "LOST_CONTACT", DECEASED: "DECEASED" },
  fnd: { LOST_CONTACT: "EMPLOYED" },
  det: "DETAINED",
  rel: { DETAINED: "EMPLOYED" },
};

const [columns, ...rows] = TABLE.trim()
  .split("\n")
  .map((line) => line.trim().split(/\s+/));

test("the table has every step and every command about a journey", () => {
  expect(rows.map(([step]) => step).toSorted()).toEqual(Object.keys(HISTORIES).toSorted());
  expect(rows.map(([step]) => step).toSorted()).toEqual([...JOURNEY_STEPS].toSorted());
  const ofJourneys = Object.keys(migrantDecider.decisions).filter(
    (command) => !/Register|PlacementStatus|Death|WithdrawJourneyStep/.test(command) && !SENT.includes(command),
  );
  expect(columns!.map((column) => COMMANDS[column]![0]).toSorted()).toEqual(ofJourneys.toSorted());
});

describe.each(rows.map(([step, ...cells]) => [step!, cells] as const))("in %s", (step, cells) => {
  const past = HISTORIES[step]!;

  test("the history leads to this step", () =>
    expect(given(migrantDecider, past).state().journeys[0]!.step).toBe(step));

  test.each(columns!.map((column, i) => [COMMANDS[column]![0], column, cells[i]!] as const))(
    "%s",
    (command, column, expected) => {
      const data = { ...(column !== "ver" && column !== "rej" && column !== "sta" && { journey: JOURNEY }) };
      const { outcome, events } = tried(past, command, { ...data, ...COMMANDS[column]![1] });
      expect(outcome).toBe(expected);
      if (outcome !== "+" || column === "sta") return;
      const { journeys } = given(migrantDecider, [...past, ...events]).state();
      expect(journeys[0]!.step).toBe(after(step, column));
    },
  );
});

/** What the commands that are about no journey get: with no report of a death, and after one that was confirmed. */
const OF_THE_PERSON: { readonly [command: string]: readonly [data: object, living: string, dead: string] } = {
  DeterminePlacementStatus: [{ status: "NON_PROCEDURAL", basis: "DOCUMENTED" }, "+", "+"],
  ReportDeath: [{ cause: "ILLNESS", country: "TW", source: "MISSION" }, "+", "death-report-state"],
  ConfirmDeath: [{}, "death-report-state", "death-report-state"],
  WithdrawDeathReport: [{ reason: "MISTAKEN_IDENTITY" }, "death-report-state", "+"],
};

test("every command is in the table of journeys, or about the person, registers the migrant, or is sent by a process manager", () =>
  expect(
    [
      ...columns!.map((column) => COMMANDS[column]![0]),
      ...Object.keys(OF_THE_PERSON),
      "RegisterAsMigrant",
      "WithdrawJourneyStep",
      ...SENT,
    ].toSorted(),
  ).toEqual(Object.keys(migrantDecider.decisions).toSorted()));

test.each(Object.entries(OF_THE_PERSON))(
  "%s is the same in every step but after a death",
  (command, [data, living, dead]) => {
    for (const [step, past] of Object.entries(HISTORIES))
      expect([step, tried(past, command, data).outcome]).toEqual([step, step === "DECEASED" ? dead : living]);
  },
);

test("a second journey starts once the first is over, and is the active one (I9)", () => {
  const { events } = tried(HISTORIES["CLOSED"]!, ...COMMANDS["sta"]!);
  const state = given(migrantDecider, [...HISTORIES["CLOSED"]!, ...events]).state();
  expect(state.journeys).toHaveLength(2);
  expect(openJourney(state)!.country).toBe("TW");
  expect(state.activeJourney).toBe(state.journeys[1]!.id);
});

function tried(past: readonly PastEvent[], command: string, data: object) {
  try {
    const made = given(migrantDecider, past, { others: others(), by: VERIFIER }).when(command, data).events();
    const events = made.map(({ type, facts }): PastEvent => ({ type, facts }));
    return { outcome: "+", events };
  } catch (error) {
    if (error instanceof InvalidField && error.type === "unknown-document") return { outcome: "?", events: [] };
    if (!(error instanceof Rejection)) throw error;
    const { id } = error.rule;
    return { outcome: id === "journey-step-order" ? "." : id.replace(/^I/, ""), events: [] };
  }
}

function after(step: string, column: string): string {
  const to = LEADS_TO[column] ?? step;
  return typeof to === "string" ? to : (to[step] ?? to["*"] ?? step);
}
