import { describe, expect, test } from "@jest/globals";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { AGENCY, given, OFFICER, type PastEvent } from "../given.js";
import {
  BROTHER,
  beside,
  cancelled,
  decided,
  DESK,
  died,
  DOCUMENT_OFFICER,
  documentId,
  doNotTell,
  MISSION,
  missionDecided,
  MOTHER,
  notified,
  on,
  papers,
  PERSON,
  registered,
  REMAINS,
  SOCIAL_AFFAIRS,
  requested,
  searched,
  VILLAGE_HEAD,
  WISH,
} from "./cases.js";

const dead = { [`migrant-${PERSON}`]: [died("2025-01-01")] };
const remains = (past: readonly PastEvent[] = [], more: object = dead) =>
  given(repatriationDecider, [REMAINS, ...past], { others: beside({ ...more }) });
const day = (date: string) => ({ occurred: { date } });

describe("a request to bring remains home", () => {
  const request = { kind: "REMAINS", person: PERSON, source: "NEWS_REPORT", country: "KH" };

  test.each([true, false])("needs a report of the death that stands, confirmed or not (%s)", (confirmed) =>
    given(repatriationDecider, [], {
      others: beside({ [`migrant-${PERSON}`]: [died("2025-05", confirmed)] }),
    })
      .when("RequestRepatriation", request)
      .then([{ type: "RepatriationRequested", facts: { kind: "REMAINS", cause: "DEATH" } }]),
  );

  test("and holds every step, and the sets of papers", () => {
    const [event] = given(repatriationDecider, [], { others: beside(dead) })
      .when("RequestRepatriation", request)
      .events();
    expect(event!.facts).toMatchObject({
      steps: requested("REMAINS").facts["steps" as never],
      documentSets: requested("REMAINS").facts["documentSets" as never],
    });
  });

  test("is none for the living", () =>
    given(repatriationDecider, [], { others: beside() })
      .when("RequestRepatriation", request)
      .thenRejected("no-death-on-file"));
});

describe("the steps of remains", () => {
  test.each<[string, object, object]>([
    [
      "NotifyFamily",
      { relative: MOTHER, relation: "MOTHER" },
      {
        type: "FamilyNotified",
        facts: { relative: MOTHER, relation: "MOTHER", channel: "NOT_REPORTED" },
        subjects: [
          { person: PERSON, role: "MIGRANT" },
          { person: MOTHER, role: "FAMILY" },
        ],
      },
    ],
    ["RecordFamilySearch", { methods: ["PUBLIC_CALL"] }, { type: "FamilySearchFoundNone" }],
    [
      "DecideDisposition",
      { disposition: "CREMATE", decidedBy: "FAMILY", relation: "CHILD" },
      { type: "DispositionDecided", facts: { disposition: "CREMATE", decidedBy: "FAMILY", relation: "CHILD" } },
    ],
    ["AgreeFunding", { funding: "PLACEMENT_COMPANY" }, { type: "RemainsFundingAgreed" }],
    [
      "RecordAutopsy",
      { orderedBy: "POLICE", findings: "..." },
      { type: "AutopsyDone", facts: { orderedBy: "POLICE" }, personal: [{ person: PERSON, class: "health" }] },
    ],
    [
      "SubmitRemainsDocument",
      { kind: "EXPORT_PERMIT", number: "7/2025" },
      {
        type: "RemainsDocumentSubmitted",
        facts: { kind: "EXPORT_PERMIT" },
        personal: [{ person: PERSON, class: "identity", values: { documentNumber: "7/2025" } }],
      },
    ],
    ["EnterDeath", { mission: MISSION, registerNumber: "1" }, { type: "DeathEnteredAtMission" }],
    ["LegalisePapers", {}, { type: "RemainsPapersLegalised" }],
    ["BookCargo", { route: "AIR", waybill: "1" }, { type: "RemainsCargoBooked", facts: { route: "AIR" } }],
    ["RecordRemainsArrival", { place: "MDC" }, { type: "RemainsArrived", facts: { place: "MDC" } }],
    ["PermitQuarantine", {}, { type: "RemainsQuarantinePermitted", facts: {} }],
    ["ReleaseFromCustoms", {}, { type: "RemainsReleasedByCustoms", facts: {} }],
    ["RecordRemainsOnward", { by: "AMBULANCE" }, { type: "RemainsSentOnward" }],
    [
      "HandOverRemains",
      { recipient: BROTHER, relation: "SIBLING", witness: { person: VILLAGE_HEAD, capacity: "VILLAGE_OFFICIAL" } },
      { type: "RemainsHandedOver", facts: { recipient: BROTHER } },
    ],
    [
      "RecordLaidToRest",
      { country: "ID", region: "71.71", manner: "BURIED" },
      { type: "RemainsLaidToRest", facts: { country: "ID", region: { code: "71.71" }, documents: [] } },
    ],
    [
      "RecordClaim",
      { programme: "JKM", outcome: "PAID", amount: { amount: 8_500_000_000, currency: "IDR" } },
      { type: "RepatriationClaimRecorded", facts: { amount: { amount: 8_500_000_000, currency: "IDR" } } },
    ],
    [
      "InventoryBelongings",
      { items: 3, inventory: "koper" },
      {
        type: "BelongingsInventoried",
        facts: { items: 3 },
        personal: [{ person: null, class: "narrative", names: [PERSON], values: { inventory: "koper" } }],
      },
    ],
  ])("%s is recorded with none before it: those are missing", (command, data, event) =>
    remains().when(command, data).then([event]),
  );

  test("have an order in the world", () => {
    const arrived = [on("02-10", "RemainsArrived")];
    remains(arrived)
      .when("BookCargo", { route: "AIR", ...day("2025-02-11") })
      .thenRejected("repatriation-step-order");
    remains(arrived).when("PermitQuarantine", day("2025-02-09")).then([{}]);
    remains(arrived).when("ReleaseFromCustoms", day("2025-02-09")).thenRejected("repatriation-step-order");
    remains(arrived)
      .when("RecordLaidToRest", { country: "ID", manner: "BURIED", ...day("2025-02-09") })
      .thenRejected("repatriation-step-order", { step: "LAID_TO_REST", contradicts: "ARRIVED" });
    remains(arrived).when("EnterDeath", day("2025-05-01")).then([{}]);
  });

  test("follow from what was decided", () => {
    remains([decided("BURY_ABROAD")])
      .when("BookCargo", { route: "AIR" })
      .thenRejected("step-not-of-disposition", { disposition: "BURY_ABROAD" });
    remains([decided("REPATRIATE")])
      .when("RecordCremation", {})
      .thenRejected("step-not-of-disposition");
  });

  test("a decision may change, until the remains have left", () => {
    remains([notified(), decided("BURY_ABROAD")])
      .when("DecideDisposition", { disposition: "REPATRIATE", decidedBy: "FAMILY", relation: "MOTHER" })
      .then([{}]);
    remains([decided(), on("02-01", "RemainsDeparted", { route: "AIR", edition: 1, documents: [] })])
      .when("DecideDisposition", { disposition: "CREMATE", decidedBy: "FAMILY", relation: "MOTHER" })
      .thenRejected("repatriation-step-order");
  });

  test("are none of the living", () =>
    remains().when("RecordHomeAlone", {}).thenRejected("repatriation-kind", { kind: "REMAINS" }));
});

describe("I3 who verifies a document of remains is not who submitted it", () => {
  const submitted = on("01-10", "RemainsDocumentSubmitted", { document: documentId(0), kind: "EXPORT_PERMIT" });
  const verify = { document: documentId(0) };

  test("the same officer does not, another does", () => {
    remains([submitted]).when("VerifyRemainsDocument", verify).thenRejected("I3");
    remains([{ ...submitted, by: DOCUMENT_OFFICER }])
      .when("VerifyRemainsDocument", verify)
      .then([{ type: "RemainsDocumentVerified" }]);
    expect(OFFICER).not.toBe(DOCUMENT_OFFICER);
  });

  test("nor does who uploaded the file, and a file is that of the person", () => {
    const file = documentId(70);
    const stored = (by: string, person = PERSON) => ({
      ...dead,
      [`file-${file}`]: [
        {
          type: "FileStored",
          facts: { person, blob: file, mediaType: "application/pdf", bytes: 1, commitment: "", purpose: "DOCUMENT" },
          by,
        },
      ],
    });
    const uploaded = { ...submitted, facts: { ...submitted.facts, file }, by: DOCUMENT_OFFICER };
    remains([uploaded], stored(OFFICER)).when("VerifyRemainsDocument", verify).thenRejected("I3");
    remains([uploaded], stored(DOCUMENT_OFFICER)).when("VerifyRemainsDocument", verify).then([{}]);
    const submit = { kind: "EXPORT_PERMIT", file };
    remains([], stored(OFFICER))
      .when("SubmitRemainsDocument", submit)
      .then([{ facts: { file } }]);
    remains().when("SubmitRemainsDocument", submit).thenFails({ message: "names no file; upload it first" });
    remains([], stored(OFFICER, MOTHER))
      .when("SubmitRemainsDocument", submit)
      .thenFails({ message: "names no file of this person; upload it first" });
  });

  test("a rejection is an event, after which another paper is submitted", () => {
    const rejected = on("01-11", "RemainsDocumentRejected", { document: documentId(0), reason: "NOT_GENUINE" });
    remains([submitted])
      .when("RejectRemainsDocument", { document: documentId(0), reason: "NOT_GENUINE" })
      .then([{ type: "RemainsDocumentRejected" }]);
    remains([{ ...submitted, by: DOCUMENT_OFFICER }, rejected])
      .when("VerifyRemainsDocument", verify)
      .thenRejected("document-checked", { state: "REJECTED" });
    remains([submitted, rejected])
      .when("RejectRemainsDocument", { ...verify, reason: "EXPIRED" })
      .thenRejected("document-checked");
    expect(remains([submitted, rejected]).state().documents).toHaveLength(1);
  });

  test("a verified paper may turn out to be forged", () => {
    const [, verified] = papers("REPATRIATE", "AIR");
    remains([submitted, verified!])
      .when("RejectRemainsDocument", { ...verify, reason: "NOT_GENUINE" })
      .then([{ type: "RemainsDocumentRejected" }]);
  });

  test("a check reported for an earlier time than the submission counts", () => {
    const verified = on("01-09", "RemainsDocumentVerified", { document: documentId(0) });
    expect(remains([submitted, verified]).state().documents).toMatchObject([
      { kind: "EXPORT_PERMIT", status: "VERIFIED", submittedBy: [OFFICER] },
    ]);
  });

  test("there must be such a document", () =>
    remains().when("VerifyRemainsDocument", verify).thenRejected("document-unknown"));
});

describe("I7 remains leave with every paper of their set, and once it was decided by who may", () => {
  const leave = { route: "AIR", ...day("2025-02-01") };
  const ready = [notified(), decided(), ...papers("REPATRIATE", "AIR")];

  test("with all of it they leave, and the event names edition and papers", () => {
    const [event] = remains(ready).when("RecordRemainsDeparture", leave).events();
    expect(event).toMatchObject({ type: "RemainsDeparted", facts: { route: "AIR", country: "KH", edition: 1 } });
    expect(event!.facts["documents"]).toHaveLength(8);
  });

  test.each([
    "DEATH_CERTIFICATE",
    "MEDICAL_CERTIFICATE_OF_CAUSE",
    "DECEASED_PASSPORT",
    "EXPORT_PERMIT",
    "SEALING_CERTIFICATE",
    "EMBALMING_CERTIFICATE",
    "FREE_OF_INFECTION_CERTIFICATE",
    "PACKING_CERTIFICATE",
  ])("not without %s", (kind) =>
    remains([notified(), decided(), ...papers("REPATRIATE", "AIR", [kind])])
      .when("RecordRemainsDeparture", leave)
      .thenRejected("I7", { missing: [kind], edition: 1, day: "2025-02-01" }),
  );

  test("not with a paper that was not verified, or was rejected, or had run out", () => {
    const without = [notified(), decided(), ...papers("REPATRIATE", "AIR", ["EXPORT_PERMIT"])];
    const permit = { document: documentId(50), kind: "EXPORT_PERMIT" };
    const submitted = on("01-10", "RemainsDocumentSubmitted", permit);
    const verified = on("01-11", "RemainsDocumentVerified", { document: permit.document });
    const rejected = on("01-12", "RemainsDocumentRejected", { document: permit.document, reason: "EXPIRED" });
    const until = (validUntil: string) => on("01-10", "RemainsDocumentSubmitted", { ...permit, validUntil });
    const leaving = (...more: PastEvent[]) => remains([...without, ...more]).when("RecordRemainsDeparture", leave);
    leaving(submitted).thenRejected("I7", { missing: ["EXPORT_PERMIT"] });
    leaving(submitted, verified, rejected).thenRejected("I7", { missing: ["EXPORT_PERMIT"] });
    leaving(until("2025-01-31"), verified).thenRejected("I7", { missing: ["EXPORT_PERMIT"] });
    leaving(until("2025-02-01"), verified).then([{}]);
  });

  test("not by a route for which there is no set, and each route has its own", () => {
    remains([notified(), decided(), ...papers("REPATRIATE", "LAND")])
      .when("RecordRemainsDeparture", { ...leave, route: "LAND" })
      .then([{}]);
    remains([notified(), decided(), ...papers("REPATRIATE", "LAND")])
      .when("RecordRemainsDeparture", { ...leave, route: "SEA" })
      .thenRejected("I7", { missing: ["PACKING_CERTIFICATE"] });
  });

  test("not before anyone decided, nor when the family decided without having been notified", () => {
    remains([notified(), ...papers("REPATRIATE", "AIR")])
      .when("RecordRemainsDeparture", leave)
      .thenRejected("I7", { missing: ["DISPOSITION_DECIDED"] });
    remains([decided(), ...papers("REPATRIATE", "AIR")])
      .when("RecordRemainsDeparture", leave)
      .thenRejected("I7", { missing: ["FAMILY_NOTIFIED"] });
    remains([notified("01-20"), decided(), ...papers("REPATRIATE", "AIR")])
      .when("RecordRemainsDeparture", leave)
      .thenRejected("I7", { missing: ["FAMILY_NOTIFIED"] });
  });

  test("a departure too early lists all that is lacking at once, and who can provide each paper", () => {
    const set = ["DEATH_CERTIFICATE", "MEDICAL_CERTIFICATE_OF_CAUSE", "DECEASED_PASSPORT", "EXPORT_PERMIT"];
    const rest = ["SEALING_CERTIFICATE", "EMBALMING_CERTIFICATE", "FREE_OF_INFECTION_CERTIFICATE"];
    const missing = ["FAMILY_NOTIFIED", "DISPOSITION_DECIDED", ...set, ...rest];
    const papersOf = (reason: string) =>
      expect.arrayContaining([
        {
          kind: "EXPORT_PERMIT",
          reason,
          providers: ["FOREIGN_AUTHORITY", "MISSION"],
          source: expect.stringContaining("law of the country"),
        },
      ]);
    remains()
      .when("RecordRemainsDeparture", { ...leave, route: "LAND" })
      .thenRejected("I7", { missing, papers: papersOf("NOT_SUBMITTED") });
    const permit = { document: documentId(50), kind: "EXPORT_PERMIT" };
    remains([on("01-10", "RemainsDocumentSubmitted", permit)])
      .when("RecordRemainsDeparture", { ...leave, route: "LAND" })
      .thenRejected("I7", { missing, papers: papersOf("NOT_VERIFIED") });
  });

  test("the mission decides only on a legal ground, and after a search that found no family", () => {
    const decide = { disposition: "REPATRIATE", decidedBy: "MISSION", legalGround: "UU_18_2017_ART_27" };
    remains([searched()])
      .when("DecideDisposition", { ...decide, legalGround: undefined })
      .thenRejected("I7", { missing: ["legalGround"] });
    remains()
      .when("DecideDisposition", decide)
      .thenRejected("I7", { missing: ["FAMILY_SEARCH"] });
    remains([searched("01-15")])
      .when("DecideDisposition", { ...decide, ...day("2025-01-14") })
      .thenRejected("I7", { missing: ["FAMILY_SEARCH"] });
    remains([searched()])
      .when("DecideDisposition", decide)
      .then([{ facts: { decidedBy: "MISSION", mission: AGENCY, legalGround: "UU_18_2017_ART_27" } }]);
    remains([searched(), missionDecided("REPATRIATE"), ...papers("REPATRIATE", "AIR")])
      .when("RecordRemainsDeparture", leave)
      .then([{}]);
    remains([searched("01-25"), missionDecided("REPATRIATE"), ...papers("REPATRIATE", "AIR")])
      .when("RecordRemainsDeparture", leave)
      .thenRejected("I7", { missing: ["FAMILY_SEARCH"] });
  });

  test("a burial abroad, or a cremation, needs as much", () => {
    const bury = { country: "KH", manner: "BURIED", ...day("2025-02-01") };
    const buried = (...past: PastEvent[]) => remains(past).when("RecordLaidToRest", bury);
    buried(notified(), decided("BURY_ABROAD"), ...papers("BURY_ABROAD", "LOCAL")).then([
      { type: "RemainsLaidToRest", facts: { country: "KH", edition: 1 } },
    ]);
    buried(notified(), decided("BURY_ABROAD"), ...papers("BURY_ABROAD", "LOCAL", ["BURIAL_PERMIT"])).thenRejected(
      "I7",
      { missing: ["BURIAL_PERMIT"] },
    );
    buried(decided("BURY_ABROAD"), ...papers("BURY_ABROAD", "LOCAL")).thenRejected("I7", {
      missing: ["FAMILY_NOTIFIED"],
    });
    buried(notified(), decided("REPATRIATE"), ...papers("REPATRIATE", "AIR")).thenRejected("I7", {
      noSetOfDocuments: true,
    });
    remains([notified(), decided("CREMATE"), ...papers("CREMATE", "LOCAL")])
      .when("RecordCremation", day("2025-02-01"))
      .then([{ type: "RemainsCremated", facts: { country: "KH", edition: 1 } }]);
    remains([notified(), decided("CREMATE")])
      .when("RecordCremation", {})
      .thenRejected("I7");
  });

  test("holds for a departure reported late, by the papers of that day", () =>
    remains([...ready, cancelled("OTHER_ARRANGEMENT", "04-01")])
      .when("RecordRemainsDeparture", leave)
      .then([{}]));

  test("no correction makes the family's decision another's", () => {
    const past = [notified(), decided()];
    const event = remains(past).ids[2];
    expect(() =>
      remains(past)
        .when("CorrectFact", { event, reason: "MISTYPED", facts: { decidedBy: "MISSION" } })
        .events(),
    ).toThrow("ties this event to others");
  });
});

describe("I15 nobody of the family is informed, decides or receives whom the person asked not to tell", () => {
  const wish = { ...dead, [`person-${PERSON}`]: [registered(), doNotTell({ person: MOTHER })] };
  test.each<[string, object]>([
    ["NotifyFamily", { relative: MOTHER, relation: "MOTHER" }],
    ["DecideDisposition", { disposition: "REPATRIATE", decidedBy: "FAMILY", relative: MOTHER, relation: "MOTHER" }],
    [
      "HandOverRemains",
      { recipient: MOTHER, relation: "MOTHER", witness: { person: VILLAGE_HEAD, capacity: "VILLAGE_OFFICIAL" } },
    ],
  ])("not by %s", (command, data) => remains([], wish).when(command, data).thenRejected("I15"));
});

describe("following a case", () => {
  test("an agency has a step, until it is done", () => {
    remains()
      .when("AssignStep", { step: "CARGO_BOOKED", agency: MISSION, due: "2025-06-11" })
      .then([
        { type: "RepatriationStepAssigned", facts: { step: "CARGO_BOOKED", agency: MISSION, due: "2025-06-11" } },
      ]);
    remains([on("01-20", "RemainsCargoBooked", { route: "AIR" })])
      .when("AssignStep", { step: "CARGO_BOOKED", agency: MISSION })
      .thenRejected("step-not-open", { state: "DONE" });
    remains([decided("BURY_ABROAD")])
      .when("AssignStep", { step: "CARGO_BOOKED", agency: MISSION })
      .thenRejected("step-not-open", { state: "NOT_APPLICABLE" });
    remains().when("AssignStep", { step: "TICKETED", agency: MISSION }).thenRejected("step-not-open", { state: null });
  });

  test("an agency that does not exist, or has ended, has none", () => {
    remains().when("AssignStep", { step: "LEGALISED", agency: PERSON }).thenRejected("agency-unknown");
    const ended = { type: "AgencyEnded", facts: { on: "2025-03-01", how: "SPLIT", successors: [DESK] } };
    const others = { ...dead, [`agency-${MISSION}`]: [...beside()[`agency-${MISSION}`]!, ended] };
    remains([], others)
      .when("AssignStep", { step: "LEGALISED", agency: MISSION })
      .thenRejected("agency-ended", { successors: [DESK] });
    remains([], others)
      .when("AssignStep", { step: "LEGALISED", agency: MISSION, ...day("2025-02-28") })
      .then([{}]);
  });

  test("a step may not apply, unless it always does", () => {
    remains()
      .when("MarkNotApplicable", { step: "AUTOPSY", reason: "NATURAL_DEATH" })
      .then([{ type: "RepatriationStepNotApplicable", facts: { step: "AUTOPSY", reason: "NATURAL_DEATH" } }]);
    remains()
      .when("MarkNotApplicable", { step: "FAMILY_NOTIFIED", reason: "NOT_NEEDED" })
      .thenRejected("step-always-applies");
    remains([on("01-20", "AutopsyDone", { orderedBy: "POLICE" })])
      .when("MarkNotApplicable", { step: "AUTOPSY", reason: "NATURAL_DEATH" })
      .thenRejected("step-not-open", { state: "DONE" });
  });

  test("someone went along, as the source has it", () => {
    remains()
      .when("RecordAccompaniment", {
        agencies: [DESK],
        leg: "NOT_REPORTED",
        source: "NEWS_REPORT",
        occurred: { until: "2025-05-27", asReported: "26 Mei lalu" },
      })
      .then([
        {
          type: "RepatriationAccompanied",
          facts: { agencies: [DESK], escorts: [], leg: "NOT_REPORTED", source: "NEWS_REPORT" },
          asReported: "26 Mei lalu",
          occurredAt: { earliest: null, precision: "RANGE" },
        },
      ]);
    remains()
      .when("RecordAccompaniment", { leg: "ABROAD", source: "MISSION" })
      .thenFails({ message: "someone went along: an agency or a person" });
    remains()
      .when("RecordAccompaniment", { agencies: [PERSON], leg: "ABROAD", source: "MISSION" })
      .thenRejected("agency-unknown");
  });

  test("what a report says of the end makes no step done, and is enough to close a case", () => {
    remains()
      .when("ReportOutcome", { outcome: "CAME_HOME", source: "NEWS_REPORT" })
      .then([{ type: "RepatriationOutcomeReported" }]);
    const reported = on("05-27", "RepatriationOutcomeReported", { outcome: "CAME_HOME", source: "NEWS_REPORT" });
    expect(remains([reported]).state().done).toEqual({});
    remains([reported]).when("CloseRepatriation", { reason: "COMPLETED" }).thenRejected("repatriation-not-complete");
    remains([reported]).when("CloseRepatriation", { reason: "ENDED_AS_REPORTED" }).then([{}]);
    remains().when("CloseRepatriation", { reason: "ENDED_AS_REPORTED" }).thenRejected("repatriation-not-complete");
  });

  test("is complete with the steps that end it: which these are follows from the disposition", () => {
    const close = (past: readonly PastEvent[], reason = "COMPLETED") =>
      remains(past).when("CloseRepatriation", { reason });
    const handedOver = on("04-01", "RemainsHandedOver", { agency: SOCIAL_AFFAIRS, powerOfAttorney: false });
    const buried = (country: string) => on("04-02", "RemainsLaidToRest", { country, manner: "BURIED", documents: [] });
    const claimed = on("05-01", "RepatriationClaimRecorded", { programme: "JKM", outcome: "FILED" });
    const notInsured = on("05-01", "RepatriationStepNotApplicable", {
      step: "CLAIMS_RECORDED",
      reason: "NO_INSURANCE",
    });
    close([handedOver]).thenRejected("repatriation-not-complete", { lacking: ["LAID_TO_REST", "CLAIMS_RECORDED"] });
    close([handedOver, buried("ID")]).thenRejected("repatriation-not-complete", { lacking: ["CLAIMS_RECORDED"] });
    close([buried("ID"), claimed]).thenRejected("repatriation-not-complete", { lacking: ["HANDED_OVER"] });
    close([handedOver, buried("ID"), claimed]).then([{ type: "RepatriationClosed" }]);
    close([handedOver, buried("ID"), notInsured]).then([{ type: "RepatriationClosed" }]);
    close([notified(), decided("BURY_ABROAD"), buried("KH"), claimed]).then([{ type: "RepatriationClosed" }]);
    close([handedOver], "TRANSFERRED").then([{ type: "RepatriationClosed" }]);
  });

  test("a flag names a disclosure of this case, once", () => {
    const others = { ...dead, [`person-${PERSON}`]: [registered(), doNotTell({ person: MOTHER })] };
    const informed = remains([notified()], others);
    const flag = { doNotTell: WISH, disclosure: informed.ids[1] };
    informed.when("FlagDisclosure", flag).then([{ type: "DisclosureFlagged", facts: flag }]);
    informed.when("FlagDisclosure", { ...flag, disclosure: informed.ids[0] }).thenRejected("disclosure-flagged");
    remains([notified(), on("05-01", "DisclosureFlagged", flag)], others)
      .when("FlagDisclosure", flag)
      .thenRejected("disclosure-flagged");
  });
});

describe("I6 remains of someone who lives are not brought home", () => {
  test("the case is cancelled once no report of the death stands", () => {
    remains().when("CancelRepatriation", { reason: "DEATH_REPORT_WITHDRAWN" }).thenRejected("death-stands");
    remains([], {})
      .when("CancelRepatriation", { reason: "DEATH_REPORT_WITHDRAWN" })
      .then([{ type: "RepatriationCancelled" }]);
    remains([on("02-01", "RemainsLaidToRest", { country: "ID", manner: "BURIED", documents: [] })], {})
      .when("CancelRepatriation", { reason: "DEATH_REPORT_WITHDRAWN" })
      .then([{}]);
  });

  test("and is not reinstated then", () =>
    remains([cancelled("DEATH_REPORT_WITHDRAWN")], {})
      .when("ReinstateRepatriation", { reason: "MISTAKE" })
      .thenRejected("no-death-on-file"));
});

describe("a correction", () => {
  const burial = on("02-01", "RemainsLaidToRest", { country: "ID", manner: "BURIED", documents: [] });
  const handover = on("01-30", "RemainsHandedOver", { powerOfAttorney: true, recipient: MOTHER });
  const past = [handover, burial];
  const correct = (event: number, facts: object) =>
    remains(past).when("CorrectFact", { event: remains(past).ids[event], reason: "MISTYPED", facts });

  test.each<[number, object]>([
    [0, { steps: [] }],
    [0, { person: MOTHER }],
    [1, { recipient: BROTHER }],
    [1, { powerOfAttorney: false }],
    [2, { country: "KH" }],
  ])("of event %d changes nothing that a rule has relied on: %j", (event, facts) =>
    correct(event, facts).thenFails(expect.objectContaining({ type: "not-correctable" })),
  );

  test("of a place takes a code, and no free text beside it", () => {
    const region = { scheme: "KEMENDAGRI", code: "71.71" };
    correct(2, { region }).then([{ type: "FactCorrected" }]);
    correct(2, { region: { ...region, name: "x" } }).thenFails(expect.objectContaining({ type: "invalid-field" }));
    correct(2, { region: { ...region, code: "Manado" } }).thenFails(expect.objectContaining({ type: "invalid-field" }));
  });
});

describe("I11 a step is not recorded before it happened", () => {
  test("the machinery refuses what a correction would put in the future", () => {
    const past = [on("01-20", "RemainsCargoBooked", { route: "AIR" })];
    remains(past)
      .when("CorrectFact", { event: remains(past).ids[1], reason: "MISTYPED", occurred: { date: "2025-05-20" } })
      .thenRejected("I11");
  });
});
