import { beforeAll, describe, expect, test } from "@jest/globals";
import { sharedService } from "../whole-run/whole-run.js";
import { bothDo, proposes } from "./four-eyes.js";
import { Officer, type Answered } from "./service.js";

/** Numbers of nobody: the area code of the NIK is given to no district. */
const NIK = "9999994101990001";
const PASSPORT = "X0000001";
const PHONE = "0812-0000-0001";
const NUMBERS = [NIK, PASSPORT, PHONE, PHONE.replaceAll("-", "")];
const WORDS = `her card says ${NIK}, her passport ${PASSPORT}, she is reached at ${PHONE} in the evening`;
const MASKED =
  "her card says [NIK hidden], her passport [passport hidden], she is reached at [phone hidden] in the evening";

interface Warned extends Answered {
  readonly warnings?: readonly { readonly field: string; readonly kind: string }[];
}

let service: { readonly url: string };
let caseworker: Officer;
let supervisor: Officer;
let investigator: Officer;

beforeAll(async () => {
  service = await sharedService();
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  const { id } = await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI" });
  [caseworker, supervisor, investigator] = ["CASEWORKER", "SUPERVISOR", "INVESTIGATOR"].map(
    (role) => new Officer(service, id, role),
  ) as [Officer, Officer, Officer];
});

const does = async (officer: Officer, path: string, body: object) => (await officer.does(path, body)) as Warned;
const register = (more: object = {}) =>
  does(caseworker, "persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Sari Contoh" }, ...more });
const ofAllKinds = (field: string) => ["nik", "passport", "phone"].map((kind) => ({ field, kind }));

function expectWarned(answer: Warned, ...fields: string[]): void {
  expect(answer.warnings).toEqual(fields.flatMap(ofAllKinds));
  expectNoNumber(answer);
}

function expectNoNumber(answer: unknown): void {
  const text = JSON.stringify(answer);
  expect(NUMBERS.filter((number) => text.includes(number))).toEqual([]);
}

describe("numbers in free text", () => {
  test("are warned of where they were written, by their kind and never by themselves", async () => {
    expectWarned(await register({ note: WORDS, occurred: { asReported: WORDS } }), "note", "occurred.asReported");
    expect((await register({ note: "she is at home in the evening" })).warnings).toBeUndefined();
  });

  test("are warned of in a correction", async () => {
    const { id, position } = await register({ note: "she said so" });
    const { data } = await caseworker.sees<{ data: { event: string }[] }>(`persons/${id}/timeline?seen=${position}`);
    const correction = { event: data[0]!.event, reason: "MISTYPED", personal: { narrative: { note: WORDS } } };
    expectWarned(await does(caseworker, `persons/${id}/corrections`, correction), "personal.narrative.note");
  });

  test("are warned of in what is said of a legal hold, its release and an erasure", async () => {
    const { id } = await register();
    const hold = await does(investigator, `persons/${id}/legal-holds`, { ground: "COURT_ORDER", reason: WORDS });
    expectWarned(hold, "reason");
    const { data } = await caseworker.sees<{ data: { legalHolds: { id: string }[] } }>(
      `persons/${id}?seen=${hold.position}`,
    );
    const release = { hold: data.legalHolds[0]!.id, reason: WORDS };
    expectWarned(await does(investigator, `persons/${id}/legal-hold-release-proposals`, release), "reason");
    await bothDo([investigator, supervisor], id, "legal-hold-release-proposals", release);
    const proposal = await proposes(caseworker, id, "erasure-proposals", { ground: "SUBJECT_REQUEST" });
    const erasure = { proposal, residue: [], justification: WORDS };
    expectWarned(await does(supervisor, `persons/${id}/erasures`, erasure), "justification");
  });

  test("are masked on every way out, for who reads narratives", async () => {
    const { id } = await register({ note: WORDS });
    const incident = await does(caseworker, "cases", {
      channel: "PHONE",
      complainant: "PMI",
      categories: ["UNPAID_WAGES"],
      parties: [{ role: "VICTIM", person: id }],
      account: WORDS,
    });
    const told = [];
    for (const officer of [caseworker, supervisor, investigator])
      for (const path of [`persons/${id}`, `persons/${id}/timeline`, `persons/${id}/state`, `cases/${incident.id}`])
        told.push(await officer.calls("GET", `${path}?seen=${incident.position}`));
    expect(told.map(({ status }) => status)).not.toContain(404);
    expectNoNumber(told.map(({ body }) => body));
    expect(JSON.stringify(told.map(({ body }) => body)).split(MASKED).length - 1).toBeGreaterThan(2);
  });
});
