import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ARTICLE_13, UPLOADER, VERIFIER } from "./histories.js";
import { openMigrants } from "./migrants-in-a-store.js";

let migrants: Awaited<ReturnType<typeof openMigrants>>;
let last = "";

beforeAll(async () => {
  migrants = await openMigrants();
});
afterAll(() => migrants.close());

const pdf = (bytes = 2000) => Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(bytes), Buffer.from("\n%%EOF\n")]);

async function does(path: string, body: object, by?: string) {
  const answer = await migrants.does(path, body, by);
  last = answer.position;
  return answer.id;
}

const register = (more: object = {}, migrant: object = {}) =>
  does("persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Siti Karangan", birthDate: "2000-02-29" },
    birthDateDocument: "BIRTH_CERTIFICATE",
    origin: "36.04.12",
    migrant: {
      discovery: "VILLAGE",
      placementStatus: "PROCEDURAL",
      placementStatusBasis: "DOCUMENTED",
      ...migrant,
    },
    ...more,
  });

const profile = async (id: string): Promise<{ data: never }> =>
  (await migrants.get(`migrants/${id}?seen=${last}`)).body;
const shown = async (id: string) => (await profile(id)).data as { [name: string]: never };
const blobs = () =>
  readdirSync(join(migrants.folder, "files"), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  ).length;

describe("a person who was registered as somebody else", () => {
  const asMigrant = { discovery: "DEATH_REPORT", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" };

  test("becomes a migrant; their death can be reported then", async () => {
    const id = await register({
      migrant: undefined,
      birthDateDocument: undefined,
    });
    const death = { cause: "ILLNESS", country: "KH", source: "FAMILY", occurred: { date: "2025-05" } };
    expect((await migrants.post(`migrants/${id}/death-reports`, death)).status).toBe(404);
    expect((await migrants.get(`migrants/${id}?seen=${last}`)).status).toBe(404);

    await does(`migrants/${id}/registration`, asMigrant);
    expect(await shown(id)).toMatchObject({
      phase: "UNKNOWN",
      discovery: "DEATH_REPORT",
      origin: "36.04.12",
    });
    const list = await migrants.get(`migrants?origin=36.04.12&limit=100&seen=${last}`);
    expect((list.body as { data: { id: string }[] }).data.map((row) => row.id)).toContain(id);
    await does(`migrants/${id}/death-reports`, death);
    expect(await shown(id)).toMatchObject({ death: { status: "REPORTED" } });
  });

  test("once", async () => {
    const id = await register();
    expect(await migrants.post(`migrants/${id}/registration`, asMigrant)).toMatchObject({
      status: 409,
      body: { rule: { id: "already-there" } },
    });
  });
});

describe("a procedural migrant", () => {
  test("goes from the village to work abroad, home, and out again", async () => {
    const id = await register();
    const on = (path: string, body: object, by?: string) => does(`migrants/${id}/${path}`, body, by);
    expect(await shown(id)).toMatchObject({ phase: "BEFORE", step: null, clearance: { because: "NO_JOURNEY" } });

    await on("journeys", { scheme: "P3MI", country: "HK", position: "CAREGIVER" });
    await on("screenings", { redFlags: ["SOCIAL_MEDIA_ONLY"], note: "a note" });
    const { clearance } = await shown(id);
    expect((clearance as unknown as { missing: object[] }).missing).toHaveLength(11);
    const early = await migrants.post(`migrants/${id}/clearances`, { place: "36.04" });
    expect(early).toMatchObject({ status: 409, body: { rule: { id: "I1" }, type: "urn:kawal:problem:rejected:I1" } });
    expect((early.body as unknown as { missing: object[] }).missing).toEqual(
      (clearance as unknown as { missing: object[] }).missing,
    );

    for (const kind of ARTICLE_13) {
      const { status, body } = await migrants.upload(id, pdf(), "application/pdf", randomUUID(), UPLOADER);
      expect(status).toBe(201);
      const file = (body as { id: string }).id;
      await on("documents", { file, kind, expiresOn: "2030-01-01", number: "X0000001", note: "seen" }, UPLOADER);
    }
    const { journeys } = (await shown(id)) as unknown as { journeys: { documents: { id: string }[] }[] };
    for (const { id: document } of journeys[0]!.documents) {
      const own = await migrants.post(`migrants/${id}/document-verifications`, { document }, UPLOADER);
      expect(own).toMatchObject({ status: 409, body: { rule: { id: "I3" } } });
      await on("document-verifications", { document }, VERIFIER);
    }
    expect(await shown(id)).toMatchObject({ step: "DOCUMENTS_VERIFIED" });
    await on("orientations", { region: "36" });
    for (const programme of ["JKK", "JKM"]) await on("insurances", { programme, from: "2025-01-01", note: "n" });
    expect(await shown(id)).toMatchObject({ step: "ORIENTED", clearance: { needed: true, missing: [] } });
    await on("clearances", { place: "36.04" });
    await on("departures", {});
    await on("arrivals", { address: "Invented Road 1", phone: "+852 5123 0001" });
    await on("employments", { employer: "Invented Family", contractUntil: "2027-06-01" });
    expect(await shown(id)).toMatchObject({
      phase: "DURING",
      step: "EMPLOYED",
      country: "HK",
      journeys: [{ employments: [{ fields: { employer: "Invented Family" } }] }],
    });
    // Whoever finds her passport, or her phone, finds her.
    for (const [sought, matched] of [
      [{ passport: "x 0000001" }, "PASSPORT"],
      [{ phone: "+85251230001" }, "PHONE"],
    ] as const) {
      const { body } = await migrants.post(`persons/search?seen=${last}`, sought);
      expect(body).toMatchObject({ data: [{ person: id, matches: [{ on: matched }] }] });
    }
    await on("employment-ends", { cause: "CONTRACT_ENDED" });
    await on("return-starts", { cause: "END_OF_CONTRACT" });
    await on("returns", { cause: "END_OF_CONTRACT", region: "36.04.12" });
    await on("reintegrations", {});
    await on("closures", { reason: "REINTEGRATED" });
    await on("journeys", { scheme: "P3MI", country: "TW" });
    expect(await shown(id)).toMatchObject({
      phase: "BEFORE",
      step: "REGISTERED",
      journeys: [
        { step: "CLOSED", phase: "AFTER" },
        { step: "REGISTERED", country: "TW" },
      ],
    });
  });

  test("is corrected, and the profile with them", async () => {
    const id = await register();
    await does(`migrants/${id}/journeys`, { scheme: "P3MI", country: "HK" });
    const raw = (await migrants.store.readStream(`migrant-${id}`)).at(-1)!;
    await does(`migrants/${id}/corrections`, { event: raw.id, reason: "MISTYPED", facts: { country: "SG" } });
    expect(await shown(id)).toMatchObject({ country: "SG" });
  });
});

describe("a clearance", () => {
  /** A migrant with clearance, by the registration with which the person became known. */
  async function cleared(): Promise<{ id: string; on: (path: string, body: object, by?: string) => Promise<string> }> {
    const id = await register();
    const on = (path: string, body: object, by?: string) => does(`migrants/${id}/${path}`, body, by);
    await on("journeys", { scheme: "P3MI", country: "HK", position: "CAREGIVER" });
    for (const kind of ARTICLE_13) await withDocument(id, kind);
    await on("orientations", {});
    for (const programme of ["JKK", "JKM"]) await on("insurances", { programme, from: "2025-01-01" });
    await on("clearances", { place: "36.04" });
    return { id, on };
  }

  async function withDocument(id: string, kind: string): Promise<void> {
    const { body } = await migrants.upload(id, pdf(), "application/pdf", randomUUID(), UPLOADER);
    const { id: file } = body as { id: string };
    await does(`migrants/${id}/documents`, { file, kind, expiresOn: "2030-01-01" }, UPLOADER);
    await does(`migrants/${id}/document-verifications`, { document: await documentOf(id, kind) }, VERIFIER);
  }

  async function documentOf(id: string, kind: string): Promise<string> {
    const { journeys } = (await shown(id)) as unknown as { journeys: { documents: { id: string; kind: string }[] }[] };
    return journeys[0]!.documents.findLast((document) => document.kind === kind)!.id;
  }

  const departs = (id: string) => migrants.post(`migrants/${id}/departures`, {});
  const underReview = { status: 409, body: { rule: { id: "clearance-under-review" } } };

  test("is under review once the passport was rejected as forged, until another one was verified", async () => {
    const { id, on } = await cleared();
    const rejection = { reason: "FORGED", legalGround: "UU_18_2017_ART_13" };
    await on("document-rejections", { ...rejection, document: await documentOf(id, "PASSPORT") });
    expect(await departs(id)).toMatchObject(underReview);
    expect(await shown(id)).toMatchObject({
      warnings: ["CLEARANCE_UNDER_REVIEW"],
      clearance: { needed: true, missing: [{ kind: "PASSPORT", reason: "REJECTED" }] },
      journeys: [{ clearance: { review: { grounds: [{ what: "DOCUMENT", kind: "PASSPORT", reason: "REJECTED" }] } } }],
    });
    await withDocument(id, "PASSPORT");
    expect(await shown(id)).toMatchObject({ warnings: [], journeys: [{ clearance: { review: null } }] });
    expect(await departs(id)).toMatchObject({ status: 200 });
  });

  test("is under review while the birth date is a child's: corrected, recorded anew, and corrected back", async () => {
    const { id } = await cleared();
    const [registration] = await migrants.store.readStream(`person-${id}`);
    const born = (birthDate: string) =>
      does(`persons/${id}/corrections`, {
        event: registration!.id,
        reason: "MISTYPED",
        personal: { identity: { birthDate } },
      });
    await born("2008-02-29");
    expect(await departs(id)).toMatchObject(underReview);
    expect(await shown(id)).toMatchObject({
      journeys: [{ clearance: { review: { grounds: [{ what: "AGE", reason: "UNDER_AGE" }] } } }],
    });
    await born("2000-02-29");
    expect(await shown(id)).toMatchObject({ warnings: [], clearance: { because: "CLEARED" } });
    await does(`persons/${id}/identity`, {
      source: "IN_PERSON",
      identity: { birthDate: "2008-02-28" },
      birthDateDocument: "COURT_RULING",
    });
    expect(await departs(id)).toMatchObject(underReview);
  });
});

describe("the list", () => {
  test("finds by step, phase, country, origin and status, page by page, with names", async () => {
    const ids = [];
    for (let i = 0; i < 3; i++) {
      const id = await register(
        { origin: "61.07" },
        { placementStatus: "NON_PROCEDURAL", placementStatusBasis: "INFERRED" },
      );
      await does(`migrants/${id}/journeys`, { scheme: "UNKNOWN", country: "KH", foundAt: "EMPLOYED" });
      ids.push(id);
    }
    const query = `step=EMPLOYED&phase=DURING&country=KH&origin=61&placementStatus=NON_PROCEDURAL&seen=${last}`;
    const first = await migrants.get(`migrants?${query}&limit=2`);
    expect(first).toMatchObject({
      status: 200,
      body: { data: [{ identity: { name: "Siti Karangan" }, placementStatus: { inferred: true } }, {}] },
    });
    const { next, data } = first.body as { next: string; data: { id: string }[] };
    const second = await migrants.get(`migrants?${query}&limit=2&after=${encodeURIComponent(next)}`);
    const rest = second.body as { data: { id: string }[]; next?: string };
    expect([...data, ...rest.data].map(({ id }) => id)).toEqual(ids.toSorted());
    expect(rest.next).toBeUndefined();
    expect(JSON.stringify(first.body)).not.toContain("2000-02-29");
    expect(await migrants.get("migrants?step=NOWHERE")).toMatchObject({ status: 400 });
    expect(await migrants.get("migrants?colour=red")).toMatchObject({
      status: 400,
      body: { type: "urn:kawal:problem:unknown-field" },
    });
  });

  test("has migrants only, and knows changes of the person too", async () => {
    const other = await register({ migrant: undefined });
    await does(`persons/${other}/contact`, { phone: "0812 0000 1001" });
    expect(await migrants.get(`migrants/${other}?seen=${last}`)).toMatchObject({ status: 404 });
    const id = await register();
    await does(`persons/${id}/contact`, { phone: "0812 0000 1001" });
    expect(await shown(id)).toMatchObject({ person: { contact: { phone: expect.any(String) } } });
  });
});

test("a death known before anything else, confirmed, and withdrawn", async () => {
  const id = await register(
    {},
    { discovery: "DEATH_REPORT", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "INFERRED" },
  );
  await does(`migrants/${id}/death-reports`, {
    cause: "ILLNESS",
    country: "KH",
    source: "NEWS_REPORT",
    occurred: { until: "2025-05-26", zone: "Asia/Phnom_Penh", asReported: "26 Mei lalu" },
  });
  expect(await shown(id)).toMatchObject({
    step: null,
    phase: "UNKNOWN",
    country: "KH",
    death: { status: "REPORTED" },
    warnings: ["PLACEMENT_STATUS_INFERRED", "DEATH_NOT_CONFIRMED", "TIME_OF_DEATH_UNCERTAIN"],
  });
  await does(`migrants/${id}/death-confirmations`, { certifiedOn: "2025-05-28" });
  expect(await shown(id)).toMatchObject({
    step: "DECEASED",
    death: { status: "CONFIRMED" },
    clearance: { because: "DECEASED" },
  });
  await does(`migrants/${id}/death-withdrawals`, { reason: "MISTAKEN_IDENTITY" });
  expect(await shown(id)).toMatchObject({ step: null, death: null });
});

describe("an uploaded file", () => {
  test("comes back as it was, with its media type", async () => {
    const person = await register();
    const content = pdf(300_000);
    const { status, body, headers } = await migrants.upload(person, content);
    const { id } = body as { id: string };
    expect([status, headers["location"]]).toEqual([201, `/api/v1/files/${id}`]);
    const back = await migrants.get(`files/${id}/content`);
    expect(back.raw.equals(content)).toBe(true);
    expect(back.headers).toMatchObject({ "content-type": "application/pdf", "cache-control": "no-store" });
    expect((await migrants.get(`files/${id}`)).body).toMatchObject({
      data: { id, person, mediaType: "application/pdf", bytes: content.length, purpose: "DOCUMENT" },
    });
    expect(await migrants.get(`files/${randomUUID()}/content`)).toMatchObject({ status: 404 });
  });

  test("sent again with its key is stored once", async () => {
    const person = await register();
    const [content, key] = [pdf(), randomUUID()];
    const first = await migrants.upload(person, content, "application/pdf", key);
    const before = blobs();
    expect((await migrants.upload(person, content, "application/pdf", key)).body).toEqual(first.body);
    expect(blobs()).toBe(before);
    const other = await migrants.upload(person, pdf(), "application/pdf", key);
    expect(other).toMatchObject({ status: 422, body: { type: "urn:kawal:problem:key-reused" } });
    expect(blobs()).toBe(before);
  });

  test("that is refused leaves nothing behind", async () => {
    const person = await register();
    const before = [blobs(), await migrants.store.head()];
    const refused = async (reply: ReturnType<typeof migrants.upload>, status: number, slug: string) =>
      expect(await reply).toMatchObject({ status, body: { type: `urn:kawal:problem:${slug}` } });
    await refused(migrants.upload(person, Buffer.from("plain text")), 415, "unsupported-file-type");
    await refused(migrants.upload(person, pdf(), "image/png"), 415, "unsupported-file-type");
    await refused(migrants.upload(person, Buffer.from("{}"), "application/json"), 415, "unsupported-file-type");
    await refused(migrants.upload(person, pdf(), "text/plain"), 415, "unsupported-file-type");
    await refused(migrants.upload(person, pdf(21 * 1024 * 1024)), 413, "file-too-large");
    await refused(migrants.upload(randomUUID(), pdf()), 400, "unknown-person");
    await refused(migrants.upload("nobody", pdf()), 400, "invalid-field");
    const noKey = migrants.send("POST", `files?person=${person}`, {
      body: pdf() as never,
      headers: { "content-type": "application/pdf", "idempotency-key": "" },
    });
    await refused(noKey as ReturnType<typeof migrants.upload>, 400, "idempotency-key-required");
    expect([blobs(), await migrants.store.head()]).toEqual(before);
  });

  test("over the limit is rejected during the transfer, when its length is not declared", async () => {
    const person = await register();
    const before = blobs();
    let sent = 0;
    const unmeasured = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(pdf()),
      pull: (controller) => (sent++ < 24 ? controller.enqueue(randomBytes(1024 * 1024)) : controller.close()),
    });
    const reply = await migrants.send("POST", `files?person=${person}`, {
      body: unmeasured as never,
      headers: { "content-type": "application/pdf" },
      duplex: "half",
    } as RequestInit);
    expect(reply).toMatchObject({ status: 413, body: { type: "urn:kawal:problem:file-too-large" } });
    expect(blobs()).toBe(before);
  });

  test("that never ends is stopped", async () => {
    const person = await register();
    const before = blobs();
    const endless = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(pdf()),
      pull: (controller) => controller.enqueue(randomBytes(1024 * 1024)),
    });
    const sending = migrants.send("POST", `files?person=${person}`, {
      body: endless as never,
      headers: { "content-type": "application/pdf" },
      duplex: "half",
    } as RequestInit);
    // Whether the answer or the end of the connection is seen first is up to the client.
    await sending
      .then(({ status }) => expect(status).toBe(413))
      .catch((error: Error) => expect(error).toBeInstanceOf(TypeError));
    expect(blobs()).toBe(before);
  });

  test("is not accepted on another route", async () => {
    const reply = await migrants.send("POST", "persons", {
      body: pdf() as never,
      headers: { "content-type": "application/pdf" },
    });
    expect(reply).toMatchObject({ status: 415, body: { type: "urn:kawal:problem:unsupported-media-type" } });
  });
});
