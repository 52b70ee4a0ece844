import { beforeAll, expect, test } from "@jest/globals";
import { openCasework, on, type Casework } from "../end-to-end/casework.js";
import { sharedService } from "../whole-run/whole-run.js";

type Loose = Record<string, unknown>;
interface Page extends Loose {
  readonly state: string;
  readonly victims: readonly Loose[];
  readonly persons: readonly Loose[];
  readonly companies: readonly Loose[];
  readonly parties: { readonly [role: string]: readonly Loose[] };
  readonly repatriations: readonly { readonly id: string; readonly status: string }[];
}

let work: Casework;
beforeAll(async () => {
  work = await openCasework(await sharedService());
});

const person = (facts: Loose = {}) => ({ sex: "FEMALE", source: "IN_PERSON", ...facts });

test("a case over HTTP: it opens a repatriation, gets the papers, and closes when that has", async () => {
  const { does, asks, refused, uploads } = work;
  const { mission, bp3mi, village } = work.offices;
  const victim = await does(mission, "persons", {
    ...person({ origin: "36.04.12", identity: { name: "Wati Contoh", birthDate: "2007-03-01" } }),
    contact: { phone: "+60123456789", safeWay: "lewat kakak", safeTime: "malam", safeLanguage: "Jawa" },
    migrant: { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "STATED" },
  });
  const broker = await does(mission, "persons", person({ origin: "36.04.12", identity: { name: "Pak Calo" } }));
  const head = await does(village, "persons", person({ origin: "36.04.12", identity: { name: "Kepala Desa" } }));
  const trade = await does(mission, "companies", { kind: "BROKER", name: "Calo Jaya", person: broker, country: "MY" });

  const id = await does(mission, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES", "TRAFFICKING"],
    country: "MY",
    account: "Gaji tidak dibayar",
    parties: [
      { role: "VICTIM", person: victim.toUpperCase() },
      { role: "BROKER", company: trade.toUpperCase() },
    ],
    ...on("2025-01-02"),
  });
  const at = `cases/${id}`;
  await does(mission, `${at}/verification`, { by: "INTERVIEW", ...on("2025-01-03") });
  // Ids are the same in capitals.
  const [agency, officer] = [mission.agency!.toUpperCase(), mission.id.toUpperCase()];
  await does(mission, `${at}/assignments`, { agency, officer, names: [broker.toUpperCase()], ...on("2025-01-04") });
  await does(mission, `${at}/next-actions`, {
    action: "VISIT",
    due: "2025-01-10",
    what: "Temui di penampungan",
    ...on("2025-01-04"),
  });
  await does(mission, `${at}/shelters`, {
    victim: victim.toUpperCase(),
    kind: "MISSION_SHELTER",
    address: "Jalan Sunyi 1",
    ...on("2025-01-05"),
  });
  await does(mission, `${at}/emergency-travel-documents`, { victim, number: "SPLP-77", ...on("2025-01-06") });
  await does(mission, `${at}/trafficking-screenings`, { victim, ...on("2025-01-06") });
  await does(mission, `${at}/trafficking-assessments`, {
    victim,
    outcome: "INDICATED",
    offence: { date: "2024-06" },
    acts: ["RECRUITMENT"],
    purposes: ["FORCED_LABOUR"],
    evidence: [await uploads(mission, victim)],
    ...on("2025-01-07"),
  });

  const repatriation = await does(mission, "repatriations", {
    kind: "LIVING",
    person: victim,
    case: id,
    source: "MISSION",
    cause: "ABUSE",
    country: "MY",
    ...on("2025-01-08"),
  });
  await does(mission, `${at}/fines`, { victim, outcome: "WAIVED", overstayDays: 40, ...on("2025-01-09") });
  await does(mission, `${at}/exit-permits`, { victim, permit: "EXIT_PERMIT", ...on("2025-01-10") });
  const steps = (await asks(`repatriations/${repatriation}`)) as { steps: { step: string; status: string }[] } & Loose;
  expect(steps).toMatchObject({ case: id });
  for (const step of ["TRAVEL_DOCUMENT_READY", "EXIT_CLEARED"])
    expect(steps.steps.find((each) => each.step === step)).toMatchObject({ status: "DONE" });

  const page = await asks<Page>(at);
  expect(page).toMatchObject({
    state: "ASSIGNED",
    severity: 1,
    overdue: true,
    agency: mission.agency,
    officer: mission.id,
    account: { account: "Gaji tidak dibayar" },
  });
  expect(page.victims[0]).toMatchObject({
    person: victim,
    trafficking: {
      status: "ASSESSED",
      finding: { outcome: "INDICATED", childBasis: "BIRTH_DATE", ageAtOffence: 17 },
    },
    stays: [{ kind: "MISSION_SHELTER", fields: { address: "Jalan Sunyi 1" } }],
  });
  expect(page.persons[0]).toMatchObject({
    identity: { name: "Wati Contoh" },
    safeContact: { safeWay: "lewat kakak", safeTime: "malam", safeLanguage: "Jawa" },
  });
  expect(page.persons[0]!["safeContact"]).not.toHaveProperty("phone");
  expect(page.companies[0]).toMatchObject({ kind: "BROKER", identity: { name: "Calo Jaya" } });
  expect(page.repatriations).toMatchObject([{ id: repatriation, status: "OPEN" }]);

  // I15: the human being behind the broker's name neither receives the victim nor is told.
  const witness = { person: head, capacity: "VILLAGE_OFFICIAL" };
  const handover = { recipient: broker, relation: "UNCLE_OR_AUNT", witness };
  await refused(bp3mi, `repatriations/${repatriation}/handover`, handover, "I15");
  await refused(
    mission,
    `repatriations/${repatriation}/family-notifications`,
    { relative: broker, relation: "COUSIN" },
    "I15",
  );
  await refused(mission, `${at}/contacts`, { victim, with: broker, way: "PHONE", result: "REACHED" }, "I15");

  // I13, and what the caseworker has to do meanwhile.
  await refused(mission, `${at}/resolution`, { reason: "RETURNED_HOME" }, "I13");
  await does(mission, `repatriations/${repatriation}/assignments`, {
    step: "TICKETED",
    agency: mission.agency,
    officer: mission.id,
    due: `${new Date().getUTCFullYear() + 9}-01-01`,
  });
  const mine = await asks<Loose[]>(`work?officer=${mission.id}`);
  expect(mine.map(({ kind, action, overdue }) => [kind, action, overdue])).toEqual([
    ["CASE", "VISIT", true],
    ["REPATRIATION_STEP", "TICKETED", false],
  ]);
  expect(mine[0]).toMatchObject({ fields: { what: "Temui di penampungan" } });
  const first = await mission.sees<{ data: Loose[]; next: string }>("work?limit=1");
  expect(first.data).toHaveLength(1);
  expect(await asks<Loose[]>(`work?limit=1&after=${first.next}`, mission)).toMatchObject([
    { kind: "REPATRIATION_STEP" },
  ]);

  await does(mission, `repatriations/${repatriation}/cancellation`, { reason: "OTHER_ARRANGEMENT" });
  await does(mission, `${at}/resolution`, { reason: "ASSISTED" });
  expect(await asks<Page>(at)).toMatchObject({ state: "RESOLVED", repatriations: [{ status: "CANCELLED" }] });
  await refused(
    mission,
    "repatriations",
    { kind: "LIVING", person: victim, case: id, source: "MISSION", cause: "ABUSE" },
    "I13",
  );

  // A repatriation that goes on holds the case open.
  await does(mission, `repatriations/${repatriation}/reinstatement`, { reason: "NEW_FACTS" });
  expect(await asks<Page>(at)).toMatchObject({ state: "REOPENED", stage: "ASSIGNED" });
  expect(await asks<Loose[]>(`persons/${victim}/cases`)).toMatchObject([{ id, roles: ["VICTIM"] }]);
  expect(await asks<Loose[]>("cases?country=MY&category=TRAFFICKING&severity=1&state=REOPENED")).toMatchObject([
    { id },
  ]);
  expect(await asks<Loose[]>("cases?open=false&country=MY")).toEqual([]);
});

test("a case whose victim dies: their call is void until the death is withdrawn, under whichever record it was confirmed", async () => {
  const { does, asks, refused, colleagueOf } = work;
  const { mission } = work.offices;
  const abroad = { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "STATED" };
  const worker = () => does(mission, "persons", { ...person({ identity: { name: "Rina Contoh" } }), migrant: abroad });
  const [victim, other] = [await worker(), await worker()];
  const id = await does(mission, "cases", {
    channel: "PHONE",
    complainant: "FAMILY",
    categories: ["LOST_CONTACT"],
    parties: [{ role: "VICTIM", person: victim }],
  });
  await does(mission, `cases/${id}/assignments`, { agency: mission.agency, officer: mission.id });
  await does(mission, `cases/${id}/next-actions`, { action: "CALL_WORKER", due: "2025-01-10", ...on("2025-01-04") });
  const mine = async () =>
    (await asks<Loose[]>(`work?officer=${mission.id}`, mission)).find((item) => item["id"] === id);
  expect(await mine()).toMatchObject({ action: "CALL_WORKER", voidAction: null, overdue: true });

  const confirms = async (record: string) => {
    await does(mission, `migrants/${record}/death-reports`, { cause: "ILLNESS", country: "TW", source: "MISSION" });
    await does(mission, `migrants/${record}/death-confirmations`, {});
  };
  const call = { victim, with: victim, way: "PHONE", result: "REACHED" };
  const noted = async () => {
    expect(await mine()).toMatchObject({ action: null, due: null, voidAction: "CALL_WORKER", overdue: false });
    expect(await asks<Page>(`cases/${id}`)).toMatchObject({
      nextAction: null,
      voidAction: "CALL_WORKER",
      victims: [{ person: victim, diedBy: expect.any(String) }],
    });
    await refused(mission, `cases/${id}/contacts`, call, "I5");
    await refused(mission, `cases/${id}/emergency-travel-documents`, { victim }, "I5");
    await refused(mission, `cases/${id}/exit-permits`, { victim, permit: "EXIT_PERMIT" }, "I5");
    await refused(mission, `cases/${id}/next-actions`, { action: "CALL_WORKER" }, "I5");
  };
  await confirms(victim);
  await noted();
  await does(mission, `migrants/${victim}/death-withdrawals`, { reason: "FOUND_ALIVE" });
  expect(await mine()).toMatchObject({ action: "CALL_WORKER", voidAction: null });
  expect(await asks<Page>(`cases/${id}`)).toMatchObject({ victims: [{ diedBy: null }] });

  const link = await does(mission, "identity-links", {
    person: victim,
    other,
    basis: "BIOMETRICS",
    confidence: "CONFIRMED",
  });
  await does(colleagueOf(mission), `identity-links/${link}/confirmations`, {});
  await confirms(other);
  await noted();
  await does(mission, `identity-links/${link}/unlink`, { reason: "DIFFERENT_PERSONS" });
  await does(mission, `cases/${id}/contacts`, call);
  await does(mission, `cases/${id}/emergency-travel-documents`, { victim });
});
