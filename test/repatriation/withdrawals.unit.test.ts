import { describe, expect, test } from "@jest/globals";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { casePapersProcessManager } from "../../src/repatriation/case-papers.process-manager.js";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { restingOn, STEPS } from "../../src/repatriation/steps.js";
import { given, ID, NOW, OFFICER, type PastEvent } from "../given.js";
import {
  beside,
  cancelled,
  closed,
  decided,
  died,
  JOURNEY,
  LIVING,
  notified,
  on,
  PERSON,
  REMAINS,
  SOCIAL_AFFAIRS,
} from "./cases.js";
import { resolveTime } from "../../src/event-sourcing/stored-event/occurred-at.js";

const DEPARTED = on("02-10", "ReturneeDeparted", {
  mode: "AIR",
  early: "OTHER",
  lacking: ["EXIT_CLEARED", "TICKETED"],
});
const DEBARKED = on("02-11", "ReturneeDebarked", { place: "CGK" });
const HOME = on("02-12", "ReturneeWentHomeAlone", { adultBy: "DOCUMENT" });
const BURIED = on("04-02", "RemainsLaidToRest", { country: "ID", manner: "BURIED", documents: [] });

const at = (past: readonly PastEvent[], request = LIVING, more: object = {}) =>
  given(repatriationDecider, [request, ...past], { others: beside({ ...more }) });
/** @param nth of the past events, from 1: the request comes before them */
const withdraw = (past: readonly PastEvent[], nth: number, request = LIVING, more: object = {}) => {
  const { ids, when } = at(past, request, more);
  return when("WithdrawStep", { event: ids[nth], reason: "NEVER_HAPPENED", explanation: "salah catat" });
};
const withdrawn = (nth: number, step: string, withdrawnType: string): PastEvent => ({
  type: "RepatriationStepWithdrawn",
  facts: { step, withdrawnType, reason: "NEVER_HAPPENED" },
  corrects: nth,
});

describe("a step that never happened", () => {
  test("is withdrawn with a reason, about the same persons", () => {
    const { ids } = at([DEPARTED]);
    withdraw([DEPARTED], 1).then([
      {
        type: "RepatriationStepWithdrawn",
        facts: { step: "DEPARTED", withdrawnType: "ReturneeDeparted", reason: "NEVER_HAPPENED" },
        corrects: { event: ids[1], revision: 1 },
        subjects: [{ person: ID, role: "MIGRANT" }],
        personal: [{ class: "narrative", values: { explanation: "salah catat" } }],
      },
    ]);
  });

  test("is as if it had not been recorded: what it kept out can be recorded again", () => {
    const past = [DEPARTED, withdrawn(1, "DEPARTED", "ReturneeDeparted")];
    const { state, when, ids } = at(past);
    expect(state()).toMatchObject({
      done: {},
      departedEarly: null,
      withdrawn: [{ step: "DEPARTED", event: ids[1], reason: "NEVER_HAPPENED", by: OFFICER }],
    });
    expect({ ...state(), withdrawn: [] }).toEqual(at([]).state());
    const clearance = { permit: "EXIT_PERMIT", fineOutcome: "NONE" };
    at([DEPARTED]).when("RecordExitClearance", clearance).thenRejected("repatriation-step-order");
    when("RecordExitClearance", clearance).then([{ type: "ReturneeExitCleared" }]);
    when("BookTicket", { mode: "AIR", funding: "STATE" }).then([{ type: "ReturneeTicketed" }]);
    when("RecordReturneeDeparture", { mode: "AIR", early: "EVACUATION" }).then([{ type: "ReturneeDeparted" }]);
  });

  test("is withdrawn once, and can't be corrected after that", () => {
    const { ids, when } = at([DEPARTED, withdrawn(1, "DEPARTED", "ReturneeDeparted")]);
    when("WithdrawStep", { event: ids[1], reason: "NEVER_HAPPENED" }).thenFails(InvalidField);
    when("WithdrawStep", { event: ids[2], reason: "NEVER_HAPPENED" }).thenFails(InvalidField);
    when("CorrectFact", { event: ids[1], reason: "MISTYPED", facts: { mode: "SEA" } }).thenFails(InvalidField);
  });

  test("is a step: a request, an assignment and an end are not withdrawn", () => {
    const assigned = on("01-03", "RepatriationStepAssigned", { step: "TICKETED", agency: SOCIAL_AFFAIRS });
    const { ids, when } = at([assigned]);
    for (const event of [ids[0], ids[1], JOURNEY])
      when("WithdrawStep", { event, reason: "NEVER_HAPPENED" }).thenFails(InvalidField);
  });

  test("is withdrawn while the repatriation is open or cancelled, and not once it is closed", () => {
    withdraw([DEPARTED, cancelled()], 1).then([{ type: "RepatriationStepWithdrawn" }]);
    withdraw([DEPARTED, closed()], 1).thenRejected("repatriation-status");
  });
});

describe("what rests on a step is withdrawn first", () => {
  test("a landing on a departure, and what came after it", () => {
    const { ids } = at([DEPARTED, DEBARKED, HOME]);
    withdraw([DEPARTED, DEBARKED, HOME], 1).thenRejected("withdraw-first", {
      first: [
        { event: ids[2], type: "ReturneeDebarked" },
        { event: ids[3], type: "ReturneeWentHomeAlone" },
      ],
    });
    // Nobody reported the landing, and there was one.
    withdraw([DEPARTED, HOME], 1).thenRejected("withdraw-first", { first: [{ type: "ReturneeWentHomeAlone" }] });
    withdraw([DEPARTED, DEBARKED, HOME], 3).then([{ type: "RepatriationStepWithdrawn" }]);
    withdraw([DEPARTED, DEBARKED, withdrawn(2, "DEBARKED", "ReturneeDebarked")], 1).then([
      { type: "RepatriationStepWithdrawn" },
    ]);
  });

  test("not where the step was done another time", () => {
    const leg = on("02-11", "ReturneeReceived", { reception: "TRANSIT_HOUSE" });
    withdraw([DEPARTED, DEBARKED, leg, leg], 4).then([{ type: "RepatriationStepWithdrawn" }]);
  });

  test("I7 a departure of remains on the decision, and the family's decision on its notice", () => {
    const departed = on("02-20", "RemainsDeparted", { route: "AIR", edition: 1, documents: [] });
    const past = [notified(), decided(), departed];
    withdraw(past, 2, REMAINS).thenRejected("withdraw-first", { first: [{ type: "RemainsDeparted" }] });
    withdraw(past, 1, REMAINS).thenRejected("withdraw-first", { first: [{ type: "DispositionDecided" }] });
    withdraw([notified(), notified(), decided()], 1, REMAINS).then([{ type: "RepatriationStepWithdrawn" }]);
    withdraw(past, 3, REMAINS).then([{ type: "RepatriationStepWithdrawn" }]);
  });

  test("the earlier decision must have the steps that are on record", () => {
    const cargo = on("02-01", "RemainsCargoBooked", { route: "AIR" });
    const past = [notified(), decided("BURY_ABROAD"), decided("REPATRIATE", "01-20"), cargo];
    withdraw(past, 3, REMAINS).thenRejected("withdraw-first", { first: [{ type: "RemainsCargoBooked" }] });
    withdraw([notified(), decided(), decided("REPATRIATE", "01-20"), cargo, BURIED], 3, REMAINS).then([{}]);
  });

  test("the return that followed, on what is on record of the journey since", () => {
    const past = [DEPARTED, DEBARKED, HOME];
    const source = at(past).ids[3]!;
    const journey = (...after: PastEvent[]): PastEvent[] => [
      {
        type: "JourneyStarted",
        facts: { journey: JOURNEY, foundAt: "EMPLOYED", scheme: "UNKNOWN", country: "KH" },
        occurred: { date: "2025-01-01" },
      },
      {
        type: "ReturnRecorded",
        facts: { journey: JOURNEY, cause: "ABUSE" },
        occurred: { date: "2025-02-12" },
        causation: source,
      },
      ...after,
    ];
    const reintegrating = on("03-01", "ReintegrationStarted", { journey: JOURNEY });
    const migrant = `migrant-${PERSON}`;
    withdraw(past, 3, LIVING, { [migrant]: journey() }).then([{ type: "RepatriationStepWithdrawn" }]);
    withdraw(past, 3, LIVING, { [migrant]: journey(reintegrating) }).thenRejected("withdraw-first", {
      because: "journey-step-order",
      contradicts: [{ type: "ReintegrationStarted" }],
    });
  });

  test("only on steps that there are, and never on itself", () => {
    for (const kind of ["LIVING", "REMAINS"] as const)
      for (const [step, { needs = [] }] of Object.entries(STEPS[kind])) {
        for (const other of needs) expect(Object.keys(STEPS[kind])).toContain(other);
        expect(restingOn(kind, step)).not.toContain(step);
      }
    expect(restingOn("LIVING", "DEPARTED")).toEqual(["DEBARKED", "RECEPTION", "ONWARD", "HANDED_OVER", "HOME_ALONE"]);
  });
});

test("I5 a step that was cancelled with the death is withdrawn all the same", () => {
  const dead = { [`migrant-${PERSON}`]: [died("2025-03-01")] };
  withdraw([DEPARTED, cancelled("DEATH")], 1, LIVING, dead).then([{ type: "RepatriationStepWithdrawn" }]);
});

test("a paper of a case that was withdrawn in the repatriation does not come back with the next one", async () => {
  const paper = on("01-20", "EmergencyTravelDocumentIssued", { victim: PERSON });
  const permit = on("01-25", "ExitPermitObtained", { victim: PERSON, permit: "EXIT_PERMIT" });
  const opened = on("01-10", "CaseRepatriationOpened", { repatriation: ID, person: PERSON, kind: "LIVING" });
  const world: { readonly [stream: string]: readonly PastEvent[] } = {
    [`repatriation-${ID}`]: [
      LIVING,
      on("01-20", "ReturneeTravelDocumentReady", { document: "SPLP" }),
      withdrawn(1, "TRAVEL_DOCUMENT_READY", "ReturneeTravelDocumentReady"),
    ],
    [`case-${ID}`]: [opened, paper, permit],
  };
  const load = async ({ aggregate, id }: { aggregate: never; id: string }) =>
    given(aggregate as never, world[`${(aggregate as { category: string }).category}-${id}`] ?? []).state();
  const sent = (id: string) =>
    casePapersProcessManager.thenSend(
      { stream: `case-${ID}`, id, type: "ExitPermitObtained", occurredAt: resolveTime(undefined, NOW) } as never,
      { load } as never,
    );
  expect(await sent("another")).toMatchObject([{ command: "RecordExitClearance" }]);
});
