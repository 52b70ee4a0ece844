import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { openPersons, type Reply, type TestCaller } from "./persons-in-a-store.js";

const officer = (more: Partial<TestCaller> = {}): TestCaller => ({
  officer: randomUUID(),
  agency: randomUUID(),
  role: "SUPERVISOR",
  ...more,
});
const mine = officer();
const theirs = officer();
const nobodys = officer();

let persons: Awaited<ReturnType<typeof openPersons>>;
let last = "";

beforeAll(async () => {
  persons = await openPersons({ guarded: true });
});
afterAll(() => persons.close());

const body = (identity: object, more: object = {}) => ({ sex: "FEMALE", source: "IN_PERSON", identity, ...more });

async function register(identity: object, more: object = {}, caller = mine): Promise<string> {
  const answer = await persons.does("persons", body(identity, more), caller);
  last = answer.position;
  return answer.id;
}

interface Found {
  readonly person: string;
  readonly matches: readonly { readonly on: string }[];
  readonly differs: readonly string[];
}

async function search(sought: object, caller = mine, limit = 20) {
  const reply = await persons.post(`persons/search?seen=${last}&limit=${limit}`, sought, caller);
  expect(reply.status).toBe(200);
  return reply.body as { data: readonly Found[]; more: boolean; elsewhere?: object };
}

const foundBy = async (sought: object, caller = mine) =>
  (await search(sought, caller)).data.map(({ person }) => person);

/** Registers many at once, as they come from several desks. */
async function registerMany(count: number, identity: object, caller: TestCaller): Promise<string[]> {
  const ids: string[] = [];
  for (let left = count; left > 0; left -= 100) {
    const some = Array.from({ length: Math.min(100, left) }, () => persons.registersPerson(body(identity), caller));
    ids.push(...(await Promise.all(some)));
  }
  // So that whoever has seen this one finds all.
  await register({ name: "Zulaikha" }, {}, caller);
  return ids;
}

describe("a name is found as it is written elsewhere", () => {
  test.each([
    ["Suharti", "Suharti Karto Wiyono", { on: "NAME_PARTS", matched: 1, of: 3 }],
    ["Yuniarti", "Juniarti", { on: "NAME_PARTS", matched: 1, of: 1, similar: 1 }],
    ["Yuniarti", "Yunairti", { on: "NAME_PARTS", matched: 1, of: 1, similar: 1 }],
    ["Yuniarti", "Yuniart", { on: "NAME_PARTS", matched: 1, of: 1, similar: 1 }],
    ["Yuniarti", "Yuniartik", { on: "NAME_PARTS", matched: 1, of: 1, similar: 1 }],
    ["Aisyah Kartakusandra", "Aisah Karta Kusandra", { on: "NAME_EXACT" }],
    ["Aisyah Kartakusandra", "aisah kusandra karta", { on: "NAME_PARTS", matched: 3, of: 3 }],
    ["Aisyah Kusandra Karta", "aisah kartakusandra", { on: "NAME_PARTS", matched: 2, of: 2 }],
    ["Aisyah Kartakusandra", "Kartakusandra Aisyah", { on: "NAME_PARTS", matched: 2, of: 2 }],
    ["Sumirah Tjokro Lestari", "Sumirah Cokro Lestary", { on: "NAME_EXACT" }],
    ["Sumirah Tjokro Lestari", "Lestari Cokro", { on: "NAME_PARTS", matched: 2, of: 2 }],
    ["Sumirah Tjokro Lestari", "Sumiroh Cokro Lestri", { on: "NAME_PARTS", matched: 3, of: 3, similar: 2 }],
    ["Sumirah Tjokro Lestari", "Sumirah Cokro Wening Palupi", { on: "NAME_PARTS", matched: 2, of: 4 }],
  ])("%s by %s", async (name, sought, match) => {
    const person = await register({ name });
    const { data } = await search({ name: sought });
    expect(data.find((each) => each.person === person)?.matches).toEqual([match]);
  });

  test("but not by one word of many that both have", async () => {
    const person = await register({ name: "Rukmini Pertiwi" });
    expect(await foundBy({ name: "Rukmini Ayu Prastuti" })).not.toContain(person);
  });

  test("nor a short word by one that differs", async () => {
    const person = await register({ name: "Tri" });
    expect(await foundBy({ name: "Sri" })).not.toContain(person);
  });

  test("best first: the same name, then its words, then those that differ by a letter", async () => {
    const similar = await register({ name: "Wagirin Sutejo" });
    const longer = await register({ name: "Wagirah Sutejo Putri" });
    const same = await register({ name: "Wagirah Sutejo" });
    expect(await foundBy({ name: "Wagirah Sutejo" })).toEqual([same, longer, similar]);
    expect(await foundBy({ name: "Wagiran Sutejo" })).toEqual(expect.arrayContaining([similar, same, longer]));
  });
});

describe("a number", () => {
  test("is found whatever else differs, and says so", async () => {
    const nik = "9999994101870001";
    const person = await register({ name: "Ponirah", nik, birthDate: "1987-01-01" }, { origin: "36.04" });
    const sought = { nik, name: "Marsinah", birthYear: 1988, sex: "MALE", origin: "71" };
    expect((await search(sought)).data).toMatchObject([
      { person, matches: [{ on: "NIK" }], differs: ["BIRTH_YEAR", "SEX", "ORIGIN"] },
    ]);
  });

  test("stands before every name, however many there are of it", async () => {
    const phone = "+6281200007777";
    await registerMany(25, { name: "Tumini Lestari" }, mine);
    const person = await register({ name: "Sarinem" }, { contact: { phone } });
    const { data, more } = await search({ phone, name: "Tumini Lestari" }, mine, 10);
    expect(data[0]).toMatchObject({ person, matches: [{ on: "PHONE" }] });
    expect([data.length, more]).toEqual([10, true]);
  });
});

describe("files of others", () => {
  beforeAll(async () => {
    await registerMany(2_500, { name: "Siti Aminah" }, theirs);
  });

  test("take no place from one's own, and nothing tells of them", async () => {
    const own = await registerMany(40, { name: "Siti Aminah" }, mine);
    for (const name of ["Siti Aminah", "siti", "Aminah", "Sity Amina", "Siti Amimah"]) {
      const { data, more, elsewhere } = await search({ name }, mine, 50);
      expect(data.map(({ person }) => person).toSorted()).toEqual(own.toSorted());
      expect([more, elsewhere]).toEqual([false, undefined]);
    }
    expect(await search({ name: "Siti Aminah" }, mine, 39)).toMatchObject({ more: true });
  });

  test("are not there for an agency that has none, nor looked at: the index is asked as for nobody", async () => {
    const find = jest.spyOn(persons.readModel, "find");
    const getMany = jest.spyOn(persons.readModel, "getMany");
    async function asked(name: string) {
      find.mockClear();
      getMany.mockClear();
      const { data, more, elsewhere } = await search({ name }, nobodys);
      expect({ data, more, elsewhere }).toEqual({ data: [], more: false, elsewhere: undefined });
      return [find.mock.calls.length, getMany.mock.calls.map(([view, ids]) => [view, ids.length])];
    }
    expect(await asked("Siti Aminah")).toEqual(await asked("Nama Siapapun"));
    find.mockRestore();
    getMany.mockRestore();
  });

  test("of the age sought stand first where there are too many to look at", async () => {
    const young = await register({ name: "Siti Aminah" }, { birthYear: 2001 }, theirs);
    const { data, more } = await search({ name: "Siti Aminah", birthYear: 2000 }, theirs, 3);
    expect(data[0]).toMatchObject({ person: young, differs: ["BIRTH_YEAR"] });
    expect(more).toBe(true);
  });
});

describe("whoever comes into sight is found", () => {
  test("by the office of the place of origin", async () => {
    const person = await register({ name: "Kasiyem Utari" }, { origin: "36.04.12" }, theirs);
    const office = (region: string) => officer({ jurisdiction: { kind: "BP3MI", region } });
    expect(await foundBy({ name: "Kasiyem" }, office("36"))).toEqual([person]);
    expect(await foundBy({ name: "Kasiyem" }, office("36.04"))).toEqual([person]);
    expect(await foundBy({ name: "Kasiyem" }, office("61"))).toEqual([]);
    await persons
      .does(`persons/${person}/identity`, { source: "AGENCY", origin: "61.07" }, theirs)
      .then(({ position }) => (last = position));
    expect(await foundBy({ name: "Kasiyem" }, office("61"))).toEqual([person]);
  });

  test("in an emergency, by who looks into that file", async () => {
    const person = await register({ name: "Sukesi Palupi" }, {}, theirs);
    const rescuer = officer();
    expect(await foundBy({ name: "Sukesi Palupi" }, rescuer)).toEqual([]);
    const opened = { emergency: "DANGER_TO_LIFE", reason: "she called the hotline" };
    last = (await persons.does(`persons/${person}/emergency-access`, opened, rescuer)).position;
    expect(await foundBy({ name: "Sukesi Palupi" }, rescuer)).toEqual([person]);
    expect(await foundBy({ name: "Kasiyem" }, rescuer)).toEqual([]);
  });

  test("not when sealed", async () => {
    const person = await register({ name: "Ngatinem Wulan" });
    const colleague = { ...mine, officer: randomUUID(), role: "CASEWORKER" } as TestCaller;
    expect(await foundBy({ name: "Ngatinem Wulan" }, colleague)).toEqual([person]);
    last = (await persons.does(`persons/${person}/seals`, { ground: "WITNESS" }, mine)).position;
    expect(await foundBy({ name: "Ngatinem Wulan" }, colleague)).toEqual([]);
  });
});

describe("a registration is answered with who may be the same", () => {
  interface Registered {
    readonly id: string;
    readonly likely?: readonly Found[];
    readonly elsewhere?: object;
  }
  async function registered(identity: object, more: object = {}, caller = mine): Promise<Registered> {
    const { status, body: answer } = await persons.post("persons", body(identity, more), caller);
    expect(status).toBe(201);
    last = (answer as { position: string }).position;
    // The next one finds it.
    await persons.get(`persons/${(answer as { id: string }).id}?seen=${last}`, caller);
    await search({ name: "Siapa" }, caller);
    return answer;
  }

  test("the same NIK, each time, whatever the name", async () => {
    const nik = "9999994101870077";
    const first = await registered({ name: "Painem", nik });
    expect(first.likely).toBeUndefined();
    const second = await registered({ name: "Painah Dewi", nik });
    expect(second.likely).toMatchObject([
      { person: first.id, matches: [{ on: "NIK" }], profile: { identity: { name: "Painem" } } },
    ]);
    const third = await registered({ name: "Sri", nik });
    expect(third.likely!.map(({ person }) => person).toSorted()).toEqual([first.id, second.id].toSorted());
  });

  test("a repeat as the first was, whoever has been registered since", async () => {
    const nik = "9999994101870066";
    const sent = body({ name: "Tukinem Asri", nik });
    const key = { "idempotency-key": randomUUID() };
    const first: Reply = await persons.post("persons", sent, mine, key);
    expect(first.body).not.toHaveProperty("likely");
    const later = await registered({ name: "Tukinah Asri", nik });
    const hidden = await registered({ name: "Tukinem Asri", nik }, {}, theirs);
    const again: Reply = await persons.post("persons", sent, mine, key);
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    for (const { id } of [later, hidden]) expect(JSON.stringify(again.body)).not.toContain(id);
  });

  test("a name of which nothing else differs, and none of which something does", async () => {
    const first = await registered({ name: "Mutmainah Kurniasih" }, { birthYear: 1990 });
    const again = await registered({ name: "Mutmainnah Kurniasih" }, { birthYear: 1990 });
    expect(again.likely).toMatchObject([{ person: first.id, matches: [{ on: "NAME_EXACT" }] }]);
    expect((await registered({ name: "Mutmainah Kurniasih" }, { birthYear: 1965 })).likely).toBeUndefined();
    expect((await registered({ name: "Kurniasih" })).likely).toBeUndefined();
  });

  test("nobody out of sight: of a number only that another office holds one", async () => {
    const nik = "9999994101870088";
    const hidden = await registered({ name: "Lasmini Tersembunyi", nik }, {}, theirs);
    const { likely, elsewhere } = await registered({ name: "Lasmini Tersembunyi", nik }, {}, nobodys);
    expect(likely).toEqual([]);
    expect(elsewhere).toMatchObject({ en: expect.stringMatching(/^Another office holds a file/) });
    expect(JSON.stringify(likely)).not.toContain(hidden.id);
    const alone = await registered({ name: "Lasmini Tersembunyi" }, {}, officer());
    expect([alone.likely, alone.elsewhere]).toEqual([undefined, undefined]);
  });

  test("nobody for who may register and not search", async () => {
    const nik = "9999994101870099";
    await registered({ name: "Sutinah", nik });
    const machine = { ...mine, role: "MACHINE_CLIENT" } as TestCaller;
    const { status, body: answer } = await persons.post("persons", body({ name: "Sutinah", nik }), machine);
    expect([status, Object.keys(answer as object).toSorted()]).toEqual([201, ["id", "position", "revision"]]);
  });

  test("and so is a number that is recorded later; who was shown is in the log of reads", async () => {
    const passport = "X7654321";
    const first = await registered({ name: "Warsinem", passport });
    const other = await registered({ name: "Kartinem" });
    const before = persons.records.length;
    const reply: Reply = await persons.post(
      `persons/${other.id}/identity`,
      { source: "AGENCY", identity: { passport } },
      mine,
    );
    expect(reply).toMatchObject({
      status: 200,
      body: { likely: [{ person: first.id, matches: [{ on: "PASSPORT" }] }] },
    });
    expect(persons.records.slice(before)).toMatchObject([
      { status: 200, outcome: "answered", ids: expect.arrayContaining([first.id]) },
    ]);
  });
});
