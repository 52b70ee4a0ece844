import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import type { IdentityLookupDocument } from "../../src/person/identity-lookup.view.js";
import { lookupForms, lookupToken } from "../../src/person/lookup-forms.js";
import { AGENCY } from "../given.js";
import { openPersons } from "./persons-in-a-store.js";

let persons: Awaited<ReturnType<typeof openPersons>>;
let last = "";

beforeAll(async () => {
  persons = await openPersons();
});
afterAll(() => persons.close());

async function does(path: string, body: object) {
  const answer = await persons.does(path, body);
  last = answer.position;
  return answer.id;
}

const register = (identity: object, more: object = {}) =>
  does("persons", { sex: "FEMALE", source: "IN_PERSON", identity, ...more });

interface Found {
  readonly data: readonly {
    readonly person: string;
    readonly matches: readonly object[];
    readonly differs: string[];
    readonly linked: string[];
  }[];
  readonly more: boolean;
}

async function search(sought: object, limit = 20): Promise<Found> {
  const { status, body } = await persons.post(`persons/search?seen=${last}&limit=${limit}`, sought);
  expect(status).toBe(200);
  return body;
}

const sorted = (...ids: string[]) => ids.toSorted();
/** `NAME_EXACT`, or how many parts of a name were found. */
const wholly = (match: object) => ("matched" in match ? match.matched : (match as { on: string }).on);
const foundBy = async (sought: object) => (await search(sought)).data.map(({ person }) => person);

describe("finding a person", () => {
  test("by NIK, passport, phone and name, strongest match first, each saying what matched", async () => {
    const named = await register({ name: "Ratna Wulandari" });
    const whole = await register({ name: "Ratna Wulandari Kusuma" }, { contact: { phone: "0812 0000 1001" } });
    const numbered = await register({ name: "Dewi", nik: "9999995203920001", passport: "X0010001" });
    const { data } = await search({
      nik: "999999.520392.0001",
      phone: "+62 812-0000-1001",
      name: "RATNA WULANDARI",
    });
    expect(data).toMatchObject([
      { person: numbered, matches: [{ on: "NIK" }] },
      { person: whole, matches: [{ on: "PHONE" }, { on: "NAME_PARTS", matched: 2, of: 2 }] },
      { person: named, matches: [{ on: "NAME_EXACT" }] },
    ]);
    expect(data[2]).toMatchObject({ profile: { sex: "FEMALE", identity: { name: "Ratna Wulandari" } }, linked: [] });
    expect(await foundBy({ passport: "x 0010001" })).toEqual([numbered]);
  });

  test("shows no number of whom it found", async () => {
    await register({ name: "Lastri", nik: "9999995203920002", birthDate: "1992-03-12" });
    expect(JSON.stringify(await search({ name: "Lastri" }))).not.toMatch(/9999995203920002|1992-03-12/);
  });

  test("by other spellings, by part of a name, and by an alias", async () => {
    const person = await register({ name: "Nurhayati Sholihah binti Mochamad", alias: "Yati" });
    for (const name of ["Nur Hayati Solihah", "nurhayati", "Muhammad Solihah", "yati"])
      expect(await foundBy({ name })).toContain(person);
    expect((await search({ name: "Nurhayati Sumiati" })).data.find((each) => each.person === person)).toMatchObject({
      matches: [{ on: "NAME_PARTS", matched: 1, of: 2 }],
    });
    expect(await foundBy({ name: "Solihah Sumiati Rukmini" })).not.toContain(person);
  });

  test("by a name whose words are run together in the one or in the other", async () => {
    const apart = await register({ name: "Sri Wahyuni Kurnia" });
    const together = await register({ name: "Sriwahyuni Kurnia Dewanti" });
    for (const [name, of] of Object.entries({ "Sri Wahyuni Kurnia": 3, "Kurnia Sriwahyuni": 2, "sri wahyuni": 2 })) {
      const { data } = await search({ name });
      expect(data.map(({ person }) => person).toSorted()).toEqual([apart, together].toSorted());
      for (const { matches } of data) expect(["NAME_EXACT", of]).toContain(wholly(matches[0]!));
    }
  });

  test("of many names by a few questions, and not by one for every combination of them", async () => {
    await register({ name: "Aprilia" });
    const name = Array.from({ length: 60 }, (_, i) => "abcdefghij"[i % 10]! + "klmnop"[i % 6]! + "x").join(" ");
    const find = jest.spyOn(persons.readModel, "find");
    expect(await foundBy({ name: name.slice(0, 200) })).toEqual([]);
    expect(find.mock.calls.length).toBeLessThan(100);
    find.mockRestore();
  });

  test("by initials, where a report gives no more", async () => {
    const person = await register({ initials: "N.A." }, { sex: "UNKNOWN", source: "NEWS_REPORT", origin: "71.71" });
    expect((await search({ name: "N.A." })).data).toMatchObject([{ person, matches: [{ on: "NAME_EXACT" }] }]);
  });

  test("puts those first whom year, sex and origin fit, leaves out nobody, and says what differs", async () => {
    const name = "Kartika";
    const young = await register({ name, birthDate: "2001-05-05" }, { origin: "36.04.12" });
    const old = await register({ name }, { birthYear: 1970, origin: "71.71" });
    const unknown = await register({ name }, { sex: "UNKNOWN" });
    expect(await foundBy({ name })).toEqual(sorted(young, old, unknown));
    const told = async (more: object) =>
      (await search({ name, ...more })).data.map(({ person, differs }) => [person, ...differs]);
    const others = [[unknown], [old, "BIRTH_YEAR"]];
    expect(await told({ birthYear: 2001 })).toEqual([[young], ...others]);
    expect(await told({ birthYear: 2002 })).toEqual([[young, "BIRTH_YEAR"], ...others]);
    expect(await told({ origin: "36" })).toEqual([[young], [unknown], [old, "ORIGIN"]]);
    expect(await told({ origin: "36.04.12.2001" })).toEqual([[young], [unknown], [old, "ORIGIN"]]);
    const women = sorted(young, old).map((person) => [person, "SEX"]);
    expect(await told({ sex: "MALE" })).toEqual([[unknown], ...women]);
    expect((await told({ sex: "MALE", birthYear: 1970 })).at(-1)).toEqual([young, "BIRTH_YEAR", "SEX"]);
  });

  test("says when there are more than were asked for", async () => {
    const ids = [await register({ name: "Sulastri" }), await register({ name: "Sulastri" })];
    expect(await search({ name: "Sulastri" }, 1)).toMatchObject({ data: [{ person: ids.toSorted()[0] }], more: true });
    expect(await search({ name: "Sulastri" }, 2)).toMatchObject({ more: false });
  });

  test("by earlier numbers too, but not by what was corrected", async () => {
    const person = await register({ name: "Marlina", nik: "9999995203920003", passport: "X0020001" });
    await does(`persons/${person}/identity`, { source: "AGENCY", identity: { passport: "X0020002" } });
    expect(await foundBy({ passport: "X0020001" })).toEqual([person]);
    expect(await foundBy({ passport: "X0020002" })).toEqual([person]);
    const [registered] = await persons.store.readStream(`person-${person}`);
    await does(`persons/${person}/corrections`, {
      event: registered!.id,
      reason: "MISTYPED",
      personal: { identity: { nik: "999999 520392 0004" } },
    });
    expect(await foundBy({ nik: "9999995203920003" })).toEqual([]);
    expect(await foundBy({ nik: "9999995203920004" })).toEqual([person]);
  });

  test("keeps no value in the view, and no token in an event", async () => {
    const person = await register({ name: "Canaria Unggul" });
    const { data } = await search({ name: "Canaria Unggul" });
    expect(data).toHaveLength(1);
    const document = await persons.readModel.get<IdentityLookupDocument>("identity-lookup", person);
    expect(Object.keys(document!).toSorted()).toEqual(["id", "sight", "tokens", "told", "works"].toSorted());
    const told = Object.values(document!.told).flatMap((fields) => Object.values(fields));
    expect(told.flatMap(({ tokens }) => tokens)).toEqual(document!.tokens);
    expect(document!.sight).toEqual([`agency:${AGENCY}`]);
    const tokens = lookupForms("name", "Canaria Unggul").map((form) => lookupToken(persons.tokens, "name", form));
    expect(document!.tokens).toEqual(tokens.toSorted());
    const events = (await persons.store.readStream(`person-${person}`)).map(({ bytes }) =>
      Buffer.from(bytes).toString(),
    );
    for (const token of document!.tokens) expect(events.join()).not.toContain(token);
    for (const file of ["views.db", "views.db-wal", "events.db", "events.db-wal"])
      expect(readFileSync(`${persons.folder}/${file}`).includes("Unggul")).toBe(false);
  });

  test.each([
    [{}, "nik", "missing-field"],
    [{ birthYear: 1990 }, "nik", "missing-field"],
    [{ nik: "123" }, "nik", "invalid-field"],
    [{ phone: "none" }, "phone", "invalid-field"],
    [{ name: "--" }, "name", "invalid-field"],
    [{ name: "A", surname: "B" }, "surname", "unknown-field"],
    [{ name: "A", origin: "99.99" }, "origin", "unknown-region"],
  ])("%j is refused, naming %s", async (sought, field, type) => {
    const { status, body } = await persons.post("persons/search", sought);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { type: `urn:kawal:problem:${type}`, errors: [{ field }] },
    });
    expect(JSON.stringify(body)).not.toContain("123");
  });
});

describe("a person's profile", () => {
  test("opens what is sealed, and lists what the person asked not to be told", async () => {
    const brother = await register({ name: "Budi" }, { sex: "MALE" });
    const person = await register(
      { name: "Sari", birthDate: "1999-01-01" },
      {
        origin: "36.04.12",
        birthDateDocument: "FAMILY_CARD",
        contact: { phone: "0812 0000 1002", safeTime: "Sunday" },
        migrant: { discovery: "VILLAGE", placementStatus: "PROCEDURAL", placementStatusBasis: "STATED" },
      },
    );
    await does(`persons/${person}/do-not-tell`, { person: brother, relation: "SIBLING", reason: "he took her wages" });
    const { body } = await persons.get(`persons/${person}?seen=${last}`);
    expect(body).toMatchObject({
      data: {
        id: person,
        sex: "FEMALE",
        birthYear: 1999,
        birthDateProof: "DOCUMENT",
        birthDateDocument: "FAMILY_CARD",
        origin: { scheme: "KEMENDAGRI", code: "36.04.12" },
        identity: { name: "Sari", birthDate: "1999-01-01" },
        contact: { phone: "+6281200001002", safeTime: "Sunday" },
        doNotTell: [{ person: brother, relation: "SIBLING", reason: { reason: "he took her wages" } }],
        migrant: { discovery: "VILLAGE" },
        linked: [],
      },
      dataAsOf: { position: last },
    });
  });

  test("of nobody known is not found", async () => {
    expect(await persons.get("persons/0f5b6c3e-0000-4000-8000-0000000000aa")).toMatchObject({ status: 404 });
  });

  test.each([
    [{ source: "IN_PERSON" }, "sex", "missing-field"],
    [{ sex: "FEMALE", source: "IN_PERSON", identity: { nick: "x" } }, "identity.nick", "unknown-field"],
    [
      { sex: "FEMALE", source: "IN_PERSON", identity: { birthDate: "2001-02-30" } },
      "identity.birthDate",
      "impossible-date",
    ],
    [{ sex: "FEMALE", source: "IN_PERSON", contact: { phone: "12" } }, "contact.phone", "invalid-field"],
    [{ sex: "FEMALE", source: "IN_PERSON", contact: { email: "at" } }, "contact.email", "invalid-field"],
    [{ sex: "FEMALE", source: "IN_PERSON", migrant: { discovery: "SEA" } }, "migrant.discovery", "invalid-field"],
    [{ sex: "FEMALE", source: "IN_PERSON", origin: "36.99" }, "origin", "unknown-region"],
    [{ sex: "FEMALE", source: "IN_PERSON", nationality: "XX" }, "nationality", "unknown-country"],
    [{ sex: "FEMALE", source: "IN_PERSON", note: "n".repeat(4001) }, "note", "too-long"],
  ])("is not begun by %j, which names %s", async (command, field, type) => {
    const { status, body } = await persons.post("persons", command);
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { errors: expect.arrayContaining([expect.objectContaining({ field, type: `urn:kawal:problem:${type}` })]) },
    });
  });
});

const link = (person: string, other: string) =>
  does("identity-links", { person, other, basis: "STATED_BY_PERSON", confidence: "PROBABLE", note: "her own words" });
const linkedTo = async (person: string) => {
  const { body } = await persons.get(`persons/${person}?seen=${last}`);
  return (body as { data: { linked: string[] } }).data.linked;
};

describe("I10 records of one human being", () => {
  test("are found through each other, over many links, until a link is undone; both histories stay", async () => {
    const [a, b, c] = [
      await register({ name: "Wati" }),
      await register({ name: "Wathi" }),
      await register({ name: "Suwati" }),
    ];
    await link(a, b);
    const second = await link(c, b);
    await link(a, c);
    const third = last;
    expect(await linkedTo(a)).toEqual([b, c].toSorted());
    expect((await search({ name: "Suwati" })).data).toMatchObject([{ person: c, linked: [a, b].toSorted() }]);
    await does(`identity-links/${second}/unlink`, { reason: "DIFFERENT_PERSONS" });
    expect(third).not.toBe(last);
    expect(await linkedTo(c)).toEqual([a, b].toSorted());
    const { body } = await persons.get(`identity-links?person=${c}&seen=${last}`);
    const links = (body as { data: { id: string; status: string; unlinked: string | null }[] }).data;
    expect(links).toHaveLength(2);
    expect(links.find(({ id }) => id === second)).toMatchObject({ status: "UNLINKED", unlinked: "DIFFERENT_PERSONS" });
    for (const { id } of links.filter(({ status }) => status === "LINKED"))
      await does(`identity-links/${id}/unlink`, { reason: "LINKED_BY_MISTAKE" });
    expect(await linkedTo(c)).toEqual([]);
    expect(await linkedTo(a)).toEqual([b]);
    expect(await persons.store.readStream(`person-${c}`)).toHaveLength(1);
  });
});

describe("a value that can be read in two ways", () => {
  const body = (more: object) => ({ sex: "FEMALE", source: "IN_PERSON", identity: { name: "Tari Contoh" }, ...more });

  test("is shown as it was taken: a phone number without a country, a region by its names", async () => {
    const taken = await persons.post("persons", body({ origin: "94.01", contact: { phone: "0812 7777 0001" } }));
    expect(taken.status).toBe(201);
    expect(taken.body).toMatchObject({
      takenAs: [
        { field: "origin", as: "KABUPATEN NABIRE, PAPUA TENGAH" },
        { field: "contact.phone", as: "+6281277770001" },
      ],
    });
  });

  test.each([
    [{ contact: { phone: "012-345 6789" } }, "contact.phone"],
    [{ identity: { name: "Tari\u200BContoh" } }, "identity.name"],
    [{ identity: { name: "-" } }, "identity.name"],
    [{ origin: "91.01" }, "origin"],
  ])("%j is refused, and names the field", async (more, field) => {
    const { status, body: problem } = await persons.post("persons", body(more));
    expect({ status, problem }).toMatchObject({ status: 400, problem: { errors: [{ field }] } });
  });
});
