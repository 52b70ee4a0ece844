import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Offices, type Official } from "../access/offices.js";

let o: Offices;
/** Of one agency: a caseworker, and two supervisors of whom either may confirm. */
let worker: Official;
let second: Official;
let third: Official;
/** Of an agency that sees Banten by region. */
let regional: Official;
/** Of an agency that registers a record in Banten, too. */
let other: Official;
let otherChief: Official;

beforeAll(async () => {
  o = await openOffices("2025-06-01T03:00:00.000Z");
  const own = await o.agency("BP3MI", "BP3MI Contoh");
  worker = await o.officer(own, "CASEWORKER");
  second = await o.officer(own, "SUPERVISOR");
  third = await o.officer(own, "SUPERVISOR");
  regional = await o.officer(await o.agency("BP3MI", "BP3MI Banten", { region: "36" }), "SUPERVISOR");
  const elsewhere = await o.agency("WOMEN_AND_CHILDREN", "UPTD PPA Contoh");
  other = await o.officer(elsewhere, "CASEWORKER");
  otherChief = await o.officer(elsewhere, "SUPERVISOR");
});
afterAll(() => o.close());

const register = (by: Official, name: string, origin = "36.04.12") =>
  o.does(by, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin,
    identity: { name },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
const link = (by: Official, person: string, same: string) =>
  o.does(by, "identity-links", { person, other: same, basis: "SAME_NIK", confidence: "PROBABLE" });
const confirm = (by: Official, id: string) => o.does(by, `identity-links/${id}/confirmations`, {});
const unlink = (by: Official, id: string) => o.does(by, `identity-links/${id}/unlink`, { reason: "DIFFERENT_PERSONS" });
const posts = async (by: Official, path: string, body: object) => {
  const { status, body: answer } = await o.calls(by, "POST", path, body);
  return { status, problem: answer as { readonly rule?: { readonly id: string } } & Record<string, unknown> };
};
const complaint = (by: Official, victim: string) =>
  o.does(by, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person: victim }],
  });
const call = (victim: string, person: string) => ({ victim, with: person, way: "PHONE", result: "REACHED" });
const living = (person: string) => ({
  kind: "LIVING",
  person,
  source: "PERSON",
  cause: "END_OF_CONTRACT",
  country: "KH",
});
const remains = (person: string) => ({ kind: "REMAINS", person, source: "PERSON", country: "KH" });
const dies = async (person: string) => {
  await o.does(worker, `migrants/${person}/death-reports`, { cause: "ILLNESS", country: "KH", source: "FAMILY" });
  await o.does(worker, `migrants/${person}/death-confirmations`, {});
};

describe("I10 two records", () => {
  test("are linked once, whichever is named first; one undo ends it", async () => {
    const [a, b] = [await register(worker, "Sari Satu"), await register(worker, "Sari Dua")];
    const id = await link(worker, a, b);
    for (const [person, same] of [
      [a, b],
      [b, a],
    ] as const) {
      const body = { person, other: same, basis: "SAME_PHONE", confidence: "POSSIBLE" };
      const { status, problem } = await posts(worker, "identity-links", body);
      expect({ status, rule: problem.rule?.id, link: problem["identityLink"] }).toEqual({
        status: 409,
        rule: "I10",
        link: id,
      });
    }
    await unlink(worker, id);
    const { body } = await o.asks(worker, `persons/${a}`);
    expect((body as { data: { linked: string[] } }).data.linked).toEqual([]);
    await link(worker, b, a);
  });

  test("that were linked twice at one moment are linked once after it", async () => {
    const [a, b] = [await register(worker, "Sari Tiga"), await register(worker, "Sari Empat")];
    const facts = { basis: "SAME_NIK", confidence: "PROBABLE" };
    const both = await Promise.all([
      posts(worker, "identity-links", { person: a, other: b, ...facts }),
      posts(worker, "identity-links", { person: b, other: a, ...facts }),
    ]);
    expect(both.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    const { body } = await o.asks(worker, `identity-links?person=${a}`);
    const links = (body as { data: { status: string }[] }).data;
    expect(links.filter(({ status }) => status === "LINKED")).toHaveLength(1);
  });

  test("need both to be in sight, and the link shows neither", async () => {
    const [a, hidden] = [await register(worker, "Sari Lima"), await register(other, "Tersembunyi", "71.71")];
    const { status, problem } = await posts(worker, "identity-links", {
      person: a,
      other: hidden,
      basis: "SAME_NIK",
      confidence: "PROBABLE",
    });
    expect({ status, rule: problem.rule?.id }).toEqual({ status: 409, rule: "person-unknown" });
  });
});

describe("a link is confirmed", () => {
  test("by another officer who may, once", async () => {
    const [a, b] = [await register(second, "Dewi Satu"), await register(second, "Dewi Dua")];
    const id = await link(second, a, b);
    const path = `identity-links/${id}/confirmations`;
    expect((await posts(second, path, {})).problem.rule?.id).toBe("own-link-confirmed");
    expect((await posts(worker, path, {})).status).toBe(403);
    expect((await posts(regional, path, {})).problem.rule?.id).toBe("another-agency-decides");
    await confirm(third, id);
    expect((await posts(third, path, {})).problem.rule?.id).toBe("link-confirmed");
    const { body } = await o.asks(worker, `identity-links/${id}`);
    expect((body as { data: object }).data).toMatchObject({
      linkedBy: { officer: second.id },
      confirmedBy: { officer: third.id, agency: third.agency },
    });
    await unlink(worker, id);
    expect((await posts(third, path, {})).problem.rule?.id).toBe("I10");
  });

  test("by the agency that registered the other record, who must see both", async () => {
    const [a, b] = [await register(worker, "Dewi Tiga"), await register(other, "Dewi Empat")];
    const id = await link(regional, a, b);
    const path = `identity-links/${id}/confirmations`;
    // Either sees only the record that it registered.
    expect((await posts(second, path, {})).problem.rule?.id).toBe("link-records-in-sight");
    expect((await posts(otherChief, path, {})).problem.rule?.id).toBe("link-records-in-sight");
  });
});

describe("I15 what a person asked for under one record", () => {
  test("holds for a contact about another, and names the wish to who sees it", async () => {
    const [v, v2] = [await register(worker, "Korban"), await register(worker, "Korban Lagi")];
    const father = await register(worker, "Bapak");
    await o.does(worker, `persons/${v}/do-not-tell`, { person: father });
    await link(worker, v, v2);
    const incident = await complaint(worker, v2);
    const { status, problem } = await posts(worker, `cases/${incident}/contacts`, call(v2, father));
    expect({ status, rule: problem.rule?.id }).toEqual({ status: 409, rule: "I15" });
    expect(problem["request"]).toEqual(expect.any(String));
  });

  test("holds for whoever is not to be told under another record of theirs", async () => {
    const [v, father, father2] = [
      await register(worker, "Korban B"),
      await register(worker, "Bapak B"),
      await register(worker, "Bapak B Lagi"),
    ];
    await o.does(worker, `persons/${v}/do-not-tell`, { person: father });
    await link(worker, father2, father);
    const incident = await complaint(worker, v);
    expect((await posts(worker, `cases/${incident}/contacts`, call(v, father2))).problem.rule?.id).toBe("I15");
    const home = await o.does(worker, "repatriations", living(v));
    const notified = { relative: father2, relation: "FATHER" };
    const { problem } = await posts(worker, `repatriations/${home}/family-notifications`, notified);
    expect(problem.rule?.id).toBe("I15");
  });

  test("over two steps; and a contact with the victim's own other record is none once that is confirmed", async () => {
    const [v, v2, v3] = [
      await register(worker, "Korban C"),
      await register(worker, "Korban C2"),
      await register(worker, "Korban C3"),
    ];
    const father = await register(worker, "Bapak C");
    await o.does(worker, `persons/${v}/do-not-tell`, { person: father });
    await confirm(second, await link(worker, v, v2));
    await confirm(second, await link(worker, v3, v2));
    const incident = await complaint(worker, v3);
    expect((await posts(worker, `cases/${incident}/contacts`, call(v3, father))).problem.rule?.id).toBe("I15");
    expect((await posts(worker, `cases/${incident}/contacts`, call(v3, v))).status).toBe(200);
  });

  test("is flagged on a contact that came before the link", async () => {
    const [v, v2, father] = [
      await register(worker, "Korban D"),
      await register(worker, "Korban D2"),
      await register(worker, "Bapak D"),
    ];
    await o.does(worker, `persons/${v}/do-not-tell`, { person: father });
    const incident = await complaint(worker, v2);
    await o.does(worker, `cases/${incident}/contacts`, call(v2, father));
    await link(worker, v, v2);
    const { body } = await o.asks(worker, `cases/${incident}`);
    const { contacts } = (body as { data: { contacts: { flags?: object[]; flagged?: unknown }[] } }).data;
    expect(JSON.stringify(contacts)).toMatch(/"doNotTell":"/);
  });

  test("refuses without naming the record or its ground, where that record is out of sight", async () => {
    const [v, v2, father] = [
      await register(worker, "Korban E"),
      await register(other, "Korban E Lagi"),
      await register(worker, "Bapak E"),
    ];
    await o.does(regional, `persons/${v2}/do-not-tell`, { person: father });
    await link(regional, v, v2);
    const incident = await complaint(worker, v);
    const { status, problem } = await posts(worker, `cases/${incident}/contacts`, call(v, father));
    expect({ status, rule: problem.rule?.id }).toEqual({ status: 409, rule: "other-record" });
    expect(JSON.stringify(problem)).not.toMatch(v2);
    expect(Object.keys(problem)).not.toContain("request");
  });
});

describe("I5 a confirmed death", () => {
  test("counts for the other record once a second officer has confirmed the link, and until it is undone", async () => {
    const [p, y] = [await register(worker, "Almarhumah"), await register(worker, "Almarhumah Lagi")];
    await dies(p);
    o.clock.set("2025-06-02T03:00:00.000Z");
    const id = await link(worker, p, y);
    const journey = { scheme: "P3MI", country: "KH", foundAt: "EMPLOYED" };
    const home = await o.does(worker, "repatriations", living(y));
    expect((await posts(worker, "repatriations", remains(y))).problem.rule?.id).toBe("no-death-on-file");
    await confirm(second, id);
    expect(await posts(worker, "repatriations", living(y))).toMatchObject({
      status: 409,
      problem: { rule: { id: "I5" } },
    });
    expect((await posts(worker, `migrants/${y}/journeys`, journey)).problem.rule?.id).toBe("I5");
    const dead = await o.does(worker, "repatriations", remains(y));
    const statusOf = async (of: string) =>
      ((await o.asks(worker, `repatriations/${of}`)).body as { data: { status: string } }).data.status;
    expect(await statusOf(home)).toBe("CANCELLED");
    expect(await statusOf(dead)).toBe("OPEN");
    await unlink(worker, id);
    expect(await statusOf(home)).toBe("OPEN");
    expect(await statusOf(dead)).toBe("CANCELLED");
  });
});

describe("a seal", () => {
  const sees = async (by: Official, person: string) => (await o.asks(by, `persons/${person}`)).status;

  test("shuts the other records once a second officer has confirmed the link, over any number of steps", async () => {
    const records = [
      await register(worker, "Rahasia 1"),
      await register(worker, "Rahasia 2"),
      await register(worker, "Rahasia 3"),
    ] as const;
    const [a, b, c] = records;
    await o.does(second, `persons/${a}/seals`, { ground: "WITNESS", officers: [third.id] });
    const first = await link(second, c, b);
    const last = await link(worker, b, c).catch(() => first);
    await confirm(third, last);
    expect(await sees(worker, b)).toBe(200);
    const step = await link(second, b, a);
    expect(await sees(worker, b)).toBe(200);
    await confirm(third, step);
    for (const person of records) {
      expect(await sees(worker, person)).toBe(404);
      expect(await sees(regional, person)).toBe(404);
      expect(await sees(second, person)).toBe(200);
    }
    await unlink(second, step);
    expect(await sees(worker, b)).toBe(200);
    expect(await sees(worker, a)).toBe(404);
  });

  test("of its own decides alone who sees a record: no link lets somebody in", async () => {
    const [a, b] = [await register(worker, "Rahasia 4"), await register(other, "Rahasia 5")];
    await o.does(second, `persons/${a}/seals`, { ground: "WITNESS", officers: [regional.id] });
    const id = await link(regional, a, b);
    await o.does(otherChief, `persons/${b}/seals`, { ground: "WITNESS" });
    expect(await sees(regional, b)).toBe(404);
    expect(id).toEqual(expect.any(String));
    expect(await sees(second, b)).toBe(404);
  });
});

describe("the cases of a person", () => {
  test("are those of all their records that the caller sees", async () => {
    const [v, v2] = [await register(worker, "Kasus 1"), await register(worker, "Kasus 2")];
    const [one, two] = [await complaint(worker, v), await complaint(worker, v2)];
    const home = await o.does(worker, "repatriations", living(v2));
    await link(worker, v, v2);
    const { body } = await o.asks(worker, `persons/${v}/cases`);
    const rows = (body as { data: { id: string; roles: string[]; records: string[] }[] }).data;
    expect(new Map(rows.map(({ id, records }) => [id, records]))).toEqual(
      new Map([
        [one, [v]],
        [two, [v2]],
      ]),
    );
    expect(rows.every(({ roles }) => roles.join() === "VICTIM")).toBe(true);
    const board = (await o.asks(worker, `repatriations?person=${v}`)).body as { data: { id: string }[] };
    expect(board.data.map(({ id }) => id)).toEqual([home]);
  });
});

describe("an erasure", () => {
  test("is refused while another record of the human being is held", async () => {
    const [v, v2] = [await register(worker, "Hapus 1"), await register(worker, "Hapus 2")];
    await o.does(second, `persons/${v2}/legal-holds`, { ground: "INVESTIGATION", reason: "penyidikan" });
    await link(worker, v, v2);
    const { status, problem } = await posts(worker, `persons/${v}/erasure-proposals`, { ground: "SUBJECT_REQUEST" });
    expect({ status, rule: problem.rule?.id }).toEqual({ status: 409, rule: "legal-hold" });
  });
});
