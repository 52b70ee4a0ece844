import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

/*
 * What agencies agree (s3, s4): a meeting whose day and weekday contradict each other, a commitment that was signed, a
 * centre that is planned, and what became of them. It is a day later where an owner has its office in the east.
 */

let o: Offices;
let worker: Official;
let village: Official;
let analyst: Official;
let desk: string;
let west: string;
let central: string;

const START = "2025-08-08T02:00:00.000Z";

interface Commitment {
  readonly id: string;
  readonly event: string;
  readonly agreement: string;
  readonly owner: string;
  readonly status: string;
  readonly reason: string | null;
  readonly overdue: boolean;
}
const dataOf = <T>({ status, body }: { status: number; body: unknown }): T => {
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as { data: T }).data;
};
const listed = async (query: string) =>
  dataOf<Commitment[]>(await o.asks(worker, `agreements/commitments?limit=200&${query}`));
const read = async (id: string) =>
  dataOf<{ commitments: (Commitment & { steps: { event: string }[] })[] }>(await o.asks(worker, `agreements/${id}`));
const refused = async (officer: Official, path: string, body: object) => {
  const { status, body: problem } = await o.calls(officer, "POST", path, body);
  const { rule, errors } = problem as { rule?: { id: string }; errors?: { field: string }[] };
  return { status, rule: rule?.id, field: errors?.[0]?.field };
};
const meeting = (more: object = {}) => ({ units: ["PREVENTION"], parties: [west, central], ...more });
const meets = (more: object = {}) => o.does(worker, "agreements", meeting(more));
const commitment = (more: object = {}) => ({
  kind: "SERVICE_CENTRE",
  owner: west,
  status: "PLANNED",
  what: "membangun balai vokasi dan Migrant Center",
  ...more,
});
/** Gives the id of the commitment. */
const commits = async (id: string, more: object = {}): Promise<string> => {
  await o.does(worker, `agreements/${id}/commitments`, commitment(more));
  return (await read(id)).commitments.at(-1)!.id;
};

beforeAll(async () => {
  o = await openOffices(START);
  desk = await o.agency("COORDINATION", "Desk Contoh");
  west = await o.agency("LABOUR_OFFICE", "Disnaker Contoh Barat", { region: "61.07" });
  central = await o.agency("BP3MI", "BP3MI Contoh Tengah", { region: "71", zone: "Asia/Makassar" });
  worker = await o.officer(desk, "SUPERVISOR");
  analyst = await o.officer(desk, "ANALYST");
  village = await o.officer(west, "VILLAGE_OFFICER");
});
afterAll(() => o.close());

describe("a meeting", () => {
  test.each([
    ["units", { units: [] }],
    ["units", { units: ["DESK"] }],
    ["parties", { parties: [] }],
    ["region", { region: "99.99" }],
  ])("is refused, and %s named", async (field, more) => {
    expect(await refused(worker, "agreements", meeting(more))).toMatchObject({ status: 400, field });
  });

  test("is recorded by case workers, of agencies that there are", async () => {
    expect((await refused(village, "agreements", meeting())).status).toBe(403);
    const unknown = meeting({ parties: ["0f5b6c3e-0000-4000-8000-00000000beef"] });
    expect(await refused(worker, "agreements", unknown)).toMatchObject({ status: 409, rule: "agency-unknown" });
  });

  test("s4: keeps the words of a report whose weekday is not that of its date", async () => {
    const units = ["PREVENTION", "PROTECTION", "LAW_ENFORCEMENT"];
    const occurred = { date: "2025-05-27", zone: "Asia/Makassar", asReported: "Rabu (27/5/2025)" };
    const id = await meets({ units, parties: [desk, central, desk], region: "71", occurred });
    expect(dataOf(await o.asks(worker, `agreements/${id}`))).toMatchObject({
      units,
      parties: [desk, central],
      region: "71",
      held: { precision: "DAY", conflict: true, latest: "2025-05-27T15:59:59.999Z" },
      narrative: { "occurredAt.asReported": "Rabu (27/5/2025)" },
    });
    const found = dataOf<{ id: string }[]>(await o.asks(worker, `agreements?unit=LAW_ENFORCEMENT&region=71`));
    expect(found.map((each) => each.id)).toEqual([id]);
  });
});

describe("a commitment", () => {
  test.each([
    ["owner", { owner: undefined }],
    ["what", { what: undefined }],
    ["status", { status: "DONE" }],
    ["due", { due: "2025-02-30" }],
    ["due", { due: "2025-01-01" }],
  ])("is refused, and %s named", async (field, more) => {
    const id = await meets();
    expect(await refused(worker, `agreements/${id}/commitments`, commitment(more))).toMatchObject({
      status: 400,
      field,
    });
  });

  test("s3: is planned or signed, gets done, and then stays done", async () => {
    const id = await meets({ region: "61.07" });
    const plan = await commits(id);
    const signed = await commits(id, { owner: central, status: "SIGNED", kind: "CASE_HANDLING" });
    const path = `agreements/${id}/commitment-statuses`;
    expect(await refused(worker, path, { commitment: id, status: "DONE" })).toMatchObject({
      status: 409,
      rule: "commitment-unknown",
    });
    expect(await refused(worker, path, { commitment: signed, status: "SIGNED" })).toMatchObject({
      rule: "commitment-status",
    });
    await o.does(worker, path, { commitment: signed, status: "IN_PROGRESS" });
    await o.does(worker, path, { commitment: signed, status: "DONE", on: "2025-08-07" });
    for (const status of ["SIGNED", "IN_PROGRESS", "DONE"])
      expect((await refused(worker, path, { commitment: signed, status })).rule).toBe("commitment-status");
    const open = await listed("region=61.07&open=true");
    expect(open.map((each) => [each.id, each.status])).toEqual([[plan, "PLANNED"]]);
    const done = await listed(`region=61.07&open=false&owner=${central}`);
    expect(done).toMatchObject([{ id: signed, agreement: id, status: "DONE", reason: null, overdue: false }]);
  });

  test("is dropped with a reason, and with none no status has one", async () => {
    const id = await meets();
    const plan = await commits(id);
    const path = `agreements/${id}/commitment-statuses`;
    const drop = { commitment: plan, status: "DROPPED" };
    expect(await refused(worker, path, drop)).toMatchObject({ status: 400, field: "reason" });
    const done = { ...drop, status: "DONE", reason: "NO_BUDGET" };
    expect(await refused(worker, path, done)).toMatchObject({ status: 400, field: "reason" });
    await o.does(worker, path, { ...drop, reason: "NO_BUDGET" });
    expect((await read(id)).commitments).toMatchObject([{ status: "DROPPED", reason: "NO_BUDGET" }]);
  });

  test("that never was is withdrawn, after what rests on it", async () => {
    const id = await meets();
    const plan = await commits(id);
    await o.does(worker, `agreements/${id}/commitment-statuses`, { commitment: plan, status: "DONE" });
    const [made] = (await read(id)).commitments;
    const path = `agreements/${id}/step-withdrawals`;
    const withdraws = (event: string) => ({ event, reason: "NEVER_HAPPENED" });
    expect((await refused(worker, path, withdraws(made!.event))).rule).toBe("withdraw-first");
    await o.does(worker, path, withdraws(made!.steps[0]!.event));
    expect((await read(id)).commitments).toMatchObject([{ id: plan, status: "PLANNED", steps: [] }]);
    await o.does(worker, path, withdraws(made!.event));
    expect((await read(id)).commitments).toEqual([]);
  });

  test("is free text for those alone who may read free text", async () => {
    const id = await meets({ topic: "pencegahan TPPO" });
    await commits(id);
    expect(dataOf(await o.asks(analyst, `agreements/${id}`))).toMatchObject({
      narrative: { topic: { masked: "hidden" } },
      commitments: [{ narrative: { what: { masked: "hidden" } } }],
    });
    expect(dataOf(await o.asks(worker, `agreements/${id}`))).toMatchObject({
      narrative: { topic: "pencegahan TPPO" },
      commitments: [{ narrative: { what: "membangun balai vokasi dan Migrant Center" } }],
    });
  });
});

test("what is due on a day is overdue on the next, which begins where its owner has its office", async () => {
  const id = await meets({ units: ["PROTECTION"] });
  const due = "2025-08-20";
  const [inWest, inCentral, done] = [
    await commits(id, { due }),
    await commits(id, { due, owner: central }),
    await commits(id, { due }),
  ];
  await o.does(worker, `agreements/${id}/commitment-statuses`, { commitment: done, status: "DONE" });
  const overdue = async () =>
    (await listed("unit=PROTECTION")).filter((each) => each.agreement === id && each.overdue).map((each) => each.id);
  // A quarter to midnight in Jakarta is a quarter to one of the next day in Makassar.
  o.clock.set("2025-08-20T15:30:00.000Z");
  expect(await overdue()).toEqual([]);
  o.clock.set("2025-08-20T16:45:00.000Z");
  expect(await overdue()).toEqual([inCentral]);
  o.clock.set("2025-08-20T17:15:00.000Z");
  expect(await overdue()).toEqual([inWest, inCentral]);
});

test("what is due first stands first, and the list is a table too", async () => {
  const far = await meets({ units: ["LAW_ENFORCEMENT"] });
  await commits(far, { due: "2025-12-31" });
  const near = await meets({ units: ["LAW_ENFORCEMENT"] });
  await commits(near, { due: "2025-09-30" });
  const none = await meets({ units: ["LAW_ENFORCEMENT"] });
  await commits(none);
  const found = (await listed("unit=LAW_ENFORCEMENT")).map(({ agreement }) => agreement);
  expect(found.filter((each) => each !== none)).toEqual([near, far]);
  expect(found).toContain(none);
  const { status, body } = await o.asks(worker, "agreements/commitments?unit=LAW_ENFORCEMENT&format=csv");
  expect(status).toBe(200);
  expect(String(body)).toContain("2025-09-30");
});
