import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { PUBLIC_TABLES } from "../../src/publication/public-tables.js";
import { publicationId } from "../../src/publication/quarter.js";
import { openOffices, type Official, type Offices } from "../access/offices.js";

interface Row {
  readonly row: string;
  readonly column: string;
  readonly value: number | null;
  readonly suppressed: boolean;
}
interface Table {
  readonly data: readonly Row[];
  readonly quarter: string;
  readonly publishedAt: string;
  readonly table: { readonly id: string; readonly certainty: string };
}
interface Refused {
  readonly type: string;
  readonly detail?: string;
  readonly rule?: { readonly id: string };
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

const QUARTER = "2025-Q2";
const MONTHS = "cases-by-month-and-category";
const COUNTRIES = "cases-by-country-and-category";
/** What stands in no public answer. */
const CANARY = "Canary Zanzibar";

let o: Offices;
let analyst: Official;
let supervisor: Official;
let worker: Official;
const persons: string[] = [];
const cases: string[] = [];

const anyone = { authorization: "" };
const get = (path: string, more: Record<string, string> = {}) =>
  o.calls({ id: "" }, "GET", `public/${path}`, undefined, { ...anyone, ...more });
const sends = (officer: Official, path: string, body: object) =>
  o.calls(officer, "POST", `publications/${publicationId(QUARTER)}/${path}`, body);
const table = async (path: string) => {
  const { status, body } = await get(path);
  if (status !== 200) expect({ path, status, body }).toEqual({ path, status: 200 });
  return body as Table;
};
const valueOf = ({ data }: Table, row: string, column: string) =>
  data.find((each) => each.row === row && each.column === column)?.value;

async function received(country: string, categories: readonly string[], times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const person = await o.does(worker, "persons", {
      sex: "FEMALE",
      birthYear: 1990,
      source: "IN_PERSON",
      origin: "36.04.12",
      identity: { name: `${CANARY} ${persons.length}` },
    });
    persons.push(person);
    cases.push(
      await o.does(worker, "cases", {
        channel: "PHONE",
        complainant: "PMI",
        categories,
        country,
        parties: [{ role: "VICTIM", person }],
      }),
    );
  }
}

beforeAll(async () => {
  o = await openOffices("2025-04-10T02:00:00.000Z");
  const desk = await o.agency("COORDINATION", "Desk P2MI");
  const own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  analyst = await o.officer(desk, "ANALYST");
  supervisor = await o.officer(desk, "SUPERVISOR");
  worker = await o.officer(own, "CASEWORKER");
  await received("MY", ["UNPAID_WAGES"], 9);
  o.clock.set("2025-05-10T02:00:00.000Z");
  await received("MY", ["UNPAID_WAGES"], 3);
  await received("TW", ["UNPAID_WAGES", "VIOLENCE"], 7);
  await received("KH", ["TRAFFICKING"], 2);
  o.clock.set("2025-06-10T02:00:00.000Z");
  await received("TW", ["VIOLENCE"], 8);
  o.clock.set("2025-07-10T02:00:00.000Z");
  await received("MY", ["UNPAID_WAGES"], 6);
  await o.settled();
});
afterAll(() => o.close());

describe("before anything is published", () => {
  test("each table is named, and none has an edition", async () => {
    const { status, body } = await get("tables");
    expect(status).toBe(200);
    const { data } = body as { data: { id: string; editions: unknown[] }[] };
    expect(data.map(({ id, editions }) => [id, editions])).toEqual(PUBLIC_TABLES.map(({ id }) => [id, []]));
    const refused = await get(`tables/${MONTHS}`);
    expect(refused.status).toBe(404);
    expect((refused.body as Refused).type).toBe("urn:kawal:problem:not-found");
  });
});

describe("publishing", () => {
  const proposes = (officer: Official) => sends(officer, "proposals", { quarter: QUARTER });

  test("is not for other roles, nor for other agencies", async () => {
    const ministry = await o.agency("MINISTRY_OF_MIGRANT_WORKERS", "KP2MI");
    const others = [worker, await o.officer(ministry, "SUPERVISOR"), await o.officer(ministry, "ANALYST")];
    for (const officer of others) {
      expect((await proposes(officer)).status).toBe(403);
      expect((await sends(officer, "approvals", { proposal: randomUUID() })).status).toBe(403);
      expect((await o.calls(officer, "GET", "publications")).status).toBe(403);
    }
    expect((await sends(analyst, "approvals", { proposal: randomUUID() })).status).toBe(403);
  });

  test("waits until the quarter has been over for 30 days", async () => {
    o.clock.set("2025-07-30T02:00:00.000Z");
    const { status, body } = await proposes(analyst);
    expect([status, (body as Refused).rule?.id]).toEqual([409, "quarter-not-over"]);
    o.clock.set("2025-07-31T02:00:00.000Z");
    const other = await o.calls(analyst, "POST", `publications/${randomUUID()}/proposals`, { quarter: QUARTER });
    expect([other.status, (other.body as Refused).errors?.[0]?.field]).toEqual([400, "quarter"]);
    const none = await sends(analyst, "proposals", { quarter: "2025-Q5" });
    expect([none.status, (none.body as Refused).errors?.[0]?.field]).toEqual([400, "quarter"]);
  });

  test("takes two officers, the second of whom reads what is published", async () => {
    expect((await proposes(supervisor)).status).toBe(200);
    await o.settled();
    const { data } = (await o.asks(supervisor, "publications")).body as {
      data: { id: string; quarter: string; proposal: { id: string } | null; publishedAt: string | null }[];
    };
    const row = data.find(({ quarter }) => quarter === QUARTER)!;
    expect(row).toMatchObject({ id: publicationId(QUARTER), publishedAt: null });
    const proposal = row.proposal!.id;
    expect((await get(`tables/${MONTHS}`)).status).toBe(404);
    const own = await sends(supervisor, "approvals", { proposal });
    expect([own.status, (own.body as Refused).rule?.id]).toEqual([409, "own-proposal"]);
    // Proposed again, by another: what was proposed before can't be published any more.
    expect((await proposes(analyst)).status).toBe(200);
    const old = await sends(supervisor, "approvals", { proposal });
    expect([old.status, (old.body as Refused).rule?.id]).toEqual([409, "proposal-unknown"]);
    await o.settled();
    const { body } = await o.asks(supervisor, `publications/${publicationId(QUARTER)}`);
    const { proposal: read } = (body as { data: { proposal: { proposal: string; tables: { id: string }[] } } }).data;
    expect(read.tables.map(({ id }) => id)).toEqual(PUBLIC_TABLES.map(({ id }) => id));
    expect((await sends(supervisor, "approvals", { proposal: read.proposal })).status).toBe(200);
    await o.settled();
  });

  test("is done once for a quarter", async () => {
    const { status, body } = await proposes(analyst);
    expect([status, (body as Refused).rule?.id]).toEqual([409, "quarter-published"]);
    const corrected = await sends(analyst, "corrections", { event: randomUUID(), reason: "TYPING_ERROR", facts: {} });
    expect(corrected.status).toBe(400);
  });
});

describe("what everybody reads", () => {
  test("is what was counted, without small numbers and what would give them back", async () => {
    const found = await table(`tables/${COUNTRIES}`);
    expect(found).toMatchObject({ quarter: QUARTER, table: { id: COUNTRIES, certainty: "PROVISIONAL" } });
    expect(valueOf(found, "TOTAL", "TOTAL")).toBe(29);
    expect(valueOf(found, "MY", "UNPAID_WAGES")).toBe(12);
    // Two persons of Cambodia, and nobody of Taiwan without violence, are not told; nor is the country named.
    expect(found.data.map(({ row }) => row)).not.toContain("KH");
    for (const { value, suppressed } of found.data) {
      expect(suppressed).toBe(value === null);
      if (value !== null) expect(value).toBeGreaterThanOrEqual(5);
    }
    const months = await table(`tables/${MONTHS}`);
    expect(valueOf(months, "2025-04", "UNPAID_WAGES")).toBe(9);
    expect(valueOf(months, "TOTAL", "UNPAID_WAGES")).toBe(valueOf(found, "TOTAL", "UNPAID_WAGES"));
  });

  test("stays the same when things are told late, and is what was recorded, byte for byte", async () => {
    const before = (await get(`tables/${COUNTRIES}`)).body;
    const events = await o.store.readAll(null, 10_000);
    const published = events.filter(({ type }) => type === "PublicTablesPublished");
    expect(published).toHaveLength(1);
    const text = Buffer.from(published[0]!.bytes).toString("utf8");
    const { facts } = JSON.parse(text) as { facts: { tables: { id: string; cells: (number | null)[][] }[] } };
    const stored = facts.tables.find(({ id }) => id === COUNTRIES)!;
    expect((before as Table).data.map(({ value }) => value)).toEqual(stored.cells.flat());
    await received("SG", ["UNPAID_WAGES"], 1);
    await o.settled();
    expect(JSON.stringify((await get(`tables/${COUNTRIES}`)).body)).toBe(JSON.stringify(before));
  });

  test("is given as a table that no spreadsheet runs, with a dictionary of its columns", async () => {
    const { body, headers } = await get(`tables/${COUNTRIES}?format=csv`);
    expect(headers["content-type"]).toMatch(/^text\/csv/);
    const lines = (body as string).split("\r\n");
    const names = lines[0]!.split(",");
    expect(names.slice(0, 9).join(",")).toBe(
      "table,edition,certainty,quarter,country,countryName,category,categoryName,value",
    );
    expect(lines.find((line) => line.includes(",MY,Malaysia,UNPAID_WAGES,"))).toContain(",12,false,");
    expect(body).not.toMatch(/(^|,)[=+@-]/m);
    const workbook = await get(`tables/${COUNTRIES}?format=xlsx`);
    expect(Buffer.isBuffer(workbook.body)).toBe(true);
    const dictionary = (await get(`tables/${COUNTRIES}/dictionary`)).body as { data: { name: string; kind: string }[] };
    const columns = dictionary.data.filter(({ kind }) => kind === "COLUMN").map(({ name }) => name);
    expect(columns).toEqual(names);
    expect((await get(`tables/${COUNTRIES}/dictionary?format=csv`)).body).toMatch(/^name,kind,en,indonesian/);
  });

  test("is kept by caches for a while, and not sent to who has it", async () => {
    for (const path of ["tables", `tables/${COUNTRIES}`, `tables/${COUNTRIES}?format=csv`, "catalog.jsonld"]) {
      const { headers } = await get(path);
      expect(headers["cache-control"]).toBe("public, max-age=300");
      const again = await get(path, { "if-none-match": headers["etag"] as string });
      expect([again.status, again.body]).toEqual([304, null]);
      expect((await get(path, { "if-none-match": '"another"' })).status).toBe(200);
    }
    const [json, csv] = [await get(`tables/${COUNTRIES}`), await get(`tables/${COUNTRIES}?format=csv`)];
    expect(json.headers["etag"]).not.toBe(csv.headers["etag"]);
  });

  test("is found in a catalogue that portals of open data read", async () => {
    const { body, headers } = await get("catalog.jsonld");
    expect(headers["content-type"]).toMatch(/^application\/ld\+json/);
    const { "dcat:dataset": datasets } = body as {
      "dcat:dataset": { "dcat:distribution": Record<string, { "@id": string }>[] }[];
    };
    expect(datasets).toHaveLength(PUBLIC_TABLES.length);
    for (const { "dcat:distribution": distributions } of datasets)
      for (const { "dcat:downloadURL": address } of distributions)
        expect((await get(address!["@id"])).status).toBe(200);
    expect(datasets.flatMap((each) => each["dcat:distribution"])).toHaveLength(PUBLIC_TABLES.length * 2);
  });

  test("names no person, case, officer or agency, nor the number of events", async () => {
    const paths = [
      "tables",
      "catalog.jsonld",
      ...PUBLIC_TABLES.flatMap(({ id }) => [`tables/${id}`, `tables/${id}?format=csv`, `tables/${id}/dictionary`]),
    ];
    for (const path of paths) {
      const { body } = await get(path);
      const text = JSON.stringify(body);
      expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-/);
      for (const secret of [CANARY, "Desk P2MI", "position", ...persons, ...cases]) expect(text).not.toContain(secret);
    }
  });

  test("is asked for by an id, a quarter, a day and a form that there are; else the problem says which there are", async () => {
    const refused = async (path: string) => {
      const { status, body } = await get(path);
      const { type, detail, errors } = body as Refused;
      return { status, type, text: `${detail} ${errors?.[0]?.message}`, field: errors?.[0]?.field };
    };
    expect(await refused("tables/cases")).toMatchObject({
      status: 400,
      field: "table",
      text: expect.stringContaining(MONTHS),
    });
    expect(await refused(`tables/${MONTHS}?format=pdf`)).toMatchObject({ status: 400, field: "format" });
    expect(await refused(`tables/${MONTHS}?date=2025-02-30`)).toMatchObject({ status: 400, field: "date" });
    expect(await refused(`tables/${MONTHS}?quarter=2025`)).toMatchObject({ status: 400, field: "quarter" });
    expect(await refused(`tables/${MONTHS}?country=KH`)).toMatchObject({ status: 400, field: "country" });
    expect(await refused(`tables/${MONTHS}?date=2025-07-30`)).toMatchObject({
      status: 404,
      text: expect.stringContaining("2025-07-30"),
    });
    expect(await refused(`tables/${MONTHS}?quarter=2019-Q1`)).toMatchObject({
      status: 404,
      text: expect.stringContaining("2019-Q1"),
    });
    expect((await table(`tables/${MONTHS}?date=2025-07-31`)).quarter).toBe(QUARTER);
    expect((await table(`tables/${MONTHS}?quarter=${QUARTER}`)).quarter).toBe(QUARTER);
  });
});

test("an older quarter is found by its day when a newer one is public", async () => {
  o.clock.set("2025-11-15T02:00:00.000Z");
  const id = publicationId("2025-Q3");
  await o.does(analyst, `publications/${id}/proposals`, { quarter: "2025-Q3" });
  await o.settled();
  const { body } = await o.asks(supervisor, `publications/${id}`);
  const { proposal } = (body as { data: { proposal: { proposal: string } } }).data.proposal;
  await o.does(supervisor, `publications/${id}/approvals`, { proposal });
  await o.settled();
  expect((await table(`tables/${MONTHS}`)).quarter).toBe("2025-Q3");
  expect((await table(`tables/${MONTHS}?date=2025-11-14`)).quarter).toBe(QUARTER);
  const { data } = (await get("tables")).body as { data: { editions: { quarter: string }[] }[] };
  expect(data[0]!.editions.map(({ quarter }) => quarter)).toEqual(["2025-Q3", QUARTER]);
});

test("a sealed file counts in none", async () => {
  o.clock.set("2026-02-15T02:00:00.000Z");
  const counted = async () => {
    const id = publicationId("2025-Q4");
    await o.does(analyst, `publications/${id}/proposals`, { quarter: "2025-Q4" });
    await o.settled();
    const { body } = await o.asks(supervisor, `publications/${id}`);
    const { tables } = (body as { data: { proposal: { tables: { id: string; cells: (number | null)[][] }[] } } }).data
      .proposal;
    return tables
      .find((each) => each.id === "repatriations-by-province-and-sex")!
      .cells.flat()
      .at(-1);
  };
  o.clock.set("2025-12-01T02:00:00.000Z");
  for (const person of persons.slice(0, 12))
    await o.does(worker, "repatriations", {
      kind: "LIVING",
      person,
      source: "PERSON",
      cause: "END_OF_CONTRACT",
      country: "MY",
    });
  await o.settled();
  o.clock.set("2026-02-15T02:00:00.000Z");
  expect(await counted()).toBe(12);
  await o.does(worker, `persons/${persons[0]}/seals`, { ground: "TRAFFICKING_VICTIM" });
  await o.settled();
  expect(await counted()).toBe(11);
  await o.does(worker, `persons/${persons[1]}/seals`, { ground: "TRAFFICKING_VICTIM" });
  await o.settled();
  expect(await counted()).toBe(10);
});
