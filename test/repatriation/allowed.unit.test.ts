import { describe, expect, test } from "@jest/globals";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import { given, type PastEvent } from "../given.js";
import { officer } from "../protection-case/cases.js";
import {
  beside,
  cancelled,
  closed,
  decided,
  died,
  DOCUMENT_OFFICER,
  documentId,
  LIVING,
  MISSION,
  MOTHER,
  notified,
  on,
  papers,
  PERSON,
  REMAINS,
  SOCIAL_AFFAIRS,
  doNotTell,
  WISH,
  registered,
} from "./cases.js";

/**
 * What becomes of each command in each state, written by hand: of a living person's case that is open, cancelled,
 * closed, then of remains. `t` taken, `K` not of this kind, `S` not in this status.
 * First for what happens now, then for what happened before the case ended.
 */
const TABLE: { readonly [command: string]: readonly [now: string, earlier: string] } = {
  ConfirmReturneeIdentity: ["tSS KKK", "ttt KKK"],
  RecordTravelDocument: ["tSS KKK", "ttt KKK"],
  RecordExitClearance: ["tSS KKK", "ttt KKK"],
  CertifyFitToTravel: ["tSS KKK", "ttt KKK"],
  BookTicket: ["tSS KKK", "ttt KKK"],
  RecordReturneeDeparture: ["tSS KKK", "ttt KKK"],
  RecordDebarkation: ["tSS KKK", "ttt KKK"],
  RecordReception: ["tSS KKK", "ttt KKK"],
  RecordReturneeOnward: ["tSS KKK", "ttt KKK"],
  HandOverReturnee: ["tSS KKK", "ttt KKK"],
  RecordHomeAlone: ["tSS KKK", "ttt KKK"],
  NotifyFamily: ["tSS tSS", "ttt ttt"],
  RecordFamilySearch: ["KKK tSS", "KKK ttt"],
  DecideDisposition: ["KKK tSS", "KKK ttt"],
  AgreeFunding: ["KKK tSS", "KKK ttt"],
  RecordAutopsy: ["KKK tSS", "KKK ttt"],
  SubmitRemainsDocument: ["KKK tSS", "KKK ttt"],
  VerifyRemainsDocument: ["KKK tSS", "KKK ttt"],
  RejectRemainsDocument: ["KKK tSS", "KKK ttt"],
  EnterDeath: ["KKK tSS", "KKK ttt"],
  LegalisePapers: ["KKK tSS", "KKK ttt"],
  BookCargo: ["KKK tSS", "KKK ttt"],
  RecordCremation: ["KKK tSS", "KKK ttt"],
  RecordRemainsDeparture: ["KKK tSS", "KKK ttt"],
  RecordRemainsArrival: ["KKK tSS", "KKK ttt"],
  PermitQuarantine: ["KKK tSS", "KKK ttt"],
  ReleaseFromCustoms: ["KKK tSS", "KKK ttt"],
  RecordRemainsOnward: ["KKK tSS", "KKK ttt"],
  HandOverRemains: ["KKK tSS", "KKK ttt"],
  RecordLaidToRest: ["KKK tSS", "KKK ttt"],
  RecordAccompaniment: ["tSS tSS", "ttt ttt"],
  InventoryBelongings: ["tSt tSt", "ttt ttt"],
  RecordClaim: ["tSt tSt", "ttt ttt"],
  ReportOutcome: ["tSS tSS", "ttt ttt"],
  AssignStep: ["tSS tSS", "tSS tSS"],
  ReassignStep: ["tSS tSS", "tSS tSS"],
  MarkNotApplicable: ["tSS tSS", "tSS tSS"],
  FlagDisclosure: ["ttt ttt", "ttt ttt"],
  CancelRepatriation: ["tSS tSS", "tSS tSS"],
  ReinstateRepatriation: ["Stt Stt", "Stt Stt"],
  CloseRepatriation: ["tSS tSS", "tSS tSS"],
  WithdrawStep: ["ttS ttS", "ttS ttS"],
  AddRepatriationTask: ["tSS tSS", "tSS tSS"],
  AssignRepatriationTask: ["tSS tSS", "tSS tSS"],
  ReassignRepatriationTask: ["tSS tSS", "tSS tSS"],
  MoveRepatriationTask: ["tSS tSS", "tSS tSS"],
  CompleteRepatriationTask: ["tSS tSS", "tSS tSS"],
  DropRepatriationTask: ["tSS tSS", "tSS tSS"],
};

const submitted = on(
  "01-10",
  "RemainsDocumentSubmitted",
  { document: documentId(90), kind: "BURIAL_PERMIT" },
  { by: DOCUMENT_OFFICER },
);
const notification = notified();
const notificationId = given(repatriationDecider, [LIVING, notification]).ids[1];

const COLLEAGUE = "0f5b6c3e-0000-4000-8000-0000000000e9";
const TASK = "0f5b6c3e-0000-4000-8000-0000000000f9";
const tasked = on("01-10", "RepatriationTaskAdded", { task: TASK, kind: "VISIT", agency: MISSION });
const hasStep = on("01-10", "RepatriationStepAssigned", { step: "HANDED_OVER", agency: MISSION });

/** Data that every other rule takes, and what must have come before. */
const COMMANDS: { readonly [command: string]: readonly [data: object, past?: readonly PastEvent[]] } = {
  ConfirmReturneeIdentity: [{ basis: "PASSPORT" }],
  RecordTravelDocument: [{ document: "PASSPORT" }],
  RecordExitClearance: [{ permit: "EXIT_PERMIT", fineOutcome: "NONE" }],
  CertifyFitToTravel: [{ fitness: "FIT" }],
  BookTicket: [{ mode: "AIR", funding: "STATE" }],
  RecordReturneeDeparture: [{ mode: "AIR", early: "EVACUATION" }],
  RecordDebarkation: [{}],
  RecordReception: [{ reception: "SELF_RETURN" }],
  RecordReturneeOnward: [{ mode: "LAND" }],
  HandOverReturnee: [{ agency: SOCIAL_AFFAIRS }],
  RecordHomeAlone: [{}],
  NotifyFamily: [{ relation: "MOTHER", relative: MOTHER }],
  RecordFamilySearch: [{ methods: ["CIVIL_REGISTRY"] }],
  DecideDisposition: [{ disposition: "REPATRIATE", decidedBy: "FAMILY", relation: "MOTHER" }],
  AgreeFunding: [{ funding: "STATE" }],
  RecordAutopsy: [{ orderedBy: "HOSPITAL" }],
  SubmitRemainsDocument: [{ kind: "EXPORT_PERMIT" }],
  VerifyRemainsDocument: [{ document: documentId(90) }, [submitted]],
  RejectRemainsDocument: [{ document: documentId(90), reason: "EXPIRED" }, [submitted]],
  EnterDeath: [{}],
  LegalisePapers: [{}],
  BookCargo: [{ route: "SEA" }],
  RecordCremation: [{}, [notification, decided("CREMATE"), ...papers("CREMATE", "LOCAL")]],
  RecordRemainsDeparture: [{ route: "AIR" }, [notification, decided(), ...papers("REPATRIATE", "AIR")]],
  RecordRemainsArrival: [{}],
  PermitQuarantine: [{}],
  ReleaseFromCustoms: [{}],
  RecordRemainsOnward: [{ by: "AMBULANCE" }],
  HandOverRemains: [{ agency: SOCIAL_AFFAIRS }],
  RecordLaidToRest: [{ country: "ID", manner: "BURIED" }],
  RecordAccompaniment: [{ agencies: [MISSION], leg: "WHOLE_WAY", source: "MISSION" }],
  InventoryBelongings: [{ items: 1, inventory: "tas" }],
  RecordClaim: [{ programme: "JKM", outcome: "FILED" }],
  ReportOutcome: [{ outcome: "CAME_HOME", source: "FAMILY" }],
  AssignStep: [{ step: "HANDED_OVER", agency: MISSION }],
  ReassignStep: [{ step: "HANDED_OVER", agency: MISSION, officer: COLLEAGUE, offices: [MISSION] }, [hasStep]],
  MarkNotApplicable: [{ step: "ACCOMPANIED", reason: "NO_ESCORT_NEEDED" }],
  FlagDisclosure: [{ doNotTell: WISH, disclosure: notificationId }, [notification]],
  CancelRepatriation: [{ reason: "DECLINED" }],
  ReinstateRepatriation: [{ reason: "MISTAKE" }],
  CloseRepatriation: [{ reason: "TRANSFERRED" }],
  WithdrawStep: [{ event: notificationId, reason: "NEVER_HAPPENED" }, [notification]],
  AddRepatriationTask: [{ kind: "VISIT", agency: MISSION }, [hasStep]],
  AssignRepatriationTask: [{ task: TASK, agency: MISSION, officer: COLLEAGUE }, [hasStep, tasked]],
  ReassignRepatriationTask: [{ task: TASK, agency: MISSION, officer: COLLEAGUE, offices: [MISSION] }, [tasked]],
  MoveRepatriationTask: [{ task: TASK, due: "2025-06-01", reason: "WORKLOAD" }, [tasked]],
  CompleteRepatriationTask: [{ task: TASK }, [tasked]],
  DropRepatriationTask: [{ task: TASK, reason: "NOT_NEEDED" }, [tasked]],
};

const ENDS: readonly (readonly PastEvent[])[] = [[], [cancelled()], [closed()]];
const STATES = [LIVING, REMAINS].flatMap((request) => ENDS.map((end) => ({ request, end })));

function outcome(command: string, state: (typeof STATES)[number], occurred?: { date: string }): string {
  const [data, past = []] = COMMANDS[command]!;
  // What is verified or decided about remains is of no use in a living person's case, and refused by its kind.
  const before =
    state.request === LIVING && !/^(?:FlagDisclosure|WithdrawStep|ReassignStep|.*RepatriationTask)$/.test(command)
      ? []
      : past;
  const dead = { [`migrant-${PERSON}`]: state.request === REMAINS ? [died("2025-01-01")] : [] };
  try {
    given(repatriationDecider, [state.request, ...before, ...state.end], {
      others: beside({
        ...dead,
        [`officer-${COLLEAGUE}`]: [officer(MISSION)],
        [`person-${PERSON}`]: [registered(), doNotTell({ relation: "SIBLING" })],
      }),
    })
      .when(command, { ...data, ...(occurred && { occurred }) })
      .events();
    return "t";
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return { "repatriation-kind": "K", "repatriation-status": "S" }[error.rule.id] ?? error.rule.id;
  }
}

describe("every command in every state", () => {
  test("is in the table", () => {
    const commands = Object.keys(repatriationDecider.decisions).filter((name) => name !== "RequestRepatriation");
    expect(Object.keys(TABLE).toSorted()).toEqual(commands.toSorted());
    expect(Object.keys(COMMANDS).toSorted()).toEqual(commands.toSorted());
  });

  test.each(Object.entries(TABLE))("%s", (command, [now, earlier]) => {
    const row = (occurred?: { date: string }) => STATES.map((state) => outcome(command, state, occurred)).join("");
    expect(row()).toBe(now.replace(" ", ""));
    expect(row({ date: "2025-03-31" })).toBe(earlier.replace(" ", ""));
  });

  test("a case is requested once: its stream must be empty", () =>
    expect(repatriationDecider.decisions["RequestRepatriation"]!.creates).toBe(true));
});

test("no order of events stops the state from being read", () => {
  const events = [LIVING, notification, cancelled(), on("03-01", "ReturneeDeparted", { mode: "AIR" })];
  const any = given(repatriationDecider, events.toReversed()).state();
  expect(any).toMatchObject({ kind: "LIVING", status: "CANCELLED", person: PERSON });
  expect(Object.keys(any.done).toSorted()).toEqual(["DEPARTED", "FAMILY_NOTIFIED"]);
});
