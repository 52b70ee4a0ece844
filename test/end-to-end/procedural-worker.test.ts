import { beforeAll, describe, expect, test } from "@jest/globals";
import { inOrder } from "../in-order.js";
import { sharedService } from "../whole-run/whole-run.js";
import { on, openCasework, type Casework, type Missing, type Offices, type Row } from "./casework.js";
import type { Officer } from "./service.js";

let kawal: Casework;
let offices: Offices;
/** Takes at the labour office's counter (LTSA) what the worker and the company bring. */
let counter: Officer;

beforeAll(async () => {
  kawal = await openCasework(await sharedService());
  ({ offices } = kawal);
  counter = kawal.colleagueOf(offices.labourOffice);
});

/** UU 18/2017 art. 13 (a) to (h). */
const ARTICLE_13 = [
  "MARITAL_STATUS_LETTER",
  "FAMILY_CONSENT",
  "COMPETENCE_CERTIFICATE",
  "HEALTH_CERTIFICATE",
  "PASSPORT",
  "WORK_VISA",
  "PLACEMENT_AGREEMENT",
  "EMPLOYMENT_CONTRACT",
];
const LAST_DAY: { readonly [kind: string]: string } = {
  HEALTH_CERTIFICATE: "2023-07-31",
  PASSPORT: "2028-01-09",
  WORK_VISA: "2026-02-14",
};

const REGISTRATION = {
  sex: "FEMALE",
  source: "IN_PERSON",
  origin: "36.04.12",
  nationality: "ID",
  birthDateDocument: "FAMILY_CARD",
  identity: {
    name: "Nur Hayati binti Mochammad Yusuf",
    nik: "9999995204980001",
    birthDate: "1998-04-12",
    birthPlace: "Serang",
  },
  contact: { phone: "0812 0000 2001", safeTime: "after the evening prayer" },
  migrant: { discovery: "VILLAGE", placementStatus: "PROCEDURAL", placementStatusBasis: "DOCUMENTED" },
};

const lacks = (missing: readonly Missing[] | undefined) =>
  (missing ?? []).map(({ what, kind, reason }) => [what, ...(kind ? [kind] : []), reason].join(" "));
const typesOf = (rows: readonly Row[]) =>
  rows.filter(({ stream }) => !stream.startsWith("process-")).map(({ type }) => type);

describe("the life of a procedural worker", () => {
  const then = inOrder();
  let id = "";
  let journey = "";
  let again = "";
  let rejected = "";
  const documents: Record<string, string> = {};
  const known: Record<string, string> = {};
  const migrant = (path: string) => `migrants/${id}/${path}`;
  const at = (moment: object) => kawal.stateAt(id, `migrant-${id}`, moment);
  const profile = () => kawal.profile(id);
  const mark = (stage: string) => void (known[stage] = kawal.position());

  /** What the counter uploads and submits; gives the document's id. */
  async function submits(kind: string, date: string): Promise<string> {
    const file = await kawal.uploads(counter, id);
    const expiresOn = LAST_DAY[kind];
    await kawal.does(counter, migrant("documents"), {
      file,
      kind,
      ...(expiresOn && { expiresOn }),
      ...on(date),
    });
    const { journeys } = await profile();
    const document = journeys[0]!.documents.find((each) => each["file"] === file)!;
    expect(document).toMatchObject({ kind, status: "SUBMITTED" });
    return document["id"] as string;
  }

  then("is sought by every spelling before being registered, and is found by each afterwards", async () => {
    const spellings = [
      { name: "Nurhayati" },
      { name: "Noer Hajati binti Muhammad Jusuf" },
      { name: "NUR HAYATI" },
      { nik: "999999 520498 0001" },
      { phone: "+62 812-0000-2001" },
    ];
    for (const sought of spellings) expect(await kawal.search(offices.village, sought)).toEqual([]);
    id = await kawal.does(offices.village, "persons", { ...REGISTRATION, ...on("2023-01-09") });
    for (const sought of spellings)
      expect({ sought, found: await kawal.search(offices.village, sought) }).toMatchObject({ found: [{ person: id }] });
  });

  then("is registered in the village, and the migrant's history has begun when the answer comes", async () => {
    expect(await profile()).toMatchObject({
      id,
      phase: "BEFORE",
      step: null,
      origin: "36.04.12",
      discovery: "VILLAGE",
      placementStatus: { status: "PROCEDURAL", basis: "DOCUMENTED", inferred: false },
      clearance: { needed: false, because: "NO_JOURNEY" },
      person: { identity: { name: REGISTRATION.identity.name } },
    });
    const rows = await kawal.timeline(id);
    expect(typesOf(rows)).toEqual(["PersonRegistered", "MigrantRegistered"]);
    expect(rows[0]).toMatchObject({
      who: { kind: "OFFICER", id: offices.village.id, role: "VILLAGE_OFFICER" },
      agency: { name: "Desa Pontang" },
      happened: { precision: "DAY", earliest: "2023-01-08T17:00:00.000Z", latest: "2023-01-09T16:59:59.999Z" },
      title: { en: expect.any(String), indonesian: expect.any(String) },
    });
  });

  then("is screened with advice, which forbids nothing", async () => {
    await kawal.does(offices.village, migrant("journeys"), {
      scheme: "P3MI",
      country: "TW",
      position: "CAREGIVER",
      sector: "CAREGIVING",
      company: offices.company.agency,
      ...on("2023-01-11"),
    });
    await kawal.does(offices.village, migrant("screenings"), {
      redFlags: ["FEE_TO_PRIVATE_ACCOUNT"],
      note: "asked for Rp 5 million",
      ...on("2023-01-12"),
    });
    const { activeJourney, clearance, ...shown } = await profile();
    journey = activeJourney!;
    expect(shown).toMatchObject({
      step: "SCREENED",
      country: "TW",
      screening: { band: "MEDIUM", advice: ["PAY_NOTHING"] },
    });
    expect(lacks(clearance.missing)).toEqual([
      ...ARTICLE_13.map((kind) => `DOCUMENT ${kind} NOT_SUBMITTED`),
      "ORIENTATION NOT_ATTENDED",
      "INSURANCE JKK NOT_ACTIVATED",
      "INSURANCE JKM NOT_ACTIVATED",
    ]);
    expect(clearance.missing).toContainEqual({
      what: "DOCUMENT",
      kind: "PASSPORT",
      reason: "NOT_SUBMITTED",
      providers: ["IMMIGRATION"],
      source: "UU 18/2017 art. 13 (e)",
    });
  });

  then(
    "her file is her village's, and of those around it: a company that is named and was given nothing gets 404",
    async () => {
      for (const near of [offices.labourOffice, offices.bp3mi])
        expect(await kawal.asks(`persons/${id}`, near)).toMatchObject({
          identity: { name: REGISTRATION.identity.name },
        });
      for (const path of [`persons/${id}`, `migrants/${id}`]) {
        await kawal.unseen(offices.company, path);
        await kawal.unseen(offices.embassy, path);
      }
      // What it may do at most leaves out the history, whosever it is.
      await kawal.forbidden(offices.company, `persons/${id}/timeline`);
      await kawal.forbidden(offices.village, `persons/${id}/timeline`);
      // Whoever knows a number learns that there is a file, and no more; who knows a name learns nothing.
      const blindly = async (sought: object) =>
        (await offices.embassy.sends<object>(`persons/search?seen=${kawal.position()}`, sought)).body;
      const elsewhere = { en: expect.stringContaining("Another office"), indonesian: expect.any(String) };
      expect(await blindly({ nik: REGISTRATION.identity.nik })).toMatchObject({ data: [], elsewhere });
      const byName = await blindly({ name: "Nur Hayati" });
      expect(byName).toMatchObject({ data: [] });
      expect(byName).not.toHaveProperty("elsewhere");
    },
  );

  then("I1 cleared too early: the refusal lists all that is missing, by whom, and by which law", async () => {
    const problem = await kawal.refused(
      offices.bp3mi,
      migrant("clearances"),
      { place: "36.73", ...on("2023-01-16") },
      "I1",
    );
    expect(problem["missing"]).toEqual((await profile()).clearance.missing);
    expect(problem).toMatchObject({ day: "2023-01-16", rule: { source: expect.stringContaining("UU 18/2017") } });
  });

  then("I3 every document is uploaded and submitted by one officer and verified by another", async () => {
    for (const kind of ARTICLE_13) documents[kind] = await submits(kind, "2023-01-18");
    expect(await profile()).toMatchObject({ step: "DOCUMENTS_IN_PROGRESS" });
    const verifies = (kind: string) => ({ document: documents[kind], ...on("2023-01-20") });
    await kawal.refused(counter, migrant("document-verifications"), verifies("PASSPORT"), "I3");
    // Whoever uploads may not verify either when another submits.
    const file = await kawal.uploads(offices.labourOffice, id);
    await kawal.does(counter, migrant("documents"), { file, kind: "OTHER", ...on("2023-01-18") });
    const other = (await profile()).journeys[0]!.documents.find((each) => each["file"] === file)!["id"];
    await kawal.refused(offices.labourOffice, migrant("document-verifications"), { document: other }, "I3");

    rejected = documents["FAMILY_CONSENT"]!;
    const rejection = { document: rejected, reason: "ILLEGIBLE", ...on("2023-01-20") };
    const { status, body } = await offices.labourOffice.sends(migrant("document-rejections"), rejection);
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ field: "legalGround" }] } });
    const legalGround = "UU_18_2017_ART_13";
    await kawal.does(offices.labourOffice, migrant("document-rejections"), { ...rejection, legalGround });
    for (const kind of ARTICLE_13.filter((each) => each !== "FAMILY_CONSENT"))
      await kawal.does(offices.labourOffice, migrant("document-verifications"), verifies(kind));
    expect(lacks((await profile()).clearance.missing)).toContain("DOCUMENT FAMILY_CONSENT REJECTED");
    mark("rejected");

    documents["FAMILY_CONSENT"] = await submits("FAMILY_CONSENT", "2023-01-24");
    await kawal.does(offices.labourOffice, migrant("document-verifications"), {
      document: documents["FAMILY_CONSENT"],
      ...on("2023-01-25"),
    });
    const twice = { document: documents["FAMILY_CONSENT"] };
    const problem = await kawal.refused(
      offices.labourOffice,
      migrant("document-verifications"),
      twice,
      "document-state",
    );
    expect(problem).toMatchObject({ status: 409, state: "VERIFIED" });
    const { step, journeys } = await profile();
    expect(step).toBe("DOCUMENTS_VERIFIED");
    const consents = journeys[0]!.documents.filter(({ kind }) => kind === "FAMILY_CONSENT");
    expect(consents).toMatchObject([
      { id: rejected, status: "REJECTED", rejection: { reason: "ILLEGIBLE", legalGround } },
      { status: "VERIFIED", submittedBy: [counter.id], verifiedBy: offices.labourOffice.id },
    ]);
  });

  then("the papers are given back as they were uploaded, and what is no paper is refused", async () => {
    const file = (await profile()).journeys[0]!.documents[0]!["file"];
    const { headers, body } = await offices.labourOffice.calls<string>("GET", `files/${file}/content`);
    expect(headers.get("content-type")).toContain("application/pdf");
    expect(body).toContain("%PDF-1.4");
  });

  then("I2 no refusal without legal ground; none for missing requirements once they are met", async () => {
    const refusal = { place: "36.73", reason: "OTHER_GROUND" };
    const refuses = (more: object) => ({ ...refusal, ...more });
    const { status, body } = await offices.bp3mi.sends(migrant("clearance-refusals"), refuses(on("2023-01-27")));
    expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ field: "legalGround" }] } });

    await kawal.does(offices.bp3mi, migrant("orientations"), { region: "36.73", ...on("2023-02-06") });
    for (const programme of ["JKK", "JKM"])
      await kawal.does(offices.insurer, migrant("insurances"), {
        programme,
        from: "2023-02-07",
        until: "2025-03-31",
        ...on("2023-02-07"),
      });
    expect(await profile()).toMatchObject({ step: "ORIENTED" });
    const grounded = refuses({ reason: "REQUIREMENTS_NOT_MET", legalGround: "UU_18_2017_ART_13", ...on("2023-02-09") });
    const problem = await kawal.refused(offices.bp3mi, migrant("clearance-refusals"), grounded, "I2");
    expect(problem).toMatchObject({ requirementsMet: true, rule: { source: expect.stringContaining("art. 84") } });
    mark("ready");
  });

  then("is cleared, departs, and reports the arrival (lapor diri)", async () => {
    await kawal.does(offices.bp3mi, migrant("clearances"), { place: "36.73", ...on("2023-02-10") });
    expect(await profile()).toMatchObject({ step: "CLEARED", clearance: { needed: false, because: "CLEARED" } });
    mark("cleared");
    await kawal.does(offices.bp3mi, migrant("departures"), { from: "36.71", ...on("2023-02-14") });
    await kawal.does(offices.mission, migrant("arrivals"), {
      mission: offices.mission.agency,
      address: "Wanhua, Taipei",
      occurred: { date: "2023-02-15", zone: "Asia/Taipei" },
    });
    expect(await profile()).toMatchObject({
      phase: "DURING",
      step: "ARRIVED",
      journeys: [{ mission: offices.mission.agency }],
    });
  });

  then("works for an employer, and can't begin a second journey meanwhile (I9)", async () => {
    await kawal.does(offices.mission, migrant("employments"), {
      employer: "Keluarga Chen",
      sector: "CAREGIVING",
      position: "CAREGIVER",
      contractUntil: "2025-02-15",
      ...on("2023-02-16"),
    });
    expect(await profile()).toMatchObject({
      step: "EMPLOYED",
      journeys: [{ employments: [{ fields: { employer: "Keluarga Chen" }, until: null }] }],
    });
    const second = { scheme: "P3MI", country: "HK", position: "CAREGIVER", ...on("2024-01-10") };
    const problem = await kawal.refused(offices.village, migrant("journeys"), second, "I9");
    expect(problem["journeys"]).toContain(journey);
    mark("employed");
  });

  then("the contract ends; comes home, is reintegrated, and the journey is closed", async () => {
    await kawal.does(offices.mission, migrant("employment-ends"), { cause: "CONTRACT_ENDED", ...on("2025-02-15") });
    expect(await profile()).toMatchObject({ step: "BETWEEN_JOBS" });
    await kawal.does(offices.mission, migrant("return-starts"), { cause: "END_OF_CONTRACT", ...on("2025-02-20") });
    expect(await profile()).toMatchObject({ step: "RETURNING", phase: "DURING" });
    await kawal.does(offices.bp3mi, migrant("returns"), {
      cause: "END_OF_CONTRACT",
      region: "36.04.12",
      ...on("2025-02-21"),
    });
    expect(await profile()).toMatchObject({ step: "RETURNED", phase: "AFTER" });
    await kawal.does(offices.village, migrant("reintegrations"), {
      programme: "DESA_MIGRAN_EMAS",
      ...on("2025-03-03"),
    });
    expect(await profile()).toMatchObject({ step: "REINTEGRATING" });
    const second = { scheme: "P3MI", country: "HK", position: "CAREGIVER", sector: "CAREGIVING", ...on("2025-09-01") };
    await kawal.refused(offices.village, migrant("journeys"), second, "I9");
    await kawal.does(offices.village, migrant("closures"), { reason: "REINTEGRATED", ...on("2025-06-30") });
    expect(await profile()).toMatchObject({ step: "CLOSED", phase: "AFTER", activeJourney: null });
    mark("closed");
    await kawal.does(offices.village, migrant("journeys"), second);
    const { activeJourney, journeys, ...shown } = await profile();
    again = activeJourney!;
    expect(again).not.toBe(journey);
    expect(shown).toMatchObject({ step: "REGISTERED", phase: "BEFORE", country: "HK" });
    expect(journeys.map(({ id: each, step, documents: own }) => [each, step, own.length])).toEqual([
      [journey, "CLOSED", 10],
      [again, "REGISTERED", 0],
    ]);
    mark("second journey");
  });

  then("a fact told late stands where it happened, and what was known before is not rewritten", async () => {
    await kawal.does(offices.mission, migrant("lost-contacts"), { journey, ...on("2024-05-01") });
    await kawal.does(offices.mission, migrant("restored-contacts"), { journey, ...on("2024-05-20") });
    mark("told late");
    const inMay = { asOf: "2024-05-10" };
    expect(await at(inMay)).toMatchObject({ state: { journeys: [{ id: journey, step: "LOST_CONTACT" }] } });
    expect(await at({ ...inMay, knownAt: known["second journey"]! })).toMatchObject({
      state: { journeys: [{ id: journey, step: "EMPLOYED" }] },
    });
    expect(await at({ asOf: "2024-06-01" })).toMatchObject({ state: { journeys: [{ step: "EMPLOYED" }] } });
    expect(await profile()).toMatchObject({ journeys: [{ step: "CLOSED" }, { step: "REGISTERED" }] });
    // Told late is no way around the order of things.
    const afterwards = { journey, ...on("2025-07-10") };
    await kawal.refused(offices.mission, migrant("lost-contacts"), afterwards, "journey-step-order");
  });

  then("a recorded fact is corrected by an event that names it; both readings stay", async () => {
    const ended = (await kawal.timeline(id)).find(({ type }) => type === "EmploymentEnded")!;
    const started = (await kawal.timeline(id)).find(({ type }) => type === "EmploymentStarted")!;
    await kawal.does(offices.mission, migrant("corrections"), {
      event: ended.event,
      reason: "NEW_EVIDENCE",
      facts: { cause: "UNILATERAL_TERMINATION" },
      occurred: { date: "2025-02-10" },
    });
    await kawal.does(offices.mission, migrant("corrections"), {
      event: started.event,
      reason: "MISTYPED",
      personal: { contact: { employer: "Keluarga Chan" } },
    });
    expect(await profile()).toMatchObject({
      journeys: [{ employments: [{ cause: "UNILATERAL_TERMINATION", fields: { employer: "Keluarga Chan" } }] }, {}],
    });
    const rows = await kawal.timeline(id);
    expect(rows.find(({ event }) => event === ended.event)).toMatchObject({
      facts: { cause: "CONTRACT_ENDED" },
      asCorrected: { facts: { cause: "UNILATERAL_TERMINATION" }, happened: { latest: "2025-02-10T16:59:59.999Z" } },
      correctedBy: [rows.find(({ type }) => type === "FactCorrected")!.event],
    });
    const moments = { fromKnownAt: known["told late"]!, toKnownAt: kawal.position() };
    const { difference } = await kawal.difference(id, moments);
    const employment = `/migrant-${id}/journeys/0/employments/0`;
    expect(difference.changed).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          pointer: `${employment}/cause`,
          from: "CONTRACT_ENDED",
          to: "UNILATERAL_TERMINATION",
        }),
        expect.objectContaining({
          pointer: `${employment}/fields/employer`,
          from: "Keluarga Chen",
          to: "Keluarga Chan",
        }),
      ]),
    );
    expect(difference.added).toEqual([]);
    expect(difference.removed).toEqual([]);
    // What a correction would leave contradicting is refused, and nothing is appended.
    await kawal.refused(
      offices.mission,
      migrant("corrections"),
      { event: ended.event, reason: "MISTYPED", occurred: { date: "2022-02-10" } },
      "journey-step-order",
    );
    expect(await kawal.timeline(id)).toHaveLength(rows.length);
  });

  then("an auditor replays each stage, on both clocks", async () => {
    const steps: readonly [asOf: string, knownAt: string, step: string | undefined][] = [
      ["2023-01-10", "rejected", undefined],
      ["2023-01-15", "rejected", "SCREENED"],
      ["2023-01-22", "rejected", "DOCUMENTS_IN_PROGRESS"],
      ["2023-02-08", "ready", "ORIENTED"],
      ["2023-02-11", "cleared", "CLEARED"],
      ["2023-02-14", "employed", "DEPARTED"],
      ["2023-02-15", "employed", "ARRIVED"],
      ["2024-01-01", "employed", "EMPLOYED"],
      ["2025-02-22", "closed", "RETURNED"],
      ["2025-07-01", "closed", "CLOSED"],
    ];
    for (const [asOf, stage, step] of steps) {
      const stream = await at({ asOf, knownAt: known[stage]! });
      const journeys = stream!.state!["journeys"] as { step: string }[];
      expect([asOf, journeys[0]?.step]).toEqual([asOf, step]);
    }
    // Nothing was known of 2024 when she had only been cleared.
    expect(await at({ asOf: "2024-01-01", knownAt: known["cleared"]! })).toMatchObject({
      state: { journeys: [{ step: "CLEARED" }] },
    });
    expect(await at({ asOf: "2023-01-08" })).toMatchObject({ state: null });
    const { difference } = await kawal.difference(id, { fromAsOf: "2023-02-09", toAsOf: "2023-02-11" });
    expect(difference.changed).toContainEqual(
      expect.objectContaining({
        pointer: `/migrant-${id}/journeys/0/step`,
        from: "ORIENTED",
        to: "CLEARED",
      }),
    );
  });

  then(
    "the timeline tells the life whole: what, by whom, for which office, in the order of the world too",
    async () => {
      const rows = await kawal.timeline(id);
      const types = typesOf(rows);
      for (const type of [
        "FileStored",
        "DocumentRejected",
        "DocumentSetCompleted",
        "ClearanceGranted",
        "FactCorrected",
      ])
        expect(types).toContain(type);
      for (const { title, agency, who, recordedAt, happened } of rows)
        expect({ title, agency, who, recordedAt, happened }).toMatchObject({
          title: { en: expect.stringMatching(/\S/), indonesian: expect.stringMatching(/\S/) },
          agency: { name: expect.stringMatching(/\S/) },
        });
      const inWorld = typesOf(await kawal.timeline(id, "limit=200&order=occurred"));
      const places = [
        "PersonRegistered",
        "ClearanceGranted",
        "EmploymentStarted",
        "ContactLost",
        "EmploymentEnded",
        "JourneyClosed",
      ];
      expect(places.map((type) => inWorld.indexOf(type))).toEqual(
        places.map((type) => inWorld.indexOf(type)).toSorted((a, b) => a - b),
      );
      expect(types.indexOf("ContactLost")).toBeGreaterThan(types.indexOf("JourneyClosed"));
    },
  );

  then("the auditor sees that it all happened, and nothing of who she is", async () => {
    const shown = await kawal.asks<Row[]>(`persons/${id}/timeline?limit=200`, offices.auditors);
    const rows = await kawal.timeline(id);
    expect(shown.map(({ event }) => event)).toEqual(rows.map(({ event }) => event));
    const values = (all: readonly Row[]) =>
      all.flatMap(({ personal }) => personal.flatMap((p) => Object.values(p.values)));
    // Each field that may be there is said to be hidden, so there are more than she has.
    expect(values(shown).length).toBeGreaterThanOrEqual(values(rows).length);
    expect(new Set(values(shown).map((value) => JSON.stringify(value)))).toEqual(new Set(['{"masked":"hidden"}']));
    expect(await kawal.asks(`persons/${id}`, offices.auditors)).toMatchObject({
      identity: { name: { masked: "hidden" }, nik: { masked: "hidden" } },
      birthYear: 1998,
    });
  });

  then("I10 a second record of her, made abroad, is linked: timeline and search show one human being", async () => {
    const abroad = await kawal.does(offices.mission, "persons", {
      sex: "FEMALE",
      source: "AGENCY",
      identity: { name: "Noerhajati", passport: "X0002001" },
      migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
    });
    const before = await kawal.timeline(id);
    const found = await kawal.search(offices.mission, { name: "Nurhayati" });
    expect(found.map(({ person }) => person).toSorted()).toEqual([abroad, id].toSorted());
    const link = await kawal.does(offices.mission, "identity-links", {
      person: abroad,
      other: id,
      basis: "STATED_BY_PERSON",
      confidence: "CONFIRMED",
    });
    expect(await kawal.search(offices.mission, { passport: "X0002001" })).toMatchObject([
      { person: abroad, linked: [id] },
    ]);
    const whole = await kawal.timeline(id);
    expect(typesOf(whole)).toHaveLength(typesOf(before).length + 3);
    expect((await kawal.timeline(abroad)).map(({ event }) => event)).toEqual(whole.map(({ event }) => event));

    await kawal.does(offices.mission, `identity-links/${link}/unlink`, { reason: "DIFFERENT_PERSONS" });
    expect(await kawal.search(offices.mission, { passport: "X0002001" })).toMatchObject([
      { person: abroad, linked: [] },
    ]);
    const apart = await kawal.timeline(id);
    expect(typesOf(apart)).toEqual([...typesOf(before), "IdentitiesLinked", "IdentitiesUnlinked"]);
    expect(apart.some(({ stream }) => stream === `person-${abroad}`)).toBe(false);
    await kawal.refused(offices.mission, `identity-links/${link}/unlink`, { reason: "DIFFERENT_PERSONS" }, "I10");
  });
});

describe("I1 the age and the country of the day", () => {
  const prospect = async (birthDate: string, country: string) => {
    const id = await kawal.does(offices.village, "persons", {
      ...REGISTRATION,
      identity: { name: "Wayan Contoh", birthDate },
      contact: { phone: "0812 0000 2002" },
    });
    await kawal.does(offices.village, `migrants/${id}/journeys`, { scheme: "P3MI", country, ...on("2025-01-10") });
    return id;
  };
  const missingOn = async (id: string, place: string, date: string) => {
    const body = { place, occurred: { date } };
    return lacks((await kawal.refused(offices.bp3mi, `migrants/${id}/clearances`, body, "I1"))["missing"] as Missing[]);
  };

  test("17 on that day is not 18, in the zone of the place of clearance", async () => {
    const id = await prospect("2007-03-02", "TW");
    expect(await missingOn(id, "36.73", "2025-03-01")).toContain("AGE UNDER_AGE");
    expect(await missingOn(id, "36.73", "2025-03-02")).not.toContain("AGE UNDER_AGE");
    expect(await missingOn(id, "36.73", "2025-03-01T23:30:00+07:00")).toContain("AGE UNDER_AGE");
    expect(await missingOn(id, "91.71", "2025-03-01T23:30:00+07:00")).not.toContain("AGE UNDER_AGE");
  });

  test("a country that is not open, and one that nobody has named", async () => {
    expect(await missingOn(await prospect("1995-03-02", "KH"), "36.73", "2025-03-01")).toContain(
      "DESTINATION COUNTRY_NOT_OPEN",
    );
    expect(await missingOn(await prospect("1995-03-02", "UNKNOWN"), "36.73", "2025-03-01")).toContain(
      "DESTINATION COUNTRY_UNKNOWN",
    );
  });
});
