import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Offices, type Official } from "../access/offices.js";
import { openMigrants } from "../migrant/migrants-in-a-store.js";

let o: Offices;
let worker: Official;
let administrator: Pick<Official, "id">;
let agency: string;
const ids: Record<string, string> = {};

beforeAll(async () => {
  o = await openOffices("2025-06-01T03:00:00.000Z");
  ({ administrator } = o);
  agency = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  worker = await o.officer(agency, "CASEWORKER");
  const person = (name: string) =>
    o.does(worker, "persons", {
      sex: "FEMALE",
      source: "IN_PERSON",
      origin: "36.04.12",
      identity: { name },
      migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
    });
  const [siti, other] = [await person("Siti Contoh"), await person("Siti Contoh Lain")];
  await o.settled();
  const incident = await o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    region: "36.04",
    parties: [{ role: "VICTIM", person: siti }],
  });
  const repatriation = await o.does(worker, "repatriations", {
    kind: "LIVING",
    person: siti,
    source: "PERSON",
    cause: "END_OF_CONTRACT",
    country: "KH",
  });
  Object.assign(ids, {
    persons: siti,
    migrants: siti,
    cases: incident,
    repatriations: repatriation,
    companies: await o.does(worker, "companies", { kind: "BROKER", name: "Usaha Contoh" }),
    agencies: agency,
    officers: worker.id,
    "identity-links": await o.does(worker, "identity-links", {
      person: siti,
      other,
      basis: "DOCUMENT",
      confidence: "CONFIRMED",
    }),
  });
});
afterAll(() => o.close());

/** A change of each kind of thing, by its path. */
const CHANGES: readonly [base: string, path: string, body: () => object][] = [
  ["persons", "contact", () => ({ address: "Kragilan" })],
  ["migrants", "journeys", () => ({ scheme: "UNKNOWN", country: "MY" })],
  ["cases", "triage", () => ({ categories: ["UNPAID_WAGES"] })],
  ["repatriations", "assignments", () => ({ step: "TICKETED", agency })],
  ["companies", "names", () => ({ name: "Usaha Contoh Baru", from: "2025-05-01" })],
  ["agencies", "names", () => ({ name: "BP3MI Banten Baru", from: "2025-05-01" })],
  ["identity-links", "unlink", () => ({ reason: "LINKED_BY_MISTAKE" })],
  // The last, as the officer must name a role from then on.
  ["officers", "assignments", () => ({ agency, role: "SUPERVISOR", from: "2020-01-01" })],
];

describe.each(CHANGES)("one of %s", (base, path, body) => {
  const caller = () => (["agencies", "officers"].includes(base) ? administrator : worker);
  const seen = async () => {
    await o.settled();
    const { status, headers, body: answer } = await o.calls(caller(), "GET", `${base}/${ids[base]!}`);
    expect({ status, answer }).toMatchObject({ status: 200 });
    return { etag: headers["etag"], revision: (answer as { revision: number }).revision };
  };

  test("answers with the revision that it shows, which If-Match takes once", async () => {
    const before = await seen();
    expect(before.etag).toBe(`"${before.revision}"`);
    const change = () =>
      o.calls(caller(), "POST", `${base}/${ids[base]!}/${path}`, body(), { "if-match": before.etag as string });
    expect(await change()).toMatchObject({ status: 200, body: { revision: before.revision + 1 } });
    expect(await change()).toMatchObject({ status: 412, body: { revision: before.revision + 1 } });
    expect(await seen()).toEqual({ etag: `"${before.revision + 1}"`, revision: before.revision + 1 });
  });
});

test("a file answers with its revision", async () => {
  const m = await openMigrants();
  try {
    const { id: person } = await m.does("persons", { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Siti" } });
    const upload = await m.upload(person, Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"));
    expect(upload).toMatchObject({ status: 201 });
    const { id } = upload.body as { id: string };
    expect((await m.get(`files/${id}`)).headers["etag"]).toBe('"0"');
  } finally {
    await m.close();
  }
});
