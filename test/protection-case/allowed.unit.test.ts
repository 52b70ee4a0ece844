import { describe, expect, test } from "@jest/globals";
import { Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import { stageOf, stateOf } from "../../src/protection-case/case.state.js";
import { OPEN_STAGES, STAGES } from "../../src/protection-case/codes.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { AGENCY, given, type PastEvent } from "../given.js";
import {
  beside,
  BROKER_PARTY,
  DESK,
  HISTORIES,
  LEADS_TO,
  MISSION,
  MOTHER,
  officer,
  on,
  POLICE,
  REPATRIATION,
  repatriationOpened,
  reopened,
  resolved,
  SCREENING,
  STAY,
  VICTIM,
} from "./cases.js";

/**
 * What becomes of each command at each stage, written by hand: `+` taken, `.` not at this stage. In the order
 * RECEIVED, DOCUMENTS_PENDING, VERIFIED | ASSIGNED, CLARIFICATION, MEDIATION | SETTLED, SANCTION_RECOMMENDED,
 * LITIGATION, REFERRED | RESOLVED, CLOSED_ADMINISTRATIVELY.
 */
const TABLE: { readonly [command: string]: string } = {
  RequestDocuments: "++. ... .... ..",
  VerifyCase: "++. ... .... ..",
  AssignCase: "+++ +++ ++++ ..",
  ReassignCase: "+++ +++ ++++ ..",
  HoldClarification: "... +++ .... ..",
  HoldMediation: "... +++ .... ..",
  SettleCase: "... +++ .++. ..",
  FulfilSettlement: "... ... +... ..",
  RecommendSanction: "... +++ +... ..",
  StartLitigation: "... +++ ++.+ ..",
  ReferCase: "+++ +++ ++++ ..",
  EndReferral: "... ... ...+ ..",
  ResolveCase: "... +++ ++++ ..",
  CloseCaseAdministratively: "+++ +++ ++++ ..",
  ReopenCase: "... ... .... ++",
  TriageCase: "+++ +++ ++++ ..",
  SetNextAction: "+++ +++ ++++ ..",
  CompleteNextAction: "+++ +++ ++++ ..",
  RecordParty: "+++ +++ ++++ ++",
  RemoveParty: "+++ +++ ++++ ++",
  ProvideShelter: "+++ +++ ++++ ..",
  EndShelter: "+++ +++ ++++ ++",
  IssueEmergencyTravelDocument: "+++ +++ ++++ ..",
  DecideImmigrationFine: "+++ +++ ++++ ..",
  ObtainExitPermit: "+++ +++ ++++ ..",
  TakeCaseAction: "+++ +++ ++++ ..",
  WithdrawCaseStep: "+++ +++ ++++ ++",
  RecordVictimOutcome: "+++ +++ ++++ ++",
  LogContact: "+++ +++ ++++ ++",
  FlagContact: "+++ +++ ++++ ++",
  StartTraffickingScreening: "+++ +++ ++++ ++",
  AssessTrafficking: "+++ +++ ++++ ++",
  OpenRepatriation: "+++ +++ ++++ ++",
  NoteRepatriation: "+++ +++ ++++ ++",
  NoteVictimDeath: "+++ +++ ++++ ++",
  AddCaseTask: "+++ +++ ++++ ..",
  AssignCaseTask: "+++ +++ ++++ ..",
  ReassignCaseTask: "+++ +++ ++++ ..",
  MoveCaseTask: "+++ +++ ++++ ..",
  CompleteCaseTask: "+++ +++ ++++ ..",
  DropCaseTask: "+++ +++ ++++ ..",
};

const screened = on("01-03", "TraffickingScreeningStarted", { screening: SCREENING, victim: VICTIM });
const stays = on("01-03", "ShelterProvided", { stay: STAY, victim: VICTIM, kind: "MISSION_SHELTER" });
/** It comes right after the complaint. */
const staysId = given(caseDecider, [stays, stays]).ids[1];
const contacted = on("01-03", "CaseContactLogged", {
  contact: STAY,
  victim: VICTIM,
  with: MOTHER,
  way: "PHONE",
  result: "REACHED",
});
const closedOne = on("02-16", "CaseRepatriationChanged", { repatriation: REPATRIATION, status: "CLOSED" });

const COLLEAGUE = "0f5b6c3e-0000-4000-8000-0000000000e9";

const TASK = "0f5b6c3e-0000-4000-8000-0000000000f9";
const missionHas = on("01-03", "CaseAssigned", { agency: MISSION });
/** Added after any reopening: an end of the case would have dropped it. */
const tasked = [missionHas, on("04-02", "CaseTaskAdded", { task: TASK, kind: "VISIT", agency: MISSION })];

/** Data that every other rule takes, and what must have come beside. */
const COMMANDS: { readonly [command: string]: readonly [data: object, past?: readonly PastEvent[]] } = {
  RequestDocuments: [{ papers: ["PASSPORT"] }],
  VerifyCase: [{ by: "MISSION" }],
  AssignCase: [{ agency: POLICE }],
  ReassignCase: [{ agency: MISSION, officer: COLLEAGUE, offices: [AGENCY, MISSION, POLICE] }],
  HoldClarification: [{ outcome: "COMMITTED" }],
  HoldMediation: [{ outcome: "AGREED" }],
  SettleCase: [{}],
  FulfilSettlement: [{}],
  RecommendSanction: [{ party: BROKER_PARTY, sanction: "WARNING", legalGround: "UU_18_2017" }],
  StartLitigation: [{ forum: "CRIMINAL" }],
  ReferCase: [{ agency: DESK, reason: "CRIME" }],
  EndReferral: [{ reason: "DECLINED" }],
  ResolveCase: [{ reason: "ASSISTED" }],
  CloseCaseAdministratively: [{ reason: "NO_CLARITY" }],
  ReopenCase: [{ reason: "NEW_FACTS", stage: "MEDIATION" }],
  TriageCase: [{ categories: ["OVERSTAY"] }],
  SetNextAction: [{ action: "VISIT" }],
  CompleteNextAction: [{}, [on("01-03", "NextActionSet", { action: "VISIT" })]],
  RecordParty: [{ role: "FAMILY", person: MOTHER }],
  RemoveParty: [{ party: BROKER_PARTY, reason: "NOT_INVOLVED" }],
  ProvideShelter: [{ victim: VICTIM, kind: "SAFE_HOUSE" }],
  EndShelter: [{ stay: STAY, reason: "MOVED" }, [stays]],
  IssueEmergencyTravelDocument: [{ victim: VICTIM }],
  DecideImmigrationFine: [{ victim: VICTIM, outcome: "WAIVED" }],
  ObtainExitPermit: [{ victim: VICTIM, permit: "EXIT_PERMIT" }],
  TakeCaseAction: [{ action: "POLICE_REPORT" }],
  WithdrawCaseStep: [{ event: staysId, reason: "NEVER_HAPPENED" }, [stays]],
  RecordVictimOutcome: [{ victim: VICTIM, outcome: "SAFE_AT_HOME" }],
  LogContact: [{ victim: VICTIM, with: VICTIM, way: "PHONE", result: "REACHED" }],
  FlagContact: [{ contact: STAY, doNotTell: SCREENING }, [contacted]],
  StartTraffickingScreening: [{ victim: VICTIM }],
  AssessTrafficking: [{ victim: VICTIM, outcome: "NOT_INDICATED", offence: { date: "2024" } }, [screened]],
  OpenRepatriation: [{ repatriation: REPATRIATION, person: VICTIM, kind: "LIVING" }],
  NoteVictimDeath: [
    { victim: VICTIM },
    [on("01-03", "CaseVictimDeathNoted", { victim: VICTIM, diedBy: "2025-01-03T00:00:00.000Z" })],
  ],
  NoteRepatriation: [{ repatriation: REPATRIATION, status: "CANCELLED" }, [repatriationOpened, closedOne]],
  AddCaseTask: [{ kind: "VISIT", agency: MISSION }, [missionHas]],
  AssignCaseTask: [{ task: TASK, agency: MISSION, officer: COLLEAGUE }, tasked],
  ReassignCaseTask: [{ task: TASK, agency: MISSION, officer: COLLEAGUE, offices: [MISSION] }, tasked],
  MoveCaseTask: [{ task: TASK, due: "2025-06-01", reason: "WORKLOAD" }, tasked],
  CompleteCaseTask: [{ task: TASK }, tasked],
  DropCaseTask: [{ task: TASK, reason: "NOT_NEEDED" }, tasked],
};

/** Nothing is assigned at the two stages before a verification, or a case would go on from there by itself. */
function tried(past: readonly PastEvent[], command: string, occurred?: { date: string }) {
  const [data, more = []] = COMMANDS[command]!;
  const history = [past[0]!, ...more, ...past.slice(1)];
  try {
    const made = given(caseDecider, history, { others: beside({ [`officer-${COLLEAGUE}`]: [officer(MISSION)] }) })
      .when(command, { ...data, ...(occurred && { occurred }) })
      .events();
    // What is recorded now comes after all that; what is recorded late comes at its time.
    const events = made.map(({ type, facts }): PastEvent => ({ type, facts, ...(occurred && { occurred }) }));
    return { outcome: "+", after: given(caseDecider, [...history, ...events]).state() };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const notAtThisStage = ["case-stage", "no-settlement"].includes(error.rule.id);
    return { outcome: notAtThisStage ? "." : error.rule.id, after: undefined };
  }
}

/** Commands by which a verified case has an officer, and goes on from there. */
const GIVES = ["AssignCase", "ReassignCase"];

const cells = (row: string) => [...row.replaceAll(" ", "")];

describe("every command at every stage", () => {
  test("is in the table, and the table has no other", () => {
    const commands = Object.keys(caseDecider.decisions).filter((name) => name !== "ReceiveComplaint");
    expect(Object.keys(TABLE).toSorted()).toEqual(commands.toSorted());
    expect(Object.keys(COMMANDS).toSorted()).toEqual(commands.toSorted());
    expect(Object.keys(HISTORIES)).toEqual([...STAGES]);
    for (const row of Object.values(TABLE)) expect(cells(row)).toHaveLength(STAGES.length);
  });

  test.each(Object.entries(HISTORIES))("the history of %s is there", (stage, past) =>
    expect(stageOf(given(caseDecider, past).state())).toBe(stage),
  );

  test.each(Object.entries(TABLE))("%s", (command, row) =>
    expect(Object.values(HISTORIES).map((past) => tried(past, command).outcome)).toEqual(cells(row)),
  );

  test.each(Object.keys(TABLE))("%s leads where it says", (command) => {
    for (const [stage, past] of Object.entries(HISTORIES)) {
      const { after } = tried(past, command);
      if (!after) continue;
      const to = LEADS_TO[command] ?? (GIVES.includes(command) && stage === "VERIFIED" ? "ASSIGNED" : stage);
      // A repatriation that goes on holds no case closed (I13).
      const reopens = command === "OpenRepatriation" && !OPEN_STAGES.includes(stage as never);
      expect([stage, stageOf(after)]).toEqual([stage, reopens ? "ASSIGNED" : to]);
    }
  });

  test("a case begins once: its stream must be empty", () =>
    expect(caseDecider.decisions["ReceiveComplaint"]!.creates).toBe(true));

  test("every command has a route, but those that process managers send, or a route that takes several at once", () => {
    const without = caseDecider.commands.filter(({ route }) => !route).map(({ name }) => name);
    expect(without.toSorted()).toEqual([
      "FlagContact",
      "NoteRepatriation",
      "NoteVictimDeath",
      "OpenRepatriation",
      "ReassignCase",
      "ReassignCaseTask",
    ]);
  });
});

describe("a case that was reopened", () => {
  test.each(OPEN_STAGES)("at %s allows what that stage allows, and shows REOPENED until it moves on", (stage) => {
    // A closure leaves nothing to be done next.
    const next = on("04-02", "NextActionSet", { action: "VISIT" });
    const past = [...HISTORIES["RESOLVED"]!, reopened(stage), next];
    const column = STAGES.indexOf(stage);
    expect(stateOf(given(caseDecider, past).state())).toBe("REOPENED");
    for (const [command, row] of Object.entries(TABLE)) {
      // It asks for a settlement, and not for a stage.
      if (command === "FulfilSettlement") continue;
      const { outcome, after } = tried(past, command);
      expect([command, outcome]).toEqual([command, cells(row)[column]]);
      const moves = LEADS_TO[command] !== undefined || (GIVES.includes(command) && stage === "VERIFIED");
      if (after) expect([command, stateOf(after) === "REOPENED"]).toEqual([command, !moves]);
    }
  });
});

describe("a fact that is recorded late", () => {
  const closed = HISTORIES["RESOLVED"]!;
  const late = (command: string, date: string) => tried(closed, command, { date }).outcome;

  test("is judged by the stage of its own time: a closed case takes it", () => {
    expect(late("ProvideShelter", "2025-02-20")).toBe("+");
    expect(late("ProvideShelter", "2024-12-20")).toBe("+");
    expect(late("ProvideShelter", "2025-03-20")).toBe(".");
    expect(late("HoldMediation", "2025-02-20")).toBe("+");
    expect(late("HoldMediation", "2025-01-03")).toBe(".");
  });

  test("enters no stage before one that can't follow it", () => {
    expect(late("HoldClarification", "2025-01-20")).toBe("+");
    expect(tried(HISTORIES["SETTLED"]!, "CloseCaseAdministratively", { date: "2025-01-20" }).outcome).toBe(
      "case-stage-order",
    );
    expect(tried(closed, "VerifyCase", { date: "2025-01-03" }).outcome).toBe("case-stage-order");
  });

  test("is not the office's own work, which is judged by today's stage", () => {
    expect(late("SetNextAction", "2025-02-20")).toBe(".");
    expect(late("AssignCase", "2025-02-20")).toBe(".");
    expect(tried(closed, "ReopenCase", { date: "2025-02-20" }).outcome).toBe("case-stage-order");
  });

  test("is not corrected to a time that breaks the order of the stages", () => {
    const { ids, when } = given(caseDecider, closed, { others: beside() });
    when("CorrectFact", { event: ids[3], reason: "MISTYPED", occurred: { date: "2025-01-03" } }).thenRejected(
      "case-stage-order",
    );
    when("CorrectFact", { event: ids[3], reason: "MISTYPED", occurred: { date: "2025-02-03" } }).then([
      { type: "FactCorrected" },
    ]);
  });
});

test("no order of events stops the state from being read", () => {
  const events = [...HISTORIES["SETTLED"]!, screened, stays, repatriationOpened, resolved];
  const any = given(caseDecider, events.toReversed()).state();
  expect(any).toMatchObject({ country: "MY", assignment: { agency: MISSION } });
  expect(any.stays).toHaveLength(1);
  const backwards = events.map(({ occurred: _, ...event }) => event).toReversed();
  expect(given(caseDecider, backwards).state().stages[0]!.stage).toBe("RECEIVED");
});
