import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Offices, type Official } from "../access/offices.js";

let o: Offices;
let mission: Official;
let bp3mi: Official;
/** Somewhere else in the country; nobody there has anything to do with her. */
let elsewhere: Official;
let affairs: Official;
let worker: string;
let incident: string;
let way: string;

const TIME = "2025-06-01T03:00:00.000Z";

beforeAll(async () => {
  o = await openOffices(TIME);
  mission = await o.officer(await o.agency("MISSION", "KDEI Taipei", { country: "TW" }), "MISSION");
  bp3mi = await o.officer(await o.agency("BP3MI", "BP3MI Banten", { region: "36" }), "CASEWORKER");
  elsewhere = await o.officer(await o.agency("BP3MI", "BP3MI Sulut", { region: "71" }), "CASEWORKER");
  affairs = await o.officer(await o.agency("SOCIAL_AFFAIRS", "Dinsos Manado"), "SUPERVISOR");
  worker = await o.does(mission, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Sari Contoh" },
    origin: "36.04.12",
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
  await o.does(mission, `migrants/${worker}/journeys`, { scheme: "UNKNOWN", country: "TW", foundAt: "EMPLOYED" });
  incident = await o.does(mission, "cases", {
    channel: "IN_PERSON",
    complainant: "PMI",
    categories: ["WANTS_REPATRIATION"],
    country: "TW",
    parties: [{ role: "VICTIM", person: worker }],
  });
  const stay = { victim: worker, kind: "MISSION_SHELTER", occurred: { date: "2025-05-01" } };
  await o.does(mission, `cases/${incident}/shelters`, stay);
  way = await o.does(mission, "repatriations", {
    kind: "LIVING",
    person: worker,
    case: incident,
    source: "PERSON",
    cause: "ABUSE",
    country: "TW",
  });
  const departs = { mode: "AIR", early: "EVACUATION" };
  await o.does(mission, `repatriations/${way}/departure`, departs);
  await o.does(bp3mi, `repatriations/${way}/debarkation`, { region: "36.71" });
});
afterAll(() => o.close());

interface Row {
  readonly event: string;
  readonly type: string;
  readonly withdrawnBy: string | null;
}

const rows = async (type: string): Promise<Row[]> => {
  const { body } = await o.asks(mission, `persons/${worker}/timeline?limit=200`);
  return (body as { data: Row[] }).data.filter((row) => row.type === type);
};
const page = async (path: string, officer = mission) => ((await o.asks(officer, path)).body as { data: never }).data;
const withdraws = async (type: string, stream = `repatriations/${way}`) => {
  const { event } = (await rows(type)).at(-1)!;
  return o.calls(mission, "POST", `${stream}/step-withdrawals`, { event, reason: "WRONG_PERSON" });
};
const statuses = async (officer: Official) => {
  const paths = [`persons/${worker}`, `repatriations/${way}`];
  const found: number[] = [];
  for (const path of paths) found.push((await o.calls(officer, "GET", path)).status);
  return found;
};

describe("a wrong receiver", () => {
  test("sees the person by the handover, and nothing more once it is withdrawn", async () => {
    expect([await statuses(affairs), await statuses(elsewhere)]).toEqual([
      [404, 404],
      [404, 404],
    ]);
    await o.does(bp3mi, `repatriations/${way}/handover`, { agency: affairs.agency, region: "71.71" });
    await o.settled();
    expect([await statuses(affairs), await statuses(elsewhere)]).toEqual([
      [200, 200],
      [200, 200],
    ]);
    expect((await withdraws("ReturneeHandedOver")).status).toBe(200);
    expect([await statuses(affairs), await statuses(elsewhere)]).toEqual([
      [404, 404],
      [404, 404],
    ]);
    expect(await statuses(bp3mi)).toEqual([200, 200]);
  });

  test("a house that was named by mistake loses the work, too", async () => {
    await o.does(bp3mi, `repatriations/${way}/receptions`, { reception: "REHABILITATION", agency: affairs.agency });
    await o.settled();
    expect(await statuses(affairs)).toEqual([200, 200]);
    expect((await withdraws("ReturneeReceived")).status).toBe(200);
    expect(await statuses(affairs)).toEqual([404, 404]);
  });
});

describe("what had followed elsewhere", () => {
  test("is withdrawn after it: she is not home, and in the shelter still", async () => {
    await o.settled();
    expect(await page(`migrants/${worker}`)).toMatchObject({ step: "EMPLOYED", journeys: [{ returnCause: null }] });
    const { victims } = (await page(`cases/${incident}`)) as { victims: { stays: object[] }[] };
    expect(victims[0]!.stays).toMatchObject([{ until: null, reason: null }]);
    expect(o.alarms).toEqual([]);
  });

  test("has a reason that is corrected, or a correction that has one, and not both at once", async () => {
    const { event } = (await rows("RepatriationStepWithdrawn")).at(-1)!;
    const correction = { event, reason: "MISTYPED", personal: { narrative: { explanation: "Salah orang." } } };
    const corrects = (more: object) =>
      o.calls(mission, "POST", `repatriations/${way}/corrections`, { ...correction, ...more });
    const both = await corrects({ explanation: "Salah ketik." });
    expect(both).toMatchObject({ status: 400, body: { errors: [{ field: "explanation" }] } });
    expect(await corrects({})).toMatchObject({ status: 200 });
  });

  test("stays in the history, and is marked", async () => {
    for (const [type, withdrawal] of [
      ["ReturneeHandedOver", "RepatriationStepWithdrawn"],
      ["ReturnRecorded", "JourneyStepWithdrawn"],
      ["ShelterLeft", "CaseStepWithdrawn"],
    ] as const) {
      const [row] = await rows(type);
      const marks = (await rows(withdrawal)).map(({ event }) => event);
      expect([type, marks.includes(row!.withdrawnBy!)]).toEqual([type, true]);
    }
    expect((await rows("ReturneeDebarked"))[0]).toMatchObject({ withdrawnBy: null });
  });
});

describe("a departure that never was", () => {
  test("is withdrawn after its landing; then exit clearance, ticket and departure can be given", async () => {
    const refused = await withdraws("ReturneeDeparted");
    expect(refused).toMatchObject({ status: 409, body: { rule: { id: "withdraw-first" } } });
    expect((refused.body as { first: object[] }).first).toMatchObject([{ type: "ReturneeDebarked" }]);
    expect((await withdraws("ReturneeDebarked")).status).toBe(200);
    expect((await withdraws("ReturneeDeparted")).status).toBe(200);
    await o.does(mission, `repatriations/${way}/exit-clearance`, { permit: "EXIT_PERMIT", fineOutcome: "NONE" });
    await o.does(mission, `repatriations/${way}/tickets`, { mode: "AIR", funding: "STATE" });
    await o.does(mission, `repatriations/${way}/travel-documents`, { document: "SPLP" });
    const early = await o.calls(mission, "POST", `repatriations/${way}/departure`, { mode: "AIR" });
    expect(early.status).toBe(200);
    expect(await page(`repatriations/${way}`)).toMatchObject({
      step: "DEPARTED",
      departedEarly: null,
      withdrawn: [{ step: "HANDED_OVER" }, { step: "RECEPTION" }, { step: "DEBARKED" }, { step: "DEPARTED" }],
    });
  });
});
