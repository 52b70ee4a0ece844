import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openOffices, type Official, type Offices } from "../access/offices.js";

let o: Offices;
let agency: string;
let supervisor: Official;
let stranger: Official;

beforeAll(async () => {
  o = await openOffices("2025-06-01T03:00:00.000Z");
  agency = await o.agency("MISSION", "KBRI Contoh", { country: "KH", zone: "Asia/Phnom_Penh" });
  supervisor = await o.officer(agency, "SUPERVISOR");
  stranger = await o.officer(await o.agency("BP3MI", "BP3MI Banten", { region: "36" }), "SUPERVISOR");
});
afterAll(() => o.close());

interface Item {
  readonly item: string;
  readonly orphaned: { readonly since: string | null } | null;
}

/** A case and a step of a repatriation that an officer has. */
async function workOf(officer: Official) {
  const person = await o.does(officer, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Wati Contoh" },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
  const incident = await o.does(officer, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person }],
  });
  const hands = { agency: officer.agency, officer: officer.id };
  await o.does(officer, `cases/${incident}/assignments`, hands);
  const home = await o.does(officer, "repatriations", {
    kind: "LIVING",
    person,
    source: "PERSON",
    cause: "END_OF_CONTRACT",
    country: "KH",
  });
  await o.does(officer, `repatriations/${home}/assignments`, { step: "TICKETED", ...hands });
  return { incident, home, items: [`case/${incident}`, `repatriation/${home}/TICKETED`] };
}

const work = async (officer: Official, query: string) =>
  ((await o.asks(officer, `work?limit=200${query}`)).body as { data: Item[] }).data;
const orphans = async (officer = supervisor, query = "") =>
  (await work(officer, `&orphaned=true${query}`)).map(({ item }) => item);
const page = async (path: string) => ((await o.asks(supervisor, path)).body as { data: never }).data;

async function leaves(officer: Official, facts: object = {}): Promise<void> {
  const { body } = await o.asks(o.administrator, `officers/${officer.id}`);
  const { assignments } = (body as { data: { assignments: { id: string }[] } }).data;
  const end = { assignment: assignments.at(-1)!.id, reason: "LEFT_SERVICE", ...facts };
  await o.does(o.administrator, `officers/${officer.id}/assignment-ends`, end);
}

test("what an officer had who has left is orphaned: on the supervisor's list, on pages and boards, until others have it", async () => {
  const officer = await o.officer(agency, "MISSION");
  const { incident, home, items } = await workOf(officer);
  expect(await orphans()).toEqual([]);
  expect(await page(`cases/${incident}`)).toMatchObject({ officer: officer.id, orphaned: null });

  await leaves(officer);
  const since = "2025-06-01";
  expect((await orphans()).toSorted()).toEqual(items.toSorted());
  expect(await orphans(supervisor, `&agency=${agency}`)).toHaveLength(2);
  expect(await orphans(stranger)).toEqual([]);
  expect(await orphans(stranger, `&agency=${agency}`)).toEqual([]);
  expect(await work(supervisor, `&agency=${agency}`)).toMatchObject([{ orphaned: { since } }, { orphaned: { since } }]);
  expect(await page(`cases/${incident}`)).toMatchObject({ officer: officer.id, orphaned: { since } });
  expect(await page("cases")).toMatchObject([{ id: incident, orphaned: { since } }]);
  const { steps } = (await page(`repatriations/${home}`)) as { steps: { step: string; orphaned: object | null }[] };
  expect(steps.filter(({ orphaned }) => orphaned !== null)).toMatchObject([{ step: "TICKETED", orphaned: { since } }]);
  expect(await page("repatriations")).toMatchObject([{ assigned: [{ orphaned: { since } }] }]);

  const successor = await o.officer(agency, "MISSION");
  const hands = { agency, officer: successor.id };
  await o.does(supervisor, `cases/${incident}/assignments`, hands);
  expect(await orphans()).toEqual([items[1]]);
  expect(await page(`cases/${incident}`)).toMatchObject({ officer: successor.id, orphaned: null });
  await o.does(supervisor, `repatriations/${home}/assignments`, { step: "TICKETED", ...hands });
  expect(await orphans()).toEqual([]);
});

test("an end that was named long before makes orphans on its day, and one who comes back has their work again", async () => {
  const officer = await o.officer(agency, "MISSION");
  const { items } = await workOf(officer);
  await leaves(officer, { on: "2025-06-10", reason: "TRANSFERRED" });
  expect(await orphans()).toEqual([]);
  // In Phnom Penh it is the tenth, and in Greenwich still the ninth.
  o.clock.set("2025-06-09T17:30:00.000Z");
  expect((await orphans()).toSorted()).toEqual(items.toSorted());
  const role = { agency, role: "MISSION", from: "2025-06-10" };
  await o.does(o.administrator, `officers/${officer.id}/assignments`, role);
  expect(await orphans()).toEqual([]);
});

test("who goes over to the agency that takes over keeps their work; what others had is on its list", async () => {
  const old = await o.agency("BP3MI", "BP2MI Contoh", { region: "32" });
  const heir = await o.agency("BP3MI", "BP3MI Contoh", { region: "32" });
  const [stays, goes] = [await o.officer(old, "CASEWORKER"), await o.officer(old, "CASEWORKER")];
  await workOf(stays);
  const { items } = await workOf(goes);
  const head = await o.officer(heir, "SUPERVISOR");
  const role = { agency: heir, role: "CASEWORKER", from: "2025-06-01" };
  await o.does(o.administrator, `officers/${stays.id}/assignments`, role);
  await o.does(o.administrator, `agencies/${old}/end`, { on: "2025-06-09", how: "TRANSFORMED", successors: [heir] });
  expect((await orphans(head)).toSorted()).toEqual(items.toSorted());
  expect(await work(head, `&officer=${goes.id}`)).toMatchObject([
    { orphaned: { since: "2025-06-09" } },
    { orphaned: { since: "2025-06-09" } },
  ]);
});

test("what an agency that has ended gave to nobody is orphaned from its day, for who took over", async () => {
  const old = await o.agency("BP3MI", "BP2MI Contoh Dua", { region: "33" });
  const heir = await o.agency("BP3MI", "BP3MI Contoh Dua", { region: "33" });
  const { incident } = await workOf(await o.officer(old, "CASEWORKER"));
  const head = await o.officer(heir, "SUPERVISOR");
  await o.does(await o.officer(old, "SUPERVISOR"), `cases/${incident}/assignments`, { agency: old });
  await o.does(o.administrator, `agencies/${old}/end`, { on: "2025-06-20", how: "MERGED", successors: [heir] });
  expect(await orphans(head)).toEqual([]);
  o.clock.set("2025-06-20T03:00:00.000Z");
  expect(await orphans(head)).toContain(`case/${incident}`);
  expect(await work(head, `&agency=${old}`)).toContainEqual(
    expect.objectContaining({ item: `case/${incident}`, officer: null, orphaned: { since: "2025-06-20" } }),
  );
});
