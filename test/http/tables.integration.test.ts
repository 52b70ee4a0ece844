import { afterAll, beforeAll, expect, test } from "@jest/globals";
import Papa from "papaparse";
import readWorkbook from "read-excel-file/node";
import { openOffices, type Official, type Offices } from "../access/offices.js";
import { theDescription } from "../contract/valid-answers.js";

interface List {
  readonly data: readonly Record<string, unknown>[];
  readonly names?: { readonly agencies?: Record<string, string> };
}

let o: Offices;
let worker: Official;
let supervisor: Official;
let auditor: Official;
let victim: string;
let returns: string;
let complaint: string;

beforeAll(async () => {
  o = await openOffices("2026-03-01T02:00:00.000Z");
  const own = await o.agency("BP3MI", "=BP3MI Banten", { region: "36" });
  worker = await o.officer(own, "CASEWORKER", "Dewi");
  supervisor = await o.officer(own, "SUPERVISOR");
  auditor = await o.officer(await o.agency("AUDIT", "Inspektorat"), "AUDITOR");
  victim = await o.does(worker, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin: "36.04.12",
    identity: { name: "+Contoh" },
    migrant: { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "STATED" },
  });
  complaint = await o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    country: "MY",
    parties: [{ role: "VICTIM", person: victim }],
    account: "Upah tidak dibayar.",
  });
  await o.does(worker, `cases/${complaint}/assignments`, { agency: own, officer: worker.id });
  returns = await o.does(worker, "repatriations", {
    kind: "LIVING",
    person: victim,
    source: "FAMILY",
    cause: "EARLY_TERMINATION",
    country: "MY",
  });
  await o.does(worker, "companies", { kind: "BROKER", name: "Usaha Contoh" });
  await o.settled();
});
afterAll(() => o.close());

/** Each leaf that is no object, as a table shows it: texts, numbers and truth values. */
function textsIn(value: unknown): string[] {
  if (value === null || value === undefined || value === "") return [];
  if (typeof value !== "object") return [String(value)];
  return Object.values(value).flatMap(textsIn);
}

async function lists(): Promise<string[]> {
  const { paths } = await theDescription();
  return Object.entries(paths).flatMap(([path, { get }]) => {
    const { parameters = [] } = (get ?? {}) as { parameters?: { name: string }[] };
    const isList = parameters.some(({ name }) => name === "format");
    // Public tables are there once they are published: test/publication has them.
    return isList && !path.includes("/public/") ? path.replace("/api/v1/", "") : [];
  });
}

test("every list is given as CSV and as a workbook too, with all that its rows hold, and read as JSON is", async () => {
  const found = await lists();
  expect(found.length).toBeGreaterThan(15);
  const full: string[] = [];
  for (const list of found) {
    const id = list.startsWith("cases") ? complaint : list.startsWith("repatriations") ? returns : victim;
    const path = list.replace("{id}", id).replace("{measure}", "cases");
    let by = worker;
    for (const other of [supervisor, auditor]) if ((await o.calls(by, "GET", path)).status === 403) by = other;
    const json = await o.calls(by, "GET", path);
    expect({ path, status: json.status }).toEqual({ path, status: 200 });
    const { data } = json.body as List;
    if (data.length > 0) full.push(list);

    const { ids } = o.recorded.at(-1) as { ids?: readonly string[] };
    const csv = await o.calls(by, "GET", `${path}?format=csv`);
    expect({ path, status: csv.status, type: csv.headers["content-type"] }).toMatchObject({
      status: 200,
      type: "text/csv; charset=utf-8",
    });
    expect(o.recorded.at(-1)).toMatchObject({ outcome: "answered", ids });
    const [heads, ...rows] = Papa.parse<string[]>(csv.body, { skipEmptyLines: true }).data;
    expect({ path, rows: rows.length }).toEqual({ path, rows: data.length });
    expect(new Set(heads).size).toBe(heads!.length);
    for (const [i, row] of data.entries()) {
      const line = rows[i]!.join("\n");
      expect({ path, missing: textsIn(row).filter((text) => !line.includes(text)) }).toEqual({ path, missing: [] });
      // Nothing that a spreadsheet would run.
      expect(rows[i]!.filter((cell) => /^[=+@]/.test(cell))).toEqual([]);
    }

    const workbook = await o.calls(by, "GET", `${path}?format=xlsx`);
    const [{ data: sheet }] = (await readWorkbook(workbook.body as Buffer)) as unknown as [{ data: unknown[][] }];
    expect({ path, heads: sheet[0], rows: sheet.length - 1 }).toEqual({ path, heads, rows: data.length });
  }
  for (const list of [
    "cases",
    "repatriations",
    "migrants",
    "agencies",
    "officers",
    "companies",
    "work",
    "cases/{id}/trail",
  ])
    expect(full).toContain(list);
});

test("an id has its name beside it, and a table has more rows than a page", async () => {
  const { body } = await o.calls(worker, "GET", "cases?format=csv");
  const [row] = Papa.parse<Record<string, string>>(body, { header: true }).data;
  expect(row).toMatchObject({
    country: "MY",
    countryName: "Malaysia",
    agency: worker.agency,
    agencyName: "'=BP3MI Banten",
    officerName: "Dewi",
    categories: "UNPAID_WAGES",
    severity: "2",
  });
  for (let i = 0; i < 60; i++) await o.does(worker, "companies", { kind: "BROKER", name: `Usaha ${i}` });
  await o.settled();
  const all = await o.calls(worker, "GET", "companies?format=csv");
  expect(Papa.parse(all.body, { header: true }).data).toHaveLength(61);
  const page = await o.calls(worker, "GET", "companies?format=csv&limit=50");
  expect(Papa.parse(page.body, { header: true }).data).toHaveLength(50);
  expect(page.headers["link"]).toMatch(/^<\/api\/v1\/companies\?format=csv&limit=50&after=.+>; rel="next"$/);
});

test("a form that there is not is refused by name", async () => {
  const { status, body } = await o.calls(worker, "GET", "cases?format=pdf");
  expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ field: "format" }] } });
});
