import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder } from "../temporary.js";
import { kawal } from "./run.js";
import { Officer, startService, type Answered, type Problem, type RunningService } from "./service.js";
import { copyDatabase, storedReads } from "./stored.js";

/** More than a page of 50. */
const PERSONS = 60;
const CANARY = `C${[...randomBytes(14)].map((byte) => String.fromCodePoint(97 + (byte % 26))).join("")}`;
const NIK = "9999994101991234";
const PDF = { "content-type": "application/pdf" };

const { folder, remove } = temporaryFolder();
let service: RunningService;
let agency: string;
let administrator: Officer;
let caseworker: Officer;
let auditor: Officer;
let supervisor: Officer;
const migrants: string[] = [];
let sister = "";
let incident = "";
let file = "";

/** All events of the log of reads, as they lie on the disk. */
const reads = () => storedReads<Facts>(folder);

interface Facts {
  readonly route: { readonly method: string; readonly pattern: string };
  readonly status: number;
  readonly asked: readonly string[];
  readonly ids?: readonly string[];
  readonly [more: string]: unknown;
}

/** What one request adds to the log. */
async function recorded(request: () => Promise<unknown>) {
  const before = reads().length;
  await request();
  return reads().slice(before);
}

beforeAll(async () => {
  service = await startService(folder);
  administrator = new Officer(service, undefined, "ADMINISTRATOR");
  agency = (await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI Banten" })).id;
  caseworker = new Officer(service, agency, "CASEWORKER");
  auditor = new Officer(service, agency, "AUDITOR");
  supervisor = new Officer(service, agency, "SUPERVISOR");
  const migrant = { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "STATED" };
  const identity = { name: `${CANARY} Contoh`, nik: NIK };
  for (let i = 0; i < PERSONS; i++) {
    const { id } = await caseworker.does("persons", {
      sex: "FEMALE",
      source: "FAMILY_REPORT",
      identity: i === 0 ? identity : { name: `Contoh ${i}` },
      ...(i === 0 && { contact: { address: CANARY }, note: CANARY }),
      migrant,
    });
    migrants.push(id);
  }
  sister = (await caseworker.does("persons", { sex: "FEMALE", source: "FAMILY_REPORT", identity: { name: "Sari" } }))
    .id;
  incident = (
    await caseworker.does("cases", {
      channel: "PHONE",
      complainant: "FAMILY",
      categories: ["LOST_CONTACT"],
      country: "KH",
      parties: [
        { role: "VICTIM", person: migrants[0] },
        { role: "VICTIM", person: migrants[1] },
        { role: "REPORTER", person: sister, relation: "SIBLING" },
      ],
      account: CANARY,
    })
  ).id;
  const uploaded = await caseworker.calls<Answered>("POST", `files?person=${migrants[0]}`, "%PDF-1.7 surat\n%%EOF", {
    ...PDF,
    "idempotency-key": randomUUID(),
  });
  file = uploaded.body.id;
  const { position } = uploaded.body;
  await caseworker.sees(`migrants?limit=1&seen=${position}`);
});
afterAll(remove);

describe("an answer", () => {
  test("is in the log with who asked, for which agency, why, and every id in it", async () => {
    const { id } = caseworker;
    const [read, ...more] = await recorded(() => caseworker.sees(`cases/${incident}`));
    expect(more).toEqual([]);
    expect(read).toMatchObject({
      type: "RequestAnswered",
      actor: { kind: "OFFICER", id, agency, role: "CASEWORKER" },
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
      facts: { route: { method: "GET", pattern: "/api/v1/cases/:id" }, status: 200, asked: [incident] },
    });
    expect(read!.facts.ids).toEqual(expect.arrayContaining([incident, migrants[0], migrants[1], sister]));
    expect(read!.facts["classes"]).toEqual(expect.arrayContaining(["identity"]));
    // Who has it, and for which agency, is nobody whose data was read.
    expect(read!.facts.ids).not.toContain(agency);
  });

  test("that is a list names every row, page by page", async () => {
    const [list, whole] = await recorded(() => caseworker.sees("migrants?limit=200"));
    expect(list).toMatchObject({ type: "IdsListed", facts: { ids: migrants.toSorted() } });
    expect(whole!.facts).toMatchObject({ ids: [], list: list!.facts["list"], count: migrants.length });
    const [again, ...more] = await recorded(() => supervisor.sees("migrants?limit=200"));
    expect([again!.facts, more]).toEqual([{ ...whole!.facts }, []]);
    let next: string | undefined;
    const pages = await recorded(async () => {
      do {
        const page = await caseworker.sees<{ next?: string }>(`migrants?limit=25${next ? `&after=${next}` : ""}`);
        next = page.next;
      } while (next !== undefined);
    });
    expect(pages.map(({ facts }) => facts["count"])).toEqual([25, 25, 10]);
    expect(pages.flatMap(({ facts }) => facts.ids!).toSorted()).toEqual(migrants.toSorted());
  });

  test("to a search names whom it found and the kinds sought by, and never what was sought", async () => {
    const [read] = await recorded(() => caseworker.sends("persons/search", { nik: NIK, name: CANARY }));
    expect(read).toMatchObject({
      subjects: [],
      facts: { route: { method: "POST", pattern: "/api/v1/persons/search" }, by: ["nik", "name"] },
    });
    expect(read!.facts.ids).toContain(migrants[0]);
  });

  test("that is a file is recorded with whose it is", async () => {
    const [read, ...more] = await recorded(() => caseworker.calls("GET", `files/${file}/content`));
    expect(more).toEqual([]);
    expect(read!.facts).toMatchObject({ asked: [file], ids: [file, migrants[0]], status: 200 });
  });

  test("of a command, of health, and of descriptions is none", async () => {
    const none = async () => {
      await caseworker.does(`persons/${migrants[2]}/contact`, { address: "Kragilan" });
      for (const path of ["health/live", "health/ready", "openapi.json", "docs"])
        expect((await fetch(`${service.url}/${path}`)).status).toBe(200);
    };
    expect(await recorded(none)).toEqual([]);
  });

  test("is withheld while it can't be recorded", async () => {
    const locked = new DatabaseSync(join(folder, "reads.db"));
    locked.exec("BEGIN IMMEDIATE");
    const refused = await caseworker.calls<Problem>("GET", `persons/${migrants[0]}`);
    const missing = await caseworker.calls<Problem>("GET", `persons/${randomUUID()}`);
    locked.exec("ROLLBACK");
    locked.close();
    for (const { status, body } of [refused, missing]) {
      expect(status).toBe(503);
      expect(body.type).toBe("urn:kawal:problem:store-unavailable");
      expect(JSON.stringify(body)).not.toContain(CANARY);
    }
    const [read] = await recorded(() => caseworker.sees(`persons/${migrants[0]}`));
    expect(read!.facts.status).toBe(200);
  });
});

describe("a refusal", () => {
  test("of what is not there, or not to be seen, is recorded with what was asked for", async () => {
    const nobody = randomUUID();
    const [missing] = await recorded(() => caseworker.calls("GET", `persons/${nobody}`));
    expect(missing).toMatchObject({
      type: "RequestRefused",
      subjects: [{ person: nobody, role: "READ" }],
      facts: { status: 404, asked: [nobody], rule: "not-found" },
    });
    const [forbidden] = await recorded(() => caseworker.calls("GET", `persons/${migrants[0]}/reads`));
    expect(forbidden).toMatchObject({ facts: { status: 403, asked: [migrants[0]], rule: "forbidden" } });
  });

  test("of a command is recorded with the rule, and nothing of what was sent but ids", async () => {
    const body = { ids: [randomUUID()], person: migrants[0], note: CANARY };
    const [unknown] = await recorded(() => caseworker.sends(`cases/${incident}/parties`, { role: "WITNESS", ...body }));
    // A field that is none is said so, and is no refusal.
    expect(unknown).toBeUndefined();
    const [missing] = await recorded(() =>
      caseworker.sends(`cases/${sister}/parties`, { role: "WITNESS", person: migrants[0] }),
    );
    expect(missing).toMatchObject({ facts: { status: 404, asked: [sister, migrants[0]], rule: "not-found" } });
    const response = await caseworker.sends(`cases/${incident}/settlements`, { terms: CANARY });
    expect({ status: response.status, body: response.body }).toMatchObject({ status: 409 });
    const { facts } = reads().at(-1)!;
    expect(facts).toMatchObject({ status: 409, asked: [incident], rule: response.body.rule!.id });
  });

  test("of who is not known, and of what can't be understood, is none", async () => {
    const none = async () => {
      expect((await fetch(`${service.url}/api/v1/persons/${migrants[0]}`)).status).toBe(401);
      expect((await caseworker.calls("GET", "persons/nobody")).status).toBe(400);
    };
    expect(await recorded(none)).toEqual([]);
  });
});

/** Tells a caller of nobody but themselves. */
const OF_ONESELF = "/api/v1/me";

/** Answers whoever asks, and tells nothing of anybody. */
const OF_EVERYBODY = "/api/v1/public/";

test("every route that answers a caller is recorded, once", async () => {
  const document = (await (await fetch(`${service.url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const unrecorded: string[] = [];
  const gets = Object.entries(document.paths).filter(
    ([path, methods]) =>
      "get" in methods && path.startsWith("/api") && path !== OF_ONESELF && !path.startsWith(OF_EVERYBODY),
  );
  const bare: string[] = [];
  for (const [path] of gets) {
    const address = path.slice("/api/v1/".length).replaceAll(/\{\w+\}/g, migrants[0]!);
    const query = { "persons/{id}/state/difference": "?from=2026-01-01&to=2026-01-02" }[path.slice("/api/v1/".length)];
    const events = await recorded(async () => {
      const { status } = await administrator.calls("GET", address + (query ?? ""));
      if (status === 400) bare.push(path);
    });
    const pattern = path.replaceAll(/\{(\w+)\}/g, ":$1");
    if (events.length !== 1 || events[0]!.facts.route.pattern !== pattern) unrecorded.push(path);
  }
  expect(gets.length).toBeGreaterThan(15);
  // What a query must have is for tests of its own.
  expect(unrecorded).toEqual(bare);
  expect(bare.length).toBeLessThan(4);
});

interface Row {
  readonly who: { readonly officer: string };
  readonly route: { readonly pattern: string };
  readonly outcome: string;
  readonly askedFor: boolean;
  readonly [more: string]: unknown;
}

describe("who looked at a person", () => {
  test("is told newest first, with lists that the person was in, and refusals", async () => {
    const reader = new Officer(service, agency);
    await reader.sees(`persons/${migrants[5]}`);
    await reader.sees("migrants?limit=200");
    await reader.calls("GET", `persons/${migrants[5]}/reads`);
    const { data } = await auditor.sees<{ data: Row[] }>(`persons/${migrants[5]}/reads`);
    const mine = data.filter(({ who }) => who.officer === reader.id);
    expect(mine.map(({ route, outcome, askedFor }) => [route.pattern, outcome, askedFor])).toEqual([
      ["/api/v1/persons/:id/reads", "refused", true],
      ["/api/v1/migrants", "answered", false],
      ["/api/v1/persons/:id", "answered", true],
    ]);
    expect(mine[0]).toMatchObject({ agency: { id: agency, name: "BP3MI Banten" }, rule: "forbidden", count: 0 });
    // Whom else a list named is not told.
    expect(JSON.stringify(data)).not.toContain(migrants[6]);
  });

  test("has pages", async () => {
    const pages: string[] = [];
    let next: string | undefined = "";
    while (next !== undefined && pages.length < 200) {
      const after: string = next === "" ? "" : `&after=${next}`;
      const page: { data: { event: string }[]; next?: string } = await auditor.sees(
        `persons/${migrants[5]}/reads?limit=3${after}`,
      );
      pages.push(...page.data.map(({ event }) => event));
      next = page.next;
    }
    const { data } = await auditor.sees<{ data: { event: string }[] }>(`persons/${migrants[5]}/reads?limit=200`);
    // What the pages themselves added came before the first of them.
    expect(data.map(({ event }) => event).filter((event) => pages.includes(event))).toEqual(pages);
    expect(pages.length).toBeGreaterThan(3);
  });
});

test("the report for a person has all of theirs, and nothing of others or of who reported", async () => {
  const reader = new Officer(service, agency);
  await reader.sees(`cases/${incident}`);
  const answer = await supervisor.sees<{ data: Report }>(`persons/${migrants[0]}/subject-access-report`);
  const { data } = answer;
  expect(data.data.persons).toMatchObject([{ id: migrants[0], identity: { name: `${CANARY} Contoh`, nik: NIK } }]);
  expect(data.data.cases).toMatchObject([{ id: incident, roles: ["VICTIM"], victims: [migrants[0]] }]);
  expect(data.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["PersonRegistered", "MigrantRegistered", "ComplaintReceived", "FileStored"]),
  );
  for (const event of data.events) {
    expect(event.agency).toEqual({ id: agency, name: "BP3MI Banten" });
    expect(event).toMatchObject({ purpose: expect.any(String), lawfulBasis: "PUBLIC_TASK" });
  }
  expect(data.reads).toContainEqual(
    expect.objectContaining({ who: { officer: reader.id, onBehalfOf: null, role: "CASEWORKER" }, outcome: "answered" }),
  );
  expect(data.due).toMatchObject({ within: "P3D", source: "UU 27/2022 art. 32" });
  const text = JSON.stringify(data);
  for (const other of [migrants[1]!, sister, "SIBLING", 'FAMILY"', "Sari"]) expect(text).not.toContain(other);
  const withheld = data.withheld.map(({ what }) => what);
  expect(withheld).toEqual(expect.arrayContaining(["other-persons", "narratives-naming-others", "reporter"]));
  for (const { source } of data.withheld) expect(source).toBe("UU 27/2022 art. 33");
  expect((await auditor.calls("GET", `persons/${migrants[0]}/subject-access-report`)).status).toBe(403);
});

interface Report {
  readonly data: { readonly persons: readonly object[]; readonly cases: readonly object[] };
  readonly events: readonly { readonly type: string; readonly agency: object }[];
  readonly reads: readonly Row[];
  readonly due: object;
  readonly withheld: readonly { readonly what: string; readonly source: string }[];
}

test("the draft of a breach notice tells what one officer read, whose, when and how", async () => {
  const from = new Date().toISOString();
  const leak = new Officer(service, agency);
  await leak.sees(`persons/${migrants[7]}`);
  await leak.sees(`persons/${migrants[8]}`);
  await leak.sends("persons/search?limit=1", { name: "Contoh 9" });
  await leak.calls("GET", `persons/${migrants[9]}/reads`);
  await caseworker.sees(`persons/${migrants[10]}`);
  const to = new Date().toISOString();
  const span = `from=${from}&to=${to}`;
  const { data } = await auditor.sees<{ data: Draft }>(`breach-notices/draft?${span}&officer=${leak.id}`);
  expect(data.whose.persons).toEqual(expect.arrayContaining([migrants[7], migrants[8]]));
  expect(data.whose.persons).not.toContain(migrants[10]);
  expect(data).toMatchObject({
    draft: true,
    complete: true,
    due: { within: "P3D", source: "UU 27/2022 art. 46" },
    what: { requests: 3, idsNotListed: 0 },
    by: [{ officer: leak.id, agency: { id: agency, name: "BP3MI Banten" }, answered: 3, refused: 1 }],
    handling: { measures: "", recovery: "" },
  });
  expect(data.what.classes).toContain("identity");
  expect(data.how.map(({ route }) => route)).toContain("POST /api/v1/persons/search");
  expect(data.when.first! >= from && data.when.last! <= to).toBe(true);
  for (const text of Object.values(data.texts)) {
    expect(text.indonesian).toMatch(/identitas.*________.*Pasal 46/s);
    expect(text.en).toMatch(/identity.*________.*art\. 46/s);
  }
  const all = await auditor.sees<{ data: Draft }>(`breach-notices/draft?${span}&agency=${agency}`);
  expect(all.data.whose.persons).toContain(migrants[10]);
  expect((await caseworker.calls("GET", `breach-notices/draft?${span}`)).status).toBe(403);
});

interface Draft {
  readonly what: { readonly classes: readonly string[] };
  readonly whose: { readonly persons: readonly string[] };
  readonly when: { readonly first: string | null; readonly last: string | null };
  readonly how: readonly { readonly route: string }[];
  readonly texts: { readonly [who: string]: { readonly en: string; readonly indonesian: string } };
  readonly [more: string]: unknown;
}

test("the files of the log hold nothing personal, and a changed byte is found", async () => {
  const files = readdirSync(folder).filter((name) => name.startsWith("reads.db") || name.startsWith("views.db"));
  expect(files).toContain("reads.db");
  for (const name of files) {
    const bytes = readFileSync(join(folder, name)).toString("latin1");
    for (const value of [CANARY, NIK]) expect({ name, found: bytes.includes(value) }).toEqual({ name, found: false });
  }
  for (let i = 0; i < 3; i++) await caseworker.sees(`persons/${migrants[0]}`);
  const copy = join(folder, "copy");
  mkdirSync(copy);
  for (const name of ["events.db", "reads.db", "keys.db"]) copyDatabase(join(folder, name), join(copy, name));
  const verify = () => kawal(["verify", "--data", copy]).ended;
  expect(await verify()).toMatchObject({ code: 0, output: expect.stringMatching(/\d+ reads in 1 streams, 0 faults/) });
  const db = new DatabaseSync(join(copy, "reads.db"));
  const row = db.prepare("SELECT number, bytes FROM events ORDER BY number DESC LIMIT 1 OFFSET 1").get();
  const { number, bytes } = row as { number: number; bytes: Uint8Array };
  const forged = Buffer.from(bytes).toString().replace("CASEWORKER", "SUPERVISOR");
  db.prepare("UPDATE events SET bytes = ? WHERE number = ?").run(Buffer.from(forged), number);
  db.close();
  expect(await verify()).toMatchObject({
    code: 2,
    output: expect.stringContaining(`"fault":"changed-or-next","number":${number}`),
  });
});
