import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { openOffices, type Answer, type Official, type Offices } from "../access/offices.js";

/*
 * A mission asks the police, the social office and others for things; each sees what was stated, and for as long as the
 * referral lasts.
 */

const START = "2026-03-02T02:00:00.000Z";
const ANSWER_BY = "2026-03-09T16:00:00+07:00";

let o: Offices;
let mission: Official;
let police: Official;
let colleague: Official;
let social: Official;
let stranger: Official;
let region: Official;
const agencies: Record<string, string> = {};

beforeAll(async () => {
  o = await openOffices(START);
  agencies.mission = await o.agency("MISSION", "KBRI Phnom Penh", { country: "KH", zone: "Asia/Phnom_Penh" });
  agencies.police = await o.agency("POLICE", "Polda Contoh");
  agencies.social = await o.agency("SOCIAL_AFFAIRS", "Dinas Sosial Contoh");
  agencies.health = await o.agency("HEALTH", "Dinas Kesehatan Contoh");
  mission = await o.officer(agencies.mission, "CASEWORKER", "Petugas Perwakilan");
  police = await o.officer(agencies.police, "SUPERVISOR", "Penyidik Contoh");
  colleague = await o.officer(agencies.police, "CASEWORKER");
  social = await o.officer(agencies.social, "CASEWORKER");
  region = await o.officer(await o.agency("BP3MI", "BP3MI Contoh", { region: "71" }), "CASEWORKER");
  stranger = await o.officer(agencies.health, "SUPERVISOR");
});
afterAll(() => o.close());

let persons = 0;
async function register(origin = "71.71"): Promise<string> {
  persons++;
  return o.does(mission, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin,
    identity: { name: `Korban ${persons}` },
    contact: { phone: `0812-0000-${String(1000 + persons)}`, address: "Jalan Rahasia 1" },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
}

const receive = (victim: string, more: object = {}) =>
  o.does(mission, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    country: "JP",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person: victim }],
    account: "RAHASIA-KRONOLOGI",
    ...more,
  });

const asking = (more: object) => ({
  to: agencies.police,
  matter: "CRIMINAL_INVESTIGATION",
  answerBy: ANSWER_BY,
  note: "mohon diselidiki",
  ...more,
});
const send = (more: object) => o.does(mission, "referrals", asking(more));
const identity = (person: string, ...more: string[]) => ({ person, classes: ["identity", ...more] });
const status = async (officer: Official, path: string) => (await o.asks(officer, path)).status;
const page = async (officer: Official, path: string): Promise<Record<string, never>> => {
  const { status: code, body } = (await o.asks(officer, path)) as Answer & { body: { data: Record<string, never> } };
  expect({ path, code }).toEqual({ path, code: 200 });
  return (body as { data: Record<string, never> }).data;
};
const refused = async (officer: Official, path: string, body: object) => {
  const { status: code, body: problem } = await o.calls(officer, "POST", path, body);
  const { type, rule, errors } = problem as { type: string; rule?: { id: string }; errors?: { field: string }[] };
  return { code, problem: type.split(":").at(-1), rule: rule?.id, field: errors?.[0]?.field, all: problem as object };
};

describe("a referral of a person", () => {
  test("is sent, asked about, accepted, reported on and completed, and its sender watches it", async () => {
    const victim = await register();
    const child = await register();
    const unstated = await register();
    const id = await send({ person: victim, shares: [identity(victim, "health"), identity(child)] });
    expect(await status(stranger, `referrals/${id}`)).toBe(404);

    expect(await page(police, `referrals/${id}`)).toMatchObject({
      state: "SENT",
      live: true,
      overdue: false,
      from: agencies.mission,
      to: agencies.police,
      answerBy: "2026-03-09T09:00:00.000Z",
      person: victim,
      persons: [
        { person: victim, role: "REFERRED", classes: ["identity", "health"], identity: { name: "Korban 1" } },
        { person: child, role: "DEPENDENT", classes: ["identity"], identity: { name: "Korban 2" } },
      ],
      turns: [{ what: "Sent", officer: mission.id, fields: { note: "mohon diselidiki" } }],
    });
    const file = await page(police, `persons/${victim}`);
    expect(file).toMatchObject({ identity: { name: "Korban 1" } });
    expect(JSON.stringify(file)).not.toContain("Rahasia");
    expect(file["contact"]).toMatchObject({ address: { masked: "hidden" } });
    expect(await status(police, `migrants/${victim}`)).toBe(404);
    expect(await status(police, `persons/${unstated}`)).toBe(404);
    // Nothing may be recorded of whom one only reads.
    expect((await o.calls(police, "POST", `persons/${victim}/contact`, { contact: { phone: "0811" } })).status).toBe(
      404,
    );

    await o.does(police, `referrals/${id}/information-requests`, { note: "di mana alamatnya?" });
    expect(await page(mission, `referrals/${id}`)).toMatchObject({ state: "INFORMATION_ASKED" });
    const desk = (await o.asks(mission, "work")) as Answer & { body: { data: { id: string; action: string }[] } };
    expect((desk.body as { data: object[] }).data).toContainEqual(
      expect.objectContaining({ kind: "REFERRAL", id, action: "GIVE_INFORMATION", officer: mission.id }),
    );
    await o.does(mission, `referrals/${id}/information`, { shares: [identity(victim, "contact")], note: "di sini" });
    expect(await page(police, `persons/${victim}`)).toMatchObject({ contact: { address: "Jalan Rahasia 1" } });
    expect(await page(police, `referrals/${id}`)).toMatchObject({ state: "SENT" });

    await o.does(police, `referrals/${id}/acceptances`, { officer: colleague.id });
    expect(await page(colleague, `referrals/${id}`)).toMatchObject({ state: "ACCEPTED", officer: colleague.id });
    const work = (await o.asks(colleague, "work")) as Answer & { body: { data: object[] } };
    expect((work.body as { data: object[] }).data[0]).toMatchObject({
      kind: "REFERRAL",
      id,
      action: "COMPLETE_REFERRAL",
    });
    await o.does(colleague, `referrals/${id}/reports`, { note: "sedang diselidiki" });
    await o.does(colleague, `referrals/${id}/completion`, { outcome: "DONE", note: "selesai" });

    expect(await page(mission, `referrals/${id}`)).toMatchObject({
      state: "COMPLETED",
      live: false,
      outcome: "DONE",
      turns: ["Sent", "InformationAsked", "InformationGiven", "Accepted", "ReportedBack", "Completed"].map((what) => ({
        what,
      })),
    });
    // What rested on it alone is closed; that it was there stays, without whom it named.
    expect(await status(police, `persons/${victim}`)).toBe(404);
    expect(await status(police, `persons/${child}`)).toBe(404);
    const after = await page(police, `referrals/${id}`);
    expect(after).toMatchObject({ state: "COMPLETED", person: { masked: "hidden" } });
    for (const hidden of ["Korban", "mohon diselidiki", victim, child])
      expect(JSON.stringify(after)).not.toContain(hidden);
    await o.does(police, `referrals/${id}/reports`, { note: "perkara dilimpahkan" });
    expect(await page(mission, `referrals/${id}`)).toMatchObject({ state: "COMPLETED" });
    expect(JSON.stringify(await page(mission, `referrals/${id}`))).toContain("perkara dilimpahkan");
  });

  test("beside another of the same person shows what both state, and of the one that is left what it states", async () => {
    const victim = await register();
    const whole = await send({ person: victim, shares: [{ person: victim, whole: true }] });
    await send({ person: victim, matter: "RESTITUTION", shares: [identity(victim)] });
    expect(await page(police, `persons/${victim}`)).toMatchObject({ contact: { address: "Jalan Rahasia 1" } });
    await o.does(police, `referrals/${whole}/refusals`, { reason: "NO_CAPACITY" });
    const left = await page(police, `persons/${victim}`);
    expect(left).toMatchObject({ contact: { address: { masked: "hidden" } } });
    expect(left["identity"]).toMatchObject({ name: expect.any(String) });
    expect(await status(police, `migrants/${victim}`)).toBe(404);
  });

  test("is found by both sides, and on the page of the person by who may see it", async () => {
    const victim = await register();
    const id = await send({ person: victim, shares: [identity(victim)] });
    const ids = async (officer: Official, query: string) =>
      ((await o.asks(officer, `referrals?${query}`)) as { body: { data: { id: string }[] } }).body.data.map(
        (each) => each.id,
      );
    expect(await ids(mission, `direction=sent&person=${victim}`)).toEqual([id]);
    expect(await ids(mission, `direction=received&person=${victim}`)).toEqual([]);
    expect(await ids(police, `direction=received&person=${victim}&state=SENT`)).toEqual([id]);
    expect(await ids(police, `live=false&person=${victim}`)).toEqual([]);
    expect(await ids(stranger, `person=${victim}`)).toEqual([]);
    const { body } = (await o.asks(police, `referrals/${id}`)) as { body: { names: { agencies: object } } };
    expect(body.names.agencies).toMatchObject({ [agencies.mission!]: "KBRI Phnom Penh" });
  });
});

describe("the sight of a referral ends", () => {
  test.each([
    [
      "when it is declined",
      async (id: string) => o.does(police, `referrals/${id}/refusals`, { reason: "NO_CAPACITY" }),
    ],
    [
      "when it is withdrawn",
      async (id: string) => o.does(mission, `referrals/${id}/withdrawal`, { reason: "NOT_NEEDED" }),
    ],
  ])("%s", async (_, end) => {
    const victim = await register();
    const incident = await receive(victim);
    const id = await send({ case: incident, page: "WITH_NARRATIVES", shares: [{ person: victim, whole: true }] });
    for (const path of [`persons/${victim}`, `migrants/${victim}`, `cases/${incident}`])
      expect(`${path} ${await status(police, path)}`).toBe(`${path} 200`);
    await end(id);
    for (const path of [`persons/${victim}`, `migrants/${victim}`, `cases/${incident}`])
      expect(`${path} ${await status(police, path)}`).toBe(`${path} 404`);
    expect(await page(police, `referrals/${id}`)).toMatchObject({ case: { masked: "hidden" }, number: null });
    expect(await status(mission, `persons/${victim}`)).toBe(200);
  });

  /** How many expire when the clock is looked at then. */
  async function expiredBy(at: string): Promise<number> {
    o.clock.set(at);
    await o.settled();
    return (await o.timers.round()).get("ExpireReferral") ?? 0;
  }

  test("when nobody answers in time, once the clock says so, and no answer is taken after it", async () => {
    const victim = await register();
    const id = await send({ person: victim, shares: [identity(victim)] });
    expect(await expiredBy("2026-03-09T08:59:59.000Z")).toBe(0);
    expect(await status(police, `persons/${victim}`)).toBe(200);
    o.clock.set("2026-03-09T09:00:00.000Z");
    expect(await refused(police, `referrals/${id}/acceptances`, {})).toMatchObject({ rule: "referral-expired" });
    expect(await expiredBy("2026-03-09T09:00:00.000Z")).toBeGreaterThan(0);
    expect(await expiredBy("2026-03-09T09:00:00.000Z")).toBe(0);
    expect(await status(police, `persons/${victim}`)).toBe(404);
    expect(await page(mission, `referrals/${id}`)).toMatchObject({ state: "EXPIRED", turns: [{}, { agency: null }] });
    expect(await refused(police, `referrals/${id}/acceptances`, {})).toMatchObject({ rule: "referral-state" });
    o.clock.set(START);
  });

  test("for its words, also where it names nobody; its sender reads them still", async () => {
    const id = await send({ case: await receive(await register()) });
    expect(JSON.stringify(await page(police, `referrals/${id}`))).toContain("mohon diselidiki");
    await o.does(police, `referrals/${id}/refusals`, { reason: "NO_CAPACITY", note: "tidak sanggup" });
    for (const words of ["mohon diselidiki", "tidak sanggup"]) {
      expect(JSON.stringify(await page(police, `referrals/${id}`))).not.toContain(words);
      expect(JSON.stringify(await page(mission, `referrals/${id}`))).toContain(words);
    }
  });

  test("for what was shared by mistake, when that is withdrawn", async () => {
    const victim = await register();
    const id = await send({ person: victim, shares: [identity(victim)] });
    await o.does(mission, `referrals/${id}/information`, { shares: [identity(victim, "contact")] });
    expect(await page(police, `persons/${victim}`)).toMatchObject({ contact: { address: "Jalan Rahasia 1" } });
    const { turns } = (await page(mission, `referrals/${id}`)) as unknown as { turns: { event: string }[] };
    const body = { event: turns[1]!.event, reason: "NEVER_HAPPENED" };
    expect(await refused(police, `referrals/${id}/step-withdrawals`, body)).toMatchObject({ rule: "referral-side" });
    await o.does(mission, `referrals/${id}/step-withdrawals`, body);
    expect(await page(police, `persons/${victim}`)).toMatchObject({ contact: { address: { masked: "hidden" } } });
  });
});

describe("of a case only what was stated is seen", () => {
  test("its page without its words, and of the persons in it those that were named", async () => {
    const victim = await register();
    const other = await register();
    const incident = await receive(victim);
    await o.does(mission, `cases/${incident}/parties`, { role: "VICTIM", person: other });
    const id = await send({ case: incident, page: "WITHOUT_NARRATIVES", shares: [identity(victim)] });
    const shown = await page(police, `cases/${incident}`);
    expect(JSON.stringify(shown)).not.toContain("RAHASIA");
    expect(JSON.stringify(shown)).not.toContain(other);
    expect(JSON.stringify(shown)).toContain(victim);
    expect(await status(police, `persons/${other}`)).toBe(404);
    expect(await status(police, `cases/${incident}/timeline`)).toBe(404);
    expect((await o.calls(police, "POST", `cases/${incident}/verification`, { by: "AGENCY" })).status).toBe(404);
    expect(await page(police, `referrals/${id}`)).toMatchObject({ case: incident, number: expect.any(String) });
  });

  test("also where its sender sees it by its place alone", async () => {
    const incident = await receive(await register(), { country: "ID", region: "71.71" });
    expect(await status(region, `cases/${incident}`)).toBe(200);
    const id = await o.does(region, "referrals", asking({ case: incident, page: "WITH_NARRATIVES" }));
    expect(JSON.stringify(await page(police, `cases/${incident}`))).toContain("RAHASIA-KRONOLOGI");
    await o.does(region, `referrals/${id}/withdrawal`, { reason: "NOT_NEEDED" });
    expect(await status(police, `cases/${incident}`)).toBe(404);
  });

  test("where its page was not shared, not even which case it is", async () => {
    const victim = await register();
    const incident = await receive(victim);
    const id = await send({ case: incident, shares: [identity(victim)] });
    expect(await status(police, `cases/${incident}`)).toBe(404);
    expect(await page(police, `referrals/${id}`)).toMatchObject({ case: { masked: "hidden" }, number: null });
    const found = async (officer: Official) =>
      ((await o.asks(officer, `referrals?case=${incident}`)) as { body: { data: { id: string }[] } }).body.data;
    expect(await found(mission)).toMatchObject([{ id }]);
    expect(await found(police)).toEqual([]);
  });

  test("a sealed person is masked, though they were shared", async () => {
    const victim = await register();
    const id = await send({ person: victim, shares: [identity(victim)] });
    await o.does(mission, `persons/${victim}/seals`, { ground: "TRAFFICKING_VICTIM" });
    expect(await status(police, `persons/${victim}`)).toBe(404);
    const shown = JSON.stringify(await page(police, `referrals/${id}`));
    for (const hidden of [victim, "Korban", "mohon diselidiki"]) expect(shown).not.toContain(hidden);
  });
});

describe("a referral is refused", () => {
  test("to the own agency, to one that has ended, and to one that may not receive the matter", async () => {
    const victim = await register();
    const share = { person: victim, shares: [identity(victim)] };
    const own = asking({ ...share, to: agencies.mission, matter: "CONSULAR_PROTECTION" });
    expect(await refused(mission, "referrals", own)).toMatchObject({ code: 409, rule: "referral-to-own-agency" });
    const old = await o.agency("POLICE", "Polres Lama");
    await o.does(o.administrator, `agencies/${old}/end`, {
      on: "2025-01-01",
      how: "MERGED",
      successors: [agencies.police],
    });
    expect(await refused(mission, "referrals", asking({ ...share, to: old }))).toMatchObject({
      rule: "agency-ended",
      all: { successors: [agencies.police] },
    });
    expect(await refused(mission, "referrals", asking({ ...share, to: agencies.social }))).toMatchObject({
      rule: "referral-matter",
      all: { kind: "SOCIAL_AFFAIRS", allowed: ["POLICE", "IMMIGRATION"] },
    });
  });

  test("twice, while the first is live; and not after it has ended", async () => {
    const victim = await register();
    const share = { person: victim, shares: [identity(victim)] };
    const key = { "idempotency-key": randomUUID() };
    const first = (await o.calls(mission, "POST", "referrals", asking(share), key)) as { body: { id: string } };
    const { id } = first.body;
    expect(await refused(mission, "referrals", asking(share))).toMatchObject({
      code: 409,
      rule: "referral-sent-so",
      all: { referral: id, agency: agencies.police },
    });
    // Another office that sees the person is told that somebody has referred them, and not which referral it is.
    expect(await refused(region, "referrals", asking(share))).toMatchObject({
      rule: "referral-sent-so",
      all: { referral: { masked: "hidden" } },
    });
    await o.does(police, `referrals/${id}/refusals`, { reason: "NO_CAPACITY" });
    const again = await send(share);
    expect(again).not.toBe(id);
    // A repeat is the first one still.
    expect((await o.calls(mission, "POST", "referrals", asking(share), key)).body).toMatchObject({ id });
    expect(await send({ ...share, to: agencies.police, matter: "RESTITUTION" })).not.toBe(again);
  });

  test("where it says nothing of what is shared, or shares what is not its sender's to share", async () => {
    const victim = await register();
    const elsewhere = await o.does(social, "persons", { sex: "MALE", source: "IN_PERSON", identity: { name: "Lain" } });
    expect(await refused(mission, "referrals", asking({ person: victim }))).toMatchObject({ field: "shares" });
    expect(
      await refused(
        mission,
        "referrals",
        asking({ person: victim, shares: [{ person: victim, classes: ["health"] }] }),
      ),
    ).toMatchObject({ code: 400, field: "shares.0.classes" });
    expect(
      await refused(mission, "referrals", asking({ person: victim, shares: [identity(victim, "reporter")] })),
    ).toMatchObject({ rule: "referral-shares-unseen" });
    expect(
      await refused(mission, "referrals", asking({ person: victim, shares: [identity(victim), identity(elsewhere)] })),
    ).toMatchObject({ rule: "person-unknown" });
    expect(await refused(mission, "referrals", asking({ shares: [identity(victim)] }))).toMatchObject({
      field: "person",
    });
    expect(
      await refused(mission, "referrals", asking({ person: victim, case: randomUUID(), shares: [identity(victim)] })),
    ).toMatchObject({ field: "case" });
    expect(
      await refused(mission, "referrals", asking({ case: randomUUID(), shares: [identity(victim)] })),
    ).toMatchObject({ rule: "case-unknown" });
    for (const answerBy of ["2026-03-01T00:00:00Z", "2027-03-01T00:00:00Z", "2026-02-31T00:00:00Z"])
      expect(
        await refused(mission, "referrals", asking({ person: victim, answerBy, shares: [identity(victim)] })),
      ).toMatchObject({ code: 400, field: "answerBy" });
    const file = randomUUID();
    expect(
      await refused(mission, "referrals", asking({ person: victim, shares: [identity(victim)], files: [file] })),
    ).toMatchObject({ code: 400, problem: "unknown-file" });
  });

  test("where it shares more of a person than its sender's office sees", async () => {
    const [victim, witness] = [await register(), await register()];
    const parties = [victim, witness].map((person, i) => ({ role: i === 0 ? "VICTIM" : "WITNESS", person }));
    const incident = await receive(victim, { parties });
    await o.does(mission, `cases/${incident}/assignments`, { agency: agencies.social });
    await o.settled();
    const shares = (person: string, ...more: string[]) => asking({ person, shares: [identity(person, ...more)] });
    expect(await refused(social, "referrals", shares(witness, "health"))).toMatchObject({ code: 404 });
    await o.does(social, "referrals", shares(witness, "contact"));
    await o.does(social, "referrals", shares(victim, "health"));
  });

  test("an answer of the other side, and a second one", async () => {
    const victim = await register();
    const id = await send({ person: victim, shares: [identity(victim)] });
    expect(await refused(mission, `referrals/${id}/acceptances`, {})).toMatchObject({ rule: "referral-side" });
    expect(await refused(police, `referrals/${id}/withdrawal`, { reason: "NOT_NEEDED" })).toMatchObject({
      rule: "referral-side",
    });
    expect(await refused(police, `referrals/${id}/acceptances`, { officer: mission.id })).toMatchObject({
      rule: "officer-not-assigned",
    });
    expect(await refused(police, `referrals/${id}/completion`, { outcome: "DONE" })).toMatchObject({
      rule: "referral-state",
    });
    await o.does(police, `referrals/${id}/acceptances`, {});
    expect(await refused(police, `referrals/${id}/acceptances`, {})).toMatchObject({ rule: "referral-state" });
    expect(await refused(stranger, `referrals/${id}/acceptances`, {})).toMatchObject({ code: 404 });
  });
});
