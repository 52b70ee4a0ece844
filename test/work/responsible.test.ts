import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

let o: Offices;
let mission: string;
let ministry: string;
let unit: string;
let officer: Official;
let watcher: Official;

beforeAll(async () => {
  o = await openOffices("2025-06-01T03:00:00.000Z");
  mission = await o.agency("MISSION", "KBRI Contoh", { country: "KH" });
  ministry = await o.agency("FOREIGN_MINISTRY", "Kemlu Contoh");
  unit = await o.agency("BP3MI", "BP3MI Contoh", { region: "36" });
  officer = await o.officer(mission, "CASEWORKER");
  watcher = await o.officer(ministry, "CASEWORKER");
});
afterAll(() => o.close());

const gives = (agency: string, data: object) => o.does(o.administrator, `agencies/${agency}/mandates`, data);

interface Answer {
  readonly responsible: { readonly agency: string; readonly name: string; readonly mandate: string }[];
  readonly nobody: boolean;
  readonly on: string;
}
const responsible = async (query: string, by: Official = officer) =>
  ((await o.asks(by, `responsible?${query}`)).body as { data: Answer }).data;
const names = async (query: string) => (await responsible(query)).responsible.map(({ name }) => name);

async function complaint(by: Official, more: object) {
  const person = await o.does(by, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Sari Rahasia" },
  });
  return o.does(by, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person }],
    ...more,
  });
}

const gaps = async (by: Official) =>
  (
    (await o.asks(by, "responsible/gaps?limit=200")).body as {
      data: { id: string; gaps: string[]; uncovered: string[] }[];
    }
  ).data;
const gapOf = async (id: string, by = watcher) => (await gaps(by)).find((row) => row.id === id) ?? null;

test("who is responsible here on a day: the nearest first, by the name of that day; where nobody is, it says so", async () => {
  expect(await responsible("stage=ABROAD&country=KH")).toMatchObject({
    responsible: [],
    nobody: true,
    on: "2025-06-01",
  });
  await gives(mission, {
    stage: "ABROAD",
    country: "KH",
    from: "2024-01-01",
    until: "2026-01-01",
    source: "UU 18/2017 art. 21",
  });
  await gives(ministry, { stage: "ABROAD", from: "2023-01-01" });
  await gives(unit, { stage: "RETURN", region: "36", categories: ["DEATH"], from: "2024-01-01" });
  await o.does(o.administrator, `agencies/${mission}/names`, { name: "KBRI Contoh Baru", from: "2025-03-01" });

  expect(await names("stage=ABROAD&country=KH")).toEqual(["KBRI Contoh Baru", "Kemlu Contoh"]);
  expect(await names("stage=ABROAD&country=KH&on=2025-02-01")).toEqual(["KBRI Contoh", "Kemlu Contoh"]);
  expect(await names("stage=ABROAD&country=KH&on=2023-06-01")).toEqual(["Kemlu Contoh"]);
  expect(await names("stage=ABROAD&country=KH&on=2026-01-01")).toEqual(["Kemlu Contoh"]);
  expect(await names("stage=ABROAD&country=HK")).toEqual(["Kemlu Contoh"]);
  expect(await names("region=36.04.12")).toEqual(["BP3MI Contoh", "Kemlu Contoh"]);
  expect(await names("stage=RETURN&region=36.04.12&category=UNPAID_WAGES")).toEqual([]);
  expect(await names("stage=RETURN&region=36.04.12&category=DEATH")).toEqual(["BP3MI Contoh"]);
  expect(await names("stage=RETURN&region=32")).toEqual([]);
  expect(await responsible("stage=ABROAD&country=KH")).toMatchObject({
    responsible: [
      { agency: mission, stage: "ABROAD", country: "KH", source: "UU 18/2017 art. 21" },
      { agency: ministry },
    ],
    nobody: false,
  });
  const both = await o.asks(officer, "responsible?region=36&country=KH");
  expect([both.status, (both.body as { errors: { field: string }[] }).errors[0]!.field]).toEqual([400, "country"]);
  const refused = await o.calls(officer, "POST", `agencies/${unit}/mandates`, { stage: "RETURN" });
  expect(refused.status).toBe(403);
});

test("a mandate lets nobody see anything: the office of the mandate finds no case and no gap by it", async () => {
  const other = await o.agency("BP3MI", "BP3MI Jauh", { region: "52" });
  const stranger = await o.officer(other, "SUPERVISOR");
  const incident = await complaint(officer, { country: "KH" });
  await gives(other, { stage: "ABROAD", country: "KH", from: "2024-01-01" });
  expect((await o.asks(stranger, `cases/${incident}`)).status).toBe(404);
  const orphan = await complaint(officer, { country: "HK", categories: ["SEXUAL_VIOLENCE"] });
  const mandate = (await responsible("stage=ABROAD&country=HK")).responsible[0]!.mandate;
  await o.does(o.administrator, `agencies/${ministry}/mandate-ends`, { mandate, on: "2025-06-01", reason: "LAPSED" });
  expect(await gapOf(orphan)).toMatchObject({ gaps: ["NO_MANDATE"], uncovered: ["SEXUAL_VIOLENCE"] });
  const seen = JSON.stringify((await o.asks(stranger, "responsible/gaps")).body);
  for (const canary of [orphan, incident, "SEXUAL_VIOLENCE", "Sari"]) expect(seen).not.toContain(canary);
});

test("a gap of a case with a sealed person is told to the office that has the case, and not by place", async () => {
  const incident = await complaint(officer, { country: "AE" });
  for (const by of [officer, watcher]) expect(await gapOf(incident, by)).toMatchObject({ gaps: ["NO_MANDATE"] });
  const { body } = (await o.asks(officer, `cases/${incident}`)) as {
    body: { data: { parties: { VICTIM: { person: string }[] } } };
  };
  const victim = body.data.parties.VICTIM[0]!.person;
  const guard = await o.officer(mission, "SUPERVISOR");
  await o.does(guard, `persons/${victim}/seals`, { ground: "TRAFFICKING_VICTIM" });
  expect(await gapOf(incident, officer)).toMatchObject({ gaps: ["NO_MANDATE"] });
  expect(await gapOf(incident, watcher)).toBeNull();
});

test("gaps: open cases with no mandate in their place or for their category, or with an agency that ended for nobody", async () => {
  const covered = await complaint(officer, { country: "KH" });
  expect(await gapOf(covered)).toBeNull();
  const far = await complaint(officer, { country: "SG" });
  expect(await gapOf(far)).toMatchObject({ gaps: ["NO_MANDATE"], uncovered: ["UNPAID_WAGES"] });
  const home = await complaint(officer, { region: "36.04", country: "ID", categories: ["DEATH", "UNPAID_WAGES"] });
  expect(await gapOf(home)).toMatchObject({ gaps: ["NO_MANDATE"], uncovered: ["UNPAID_WAGES"] });
  // A coordinator, the police and a village watch over it, and don't care for it.
  for (const stage of ["COORDINATION", "LAW", "VILLAGE"]) await gives(ministry, { stage, from: "2024-01-01" });
  expect(await gapOf(home)).not.toBeNull();
  await gives(unit, { stage: "BEFORE", region: "36.04", from: "2024-01-01" });
  expect(await gapOf(home)).toBeNull();

  const post = await o.agency("MISSION", "KJRI Sementara", { country: "KH" });
  const heir = await o.agency("MISSION", "KJRI Penerus", { country: "KH" });
  const held = await complaint(await o.officer(post, "CASEWORKER"), { country: "KH" });
  await o.does(o.administrator, `agencies/${post}/end`, { on: "2025-06-01", how: "DISSOLVED" });
  expect(await gapOf(held)).toMatchObject({ agency: post, gaps: ["AGENCY_ENDED"], uncovered: [] });
  const passed = await complaint(await o.officer(heir, "CASEWORKER"), { country: "KH" });
  await o.does(o.administrator, `agencies/${heir}/end`, { on: "2025-06-01", how: "MERGED", successors: [mission] });
  expect(await gapOf(passed)).toBeNull();
  await o.does(officer, `cases/${far}/administrative-closure`, { reason: "WITHDRAWN" });
  expect(await gapOf(far)).toBeNull();
});
