import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { STAY_DAYS } from "../../src/access/stays.js";
import { TimelineQueries } from "../../src/audit/timeline.controller.js";
import { instant } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { MigrantCommands } from "../../src/migrant/migrant.controller.js";
import { anyDecider } from "../../src/event-sourcing/deciding/decider.js";
import { migrantDecider } from "../../src/migrant/migrant.commands.js";
import { migrantSlice } from "../../src/migrant/migrant.slice.js";
import { NOW } from "../given.js";
import { openPersons, type TestCaller } from "../person/persons-in-a-store.js";

const DAY_MS = 86_400_000;
const owner: TestCaller = { officer: randomUUID(), agency: randomUUID(), role: "CASEWORKER" };
const mission = (): TestCaller => ({
  officer: randomUUID(),
  agency: randomUUID(),
  role: "MISSION",
  jurisdiction: { kind: "MISSION", country: "TW" },
});
/** Recorded something of her; the other one only might have. */
const recording = mission();
const looking = mission();

let kawal: Awaited<ReturnType<typeof openPersons>>;
let worker: string;
let seen = "";

async function does(path: string, body: object, caller: TestCaller) {
  const answer = await kawal.does(path, body, caller);
  seen = answer.position;
  return answer;
}
const statusOf = async (path: string, caller: TestCaller) => (await kawal.get(path, caller)).status;
const post = (path: string, body: object) => kawal.post(`migrants/${worker}/${path}`, body, recording);
const timeline = async (caller: TestCaller) =>
  ((await kawal.get(`persons/${worker}/timeline?seen=${seen}`, caller)).body as { data: Row[] }).data;

interface Row {
  readonly type: string;
  readonly agency: { readonly id: string };
  readonly personal: readonly { readonly values: object }[];
  readonly correctedBy: readonly string[];
  readonly asCorrected: object | null;
}

beforeAll(async () => {
  const slice = { aggregates: migrantSlice.aggregates, controllers: [MigrantCommands, TimelineQueries] };
  kawal = await openPersons({ guarded: true, also: slice });
  kawal.clock.set(NOW);
  worker = (await does("persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Sari" } }, owner)).id;
  await kawal.registers(anyDecider(migrantDecider), worker, "RegisterMigrant", {
    discovery: "ABROAD",
    placementStatus: "UNKNOWN",
    placementStatusBasis: "NONE",
    occurredAt: instant(NOW),
  });
  const journey = { scheme: "UNKNOWN", country: "TW", foundAt: "ARRIVED" };
  await does(`migrants/${worker}/journeys`, { ...journey, occurred: { date: "2024-01-05" } }, owner);
});
afterAll(() => kawal.close());

/** Days after the beginning. */
const days = (count: number) => kawal.clock.set(new Date(Date.parse(NOW) + count * DAY_MS).toISOString());

describe("a mission sees who is in its country", () => {
  test("while the journey goes on, however long", async () => {
    for (const caller of [recording, looking])
      expect(await statusOf(`persons/${worker}?seen=${seen}`, caller)).toBe(200);
    await does(
      `migrants/${worker}/employments`,
      { employer: "Lin, Taichung", occurred: { date: "2024-02" } },
      recording,
    );
    await does(`migrants/${worker}/lost-contacts`, { note: "Phone is off", occurred: { date: "2025-02" } }, recording);
    const [lost] = (await timeline(recording)).filter(({ type }) => type === "ContactLost");
    expect(lost).toMatchObject({ personal: [{ values: { note: "Phone is off" } }] });
    expect(JSON.stringify(await timeline(recording))).toContain("Taichung");
  });

  test("and for 90 days after the migrant is home", async () => {
    days(1000);
    expect(await statusOf(`persons/${worker}`, looking)).toBe(200);
    await does(`migrants/${worker}/returns`, { cause: "END_OF_CONTRACT", occurred: { date: "2025-06-02" } }, owner);
    await does(`persons/${worker}/contact`, { phone: "+6281234567890" }, owner);
    days(1000 + STAY_DAYS - 1);
    expect(await statusOf(`persons/${worker}?seen=${seen}`, looking)).toBe(200);
    expect((await timeline(looking)).map(({ type }) => type)).toContain("ContactChanged");
  });

  test("and no longer: who recorded nothing is answered as if there were nobody", async () => {
    days(1000 + STAY_DAYS);
    for (const path of ["", "/timeline"]) {
      const answer = await kawal.get(`persons/${worker}${path}`, looking);
      const nobody = await kawal.get(`persons/${randomUUID()}${path}`, looking);
      expect([answer.status, answer.body]).toEqual([404, nobody.body]);
    }
    const told = await kawal.post(`migrants/${worker}/releases`, { occurred: { date: "2025-01" } }, looking);
    expect(told.status).toBe(404);
  });
});

describe("a mission whose time is over", () => {
  test("keeps what it recorded, in its own words, without contact details, and sees nothing else, nor what became of it", async () => {
    expect(await statusOf(`persons/${worker}`, recording)).toBe(404);
    const rows = await timeline(recording);
    expect(rows.map(({ type }) => type)).toEqual(["EmploymentStarted", "ContactLost"]);
    for (const row of rows)
      expect(row).toMatchObject({ agency: { id: recording.agency }, correctedBy: [], asCorrected: null });
    expect(rows[1]).toMatchObject({ personal: [{ values: { note: "Phone is off" } }] });
    expect(JSON.stringify(rows)).not.toContain("Taichung");
  });

  test("tells late what happened in its time, and sees no more by it", async () => {
    const told = await post("restored-contacts", { occurred: { date: "2025-03" } });
    expect(told).toMatchObject({ status: 200 });
    seen = (told.body as { position: string }).position;
    expect((await timeline(recording)).map(({ type }) => type)).toContain("ContactRestored");
    expect(await statusOf(`persons/${worker}?seen=${seen}`, recording)).toBe(404);
  });

  test.each<[string, object]>([
    ["now", {}],
    ["after its time", { occurred: { date: "2028-06-01" } }],
    ["at a time that nobody knows", { occurred: {} }],
  ])("tells nothing that happened %s", async (_, body) => {
    expect(await post("lost-contacts", body)).toMatchObject({ status: 409, body: { rule: { id: "only-late-facts" } } });
  });

  test("tells nothing that would let it see again, and corrects nothing", async () => {
    const past = { occurred: { date: "2025-03" } };
    expect((await post("detentions", { country: "TW", ...past })).status).toBe(404);
    expect((await post("corrections", { event: randomUUID(), reason: "MISTYPED", ...past })).status).toBe(404);
  });

  test("is shown nothing of a person whose file was sealed", async () => {
    await does(`persons/${worker}/seals`, { ground: "WITNESS" }, owner);
    expect(await statusOf(`persons/${worker}/timeline?seen=${seen}`, recording)).toBe(404);
  });
});
