import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { LIMITS } from "../../src/limits.js";
import { openOffices, type Official, type Offices } from "../access/offices.js";
import { LiveReader } from "./live-reader.js";

let o: Offices;
let url: string;
let own: string;
let worker: Official;
let colleague: Official;
let elsewhere: Official;
let third: Official;
let sealer: Official;
let desk: Official;
let auditor: Official;
const open: LiveReader[] = [];

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  url = await o.url();
  own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  const other = await o.agency("BP3MI", "BP3MI Jawa Barat", { region: "32" });
  worker = await o.officer(own, "CASEWORKER");
  colleague = await o.officer(own, "CASEWORKER");
  sealer = await o.officer(own, "SUPERVISOR");
  elsewhere = await o.officer(other, "CASEWORKER");
  third = await o.officer(await o.agency("BP3MI", "BP3MI Jawa Tengah", { region: "33" }), "CASEWORKER");
  desk = await o.officer(await o.agency("COORDINATION", "Desk P2MI"), "SUPERVISOR");
  auditor = await o.officer(await o.agency("AUDIT", "Inspektorat"), "AUDITOR");
});
afterEach(() => {
  for (const reader of open.splice(0)) reader.close();
});
afterAll(() => o.close());

async function reads(by: Official, path = "cases/live", lastEventId?: string): Promise<LiveReader> {
  const reader = await LiveReader.open(url, { token: by.id, path, lastEventId });
  open.push(reader);
  return reader;
}

/** A stream that has begun. */
async function hears(by: Official, path?: string, lastEventId?: string): Promise<LiveReader> {
  const reader = await reads(by, path, lastEventId);
  expect(reader.status).toBe(200);
  return reader.named("open");
}

const register = (by = worker, more: object = {}) =>
  o.does(by, "persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Contoh" }, ...more });

async function complaint(by = worker, more: object = {}): Promise<string> {
  const parties = [{ role: "VICTIM", person: await register(by) }];
  return o.does(by, "cases", { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], parties, ...more });
}

const triage = (id: string, by = worker) => o.does(by, `cases/${id}/triage`, { categories: ["VIOLENCE"] });

describe("a live stream of cases", () => {
  test("tells of a case in sight: its id, its status and where it changed, and nothing else", async () => {
    const reader = await hears(worker);
    const id = await complaint();
    await reader.told(id);
    const [told] = reader.changes;
    expect(told).toEqual({ id, status: "RECEIVED", position: reader.events.at(-1)!.id });
    await o.does(worker, `cases/${id}/verification`, { by: "AGENCY" });
    await reader.until(({ changes }) => changes.at(-1)!["status"] === "VERIFIED");
    expect(reader.response.headers).toMatchObject({
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
  });

  test("tells each reader what their list shows, and of other offices nothing", async () => {
    const [inside, outside, national, audit] = await Promise.all(
      [worker, elsewhere, desk, auditor].map((by) => hears(by)),
    );
    const mine = await complaint(worker);
    const theirs = await complaint(elsewhere);
    const last = await complaint(worker);
    await Promise.all([inside!.told(last), outside!.told(theirs), national!.told(last), audit!.told(last)]);
    expect(inside!.ids).toEqual([mine, last]);
    expect(outside!.ids).toEqual([theirs]);
    expect(national!.ids).toEqual([mine, theirs, last]);
    expect(audit!.ids).toEqual([mine, theirs, last]);
  });

  test("tells of a case from the moment at which an office is given it", async () => {
    const reader = await hears(elsewhere);
    const id = await complaint(worker);
    const before = await complaint(elsewhere);
    await reader.told(before);
    expect(reader.ids).toEqual([before]);
    await o.does(worker, `cases/${id}/referrals`, { agency: elsewhere.agency, reason: "OUT_OF_COMPETENCE" });
    await reader.told(id);
  });

  test("tells nobody of a case that a seal closes, from the seal on, but whom it admits and who has the case", async () => {
    const victim = await register(worker);
    const parties = [{ role: "VICTIM", person: victim }];
    const id = await o.does(worker, "cases", {
      channel: "PHONE",
      complainant: "PMI",
      categories: ["UNPAID_WAGES"],
      parties,
    });
    const [holder, national] = [await hears(worker), await hears(desk)];
    await triage(id);
    await Promise.all([holder.told(id), national.told(id)]);
    await o.does(sealer, `persons/${victim}/seals`, { ground: "WITNESS", officers: [worker.id] });
    await o.does(worker, `cases/${id}/actions`, { action: "WAGE_LEDGER" });
    const canary = await complaint(worker);
    await Promise.all([holder.told(canary), national.told(canary)]);
    expect(national.ids).toEqual([id, canary]);
    expect(holder.ids).toEqual([id, id, canary]);
  });

  test("tells a sealed case to the officers of a group whom the seal names, and to no other", async () => {
    const named = await o.officer(desk.agency, "SUPERVISOR");
    const victim = await register(worker);
    await o.does(sealer, `persons/${victim}/seals`, { ground: "WITNESS", officers: [worker.id, named.id] });
    const [admitted, other] = [await hears(named), await hears(desk)];
    const parties = [{ role: "VICTIM", person: victim }];
    const id = await o.does(worker, "cases", {
      channel: "PHONE",
      complainant: "PMI",
      categories: ["UNPAID_WAGES"],
      parties,
    });
    const canary = await complaint(worker);
    await Promise.all([admitted.told(canary), other.told(canary)]);
    expect(admitted.ids).toEqual([id, canary]);
    expect(other.ids).toEqual([canary]);
  });

  test("ends when the reader's assignment ends, and tells nothing after it", async () => {
    const leaving = await o.officer(own, "CASEWORKER");
    const { body } = await o.asks(o.administrator, `officers/${leaving.id}`);
    const [{ id: assignment }] = (body as { data: { assignments: { id: string }[] } }).data.assignments as [
      { id: string },
    ];
    const reader = await hears(leaving);
    const staying = await hears(colleague);
    await o.does(o.administrator, `officers/${leaving.id}/assignment-ends`, { assignment, reason: "LEFT_SERVICE" });
    const canary = await complaint();
    expect(await reader.end()).toBe("access-changed");
    await staying.told(canary);
    expect(reader.ids).toEqual([]);
    expect((await reads(leaving)).status).toBe(403);
  });

  test("is in the log of reads: its opening, and each subject once before it is told", async () => {
    o.recorded.length = 0;
    const reader = await hears(worker);
    const id = await complaint();
    await reader.told(id);
    await triage(id);
    await reader.until(({ ids }) => ids.length === 2);
    const recorded = o.recorded.filter(({ route }) => route.pattern === "/api/v1/cases/live");
    expect(recorded).toMatchObject([
      { actor: { id: worker.id }, outcome: "answered", status: 200, ids: [] },
      { actor: { id: worker.id }, outcome: "answered", status: 200, ids: [id] },
    ]);
    expect(new Set(recorded.map(({ request }) => request)).size).toBe(1);
  });
});

describe("who comes back", () => {
  test("with the last id is told what changed meanwhile, each subject once, and nothing again", async () => {
    const first = await hears(worker);
    const [one, two] = [await complaint(), await complaint()];
    await first.told(two);
    first.close();
    await triage(one);
    await o.does(worker, `cases/${one}/actions`, { action: "WAGE_LEDGER" });
    const three = await complaint();
    const second = await hears(worker, "cases/live", first.lastEventId);
    await second.told(three);
    expect(second.ids).toEqual([one, three]);
  });

  test("with the position of the list is told what changed since it was loaded", async () => {
    const { body } = await o.asks(worker, "cases?limit=1");
    const { position } = (body as { dataAsOf: { position: string } }).dataAsOf;
    const id = await complaint();
    await o.settled();
    const reader = await hears(worker, `cases/live?since=${position}`);
    await reader.told(id);
    expect(reader.ids).toEqual([id]);
  });

  test("with a position of another store, or one that is not there yet, is told to load the list again", async () => {
    const { lastEventId } = await hears(worker);
    const [store] = lastEventId!.split(".") as [string];
    for (const [position, reason] of [
      ["ffffffffffff.3", "position-of-another-store"],
      [`${store}.999999999`, "position-unknown"],
    ]) {
      const reader = await hears(worker, "cases/live", position);
      await reader.named("reload");
      expect(reader.events.at(-1)).toMatchObject({ event: "reload", data: { reason } });
      const id = await complaint();
      await reader.told(id);
      expect(reader.ids).toEqual([id]);
    }
  });

  test("with what is no position is refused, naming header or parameter", async () => {
    const header = await reads(worker, "cases/live", "x");
    expect([header.status, (await header.problem()).errors]).toMatchObject([400, [{ field: "Last-Event-ID" }]]);
    for (const since of ["x", "ffffffffffff.3"]) {
      const parameter = await reads(worker, `cases/live?since=${since}`);
      expect([parameter.status, (await parameter.problem()).errors]).toMatchObject([400, [{ field: "since" }]]);
    }
  });
});

describe("the other lists", () => {
  test("tell of repatriations, by the furthest step", async () => {
    const [reader, outside] = [await hears(worker, "repatriations/live"), await hears(elsewhere, "repatriations/live")];
    const person = await register(worker, {
      migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
    });
    const id = await o.does(worker, "repatriations", {
      kind: "LIVING",
      person,
      source: "PERSON",
      cause: "END_OF_CONTRACT",
      country: "MY",
    });
    await reader.told(id);
    expect(reader.changes[0]).toMatchObject({ id, status: "REQUESTED" });
    expect(outside.ids).toEqual([]);
  });

  test("tell of work, and when nothing of it is left", async () => {
    const reader = await hears(worker, "work/live");
    const id = await complaint();
    await reader.told(id);
    expect(reader.changes[0]).toMatchObject({ id, status: "RECEIVED" });
    await o.does(worker, `cases/${id}/administrative-closure`, { reason: "WITHDRAWN" });
    await reader.until(({ changes }) => changes.at(-1)!["status"] === null);
    expect(reader.ids.at(-1)).toBe(id);
  });

  test("tell of a referral to its receiver, and that it has ended", async () => {
    const [reader, outside] = [await hears(elsewhere, "work/live"), await hears(third, "work/live")];
    const person = await register();
    const id = await o.does(worker, "referrals", {
      to: elsewhere.agency,
      matter: "PLACEMENT_COMPLAINT",
      person,
      answerBy: "2026-03-09T16:00:00+07:00",
      shares: [{ person, classes: ["identity"] }],
    });
    await reader.told(id);
    expect(reader.changes[0]).toMatchObject({ id, status: "SENT" });
    await o.does(elsewhere, `referrals/${id}/refusals`, { reason: "NO_CAPACITY" });
    await reader.until(({ changes }) => changes.at(-1)!["status"] === null);
    expect(reader.ids.at(-1)).toBe(id);
    expect(outside.ids).toEqual([]);
  });
});

describe("how many streams there are", () => {
  test("is limited for each officer, and a stream that was closed makes room", async () => {
    const busy = await o.officer(own, "CASEWORKER");
    const all = [];
    for (let i = 0; i < LIMITS.liveReadersOfOfficer.most; i++) all.push(await hears(busy));
    const over = await reads(busy);
    expect([over.status, over.response.headers["retry-after"]]).toEqual([429, "30"]);
    expect((await over.problem()).type).toBe("urn:kawal:problem:too-many-streams");
    all[0]!.close();
    for (;;) {
      const again = await reads(busy);
      if (again.status === 200) break;
      await again.problem();
    }
  });

  test("is for roles that may read the list", async () => {
    expect((await reads(o.administrator as Official)).status).toBe(403);
    expect((await reads({ ...worker, id: randomUUID() })).status).toBe(403);
  });
});
