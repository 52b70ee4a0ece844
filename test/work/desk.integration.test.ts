import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

interface Item {
  readonly id: string;
  readonly item: string;
  readonly action: string | null;
  readonly due: string | null;
  readonly overdue: boolean;
  readonly assigned: boolean;
  readonly persons: readonly { readonly identity: { readonly name: string } }[];
}
interface Page {
  readonly data: readonly Item[];
  readonly next?: string;
}

let o: Offices;
let own: string;
let other: string;
let worker: Official;
let colleague: Official;
let elsewhere: Official;

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  other = await o.agency("BP3MI", "BP3MI Jawa Barat", { region: "32" });
  worker = await o.officer(own, "CASEWORKER");
  colleague = await o.officer(own, "CASEWORKER");
  elsewhere = await o.officer(other, "CASEWORKER");
});
afterAll(() => o.close());

async function received(name: string, categories: readonly string[]): Promise<string> {
  const person = { sex: "FEMALE", source: "IN_PERSON", origin: "36.04.12", identity: { name } };
  const victim = await o.does(worker, "persons", person);
  const parties = [{ role: "VICTIM", person: victim }];
  return o.does(worker, "cases", { channel: "PHONE", complainant: "PMI", categories, parties });
}

async function givenTo(officer: Official, name: string, due?: string): Promise<string> {
  const id = await received(name, ["UNPAID_WAGES"]);
  await o.does(worker, `cases/${id}/assignments`, { agency: own, officer: officer.id });
  if (due !== undefined) await o.does(worker, `cases/${id}/next-actions`, { action: "VISIT", due });
  return id;
}

const page = async (officer: Official, query: string): Promise<Page> => {
  const { status, body } = await o.asks(officer, query);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body;
};

async function all(officer: Official, limit: number): Promise<Item[]> {
  const items: Item[] = [];
  for (let after: string | undefined; ;) {
    const { data, next } = await page(officer, `work?limit=${limit}${after === undefined ? "" : `&after=${after}`}`);
    items.push(...data);
    if (next === undefined) return items;
    expect(data).toHaveLength(limit);
    after = next;
  }
}

test("my own work comes first, then my office's, then the cases there that nobody has", async () => {
  const colleagues = await givenTo(colleague, "Sari Contoh", "2026-03-01");
  const later = await givenTo(worker, "Wati Contoh", "2026-03-20");
  const sooner = await givenTo(worker, "Tini Contoh", "2026-03-05");
  const light = await received("Rina Contoh", ["OVERSTAY"]);
  const grave = await received("Dewi Contoh", ["VIOLENCE"]);

  const expected = [
    [sooner, "VISIT", "2026-03-05", true],
    [later, "VISIT", "2026-03-20", true],
    [colleagues, "VISIT", "2026-03-01", true],
    [grave, "ASSIGNMENT", "2026-03-03", false],
    [light, "ASSIGNMENT", "2026-03-09", false],
  ];
  for (const limit of [1, 2, 3, 50])
    expect((await all(worker, limit)).map(({ id, action, due, assigned }) => [id, action, due, assigned])).toEqual(
      expected,
    );
  const [first] = await all(worker, 50);
  expect(first!.persons).toMatchObject([{ identity: { name: "Tini Contoh" } }]);

  // Three days on, nobody has the grave one still.
  o.clock.set("2026-03-05T02:00:00.000Z");
  const overdue = (await all(worker, 50)).filter((item) => item.overdue).map(({ id }) => id);
  expect(overdue).toEqual([colleagues, grave]);
  const { data: board } = await page(worker, "cases?overdue=true");
  expect(board.map(({ id }) => id).toSorted()).toEqual([colleagues, grave].toSorted());

  // Handed to another office, it waits there. Of the rest that office sees nothing.
  await o.does(worker, `cases/${grave}/referrals`, { agency: other, reason: "OUT_OF_COMPETENCE" });
  expect(await all(elsewhere, 50)).toMatchObject([
    { id: grave, action: "ASSIGNMENT", due: "2026-03-06", assigned: false },
  ]);
  expect((await all(worker, 50)).map(({ id }) => id)).toEqual([sooner, later, colleagues, light]);
  await o.does(elsewhere, `cases/${grave}/assignments`, { agency: other, officer: elsewhere.id });
  expect(await all(elsewhere, 50)).toMatchObject([{ id: grave, action: null, assigned: true }]);
});

test("a cursor of no page of the list is refused", async () => {
  for (const after of ["9.", "1.x", "x"]) expect((await o.asks(worker, `work?after=${after}`)).status).toBe(400);
});
