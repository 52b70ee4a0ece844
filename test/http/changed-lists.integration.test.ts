import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

interface Page {
  readonly data: readonly { readonly id: string }[];
  readonly next?: string;
  readonly changed?: true;
}

let o: Offices;
let own: string;
let worker: Official;
let elsewhere: Official;
let desk: Official;

beforeAll(async () => {
  o = await openOffices("2026-03-02T02:00:00.000Z");
  own = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  const other = await o.agency("BP3MI", "BP3MI Jawa Barat", { region: "32" });
  const national = await o.agency("COORDINATION", "Desk P2MI");
  worker = await o.officer(own, "CASEWORKER");
  elsewhere = await o.officer(other, "CASEWORKER");
  desk = await o.officer(national, "SUPERVISOR");
});
afterAll(() => o.close());

async function complaint(by = worker): Promise<string> {
  const victim = await o.does(by, "persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Contoh" } });
  const parties = [{ role: "VICTIM", person: victim }];
  return o.does(by, "cases", { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], parties });
}

async function page(path: string, after?: string, by = worker): Promise<Page> {
  const query = after === undefined ? path : `${path}&after=${encodeURIComponent(after)}`;
  const { status, body } = await o.asks(by, query);
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body;
}

/** The later pages of a list, after something happened when the first one had been read. */
async function afterFirst(path: string, between: () => Promise<unknown>, by = worker) {
  const first = await page(path, undefined, by);
  expect(first.changed).toBeUndefined();
  await between();
  const pages: Page[] = [];
  for (let after = first.next; after !== undefined; after = pages.at(-1)!.next) pages.push(await page(path, after, by));
  return { first: first.data.map(({ id }) => id), rest: pages.flatMap(({ data }) => data.map(({ id }) => id)), pages };
}

describe("a board that is read while its cases move", () => {
  let cases: string[];
  beforeAll(async () => {
    cases = [await complaint(), await complaint(), await complaint(), await complaint()];
  });
  const board = "cases?open=true&limit=2";

  test("says on each later page that a case was triaged up, which is on neither", async () => {
    const last = (await page("cases?open=true&limit=9")).data.at(-1)!.id;
    const { first, rest, pages } = await afterFirst("cases?open=true&limit=1", () =>
      o.does(worker, `cases/${last}/triage`, { categories: ["VIOLENCE"] }),
    );
    expect([...first, ...rest]).not.toContain(last);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.map(({ changed }) => changed)).toEqual(pages.map(() => true));
    // Read again it has all.
    const again = await afterFirst(board, async () => undefined);
    expect([...again.first, ...again.rest].toSorted()).toEqual(cases.toSorted());
  });

  test("says nothing where nothing moved, whatever else was recorded", async () => {
    const [first] = cases as [string];
    const { pages } = await afterFirst(board, () =>
      o.does(worker, `cases/${first}/actions`, { action: "WAGE_LEDGER" }),
    );
    expect(pages.map(({ changed }) => changed)).toEqual([undefined]);
  });

  test("says that a case came to meet what the list asks for, where it stood", async () => {
    const categories = ["UNPAID_WAGES", "PASSPORT_WITHHELD"];
    const withheld = (id: string) => o.does(worker, `cases/${id}/triage`, { categories });
    const [one, two, three] = (await page("cases?severity=2&limit=9")).data.map(({ id }) => id) as [
      string,
      string,
      string,
    ];
    await withheld(two);
    await withheld(three);
    const { pages, first, rest } = await afterFirst("cases?category=PASSPORT_WITHHELD&limit=1", () => withheld(one));
    expect([...first, ...rest]).toEqual([two, three]);
    expect(pages.map(({ changed }) => changed)).toEqual([true]);
  });

  test("says nothing of cases that its reader does not see", async () => {
    const { pages } = await afterFirst(board, () => complaint(elsewhere));
    expect(pages.map(({ changed }) => changed)).toEqual([undefined]);
    const all = await afterFirst("cases?limit=2", () => complaint(elsewhere), desk);
    expect(all.pages.at(-1)!.changed).toBe(true);
  });

  test("refuses a cursor that says nothing of where its list began", async () => {
    const { next } = await page(board);
    const [, place] = next!.split("~");
    expect((await o.asks(worker, `${board}&after=${encodeURIComponent(place!)}`)).status).toBe(400);
  });
});

test("my work says that an item moved from a part that was not read yet into one that was", async () => {
  for (let i = 0; i < 3; i++) await complaint();
  // Nobody has any of them: the last one is due as the others are.
  const last = (await page("work?limit=99")).data.at(-1)!.id;
  const { pages, first, rest } = await afterFirst("work?limit=2", () =>
    o.does(worker, `cases/${last}/assignments`, { agency: own, officer: worker.id }),
  );
  expect([...first, ...rest]).not.toContain(last);
  expect(pages.at(-1)!.changed).toBe(true);
  const still = await afterFirst("work?limit=2", async () => undefined);
  expect(still.pages.map(({ changed }) => changed)).toEqual(still.pages.map(() => undefined));
});
