import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { measures } from "../../src/slices.js";
import { openOffices, type Official, type Offices } from "../access/offices.js";

interface Row {
  readonly group: Record<string, string>;
  readonly value: number | null;
  readonly counted: number | null;
  readonly list: string | null;
  readonly suppressed?: true;
  readonly distribution?: { readonly median: number; readonly p90: number; readonly of: number } | null;
}
interface Figures {
  readonly data: readonly Row[];
  readonly total: Row;
  readonly names?: { readonly countries?: Record<string, { readonly en: string }> };
  readonly measure: { readonly id: string; readonly edition: number; readonly definition: { readonly counts: object } };
  readonly dataAsOf: { readonly position: string; readonly recordedAt: string };
}
interface Listed {
  readonly data: readonly { readonly case?: string; readonly person?: string; readonly values: object }[];
  readonly next?: string;
}
interface Refused {
  readonly type: string;
  readonly errors?: readonly { readonly type: string; readonly field: string; readonly message: string }[];
}

let o: Offices;
let desk: Official;
let analyst: Official;
let worker: Official;
let supervisor: Official;
let mission: Official;
let village: Official;

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  const national = await o.agency("COORDINATION", "Desk P2MI");
  const own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  const embassy = await o.agency("MISSION", "KBRI", { country: "MY" });
  const elsewhere = await o.agency("VILLAGE", "Desa Contoh", { region: "36.04" });
  desk = await o.officer(national, "SUPERVISOR");
  analyst = await o.officer(national, "ANALYST");
  worker = await o.officer(own, "CASEWORKER");
  supervisor = await o.officer(own, "SUPERVISOR");
  mission = await o.officer(embassy, "MISSION");
  village = await o.officer(elsewhere, "VILLAGE_OFFICER");
});
afterAll(() => o.close());

const victim = (sex = "FEMALE") =>
  o.does(worker, "persons", {
    sex,
    birthYear: 1996,
    source: "IN_PERSON",
    origin: "36.04.12",
    identity: { name: "Contoh" },
  });

async function received(person: string, more: object = {}): Promise<string> {
  return o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    country: "MY",
    parties: [{ role: "VICTIM", person }],
    ...more,
  });
}

async function ask<Body = Figures>(officer: Official, path: string): Promise<Body> {
  const { status, body } = await o.asks(officer, path);
  if (status !== 200) expect({ path, status, body }).toEqual({ path, status: 200 });
  return body;
}

const figure = (officer: Official, query: string) => ask(officer, `figures/${query}`);
const listBehind = (officer: Official, { list }: Row) => ask<Listed>(officer, list!.replace("/api/v1/", ""));

/** Value by the values of its group. */
const numbers = ({ data }: Figures) =>
  Object.fromEntries(data.map(({ group, value }) => [Object.values(group).join(" "), value]));

test("each measure says what it counts, what not, of what, and by which clock, in both languages", async () => {
  const { data } = await ask<{ data: { id: string; dimensions: { dimension: string }[] }[] }>(desk, "figures");
  expect(data.map(({ id }) => id)).toEqual(measures.map(({ id }) => id));
  for (const each of data) {
    const both = { en: expect.stringMatching(/\w/), indonesian: expect.stringMatching(/\w/) };
    const definition = { counts: both, leavesOut: both, source: both, clock: both };
    expect(each).toMatchObject({ edition: expect.any(Number), title: both, definition });
    expect(each.dimensions.length).toBeGreaterThan(3);
  }
});

describe("cases", () => {
  const ids: string[] = [];
  const persons: string[] = [];

  beforeAll(async () => {
    for (let i = 0; i < 6; i++) {
      const person = await victim(i < 4 ? "FEMALE" : "MALE");
      persons.push(person);
      ids.push(await received(person, i < 5 ? {} : { country: "SG", categories: ["UNPAID_WAGES", "VIOLENCE"] }));
    }
  });

  test("are counted, each under every category, with names, a definition and how fresh it is", async () => {
    const found = await figure(desk, "cases?by=country");
    expect(numbers(found)).toEqual({ MY: 5, SG: 1 });
    expect(found.names!.countries!["MY"]!.en).toBe("Malaysia");
    expect(found).toMatchObject({
      total: { value: 6, counted: 6 },
      measure: { id: "cases", edition: 1 },
      dataAsOf: { position: expect.any(String), recordedAt: expect.any(String) },
    });
    const byCategory = await figure(desk, "cases?by=category");
    expect(numbers(byCategory)).toEqual({ UNPAID_WAGES: 6, VIOLENCE: 1 });
    expect(byCategory.total.value).toBe(6);
    expect(numbers(await figure(desk, "cases?by=category&category=VIOLENCE"))).toEqual({ VIOLENCE: 1 });
    expect(numbers(await figure(desk, "cases?by=month,open&month=2026-01..2026-12"))).toEqual({ "2026-03 true": 6 });
    expect((await figure(desk, "cases?month=2026-04..2026-12")).total.value).toBe(0);
    expect(numbers(await figure(desk, "victims?by=sex,ageBand,regency"))).toEqual({
      "FEMALE 25_34 36.04": 4,
      "MALE 25_34 36.04": 2,
    });
  });

  test("a tile opens the list behind it", async () => {
    const { data, total } = await figure(desk, "victims?by=sex&country=MY");
    for (const row of [...data, total]) expect((await listBehind(desk, row)).data).toHaveLength(row.counted!);
    const women = await listBehind(
      desk,
      data.find(({ group }) => group["sex"] === "FEMALE")!,
    );
    expect(women.data.map((row) => row.person).toSorted()).toEqual(persons.slice(0, 4).toSorted());
    expect(women.data[0]!.values).toMatchObject({ sex: "FEMALE", country: "MY", ageBand: "25_34" });
  });

  test("a table has a row for each figure, and nothing that a spreadsheet runs", async () => {
    await o.settled();
    const asked = await o.calls(desk, "GET", "figures/cases?by=country&format=csv");
    const accepted = await o.calls(desk, "GET", "figures/cases?by=country", undefined, { accept: "text/csv" });
    expect(accepted.body).toBe(asked.body);
    const [heading, first] = (asked.body as string).split("\r\n");
    expect(heading).toMatch(/^measure,edition,unit,country,countryName,value,counted,/);
    expect(first).toMatch(/^cases,1,CASES,MY,Malaysia,5,5,/);
    expect(asked.body).not.toMatch(/(^|,)[=+@-]/m);
  });

  test("who sees them by a place counts them while that lets see, and for ninety days more", async () => {
    expect((await figure(mission, "cases")).total.value).toBe(5);
    await o.does(worker, `cases/${ids[0]}/administrative-closure`, { reason: "WITHDRAWN" });
    expect(numbers(await figure(mission, "cases?by=open"))).toEqual({ false: 1, true: 4 });
    o.clock.set("2026-05-30T02:00:00.000Z");
    expect((await figure(mission, "cases")).total.value).toBe(5);
    o.clock.set("2026-06-01T02:00:00.000Z");
    const after = await figure(mission, "cases");
    expect(after.total.value).toBe(4);
    expect((await listBehind(mission, after.total)).data).toHaveLength(4);
    // Who received it has it for good.
    expect((await figure(worker, "cases")).total.value).toBe(6);
    expect(numbers(await figure(desk, "closure-share?by=country"))).toEqual({ MY: 0.2, SG: 0 });
    // Opened again, it is seen there again.
    await o.does(worker, `cases/${ids[0]}/reopening`, { stage: "RECEIVED", reason: "NEW_FACTS" });
    expect(numbers(await figure(mission, "cases?by=state"))).toEqual({ RECEIVED: 4, REOPENED: 1 });
  });

  test("a sealed file counts for nobody to whom it is shut, in tile and list alike", async () => {
    const seal = { ground: "THREAT" };
    await o.does(supervisor, `persons/${persons[1]}/seals`, seal);
    for (const [officer, cases, victims] of [
      [analyst, 5, 5],
      [mission, 4, 4],
      // The office has the case: it stays theirs, and the victim is masked.
      [worker, 6, 5],
      [supervisor, 6, 6],
    ] as const) {
      const [tile, people] = [await figure(officer, "cases"), await figure(officer, "victims?by=sex")];
      expect([officer.role, tile.total.value, people.total.value]).toEqual([officer.role, cases, victims]);
      expect((await listBehind(officer, tile.total)).data).toHaveLength(cases);
      expect((await listBehind(officer, people.total)).data).toHaveLength(victims);
      for (const row of people.data) expect((await listBehind(officer, row)).data).toHaveLength(row.counted!);
    }
  });

  test("few are not told to who may not list them, nor can they be worked back", async () => {
    // Where somebody comes from shows their cases to nobody.
    expect(await figure(village, "victims?by=sex")).toMatchObject({ data: [], total: { value: 0, list: null } });
    const region = await o.officer(supervisor.agency, "VILLAGE_OFFICER");
    const bySex = await figure(region, "victims?by=sex");
    for (const row of [...bySex.data, bySex.total]) expect(row.list).toBeNull();
    expect(bySex.data.filter(({ suppressed }) => suppressed)).toHaveLength(2);
    expect(bySex.data.every(({ value, counted }) => value === null && counted === null)).toBe(true);
    const { status, body } = await o.asks(region, "figures/victims/list");
    expect([status, (body as Refused).type]).toEqual([403, "urn:kawal:problem:forbidden"]);
  });

  test("what is told otherwise later counts as it reads now", async () => {
    const before = numbers(await figure(desk, "victims?by=sex"));
    await o.does(worker, `persons/${persons[5]}/identity`, { sex: "FEMALE", source: "AGENCY" });
    await o.does(worker, `cases/${ids[5]}/triage`, { categories: ["OVERSTAY"] });
    const after = numbers(await figure(desk, "victims?by=sex"));
    expect(after).toEqual({ FEMALE: before["FEMALE"]! + 1, MALE: before["MALE"]! - 1 });
    expect(numbers(await figure(desk, "cases?by=category&country=SG"))).toEqual({ OVERSTAY: 1 });
  });
});

test("an officer's load, and days, are told as a distribution", async () => {
  const colleague = await o.officer(worker.agency, "CASEWORKER");
  for (const officer of [worker, worker, worker, colleague]) {
    const id = await received(await victim(), { country: "TW" });
    await o.does(worker, `cases/${id}/verification`, { by: "INTERVIEW" });
    await o.does(worker, `cases/${id}/assignments`, { agency: officer.agency, officer: officer.id });
  }
  const { total } = await figure(desk, "caseload?country=TW");
  expect(total).toMatchObject({ value: 1, counted: 4, distribution: { of: 2, median: 1, p90: 3 } });
  expect((await listBehind(desk, total)).data).toHaveLength(4);
});

describe("what can't be asked is refused by name, and never answered empty or whole", () => {
  test.each([
    ["figures/shoes", "measure", "invalid-field"],
    ["figures/shoes/list", "measure", "invalid-field"],
    ["figures/cases?by=shoe", "by", "unknown-field"],
    ["figures/cases?by=", "by", "invalid-field"],
    ["figures/cases?by=country,country", "by", "invalid-field"],
    ["figures/cases?by=open,state,country,month", "by", "invalid-field"],
    ["figures/cases?by=daysToClose", "by", "unknown-field"],
    ["figures/cases?shoe=1", "shoe", "unknown-field"],
    ["figures/cases?daysToClose=1", "daysToClose", "unknown-field"],
    ["figures/cases?country=XX", "country", "unknown-country"],
    ["figures/cases?country=MY&country=SG", "country", "invalid-field"],
    ["figures/cases?state=SHOE", "state", "invalid-field"],
    ["figures/cases?province=99", "province", "unknown-region"],
    ["figures/cases?month=2026-13", "month", "impossible-date"],
    ["figures/cases?month=2026-05..2026-01", "month", "impossible-date"],
    ["figures/cases?country=MY..SG", "country", "unknown-country"],
    ["figures/cases?agency=me", "agency", "invalid-field"],
    ["figures/cases?format=pdf", "format", "invalid-field"],
    ["figures/cases?limit=3", "limit", "unknown-field"],
    ["figures/cases/list?by=country", "by", "unknown-field"],
    ["figures/cases/list?limit=0", "limit", "invalid-field"],
    ["figures/cases/list?after=x", "after", "invalid-cursor"],
    ["figures/cases/list?country=XX", "country", "unknown-country"],
  ])("%s", async (path, field, type) => {
    const { status, body } = await o.asks(desk, path);
    const { errors, type: problem } = body as Refused;
    expect({ path, status, field: errors?.[0]?.field, type: errors?.[0]?.type }).toEqual({
      path,
      status: 400,
      field,
      type: `urn:kawal:problem:${type}`,
    });
    expect(problem).toBe(`urn:kawal:problem:${type}`);
  });

  test("a cursor of another list", async () => {
    const { next } = await ask<Listed>(desk, "figures/cases/list?limit=1");
    const { status } = await o.asks(desk, `figures/cases/list?country=MY&limit=1&after=${encodeURIComponent(next!)}`);
    expect(status).toBe(400);
  });

  test("an agency that nothing is of counts nothing", async () => {
    const { total, data } = await figure(desk, `cases?agency=${randomUUID()}&by=state`);
    expect([total.value, data]).toEqual([0, []]);
  });
});
