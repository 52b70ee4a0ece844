import { beforeAll, describe, expect, test } from "@jest/globals";
import { sharedService } from "../whole-run/whole-run.js";
import { openCasework, type Casework } from "./casework.js";
import { Officer } from "./service.js";

/** UU 18/2017 art. 13 (a) to (h). */
const ARTICLE_13 = [
  "MARITAL_STATUS_LETTER",
  "FAMILY_CONSENT",
  "COMPETENCE_CERTIFICATE",
  "HEALTH_CERTIFICATE",
  "PASSPORT",
  "WORK_VISA",
  "PLACEMENT_AGREEMENT",
  "EMPLOYMENT_CONTRACT",
];
const FORGED = { reason: "FORGED", legalGround: "UU_18_2017_ART_13" };

let kawal: Casework;
/** Takes at the counter what the worker brings. */
let counter: Officer;
/** Of BP3MI: gives the clearance. */
let clerk: Officer;

beforeAll(async () => {
  kawal = await openCasework(await sharedService());
  counter = kawal.colleagueOf(kawal.offices.labourOffice);
  clerk = kawal.colleagueOf(kawal.offices.bp3mi);
});

const register = (birthDate: string) =>
  kawal.does(kawal.offices.labourOffice, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name: "Yuni Contoh", birthDate },
    birthDateDocument: "BIRTH_CERTIFICATE",
    origin: "36.04.12",
    migrant: { discovery: "LABOUR_OFFICE", placementStatus: "PROCEDURAL", placementStatusBasis: "DOCUMENTED" },
  });

/** A document of a kind that one officer submits and another verifies; its id. */
async function withDocument(id: string, kind: string): Promise<string> {
  const file = await kawal.uploads(counter, id);
  await kawal.does(counter, `migrants/${id}/documents`, { file, kind, expiresOn: "2031-01-01" });
  const { journeys } = await kawal.profile(id);
  const document = journeys[0]!.documents.findLast((each) => each["kind"] === kind)!["id"] as string;
  await kawal.does(kawal.offices.labourOffice, `migrants/${id}/document-verifications`, { document });
  return document;
}

/** A migrant with clearance, and the passport. */
async function cleared(): Promise<{ readonly id: string; readonly passport: string }> {
  const { labourOffice, bp3mi } = kawal.offices;
  const id = await register("2000-02-29");
  await kawal.does(labourOffice, `migrants/${id}/journeys`, { scheme: "P3MI", country: "TW", position: "CAREGIVER" });
  const documents: { [kind: string]: string } = {};
  for (const kind of ARTICLE_13) documents[kind] = await withDocument(id, kind);
  await kawal.does(bp3mi, `migrants/${id}/orientations`, { region: "36" });
  for (const programme of ["JKK", "JKM"])
    await kawal.does(labourOffice, `migrants/${id}/insurances`, { programme, from: "2025-01-01" });
  await kawal.does(clerk, `migrants/${id}/clearances`, { place: "36.73" });
  return { id, passport: documents["PASSPORT"]! };
}

const workOn = async (id: string, officer: Officer, query = "") =>
  (await kawal.asks<{ id: string }[]>(`work?limit=200${query}`, officer)).filter((item) => item.id === id);
const departs = (id: string) => kawal.offices.bp3mi.sends(`migrants/${id}/departures`, {});

describe("a clearance under review", () => {
  test("is work of who gave it, until it stands again", async () => {
    const { id, passport } = await cleared();
    expect(await workOn(id, clerk)).toEqual([]);
    await kawal.does(kawal.offices.labourOffice, `migrants/${id}/document-rejections`, {
      ...FORGED,
      document: passport,
    });
    const item = { kind: "CLEARANCE_REVIEW", persons: [{ person: id }], action: "REVIEW_CLEARANCE", officer: clerk.id };
    expect(await workOn(id, clerk)).toMatchObject([{ ...item, overdue: false, orphaned: null }]);
    expect(await workOn(id, kawal.offices.bp3mi, `&agency=${clerk.agency}`)).toMatchObject([item]);
    expect(await workOn(id, kawal.offices.embassy, `&agency=${clerk.agency}`)).toEqual([]);
    await kawal.refused(kawal.offices.bp3mi, `migrants/${id}/departures`, {}, "clearance-under-review");
    await withDocument(id, "PASSPORT");
    expect(await workOn(id, clerk)).toEqual([]);
    expect(await departs(id)).toMatchObject({ status: 200 });
  });

  test("is so by a document on another record of the worker, once a second officer confirmed that it is one", async () => {
    const { labourOffice } = kawal.offices;
    const { id } = await cleared();
    const other = await register("2012-02-29");
    const records = { person: id, other, basis: "BIOMETRICS", confidence: "CONFIRMED" };
    const link = await kawal.does(labourOffice, "identity-links", records);
    expect(await workOn(id, clerk)).toEqual([]);
    const second = new Officer(counter.service, counter.agency, "SUPERVISOR");
    await kawal.does(second, `identity-links/${link}/confirmations`, {});
    const [item] = await workOn(id, clerk);
    expect(item).toMatchObject({ kind: "CLEARANCE_REVIEW" });
    await kawal.refused(kawal.offices.bp3mi, `migrants/${id}/departures`, {}, "clearance-under-review");
    await kawal.does(labourOffice, `identity-links/${link}/unlink`, { reason: "DIFFERENT_PERSONS" });
    expect(await workOn(id, clerk)).toEqual([]);
    expect(await departs(id)).toMatchObject({ status: 200 });
  });
});
