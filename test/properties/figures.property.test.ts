import { beforeAll, describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { loadRegions } from "../../src/places/regions.js";
import { measures } from "../../src/slices.js";
import { serveOffices, type Official } from "../access/offices.js";
import { MINUTES } from "../waiting.js";
import { Chance } from "./chance.js";
import { beginHistory, liveAll, movesOf, play } from "./history.js";
import { COUNTINGS, slowlyCounted, type Thing } from "./model/counting.js";
import { documentsOf } from "./model/views.js";
import { logOf } from "./opened.js";
import { runs } from "./runs.js";
import { AGENCY, OFFICERS, OTHER_AGENCY, type World } from "./world.js";

/*
 * In random histories, with facts told late, corrected, withdrawn, reopened, sealed and erased, each figure is what a
 * slow count over the events says, and has the list behind it, whoever asks.
 */

const moves = movesOf({ life: 6, any: 6, correction: 4, repeat: 0, stale: 0 }, 90);
type Served = Awaited<ReturnType<typeof serveOffices>>;

interface Row {
  readonly group: { readonly [dimension: string]: string };
  readonly value: number | null;
  readonly counted: number | null;
  readonly list: string | null;
  readonly suppressed?: true;
}
interface Figures {
  readonly data: readonly Row[];
  readonly total: Row;
  readonly dataAsOf: { readonly position: string | null };
}
interface Page {
  readonly data: readonly { readonly values: object }[];
  readonly next?: string;
}

beforeAll(() => loadRegions());

const DAY_MS = 86_400_000;
const jakartaDay = (at: string) => new Date(Date.parse(at) + 7 * 3_600_000).toISOString().slice(0, 10);

const met = { figures: 0, things: 0, numbers: new Set<string>() };

async function got<Body>(offices: Served, officer: Official, path: string): Promise<Body> {
  const { status, body } = await offices.calls(officer, "GET", path);
  if (status !== 200) expect({ path, status, body }).toEqual({ path, status: 200 });
  return body;
}

async function allOf(offices: Served, officer: Official, list: string): Promise<Page["data"]> {
  const rows: Page["data"][number][] = [];
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const page = `limit=50${after === undefined ? "" : `&after=${encodeURIComponent(after)}`}`;
    const path = `${list.replace("/api/v1/", "")}${list.includes("?") ? "&" : "?"}${page}`;
    const { data, next } = await got<Page>(offices, officer, path);
    rows.push(...data);
    after = next;
  }
  return rows;
}

const dimensionsOf = (id: string) =>
  Object.entries(measures.find((each) => each.id === id)!.of.dimensions).flatMap(([name, { kind }]) =>
    kind === "days" || kind === "number" ? [] : name,
  );

/** Questions of a measure: as a whole, and by some dimensions, alone or together. */
function questionsOf(id: string, chance: Chance): string[][] {
  const all = dimensionsOf(id);
  const alone = [chance.one(all), chance.one(all)].map((each) => [each]);
  const together = [...new Set([chance.one(all), chance.one(all), chance.one(all)])];
  return [[], ...alone, together];
}

async function agree(offices: Served, officer: Official, id: string, by: readonly string[]) {
  const query = by.length === 0 ? "" : `?by=${by.join(",")}`;
  const figures = await got<Figures>(offices, officer, `figures/${id}${query}`);
  met.figures++;
  for (const row of [figures.total, ...figures.data]) {
    if (row.suppressed) continue;
    const listed = row.list === null ? undefined : await allOf(offices, officer, row.list);
    if (listed)
      expect({ id, by, group: row.group, rows: listed.length }).toEqual({
        id,
        by,
        group: row.group,
        rows: row.counted,
      });
    if (row.counted! > 0) met.numbers.add(id);
    met.things += row.counted!;
  }
  return figures;
}

/** Of who sees all: what the model counts is what the figure says. */
function asCounted(
  id: string,
  by: readonly string[],
  { data, total }: Figures,
  things: readonly Thing[],
  today: string,
) {
  const slow = slowlyCounted(id, things, by, today);
  const found = data.map((row) => [by.map((each) => `/${row.group[each]}`).join(""), row.counted, row.value]);
  const wanted = [...slow].map(([key, { counted, value }]) => [key, counted, value]);
  const inOrder = (rows: unknown[][]) => rows.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  if (by.length > 0) expect({ id, by, rows: inOrder(found) }).toEqual({ id, by, rows: inOrder(wanted) });
  const whole = slowlyCounted(id, things, [], today).get("");
  expect({ id, counted: total.counted, value: total.value }).toEqual({
    id,
    counted: whole?.counted ?? 0,
    value: whole ? whole.value : COUNTINGS[id]!.days || COUNTINGS[id]!.per || COUNTINGS[id]!.having ? null : 0,
  });
}

async function check(world: World, offices: Served, chance: Chance): Promise<void> {
  const national = await offices.agency("COORDINATION", "Desk P2MI");
  const province = await offices.agency("BP3MI", "BP3MI Banten", { region: "36" });
  const mission = await offices.agency("MISSION", "KBRI", { country: "KH" });
  const auditor = await offices.officer(national, "AUDITOR");
  const others = [
    await offices.officer(national, "ANALYST"),
    await offices.officer(province, "SUPERVISOR"),
    await offices.officer(mission, "MISSION"),
    // The agencies of the history itself, which have the work, and may have ended.
    ...OFFICERS.map((id, i): Official => ({ id, agency: [AGENCY, OTHER_AGENCY][i]!, role: "CASEWORKER" })),
  ];
  await offices.settled();
  const documents = documentsOf(await logOf(world), world.tokens.token);
  const today = jakartaDay(world.clock.now());
  for (const { id } of measures) {
    const things = thingsIn(documents, id);
    for (const by of questionsOf(id, chance)) {
      asCounted(id, by, await agree(offices, auditor, id, by), things, today);
      const officer = chance.one(others);
      const { status } = await offices.calls(officer, "GET", "figures");
      if (status === 200) await agree(offices, officer, id, by);
    }
  }
  const past = await pastDay(world, chance, today);
  if (past !== undefined) await checkPast(world, offices, auditor, chance, past);
  world.later(DAY_MS);
  await checkYesterday(offices, others, chance, today);
}

/** A day before today on which something was recorded. */
async function pastDay(world: World, chance: Chance, today: string): Promise<string | undefined> {
  const days = new Set((await logOf(world)).map(({ recordedAt }) => jakartaDay(recordedAt)));
  const over = [...days].filter((day) => day < today);
  return over.length === 0 ? undefined : chance.one(over);
}

/** A figure of a past day, once that day is folded. */
async function gotPast(offices: Served, officer: Official, path: string): Promise<Figures> {
  for (;;) {
    const { status, body } = await offices.calls(officer, "GET", path);
    if (status === 503) expect(body).toMatchObject({ type: "urn:kawal:problem:past-day-not-ready" });
    else if (status === 200) return body;
    else expect({ path, status, body }).toEqual({ path, status: 200 });
  }
}

const asOfDay = (id: string, by: readonly string[], day: string) =>
  `figures/${id}?asOf=${day}${by.length === 0 ? "" : `&by=${by.join(",")}`}`;

/** As of a past day an auditor gets what a store would give that had ended with it. */
async function checkPast(world: World, offices: Served, auditor: Official, chance: Chance, day: string) {
  const end = new Date(Date.parse(`${day}T17:00:00.000Z`)).toISOString();
  const known = (await logOf(world)).filter(({ recordedAt }) => recordedAt < end);
  const documents = documentsOf(known, world.tokens.token);
  for (const { id } of measures) {
    const things = thingsIn(documents, id);
    for (const by of questionsOf(id, chance)) {
      const figures = await gotPast(offices, auditor, asOfDay(id, by, day));
      expect([figures.total, ...figures.data].map(({ list }) => list)).not.toContainEqual(expect.anything());
      asCounted(id, by, figures, things, day);
    }
  }
}

/** What was known yesterday, where nothing has come since, is what is known today: to each reader what they see. */
async function checkYesterday(offices: Served, officers: readonly Official[], chance: Chance, yesterday: string) {
  for (const { id, value, over } of measures)
    for (const officer of officers) {
      if (value.kind === "since" || over !== undefined) continue;
      if ((await offices.calls(officer, "GET", "figures")).status !== 200) continue;
      const by = chance.one(questionsOf(id, chance));
      const past = await gotPast(offices, officer, asOfDay(id, by, yesterday));
      const query = by.length === 0 ? "" : `?by=${by.join(",")}`;
      const now = await got<Figures>(offices, officer, `figures/${id}${query}`);
      const numbers = ({ data, total }: Figures) => [total, ...data].map(({ list: _, ...row }) => row);
      expect({ id, by, officer, rows: numbers(past) }).toEqual({ id, by, officer, rows: numbers(now) });
    }
}

function thingsIn(documents: ReturnType<typeof documentsOf>, id: string): Thing[] {
  const all = [...documents.get(COUNTINGS[id]!.view)!.values()];
  return all.flatMap((each) => (each as { cell: Thing | null }).cell ?? []);
}

/** Open cases that officers have: so many each. */
async function casesOf(world: World, counts: readonly number[]): Promise<void> {
  for (const [i, count] of counts.entries())
    for (let left = count; left > 0; left--) {
      const data = { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], parties: [] };
      const { id } = (await world.send({ command: "ReceiveComplaint", data: { ...data, powerOfAttorney: false } }))!;
      expect(await world.send({ command: "VerifyCase", id, data: { by: "INTERVIEW" } })).toBeDefined();
      const assignment = { agency: [AGENCY, OTHER_AGENCY][i]!, officer: OFFICERS[i] };
      expect(await world.send({ command: "AssignCase", id, data: assignment })).toBeDefined();
    }
}

/** A way home, with a step that was to be done by now. */
async function overdueStep(world: World): Promise<void> {
  const registered = { sex: "FEMALE", source: "AGENCY", origin: "36.04.12", birthYear: 1990 };
  const { id: person } = (await world.send({ command: "RegisterPerson", data: registered }))!;
  const request = { kind: "LIVING", person, source: "FAMILY", cause: "END_OF_CONTRACT", country: "KH" };
  const { id } = (await world.send({ command: "RequestRepatriation", data: request }))!;
  const due = new Date(Date.parse(world.clock.now()) + DAY_MS).toISOString().slice(0, 10);
  const step = { step: "TICKETED", agency: AGENCY, due };
  expect(await world.send({ command: "AssignStep", id, data: step })).toBeDefined();
  world.later(3 * DAY_MS);
}

async function inOffices(seed: number, act: (world: World) => Promise<void>): Promise<void> {
  const world = await beginHistory(seed);
  const offices = await serveOffices(world);
  try {
    await act(world);
    expect(await world.readModel.waitFor(await world.store.head(), MINUTES)).toBe(true);
    await check(world, offices, new Chance(seed));
    expect(world.alarms).toEqual([]);
  } finally {
    await offices.close();
    await world.close();
  }
}

test("every measure is counted slowly, too", () => {
  expect(Object.keys(COUNTINGS).toSorted()).toEqual(measures.map(({ id }) => id).toSorted());
});

describe("a figure is what is counted over the events, and its list has as many rows", () => {
  test("of whole lives", async () => {
    await inOffices(3, async (world) => {
      await casesOf(world, [2, 1]);
      await liveAll(world, new Chance(3), 3_600_000);
      await overdueStep(world);
    });
  });

  test("of random histories", async () => {
    await fc.assert(
      fc.asyncProperty(moves, fc.nat(), async (steps, seed) => {
        await inOffices(seed, (world) => play(world, steps));
      }),
      { ...runs(4), endOnFailure: true },
    );
  });

  test("and these have something to count for every measure", () => {
    expect(measures.map(({ id }) => id).filter((id) => !met.numbers.has(id))).toEqual([]);
  });
});
