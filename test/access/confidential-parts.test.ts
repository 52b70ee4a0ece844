import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CONFIDENTIAL_PARTS, hiddenParts } from "../../src/access/policy.js";
import { PARTS_OF_A_PERSON } from "../../src/person/parts-of-a-person.js";
import { ROLES } from "../../src/access/roles.js";
import { registry } from "../../src/slices.js";
import { initialPerson } from "../../src/person/person-state.js";
import { openOffices, type Offices, type Official } from "./offices.js";

const HIDDEN = { masked: "hidden" };
const ALL = ["allegations", "legalHolds", "doNotTell"];

let o: Offices;
let bp3mi: Official;
let police: Official;
let village: Official;
let company: Official;
let victim: string;
let accused: string;
let incident: string;

beforeAll(async () => {
  o = await openOffices("2025-06-01T03:00:00.000Z");
  bp3mi = await o.officer(await o.agency("BP3MI", "BP3MI Contoh", { region: "36" }), "SUPERVISOR");
  police = { ...bp3mi, ...(await o.officer(bp3mi.agency, "INVESTIGATOR")) };
  village = await o.officer(await o.agency("VILLAGE", "Desa Contoh", { region: "36.04.12" }), "VILLAGE_OFFICER");
  company = await o.officer(await o.agency("PLACEMENT_COMPANY", "PT Contoh"), "CASEWORKER");
  victim = await o.does(company, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin: "36.04.12",
    identity: { name: "Contoh Satu" },
    migrant: { discovery: "VILLAGE", placementStatus: "PROCEDURAL", placementStatusBasis: "STATED" },
  });
  accused = await o.does(bp3mi, "persons", { sex: "MALE", source: "IN_PERSON", identity: { name: "Contoh Dua" } });
  incident = await o.does(bp3mi, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["TRAFFICKING"],
    parties: [
      { role: "VICTIM", person: victim },
      { role: "BROKER", person: accused },
    ],
  });
  await o.does(bp3mi, `persons/${victim}/legal-holds`, { ground: "INVESTIGATION", reason: "penyidikan" });
  await o.does(bp3mi, `persons/${victim}/do-not-tell`, { person: accused, reason: "takut" });
});
afterAll(() => o.close());

test("the officer of the placement company that registered her is not told whom her case accuses, nor of holds and wishes", async () => {
  for (const path of [`persons/${victim}`, `migrants/${victim}`]) {
    const { status, body } = await o.asks(company, path);
    expect(status).toBe(200);
    const text = JSON.stringify(body);
    for (const secret of [accused, incident, "BROKER", "INVESTIGATION"]) expect(text).not.toContain(secret);
  }
  const { body } = await o.asks(company, `persons/${victim}`);
  expect(body["data"]).toMatchObject({ id: victim, allegations: HIDDEN, legalHolds: HIDDEN, doNotTell: HIDDEN });
});

test("a village officer is told whom not to tell, and not whom her case accuses", async () => {
  const { body } = await o.asks(village, `persons/${victim}`);
  expect(body["data"]).toMatchObject({ allegations: HIDDEN, legalHolds: HIDDEN, doNotTell: [{ person: HIDDEN }] });
});

test("who has the case is told all of it", async () => {
  for (const officer of [bp3mi, police]) {
    const { body } = await o.asks(officer, `persons/${victim}`);
    expect(body["data"]).toMatchObject({
      allegations: [{ against: accused, case: incident, role: "BROKER" }],
      legalHolds: [{ ground: "INVESTIGATION" }],
      doNotTell: [{ person: accused }],
    });
  }
});

describe("the table", () => {
  test("has a line for every part of a person", () => {
    expect(Object.keys(PARTS_OF_A_PERSON).toSorted()).toEqual(Object.keys(initialPerson).toSorted());
    const named = Object.values(PARTS_OF_A_PERSON).filter((part) => part !== "SHOWN");
    expect(named.toSorted()).toEqual(Object.keys(CONFIDENTIAL_PARTS).toSorted());
    for (const [part, line] of Object.entries(PARTS_OF_A_PERSON))
      if (line !== "SHOWN") expect(CONFIDENTIAL_PARTS[line].fields).toContain(part);
  });

  test("names events that there are", () => {
    for (const { events } of Object.values(CONFIDENTIAL_PARTS))
      for (const type of events) expect(registry.definition(type).type).toBe(type);
  });

  test("tells an officer of a placement company nothing of it, in no role", () => {
    for (const role of ROLES)
      expect([...hiddenParts(role, "PLACEMENT_COMPANY").fields]).toEqual(expect.arrayContaining(ALL));
    for (const role of ["CASEWORKER", "SUPERVISOR", "MISSION", "INVESTIGATOR"] as const)
      expect(hiddenParts(role, "BP3MI").fields.size).toBe(0);
  });
});
