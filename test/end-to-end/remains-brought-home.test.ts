import { beforeAll, describe, expect, test } from "@jest/globals";
import { inOrder } from "../in-order.js";
import { sharedService } from "../whole-run/whole-run.js";
import { DISTANT } from "./service.js";
import { on, openCasework, type Casework, type Offices, type Row as Shown } from "./casework.js";

let kawal: Casework;
let offices: Offices;

beforeAll(async () => {
  kawal = await openCasework(await sharedService());
  ({ offices } = kawal);
});

const AIR_PAPERS = [
  "DEATH_CERTIFICATE",
  "MEDICAL_CERTIFICATE_OF_CAUSE",
  "DECEASED_PASSPORT",
  "EXPORT_PERMIT",
  "SEALING_CERTIFICATE",
  "EMBALMING_CERTIFICATE",
  "FREE_OF_INFECTION_CERTIFICATE",
  "PACKING_CERTIFICATE",
];

interface Step {
  readonly step: string;
  readonly status: string;
  readonly agency: string | null;
  readonly agencyName: string | null;
  readonly since: string | null;
  readonly due: string | null;
  readonly overdue: boolean;
}
interface Case {
  readonly id: string;
  readonly status: string;
  readonly step: string;
  readonly missing: readonly string[];
  readonly overdue: boolean;
  readonly ended: { readonly reason: string } | null;
  readonly steps: readonly Step[];
  readonly assigned: readonly Step[];
  readonly papers: { readonly documents: readonly { kind: string; status: string; document: string }[] };
}

/** Family and neighbours of the village, as an office came to know of them. */
const register = (name: string, sex: string, office = offices.mission) =>
  kawal.does(office, "persons", { sex, source: "FAMILY_REPORT", origin: "36.04.13", identity: { name } });
const caseOf = (id: string) => kawal.asks<Case>(`repatriations/${id}`);
/** The village of all who are in these tests, and in no others of those that share the service. */
const HERE = "origin=36.04.13";
const board = (filter: string) => kawal.asks<Case[]>(`repatriations?${filter}`);
const ids = (cases: readonly Case[]) => cases.map(({ id }) => id);

/** Someone who works in Taiwan, as the mission came to know of them. */
async function workerAbroad(name: string): Promise<string> {
  const id = await kawal.does(offices.mission, "persons", {
    sex: "MALE",
    source: "AGENCY",
    origin: "36.04.13",
    birthYear: 1988,
    identity: { name },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
    ...on("2024-08-01"),
  });
  await kawal.does(offices.mission, `migrants/${id}/journeys`, {
    scheme: "UNKNOWN",
    country: "TW",
    sector: "FISHERY",
    foundAt: "EMPLOYED",
    ...on("2024-08-01"),
  });
  return id;
}

const requestLiving = (person: string) =>
  kawal.does(offices.mission, "repatriations", {
    kind: "LIVING",
    person,
    source: "PERSON",
    cause: "ACCIDENT_OR_ILLNESS",
    country: "TW",
    ...on("2025-01-10"),
  });

const dies = async (person: string, date: string) => {
  await kawal.does(offices.mission, `migrants/${person}/death-reports`, {
    cause: "ILLNESS",
    country: "TW",
    source: "HOSPITAL",
    ...on(date),
  });
  await kawal.does(offices.mission, `migrants/${person}/death-confirmations`, { certifiedOn: date });
};

const requestRemains = (person: string) =>
  kawal.does(offices.mission, "repatriations", {
    kind: "REMAINS",
    person,
    source: "MISSION",
    country: "TW",
    ...on("2025-02-03"),
  });

describe("remains are brought home, up to burial and claims", () => {
  const then = inOrder();
  let id = "";
  let living = "";
  let remains = "";
  let wife = "";
  let brother = "";
  let witness = "";
  const migrant = (path: string) => `migrants/${id}/${path}`;
  const step = (path: string) => `repatriations/${remains}/${path}`;

  then("a living person was to come home, and had asked that the brother be told nothing", async () => {
    id = await workerAbroad("Slamet Riyadi");
    wife = await register("Siti Rohmah", "FEMALE");
    brother = await register("Joko Riyadi", "MALE");
    witness = await register("Haji Ahmad", "MALE", offices.bp3mi);
    await kawal.does(offices.mission, `persons/${id}/do-not-tell`, { person: brother, reason: "he sold the land" });
    living = await requestLiving(id);
    await kawal.does(offices.mission, `repatriations/${living}/identity`, { basis: "PASSPORT", ...on("2025-01-12") });
    expect(await caseOf(living)).toMatchObject({ status: "OPEN", step: "IDENTITY_CONFIRMED" });
  });

  then("I5 with the confirmed death the journey home of the living person is cancelled", async () => {
    const unreported = await kawal.refused(offices.mission, migrant("death-confirmations"), {}, "death-report-state");
    expect(unreported).toMatchObject({ status: 409, state: "NONE" });
    await dies(id, "2025-02-01");
    expect(await caseOf(living)).toMatchObject({ status: "CANCELLED", ended: { reason: "DEATH" } });
    expect(await kawal.profile(id)).toMatchObject({
      step: "DECEASED",
      activeJourney: null,
      clearance: { because: "DECEASED" },
    });
    const cancelled = (await kawal.timeline(id)).find(({ type }) => type === "RepatriationCancelled")!;
    expect(cancelled).toMatchObject({
      who: { kind: "PROCESS_MANAGER", id: "repatriation-at-death" },
      agency: { name: "KDEI Taipei" },
    });
  });

  then("I5 no act of the living after the death is taken; an earlier one is, however late it is told", async () => {
    const fit = { fitness: "FIT_WITH_ESCORT" };
    const afterwards = { ...fit, ...on("2025-02-05") };
    await kawal.refused(offices.mission, `repatriations/${living}/fit-to-travel`, afterwards, "I5");
    const ended = { cause: "ACCIDENT_OR_ILLNESS" };
    await kawal.refused(offices.mission, migrant("employment-ends"), { ...ended, ...on("2025-02-05") }, "I5");
    const asks = { kind: "LIVING", person: id, source: "FAMILY", cause: "ACCIDENT_OR_ILLNESS", ...on("2025-02-05") };
    await kawal.refused(offices.mission, "repatriations", asks, "I5");
    await kawal.does(offices.mission, `repatriations/${living}/fit-to-travel`, { ...fit, ...on("2025-01-20") });
    await kawal.does(offices.mission, migrant("employment-ends"), { ...ended, ...on("2025-01-15") });
    expect(await caseOf(living)).toMatchObject({ status: "CANCELLED", step: "FIT_TO_TRAVEL" });
    expect(await kawal.stateAt(id, `migrant-${id}`, { asOf: "2025-01-18" })).toMatchObject({
      state: { journeys: [{ step: "BETWEEN_JOBS" }] },
    });
  });

  then("I7 the remains can't leave before the family decided and every paper is verified", async () => {
    remains = await requestRemains(id);
    const departs = { route: "AIR", ...on("2025-02-20") };
    const first = await kawal.refused(offices.mission, step("remains-departure"), departs, "I7");
    expect(first["missing"]).toEqual(["FAMILY_NOTIFIED", "DISPOSITION_DECIDED", ...AIR_PAPERS]);
    expect(first["papers"]).toContainEqual(
      expect.objectContaining({
        kind: "SEALING_CERTIFICATE",
        reason: "NOT_SUBMITTED",
        providers: ["MISSION", "UNDERTAKER"],
      }),
    );
    await kawal.does(offices.mission, step("family-notifications"), {
      relative: wife,
      relation: "SPOUSE",
      channel: "PHONE",
      ...on("2025-02-03"),
    });
    await kawal.does(offices.mission, step("dispositions"), {
      disposition: "REPATRIATE",
      decidedBy: "FAMILY",
      relative: wife,
      relation: "SPOUSE",
      ...on("2025-02-05"),
    });
    const second = await kawal.refused(offices.mission, step("remains-departure"), departs, "I7");
    expect(second).toMatchObject({ missing: AIR_PAPERS, disposition: "REPATRIATE", route: "AIR" });
  });

  then("I15 whom he asked not to tell is not told, does not decide, and does not receive him", async () => {
    const told = { relative: brother, relation: "SIBLING" };
    const problem = await kawal.refused(offices.mission, step("family-notifications"), told, "I15");
    expect(JSON.stringify(problem)).not.toContain("sold the land");
    const decides = { ...told, disposition: "BURY_ABROAD", decidedBy: "FAMILY" };
    await kawal.refused(offices.mission, step("dispositions"), decides, "I15");
    const receives = {
      recipient: brother,
      relation: "SIBLING",
      witness: { person: witness, capacity: "VILLAGE_OFFICIAL" },
      ...on("2025-02-22"),
    };
    await kawal.refused(offices.bp3mi, step("remains-handover"), receives, "I15");
  });

  then("who has a step, since when, and that it is overdue, the board tells on the day it is asked", async () => {
    await kawal.does(offices.mission, step("assignments"), {
      step: "FUNDING_AGREED",
      agency: offices.company.agency,
      due: "2025-02-10",
      ...on("2025-02-05"),
    });
    await kawal.does(offices.mission, step("assignments"), {
      step: "LEGALISED",
      agency: offices.mission.agency,
      due: DISTANT,
      ...on("2025-02-06"),
    });
    const [row] = await board(`agency=${offices.company.agency}&overdue=true`);
    expect(row).toMatchObject({ id: remains, step: "DISPOSITION_DECIDED", overdue: true });
    expect(row!.assigned).toMatchObject([
      {
        step: "FUNDING_AGREED",
        agency: offices.company.agency,
        agencyName: "PT Contoh Penempatan",
        since: "2025-02-04T17:00:00.000Z",
        due: "2025-02-10",
        overdue: true,
      },
      { step: "LEGALISED", agencyName: "KDEI Taipei", overdue: false },
    ]);
    expect(ids(await board(`overdue=true&${HERE}`))).toEqual([remains]);
    expect(await board(`agency=${offices.mission.agency}&overdue=true`)).toEqual([]);
    expect(ids(await board(`kind=REMAINS&country=TW&${HERE}&open=true`))).toEqual([remains]);
    // The company pays, as it says to the mission; of the way home it sees nothing itself.
    await kawal.forbidden(offices.company, `repatriations/${remains}`);
    await kawal.does(offices.mission, step("funding"), { funding: "PLACEMENT_COMPANY", ...on("2025-02-12") });
    expect(await board(`overdue=true&${HERE}`)).toEqual([]);
    const { overdue, assigned } = (await board(`agency=${offices.mission.agency}`))[0]!;
    expect({ overdue, steps: assigned.map((each) => each.step) }).toEqual({ overdue: false, steps: ["LEGALISED"] });
  });

  then("I3 every paper is verified by another than who submitted it; one rejected is submitted anew", async () => {
    const colleague = kawal.colleagueOf(offices.mission);
    const submit = async (kind: string) => {
      const file = await kawal.uploads(offices.mission, id);
      await kawal.does(offices.mission, step("documents"), { kind, file, ...on("2025-02-10") });
      return (await caseOf(remains)).papers.documents.find((each) => each.kind === kind)!.document;
    };
    for (const kind of AIR_PAPERS) {
      let document = await submit(kind);
      await kawal.refused(offices.mission, step("document-verifications"), { document }, "I3");
      if (kind === "EXPORT_PERMIT") {
        const rejection = { document, reason: "INCOMPLETE", ...on("2025-02-11") };
        await kawal.does(colleague, step("document-rejections"), rejection);
        document = await submit(kind);
      }
      await kawal.does(colleague, step("document-verifications"), { document, ...on("2025-02-14") });
    }
    const { papers, missing } = await caseOf(remains);
    expect(papers.documents.map(({ kind, status }) => [kind, status])).toEqual(
      AIR_PAPERS.map((kind) => [kind, "VERIFIED"]),
    );
    expect(missing).not.toContain("DOCUMENTS_VERIFIED");
  });

  then("they are legalised, booked, flown out, and go through quarantine and customs", async () => {
    await kawal.does(offices.mission, step("death-entry"), { registerNumber: "7/2025", ...on("2025-02-15") });
    await kawal.does(offices.mission, step("legalisation"), on("2025-02-16"));
    await kawal.does(offices.mission, step("cargo"), { route: "AIR", leaves: "2025-02-20", ...on("2025-02-17") });
    await kawal.does(offices.mission, step("remains-departure"), { route: "AIR", ...on("2025-02-20") });
    expect(await caseOf(remains)).toMatchObject({ step: "DEPARTED" });
    await kawal.does(offices.bp3mi, step("remains-arrival"), { region: "36.71", place: "CGK", ...on("2025-02-20") });
    await kawal.unseen(offices.customs, `repatriations/${remains}`);
    const early = await offices.customs.sends(step("quarantine-permit"), on("2025-02-20"));
    expect(early).toMatchObject({ status: 404, body: { type: "urn:kawal:problem:not-found" } });
    await kawal.does(offices.bp3mi, step("assignments"), {
      step: "CUSTOMS_RELEASED",
      agency: offices.customs.agency,
      ...on("2025-02-20"),
    });
    expect(await kawal.asks(`repatriations/${remains}`, offices.customs)).toMatchObject({ id: remains });
    await kawal.unseen(offices.customs, `repatriations/${living}`);
    await kawal.does(offices.customs, step("quarantine-permit"), on("2025-02-20"));
    await kawal.does(offices.customs, step("customs-release"), on("2025-02-20"));
    await kawal.does(offices.bp3mi, step("remains-onward-legs"), {
      by: "AMBULANCE",
      towards: "36.04.13",
      ...on("2025-02-21"),
    });
    expect(await caseOf(remains)).toMatchObject({
      step: "ONWARD",
      missing: ["HANDED_OVER", "LAID_TO_REST", "CLAIMS_RECORDED", "BELONGINGS_INVENTORIED"],
    });
  });

  then("I8 are handed over to the wife before a witness of the village, and to nobody without", async () => {
    const receives = { recipient: wife, relation: "SPOUSE", region: "36.04.13", ...on("2025-02-21") };
    const problem = await kawal.refused(offices.bp3mi, step("remains-handover"), receives, "I8");
    expect(problem["missing"]).toEqual(["witness"]);
    await kawal.refused(offices.bp3mi, step("closure"), { reason: "COMPLETED" }, "repatriation-not-complete");
    const again = { step: "LEGALISED", agency: offices.mission.agency };
    const done = await kawal.refused(offices.mission, step("assignments"), again, "step-not-open");
    expect(done).toMatchObject({ status: 409, step: "LEGALISED", state: "DONE" });
    const seen = { witness: { person: witness, capacity: "VILLAGE_OFFICIAL" }, recordNumber: "BAST-12" };
    await kawal.does(offices.bp3mi, step("remains-handover"), { ...receives, ...seen });
    const row = (await kawal.timeline(wife)).find(({ type }) => type === "RemainsHandedOver");
    expect(row).toMatchObject({ facts: { recipient: wife, relation: "SPOUSE", region: { code: "36.04.13" } } });
    expect((await kawal.timeline(witness)).map(({ type }) => type)).toContain("RemainsHandedOver");
  });

  then("are buried; claims and belongings follow, and the case is closed with nothing missing", async () => {
    const burial = { country: "ID", region: "36.04.13", manner: "BURIED", ...on("2025-02-22") };
    // The village tells of the burial; the way home is none of its pages, though he is of its region.
    await kawal.forbidden(offices.village, `repatriations/${remains}`);
    await kawal.does(offices.bp3mi, step("burial"), burial);
    const claim = { programme: "JKM", outcome: "PAID", amount: { amount: 8_500_000_000, currency: "IDR" } };
    await kawal.does(offices.insurer, step("claims"), { ...claim, ...on("2025-04-01") });
    await kawal.does(offices.mission, step("belongings"), {
      items: 3,
      inventory: "phone, ring, bag",
      ...on("2025-02-18"),
    });
    expect(await caseOf(remains)).toMatchObject({ step: "LAID_TO_REST", missing: [], status: "OPEN" });
    await kawal.does(offices.mission, step("closure"), { reason: "COMPLETED", ...on("2025-04-02") });
    expect(await caseOf(remains)).toMatchObject({ status: "CLOSED", ended: { reason: "COMPLETED" } });
    const late = await kawal.refused(
      offices.mission,
      step("family-notifications"),
      { relation: "CHILD" },
      "repatriation-status",
    );
    expect(late).toMatchObject({ status: 409, state: "CLOSED" });
    const rows = await kawal.timeline(id, "limit=200&order=occurred");
    const told = [
      "DeathConfirmed",
      "FamilyNotified",
      "RemainsDeparted",
      "RemainsHandedOver",
      "RemainsLaidToRest",
      "RepatriationClaimRecorded",
    ];
    expect(rows.map(({ type }) => type).filter((type) => told.includes(type))).toEqual(told);
  });

  then("an auditor counts every step, and reads no name, no cause and no inventory", async () => {
    const rows = await kawal.asks<Shown[]>(`persons/${id}/timeline?limit=200`, offices.auditors);
    expect(rows.map(({ type }) => type)).toEqual((await kawal.timeline(id)).map(({ type }) => type));
    const values = rows.flatMap(({ personal }) => personal.flatMap((part) => Object.values(part.values)));
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) expect(value).toEqual({ masked: "hidden" });
    expect(JSON.stringify(rows)).not.toMatch(/Slamet|sold the land|phone, ring/);
  });

  then("the journey itself is closed with the death", async () => {
    await kawal.does(offices.mission, migrant("returns"), {
      journey: (await kawal.profile(id)).journeys[0]!.id,
      cause: "DEATH",
      repatriation: remains,
      ...on("2025-02-21"),
    });
    await kawal.does(offices.mission, migrant("closures"), {
      journey: (await kawal.profile(id)).journeys[0]!.id,
      reason: "DEATH",
      ...on("2025-04-02"),
    });
    expect(await kawal.profile(id)).toMatchObject({
      step: "DECEASED",
      journeys: [{ returnCause: "DEATH", reason: "DEATH", step: "CLOSED" }],
    });
  });
});

describe("I6 a mistaken report of a death", () => {
  test("is withdrawn, and everything reopens: the journey, the way home; remains are not brought home", async () => {
    const id = await workerAbroad("Bambang Sutrisno");
    const living = await requestLiving(id);
    await dies(id, "2025-02-01");
    const remains = await requestRemains(id);
    expect([await caseOf(living), await caseOf(remains)]).toMatchObject([{ status: "CANCELLED" }, { status: "OPEN" }]);
    const known = kawal.position();
    await kawal.does(offices.mission, `migrants/${id}/death-withdrawals`, { reason: "MISTAKEN_IDENTITY" });

    expect(await caseOf(living)).toMatchObject({ status: "OPEN", ended: null });
    expect(await caseOf(remains)).toMatchObject({ status: "CANCELLED", ended: { reason: "DEATH_REPORT_WITHDRAWN" } });
    expect(await kawal.profile(id)).toMatchObject({ step: "EMPLOYED", death: null });
    await kawal.does(offices.mission, `migrants/${id}/employment-ends`, {
      cause: "CONTRACT_ENDED",
      ...on("2025-03-01"),
    });
    await kawal.does(offices.mission, `repatriations/${living}/identity`, { basis: "PASSPORT", ...on("2025-03-02") });
    expect(await kawal.profile(id)).toMatchObject({ step: "BETWEEN_JOBS" });
    // What was believed then is still told, and by what it was undone.
    expect(await kawal.stateAt(id, `migrant-${id}`, { knownAt: known })).toMatchObject({
      state: { death: { status: "CONFIRMED" }, journeys: [{ step: "DECEASED" }] },
    });
    const { difference } = await kawal.difference(id, { fromKnownAt: known, toKnownAt: kawal.position() });
    expect(difference.removed).toContainEqual({
      pointer: `/migrant-${id}/death`,
      value: expect.objectContaining({ status: "CONFIRMED" }),
      by: expect.objectContaining({ type: "DeathReportWithdrawn" }),
    });
    const types = (await kawal.timeline(id)).map(({ type }) => type);
    for (const type of ["DeathConfirmed", "DeathReportWithdrawn", "RepatriationReinstated"])
      expect(types).toContain(type);
  });

  test("who went home after all returns to the village, and the journey ends with the way home", async () => {
    const id = await workerAbroad("Agus Contoh");
    const living = await requestLiving(id);
    const departs = { mode: "AIR", early: "LEFT_ON_OWN", ...on("2025-03-01") };
    await kawal.does(offices.mission, `repatriations/${living}/departure`, departs);
    await kawal.does(offices.bp3mi, `repatriations/${living}/debarkation`, { place: "CGK", ...on("2025-03-01") });
    await kawal.does(offices.bp3mi, `repatriations/${living}/home-alone`, { region: "36.04.13", ...on("2025-03-02") });
    expect(await kawal.profile(id)).toMatchObject({
      step: "RETURNED",
      phase: "AFTER",
      journeys: [{ returnCause: "ACCIDENT_OR_ILLNESS" }],
    });
  });
});
