import { describe, expect, test } from "@jest/globals";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { given, type PastEvent } from "../given.js";
import {
  alleged,
  beside,
  BROTHER,
  cancelled,
  closed,
  died,
  doNotTell,
  LIVING,
  MOTHER,
  on,
  PERSON,
  registered,
  requested,
  RULES,
  SOCIAL_AFFAIRS,
  VILLAGE_HEAD,
  WISH,
} from "./cases.js";

const living = (past: readonly PastEvent[] = [], more = {}) =>
  given(repatriationDecider, [LIVING, ...past], { others: beside(more) });
const dead = { [`migrant-${PERSON}`]: [died("2025-03-10")] };
const day = (date: string) => ({ occurred: { date } });

const witness = { person: VILLAGE_HEAD, capacity: "VILLAGE_OFFICIAL" };
const handover = { recipient: MOTHER, relation: "MOTHER", witness };

describe("a request to bring a living person home", () => {
  const request = { kind: "LIVING", person: PERSON, source: "MISSION", cause: "DEPORTATION", country: "KH" };

  test("holds the steps of the rules in force on that day, and the origin of the person's file", () =>
    given(repatriationDecider, [], { others: beside() })
      .when("RequestRepatriation", request)
      .then([
        {
          type: "RepatriationRequested",
          subjects: [{ person: PERSON, role: "MIGRANT" }],
          facts: {
            ...requested("LIVING").facts,
            origin: { scheme: "KEMENDAGRI", code: "71.71" },
          },
        },
      ]));

  test("says why they come home", () =>
    given(repatriationDecider, [], { others: beside() })
      .when("RequestRepatriation", { ...request, cause: undefined })
      .thenFails({ name: "Error", message: "says why a living person comes home (UU 18/2017 art. 27)" }));

  test("is for a person who is registered", () =>
    given(repatriationDecider, [], { others: RULES })
      .when("RequestRepatriation", request)
      .thenRejected("person-unknown"));

  test("needs rules in force on that day", () =>
    given(repatriationDecider, [], { others: beside() })
      .when("RequestRepatriation", { ...request, ...day("1999-12-31") })
      .thenRejected("no-rules-in-force"));
});

describe("I4 however a person had left, they are brought home", () => {
  test.each(["NON_PROCEDURAL", "UNKNOWN"])("%s", (placementStatus) => {
    const migrant = { discovery: "ABROAD", placementStatus, placementStatusBasis: "INFERRED" };
    const others = beside({ [`migrant-${PERSON}`]: [{ type: "MigrantRegistered", facts: migrant }] });
    given(repatriationDecider, [], { others })
      .when("RequestRepatriation", { kind: "LIVING", person: PERSON, source: "PERSON", cause: "ABUSE" })
      .then([{ type: "RepatriationRequested" }]);
    given(repatriationDecider, [LIVING], { others })
      .when("RecordReturneeDeparture", { mode: "AIR", early: "LEFT_ON_OWN" })
      .then([{ type: "ReturneeDeparted", facts: { mode: "AIR", country: "KH" } }]);
  });
});

const early = { mode: "AIR", early: "STEPS_NOT_REPORTED" };

describe("a departure of a living person", () => {
  const before = [
    on("02-01", "ReturneeTravelDocumentReady", { document: "SPLP" }),
    on("02-02", "ReturneeExitCleared", { permit: "EXIT_PERMIT", fineOutcome: "NONE" }),
    on("02-03", "ReturneeTicketed", { mode: "AIR", funding: "STATE" }),
  ];
  const depart = (past: readonly PastEvent[], data: object = {}) =>
    living(past).when("RecordReturneeDeparture", { mode: "AIR", ...data });

  test("asks for the steps before it, or for a ground, which is recorded with what was lacking", () => {
    depart([]).thenRejected("departure-early", { lacking: ["TRAVEL_DOCUMENT_READY", "EXIT_CLEARED", "TICKETED"] });
    depart(before.slice(0, 2)).thenRejected("departure-early", { lacking: ["TICKETED"] });
    const lacking = ["EXIT_CLEARED", "TICKETED"];
    depart(before.slice(0, 1), { early: "EVACUATION", note: "gempa" }).then([
      { type: "ReturneeDeparted", facts: { early: "EVACUATION", lacking } },
    ]);
    const left = on("02-10", "ReturneeDeparted", { mode: "AIR", early: "EVACUATION", lacking });
    expect(living([left]).state().departedEarly).toEqual({ ground: "EVACUATION", lacking });
  });

  test("is early no more once they are there, or do not apply", () => {
    const [event] = depart(before, { early: "EVACUATION" }).events();
    expect(event!.facts).toEqual({ mode: "AIR", country: "KH" });
    depart(before).then([{ type: "ReturneeDeparted" }]);
    const ownWay = on("02-03", "RepatriationStepNotApplicable", { step: "TICKETED", reason: "NOT_NEEDED" });
    depart([...before.slice(0, 2), ownWay]).then([{ type: "ReturneeDeparted" }]);
  });
});

describe("the steps of a living person", () => {
  test.each<[string, object, object]>([
    ["ConfirmReturneeIdentity", { basis: "PASSPORT" }, { type: "ReturneeIdentityConfirmed" }],
    [
      "RecordTravelDocument",
      { document: "SPLP", number: "SPLP-1" },
      {
        type: "ReturneeTravelDocumentReady",
        facts: { document: "SPLP" },
        personal: [{ person: PERSON, class: "identity", values: { travelDocumentNumber: "SPLP-1" } }],
      },
    ],
    [
      "RecordExitClearance",
      {
        permit: "EXIT_PERMIT",
        fineOutcome: "WAIVED",
        overstayDays: 90,
        fine: { amount: 90_000, currency: "USD" },
      },
      {
        type: "ReturneeExitCleared",
        facts: { permit: "EXIT_PERMIT", fineOutcome: "WAIVED", fine: { amount: 90_000, currency: "USD" } },
      },
    ],
    [
      "CertifyFitToTravel",
      { fitness: "FIT_WITH_ESCORT", findings: "demam" },
      {
        type: "ReturneeFitToTravel",
        facts: { fitness: "FIT_WITH_ESCORT" },
        personal: [{ person: PERSON, class: "health", values: { findings: "demam" } }],
      },
    ],
    ["BookTicket", { mode: "AIR", funding: "STATE" }, { type: "ReturneeTicketed", facts: { funding: "STATE" } }],
    [
      "RecordReturneeDeparture",
      { mode: "AIR", early: "EVACUATION" },
      { type: "ReturneeDeparted", facts: { country: "KH", early: "EVACUATION" } },
    ],
    [
      "RecordDebarkation",
      { region: "36.71", place: "CGK" },
      { type: "ReturneeDebarked", facts: { region: { scheme: "KEMENDAGRI", code: "36.71" }, place: "CGK" } },
    ],
    ["RecordReception", { reception: "TRANSIT_HOUSE" }, { type: "ReturneeReceived" }],
    ["RecordReturneeOnward", { mode: "SEA", towards: "71" }, { type: "ReturneeSentOnward" }],
    [
      "HandOverReturnee",
      { ...handover, recordNumber: "BAST/1" },
      {
        type: "ReturneeHandedOver",
        subjects: [
          { person: PERSON, role: "MIGRANT" },
          { person: MOTHER, role: "RECIPIENT" },
          { person: VILLAGE_HEAD, role: "WITNESS" },
        ],
        facts: { recipient: MOTHER, relation: "MOTHER", powerOfAttorney: false, witness },
      },
    ],
    ["RecordHomeAlone", {}, { type: "ReturneeWentHomeAlone", facts: { adultBy: "BIRTH_YEAR" } }],
    ["NotifyFamily", { relation: "MOTHER", relative: MOTHER }, { type: "FamilyNotified" }],
  ])("%s is recorded with none before it: those are missing", (command, data, event) =>
    living().when(command, data).then([event]),
  );

  test("keep out a time that contradicts another, also over a step that no one reported", () => {
    const debarked = [on("02-10", "ReturneeDebarked")];
    living(debarked)
      .when("RecordReturneeDeparture", { ...early, ...day("2025-02-11") })
      .thenRejected("repatriation-step-order", { step: "DEPARTED", contradicts: "DEBARKED" });
    living(debarked)
      .when("RecordExitClearance", {
        permit: "EXIT_PERMIT",
        fineOutcome: "NONE",
        ...day("2025-02-11"),
      })
      .thenRejected("repatriation-step-order", { step: "EXIT_CLEARED", contradicts: "DEBARKED" });
    living([on("02-10", "ReturneeDeparted", { mode: "AIR" })])
      .when("HandOverReturnee", { ...handover, ...day("2025-02-09") })
      .thenRejected("repatriation-step-order", { contradicts: "DEPARTED" });
  });

  test("take a late fact, and one that may have come before", () => {
    const debarked = [on("02-10", "ReturneeDebarked")];
    living(debarked)
      .when("RecordReturneeDeparture", { ...early, ...day("2025-02-10") })
      .then([{}]);
    living(debarked)
      .when("RecordReturneeDeparture", { ...early, ...day("2025-02") })
      .then([{}]);
    living(debarked)
      .when("RecordReturneeDeparture", { ...early, occurred: {} })
      .then([{}]);
    living(debarked).when("ConfirmReturneeIdentity", { basis: "FAMILY" }).then([{}]);
  });

  test("are done once, but for those that repeat", () => {
    const done = [
      on("02-01", "ReturneeIdentityConfirmed", { basis: "FAMILY" }),
      on("02-02", "ReturneeTicketed", { mode: "AIR", funding: "OWN" }),
    ];
    living(done).when("ConfirmReturneeIdentity", { basis: "PASSPORT" }).thenRejected("step-already-done");
    living(done).when("BookTicket", { mode: "AIR", funding: "STATE" }).then([{}]);
  });

  test("are corrected only to a time that the order allows", () => {
    const past = [on("02-09", "ReturneeDeparted", { mode: "AIR" }), on("02-10", "ReturneeDebarked")];
    const departure = living(past).ids[1]!;
    const correct = (date: string) =>
      living(past).when("CorrectFact", { event: departure, reason: "MISTYPED", occurred: { date } });
    correct("2025-02-11").thenRejected("repatriation-step-order");
    correct("2025-02-08").then([{ type: "FactCorrected" }]);
  });
});

describe("I5 a living person's way ends with a confirmed death", () => {
  test.each<[string, object]>([
    ["ConfirmReturneeIdentity", { basis: "FAMILY" }],
    ["RecordTravelDocument", { document: "SPLP" }],
    ["RecordExitClearance", { permit: "EXIT_PERMIT", fineOutcome: "NONE" }],
    ["CertifyFitToTravel", { fitness: "FIT" }],
    ["BookTicket", { mode: "AIR", funding: "STATE" }],
    ["RecordReturneeDeparture", { mode: "AIR", early: "EVACUATION" }],
    ["RecordDebarkation", {}],
    ["RecordReception", { reception: "SELF_RETURN" }],
    ["RecordReturneeOnward", { mode: "AIR" }],
    ["HandOverReturnee", handover],
    ["RecordHomeAlone", {}],
    ["RecordAccompaniment", { escorts: [BROTHER], leg: "WHOLE_WAY", source: "MISSION" }],
  ])("%s: not as of a later time, but of an earlier or an uncertain one", (command, data) => {
    living([], dead)
      .when(command, { ...data, ...day("2025-03-11") })
      .thenRejected("I5");
    living([], dead)
      .when(command, { ...data, ...day("2025-03-10") })
      .then([{}]);
    living([], dead)
      .when(command, { ...data, ...day("2025-02") })
      .then([{}]);
    living([], dead)
      .when(command, { ...data, occurred: {} })
      .then([{}]);
  });

  test("a death that is only reported stops nothing", () =>
    living([], { [`migrant-${PERSON}`]: [died("2025-03-10", false)] })
      .when("RecordDebarkation", {})
      .then([{}]));

  test("no living person's repatriation is requested, or reinstated, after it", () => {
    given(repatriationDecider, [], { others: beside(dead) })
      .when("RequestRepatriation", { kind: "LIVING", person: PERSON, source: "FAMILY", cause: "ABUSE" })
      .thenRejected("I5");
    living([cancelled()], dead).when("ReinstateRepatriation", { reason: "MISTAKE" }).thenRejected("I5");
  });

  test("what others do goes on: the family is notified", () =>
    living([], dead).when("NotifyFamily", { relation: "MOTHER" }).then([{}]));

  test("and so does the time of it, when it is corrected", () => {
    const end = on("03-10", "RepatriationCancelled", { reason: "DEATH", diedBy: "2025-03-10T16:59:59.999Z" });
    const past = [on("03-09", "FamilyNotified", { relation: "MOTHER", channel: "PHONE" }), end];
    const occurred = { date: "2025-03-12" };
    living(past, dead)
      .when("CorrectFact", { event: living(past).ids[1], reason: "MISTYPED", occurred })
      .then([{}]);
  });

  test("no correction moves a step behind it", () => {
    const past = [
      on("03-09", "ReturneeDeparted", { mode: "AIR" }),
      on("03-10", "RepatriationCancelled", { reason: "DEATH", diedBy: "2025-03-10T16:59:59.999Z" }),
    ];
    const correct = (date: string) =>
      living(past, dead).when("CorrectFact", {
        event: living(past).ids[1],
        reason: "MISTYPED",
        occurred: { date },
      });
    correct("2025-03-12").thenRejected("I5");
    correct("2025-03-08").then([{}]);
  });
});

describe("I8 a handover names who received, by what right, and before whom", () => {
  test.each([
    [{ recipient: undefined }, ["recipient"]],
    [{ relation: undefined }, ["relation"]],
    [{ witness: undefined }, ["witness"]],
    [{ recipient: PERSON }, ["recipient"]],
    [{ witness: { ...witness, person: MOTHER } }, ["witness"]],
    [{ recipient: undefined, agency: "0f5b6c3e-0000-4000-8000-0000000000d1" }, ["recipient"]],
  ])("not so (%#)", (change, missing) =>
    living()
      .when("HandOverReturnee", { ...handover, ...change })
      .thenRejected("I8", { missing }),
  );

  test("a power of attorney stands in for a relation", () =>
    living()
      .when("HandOverReturnee", { ...handover, relation: undefined, powerOfAttorney: true })
      .then([{ facts: { recipient: MOTHER, powerOfAttorney: true } }]));

  test("where there is no family, social affairs receive", () =>
    living()
      .when("HandOverReturnee", { agency: SOCIAL_AFFAIRS })
      .then([{ type: "ReturneeHandedOver", facts: { agency: SOCIAL_AFFAIRS } }]));

  test("recipient and witness are persons on file", () =>
    living([], { [`person-${VILLAGE_HEAD}`]: [] })
      .when("HandOverReturnee", handover)
      .thenRejected("person-unknown", { person: VILLAGE_HEAD }));

  test.each<[string, object, object, string | undefined]>([
    ["a child by birth year", { birthYear: 2010 }, {}, undefined],
    ["a child, whatever is said", { birthYear: 2010 }, { ageSeen: "ASSESSMENT" }, undefined],
    ["someone whose age nobody knows", { birthYear: undefined }, {}, undefined],
    ["someone who turns 18 in that year", { birthYear: 2007 }, {}, undefined],
    ["one who turns 18, by a document", { birthYear: 2007 }, { ageSeen: "DOCUMENT" }, "DOCUMENT"],
    ["an unknown age, assessed", { birthYear: undefined }, { ageSeen: "ASSESSMENT" }, "ASSESSMENT"],
    ["an adult by birth year", { birthYear: 2006 }, {}, "BIRTH_YEAR"],
  ])("who goes home alone is an adult: %s", (_, facts, data, adultBy) => {
    const outcome = living([], { [`person-${PERSON}`]: [registered(facts)] }).when("RecordHomeAlone", data);
    if (adultBy === undefined) outcome.thenRejected("I8");
    else outcome.then([{ type: "ReturneeWentHomeAlone", facts: { adultBy } }]);
  });

  test.each([
    ["2007-06-01", "BIRTH_DATE"],
    ["2007-06-02", undefined],
    ["2007-05", "BIRTH_DATE"],
    ["2007-06", undefined],
    ["2007-07", undefined],
  ])("18 that day, by a birth date of %s", (birthDate, adultBy) => {
    const person = {
      ...registered({ birthYear: 2007 }),
      personal: [{ person: PERSON, class: "identity" as const, values: { birthDate } }],
    };
    const outcome = living([], { [`person-${PERSON}`]: [person] }).when("RecordHomeAlone", day("2025-06-01"));
    if (adultBy === undefined) outcome.thenRejected("I8");
    else outcome.then([{ facts: { adultBy } }]);
  });

  test("of whom the birth date leaves it open whether they are 18 has somebody to see it", () => {
    const person = {
      ...registered({ birthYear: 2007 }),
      personal: [{ person: PERSON, class: "identity" as const, values: { birthDate: "2007-06" } }],
    };
    const goes = (more: object, happened: string) =>
      living([], { [`person-${PERSON}`]: [person] }).when("RecordHomeAlone", { ...day(happened), ...more });
    goes({}, "2025-06-01").thenRejected("I8", { adult: "NOT_KNOWN" });
    goes({ ageSeen: "DOCUMENT" }, "2025-06-01").then([{ facts: { adultBy: "DOCUMENT" } }]);
    goes({ ageSeen: "DOCUMENT" }, "2025-05-31").thenRejected("I8", { adult: "NO" });
  });

  test("who went home alone is not handed over, and the other way round", () => {
    living([on("03-01", "ReturneeWentHomeAlone", { adultBy: "DOCUMENT" })])
      .when("HandOverReturnee", handover)
      .thenRejected("step-already-done", { step: "HOME_ALONE" });
    living([on("03-01", "ReturneeHandedOver", { powerOfAttorney: false, agency: SOCIAL_AFFAIRS })])
      .when("RecordHomeAlone", {})
      .thenRejected("step-already-done", { step: "HANDED_OVER" });
  });
});

describe("I15 nobody is informed, receives or bears witness whom the person asked not to tell", () => {
  const person = (wish: object) => ({ [`person-${PERSON}`]: [registered(), doNotTell(wish)] });

  test.each<[object, string, object]>([
    [{ person: MOTHER }, "HandOverReturnee", handover],
    [{ relation: "MOTHER" }, "HandOverReturnee", handover],
    [{ relation: "ANY_FAMILY" }, "HandOverReturnee", handover],
    [{ person: VILLAGE_HEAD }, "HandOverReturnee", handover],
    [{ person: MOTHER }, "NotifyFamily", { relative: MOTHER, relation: "MOTHER" }],
    [{ relation: "MOTHER" }, "NotifyFamily", { relation: "MOTHER" }],
  ])("%j: not %s", (wish, command, data) => living([], person(wish)).when(command, data).thenRejected("I15"));

  test.each(["ALLEGED_PERPETRATOR", "BROKER", "RECRUITER"])("nor a %s in any case of the person", (role) => {
    const accused = (against: string) => ({ [`person-${PERSON}`]: [registered(), alleged(against, role)] });
    living([], accused(MOTHER)).when("HandOverReturnee", handover).thenRejected("I15", { allegation: WISH, role });
    living([], accused(VILLAGE_HEAD)).when("HandOverReturnee", handover).thenRejected("I15");
    living([], accused(MOTHER)).when("NotifyFamily", { relative: MOTHER, relation: "MOTHER" }).thenRejected("I15");
    living([], accused(BROTHER)).when("HandOverReturnee", handover).then([{}]);
  });

  test("another may be", () =>
    living([], person({ person: BROTHER }))
      .when("HandOverReturnee", handover)
      .then([{}]));
});

describe("a case that ended", () => {
  test.each([cancelled(), closed()])("takes what happened before its end, and nothing after: %j", (end) => {
    living([end]).when("RecordDebarkation", day("2025-03-31")).then([{}]);
    living([end]).when("RecordDebarkation", { occurred: {} }).then([{}]);
    living([end]).when("RecordDebarkation", day("2025-04-02")).thenRejected("repatriation-status");
  });

  test("is not that of the dead when the death is not confirmed", () => {
    living().when("CancelRepatriation", { reason: "DEATH" }).thenRejected("death-not-confirmed");
    living([], dead)
      .when("CancelRepatriation", { reason: "DEATH" })
      .then([{ type: "RepatriationCancelled", facts: { reason: "DEATH", diedBy: "2025-03-10T16:59:59.999Z" } }]);
  });

  test("is not cancelled once the person is home, and only then complete", () => {
    const home = [on("03-01", "ReturneeWentHomeAlone", { adultBy: "DOCUMENT" })];
    living(home).when("CancelRepatriation", { reason: "DECLINED" }).thenRejected("home-already");
    living(home)
      .when("CloseRepatriation", { reason: "COMPLETED" })
      .then([{ type: "RepatriationClosed" }]);
    living().when("CloseRepatriation", { reason: "COMPLETED" }).thenRejected("repatriation-not-complete");
  });

  test("goes on after it was reinstated", () => {
    const again = [cancelled(), on("04-05", "RepatriationReinstated", { reason: "NEW_FACTS" })];
    expect(living(again).state()).toMatchObject({ status: "OPEN", ended: null });
    living(again).when("RecordDebarkation", {}).then([{}]);
  });
});
