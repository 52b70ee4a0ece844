import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CALENDAR_LACKS_YEAR } from "../../src/deadlines/calendars/publish-calendar.js";
import { calendarId } from "../../src/deadlines/calendars/published-calendar.js";
import { openOffices, type Official, type Offices } from "../access/offices.js";

let o: Offices;
let worker: Official;
let supervisor: Official;
let mission: Official;
let elsewhere: Official;
let village: Official;
let ministry: string;
let cambodia: string;

// A Monday morning in Jakarta.
const START = "2026-03-02T02:00:00.000Z";

beforeAll(async () => {
  o = await openOffices(START);
  ministry = await o.agency("MINISTRY_OF_MIGRANT_WORKERS", "KP2MI");
  const office = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  cambodia = await o.agency("MISSION", "KBRI Phnom Penh", { country: "KH", zone: "Asia/Phnom_Penh" });
  worker = await o.officer(office, "CASEWORKER");
  supervisor = await o.officer(office, "SUPERVISOR");
  mission = await o.officer(cambodia, "MISSION");
  village = await o.officer(await o.agency("VILLAGE", "Desa Pontang", { region: "36.04.12.2001" }), "VILLAGE_OFFICER");
  elsewhere = await o.officer(await o.agency("BP3MI", "BP3MI NTB", { region: "52" }), "SUPERVISOR");
});
afterAll(() => o.close());

interface Row {
  readonly id: string;
  readonly rule: string;
  readonly due: string | null;
  readonly state: string;
}

async function deadlines(of: string, by = worker): Promise<readonly Row[]> {
  const { status, body } = await o.asks(by, `deadlines?of=${of}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as { data: Row[] }).data;
}

const person = (by = worker) =>
  o.does(by, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Wati Contoh" },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
async function complaint(by = worker): Promise<string> {
  const parties = [{ role: "VICTIM", person: await person(by) }];
  return o.does(by, "cases", { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], parties });
}
/** The timer looks once. */
const fired = async (command: string) => (await o.timers.round()).get(command) ?? 0;

test("what is to be done next has a deadline, which is met, or replaced", async () => {
  const id = await complaint();
  await o.does(worker, `cases/${id}/next-actions`, { action: "CALL_WORKER", due: "2026-03-05" });
  const [first, ...none] = await deadlines(id);
  expect(none).toEqual([]);
  expect(first).toMatchObject({
    rule: "NEXT_ACTION",
    title: { en: "Do what is to be done next in a case" },
    of: "case",
    case: id,
    agency: worker.agency,
    zone: "Asia/Jakarta",
    due: "2026-03-05T16:59:59.999Z",
    state: "OPEN",
    overdue: false,
  });
  await o.does(worker, `cases/${id}/next-actions`, { action: "VISIT", due: "2026-03-09" });
  await o.does(worker, `cases/${id}/next-action-completions`, {});
  expect(await deadlines(id)).toMatchObject([
    { id: first!.id, state: "WAIVED", waived: { reason: "REPLACED", officer: null } },
    { state: "MET", met: { inTime: true } },
  ]);
  // It is among those of the office, and of nobody else's.
  const { body } = await o.asks(worker, "deadlines?state=MET");
  expect((body as { data: Row[] }).data.map(({ rule }) => rule)).toContain("NEXT_ACTION");
  const { body: one } = await o.asks(worker, `deadlines/${first!.id}`);
  expect(one).toMatchObject({ data: { id: first!.id, rule: "NEXT_ACTION" } });
});

test("a case that ends ends what is open in it; one that another office gets is owed there, by its midnight", async () => {
  const id = await complaint();
  await o.does(worker, `cases/${id}/document-requests`, { papers: ["PASSPORT"] });
  await o.does(worker, `cases/${id}/assignments`, { agency: cambodia });
  const rows = await deadlines(id, mission);
  expect(rows).toMatchObject([
    { rule: "PAPERS_INCOMPLETE", agency: cambodia, zone: "Asia/Phnom_Penh", due: "2026-04-01T16:59:59.999Z" },
    // No calendar of Cambodia is known: it is said, and no plain days are counted.
    { rule: "NO_CLARITY", agency: cambodia, due: null, lacks: { country: "KH", year: 2026 }, state: "OPEN" },
  ]);
  await o.does(mission, `cases/${id}/administrative-closure`, { reason: "WITHDRAWN" });
  expect(await deadlines(id, mission)).toMatchObject([{ state: "WAIVED" }, { state: "WAIVED" }]);
});

test("a withdrawn clarification takes its deadline with it, and reopens the one that it had met", async () => {
  const id = await complaint();
  await o.does(worker, `cases/${id}/verification`, { by: "INTERVIEW" });
  await o.does(worker, `cases/${id}/assignments`, { agency: worker.agency, officer: worker.id });
  await o.does(worker, `cases/${id}/clarifications`, { outcome: "COMMITTED" });
  await o.does(worker, `cases/${id}/clarifications`, { outcome: "COMMITTED" });
  const rows = await deadlines(id);
  const first = rows.find(({ state }) => state === "MET")!;
  const second = rows.find(({ state }) => state === "OPEN")!;
  expect(second).toMatchObject({ officer: worker.id });
  const newest = (second as unknown as { event: string }).event;
  await o.does(worker, `cases/${id}/step-withdrawals`, { event: newest, reason: "RECORDED_TWICE" });
  const after = new Map((await deadlines(id)).map((row) => [row.id, row]));
  expect(after.get(first.id)).toMatchObject({ state: "OPEN", met: null });
  expect(after.get(second.id)).toMatchObject({ state: "WAIVED", waived: { reason: "START_WITHDRAWN" } });
});

describe("the notice of a death", () => {
  test("is met by the news in a repatriation, and its time is that from when the office knew", async () => {
    const id = await person();
    await o.does(worker, `migrants/${id}/death-reports`, {
      cause: "ILLNESS",
      country: "KH",
      source: "FAMILY",
      occurred: { date: "2026-02-20" },
    });
    expect(await deadlines(id)).toMatchObject([
      { rule: "DEATH_NOTICE", of: "person", person: id, due: "2026-03-05T02:00:00.000Z", state: "OPEN" },
    ]);
    const home = await o.does(worker, "repatriations", {
      kind: "REMAINS",
      person: id,
      source: "FAMILY",
      country: "KH",
    });
    await o.does(worker, `repatriations/${home}/family-notifications`, { relation: "MOTHER", channel: "PHONE" });
    expect(await deadlines(id)).toMatchObject([{ rule: "DEATH_NOTICE", state: "MET", met: { inTime: true } }]);
  });
});

describe("who sees a deadline", () => {
  test("is who sees what it is about: to others it is absent, and no command tells that it is there", async () => {
    const id = await complaint();
    await o.does(worker, `cases/${id}/next-actions`, { action: "CALL_WORKER", due: "2026-03-06" });
    const [deadline] = await deadlines(id);
    const paths = [`deadlines/${deadline!.id}`];
    expect((await deadlines(id, elsewhere)).length).toBe(0);
    const absent = "0f5b6c3e-0000-4000-8000-00000000dead";
    for (const path of paths) {
      const found = await o.asks(elsewhere, path);
      const missing = await o.asks(elsewhere, `deadlines/${absent}`);
      expect({ status: found.status, body: found.body }).toEqual({
        status: 404,
        body: { ...(missing.body as object), instance: (found.body as { instance?: string }).instance },
      });
    }
    const { body } = await o.asks(elsewhere, `deadlines?agency=${worker.agency}`);
    expect(JSON.stringify(body)).not.toContain(deadline!.id);
    for (const [path, data] of [
      ["pauses", { reason: "COURT_ORDER" }],
      ["resumptions", { reason: "WAIT_IS_OVER" }],
      ["waivers", { reason: "IMPOSSIBLE", legalGround: "UU_18_2017_ART_27" }],
    ] as const) {
      const hidden = await o.calls(elsewhere, "POST", `deadlines/${deadline!.id}/${path}`, data);
      const none = await o.calls(elsewhere, "POST", `deadlines/${absent}/${path}`, data);
      expect([hidden.status, none.status]).toEqual([404, 404]);
    }
    expect((await deadlines(id))[0]).toMatchObject({ state: "OPEN" });
  });

  test("and whose role may read it: the review of an emergency access is for who reviews", async () => {
    const id = await person();
    await o.does(elsewhere, `persons/${id}/emergency-access`, {
      emergency: "DANGER_TO_LIFE",
      reason: "di depan pintu",
    });
    expect(await deadlines(id, supervisor)).toMatchObject([{ rule: "EMERGENCY_ACCESS_REVIEW", agency: worker.agency }]);
    expect(await deadlines(id, worker)).toEqual([]);
    const [{ id: review }] = (await deadlines(id, supervisor)) as [Row];
    expect((await o.asks(worker, `deadlines/${review}`)).status).toBe(404);
  });

  test("a village is told of no case", async () => {
    const id = await complaint();
    await o.does(worker, `cases/${id}/next-actions`, { action: "CALL_WORKER", due: "2026-03-06" });
    expect(await deadlines(id, village)).toEqual([]);
  });
});

test("an officer pauses and resumes, a supervisor waives; a caseworker does not", async () => {
  const id = await complaint();
  await o.does(worker, `cases/${id}/next-actions`, { action: "CALL_WORKER", due: "2026-03-06" });
  const [{ id: deadline }] = (await deadlines(id)) as [Row];
  const path = `deadlines/${deadline}`;
  await o.does(worker, `${path}/pauses`, { reason: "WAITING_FOR_OTHER_COUNTRY" });
  expect(await deadlines(id)).toMatchObject([{ state: "PAUSED", paused: "WAITING_FOR_OTHER_COUNTRY" }]);
  await o.does(worker, `${path}/resumptions`, { reason: "WAIT_IS_OVER" });
  const waiver = { reason: "IMPOSSIBLE", legalGround: "UU_18_2017_ART_27" };
  expect((await o.calls(worker, "POST", `${path}/waivers`, waiver)).status).toBe(403);
  const wrong = await o.calls(supervisor, "POST", `${path}/waivers`, { ...waiver, legalGround: "because" });
  expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: "legalGround" }] } });
  await o.does(supervisor, `${path}/waivers`, waiver);
  expect(await deadlines(id)).toMatchObject([{ state: "WAIVED", waived: { ...waiver, officer: supervisor.id } }]);
  // What was waived stays so, whatever happens in the case.
  await o.does(worker, `cases/${id}/next-action-completions`, {});
  expect(await deadlines(id)).toMatchObject([{ state: "WAIVED" }]);
});

describe("calendars", () => {
  test("a year that a calendar lacks is refused by name, also of a country that is none", async () => {
    expect(await o.asks(worker, "calendars/KH/2026")).toMatchObject({
      status: 409,
      body: { rule: { id: CALENDAR_LACKS_YEAR.id }, country: "KH", year: 2026, calendar: calendarId("KH") },
    });
    expect(await o.asks(worker, "calendars/ID/2031")).toMatchObject({ status: 409, body: { year: 2031 } });
    expect(await o.asks(worker, "calendars/ID/soon")).toMatchObject({
      status: 400,
      body: { errors: [{ field: "year" }] },
    });
    expect(await o.asks(worker, "calendars/Indonesia/2026")).toMatchObject({ status: 400 });
    const { body } = await o.asks(worker, "calendars/ID/2026");
    expect(body).toMatchObject({
      data: {
        id: calendarId("ID"),
        holidays: expect.arrayContaining([expect.objectContaining({ date: "2026-03-19" })]),
      },
    });
  });

  test("joint leave that is announced late moves open deadlines, by an event that says why", async () => {
    const id = await complaint();
    await o.does(worker, `cases/${id}/document-requests`, { papers: ["PASSPORT"] });
    const before = (await deadlines(id)).find(({ rule }) => rule === "NO_CLARITY")!;
    const path = `calendars/${calendarId("ID")}/publications`;
    const leave = {
      country: "ID",
      year: 2026,
      holidays: [{ date: "2026-03-18", name: "Cuti bersama" }],
      source: "SKB",
    };
    expect((await o.calls(worker, "POST", path, leave)).status).toBe(403);
    const strayed = { ...leave, holidays: [{ date: "2027-03-18", name: "Cuti bersama" }] };
    expect(await o.calls(o.administrator, "POST", path, strayed)).toMatchObject({
      status: 400,
      body: { errors: [{ field: "holidays.0.date" }] },
    });
    await o.does(o.administrator, path, leave);
    await o.settled();
    expect(await fired("MoveDeadline")).toBeGreaterThan(0);
    await o.settled();
    expect(await fired("MoveDeadline")).toBe(0);
    const moved = (await deadlines(id)).find(({ rule }) => rule === "NO_CLARITY")!;
    // One working day more; a Friday becomes a Monday.
    expect([before.due, moved.due]).toEqual(["2026-03-25T16:59:59.999Z", "2026-03-26T16:59:59.999Z"]);
    // Days that are no working days stay.
    expect((await deadlines(id)).find(({ rule }) => rule === "PAPERS_INCOMPLETE")).toMatchObject({
      due: "2026-04-01T16:59:59.999Z",
    });
  });

  test("a whole year that is published gives a due date to what had none", async () => {
    const id = await complaint(mission);
    await o.does(mission, `cases/${id}/document-requests`, { papers: ["PASSPORT"] });
    const path = `calendars/${calendarId("KH")}/publications`;
    const year = { country: "KH", year: 2026, holidays: [], source: "Sub-decree" };
    expect(await o.calls(o.administrator, "POST", path, year)).toMatchObject({
      status: 409,
      body: { rule: { id: CALENDAR_LACKS_YEAR.id } },
    });
    await o.does(o.administrator, path, { ...year, weekend: [6, 7] });
    await o.settled();
    await o.timers.round();
    expect((await deadlines(id, mission)).find(({ rule }) => rule === "NO_CLARITY")).toMatchObject({
      due: "2026-03-23T16:59:59.999Z",
      lacks: null,
    });
  });
});

test("time tells of what is due: a warning, that it was missed, and who is to see to it; the agency above last", async () => {
  const id = await complaint();
  await o.does(worker, `cases/${id}/next-actions`, { action: "CALL_FAMILY", due: "2026-03-10" });
  await o.settled();
  o.clock.set("2026-03-09T17:00:00.000Z");
  await o.timers.round();
  expect(await deadlines(id)).toMatchObject([{ warnedAt: "2026-03-09T17:00:00.000Z", missedAt: null, overdue: false }]);
  o.clock.set("2026-03-20T02:00:00.000Z");
  await o.timers.round();
  expect(await deadlines(id)).toMatchObject([
    {
      missedAt: "2026-03-20T02:00:00.000Z",
      overdue: true,
      escalated: [
        { step: "OFFICER", agency: worker.agency },
        { step: "SUPERVISOR", agency: worker.agency },
        { step: "AGENCY_ABOVE", agency: ministry },
      ],
    },
  ]);
  expect(await fired("FireDeadline")).toBe(0);
  // Done late is done: it says so.
  await o.does(worker, `cases/${id}/next-action-completions`, {});
  expect(await deadlines(id)).toMatchObject([{ state: "MET", met: { inTime: false }, overdue: false }]);
  expect(o.alarms).toEqual([]);
});
