import { describe, expect, test } from "@jest/globals";
import type { OpenField } from "../../src/event-sourcing/stored-event/personal-field.js";
import { birthDateOf } from "../../src/migrant/clearance.js";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { i2RefusalIsGrounded } from "../../src/migrant/requirements.js";
import { FIRST_PLACEMENT_RULES } from "../../src/rules/placement.js";
import { contentErrors } from "../../src/rules/kinds.js";
import { personAggregate } from "../../src/person/person.js";
import { given, ID, type PastEvent } from "../given.js";
import {
  ARTICLE_13,
  cleared,
  HISTORIES,
  insured,
  JOURNEY,
  of,
  others,
  PENDING,
  person,
  registered,
  started,
  submitted,
  UPLOADER,
  verified,
  VERIFIER,
} from "./histories.js";

const READY = HISTORIES["ORIENTED"]!;
const IN_SERANG = { place: "36.04" };

const without = (type: string, fact?: string) =>
  READY.filter((event) => !(event.type === type && (fact === undefined || JSON.stringify(event.facts).includes(fact))));

const clear = (past: readonly PastEvent[], birthDate?: string, data: object = IN_SERANG, proof?: string) =>
  given(migrantDecider, past, { others: others(birthDate, proof) }).when("GrantClearance", data);

test("the first editions are of the form that rules have", () => {
  for (const { kind, content } of FIRST_PLACEMENT_RULES) expect(contentErrors(kind, content)).toEqual([]);
});

const withPassport = (expiresOn: string | undefined) => {
  const again = submitted("PASSPORT", { expiresOn });
  if (expiresOn === undefined) delete (again.facts as { expiresOn?: string }).expiresOn;
  return READY.map((event) =>
    event.type === "DocumentSubmitted" && (event.facts as { kind: string }).kind === "PASSPORT" ? again : event,
  );
};

const badPassport = (reason: string) => ({ missing: [expect.objectContaining({ kind: "PASSPORT", reason })] });

const noAge = (reason: string) => ({ missing: [expect.objectContaining({ what: "AGE", reason })] });

describe("I1 clearance", () => {
  test("is granted when nothing is missing, under the editions in force that day", () =>
    clear(READY).then([
      {
        type: "ClearanceGranted",
        facts: {
          journey: JOURNEY,
          place: "36.04",
          day: "2025-06-01",
          rules: { PLACEMENT_DOCUMENTS: 1, DESTINATIONS: 1 },
        },
      },
    ]));

  test.each(ARTICLE_13)("needs %s: submitted, verified, not rejected", (kind) => {
    const missing = (reason: string) => ({ missing: [expect.objectContaining({ what: "DOCUMENT", kind, reason })] });
    const document = (submitted(kind).facts as { document: string }).document;
    const noTrace = READY.filter(({ facts }) => (facts as { document?: string }).document !== document);
    clear(noTrace).thenRejected("I1", missing("NOT_SUBMITTED"));
    clear(without("DocumentVerified", document)).thenRejected("I1", missing("NOT_VERIFIED"));
    const rejected = of("DocumentRejected", { document, reason: "FORGED", legalGround: "UU_18_2017_ART_13" });
    clear([...READY, rejected]).thenRejected("I1", missing("REJECTED"));
  });

  test("accepts a document on its last day, and not on the day after", () => {
    clear(withPassport("2025-06-01")).then([{ type: "ClearanceGranted" }]);
    clear(withPassport("2025-05-31")).thenRejected("I1", badPassport("EXPIRED"));
    clear(withPassport(undefined)).thenRejected("I1", badPassport("NO_EXPIRY_DATE"));
  });

  test("needs the age of 18, counted on that day in the zone of the place", () => {
    const missing = { missing: [expect.objectContaining({ what: "AGE", reason: "UNDER_AGE" })] };
    clear(READY, "2007-06-01").then([{ type: "ClearanceGranted" }]);
    clear(READY, "2007-06-02").thenRejected("I1", missing);
    // 16:30 UTC is still 1 June in Serang, and 2 June already in Manado and Jayapura.
    const occurred = { date: "2025-05-31T16:30:00Z" };
    clear(READY, "2007-06-01", { place: "36.04", occurred }).thenRejected("I1", missing);
    clear(READY, "2007-06-01", { place: "71.71", occurred }).then([{ facts: { day: "2025-06-01" } }]);
    clear(READY, "2007-06-01", { place: "91", occurred }).then([{ facts: { day: "2025-06-01" } }]);
  });

  test("accepts a birth date that is not whole if every day that it may be makes the person 18", () => {
    clear(READY, "2007-05").then([{ type: "ClearanceGranted" }]);
    clear(READY, "2007-06").thenRejected("I1", noAge("BIRTH_DATE_NOT_EXACT"));
    clear(READY, "2007-07").thenRejected("I1", noAge("UNDER_AGE"));
  });

  test("accepts an age from a document only, and never from a field that can't be opened", () => {
    clear(READY, "2000-01-01", IN_SERANG, "STATED").thenRejected("I1", noAge("NOT_BY_DOCUMENT"));
    given(migrantDecider, READY, { others: { ...others(), [`person-${ID}`]: [person(undefined)] } })
      .when("GrantClearance", IN_SERANG)
      .thenRejected("I1", noAge("NO_BIRTH_DATE"));
    const state = given(personAggregate, [person("2000-01-01")]).state();
    for (const status of ["hidden", "shredded"] as const)
      expect(birthDateOf(state, (() => ({ status })) as OpenField)).toEqual({ unproven: "NOT_OPEN" });
  });

  test("opens the birth date and nothing else", () => {
    const opened: string[] = [];
    birthDateOf(given(personAggregate, [person("2000-01-01")]).state(), ({ path }) => {
      opened.push(path);
      return { status: "hidden" };
    });
    expect(opened).toEqual(["birthDate"]);
  });

  test("needs orientation, and both insurances active that day", () => {
    clear(without("OrientationAttended")).thenRejected("I1", {
      missing: [expect.objectContaining({ what: "ORIENTATION" })],
    });
    clear(without("InsuranceActivated", "JKM")).thenRejected("I1", {
      missing: [expect.objectContaining({ what: "INSURANCE", kind: "JKM", reason: "NOT_ACTIVATED" })],
    });
    const ended = of("InsuranceActivated", { programme: "JKK", from: "2024-01-01", until: "2025-05-31" });
    clear([...without("InsuranceActivated"), insured[1]!, ended]).thenRejected("I1", {
      missing: [expect.objectContaining({ kind: "JKK", reason: "NOT_ACTIVE_THAT_DAY" })],
    });
  });

  test.each([
    [{ country: "KH" }, "COUNTRY_NOT_OPEN"],
    [{ country: "MM" }, "COUNTRY_NOT_OPEN"],
    [{ country: "LA" }, "COUNTRY_NOT_OPEN"],
    [{ country: "UNKNOWN" }, "COUNTRY_UNKNOWN"],
    [{ country: "SA", position: "DOMESTIC_WORKER" }, "POSITION_CLOSED"],
    [{ country: "SA", position: undefined }, "POSITION_UNKNOWN"],
    [{ country: "SA", position: "CAREGIVER" }, undefined],
  ])("needs an open country and position: %j", (facts, reason) => {
    const going = JSON.parse(JSON.stringify({ ...started, facts: { ...started.facts, ...facts } })) as PastEvent;
    const outcome = clear(READY.map((event) => (event === started ? going : event)));
    if (reason === undefined) outcome.then([{ type: "ClearanceGranted" }]);
    else outcome.thenRejected("I1", { missing: [expect.objectContaining({ what: "DESTINATION", reason })] });
  });

  test("lists everything that is missing at once, each with who can provide it", () => {
    let missing: { what: string; providers: string[] }[] = [];
    try {
      clear([registered(), started], "2010-01-01").events();
    } catch (error) {
      ({ missing } = (error as { details: { missing: typeof missing } }).details);
    }
    expect(missing.map(({ what }) => what)).toEqual([
      ...ARTICLE_13.map(() => "DOCUMENT"),
      "AGE",
      "ORIENTATION",
      "INSURANCE",
      "INSURANCE",
    ]);
    for (const { providers } of missing) expect(providers).not.toHaveLength(0);
  });

  test("counts only what had happened by that day", () =>
    clear(READY, undefined, { ...IN_SERANG, occurred: { date: "2025-04-30" } }).thenRejected("journey-step-order"));

  test("needs a known day", () =>
    clear(READY, undefined, { ...IN_SERANG, occurred: { date: "2025-06" } }).thenFails(
      expect.objectContaining({ type: "invalid-field", field: "occurred.date" }) as object as Error,
    ));

  test("of an independent migrant needs the set of that scheme", () => {
    const alone = { ...started, facts: { ...started.facts, scheme: "INDEPENDENT" } };
    clear(READY.map((event) => (event === started ? alone : event))).thenRejected("I1", {
      missing: ["HEALTH_INSURANCE_CARD", "EMPLOYER_SUMMONS", "EMPLOYER_PROFILE", "OWN_RISK_STATEMENT"].map((kind) =>
        expect.objectContaining({ what: "DOCUMENT", kind, reason: "NOT_SUBMITTED" }),
      ),
    });
  });

  test("needs a scheme that has a set", () => {
    const unknown = { ...started, facts: { ...started.facts, scheme: "UNKNOWN" } };
    clear(READY.map((event) => (event === started ? unknown : event))).thenRejected("I1", {
      missing: [expect.objectContaining({ what: "SCHEME", reason: "SCHEME_UNKNOWN" })],
    });
  });
});

const refuse = (past: readonly PastEvent[], data: object, options = {}) =>
  given(migrantDecider, past, { others: others(), ...options }).when("RefuseClearance", { ...IN_SERANG, ...data });

describe("I2 a refusal", () => {
  const grounded = { reason: "COURT_ORDER", legalGround: "UU_18_2017_ART_5" };

  test("names reason and legal ground, whether I1 is met or not", () => {
    for (const past of [READY, HISTORIES["REGISTERED"]!]) {
      refuse(past, {}).thenRejected("I2", { lacking: ["REASON", "LEGAL_GROUND"] });
      refuse(past, { reason: "COURT_ORDER" }).thenRejected("I2", { lacking: ["LEGAL_GROUND"] });
      refuse(past, { legalGround: "UU_18_2017_ART_5" }).thenRejected("I2", { lacking: ["REASON"] });
      refuse(past, { reason: "COURT_ORDER", legalGround: "because" }).thenRejected("I2", { lacking: ["LEGAL_GROUND"] });
    }
  });

  test("comes from a named officer, not from a machine", () => {
    const actor = { kind: "PROCESS_MANAGER", id: "x", onBehalfOf: null, agency: ID, role: "PROCESS_MANAGER" } as const;
    expect(() => i2RefusalIsGrounded(grounded, actor)).toThrow(
      expect.objectContaining({ details: { lacking: ["ACTOR"] } }),
    );
    expect(() => i2RefusalIsGrounded(grounded, { ...actor, kind: "OFFICER", agency: null })).toThrow(/I2/);
  });

  test("can't say that something is missing when I1 is met, and records that nothing was", () => {
    refuse(READY, { ...grounded, reason: "REQUIREMENTS_NOT_MET" }).thenRejected("I2", { requirementsMet: true });
    refuse(READY, grounded).then([{ type: "ClearanceRefused", facts: { requirementsMet: true, ...grounded } }]);
  });

  test("records that something was missing", () =>
    refuse(HISTORIES["SCREENED"]!, { ...grounded, reason: "REQUIREMENTS_NOT_MET" }).then([
      { type: "ClearanceRefused", facts: { requirementsMet: false } },
    ]));

  test("that prevents a departure needs the same", () =>
    given(migrantDecider, HISTORIES["CLEARED"]!)
      .when("PreventDeparture", { reason: "INVALID_DOCUMENTS" })
      .thenRejected("I2"));
});

const verify = (by: string) =>
  given(migrantDecider, HISTORIES["DOCUMENTS_IN_PROGRESS"]!, { others: others(), by }).when("VerifyDocument", {
    document: PENDING,
  });

describe("a check of a document", () => {
  test("counts although its time is before the submission", () => {
    const check = { ...verified("PASSPORT"), occurred: { date: "2024-01-01" } };
    const history = [...HISTORIES["REGISTERED"]!, submitted("PASSPORT"), check];
    const { documents, checkedAhead } = given(migrantDecider, history).state();
    expect(documents).toMatchObject([{ kind: "PASSPORT", status: "VERIFIED", verifiedBy: VERIFIER }]);
    expect(checkedAhead).toEqual([]);
  });
});

describe("I3 a document", () => {
  test("is not verified by the officer who uploaded it", () => verify(UPLOADER).thenRejected("I3"));

  test("is not verified by the officer who uploaded a file that another submitted", () =>
    given(
      migrantDecider,
      [
        registered(),
        started,
        of(
          "DocumentSubmitted",
          { document: PENDING, file: "0f5b6c3e-0000-4000-8000-00000000f11e", kind: "OTHER" },
          { by: VERIFIER },
        ),
      ],
      { others: others(), by: UPLOADER },
    )
      .when("VerifyDocument", { document: PENDING })
      .thenRejected("I3"));

  test("is verified by another officer", () => verify(VERIFIER).then([{ type: "DocumentVerified" }]));

  test("that completes the set also gets the event DocumentSetCompleted", () => {
    const past = HISTORIES["DOCUMENTS_VERIFIED"]!.filter(
      ({ type, facts }) =>
        type !== "DocumentSetCompleted" &&
        !(type === "DocumentVerified" && JSON.stringify(facts) === JSON.stringify(verified("PASSPORT").facts)),
    );
    const { document } = verified("PASSPORT").facts as { document: string };
    given(migrantDecider, past, { others: others(), by: VERIFIER })
      .when("VerifyDocument", { document })
      .then([{ type: "DocumentVerified" }, { type: "DocumentSetCompleted", facts: { journey: JOURNEY } }]);
  });

  test("that is rejected stays in the history, and may be submitted again", () => {
    const rejected = of("DocumentRejected", {
      document: PENDING,
      reason: "ILLEGIBLE",
      legalGround: "UU_18_2017_ART_13",
    });
    const past = [...HISTORIES["DOCUMENTS_IN_PROGRESS"]!, rejected];
    const { documents } = given(migrantDecider, past).state();
    expect(documents.find(({ id }) => id === PENDING)).toMatchObject({
      status: "REJECTED",
      rejection: { reason: "ILLEGIBLE", legalGround: "UU_18_2017_ART_13" },
    });
    const on = given(migrantDecider, past, { others: others(), by: VERIFIER });
    on.when("VerifyDocument", { document: PENDING }).thenRejected("document-state", { state: "REJECTED" });
    on.when("SubmitDocument", { file: "0f5b6c3e-0000-4000-8000-00000000f11e", kind: "OTHER" }).then([
      { type: "DocumentSubmitted" },
    ]);
  });

  test("is rejected with reason and legal ground only", () =>
    given(migrantDecider, HISTORIES["DOCUMENTS_IN_PROGRESS"]!)
      .when("RejectDocument", { document: PENDING, reason: "FORGED" })
      .thenRejected("I2"));

  test("that was verified and proves false returns the journey to DOCUMENTS_IN_PROGRESS", () => {
    const { document } = submitted("PASSPORT").facts as { document: string };
    const rejected = of("DocumentRejected", { document, reason: "FORGED", legalGround: "UU_18_2017_ART_13" });
    expect(given(migrantDecider, [...READY, rejected]).state().journeys[0]!.step).toBe("DOCUMENTS_IN_PROGRESS");
  });

  test("needs an uploaded file of this person", () =>
    given(migrantDecider, [registered(), started])
      .when("SubmitDocument", { file: PENDING, kind: "PASSPORT" })
      .thenFails(expect.objectContaining({ type: "unknown-file" }) as object as Error));
});

const depart = (past: readonly PastEvent[]) => given(migrantDecider, past).when("RecordDeparture", {});

describe("I4", () => {
  const nonProcedural = [registered("NON_PROCEDURAL", "INFERRED"), started];

  test("a procedural migrant leaves with clearance and orientation only", () => {
    depart(READY).thenRejected("I4", { missing: ["CLEARANCE"] });
    depart(HISTORIES["REGISTERED"]!).thenRejected("I4", { missing: ["CLEARANCE", "ORIENTATION"] });
    depart([registered(), started, cleared]).thenRejected("I4", { missing: ["ORIENTATION"] });
    depart([...READY, cleared]).then([{ type: "DepartureRecorded" }]);
  });

  test("so does one whose status is unknown", () =>
    depart([registered("UNKNOWN", "NONE"), started]).thenRejected("I4"));

  test("a migrant whose departure was prevented needs a new clearance", () =>
    depart(HISTORIES["DEPARTURE_PREVENTED"]!).thenRejected("I4", { missing: ["CLEARANCE"] }));

  test.each([
    ["RecordDeparture", {}],
    ["ReportArrival", {}],
    ["StartEmployment", {}],
    ["StartReturn", { cause: "DEPORTATION" }],
    ["RecordReturn", { cause: "DEPORTATION" }],
    ["RecordDetention", {}],
    ["ReportContactLost", {}],
  ])("NON_PROCEDURAL skips I1, and never blocks %s", (command, data) => {
    expect(given(migrantDecider, nonProcedural).when(command, data).events()).toHaveLength(1);
  });

  test("a status determined afterwards lets the departure be recorded", () =>
    depart([
      registered(),
      started,
      { type: "PlacementStatusDetermined", facts: { status: "NON_PROCEDURAL", basis: "DOCUMENTED" } },
    ]).then([{ type: "DepartureRecorded" }]));

  test("also holds when the departure was not recorded", () =>
    given(migrantDecider, [...READY, cleared])
      .when("ReportArrival", {})
      .then([{ type: "ArrivalReported" }]));

  test("clearance needs I1, whatever the status", () =>
    given(migrantDecider, nonProcedural, { others: others() }).when("GrantClearance", IN_SERANG).thenRejected("I1"));
});
