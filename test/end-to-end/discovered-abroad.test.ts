import { beforeAll, describe, expect } from "@jest/globals";
import { inOrder } from "../in-order.js";
import { sharedService } from "../whole-run/whole-run.js";
import { on, openCasework, type Casework, type Offices } from "./casework.js";
import { Officer } from "./service.js";

let kawal: Casework;
let offices: Offices;
let mission: Officer;
let colleague: Officer;

/** Who is in it, by person id; the employer is a company. */
let worker = "";
let husband = "";
let villageHead = "";
let employer = "";
let incident = "";
let repatriation = "";

beforeAll(async () => {
  kawal = await openCasework(await sharedService());
  ({ offices } = kawal);
  mission = offices.mission;
  colleague = kawal.colleagueOf(mission);
});

interface Row {
  readonly id: string;
  readonly state: string;
  readonly stage: string;
  readonly severity: number;
  readonly lead: readonly string[];
  readonly agency: string | null;
  readonly officer: string | null;
  readonly due: string | null;
  readonly overdue: boolean;
  readonly missing: readonly string[];
  readonly openRepatriations: number;
}
interface Page extends Row {
  readonly parties: { readonly [role: string]: readonly { readonly id: string; readonly person: string | null }[] };
  readonly victims: readonly { readonly stays: readonly { readonly id: string }[]; readonly [more: string]: unknown }[];
  readonly stages: readonly { readonly stage: string; readonly reason: string | null; readonly again: boolean }[];
  readonly [more: string]: unknown;
}
interface Work {
  readonly kind: string;
  readonly id: string;
  readonly action: string | null;
  readonly overdue: boolean;
}
interface Repatriation {
  readonly status: string;
  readonly step: string;
  readonly missing: readonly string[];
  readonly case: string | null;
  readonly steps: readonly { readonly step: string; readonly status: string; readonly done: readonly object[] }[];
}

const does = (officer: Officer, path: string, body: object) => kawal.does(officer, `cases/${incident}/${path}`, body);
const refused = (path: string, body: object, rule: string) =>
  kawal.refused(mission, `cases/${incident}/${path}`, body, rule);
const page = () => kawal.asks<Page>(`cases/${incident}`, mission);
const board = (filter: string) => kawal.asks<Row[]>(`cases?${filter}`, mission);
const found = async (filter: string) => (await board(filter)).length > 0;
/** My work: of the officer who asks. */
const workOf = (officer: Officer) => kawal.asks<Work[]>(`work?officer=${officer.id}`, officer);
const step = (path: string) => `repatriations/${repatriation}/${path}`;
const wayHome = () => kawal.asks<Repatriation>(`repatriations/${repatriation}`, mission);
/** A calendar date some days from today; a day to either side of today is so at any hour, in any zone of Indonesia. */
const fromToday = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const SHELTER = "Lane 18, Section 2, Zhongshan Road, third floor";

describe("a worker discovered abroad, non-procedural, unpaid, her passport withheld", () => {
  const then = inOrder();
  then("the mission finds her; nobody asks for the papers of a placement (I4)", async () => {
    husband = await kawal.does(mission, "persons", {
      sex: "MALE",
      source: "FAMILY_REPORT",
      origin: "36.04.12",
      identity: { name: "Dedi Suhendar" },
    });
    villageHead = await kawal.does(offices.village, "persons", {
      sex: "MALE",
      source: "AGENCY",
      origin: "36.04.12",
      identity: { name: "Haji Mukri" },
    });
    worker = await kawal.does(mission, "persons", {
      sex: "FEMALE",
      source: "FAMILY_REPORT",
      origin: "36.04.12",
      birthYear: 1994,
      identity: { name: "Marwah binti Contoh" },
      contact: { phone: "+886912345678", safeWay: "a message, never a call", safeTime: "after ten at night" },
      migrant: { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "STATED" },
      ...on("2025-03-01"),
    });
    await kawal.does(mission, `migrants/${worker}/journeys`, {
      scheme: "UNKNOWN",
      country: "TW",
      sector: "DOMESTIC_WORK",
      foundAt: "EMPLOYED",
      ...on("2025-03-01"),
    });
    employer = await kawal.does(mission, "companies", { kind: "EMPLOYER", name: "the Lin household", country: "TW" });
    expect(await kawal.profile(worker)).toMatchObject({
      step: "EMPLOYED",
      country: "TW",
      placementStatus: { status: "NON_PROCEDURAL", basis: "STATED" },
      clearance: { needed: false },
    });
  });

  then("I4 the husband's complaint, by what goes round on social media, is a case like any other", async () => {
    incident = await kawal.does(mission, "cases", {
      channel: "SOCIAL_MEDIA",
      complainant: "FAMILY",
      categories: ["PASSPORT_WITHHELD", "UNPAID_WAGES", "OVERSTAY", "WANTS_REPATRIATION"],
      country: "TW",
      incident: { date: "2024-09", until: "2025-02" },
      parties: [
        { role: "VICTIM", person: worker },
        { role: "REPORTER", person: husband, relation: "SPOUSE" },
        { role: "EMPLOYER", company: employer },
      ],
      account: "no wages since September; the passport lies in the employer's safe",
      ...on("2025-03-02"),
    });
    const shown = await page();
    expect(shown).toMatchObject({
      state: "RECEIVED",
      severity: 2,
      lead: ["MISSION", "MINISTRY_OF_MIGRANT_WORKERS", "IMMIGRATION"],
      channel: "SOCIAL_MEDIA",
      agency: null,
      account: { account: expect.stringContaining("safe") },
      missing: [
        "WAGE_LEDGER",
        "CLARIFICATION",
        "MEDIATION",
        "ATTACHE_CLAIM",
        "VERIFICATION",
        "REPATRIATION",
        "SPLP",
        "FINE",
        "EXIT_PERMIT",
      ],
    });
    for (const filter of ["country=TW", "category=OVERSTAY", "severity=2", "lead=IMMIGRATION", "state=RECEIVED"])
      expect([filter, await found(filter)]).toEqual([filter, true]);
    for (const filter of ["country=MY", "category=DEATH", "severity=1", "open=false"])
      expect([filter, await found(filter)]).toEqual([filter, false]);
    // Of its gravity a case is given to an officer within three days, and nobody has it.
    expect(shown).toMatchObject({ due: "2025-03-05", overdue: true });
    expect(await found("overdue=true")).toBe(true);
    expect(await kawal.asks(`persons/${husband}/cases`)).toMatchObject([{ id: incident, roles: ["REPORTER"] }]);
  });

  then(
    "it is the mission's in that country: no other office gets the case, her village gets no case at all",
    async () => {
      for (const elsewhere of [offices.embassy, offices.police, offices.socialAffairs])
        await kawal.unseen(elsewhere, `cases/${incident}`);
      await kawal.unseen(offices.embassy, `persons/${worker}`);
      await kawal.forbidden(offices.village, `cases/${incident}`);
      const ofCountry = (officer: Officer) => kawal.asks<Row[]>("cases?country=TW", officer);
      expect(await ofCountry(offices.embassy)).toEqual([]);
      expect(await ofCountry(offices.desk)).toMatchObject([{ id: incident }]);
      // Whom the police name, and don't see, is nobody.
      const complaint = { channel: "IN_PERSON", complainant: "FAMILY", categories: ["UNPAID_WAGES"] };
      const names = { ...complaint, parties: [{ role: "VICTIM", person: worker }] };
      await kawal.refused(offices.police, "cases", names, "person-unknown");
    },
  );

  then("how to reach her without danger stands on the page, beside everyone by name", async () => {
    const { persons, companies, parties } = await page();
    expect(persons).toContainEqual(
      expect.objectContaining({
        person: worker,
        identity: { name: "Marwah binti Contoh" },
        safeContact: { safeWay: "a message, never a call", safeTime: "after ten at night" },
        doNotTell: [],
      }),
    );
    expect(companies).toMatchObject([{ company: employer, kind: "EMPLOYER", identity: { name: "the Lin household" } }]);
    expect(Object.keys(parties)).toEqual(["VICTIM", "REPORTER", "EMPLOYER"]);
    expect(JSON.stringify(await page())).not.toContain("886912345678");
  });

  then("is verified and assigned: whose work it is, and that it is overdue, is told when it is asked", async () => {
    await refused("clarifications", { outcome: "ABSENT", ...on("2025-03-03") }, "case-stage");
    await does(mission, "verification", { by: "INTERVIEW", ...on("2025-03-04") });
    expect(await workOf(mission)).toEqual([]);
    expect(await kawal.asks("work", mission)).toMatchObject([
      { id: incident, action: "ASSIGNMENT", assigned: false, due: "2025-03-05", overdue: true },
    ]);
    await does(mission, "assignments", { agency: mission.agency, officer: mission.id, ...on("2025-03-05") });
    expect(await workOf(mission)).toMatchObject([{ id: incident, state: "ASSIGNED", action: null, overdue: false }]);

    const next = { action: "SHELTER", due: fromToday(-2), what: "she can leave when they are at the temple" };
    await does(mission, "next-actions", { ...next, ...on("2025-03-05") });
    expect(await workOf(mission)).toMatchObject([
      {
        kind: "CASE",
        action: "SHELTER",
        due: next.due,
        overdue: true,
        fields: { what: next.what },
        persons: [{ person: worker }],
      },
    ]);
    expect(await board(`overdue=true&agency=${mission.agency}`)).toMatchObject([{ id: incident, overdue: true }]);
    expect(await found(`overdue=true&agency=${offices.bp3mi.agency}`)).toBe(false);

    await does(mission, "next-actions", { ...next, due: fromToday(2), ...on("2025-03-06") });
    expect(await workOf(mission)).toMatchObject([{ id: incident, overdue: false }]);
    expect(await found("overdue=true")).toBe(false);
  });

  then("I4 she has a place in the shelter, whose address is sealed", async () => {
    const shelter = {
      victim: worker,
      kind: "MISSION_SHELTER",
      agency: mission.agency,
      country: "TW",
      address: SHELTER,
    };
    await refused("shelters", { ...shelter, victim: husband }, "not-a-victim");
    await does(mission, "shelters", { ...shelter, ...on("2025-03-06") });
    await does(mission, "next-action-completions", on("2025-03-06"));
    const { victims, nextAction } = await page();
    expect(victims).toMatchObject([{ person: worker, stays: [{ kind: "MISSION_SHELTER", until: null }] }]);
    expect(nextAction).toBeNull();
    const row = (await kawal.timeline(worker)).find(({ type }) => type === "ShelterProvided")!;
    expect(JSON.stringify(row.facts)).not.toContain("Zhongshan");
    expect(row.personal).toEqual([expect.objectContaining({ class: "shelter", values: { address: SHELTER } })]);
    const told = await kawal.asks<{ type: string; personal: object[] }[]>(
      `persons/${worker}/timeline?limit=200`,
      offices.auditors,
    );
    const hidden = { masked: "hidden" };
    expect(told.find(({ type }) => type === "ShelterProvided")!.personal).toEqual([
      expect.objectContaining({ class: "shelter", values: { name: hidden, address: hidden, phone: hidden } }),
    ]);
    // The board says that there is a shelter, and not where.
    expect(JSON.stringify(await board(""))).not.toContain("Zhongshan");
  });

  then("a call to her husband is logged; it is handed to a colleague, and no more the first one's work", async () => {
    const call = { victim: worker, with: husband, relation: "SPOUSE", way: "PHONE", result: "REACHED" };
    await does(mission, "contacts", { ...call, summary: "he knows that she is safe", ...on("2025-03-07") });
    await refused("assignments", { agency: mission.agency, officer: mission.id }, "case-assigned-so");
    expect(await workOf(colleague)).toEqual([]);
    await does(mission, "assignments", { agency: mission.agency, officer: colleague.id, ...on("2025-03-08") });
    expect(await workOf(mission)).toEqual([]);
    expect(await workOf(colleague)).toMatchObject([{ id: incident, since: expect.stringContaining("2025-03-07T17") }]);
    expect(await page()).toMatchObject({
      officer: colleague.id,
      assignments: [{ officer: mission.id }, { officer: colleague.id }],
      contacts: [{ with: husband, way: "PHONE", result: "REACHED", fields: { summary: expect.any(String) } }],
    });
  });

  then("the employer promises and does not pay; they meet twice, and agree on a part", async () => {
    const party = (await page()).parties["EMPLOYER"]![0]!.id;
    const promise = { party, outcome: "COMMITTED", promisedBy: "2025-03-20", minutes: "he will pay by the 20th" };
    await does(colleague, "clarifications", { ...promise, ...on("2025-03-12") });
    await does(colleague, "actions", { action: "WAGE_LEDGER", victim: worker, ...on("2025-03-14") });
    await does(colleague, "mediations", { outcome: "NO_AGREEMENT", next: "2025-04-02", ...on("2025-03-25") });
    await does(colleague, "mediations", { outcome: "AGREED", ...on("2025-04-02") });
    const amounts = [{ victim: worker, amount: 9_000_000, currency: "TWD" }];
    await does(colleague, "settlements", { due: "2025-06-30", amounts, terms: "three parts", ...on("2025-04-02") });
    const { stages, missing } = await page();
    expect(stages.map(({ stage }) => stage)).toEqual([
      "RECEIVED",
      "VERIFIED",
      "ASSIGNED",
      "CLARIFICATION",
      "MEDIATION",
      "MEDIATION",
      "SETTLED",
    ]);
    expect(missing).toEqual(["ATTACHE_CLAIM", "REPATRIATION", "SPLP", "FINE", "EXIT_PERMIT"]);
    const row = (await kawal.timeline(worker)).find(({ type }) => type === "CaseSettled")!;
    expect(row.facts).toEqual({ due: "2025-06-30" });
    expect(row.personal).toContainEqual(
      expect.objectContaining({ class: "finance", values: { amount: 9_000_000, currency: "TWD" } }),
    );
  });

  then("I4 the case opens a repatriation; papers that it has and gets are steps there, told once", async () => {
    await does(colleague, "emergency-travel-documents", {
      victim: worker,
      number: "SPLP-0001",
      validUntil: "2025-07-01",
      ...on("2025-04-05"),
    });
    const asks = { kind: "LIVING", source: "MISSION", cause: "EARLY_TERMINATION", country: "TW" };
    const opens = { ...asks, case: incident, ...on("2025-04-06") };
    await kawal.refused(colleague, "repatriations", { ...opens, person: husband }, "not-a-victim");
    repatriation = await kawal.does(colleague, "repatriations", { ...opens, person: worker });
    expect(await wayHome()).toMatchObject({ case: incident, step: "TRAVEL_DOCUMENT_READY" });
    await does(colleague, "fines", {
      victim: worker,
      outcome: "WAIVED",
      overstayDays: 120,
      fine: { amount: 1_000_000, currency: "TWD" },
      ...on("2025-04-08"),
    });
    await does(colleague, "exit-permits", { victim: worker, permit: "EXIT_PERMIT", ...on("2025-04-10") });
    const { steps, missing } = await wayHome();
    expect(steps.find((each) => each.step === "EXIT_CLEARED")).toMatchObject({
      status: "DONE",
      done: [{ at: { earliest: "2025-04-09T17:00:00.000Z", precision: "DAY" } }],
    });
    expect(missing).toEqual(["IDENTITY_CONFIRMED", "TICKETED", "DEPARTED", "DEBARKED", "RECEPTION", "HANDED_OVER"]);
    const cleared = (await kawal.timeline(worker)).filter(({ type }) => type === "ReturneeExitCleared");
    expect(cleared).toMatchObject([
      { facts: { fineOutcome: "WAIVED", overstayDays: 120 }, who: { id: "repatriation-case-papers" } },
    ]);
    expect(await page()).toMatchObject({
      missing: ["ATTACHE_CLAIM"],
      openRepatriations: 1,
      victims: [{ repatriations: [{ id: repatriation, status: "OPEN" }] }],
    });
  });

  then("I13 the case can't be closed while that repatriation is open", async () => {
    const problem = await refused("resolution", { reason: "AGREEMENT_FULFILLED", ...on("2025-04-11") }, "I13");
    expect(problem).toMatchObject({ repatriations: [repatriation] });
    await refused("administrative-closure", { reason: "WITHDRAWN", ...on("2025-04-11") }, "I13");
    expect(await page()).toMatchObject({ state: "SETTLED", open: true });
  });

  then("a step that an officer has is their work beside the cases; they book, and she flies and lands", async () => {
    await kawal.does(colleague, step("assignments"), {
      step: "TICKETED",
      agency: mission.agency,
      officer: colleague.id,
      due: fromToday(-2),
      ...on("2025-04-10"),
    });
    await does(colleague, "next-actions", { action: "REPATRIATE", due: fromToday(-3), ...on("2025-04-10") });
    expect(await workOf(colleague)).toMatchObject([
      { kind: "CASE", id: incident, action: "REPATRIATE", overdue: true },
      { kind: "REPATRIATION_STEP", id: repatriation, action: "TICKETED", overdue: true },
    ]);
    await kawal.does(colleague, step("identity"), { basis: "CIVIL_REGISTRY", ...on("2025-04-11") });
    const ticket = { mode: "AIR", funding: "EMPLOYER", leaves: "2025-04-20" };
    await kawal.does(colleague, step("tickets"), { ...ticket, ...on("2025-04-12") });
    expect(await workOf(colleague)).toMatchObject([{ kind: "CASE", id: incident }]);
    const stay = (await page()).victims[0]!.stays[0]!.id;
    await does(colleague, "shelter-ends", { stay, reason: "RETURNED_HOME", ...on("2025-04-20") });
    await kawal.does(colleague, step("departure"), { mode: "AIR", ...on("2025-04-20") });
    await kawal.does(offices.bp3mi, step("debarkation"), { region: "36.71", place: "CGK", ...on("2025-04-20") });
    await kawal.does(offices.bp3mi, step("receptions"), { reception: "TRANSIT_HOUSE", ...on("2025-04-20") });
    await kawal.does(offices.bp3mi, step("onward-legs"), { mode: "LAND", towards: "36.04.12", ...on("2025-04-21") });
    expect(await wayHome()).toMatchObject({ step: "ONWARD", missing: ["HANDED_OVER"] });
  });

  then("I8 her husband receives her before a witness of the village, and not without", async () => {
    const receives = { recipient: husband, relation: "SPOUSE", region: "36.04.12", ...on("2025-04-21") };
    const problem = await kawal.refused(offices.bp3mi, step("handover"), receives, "I8");
    expect(problem["missing"]).toEqual(["witness"]);
    const before = { witness: { person: villageHead, capacity: "VILLAGE_OFFICIAL" }, recordNumber: "BAST-31" };
    await kawal.does(offices.bp3mi, step("handover"), { ...receives, ...before });
    expect(await kawal.profile(worker)).toMatchObject({
      step: "RETURNED",
      journeys: [{ returnCause: "EARLY_TERMINATION" }],
    });
    expect((await kawal.timeline(villageHead)).map(({ type }) => type)).toContain("ReturneeHandedOver");
  });

  then(
    "I13 with the repatriation closed the case closes too, with a reason; and has no next action any more",
    async () => {
      await refused("resolution", { reason: "RETURNED_HOME", ...on("2025-04-22") }, "I13");
      await kawal.does(offices.bp3mi, step("closure"), { reason: "COMPLETED", ...on("2025-04-22") });
      const unsaid = await mission.sends(`cases/${incident}/resolution`, on("2025-04-23"));
      expect(unsaid).toMatchObject({ status: 400, body: { errors: [{ field: "reason" }] } });
      await does(colleague, "outcomes", { victim: worker, outcome: "SAFE_AT_HOME", ...on("2025-04-22") });
      await refused("resolution", { reason: "RETURNED_HOME", ...on("2025-04-23") }, "settlement-not-due");
      await does(colleague, "resolution", { reason: "RETURNED_HOME", ...on("2025-06-30") });
      expect(await page()).toMatchObject({ state: "RESOLVED", open: false, due: null, overdue: false, missing: [] });
      expect(await workOf(colleague)).toEqual([]);
      expect([await found("open=true"), await found("open=false&country=TW")]).toEqual([false, true]);
      const again = { kind: "LIVING", person: worker, source: "PERSON", cause: "OTHER", case: incident };
      await kawal.refused(colleague, "repatriations", again, "I13");
      await refused("mediations", { outcome: "AGREED", ...on("2025-05-01") }, "case-stage");
    },
  );

  then("the employer stops paying: it is reopened at a stage, settled anew, and closed again", async () => {
    await refused("resolution", { reason: "RETURNED_HOME" }, "case-stage");
    const reopens = { reason: "AGREEMENT_BROKEN", stage: "MEDIATION", note: "the second part never came" };
    await refused("reopening", { ...reopens, ...on("2025-04-21") }, "case-stage-order");
    await does(colleague, "reopening", { ...reopens, ...on("2025-07-02") });
    expect(await page()).toMatchObject({ state: "REOPENED", stage: "MEDIATION", open: true, officer: colleague.id });
    expect(await found("state=REOPENED")).toBe(true);
    expect(await workOf(colleague)).toMatchObject([{ id: incident, state: "REOPENED", action: null }]);
    await does(colleague, "mediations", { outcome: "AGREED", ...on("2025-07-10") });
    await does(colleague, "settlements", { due: "2025-07-31", ...on("2025-07-10") });
    await does(colleague, "resolution", { reason: "AGREEMENT_FULFILLED", ...on("2025-08-04") });
    const { stages, state } = await page();
    expect(state).toBe("RESOLVED");
    expect(stages.slice(-5)).toMatchObject([
      { stage: "RESOLVED", reason: "RETURNED_HOME", again: false },
      { stage: "MEDIATION", reason: "AGREEMENT_BROKEN", again: true },
      { stage: "MEDIATION" },
      { stage: "SETTLED" },
      { stage: "RESOLVED", reason: "AGREEMENT_FULFILLED" },
    ]);
  });

  then("her timeline tells it whole, in the order of the world; the case is as it was on any day of it", async () => {
    const rows = await kawal.timeline(worker, "limit=200&order=occurred");
    const told = [
      "ComplaintReceived",
      "CaseVerified",
      "ShelterProvided",
      "CaseSettled",
      "EmergencyTravelDocumentIssued",
      "ImmigrationFineDecided",
      "ExitPermitObtained",
      "ReturneeTicketed",
      "ReturneeDebarked",
      "ReturneeHandedOver",
      "CaseResolved",
      "CaseReopened",
      "CaseResolved",
    ];
    const types = rows.map(({ type }) => type);
    let from = 0;
    for (const type of told) {
      const place = types.indexOf(type, from);
      expect([type, place >= from]).toEqual([type, true]);
      from = place + 1;
    }
    const inMarch = await kawal.stateAt(worker, `case-${incident}`, { asOf: "2025-03-26" });
    expect(inMarch).toMatchObject({ state: { nextAction: null, repatriations: [] } });
    expect((inMarch!.state!["stages"] as { stage: string }[]).at(-1)!.stage).toBe("MEDIATION");
  });
});
