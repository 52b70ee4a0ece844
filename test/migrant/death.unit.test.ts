import { describe, expect, test } from "@jest/globals";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { given, ID, NOW, valuesIn, type PastEvent } from "../given.js";
import {
  closed,
  deathConfirmed,
  deathReported,
  deathWithdrawn,
  employed,
  HISTORIES,
  JOURNEY,
  of,
  others,
  registered,
  REPORT,
  returned,
} from "./histories.js";

const EMPLOYED = HISTORIES["EMPLOYED"]!;
const DECEASED = HISTORIES["DECEASED"]!;
const on = (event: PastEvent, date: string): PastEvent => ({ ...event, occurred: { date } });
/** A life with dates: at work since 2023, dead on 26 April 2025. */
const DATED = [
  registered("NON_PROCEDURAL", "INFERRED"),
  on(of("JourneyStarted", { foundAt: "ARRIVED", scheme: "UNKNOWN", country: "KH" }), "2023-01-10"),
  on(employed, "2023-02-01"),
  on(deathReported, "2025-04-26"),
  on(deathConfirmed, "2025-04-26"),
];

describe("a death", () => {
  test("keeps the fields of its report beside those of its confirmation, whichever happened first", () => {
    const health = (values: { [path: string]: string }) => [{ person: ID, class: "health" as const, values }];
    const reported = { ...deathReported, personal: health({ cause: "as reported", place: "at work" }) };
    const confirmed = { ...deathConfirmed, personal: health({ cause: "as confirmed" }) };
    for (const [reportedOn, confirmedOn] of [
      ["2025-04-26", "2025-04-27"],
      ["2025-04-26", "2025-04-25"],
    ] as const) {
      const history = [...EMPLOYED, on(reported, reportedOn), on(confirmed, confirmedOn)];
      const { death } = given(migrantDecider, history).state();
      expect(valuesIn(death!.fields)).toEqual({ cause: "as confirmed", place: "at work" });
    }
  });

  test("can be the first fact of a person, and has only what the source knows", () => {
    const unknown = [
      {
        type: "MigrantRegistered",
        facts: { discovery: "DEATH_REPORT", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
      },
    ];
    given(migrantDecider, unknown)
      .when("ReportDeath", {
        cause: "ILLNESS",
        country: "KH",
        source: "NEWS_REPORT",
        occurred: { until: "2025-05-26", asReported: "26 Mei lalu" },
      })
      .then([
        {
          type: "DeathReported",
          facts: { cause: "ILLNESS", country: "KH", source: "NEWS_REPORT" },
          occurredAt: { earliest: null, latest: "2025-05-26T16:59:59.999Z", precision: "RANGE" },
          asReported: "26 Mei lalu",
        },
      ]);
  });

  test("names the reporter as a subject, and seals the cause and the note", () => {
    const known = { type: "PersonRegistered", facts: { sex: "MALE", source: { kind: "IN_PERSON" }, warnings: [] } };
    const [event] = given(migrantDecider, EMPLOYED, { others: { [`person-${REPORT}`]: [known] } })
      .when("ReportDeath", {
        cause: "ILLNESS",
        country: "HK",
        source: "FAMILY",
        reporter: REPORT,
        causeInWords: "words",
        note: "n",
      })
      .events();
    expect(event!.subjects).toEqual([
      { person: ID, role: "MIGRANT" },
      { person: REPORT, role: "REPORTER" },
    ]);
    expect(JSON.stringify(event!.facts)).not.toContain("words");
    expect(event!.personal).toContainEqual({
      person: null,
      class: "narrative",
      names: [ID, REPORT],
      values: { note: "n" },
    });
  });

  test("is reported once, then confirmed once, as of the reported time", () => {
    given(migrantDecider, EMPLOYED).when("ConfirmDeath", {}).thenRejected("death-report-state", { state: "NONE" });
    const reported = given(migrantDecider, [...EMPLOYED.slice(0, 1), on(deathReported, "2025-04-26")]);
    reported
      .when("ReportDeath", { cause: "UNKNOWN", country: "KH", source: "OTHER" })
      .thenRejected("death-report-state");
    reported.when("ConfirmDeath", { cause: "ACCIDENT" }).then([
      {
        type: "DeathConfirmed",
        facts: { report: REPORT, cause: "ACCIDENT", country: "HK" },
        occurredAt: { earliest: "2025-04-25T17:00:00.000Z", precision: "DAY" },
      },
    ]);
    given(migrantDecider, DECEASED).when("ConfirmDeath", {}).thenRejected("death-report-state", { state: "CONFIRMED" });
  });

  test("that is only reported forbids nothing", () =>
    given(migrantDecider, [...EMPLOYED, deathReported])
      .when("EndEmployment", { cause: "OTHER" })
      .then([{ type: "EmploymentEnded" }]));
});

describe("I5 after a confirmed death", () => {
  const dated = given(migrantDecider, DATED, { others: others() });

  test("no act of the living person is recorded as of a later time", () => {
    dated.when("RecordReturn", { cause: "LEAVE", occurred: { date: "2025-04-28" } }).thenRejected("I5", {
      report: REPORT,
      acts: [{ type: "ReturnRecorded" }],
    });
    dated.when("EndEmployment", { cause: "RESIGNED" }).thenRejected("I5");
    dated.when("StartJourney", { scheme: "P3MI", country: "HK" }).thenRejected("I5");
  });

  test("an act that happened or may have happened before it is recorded", () => {
    dated
      .when("EndEmployment", { cause: "RESIGNED", occurred: { date: "2025-04-20" } })
      .then([{ type: "EmploymentEnded" }]);
    dated
      .when("EndEmployment", { cause: "RESIGNED", occurred: { date: "2025-04-26" } })
      .then([{ type: "EmploymentEnded" }]);
    dated
      .when("EndEmployment", { cause: "RESIGNED", occurred: { asReported: "?" } })
      .then([{ type: "EmploymentEnded" }]);
  });

  test("everything else is recorded", () => {
    dated
      .when("DeterminePlacementStatus", { status: "PROCEDURAL", basis: "DOCUMENTED" })
      .then([{ type: "PlacementStatusDetermined" }]);
    dated.when("ReportContactLost", {}).then([{ type: "ContactLost" }]);
    dated.when("RecordReturn", { cause: "DEATH" }).then([{ type: "ReturnRecorded" }]);
    dated
      .when("CloseJourney", { reason: "DEATH" })
      .then([{ type: "JourneyClosed", facts: { reason: "DEATH", death: REPORT } }]);
  });

  test("a journey is closed for a death that was reported and not confirmed, and marked so", () => {
    const reported = [...EMPLOYED, deathReported, of("ReturnRecorded", { cause: "DEATH" })];
    given(migrantDecider, reported)
      .when("CloseJourney", { reason: "DEATH" })
      .then([{ type: "JourneyClosed", facts: { reason: "DEATH", death: REPORT, unconfirmed: true } }]);
    given(migrantDecider, reported).when("CloseJourney", { reason: "OTHER" }).thenRejected("journey-step-order");
    given(migrantDecider, EMPLOYED).when("CloseJourney", { reason: "DEATH" }).thenRejected("journey-step-order");
    const facts = { journey: JOURNEY, reason: "DEATH", death: REPORT, unconfirmed: true };
    const over = [...reported, { ...closed, facts }];
    expect(given(migrantDecider, over).state().journeys[0]).toMatchObject({ step: "CLOSED", reason: "DEATH" });
    expect(given(migrantDecider, [...over, deathConfirmed]).state().journeys[0]).toMatchObject({ step: "CLOSED" });
    given(migrantDecider, over)
      .when("StartJourney", { scheme: "P3MI", country: "HK" })
      .thenRejected("closed-with-death", { report: REPORT });
    const mistaken = [...over, deathWithdrawn];
    expect(given(migrantDecider, mistaken).state().journeys[0]).toMatchObject({ step: "EMPLOYED", returnCause: null });
  });

  test("a death whose time is unknown was not later than its report", () => {
    const past = [
      ...EMPLOYED,
      { ...deathReported, occurred: { asReported: "?" } },
      { ...deathConfirmed, occurred: { asReported: "?" } },
    ];
    given(migrantDecider, past).when("StartReturn", { cause: "LEAVE" }).thenRejected("I5");
    expect(given(migrantDecider, past).state().death!.noLaterThan < NOW).toBe(true);
  });

  test("it can't be confirmed as of a time before a recorded act: one of the two is wrong", () => {
    const past = [
      ...DATED.slice(0, 3),
      on(of("EmploymentEnded", { cause: "OTHER" }), "2025-04-27"),
      on(deathReported, "2025-04-26"),
    ];
    const outcome = given(migrantDecider, past);
    outcome.when("ConfirmDeath", {}).thenRejected("I5", { acts: [{ event: outcome.ids[3], type: "EmploymentEnded" }] });
  });

  test("a correction can't move an act after the death, nor the death before an act", () => {
    const { ids, when } = dated;
    when("CorrectFact", { event: ids[2], reason: "MISTYPED", occurred: { date: "2025-04-27" } }).thenRejected("I5");
    when("CorrectFact", { event: ids[4], reason: "MISTYPED", occurred: { date: "2022-05-26" } }).thenRejected("I5");
    when("CorrectFact", { event: ids[4], reason: "MISTYPED", occurred: { date: "2025-04-25" } }).then([
      { type: "FactCorrected" },
    ]);
  });

  test("remains come home, and the journey stays DECEASED", () => {
    const home = of("ReturnRecorded", { cause: "DEATH" });
    expect(given(migrantDecider, [...DECEASED, home]).state().journeys[0]).toMatchObject({
      step: "DECEASED",
      returnCause: "DEATH",
    });
    given(migrantDecider, EMPLOYED).when("RecordReturn", { cause: "DEATH" }).thenRejected("return-by-death");
  });
});

describe("I6 a mistaken death report", () => {
  test("is withdrawn by an event as of the time that it had named", () =>
    given(migrantDecider, DATED)
      .when("WithdrawDeathReport", { reason: "MISTAKEN_IDENTITY" })
      .then([
        {
          type: "DeathReportWithdrawn",
          facts: { report: REPORT, reason: "MISTAKEN_IDENTITY" },
          occurredAt: { earliest: "2025-04-25T17:00:00.000Z" },
        },
      ]));

  test.each(Object.entries(HISTORIES).filter(([step]) => step !== "DECEASED"))(
    "leaves the axes as they were in %s",
    (_step, past) => {
      const before = given(migrantDecider, past).state();
      const after = given(migrantDecider, [...past, deathReported, deathConfirmed, deathWithdrawn]).state();
      expect({ ...after, deathReports: [] }).toEqual({ ...before, deathReports: [] });
    },
  );

  test("keeps what was recorded of the journey between the closure and the withdrawal", () => {
    const ended = { ...closed, facts: { journey: JOURNEY, reason: "DEATH", death: REPORT } };
    const late = of("ReturnRecorded", { cause: "DEATH" });
    const history = [
      registered("NON_PROCEDURAL", "INFERRED"),
      deathReported,
      deathConfirmed,
      ended,
      of("JourneyStarted", { foundAt: "EMPLOYED", scheme: "UNKNOWN", country: "KH" }),
      late,
      deathWithdrawn,
    ];
    const { journeys } = given(migrantDecider, history).state();
    expect(journeys).toMatchObject([
      { started: true, step: "EMPLOYED", country: "KH", returnCause: null, closedWithDeath: null },
    ]);
  });

  test.each([
    ["after it", [deathReported, deathConfirmed, closed, deathWithdrawn]],
    ["that happened before it", [deathReported, deathConfirmed, deathWithdrawn, closed]],
  ])("opens again what was closed with the death, withdrawn %s", (_when, events) => {
    const before = given(migrantDecider, EMPLOYED).state();
    const withDeath = events.map((event) =>
      event === closed ? { ...event, facts: { journey: JOURNEY, reason: "DEATH", death: REPORT } } : event,
    );
    const after = given(migrantDecider, [...EMPLOYED, ...withDeath]).state();
    expect({ ...after, deathReports: [] }).toEqual({ ...before, deathReports: [] });
  });

  test("leaves no return of remains", () => {
    const past = [...DECEASED, of("ReturnRecorded", { cause: "DEATH" }), deathWithdrawn];
    expect(given(migrantDecider, past).state().journeys[0]).toMatchObject({ step: "EMPLOYED", returnCause: null });
  });

  test("lets the journey go on, and allows another report", () => {
    const past = [...DATED, on(deathWithdrawn, "2025-04-26")];
    const outcome = given(migrantDecider, past);
    outcome.when("EndEmployment", { cause: "RESIGNED" }).then([{ type: "EmploymentEnded" }]);
    outcome.when("ReportDeath", { cause: "UNKNOWN", country: "KH", source: "OTHER" }).then([{ type: "DeathReported" }]);
    outcome.when("WithdrawDeathReport", { reason: "FOUND_ALIVE" }).thenRejected("death-report-state");
  });

  test("keeps a return that happened before the supposed death", () => {
    const past = [
      ...EMPLOYED,
      deathReported,
      deathConfirmed,
      { ...returned, occurred: { date: "2025-05-01" } },
      deathWithdrawn,
    ];
    expect(given(migrantDecider, past).state().journeys[0]!.step).toBe("RETURNED");
  });
});
