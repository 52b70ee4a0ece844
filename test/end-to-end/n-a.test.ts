import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "../temporary.js";
import { openCasework, type Casework, type Offices, type Row } from "./casework.js";
import { startService } from "./service.js";

/**
 * What the report says, and no more: initials, Manado, Cambodia, an illness, online scam and gambling, that the
 * ministry's task force accompanied the repatriation, and "26 Mei lalu", which is the date of the death or of that.
 */
const WORDS = {
  death: "meninggal akibat sakit saat bekerja di Kamboja pada 26 Mei lalu",
  escort: "tak lama setelah pendampingan dalam pemulangan jenazah; Rabu (27/5/2025)",
  sector: "bekerja di sektor online scam dan judi daring",
};

/** A store of its own, as it looks at whole boards. */
const { folder, remove } = temporaryFolder();
afterAll(remove);
let kawal: Casework;
let offices: Offices;
let id = "";
let repatriation = "";

interface Case {
  readonly id: string;
  readonly identity: { readonly initials?: string };
  readonly step: string;
  readonly next: string;
  readonly missing: readonly string[];
  readonly steps: readonly {
    readonly step: string;
    readonly status: string;
    readonly optional: boolean;
    readonly providers: readonly string[];
    readonly done: readonly object[];
  }[];
  readonly papers: {
    readonly presumed: boolean;
    readonly documents: readonly {
      readonly kind: string;
      readonly status: string;
      readonly providers: readonly string[];
    }[];
  };
  readonly [more: string]: unknown;
}

const board = (filter: string) => kawal.asks<Case[]>(`repatriations?${filter}`);
const wholeCase = () => kawal.asks<Case>(`repatriations/${repatriation}`);
const toldOf = (rows: readonly Row[]) => rows.filter(({ stream }) => !stream.startsWith("process-"));

beforeAll(async () => {
  kawal = await openCasework(await startService(folder));
  ({ offices } = kawal);
  const desk = offices.foreignMinistry;
  id = await kawal.does(desk, "persons", {
    sex: "UNKNOWN",
    source: "NEWS_REPORT",
    origin: "71.71",
    identity: { initials: "N.A." },
    migrant: { discovery: "DEATH_REPORT", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "INFERRED" },
  });
  await kawal.does(desk, `migrants/${id}/death-reports`, {
    cause: "ILLNESS",
    country: "KH",
    source: "NEWS_REPORT",
    // Whichever the date is of, the death was not after it.
    occurred: { until: "2025-05-26", zone: "Asia/Phnom_Penh", asReported: WORDS.death, conflict: true },
  });
  await kawal.does(desk, `migrants/${id}/journeys`, {
    scheme: "UNKNOWN",
    country: "KH",
    foundAt: "EMPLOYED",
    sector: "ONLINE_SCAM_OR_GAMBLING",
    note: WORDS.sector,
    occurred: { until: "2025-05-26", zone: "Asia/Phnom_Penh" },
  });
  repatriation = await kawal.does(desk, "repatriations", {
    kind: "REMAINS",
    person: id,
    source: "NEWS_REPORT",
    country: "KH",
    occurred: { until: "2025-05-27" },
  });
  await kawal.does(desk, `repatriations/${repatriation}/accompaniments`, {
    agencies: [desk.agency],
    leg: "NOT_REPORTED",
    source: "NEWS_REPORT",
    occurred: { until: "2025-05-27", asReported: WORDS.escort, conflict: true },
  });
});

describe("N.A., known only by a report of the death", () => {
  test("every step that the report does not give is MISSING, with who could provide it", async () => {
    const { steps, missing, papers, ...shown } = await wholeCase();
    expect(shown).toMatchObject({
      kind: "REMAINS",
      status: "OPEN",
      identity: { initials: "N.A." },
      step: "REQUESTED",
      next: "FAMILY_NOTIFIED",
      disposition: null,
      outcome: null,
      reportedOutcome: null,
      overdue: false,
    });
    expect(missing).toEqual([
      "FAMILY_NOTIFIED",
      "DISPOSITION_DECIDED",
      "FUNDING_AGREED",
      "DOCUMENTS_VERIFIED",
      "DEATH_ENTERED",
      "LEGALISED",
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
    for (const { step, status, providers } of steps)
      expect([step, status, providers.length > 0]).toEqual([step, step === "ACCOMPANIED" ? "DONE" : "MISSING", true]);
    expect(steps.filter(({ optional }) => optional).map(({ step }) => step)).toEqual([
      "AUTOPSY",
      "CREMATED",
      "ACCOMPANIED",
    ]);
    expect(steps[0]!.providers).toEqual(["PLACEMENT_COMPANY", "FOREIGN_MINISTRY", "BP3MI"]);
    expect(papers.presumed).toBe(true);
    expect(papers.documents.map(({ kind, status }) => [kind, status])).toContainEqual([
      "EMBALMING_CERTIFICATE",
      "MISSING",
    ]);
    for (const { status, providers } of papers.documents)
      expect([status, providers.length > 0]).toEqual(["MISSING", true]);
  });

  test("the one step that it gives has its time as reported: bounded on one side, in conflict, in the words of the source", async () => {
    const { steps } = await wholeCase();
    const { done } = steps.find(({ step }) => step === "ACCOMPANIED")!;
    expect(done).toMatchObject([
      {
        at: { earliest: null, latest: "2025-05-27T16:59:59.999Z", precision: "RANGE", conflict: true },
        asReported: { "occurredAt.asReported": WORDS.escort },
      },
    ]);
  });

  test("the board finds the case by country, origin, kind, what is missing, and nothing else", async () => {
    for (const filter of [
      "kind=REMAINS",
      "country=KH",
      "origin=71",
      "origin=71.71",
      "missing=FAMILY_NOTIFIED",
      "step=REQUESTED",
      "open=true",
      `person=${id}`,
    ])
      expect((await board(filter)).map((each) => [filter, each.id])).toEqual([[filter, repatriation]]);
    for (const filter of [
      "kind=LIVING",
      "country=TW",
      "origin=36",
      "missing=ACCOMPANIED",
      "overdue=true",
      "open=false",
    ])
      expect([filter, await board(filter)]).toEqual([filter, []]);
  });

  test("the profile tags the inference, the unconfirmed death and its uncertain time", async () => {
    const profile = await kawal.profile(id);
    expect(profile).toMatchObject({
      discovery: "DEATH_REPORT",
      placementStatus: { status: "NON_PROCEDURAL", basis: "INFERRED", inferred: true },
      warnings: ["PLACEMENT_STATUS_INFERRED", "DEATH_NOT_CONFIRMED", "TIME_OF_DEATH_UNCERTAIN"],
      person: { sex: "UNKNOWN", birthYear: null, nationality: null, identity: { initials: "N.A." }, contact: {} },
      death: {
        status: "REPORTED",
        cause: "ILLNESS",
        country: "KH",
        certificate: null,
        occurredAt: { earliest: null, latest: "2025-05-26T16:59:59.999Z", precision: "RANGE", conflict: true },
      },
      journeys: [{ sector: "ONLINE_SCAM_OR_GAMBLING", clearance: null, insurance: [], employments: [] }],
      // Nobody asks for the papers of a placement (I4).
      clearance: { needed: false },
    });
  });

  test("the timeline holds exactly what was reported: nothing is made up", async () => {
    const desk = offices.foreignMinistry.agency;
    const rows = toldOf(await kawal.timeline(id));
    const registered = {
      discovery: "DEATH_REPORT",
      placementStatus: "NON_PROCEDURAL",
      placementStatusBasis: "INFERRED",
    };
    const tie = expect.stringMatching(/^[0-9a-f-]{36}$/);
    expect(rows.map(({ type, facts }) => [type, facts])).toEqual([
      [
        "PersonRegistered",
        {
          sex: "UNKNOWN",
          origin: { scheme: "KEMENDAGRI", code: "71.71" },
          source: { kind: "NEWS_REPORT" },
          warnings: [],
          migrant: registered,
        },
      ],
      ["MigrantRegistered", registered],
      ["DeathReported", { report: tie, cause: "ILLNESS", country: "KH", source: "NEWS_REPORT" }],
      [
        "JourneyStarted",
        { journey: tie, foundAt: "EMPLOYED", scheme: "UNKNOWN", country: "KH", sector: "ONLINE_SCAM_OR_GAMBLING" },
      ],
      [
        "RepatriationRequested",
        {
          kind: "REMAINS",
          person: id,
          source: "NEWS_REPORT",
          country: "KH",
          origin: { scheme: "KEMENDAGRI", code: "71.71" },
          cause: "DEATH",
          // What the rules ask of every case; none of it is told of this one.
          edition: 1,
          steps: expect.any(Array),
          documentSets: expect.any(Array),
        },
      ],
      ["RepatriationAccompanied", { agencies: [desk], escorts: [], leg: "NOT_REPORTED", source: "NEWS_REPORT" }],
    ]);
    expect(rows.flatMap(({ personal }) => personal.map(({ values }) => values))).toEqual([
      { initials: "N.A." },
      { note: WORDS.sector },
    ]);
    expect(rows.map(({ happened }) => [happened.precision, happened.latest && happened.latest < "2025-06"])).toEqual([
      ["INSTANT", false],
      ["INSTANT", false],
      ["RANGE", true],
      ["RANGE", true],
      ["RANGE", true],
      ["RANGE", true],
    ]);
    expect(rows[2]!.happened).toMatchObject({ asReported: WORDS.death, conflict: true });
  });

  test("on a day before the 26th the death had possibly happened, and on the 27th certainly", async () => {
    const before = await kawal.stateAt(id, `migrant-${id}`, { asOf: "2025-05-20" });
    expect(before).toMatchObject({ state: null });
    expect(before!.possibly.map(({ type }) => type)).toEqual(["DeathReported", "JourneyStarted"]);
    const after = await kawal.stateAt(id, `migrant-${id}`, { asOf: "2025-05-27" });
    expect(after).toMatchObject({ state: { death: { status: "REPORTED" } }, possibly: [] });
  });

  test("is found by the initials where N.A. came from, and by no one who is elsewhere", async () => {
    for (const near of [offices.bp3miManado, offices.desk]) {
      expect(await kawal.search(near, { name: "NA" })).toMatchObject([{ person: id }]);
      expect(await kawal.search(near, { name: "N. A.", origin: "71" })).toMatchObject([{ person: id }]);
      // Where somebody comes from ranks, and hides nobody.
      expect(await kawal.search(near, { name: "N.A.", origin: "36" })).toMatchObject([
        { person: id, differs: ["ORIGIN"] },
      ]);
    }
    expect(await kawal.search(offices.bp3mi, { name: "NA" })).toEqual([]);
    await kawal.unseen(offices.bp3mi, `persons/${id}`);
    await kawal.unseen(offices.mission, `repatriations/${repatriation}`);
  });

  test("I7 nothing of what is missing is taken for granted: the remains have not left", async () => {
    const problem = await kawal.refused(
      offices.embassy,
      `repatriations/${repatriation}/remains-departure`,
      { route: "AIR" },
      "I7",
    );
    const papers = (await wholeCase()).papers.documents.map(({ kind }) => kind);
    expect(problem["missing"]).toEqual(["FAMILY_NOTIFIED", "DISPOSITION_DECIDED", ...papers]);
    const close = { reason: "COMPLETED" };
    await kawal.refused(offices.embassy, `repatriations/${repatriation}/closure`, close, "repatriation-not-complete");
  });
});
