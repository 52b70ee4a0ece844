import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { openOffices, type Official, type Offices } from "../access/offices.js";

interface Row {
  readonly id: string;
  readonly overdue: boolean;
}
interface List {
  readonly data: readonly Row[];
  readonly next?: string;
  readonly parked?: readonly string[];
}

let o: Offices;
let own: string;
let other: string;
let desk: Official;
let worker: Official;

beforeAll(async () => {
  o = await openOffices("2026-03-01T02:00:00.000Z");
  own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  other = await o.agency("BP3MI", "BP3MI Jawa Barat", { region: "32" });
  const national = await o.agency("COORDINATION", "Desk P2MI");
  desk = await o.officer(national, "SUPERVISOR");
  worker = await o.officer(own, "CASEWORKER");
});
afterAll(() => o.close());

const person = (origin = "36.04.12") =>
  o.does(worker, "persons", { sex: "FEMALE", source: "IN_PERSON", origin, identity: { name: "Contoh" } });

async function list(path: string, by = worker): Promise<List> {
  const { status, body } = await o.asks(by, path);
  expect({ path, status, body }).toMatchObject({ status: 200 });
  return body;
}

/** All rows of a list, in pages of a size; each page but the last is full. */
async function allOf(path: string, limit: number, between = () => undefined as void): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | undefined; ;) {
    const page = await list(
      `${path}&limit=${limit}${after === undefined ? "" : `&after=${encodeURIComponent(after)}`}`,
    );
    rows.push(...page.data);
    if (page.next === undefined) return rows;
    expect({ path, rows: page.data.length }).toEqual({ path, rows: limit });
    after = page.next;
    between();
  }
}

async function complaint(): Promise<string> {
  const victim = await person();
  return o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person: victim }],
    account: "Upah tidak dibayar.",
  });
}

const goingHome = async () =>
  o.does(worker, "repatriations", {
    kind: "LIVING",
    person: await person(),
    source: "FAMILY",
    cause: "EARLY_TERMINATION",
    country: "MY",
  });

/** The last event of a stream once more, in the form of a later release: it can't be read, so its stream is parked. */
async function later(stream: string): Promise<void> {
  const { type, bytes, revision } = (await o.store.readStream(stream)).at(-1)!;
  const envelope = JSON.parse(Buffer.from(bytes).toString("utf8")) as object;
  const [id, schema] = [randomUUID(), 99];
  const unreadable = Buffer.from(JSON.stringify({ ...envelope, id, revision: revision + 1, schema }));
  await o.store.append(stream, revision, [{ id, type, bytes: unreadable }]);
}

describe("what a view is behind with is marked, whatever it is", () => {
  test.each([
    ["cases", "case"],
    ["repatriations", "repatriation"],
    ["companies", "company"],
    ["agencies", "agency"],
    ["officers", "officer"],
    ["persons", "person"],
  ])("of %s", async (path, category) => {
    const made: { readonly [path: string]: () => Promise<string> } = {
      cases: async () => {
        const id = await complaint();
        await o.does(worker, `cases/${id}/next-actions`, { action: "VISIT", due: "2026-04-01", what: "Datang" });
        return id;
      },
      repatriations: async () => {
        const id = await goingHome();
        await o.does(worker, `repatriations/${id}/identity`, { basis: "INTERVIEW" });
        return id;
      },
      companies: async () => {
        const id = await o.does(worker, "companies", { kind: "BROKER", name: "Usaha Contoh" });
        await o.does(worker, `companies/${id}/names`, { name: "Usaha Lain", from: "2026-02-01" });
        return id;
      },
      agencies: () => o.agency("BP3MI", "BP3MI Lampung", { region: "18" }),
      officers: async () => (await o.officer(other, "CASEWORKER")).id,
      persons: async () => {
        const id = await person();
        await o.does(worker, `persons/${id}/contact`, { phone: "+6281234567890" });
        return id;
      },
    };
    const id = await made[path]!();
    const by = path === "officers" ? o.administrator : worker;
    const before = await o.asks(by, `${path}/${id}`);
    expect(before).toMatchObject({ status: 200, body: { data: { id } } });
    expect(before.body).not.toHaveProperty("parked");
    await later(`${category}-${id}`);
    expect(await o.asks(by, `${path}/${id}`)).toMatchObject({ status: 200, body: { parked: true } });
    if (path === "persons") return;
    const { status, body } = await o.asks(by, `${path}?limit=200`);
    expect({ status, parked: (body as List).parked }).toEqual({ status: 200, parked: [id] });
  });
});

test("a command on what a later release wrote is refused with a problem of its own", async () => {
  const id = await person();
  await o.does(worker, `persons/${id}/contact`, { phone: "+6281234567890" });
  await later(`person-${id}`);
  await o.settled();
  const { status, body } = await o.calls(worker, "POST", `persons/${id}/contact`, { phone: "+6281234567891" });
  expect({ status, body }).toMatchObject({
    status: 409,
    body: { type: "urn:kawal:problem:unreadable-event", detail: expect.stringContaining("install the release") },
  });
});

describe("repatriations with a step that is overdue at an agency", () => {
  test("come in full pages, though others' steps are due before", async () => {
    const mine: string[] = [];
    for (let i = 0; i < 12; i++) {
      const id = await goingHome();
      const late = i % 4 === 3;
      const step = (code: string, agency: string, due: string) =>
        o.does(worker, `repatriations/${id}/assignments`, { step: code, agency, due });
      await step("TICKETED", other, "2026-03-05");
      await step("EXIT_CLEARED", own, late ? "2026-03-06" : "2026-06-01");
      if (late) mine.push(id);
    }
    o.clock.set("2026-03-20T02:00:00.000Z");
    const rows = await allOf(`repatriations?overdue=true&agency=${own}`, 2);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(mine.toSorted());
  });
});

describe("a list of what is overdue goes on after midnight, with the day that it began with", () => {
  test.each([
    [
      "cases",
      async (due: string) => {
        const id = await complaint();
        await o.does(worker, `cases/${id}/next-actions`, { action: "VISIT", due, what: "Datang" });
        return id;
      },
    ],
    [
      "repatriations",
      async (due: string) => {
        const id = await goingHome();
        await o.does(worker, `repatriations/${id}/assignments`, { step: "EXIT_CLEARED", agency: own, due });
        return id;
      },
    ],
  ])("of %s", async (path, make) => {
    o.clock.set("2026-05-09T16:00:00.000Z");
    const before = (await allOf(`${path}?overdue=true`, 200)).map(({ id }) => id);
    const late = [await make("2026-05-09"), await make("2026-05-09"), await make("2026-05-09")];
    // Today, at 23:59 in Jakarta; due yesterday.
    o.clock.set("2026-05-10T16:59:00.000Z");
    const ids = new Set([...before, ...late]);
    await make("2026-05-10");
    const rows = await allOf(`${path}?overdue=true`, 1, () => o.clock.set("2026-05-10T17:01:00.000Z"));
    expect(rows.every(({ overdue }) => overdue)).toBe(true);
    expect(new Set(rows.map(({ id }) => id))).toEqual(ids);
    // Another list, of the new day.
    expect(await allOf(`${path}?overdue=true`, 200)).toHaveLength(ids.size + 1);
  });

  test.each(["", "2026-05-10", "2026-05-10.abc", "2026-02-30.abc", "2999-01-01.abc"])(
    "and a cursor that is none, %p, is refused",
    async (cursor) => {
      const { status, body } = await o.asks(desk, `cases?overdue=true&after=${cursor}`);
      expect({ status, body }).toMatchObject({ status: 400, body: { errors: [{ field: "after" }] } });
    },
  );
});

describe("work", () => {
  interface Item extends Row {
    readonly item: string;
    readonly due: string | null;
  }

  /** A case that an officer of an agency has, with something to do by a day. */
  async function given(agency: string, officer: Official, due?: string): Promise<string> {
    const id = await complaint();
    await o.does(worker, `cases/${id}/verification`, { by: "AGENCY" });
    await o.does(worker, `cases/${id}/assignments`, { agency, officer: officer.id });
    if (due) await o.does(worker, `cases/${id}/next-actions`, { action: "VISIT", due, what: "Datang" });
    return id;
  }

  test("is paged by what is due first, and a page looks at no more than it shows", async () => {
    const office = await o.agency("BP3MI", "BP3MI Bali", { region: "51" });
    const officer = await o.officer(office, "CASEWORKER");
    const expected: string[] = [];
    for (let i = 0; i < 9; i++) expected.push(`case/${await given(office, officer, `2026-07-0${9 - i}`)}`);
    expected.reverse();
    expected.push(`case/${await given(office, officer)}`);
    const home = await goingHome();
    const step = { step: "EXIT_CLEARED", agency: office, officer: officer.id, due: "2026-06-30" };
    await o.does(worker, `repatriations/${home}/assignments`, step);
    expected.unshift(`repatriation/${home}/EXIT_CLEARED`);
    for (const path of ["work?x", `work?agency=${office}`, `work?officer=${officer.id}&agency=${office}`]) {
      const items: string[] = [];
      for (let after: string | undefined; ;) {
        const query = `${path.replace("?x", "?limit=3")}${path.includes("?x") ? "" : "&limit=3"}`;
        const page = (await list(`${query}${after === undefined ? "" : `&after=${after}`}`, officer)) as {
          data: readonly Item[];
          next?: string;
        };
        items.push(...page.data.map(({ item }) => item));
        if (page.next === undefined) break;
        after = page.next;
      }
      expect({ path, items }).toEqual({ path, items: expected });
    }
    // What is done is no work any more, and what another has is another's.
    await o.does(officer, `repatriations/${home}/exit-clearance`, { permit: "EXIT_PERMIT", fineOutcome: "NONE" });
    await o.does(worker, `cases/${expected[1]!.slice(5)}/assignments`, { agency: own, officer: worker.id });
    const { data } = (await list(`work?agency=${office}`, officer)) as unknown as { data: Item[] };
    expect(data.map(({ item }) => item)).toEqual(expected.slice(2));
  });

  test("is shown to whoever sees the case, and nobody else", async () => {
    const officer = await o.officer(own, "CASEWORKER");
    const id = await given(own, officer, "2026-07-01");
    const items = async (by: Official) => (await list(`work?officer=${officer.id}`, by)).data.map((row) => row.id);
    expect(await items(officer)).toEqual([id]);
    expect(await items(desk)).toEqual([id]);
    expect(await items(await o.officer(other, "SUPERVISOR"))).toEqual([]);
  });
});
