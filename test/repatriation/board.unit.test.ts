import { describe, expect, test } from "@jest/globals";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import {
  boardCase,
  boardDay,
  boardRow,
  repatriationBoardView,
  type BoardDocument,
} from "../../src/repatriation/repatriation-board.view.js";
import { repatriationAggregate } from "../../src/repatriation/repatriation.js";
import { given, ID, readablePart, valuesIn, type PastEvent } from "../given.js";
import {
  cancelled,
  decided,
  DESK,
  documentId,
  LIVING,
  MISSION,
  missionDecided,
  notified,
  on,
  papers,
  PERSON,
  requested,
  REMAINS,
  searched,
  SOCIAL_AFFAIRS,
} from "./cases.js";

/** The document that the view makes of a history, as the runner would fold it. */
function document(past: readonly PastEvent[]): BoardDocument {
  return given<BoardDocument | undefined>(
    {
      ...repatriationAggregate,
      decisions: {},
      initial: undefined,
      evolve: (before, event) => {
        expect(repatriationBoardView.ids(event, () => [])).toEqual([ID]);
        return repatriationBoardView.evolve(before, withWords(event), ID, undefined as never);
      },
    },
    past,
  ).state()!;
}

/** The words of the source about the time, sealed beside a note, as the command handling does it. */
function withWords(event: EventRecord): EventRecord {
  if (event.type !== "RepatriationAccompanied") return event;
  const part = { person: null, class: "narrative", names: [PERSON] } as const;
  const sealed = ["note", "occurredAt.asReported"].map((path) =>
    readablePart(part, { [path]: path }, { stream: event.stream, event: event.id }),
  );
  return { ...event, sealed };
}
const TODAY = "2025-06-01";
const stepOf = (past: readonly PastEvent[], step: string) =>
  boardCase(document(past), TODAY).steps.find((each) => each.step === step);

describe("N.A. of the sample: known by a report only", () => {
  const accompanied: PastEvent = {
    type: "RepatriationAccompanied",
    facts: { agencies: [DESK], escorts: [], leg: "NOT_REPORTED", source: "NEWS_REPORT" },
    occurred: { until: "2025-05-27", asReported: "26 Mei lalu", conflict: true },
  };
  const past = [requested("REMAINS", { source: "NEWS_REPORT" }), accompanied];

  test("the accompaniment is known, with its time as reported; every other step is missing, with who could provide it", () => {
    const { steps, step, next, reportedOutcome, disposition } = boardCase(document(past), TODAY);
    expect(steps.filter(({ status }) => status === "DONE").map((each) => each.step)).toEqual(["ACCOMPANIED"]);
    expect(steps.find((each) => each.step === "ACCOMPANIED")!.done).toMatchObject([
      {
        type: "RepatriationAccompanied",
        at: { earliest: null, conflict: true, precision: "RANGE" },
      },
    ]);
    const missing = steps.filter(({ status }) => status === "MISSING");
    expect(missing.map((each) => each.step)).toEqual([
      "FAMILY_NOTIFIED",
      "DISPOSITION_DECIDED",
      "FUNDING_AGREED",
      "AUTOPSY",
      "DOCUMENTS_VERIFIED",
      "DEATH_ENTERED",
      "LEGALISED",
      "CREMATED",
      "CARGO_BOOKED",
      "DEPARTED",
      "ARRIVED",
      "QUARANTINE_PERMITTED",
      "CUSTOMS_RELEASED",
      "ONWARD",
      "HANDED_OVER",
      "LAID_TO_REST",
      "CLAIMS_RECORDED",
      "BELONGINGS_INVENTORIED",
    ]);
    expect(missing.every(({ providers }) => providers.length > 0)).toBe(true);
    expect({ step, next, reportedOutcome, disposition }).toEqual({
      step: "REQUESTED",
      next: "FAMILY_NOTIFIED",
      reportedOutcome: null,
      disposition: null,
    });
  });

  test("no other words of the report than those about the time are in the document", () => {
    const { asReported } = document(past).state.done["ACCOMPANIED"]![0]!;
    expect(valuesIn(asReported)).toEqual({ "occurredAt.asReported": "occurredAt.asReported" });
  });

  test("every paper of the usual set is missing, embalming too, and the set is said to be presumed", () => {
    const papersThen = boardCase(document(past), TODAY).papers!;
    expect(papersThen).toMatchObject({ disposition: "REPATRIATE", route: "AIR", presumed: true });
    expect(papersThen.documents).toHaveLength(8);
    expect(papersThen.documents).toContainEqual({
      kind: "EMBALMING_CERTIFICATE",
      status: "MISSING",
      providers: ["UNDERTAKER", "FOREIGN_HOSPITAL"],
      document: null,
    });
    expect(papersThen.documents.every(({ status }) => status === "MISSING")).toBe(true);
  });

  test("that the remains came home, as a report says, adds no step", () => {
    const reported = on("05-27", "RepatriationOutcomeReported", { outcome: "CAME_HOME", source: "NEWS_REPORT" });
    expect(document([...past, reported]).missing).toEqual(document(past).missing);
    expect(boardRow(document([...past, reported]), TODAY).reportedOutcome).toBe("CAME_HOME");
  });
});

describe("the board", () => {
  test("a row is found by person, kind, country, home, step, what is missing", () => {
    const row = document([requested("LIVING", { origin: { scheme: "KEMENDAGRI", code: "36.04.12" } })]);
    expect(row).toMatchObject({
      person: PERSON,
      kind: "LIVING",
      status: "OPEN",
      country: "KH",
      origins: ["36", "36.04", "36.04.12"],
      step: "REQUESTED",
      agencies: [],
      due: null,
    });
    expect(row.missing).toEqual([
      "IDENTITY_CONFIRMED",
      "TRAVEL_DOCUMENT_READY",
      "EXIT_CLEARED",
      "TICKETED",
      "DEPARTED",
      "DEBARKED",
      "RECEPTION",
      "HANDED_OVER",
    ]);
    for (const { field } of repatriationBoardView.indexes) expect(row).toHaveProperty(field);
  });

  test("takes every event of the slice", () =>
    expect(repatriationBoardView.types).toEqual(repatriationAggregate.events.map(({ type }) => type)));

  test("each done step with its event, the furthest by the plan and not by the time of telling", () => {
    const past = [
      LIVING,
      on("02-10", "ReturneeDebarked"),
      on("02-01", "ReturneeTicketed", { mode: "AIR", funding: "STATE" }),
      on("02-03", "ReturneeTicketed", { mode: "AIR", funding: "OWN" }),
    ];
    const row = boardRow(document(past), TODAY);
    expect(row.step).toBe("DEBARKED");
    expect(row.next).toBe("IDENTITY_CONFIRMED");
    const { ids } = given(repatriationAggregate, past);
    expect(row.done.map(({ step, event }) => [step, event])).toEqual([
      ["TICKETED", ids[2]],
      ["TICKETED", ids[3]],
      ["DEBARKED", ids[1]],
    ]);
  });

  test("who has a step, since when, and whether it is overdue on the day of the question", () => {
    const assigned = on("02-01", "RepatriationStepAssigned", { step: "TICKETED", agency: MISSION, due: "2025-03-01" });
    const again = on("02-02", "RepatriationStepAssigned", { step: "TICKETED", agency: DESK, due: "2025-04-01" });
    const other = on("02-02", "RepatriationStepAssigned", { step: "RECEPTION", agency: SOCIAL_AFFAIRS });
    const open = document([LIVING, assigned, other]);
    expect(open).toMatchObject({ agencies: [MISSION, SOCIAL_AFFAIRS], due: "2025-03-01" });
    expect(boardRow(open, "2025-03-01").overdue).toBe(false);
    expect(boardRow(open, "2025-03-02")).toMatchObject({
      overdue: true,
      assigned: [
        { step: "TICKETED", agency: MISSION, since: "2025-01-31T17:00:00.000Z", due: "2025-03-01", overdue: true },
        { step: "RECEPTION", agency: SOCIAL_AFFAIRS, due: null, overdue: false },
      ],
    });
    expect(document([LIVING, assigned, again])).toMatchObject({ agencies: [DESK], due: "2025-04-01" });
    const ticketed = on("02-05", "ReturneeTicketed", { mode: "AIR", funding: "OWN" });
    expect(document([LIVING, assigned, ticketed])).toMatchObject({ agencies: [], due: null });
    const ended = document([LIVING, assigned, cancelled()]);
    expect(ended).toMatchObject({ status: "CANCELLED", agencies: [], due: null });
    expect(boardRow(ended, TODAY).overdue).toBe(false);
  });

  test("the day of the question is that of Jakarta", () => {
    expect(boardDay("2025-06-01T16:59:59.000Z")).toBe("2025-06-01");
    expect(boardDay("2025-06-01T17:00:00.000Z")).toBe("2025-06-02");
  });

  test("what does not apply says why", () => {
    const marked = on("01-20", "RepatriationStepNotApplicable", { step: "CLAIMS_RECORDED", reason: "NO_INSURANCE" });
    expect(stepOf([REMAINS, marked], "CLAIMS_RECORDED")).toMatchObject({
      status: "NOT_APPLICABLE",
      reason: "NO_INSURANCE",
    });
    expect(document([REMAINS, marked]).missing).not.toContain("CLAIMS_RECORDED");
    expect(stepOf([REMAINS, searched()], "FAMILY_NOTIFIED")).toMatchObject({
      status: "NOT_APPLICABLE",
      reason: "NO_FAMILY_FOUND",
    });
    const alone = on("03-01", "ReturneeWentHomeAlone", { adultBy: "DOCUMENT" });
    expect(stepOf([LIVING, alone], "HANDED_OVER")).toMatchObject({ status: "NOT_APPLICABLE", reason: "HOME_ALONE" });
    expect(stepOf([LIVING, alone], "HOME_ALONE")).toMatchObject({ status: "DONE" });
    const abroad = [REMAINS, searched(), missionDecided("BURY_ABROAD")];
    for (const step of ["CARGO_BOOKED", "DEPARTED", "ARRIVED", "HANDED_OVER", "CREMATED"])
      expect(stepOf(abroad, step)).toMatchObject({ status: "NOT_APPLICABLE", reason: "BURY_ABROAD" });
    expect(stepOf(abroad, "LAID_TO_REST")).toMatchObject({ status: "MISSING" });
  });

  test("a step that was done after all is done", () => {
    const marked = on("01-20", "RepatriationStepNotApplicable", { step: "AUTOPSY", reason: "NATURAL_DEATH" });
    expect(stepOf([REMAINS, marked, on("01-25", "AutopsyDone", { orderedBy: "POLICE" })], "AUTOPSY")).toMatchObject({
      status: "DONE",
      reason: null,
    });
  });

  test("papers stand as submitted, verified or rejected, against the set of disposition and route", () => {
    const past = [REMAINS, notified(), decided(), ...papers("REPATRIATE", "AIR")];
    expect(stepOf(past, "DOCUMENTS_VERIFIED")).toMatchObject({
      status: "DONE",
      done: [{ type: "RemainsDocumentVerified" }],
    });
    const rejected = on("01-12", "RemainsDocumentRejected", { document: documentId(0), reason: "NOT_GENUINE" });
    const without = boardCase(document([...past, rejected]), TODAY);
    expect(without.papers).toMatchObject({
      presumed: true,
      documents: expect.arrayContaining(
        [{ kind: "DEATH_CERTIFICATE", status: "REJECTED" }].map(expect.objectContaining),
      ),
    });
    expect(without.missing).toContain("DOCUMENTS_VERIFIED");
    const byLand = boardCase(document([...past, on("01-12", "RemainsCargoBooked", { route: "LAND" })]), TODAY).papers!;
    expect(byLand).toMatchObject({ route: "LAND", presumed: false });
    expect(byLand.documents).toHaveLength(7);
  });

  test("a whole path of remains ends with nothing missing", () => {
    const steps: readonly [string, string, object?][] = [
      ["01-05", "RemainsFundingAgreed", { funding: "PLACEMENT_COMPANY" }],
      ["01-12", "DeathEnteredAtMission"],
      ["01-13", "RemainsPapersLegalised"],
      ["01-14", "RemainsCargoBooked", { route: "AIR" }],
      ["01-20", "RemainsDeparted", { route: "AIR", edition: 1, documents: [] }],
      ["01-20", "RemainsArrived"],
      ["01-20", "RemainsQuarantinePermitted"],
      ["01-20", "RemainsReleasedByCustoms"],
      ["01-20", "RemainsSentOnward", { by: "AMBULANCE" }],
      ["01-21", "RemainsHandedOver", { powerOfAttorney: false, agency: SOCIAL_AFFAIRS }],
      ["01-21", "RemainsLaidToRest", { country: "ID", manner: "BURIED", documents: [] }],
      ["03-01", "RepatriationClaimRecorded", { programme: "JKM", outcome: "PAID" }],
      ["03-01", "BelongingsInventoried", { items: 2 }],
    ];
    const past = [
      REMAINS,
      notified(),
      decided(),
      ...papers("REPATRIATE", "AIR"),
      ...steps.map(([day, type, facts]) => on(day, type, facts)),
    ];
    expect(boardRow(document(past), TODAY)).toMatchObject({ missing: [], next: null, step: "LAID_TO_REST" });
  });
});
