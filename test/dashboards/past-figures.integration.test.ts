import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

/*
 * Figures as of a past day: what was known then, by the definitions and the sight of today.
 */

interface Figures {
  readonly data: readonly { readonly group: Record<string, string>; readonly value: number | null }[];
  readonly total: { readonly value: number | null; readonly counted: number | null; readonly list: string | null };
  readonly asOf?: { readonly erasedSince: number };
}
interface Refused {
  readonly type: string;
  readonly detail: string;
  readonly errors?: readonly { readonly type: string; readonly field: string; readonly message: string }[];
}

const FIRST_DAY = "2026-03-02";
const SECOND_DAY = "2026-03-10";

let o: Offices;
let analyst: Official;
let auditor: Official;
let worker: Official;
let supervisor: Official;
let second: Official;
let other: Official;
let mission: Official;
let cases: string[];
let persons: string[];

const at = (day: string, hour = "02:00:00.000") => o.clock.set(`${day}T${hour}Z`);

async function received(i: number, more: object = {}): Promise<void> {
  const person = await o.does(worker, "persons", {
    sex: i % 2 === 0 ? "FEMALE" : "MALE",
    birthYear: 1996,
    source: "IN_PERSON",
    origin: "36.04.12",
    identity: { name: "Contoh" },
  });
  persons.push(person);
  const complaint = { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], country: "MY" };
  cases.push(await o.does(worker, "cases", { ...complaint, parties: [{ role: "VICTIM", person }], ...more }));
}

/** A figure, once its past day is folded. */
async function figure(officer: Official, query: string): Promise<Figures> {
  for (;;) {
    const { status, body } = await o.asks(officer, `figures/${query}`);
    if (status === 200) return body;
    expect({ query, status, type: (body as Refused).type }).toEqual({
      query,
      status: 503,
      type: "urn:kawal:problem:past-day-not-ready",
    });
  }
}

const total = async (officer: Official, query: string) => (await figure(officer, query)).total.value;
const numbers = ({ data }: Figures) =>
  Object.fromEntries(data.map(({ group, value }) => [Object.values(group).join(" "), value]));

beforeAll(async () => {
  [cases, persons] = [[], []];
  o = await openOffices(`${FIRST_DAY}T01:00:00.000Z`);
  const national = await o.agency("COORDINATION", "Desk P2MI");
  const own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  const elsewhere = await o.agency("BP3MI", "BP3MI Sulawesi Utara", { region: "71" });
  const embassy = await o.agency("MISSION", "KBRI", { country: "SG" });
  analyst = await o.officer(national, "ANALYST");
  auditor = await o.officer(await o.agency("AUDIT", "Inspektorat"), "AUDITOR");
  worker = await o.officer(own, "CASEWORKER");
  supervisor = await o.officer(own, "SUPERVISOR");
  second = await o.officer(own, "SUPERVISOR");
  other = await o.officer(elsewhere, "CASEWORKER");
  mission = await o.officer(embassy, "MISSION");
  at(FIRST_DAY);
  for (let i = 0; i < 4; i++) await received(i);
  // The last moments of a day in Jakarta, and the first of the next.
  at(FIRST_DAY, "16:59:59.999");
  await received(4);
  at(FIRST_DAY, "17:00:00.000");
  await received(5);
  at(SECOND_DAY);
  await received(6, { occurred: { date: "2026-02-20" } });
  await o.does(worker, `cases/${cases[0]}/triage`, { categories: ["VIOLENCE"] });
  await o.does(worker, `cases/${cases[1]}/administrative-closure`, { reason: "WITHDRAWN" });
  at("2026-03-20");
});
afterAll(() => o.close());

describe("what was known on a past day", () => {
  test("is what had been recorded by its end in Jakarta, late facts and later changes left out", async () => {
    expect(await total(analyst, "cases")).toBe(7);
    expect(await total(analyst, `cases?asOf=${FIRST_DAY}`)).toBe(5);
    expect(await total(analyst, "cases?asOf=2026-03-03")).toBe(6);
    expect(numbers(await figure(analyst, `cases?by=category&asOf=${FIRST_DAY}`))).toEqual({ UNPAID_WAGES: 5 });
    expect(numbers(await figure(analyst, `cases?by=open&asOf=${FIRST_DAY}`))).toEqual({ true: 5 });
    expect(numbers(await figure(analyst, `cases?by=category,open&asOf=${SECOND_DAY}`))).toEqual({
      "UNPAID_WAGES false": 1,
      "UNPAID_WAGES true": 5,
      "VIOLENCE true": 1,
    });
    expect(numbers(await figure(analyst, `victims?by=sex&asOf=${FIRST_DAY}`))).toEqual({ FEMALE: 3, MALE: 2 });
  });

  test("says of which day it is, up to which event, and by which definition", async () => {
    const { status, body } = await o.calls(analyst, "GET", `figures/cases?by=open&asOf=${FIRST_DAY}`);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        measure: { id: "cases", edition: 1 },
        asOf: {
          day: FIRST_DAY,
          zone: "Asia/Jakarta",
          end: `${FIRST_DAY}T16:59:59.999Z`,
          view: { name: "figure-cases", version: expect.any(Number) },
          erasedSince: 0,
        },
        dataAsOf: { position: expect.any(String), recordedAt: `${FIRST_DAY}T16:59:59.999Z` },
        total: { value: 5, counted: 5, list: null },
      },
    });
    const table = await o.calls(analyst, "GET", `figures/cases?asOf=${FIRST_DAY}&format=csv`);
    const [heading, row] = (table.body as string).split("\r\n").map((line) => line.split(","));
    expect(row![heading!.indexOf("asOf")]).toBe(FIRST_DAY);
  });

  test("is overdue, and days have passed, as of that day", async () => {
    const due = async (query: string) => total(analyst, `overdue-cases${query}`);
    const first = await due(`?asOf=${FIRST_DAY}`);
    expect(first).toBe(0);
    expect(await due("")).toBeGreaterThan(0);
  });

  test("shows who asks what they see now, and no more", async () => {
    expect(await total(other, `cases?asOf=${FIRST_DAY}`)).toBe(0);
    expect(await total(worker, `cases?asOf=${FIRST_DAY}`)).toBe(5);
    await o.does(worker, `cases/${cases[2]}/verification`, { by: "INTERVIEW" });
    await o.does(worker, `cases/${cases[2]}/assignments`, { agency: other.agency });
    // Given to them later, it was known then.
    expect(await total(other, `cases?asOf=${FIRST_DAY}`)).toBe(1);
    expect(await total(mission, `cases?asOf=${FIRST_DAY}`)).toBe(0);
  });

  test("leaves out what is sealed today, and keeps it for whom it is open", async () => {
    await o.does(supervisor, `persons/${persons[3]}/seals`, { ground: "THREAT" });
    expect(await total(analyst, `cases?asOf=${FIRST_DAY}`)).toBe(4);
    expect(await total(analyst, `victims?asOf=${FIRST_DAY}`)).toBe(4);
    expect(numbers(await figure(analyst, `victims?by=sex&asOf=${FIRST_DAY}`))).toEqual({ FEMALE: 3, MALE: 1 });
    expect(await total(supervisor, `victims?asOf=${FIRST_DAY}`)).toBe(5);
    // The office has the case, and not the sealed victim of it.
    expect(await total(worker, `cases?asOf=${FIRST_DAY}`)).toBe(5);
    expect(await total(worker, `victims?asOf=${FIRST_DAY}`)).toBe(4);
    expect(await total(auditor, `victims?asOf=${FIRST_DAY}`)).toBe(5);
  });

  test("leaves out a case that names a sealed person since then", async () => {
    const sealed = await o.does(worker, "persons", { sex: "MALE", source: "IN_PERSON", identity: { name: "Contoh" } });
    await o.does(worker, `cases/${cases[4]}/parties`, { role: "WITNESS", person: sealed });
    expect(await total(analyst, `cases?asOf=${FIRST_DAY}`)).toBe(4);
    await o.does(supervisor, `persons/${sealed}/seals`, { ground: "THREAT" });
    expect(await total(analyst, "cases")).toBe(5);
    expect(await total(analyst, `cases?asOf=${FIRST_DAY}`)).toBe(3);
    expect(numbers(await figure(analyst, `victims?by=sex&asOf=${FIRST_DAY}`))).toEqual({ FEMALE: 2, MALE: 1 });
  });

  test("counts who was erased since, as the erasure left them, and says how many were", async () => {
    const before = await figure(analyst, `victims?by=sex,ageBand&asOf=${FIRST_DAY}`);
    const person = persons[0]!;
    const request = { ground: "SUBJECT_REQUEST", scope: ["identity"], reason: "asked for it", requestedBy: "SUBJECT" };
    await o.does(supervisor, `persons/${person}/erasure-proposals`, request);
    const { body } = await o.asks(second, `proposals?person=${person}`);
    const [{ id: proposal }] = (body as { data: [{ id: string }] }).data;
    await o.does(second, `persons/${person}/erasures`, { proposal, residue: ["PLAIN_FACTS"] });
    const after = await figure(analyst, `victims?by=sex,ageBand&asOf=${FIRST_DAY}`);
    expect(after.data).toEqual(before.data);
    expect(after.asOf!.erasedSince).toBe(1);
    expect((await figure(mission, `victims?asOf=${FIRST_DAY}`)).asOf!.erasedSince).toBe(0);
    // Before it, and on its day, it is not since.
    at("2026-03-22");
    expect((await figure(analyst, "victims?asOf=2026-03-20")).asOf!.erasedSince).toBe(0);
  });
});

describe("a day of which nothing can be told is refused by name", () => {
  test.each([
    ["2026-03-22", "must be a day that is over: today is 2026-03-22 in Jakarta"],
    ["2026-12-31", "must be a day that is over: today is 2026-03-22 in Jakarta"],
    ["2026-03-01", "must be a day on which something was known: the first event was recorded on 2026-03-02"],
    ["2026-02-30", "must be a day, YYYY-MM-DD"],
    ["2026-3-2", "must be a day, YYYY-MM-DD"],
    ["2026-03", "must be a day, YYYY-MM-DD"],
    ["yesterday", "must be a day, YYYY-MM-DD"],
  ])("%s", async (day, message) => {
    const { status, body } = await o.calls(analyst, "GET", `figures/cases?asOf=${day}`);
    const { errors } = body as Refused;
    expect({ status, errors }).toMatchObject({
      status: 400,
      errors: [{ type: "urn:kawal:problem:impossible-date", field: "asOf", message }],
    });
  });

  test.each(["figures/cases/list?asOf=2026-03-02", "figures/cases?asOf=2026-03-02&asOf=2026-03-03"])(
    "%s",
    async (path) => {
      const { status, body } = await o.calls(analyst, "GET", path);
      expect({ status, field: (body as Refused).errors![0]!.field }).toEqual({ status: 400, field: "asOf" });
    },
  );
});

test("one day is folded at a time: who asks for another is told to come again, and then has it", async () => {
  const asked = ["2026-03-04", "2026-03-05", "2026-03-06"].map((day) =>
    o.calls(analyst, "GET", `figures/cases?asOf=${day}`),
  );
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused).not.toHaveLength(0);
  for (const { body, headers } of refused) {
    expect((body as Refused).type).toBe("urn:kawal:problem:past-day-not-ready");
    expect(headers["retry-after"]).toBe("2");
  }
  for (const day of ["2026-03-04", "2026-03-05", "2026-03-06"])
    expect(await total(auditor, `cases?asOf=${day}`)).toBe(6);
});

test("days beyond those that are kept are folded again", async () => {
  const days = Array.from({ length: 10 }, (_, i) => `2026-03-${String(i + 2).padStart(2, "0")}`);
  const counts = [5, 6, 6, 6, 6, 6, 6, 6, 7, 7];
  for (const [i, day] of [...days, ...days].entries())
    expect([day, await total(auditor, `cases?asOf=${day}`)]).toEqual([day, counts[i % 10]]);
});
