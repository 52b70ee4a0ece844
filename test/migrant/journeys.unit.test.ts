import { describe, expect, test } from "@jest/globals";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { phaseOf } from "../../src/migrant/migrant.js";
import { migrantRegistrationProcessManager } from "../../src/migrant/migrant-registration.process-manager.js";
import { migrantEvents } from "../../src/migrant/migrant.events.js";
import { adviceFor, riskBand } from "../../src/migrant/risk-screening.js";
import { ADVICE, RED_FLAGS, type RedFlag } from "../../src/migrant/codes.js";
import { FIRST_RISK_RULES } from "../../src/rules/risk-checklist.js";
import { ruleSetId } from "../../src/rules/rule-set.js";
import { given, ID, type PastEvent } from "../given.js";
import {
  employed,
  EMPLOYMENT,
  HISTORIES,
  jobEnded,
  JOURNEY,
  of,
  registered,
  SECOND_JOURNEY,
  started,
  others,
} from "./histories.js";

const on = (event: PastEvent, date: string): PastEvent => ({ ...event, occurred: { date } });
const found = (foundAt: string) => of("JourneyStarted", { foundAt, scheme: "UNKNOWN", country: "KH" });
const abroad = registered("NON_PROCEDURAL", "INFERRED");

const stepAfter = (foundAt: string, type: string) =>
  given(migrantDecider, [abroad, found(foundAt), of(type)]).state().journeys[0]!.step;

describe("an employment", () => {
  test("keeps its end, even when that sorts before its beginning", () => {
    const history = [abroad, found("ARRIVED"), on(employed, "2025-03-02"), on(jobEnded, "2025-03-01")];
    const [journey] = given(migrantDecider, history).state().journeys;
    expect(journey!.employments).toMatchObject([{ cause: "CONTRACT_ENDED", until: { precision: "DAY" } }]);
    expect(journey!.endedAhead).toEqual([]);
  });

  test("that began later is not the one that ended", () => {
    const [ended] = given(migrantDecider, [abroad, found("ARRIVED"), on(employed, "2025-03-02")])
      .when("EndEmployment", { cause: "RESIGNED", occurred: { date: "2025-02-01" } })
      .events();
    expect(ended!.facts["employment"]).toBeUndefined();
  });
});

describe("a history", () => {
  test.each([
    "REGISTERED",
    "DEPARTED",
    "ARRIVED",
    "EMPLOYED",
    "BETWEEN_JOBS",
    "RETURNING",
    "LOST_CONTACT",
    "DETAINED",
    "RETURNED",
  ])("may start at %s", (foundAt) => {
    const [event] = given(migrantDecider, [abroad])
      .when("StartJourney", { scheme: "UNKNOWN", country: "KH", foundAt })
      .events();
    const { journeys } = given(migrantDecider, [abroad, { type: "JourneyStarted", facts: event!.facts }]).state();
    expect(journeys[0]).toMatchObject({ step: foundAt, country: "KH" });
    const phase = foundAt === "REGISTERED" ? "BEFORE" : foundAt === "RETURNED" ? "AFTER" : "DURING";
    expect(journeys[0]!.phase).toBe(phase);
  });

  test("that was found abroad goes on without preparation", () =>
    given(migrantDecider, [abroad, found("ARRIVED")])
      .when("StartEmployment", { employer: "Invented Ltd" })
      .then([
        {
          type: "EmploymentStarted",
          facts: { journey: JOURNEY },
          personal: [{ class: "contact", values: { employer: "Invented Ltd" } }],
        },
      ]));

  test("returns from an interruption to the least specific step, when no earlier step is known", () => {
    expect(stepAfter("LOST_CONTACT", "ContactRestored")).toBe("DEPARTED");
    expect(stepAfter("DETAINED", "DetentionEnded")).toBe("ARRIVED");
  });
});

describe("a late fact", () => {
  const past = [
    abroad,
    on(found("DEPARTED"), "2023-01-10"),
    on(of("EmploymentStarted", { employment: EMPLOYMENT }), "2023-06-01"),
    on(of("ReturnRecorded", { cause: "DEPORTATION" }), "2024-06-01"),
  ];

  test("is judged by the step of its own time", () => {
    const late = given(migrantDecider, past);
    late.when("ReportArrival", { occurred: { date: "2023-01-11" } }).then([{ type: "ArrivalReported" }]);
    late
      .when("ReportArrival", { occurred: { date: "2023-07-01" } })
      .thenRejected("journey-step-order", { step: "EMPLOYED" });
    late
      .when("EndEmployment", { cause: "RESIGNED", occurred: { date: "2023-12-01" } })
      .then([{ type: "EmploymentEnded", facts: { employment: EMPLOYMENT } }]);
  });

  test("gets its place in the history, and the present step stays", () => {
    const { journeys } = given(migrantDecider, [
      ...past,
      on(of("EmploymentEnded", { employment: EMPLOYMENT, cause: "RESIGNED" }), "2023-12-01"),
    ]).state();
    expect(journeys[0]).toMatchObject({ step: "RETURNED", employments: [{ cause: "RESIGNED" }] });
  });

  test("is rejected when it forbids what came after it", () => {
    const late = given(migrantDecider, past);
    late.when("RecordReturn", { cause: "LEAVE", occurred: { date: "2023-03-01" } }).thenRejected("journey-step-order", {
      contradicts: [{ event: late.ids[2], type: "EmploymentStarted" }],
    });
  });

  test("may be older than a journey that was found under way, and not than one that was registered", () => {
    const underWay = [abroad, on(found("EMPLOYED"), "2024-06-01")];
    given(migrantDecider, underWay)
      .when("ReportArrival", { occurred: { date: "2023-03-01" } })
      .then([{ type: "ArrivalReported" }]);
    const { journeys } = given(migrantDecider, [
      ...underWay,
      on(of("ArrivalReported", { country: "MM" }), "2023-03-01"),
    ]).state();
    expect(journeys).toMatchObject([{ step: "EMPLOYED", started: true }]);
    given(migrantDecider, [abroad, on(started, "2024-06-01")])
      .when("ReportArrival", { occurred: { date: "2023-03-01" } })
      .thenRejected("journey-step-order", { step: null });
  });

  test("names its journey, if that journey is over", () => {
    const over = [...past, on(of("JourneyClosed", { reason: "COMPLETED" }), "2024-07-01")];
    const late = given(migrantDecider, over);
    const data = { cause: "RESIGNED", occurred: { date: "2023-12-01" } };
    late.when("EndEmployment", data).thenRejected("no-active-journey");
    late.when("EndEmployment", { ...data, journey: JOURNEY }).then([{ type: "EmploymentEnded" }]);
    late
      .when("EndEmployment", { ...data, journey: SECOND_JOURNEY })
      .thenFails(expect.objectContaining({ type: "unknown-journey" }) as object as Error);
  });

  test("I11 is not in the future", () => {
    const { ids, when } = given(migrantDecider, past);
    when("CorrectFact", { event: ids[3], reason: "MISTYPED", occurred: { date: "2026-03-01" } }).thenRejected("I11");
  });

  test("a correction can't put steps out of order", () => {
    const { ids, when } = given(migrantDecider, past);
    when("CorrectFact", { event: ids[3], reason: "MISTYPED", occurred: { date: "2023-03-01" } }).thenRejected(
      "journey-step-order",
    );
    when("CorrectFact", { event: ids[3], reason: "MISTYPED", occurred: { date: "2024-03-01" } }).then([
      { type: "FactCorrected" },
    ]);
  });
});

const second = (facts: object = {}): PastEvent => ({
  ...started,
  facts: { ...started.facts, journey: SECOND_JOURNEY, ...facts },
});

describe("I9 at most one journey is active", () => {
  test("none starts while another goes on, also in the past", () => {
    const going = [registered(), on(started, "2024-01-01")];
    const start = (data: object) =>
      given(migrantDecider, going).when("StartJourney", { scheme: "P3MI", country: "TW", ...data });
    start({}).thenRejected("I9");
    start({ occurred: { date: "2020-01-01" } }).thenRejected("I9");
    start({
      occurred: { date: "2020-01-01" },
      ended: { reason: "COMPLETED", occurred: { date: "2024-02-01" } },
    }).thenRejected("I9");
  });

  test("a past journey is recorded whole", () => {
    const going = [registered(), on(started, "2024-01-01")];
    const made = given(migrantDecider, going)
      .when("StartJourney", {
        scheme: "P3MI",
        country: "TW",
        occurred: { date: "2020-01-01" },
        ended: { reason: "COMPLETED", occurred: { date: "2023-02-01" } },
      })
      .events();
    expect(made).toMatchObject([
      { type: "JourneyStarted", facts: { foundAt: "DEPARTED" } },
      { type: "JourneyClosed", facts: { reason: "COMPLETED", toldWhole: true } },
    ]);
    const recorded = made.map(({ type, facts }, i) => on({ type, facts }, ["2020-01-01", "2023-02-01"][i]!));
    const state = given(migrantDecider, [...going, ...recorded]).state();
    expect(state.journeys.map(({ step }) => step)).toEqual(["CLOSED", "REGISTERED"]);
    expect(state.activeJourney).toBe(JOURNEY);
    const { journey } = made[0]!.facts as { journey: string };
    given(migrantDecider, [...going, ...recorded])
      .when("ReportArrival", { journey, occurred: { date: "2020-01-02" } })
      .then([{ type: "ArrivalReported" }]);
  });

  test("a correction can't make two", () => {
    const past = [
      registered(),
      on(started, "2023-01-01"),
      on(of("JourneyWithdrawn", { reason: "OTHER" }), "2023-06-01"),
      on(second(), "2024-01-01"),
    ];
    const { ids, when } = given(migrantDecider, past);
    when("CorrectFact", { event: ids[2], reason: "MISTYPED", occurred: { date: "2024-06-01" } }).thenRejected("I9");
    when("CorrectFact", { event: ids[2], reason: "MISTYPED", occurred: { date: "2023-07-01" } }).then([
      { type: "FactCorrected" },
    ]);
  });
});

describe("I12 the placement status", () => {
  test("changes only by its own event", () => {
    const before = given(migrantDecider, [registered("NON_PROCEDURAL", "INFERRED")]).state();
    for (const [step, past] of Object.entries(HISTORIES)) {
      const state = given(migrantDecider, [registered("NON_PROCEDURAL", "INFERRED"), ...past.slice(1)]).state();
      expect([step, state.placementStatus, state.placementStatusBasis]).toEqual([
        step,
        before.placementStatus,
        "INFERRED",
      ]);
    }
    const reached = new Set(Object.values(HISTORIES).flatMap((past) => past.map(({ type }) => type)));
    const unseen = migrantEvents.map(({ type }) => type).filter((type) => !reached.has(type));
    expect(unseen).toEqual([
      "PlacementStatusDetermined",
      "DocumentRejected",
      "ClearanceUnderReview",
      "ClearanceUpheld",
      "ClearanceRefused",
      "ContactRestored",
      "DetentionEnded",
      "DeathReportWithdrawn",
      "JourneyStepWithdrawn",
    ]);
  });

  test("is determined with its basis", () =>
    given(migrantDecider, [registered()])
      .when("DeterminePlacementStatus", { status: "NON_PROCEDURAL", basis: "INFERRED" })
      .then([{ type: "PlacementStatusDetermined", facts: { status: "NON_PROCEDURAL", basis: "INFERRED" } }]));

  test("as determined outlasts a registration that happened later", () => {
    const determined = on(
      { type: "PlacementStatusDetermined", facts: { status: "PROCEDURAL", basis: "DOCUMENTED" } },
      "2020-01-01",
    );
    expect(given(migrantDecider, [registered("UNKNOWN", "NONE"), determined]).state()).toMatchObject({
      placementStatus: "PROCEDURAL",
      placementStatusBasis: "DOCUMENTED",
      discovery: "VILLAGE",
    });
  });
});

describe("a screening", () => {
  const [{ content }] = FIRST_RISK_RULES;
  const screens = (past: readonly PastEvent[], by = {}) =>
    given(migrantDecider, past, { others: { ...others(), ...by } });

  test("rates the red flags by the checklist in force, each once, and advises", () => {
    const band = (...flags: RedFlag[]) => riskBand(content, flags);
    expect([band(), band("SOCIAL_MEDIA_ONLY"), band("SCAM_CORRIDOR")]).toEqual(["LOW", "MEDIUM", "HIGH"]);
    expect(band("SOCIAL_MEDIA_ONLY", "ALL_COSTS_PAID", "REPATRIATED_BEFORE")).toBe("HIGH");
    expect(band("SOCIAL_MEDIA_ONLY", "SOCIAL_MEDIA_ONLY", "SOCIAL_MEDIA_ONLY")).toBe("MEDIUM");
    expect(adviceFor(content, ["SOCIAL_MEDIA_ONLY", "RECRUITER_NOT_REGISTERED"])).toEqual(["CHECK_COMPANY_REGISTER"]);
  });

  test("I2 a high risk bans nothing: whoever meets I1 is cleared", () => {
    const high = of("RiskScreened", { redFlags: ["SCAM_CORRIDOR"], denied: [], edition: 1, band: "HIGH", advice: [] });
    screens([...HISTORIES["ORIENTED"]!, high])
      .when("GrantClearance", { place: "36" })
      .then([{ type: "ClearanceGranted" }]);
  });

  test("keeps what was answered, by which edition, and needs no journey", () =>
    screens([registered()])
      .when("ScreenRisk", { redFlags: ["SCAM_CORRIDOR"], denied: ["ALL_COSTS_PAID"] })
      .then([
        {
          type: "RiskScreened",
          facts: {
            redFlags: ["SCAM_CORRIDOR"],
            denied: ["ALL_COSTS_PAID"],
            edition: 1,
            band: "HIGH",
            advice: ["DESTINATION_NOT_OPEN"],
          },
        },
      ]));

  test("may be done again, and goes by the edition of its day", () => {
    const stream = `rules-${ruleSetId("RISK_CHECKLIST")}`;
    const lenient = { ...content, bands: { medium: 2, high: 9 } };
    const beside: Readonly<Record<string, readonly PastEvent[]>> = others();
    const first = beside[stream]!;
    const editions = [
      ...first,
      {
        type: "RulesPublished",
        facts: { kind: "RISK_CHECKLIST", edition: 2, validFrom: "2010-01-01", source: "[design]", content: lenient },
      },
    ];
    const high = { type: "RiskScreened", facts: { redFlags: ["SCAM_CORRIDOR"], band: "HIGH", advice: [] } };
    const again = screens([registered(), high], { [stream]: editions });
    again
      .when("ScreenRisk", { redFlags: ["SCAM_CORRIDOR"] })
      .then([{ type: "RiskScreened", facts: { edition: 2, band: "MEDIUM" } }]);
    screens([registered()], { [stream]: editions })
      .when("ScreenRisk", { redFlags: ["SCAM_CORRIDOR"], occurred: { date: "2009-05-01" } })
      .then([{ type: "RiskScreened", facts: { edition: 1, band: "HIGH" } }]);
  });

  test("refuses a sign that is said to be there and not, and one that the edition does not ask about", () => {
    const answers =
      (data: object, by = {}) =>
      () =>
        screens([registered()], by).when("ScreenRisk", data).events();
    expect(answers({ redFlags: ["ALL_COSTS_PAID"], denied: ["SCAM_CORRIDOR", "ALL_COSTS_PAID"] })).toThrow(
      "is among the red flags, too",
    );
    const short = { ...content, flags: content.flags.filter(({ flag }) => flag !== "SCAM_CORRIDOR") };
    const facts = { kind: "RISK_CHECKLIST", edition: 1, validFrom: "2000-01-01", source: "[design]", content: short };
    const by = { [`rules-${ruleSetId("RISK_CHECKLIST")}`]: [{ type: "RulesPublished", facts }] };
    expect(answers({ redFlags: ["SCAM_CORRIDOR"] }, by)).toThrow("is not in the checklist of that day");
  });

  test("the first checklist asks about every sign, and says each advice in both languages", () => {
    expect(content.flags.map(({ flag }) => flag)).toEqual(RED_FLAGS);
    expect(content.advice.map(({ advice }) => advice)).toEqual(ADVICE);
    for (const { advice } of content.flags) expect(ADVICE).toEqual(expect.arrayContaining(advice));
  });
});

const personRegistered = (facts: object) => ({
  type: "PersonRegistered",
  stream: `person-${ID}`,
  occurredAt: { precision: "DAY" },
  facts,
});

const phase = (discovery: string) =>
  phaseOf(given(migrantDecider, [{ ...abroad, facts: { ...abroad.facts, discovery } }]).state());

describe("when a person is registered", () => {
  test("as a migrant, then the migrant is registered as of the same time", async () => {
    const migrant = { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "INFERRED" };
    expect(
      await migrantRegistrationProcessManager.thenSend(personRegistered({ migrant }) as never, {} as never),
    ).toEqual([
      {
        category: "migrant",
        id: ID,
        command: "RegisterMigrant",
        data: { ...migrant, occurredAt: { precision: "DAY" } },
      },
    ]);
  });

  test("as anybody else, then nothing follows", async () =>
    expect(await migrantRegistrationProcessManager.thenSend(personRegistered({}) as never, {} as never)).toEqual([]));

  test("as anybody else, then an officer who finds them to be a migrant registers them as one, once", () => {
    const migrant = { discovery: "DEATH_REPORT", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" };
    const person = (facts: object): PastEvent => ({
      type: "PersonRegistered",
      facts: { sex: "FEMALE", source: { kind: "AGENCY" }, warnings: [], ...facts },
    });
    const register = (facts: object | undefined) =>
      given(migrantDecider, [], {
        others: { [`person-${ID}`]: facts === undefined ? [] : [person(facts)] },
      }).when("RegisterAsMigrant", { ...migrant, note: "ternyata pekerja migran" });
    register({}).then([{ type: "MigrantRegistered", facts: migrant, subjects: [{ person: ID, role: "MIGRANT" }] }]);
    register({ migrant }).thenRejected("already-there");
    register(undefined).thenRejected("person-unknown");
    expect(migrantDecider.decisions["RegisterAsMigrant"]!.creates).toBe(true);
  });

  test("the phase of a migrant without a journey follows from the discovery", () => {
    expect(["VILLAGE", "LABOUR_OFFICE", "ABROAD", "RETURN", "DEATH_REPORT"].map(phase)).toEqual([
      "BEFORE",
      "BEFORE",
      "DURING",
      "AFTER",
      "UNKNOWN",
    ]);
  });
});

test("an insurance does not end before it begins", () =>
  given(migrantDecider, [registered(), started])
    .when("ActivateInsurance", { programme: "JKK", from: "2025-02-01", until: "2025-01-31" })
    .thenRejected("insurance-period"));

test("a job that ended during detention does not come back", () => {
  const past = [
    ...HISTORIES["DETAINED"]!,
    of("EmploymentEnded", { employment: EMPLOYMENT, cause: "OTHER" }),
    of("DetentionEnded"),
  ];
  expect(given(migrantDecider, past).state().journeys[0]!.step).toBe("BETWEEN_JOBS");
});

const steps = (...types: string[]) =>
  given(migrantDecider, [...HISTORIES["EMPLOYED"]!, ...types.map((type) => of(type))]).state().journeys[0]!.step;

test("contact lost and restored in detention leaves DETAINED; a detention ends lost contact", () => {
  expect(steps("DetentionRecorded", "ContactLost", "ContactRestored")).toBe("DETAINED");
  expect(steps("DetentionRecorded", "ContactLost", "ContactRestored", "DetentionEnded")).toBe("EMPLOYED");
  expect(steps("ContactLost", "DetentionRecorded", "DetentionEnded")).toBe("EMPLOYED");
});
