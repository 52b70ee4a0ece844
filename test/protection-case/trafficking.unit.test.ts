import { describe, expect, test } from "@jest/globals";
import { InvalidField } from "../../src/event-sourcing/deciding/rejection.js";
import { STATUS_BASES } from "../../src/person/person.events.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { FINDING_ALLOWED, type TraffickingStatus } from "../../src/protection-case/trafficking-assessment.js";
import { processManagers } from "../../src/slices.js";
import { given, OFFICER, type PastEvent } from "../given.js";
import { beside, bornOn, FILE, HISTORIES, NO_FILE, on, person, SCREENING, VICTIM } from "./cases.js";

const ASSESSMENT = "0f5b6c3e-0000-4000-8000-0000000000e8";
const started = on("01-10", "TraffickingScreeningStarted", { screening: SCREENING, victim: VICTIM });
const assessed = (outcome: string, day = "01-11"): PastEvent =>
  on(
    day,
    "TraffickingAssessed",
    {
      assessment: ASSESSMENT,
      screening: SCREENING,
      victim: VICTIM,
      assessor: OFFICER,
      instrument: "UU_21_2007",
      edition: 1,
    },
    { personal: [{ person: VICTIM, class: "trafficking", values: { outcome } }] },
  );
const PAST: { readonly [status: string]: readonly PastEvent[] } = {
  NOT_SCREENED: [],
  SCREENING: [started],
  NOT_INDICATED: [started, assessed("NOT_INDICATED")],
  INDICATED: [started, assessed("INDICATED")],
  CONFIRMED: [started, assessed("INDICATED"), assessed("CONFIRMED", "01-12")],
};
const of = HISTORIES["ASSIGNED"]!;

const WHOLE = {
  victim: VICTIM,
  outcome: "INDICATED",
  offence: { date: "2024-05" },
  acts: ["RECRUITMENT", "TRANSPORT"],
  means: ["DEBT_BONDAGE"],
  purposes: ["FORCED_LABOUR"],
};
const assess = (
  data: object = {},
  status = "SCREENING",
  about: PastEvent = person({ birthYear: 1990 }),
  now?: string,
) =>
  given(caseDecider, [...of, ...PAST[status]!], {
    others: beside({ [`person-${VICTIM}`]: [about] }),
    ...(now && { now }),
  }).when("AssessTrafficking", { ...WHOLE, ...data });
const sealed = (made: ReturnType<typeof assess>) => made.events()[0]!.personal![0]!.values;

describe("an assessment", () => {
  test("says in the clear that it was made, by whom and by what; what it found, and on which files, is sealed", () => {
    const [event] = assess({
      evidence: [FILE],
      dissent: "Ragu",
      dissentingOutcome: "NOT_INDICATED",
      grounds: "Wawancara",
    }).events();
    expect(event).toMatchObject({ type: "TraffickingAssessed", subjects: [{ person: VICTIM, role: "VICTIM" }] });
    expect(event!.facts).toEqual({
      assessment: expect.any(String),
      screening: SCREENING,
      victim: VICTIM,
      assessor: OFFICER,
      instrument: "UU_21_2007",
      edition: 1,
    });
    expect(event!.personal).toEqual([
      {
        person: VICTIM,
        class: "trafficking",
        values: {
          outcome: "INDICATED",
          offence: "2024-05",
          acts: "RECRUITMENT,TRANSPORT",
          means: "DEBT_BONDAGE",
          purposes: "FORCED_LABOUR",
          ageAtOffence: "34",
          evidence: FILE,
          dissent: "Ragu",
          dissentingOutcome: "NOT_INDICATED",
          grounds: "Wawancara",
        },
      },
    ]);
  });

  test.each(["NOT_INDICATED", "INDICATED", "CONFIRMED"])("looks the same in the clear when it found %s", (outcome) => {
    const status = outcome === "CONFIRMED" ? "INDICATED" : "SCREENING";
    const event = assess({ outcome, evidence: [FILE], confirmedBy: "COURT" }, status).events()[0]!;
    expect(JSON.stringify({ ...event, personal: [] })).not.toMatch(/INDICATED|CONFIRMED|COURT|BONDAGE/);
  });

  test("rests on files that are there", () =>
    assess({ evidence: [NO_FILE] }).thenFails(
      new InvalidField("unknown-file", "evidence.0", "names no file; upload it first"),
    ));

  test("is not corrected, but made again; what was written about it can be", () => {
    const { ids, when } = given(caseDecider, [...of, ...PAST["INDICATED"]!], { others: beside() });
    const correct = (fields: object) =>
      when("CorrectFact", { event: ids.at(-1), reason: "MISTYPED", personal: { trafficking: fields } });
    correct({ outcome: "CONFIRMED" }).thenFails(InvalidField);
    correct({ meansNotNeeded: "x" }).thenFails(InvalidField);
    correct({ grounds: "Wawancara kedua" }).then([{ type: "FactCorrected" }]);
  });
});

describe("the three parts (UU 21/2007 art. 1)", () => {
  test.each(["acts", "means", "purposes"])("an adult is not indicated without %s", (part) =>
    assess({ [part]: [] }).thenRejected("trafficking-three-parts", { missing: [part] }),
  );
  test("what is not indicated needs none", () =>
    assess({ outcome: "NOT_INDICATED", acts: [], means: [], purposes: [] }).then([{}]));
  test("codes are those of the instrument", () => assess({ means: ["PERSUASION"] }).thenFails(InvalidField));
});

describe("a child: act and purpose suffice, with the basis recorded", () => {
  const child = { means: [] };
  const onDay = (date: string) => ({ ...child, offence: { date } });

  test("by the birth date, on the day of the offence, and not on that of the assessment", () => {
    const about = bornOn("2006-05-10");
    expect(sealed(assess(onDay("2024-05-09"), "SCREENING", about))).toMatchObject({
      outcome: "INDICATED",
      ageAtOffence: "17",
      childBasis: "BIRTH_DATE",
      meansNotNeeded: expect.stringContaining("art. 5 and 6"),
    });
    assess(onDay("2024-05-10"), "SCREENING", about).thenRejected("trafficking-three-parts", { missing: ["means"] });
    // An offence that lasted: it began while the victim was a child.
    assess({ ...child, offence: { date: "2024-05-01", until: "2024-06-30" } }, "SCREENING", about).then([{}]);
  });

  test("by the last day that the birth date may be, where the day is not known", () => {
    const about = bornOn("2006-05");
    expect(sealed(assess(onDay("2024-05-30"), "SCREENING", about))).toMatchObject({
      ageAtOffence: "17",
      childBasis: "BIRTH_DATE",
    });
    assess(onDay("2024-05-31"), "SCREENING", about).thenRejected("trafficking-three-parts", { missing: ["means"] });
  });

  test("by the birth year, with the benefit of the doubt", () => {
    const born = (birthYear: number) => person({ birthYear });
    expect(sealed(assess(onDay("2024"), "SCREENING", born(2006)))).toMatchObject({ childBasis: "BIRTH_YEAR" });
    assess(onDay("2024"), "SCREENING", born(2005)).thenRejected("trafficking-three-parts");
  });

  test("else by what the assessor has seen; never by nothing", () => {
    expect(sealed(assess({ ...child, childBy: "DOCUMENT" }, "SCREENING", person()))).toMatchObject({
      childBasis: "DOCUMENT",
    });
    assess(child, "SCREENING", person()).thenRejected("trafficking-three-parts");
    assess({ ...child, childBy: "ASSESSMENT" }, "SCREENING", bornOn("1990-01-01")).thenRejected(
      "trafficking-three-parts",
    );
  });

  test("still not without act and purpose; and with means, no exception is claimed", () => {
    const about = bornOn("2010-01-01");
    for (const part of ["acts", "purposes"])
      assess({ ...child, [part]: [] }, "SCREENING", about).thenRejected("trafficking-three-parts");
    expect(sealed(assess({}, "SCREENING", about))).toMatchObject({
      childBasis: "BIRTH_DATE",
      meansNotNeeded: undefined,
    });
  });
});

describe("the instrument is that of the date of the offence", () => {
  const NEW_YEAR = "2026-03-01T00:00:00.000Z";
  test.each([
    ["2024", "UU_21_2007", 1],
    ["2026-01-01", "UU_21_2007", 1],
    ["2026-01-02", "UU_1_2023", 2],
    ["2026-02", "UU_1_2023", 2],
  ])("%s: %s", (date, instrument, edition) =>
    assess({ offence: { date } }, "SCREENING", person({ birthYear: 1990 }), NEW_YEAR).then([
      { facts: { instrument, edition } },
    ]),
  );
  test("without a date there is none", () => {
    assess({ offence: {} }).thenFails(InvalidField);
    assess({ offence: { date: "1999" } }).thenRejected("no-rules-in-force");
  });
});

describe("the order of findings", () => {
  /** By hand: what each status takes. */
  const TAKEN: { readonly [S in Exclude<TraffickingStatus, "UNREADABLE">]: string } = {
    NOT_SCREENED: "",
    SCREENING: "NOT_INDICATED INDICATED",
    NOT_INDICATED: "NOT_INDICATED INDICATED",
    INDICATED: "NOT_INDICATED INDICATED CONFIRMED",
    CONFIRMED: "",
  };
  test("has every status", () => expect(Object.keys(FINDING_ALLOWED)).toEqual([...Object.keys(TAKEN), "UNREADABLE"]));

  test.each(Object.entries(TAKEN))("%s takes %s", (status, taken) => {
    for (const outcome of ["NOT_INDICATED", "INDICATED", "CONFIRMED"]) {
      const made = assess({ outcome, evidence: [FILE], confirmedBy: "COURT" }, status);
      if (taken.split(" ").includes(outcome)) made.then([{ type: "TraffickingAssessed" }]);
      else made.thenRejected("trafficking-order");
    }
  });

  test("screening again is always allowed, also of a closed case and of what was confirmed", () => {
    for (const past of [...Object.values(HISTORIES), ...Object.values(PAST).map((more) => [...of, ...more])])
      if (past.at(-1) !== started)
        given(caseDecider, past, { others: beside() })
          .when("StartTraffickingScreening", { victim: VICTIM })
          .then([{ type: "TraffickingScreeningStarted" }]);
    given(caseDecider, [...of, started], { others: beside() })
      .when("StartTraffickingScreening", { victim: VICTIM })
      .thenRejected("screening-open");
  });

  test("after a new screening the old finding no longer counts", () => {
    const again = on("02-01", "TraffickingScreeningStarted", { screening: NO_FILE, victim: VICTIM });
    given(caseDecider, [...of, ...PAST["INDICATED"]!, again], { others: beside() })
      .when("AssessTrafficking", { ...WHOLE, outcome: "CONFIRMED", evidence: [FILE], confirmedBy: "COURT" })
      .thenRejected("trafficking-order");
  });
});

describe("never automatic", () => {
  test("a confirmation names who confirmed, and the evidence", () => {
    const confirm = { outcome: "CONFIRMED", evidence: [FILE], confirmedBy: "PROSECUTOR" };
    assess(confirm, "INDICATED").then([{ type: "TraffickingAssessed" }]);
    assess({ ...confirm, evidence: [] }, "INDICATED").thenRejected("trafficking-confirmation");
    assess({ ...confirm, confirmedBy: undefined }, "INDICATED").thenRejected("trafficking-confirmation");
  });

  test("no process manager assesses, or reacts to an assessment", () => {
    for (const { name, when } of processManagers)
      expect([name, when.filter((type) => type.startsWith("Trafficking"))]).toEqual([name, []]);
  });
});

describe("I12 a finding never changes the placement status, nor the other way round", () => {
  test("nothing follows from either in the other, and neither is a ground of the other", () => {
    const about = ["TraffickingScreeningStarted", "TraffickingAssessed", "PlacementStatusDetermined"];
    expect(processManagers.flatMap(({ when }) => when.filter((type) => about.includes(type)))).toEqual([]);
    expect(STATUS_BASES.join()).not.toMatch(/TRAFFICK|FINDING|INDICATED/);
  });

  test("an assessment reads no migrant, and makes one event: its own", () => {
    const { loads } = caseDecider.decisions["AssessTrafficking"]!;
    const loaded = loads!(WHOLE as never, given(caseDecider, of).state(), "") as {
      [name: string]: { aggregate: { category: string } };
    };
    expect(Object.values(loaded).map(({ aggregate }) => aggregate.category)).toEqual(["rules", "person"]);
    const events = assess().events();
    expect(events.map(({ type }) => type)).toEqual(["TraffickingAssessed"]);
    const before = given(caseDecider, [...of, started]).state();
    const after = given(caseDecider, [...of, started, assessed("INDICATED")]).state();
    expect({ ...after, screenings: [] }).toEqual({ ...before, screenings: [] });
  });
});
