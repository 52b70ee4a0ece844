import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openOffices, type Offices, type Official } from "./offices.js";
import { declaredRoutes, goesOn } from "./routes.js";

const HIDDEN = { masked: "hidden" };
const SPAN = "?from=2020-01-01&to=2030-01-01";

/**
 * An id that leads to a sealed person, or a secret of theirs; a mark for each, so that what is answered is compared.
 */
type Secrets = readonly string[];

let o: Offices;
/** Of the agency that owns the files: who sealed, and one whom the seal does not admit. */
let sealer: Official;
let worker: Official;
/** Supervisors of an agency that answers for the nation, and of one that answers for the region. */
let desk: Official;
let regional: Official;
let colleague: Official;
let auditor: Official;

let victim: string;
let other: string;
let third: string;
let accused: string;
let incident: string;
let company: string;
let repatriation: string;
let witness: string;
let witnessed: string;

const register = (name: string, more: object = {}) =>
  o.does(worker, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin: "36.04.12",
    identity: { name },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
    ...more,
  });

beforeAll(async () => {
  o = await openOffices("2025-06-01T03:00:00.000Z");
  const own = await o.agency("WOMEN_AND_CHILDREN", "UPTD PPA Contoh");
  sealer = await o.officer(own, "SUPERVISOR");
  worker = await o.officer(own, "CASEWORKER");
  desk = await o.officer(await o.agency("COORDINATION", "Desk P2MI"), "SUPERVISOR");
  const banten = await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  regional = await o.officer(banten, "SUPERVISOR");
  colleague = await o.officer(banten, "SUPERVISOR");
  auditor = await o.officer(await o.agency("AUDIT", "Inspektorat"), "AUDITOR");
  victim = await register("Korban Rahasia", { birthYear: 1987 });
  other = await register("Korban Terbuka");
  accused = await register("Tertuduh Contoh");
  witness = await register("Saksi Rahasia");
  incident = await o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["TRAFFICKING"],
    country: "KH",
    account: "keduanya dibawa Tertuduh",
    parties: [
      { role: "VICTIM", person: victim },
      { role: "VICTIM", person: other },
      { role: "BROKER", person: accused },
    ],
  });
  await o.does(worker, `cases/${incident}/verification`, { by: "AGENCY" });
  await o.does(worker, `cases/${incident}/assignments`, { agency: own, officer: worker.id });
  await o.does(worker, `cases/${incident}/next-actions`, {
    action: "VISIT",
    due: "2025-06-10",
    what: "temui keduanya",
  });
  await o.does(worker, `cases/${incident}/shelters`, { victim, kind: "MISSION_SHELTER", address: "Jalan Sunyi 1" });
  // A case that names the witness in a text only.
  witnessed = await o.does(worker, "cases", {
    channel: "PHONE",
    complainant: "PMI",
    categories: ["UNPAID_WAGES"],
    parties: [{ role: "VICTIM", person: other }],
  });
  await o.does(worker, `cases/${witnessed}/triage`, {
    categories: ["UNPAID_WAGES"],
    note: "menurut Saksi Rahasia",
    names: [witness],
  });
  company = await o.does(worker, "companies", { kind: "BROKER", name: "Usaha Korban", person: victim });
  await o.does(worker, `persons/${other}/do-not-tell`, { person: victim, reason: "mereka berselisih" });
  third = await o.does(regional, "persons", { sex: "MALE", source: "IN_PERSON", identity: { name: "Orang Ketiga" } });
  await o.does(regional, `persons/${third}/do-not-tell`, { person: victim, reason: "mereka berselisih" });
  repatriation = await o.does(worker, "repatriations", {
    kind: "LIVING",
    person: victim,
    case: incident,
    source: "PERSON",
    cause: "END_OF_CONTRACT",
    country: "KH",
  });
  await o.does(worker, `repatriations/${repatriation}/assignments`, { step: "TICKETED", agency: own });
  await o.settled();
  for (const person of [victim, witness])
    await o.does(sealer, `persons/${person}/seals`, { ground: "TRAFFICKING_VICTIM" });
});
afterAll(() => o.close());

const asked = async <D = Record<string, Record<string, unknown>>>(
  officer: Official,
  path: string,
): Promise<{ readonly data: D }> => {
  const { status, body } = await o.asks(officer, path);
  expect({ path, status, body }).toMatchObject({ status: 200 });
  return body as { readonly data: D };
};

describe("a person whose file is sealed", () => {
  /** Everything that can be read, of everything that is not the person's own. */
  const paths = () => {
    const ids: Readonly<Record<string, readonly string[]>> = {
      persons: [other, accused],
      migrants: [other, accused],
      cases: [incident, witnessed],
      repatriations: [repatriation],
      companies: [company],
    };
    return declaredRoutes()
      .filter(({ route }) => route.startsWith("GET ") && !route.startsWith("GET /") && !goesOn(route))
      .map(({ route }) => route.slice(4))
      .flatMap((path) => {
        if (path === "breach-notices/draft") return [path + SPAN];
        if (path.endsWith("/difference"))
          return [other, accused].map((id) => `persons/${id}/difference?fromKnownAt=2020-01-01`);
        if (!path.includes(":id")) return [`${path}?limit=200`, path];
        return (ids[path.split("/")[0]!] ?? []).map((id) => path.replace(":id", id));
      });
  };
  const secrets = (): Secrets => [victim, witness, "Rahasia", "Usaha Korban", "Jalan Sunyi", ":1987"];

  test("stands in no answer of any route to whom the seal does not admit", async () => {
    const leaks: string[] = [];
    let answered = 0;
    for (const officer of [worker, desk, regional])
      for (const path of [...paths(), `work?agency=${worker.agency}`, `work?officer=${worker.id}`]) {
        const { status, body } = await o.asks(officer, path);
        if (status === 200) answered++;
        const text = JSON.stringify(body);
        for (const secret of secrets())
          if (text.includes(secret)) leaks.push(`${officer.role} of ${officer.agency.slice(-4)} ${path}: ${secret}`);
      }
    expect(leaks).toEqual([]);
    expect(answered).toBeGreaterThan(60);
  });

  test("is hidden in the timeline of who is accused, and what a process manager did about them is not there", async () => {
    const reactions = async (officer: Official) => {
      const { data } = await asked<{ stream: string }[]>(officer, `persons/${accused}/timeline?limit=200`);
      return data.map(({ stream }) => stream.replace(/-[0-9a-f]{8}-.*/, ""));
    };
    expect(await reactions(sealer)).toContain("process-case-allegations");
    for (const officer of [desk, regional]) expect(await reactions(officer)).not.toContain("process-case-allegations");
  });

  test("is hidden where a rule refuses: an erasure lists whom else a narrative names", async () => {
    await o.does(regional, `persons/${third}/erasure-proposals`, { ground: "SUBJECT_REQUEST" });
    const [{ id: proposal }] = (await asked<[{ id: string }]>(colleague, `proposals?person=${third}`)).data;
    const erasure = { proposal, residue: [] };
    const { status, body } = await o.calls(colleague, "POST", `persons/${third}/erasures`, erasure);
    expect({ status, body }).toMatchObject({ status: 409, body: { undecided: expect.any(Array) } });
    expect(JSON.stringify(body)).not.toContain(victim);
    expect(JSON.stringify(body)).toContain(`{"masked":"hidden"}`);
  });

  test("is hidden in the register of companies, and so is the name they trade under", async () => {
    for (const officer of [desk, worker]) {
      const { data } = await asked(officer, `companies/${company}`);
      expect(data).toMatchObject({ id: company, person: HIDDEN, identity: { name: HIDDEN } });
    }
    expect((await asked(desk, `companies?person=${victim}`)).data).toEqual([]);
    expect((await asked(sealer, `companies?person=${victim}`)).data).toMatchObject([{ id: company, person: victim }]);
    expect((await asked(worker, `repatriations?person=${victim}`)).data).toEqual([]);
  });

  test("is shown to whom the seal admits, as before", async () => {
    const { data } = await asked(sealer, `cases/${incident}`);
    expect(data).toMatchObject({ parties: { VICTIM: [{ person: victim }, { person: other }] } });
    expect(data["persons"]).toContainEqual(expect.objectContaining({ person: victim, birthYear: 1987 }));
  });

  test("is there for auditors, without a field", async () => {
    const { data } = await asked(auditor, `persons/${victim}`);
    expect(data).toMatchObject({ id: victim, identity: { name: HIDDEN } });
  });
});

describe("the report that the accused may ask for", () => {
  test("tells nothing of the case, nor that there is one", async () => {
    const { data } = await asked<{ data: object; events: object[]; withheld: object[] }>(
      sealer,
      `persons/${accused}/subject-access-report`,
    );
    expect(data.data).toMatchObject({ persons: [{ id: accused }], cases: [] });
    for (const secret of [incident, victim, other, "TRAFFICKING", "Allegation", "BROKER", "KH"])
      expect([secret, JSON.stringify(data).includes(secret)]).toEqual([secret, false]);
    expect(data.withheld).toContainEqual(expect.objectContaining({ what: "inquiries", count: null }));
  });

  test("is, of what it withholds of inquiries, the same for somebody of whom there is none", async () => {
    const nobody = await register("Orang Biasa");
    const { data } = await asked<{ withheld: object[] }>(sealer, `persons/${nobody}/subject-access-report`);
    expect(data.withheld).toContainEqual(expect.objectContaining({ what: "inquiries", count: null }));
  });
});

describe("a seal takes nothing away from who has it in hand", () => {
  test("the case stays, as a page and on the board, and the sealed party is masked there", async () => {
    const { data } = await asked(worker, `cases/${incident}`);
    const page = data;
    expect(page["parties"]!["VICTIM"]).toEqual([
      { id: expect.any(String), role: "VICTIM", person: HIDDEN },
      expect.objectContaining({ person: other }),
    ]);
    expect(page["persons"]).toContainEqual({ person: HIDDEN });
    expect(page["victims"]).toContainEqual({ person: HIDDEN });
    // Texts that name them are masked, and so is what was done for them.
    expect(page["account"]).toEqual({ account: HIDDEN });
    expect(JSON.stringify(page)).not.toContain("MISSION_SHELTER");
    const board = (await asked<{ id: string }[]>(worker, "cases?limit=200")).data;
    expect(board.map(({ id }) => id)).toEqual(expect.arrayContaining([incident, witnessed]));
  });

  test("the repatriation stays, and the work", async () => {
    expect((await asked(worker, `repatriations/${repatriation}`)).data).toMatchObject({
      id: repatriation,
      person: HIDDEN,
      identity: { name: HIDDEN },
      kind: "LIVING",
    });
    const rows = (await asked(worker, "repatriations")).data;
    expect(rows).toMatchObject([{ id: repatriation, person: HIDDEN }]);
    const work = (await asked<{ item: string }[]>(worker, `work?agency=${worker.agency}`)).data;
    const [masked, shown] = [{ person: HIDDEN }, { person: other }].map((each) => expect.objectContaining(each));
    expect(work).toContainEqual(expect.objectContaining({ item: `case/${incident}`, persons: [masked, shown] }));
    expect(work).toContainEqual(expect.objectContaining({ id: repatriation, persons: [masked] }));
    // Of the officer themselves, too.
    expect((await asked(worker, `work?officer=${worker.id}`)).data).toMatchObject([{ id: incident, orphaned: null }]);
  });

  test("for who sees the case by place or nation alone it is concealed, on boards as on pages", async () => {
    for (const officer of [desk, regional]) {
      for (const path of [`cases/${incident}`, `cases/${witnessed}`, `repatriations/${repatriation}`])
        expect([path, (await o.asks(officer, path)).status]).toEqual([path, 404]);
      for (const list of ["cases", "repatriations", `work?agency=${worker.agency}`])
        expect([list, (await asked(officer, list)).data]).toEqual([list, []]);
    }
  });

  test("a list and a page agree, of every case and for everybody", async () => {
    for (const officer of [worker, sealer, desk, regional, auditor]) {
      const listed = (await asked<{ id: string }[]>(officer, "cases?limit=200")).data.map(({ id }) => id);
      for (const id of [incident, witnessed])
        expect([officer.role, id, (await o.asks(officer, `cases/${id}`)).status === 200]).toEqual([
          officer.role,
          id,
          listed.includes(id),
        ]);
    }
  });
});
