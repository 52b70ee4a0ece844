import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Caller } from "../../src/access/caller.js";
import { inSight, Sight } from "../../src/access/sight.js";
import { searchPersons, type Sought } from "../../src/person/person-search.js";
import { NOTHING_NARROWED } from "../access/as-supervisor.js";
import { countingReads } from "../access/counting-reads.js";
import { NOW } from "../given.js";
import { openPersons, type Reply, type TestCaller } from "./persons-in-a-store.js";

const owner: TestCaller = { officer: randomUUID(), agency: randomUUID(), role: "SUPERVISOR" };
const stranger: TestCaller = {
  officer: randomUUID(),
  agency: randomUUID(),
  role: "MISSION",
  jurisdiction: { country: "JP" },
};
const PASSPORT = { hidden: "X1111111", sealed: "X2222222", nobody: "X3333333" };

let persons: Awaited<ReturnType<typeof openPersons>>;
let hidden: string;
let sealed: string;
let seen = "";

async function register(name: string, passport: string | undefined, caller: TestCaller): Promise<string> {
  const identity = { name, ...(passport && { passport }) };
  const answer = await persons.does("persons", { sex: "FEMALE", source: "IN_PERSON", identity }, caller);
  seen = answer.position;
  return answer.id;
}

beforeAll(async () => {
  persons = await openPersons({ guarded: true });
  persons.clock.set(NOW);
  hidden = await register("Dewi Tersembunyi", PASSPORT.hidden, owner);
  sealed = await register("Rina Tersegel", PASSPORT.sealed, owner);
  seen = (await persons.does(`persons/${sealed}/seals`, { ground: "WITNESS" }, owner)).position;
});
afterAll(() => persons.close());

/** An answer, and what was recorded of it, without what is in no two of them the same. */
async function told(ask: () => Promise<Reply>, id: string) {
  const before = persons.records.length;
  const { status, headers, body } = await ask();
  const { date: _, ...others } = headers;
  const records = persons.records.slice(before).map((each) => ({ ...(each as object), request: null }));
  return JSON.parse(JSON.stringify({ status, headers: others, body, records }).replaceAll(id, "<id>")) as object;
}

describe("emergency access to a person who is hidden is asked for as to nobody", () => {
  const bodies: [string, object, Record<string, string>][] = [
    ["with no field", {}, {}],
    ["with a field too many", { emergency: "AUDIT", reason: "x", no: 1 }, {}],
    ["with no key", { emergency: "AUDIT", reason: "x" }, { "idempotency-key": "none" }],
    ["with a revision", { emergency: "AUDIT", reason: "x" }, { "if-match": '"99999"' }],
    ["with the revision that it has", { emergency: "AUDIT", reason: "x" }, { "if-match": '"0"' }],
  ];
  test.each(bodies)("%s", async (_name, body, headers) => {
    const ask = (id: string) => told(() => persons.post(`persons/${id}/emergency-access`, body, stranger, headers), id);
    const nowhere = await ask(randomUUID());
    expect(nowhere).toMatchObject({ status: 400 });
    expect(await ask(hidden)).toEqual(nowhere);
    expect(await ask(sealed)).toEqual(nowhere);
    expect(JSON.stringify(nowhere)).not.toMatch(/revision":\d/);
  });

  test("as a whole request, which alone tells, and leaves a trace of either", async () => {
    const body = { emergency: "AUDIT", reason: "x" };
    const nobody = randomUUID();
    const before = persons.records.length;
    expect((await persons.post(`persons/${nobody}/emergency-access`, body, stranger)).status).toBe(404);
    expect(persons.records.slice(before)).toMatchObject([{ status: 404, outcome: "refused", persons: [nobody] }]);
    const other = { ...stranger, officer: randomUUID() };
    expect((await persons.post(`persons/${hidden}/emergency-access`, body, other)).status).toBe(200);
  });
});

test("a refusal that tells a revision is recorded, as one who may know it was told", async () => {
  const before = persons.records.length;
  const { status } = await persons.post(`persons/${hidden}/contact`, {}, owner, { "if-match": '"99999"' });
  expect(status).toBe(412);
  expect(persons.records.slice(before)).toMatchObject([{ status: 412, outcome: "refused", rule: "stale-revision" }]);
});

describe("a search that finds what is hidden takes the same look-ups as one that finds nobody", () => {
  async function search(sought: Sought) {
    const { reads, taken } = countingReads(persons.readModel);
    const sight = new Sight(reads, persons.store, persons.clock, NOTHING_NARROWED);
    const caller: Caller = {
      actor: { kind: "OFFICER", id: stranger.officer, onBehalfOf: null, agency: stranger.agency, role: "MISSION" },
      role: "MISSION",
      jurisdiction: { kind: "MISSION", region: null, country: "JP" },
      predecessors: [],
      purpose: "PROTECTION",
      lawfulBasis: "PUBLIC_TASK",
    };
    await reads.waitFor(await persons.store.head(), 10_000);
    taken();
    const found = await searchPersons(reads, persons.tokens, sought, 20, NOW, {
      conditions: inSight(caller),
      inEmergency: () => sight.inEmergency(caller),
      visible: async (ids) => {
        const keys = ids.map((id) => `person-${id}`);
        const visible = await sight.seen(caller, keys);
        return ids.filter((id) => visible.has(`person-${id}`));
      },
      sealed: (ids) => sight.sealedAmong(ids),
    });
    return { found, asked: taken() };
  }

  test("by a number: a sealed file is as no file; that another office holds one is told", async () => {
    const nowhere = await search({ passport: PASSPORT.nobody });
    expect(nowhere.found).toEqual({ candidates: [], more: false, elsewhere: false });
    expect(await search({ passport: PASSPORT.sealed })).toEqual(nowhere);
    const { found, asked } = await search({ passport: PASSPORT.hidden });
    expect(found).toEqual({ candidates: [], more: false, elsewhere: true });
    expect(asked).toEqual(nowhere.asked);
  });

  test("by a name, hidden or sealed", async () => {
    const nowhere = await search({ name: "Nama Siapapun" });
    expect(await search({ name: "Dewi Tersembunyi" })).toEqual(nowhere);
    expect(await search({ name: "Rina Tersegel" })).toEqual(nowhere);
  });
});

describe("a link between two records", () => {
  test("shows no id of the one that is out of sight, and is not found by it", async () => {
    const [mine, shared] = [
      await register("Asih Contoh", undefined, stranger),
      await register("Asih", undefined, owner),
    ];
    const all: TestCaller = { ...owner, agency: randomUUID(), jurisdiction: { kind: "COORDINATION" } };
    const facts = { basis: "STATED_BY_PERSON", confidence: "PROBABLE" };
    const link = await persons.does("identity-links", { person: mine, other: shared, ...facts }, all);
    seen = link.position;
    const one = await persons.get(`identity-links/${link.id}?seen=${seen}`, stranger);
    expect(one.body).toMatchObject({ data: { persons: [mine, { masked: "hidden" }] } });
    const listed = async (of: string, caller = stranger) =>
      ((await persons.get(`identity-links?person=${of}&seen=${seen}`, caller)).body as { data: object[] }).data;
    expect(await listed(mine)).toMatchObject([{ id: link.id, persons: [mine, { masked: "hidden" }] }]);
    expect(await listed(shared)).toEqual([]);
    expect(await listed(randomUUID())).toEqual([]);
    expect(await listed(shared, all)).toMatchObject([{ persons: [mine, shared] }]);
    expect(JSON.stringify(await listed(mine))).not.toContain(shared);
  });
});
