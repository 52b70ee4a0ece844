import { describe, expect, test } from "@jest/globals";
import { InvalidField, Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import { assertTimesPossible } from "../../src/http/date-bounds.js";
import type { DateKind } from "../../src/event-sourcing/deciding/date-kinds.js";
import { DateField, datesOf, ObjectField, OccurredDto } from "../../src/http/fields.js";
import type { DeclaredDecider } from "../../src/http/command.js";
import { Occurring } from "../../src/http/parts.js";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { officerDecider } from "../../src/agency/officer.commands.js";
import { companyDecider } from "../../src/company/company.commands.js";
import { personDecider } from "../../src/person/person.commands.js";
import { repatriationDecider } from "../../src/repatriation/repatriation.commands.js";
import { rulesDecider } from "../../src/rules/rules.commands.js";
import { caseDecider } from "../../src/protection-case/case.commands.js";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { beside, HISTORIES, on, SCREENING, VICTIM } from "../protection-case/cases.js";
import { registered, started, submitted } from "../migrant/histories.js";
import { given, NOW, type PastEvent } from "../given.js";

const DECIDERS = [
  agencyDecider,
  officerDecider,
  companyDecider,
  rulesDecider,
  personDecider,
  migrantDecider,
  caseDecider,
  repatriationDecider,
] as unknown as readonly DeclaredDecider<never>[];

/** A fact as an event's schema has it. */
interface DateFact {
  readonly format?: string;
  readonly dateKind?: string;
  readonly fixed?: boolean;
}

const isCorrectableDate = ({ format, fixed }: DateFact) => format === "calendar-date" && fixed !== true;

class End {
  @ObjectField(() => OccurredDto)
  occurred!: OccurredDto;
}

class Body extends Occurring {
  @DateField({ kind: "PAST", optional: true })
  PAST?: string;
  @DateField({ kind: "DUE", optional: true })
  DUE?: string;
  @DateField({ kind: "PLANNED", optional: true })
  PLANNED?: string;
  @DateField({ kind: "EXPIRY", optional: true })
  EXPIRY?: string;
  @ObjectField(() => OccurredDto, { optional: true })
  incident?: OccurredDto;
  @ObjectField(() => End, { optional: true, many: true })
  ends?: End[];
}

const check = (data: object, now = NOW) => assertTimesPossible(Body, data, now);

function refusal(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof InvalidField) return `${error.field}: ${error.message}`;
    if (error instanceof Rejection) return { rule: error.rule.id, ...error.details };
    throw error;
  }
  return "taken";
}

describe("the day of the command is 2025-06-01; a date of a kind lies", () => {
  test.each<[DateKind, string, string]>([
    // In Kiritimati, where a day begins first, it is the same day at that hour.
    ["PAST", "1900-01-01", "2025-06-01"],
    ["DUE", "2025-05-02", "2035-06-01"],
    ["PLANNED", "1900-01-01", "2035-06-01"],
    ["EXPIRY", "1975-06-01", "2075-06-01"],
  ])("%s: from %s to %s", (kind, first, last) => {
    expect(refusal(() => check({ [kind]: first }))).toBe("taken");
    expect(refusal(() => check({ [kind]: last }))).toBe("taken");
    const next = `${last.slice(0, 8)}02`;
    expect(refusal(() => check({ [kind]: next }))).toBe(`${kind}: must not be after ${last}`);
  });

  test.each(["DUE", "EXPIRY"])("%s: not long before", (kind) =>
    expect(refusal(() => check({ [kind]: "1970-01-01" }))).toMatch(`${kind}: must not be before`),
  );
  test("a due date that was set long ago, and is told late, counts from then", () => {
    const set = { occurred: { date: "2024-03-01" } };
    expect(refusal(() => check({ DUE: "2024-03-15", ...set }))).toBe("taken");
    expect(refusal(() => check({ DUE: "2024-01-15", ...set }))).toBe("DUE: must not be before 2024-01-31");
  });
  test("a date of today is past in every zone", () =>
    expect(refusal(() => check({ PAST: "2025-06-02" }, "2025-06-01T11:00:00.000Z"))).toBe("taken"));
});

describe("I11 for every time that a command tells", () => {
  test.each([
    ["occurred", { occurred: { date: "2025-06-02" } }],
    ["incident", { incident: { date: "2030" } }],
    ["ends.1.occurred", { ends: [{ occurred: { date: "2025" } }, { occurred: { date: "2026-01" } }] }],
  ])("%s lies not ahead", (field, data) =>
    expect(refusal(() => check(data))).toMatchObject({ rule: "I11", field, recordedAt: NOW }),
  );

  test("an incident of a complaint, in 2030", () =>
    given(caseDecider, [], { others: beside() })
      .when("ReceiveComplaint", {
        channel: "PHONE",
        complainant: "FAMILY",
        categories: ["UNPAID_WAGES"],
        incident: { date: "2030-01-01" },
      })
      .thenRejected("I11", { field: "incident" }));

  test("an offence that was assessed", () =>
    given(
      caseDecider,
      [...HISTORIES["ASSIGNED"]!, on("02-03", "TraffickingScreeningStarted", { screening: SCREENING, victim: VICTIM })],
      { others: beside() },
    )
      .when("AssessTrafficking", { victim: VICTIM, outcome: "NOT_INDICATED", offence: { date: "2026" } })
      .thenRejected("I11", { field: "offence" }));

  test("when it came to be known that somebody is a party", () =>
    given(caseDecider, HISTORIES["ASSIGNED"]!, { others: beside() })
      .when("RecordParty", { role: "WITNESS", person: VICTIM, occurred: { date: "2026" } })
      .thenRejected("I11", { field: "occurred" }));

  test("the end of a journey that is told whole", () =>
    given(migrantDecider, [
      {
        type: "MigrantRegistered",
        facts: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "STATED" },
      },
    ])
      .when("StartJourney", {
        scheme: "UNKNOWN",
        country: "KH",
        occurred: { date: "2020" },
        ended: { reason: "COMPLETED", occurred: { date: "2027" } },
      })
      .thenRejected("I11", { field: "ended.occurred" }));
});

test.each(["9999-01-01", "2200-01-01", "0026-01-01"])("%s is refused as a due date", (due) =>
  given(caseDecider, HISTORIES["ASSIGNED"]!, { others: beside() })
    .when("SetNextAction", { action: "VISIT", due })
    .thenFails(InvalidField),
);

describe("a correction of a date is bound as the command was that told it", () => {
  const past: PastEvent[] = [
    ...HISTORIES["ASSIGNED"]!,
    on("02-10", "NextActionSet", { action: "VISIT", due: "2025-02-20" }),
  ];
  const corrected = (facts: object, event = past.length - 1) => {
    const { ids, when } = given(caseDecider, past, { others: beside() });
    return refusal(() => when("CorrectFact", { event: ids[event]!, reason: "MISTYPED", facts }).events());
  };

  test("a due date: from the day on which it was set, not for ever", () => {
    expect(corrected({ due: "2025-01-11" })).toBe("taken");
    expect(corrected({ due: "2025-01-10" })).toBe("facts.due: must not be before 2025-01-11");
    expect(corrected({ due: "9999-01-01" })).toMatch(/^facts.due: must/);
    expect(corrected({ due: "0026-01-01" })).toMatch(/^facts.due: must/);
  });

  test("a time in the facts of a complaint lies not ahead of it (I11)", () => {
    const incident = (earliest: string) => ({
      incident: { earliest, latest: null, precision: "DAY", zone: "Asia/Jakarta", conflict: false },
    });
    expect(corrected(incident("2024-12-01T00:00:00.000Z"), 0)).toBe("taken");
    expect(corrected(incident("2030-01-01T00:00:00.000Z"), 0)).toMatchObject({ rule: "I11", field: "facts.incident" });
  });

  test("a day on which a paper was issued was over when it was recorded", () => {
    const paper = submitted("PASSPORT", { issuedOn: "2024-01-01", expiresOn: "2029-01-01" });
    const { ids, when } = given(migrantDecider, [registered(), started, paper]);
    const corrects = (facts: object) =>
      refusal(() => when("CorrectFact", { event: ids[2]!, reason: "MISTYPED", facts }).events());
    expect(corrects({ issuedOn: "2024-02-01" })).toBe("taken");
    expect(corrects({ issuedOn: "2031-01-01" })).toMatch(/^facts.issuedOn: must not be after 20/);
    expect(corrects({ expiresOn: "2120-01-01" })).toMatch(/^facts.expiresOn: must not be after 20/);
  });

  test("of every date that a command takes, the events that have it say the same kind", () => {
    const checked: string[] = [];
    for (const { commands, events } of DECIDERS)
      for (const { route } of commands)
        for (const { name, kind } of route ? datesOf(route.body.prototype as object) : []) {
          const told = events.flatMap(({ facts }) => (facts.properties as Record<string, DateFact>)[name] ?? []);
          for (const { dateKind } of told.filter(isCorrectableDate)) {
            expect({ name, dateKind }).toEqual({ name, dateKind: kind });
            checked.push(name);
          }
        }
    expect(new Set(checked)).toEqual(
      new Set([
        "due",
        "promisedBy",
        "next",
        "validUntil",
        "validFrom",
        "from",
        "until",
        "on",
        "leaves",
        "issuedOn",
        "expiresOn",
        "contractUntil",
        "certifiedOn",
      ]),
    );
  });
});
