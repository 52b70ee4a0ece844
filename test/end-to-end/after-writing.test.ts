import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { EXPECTATIONS, LETTERS, LISTS, type Letter, type Named } from "../access/expectations.js";
import { temporaryFolder } from "../temporary.js";
import { bodiesOf, type Schemas } from "./bodies.js";
import { paper } from "./casework.js";
import { Officer, startService, type Answered, type RunningService } from "./service.js";
import { storedEvents } from "./stored.js";

/*
 * An officer who writes to see: whatever an office records, nothing of another office's comes into its sight by that,
 * but what the event's type declares.
 */

const { folder, remove } = temporaryFolder();
let service: RunningService;
let last = "";
/** Owns what is looked for: of Banten. */
let owner: Officer;
/** An office of Sulawesi Utara, which sees what happens there, and nothing else of the owner's. */
let other: Officer;
const colleagues = {} as { [L in Letter]: Officer };
let embassy: Officer;
let police: Officer;

const took = (answer: Answered): string => {
  last = answer.position;
  return answer.id;
};
const does = async (officer: Officer, path: string, body: object) => took(await officer.does(path, body));
const asks = (officer: Officer, path: string) =>
  officer.calls<{ data: never; type?: string }>("GET", `${path}${path.includes("?") ? "&" : "?"}seen=${last}`);

const HERE = "36.04.12";
const THERE = "71.71";
const passports = new Map<string, string>();

async function register(officer: Officer, name: string, origin = HERE): Promise<string> {
  const passport = `X${String(1_000_000 + passports.size)}`;
  const person = await does(officer, "persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    origin,
    identity: { name, passport },
    contact: { address: "Jalan Rahasia 1" },
    migrant: { discovery: "ABROAD", placementStatus: "UNKNOWN", placementStatusBasis: "NONE" },
  });
  passports.set(person, passport);
  return person;
}

const receive = (officer: Officer, region: string, parties: readonly object[]) =>
  does(officer, "cases", {
    channel: "PHONE",
    complainant: "OFFICER",
    region,
    categories: ["UNPAID_WAGES"],
    parties,
  });

/** A company whose name is not public, and who trades under it. */
const trading = (officer: Officer, name: string, person: string) =>
  does(officer, "companies", { kind: "BROKER", name, person, region: HERE });

beforeAll(async () => {
  service = await startService(folder);
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  const agency = (facts: object) => does(administrator, "agencies", facts);
  const owners = await agency({ kind: "BP3MI", name: "BP3MI Banten", region: "36" });
  const others = await agency({ kind: "BP3MI", name: "BP3MI Sulawesi Utara", region: "71" });
  owner = new Officer(service, owners, "SUPERVISOR");
  for (const letter of Object.keys(LETTERS) as Letter[])
    colleagues[letter] = new Officer(service, others, LETTERS[letter]);
  other = colleagues.S;
  const abroad = await agency({ kind: "MISSION", name: "KBRI Phnom Penh", country: "KH", zone: "Asia/Phnom_Penh" });
  embassy = new Officer(service, abroad, "CASEWORKER");
  police = new Officer(service, await agency({ kind: "POLICE", name: "Polda Contoh" }), "CASEWORKER");
});
afterAll(remove);

/** Status of what an office is answered, of a path. */
const status = async (officer: Officer, path: string) => (await asks(officer, path)).status;
const unseen = async (...paths: string[]) =>
  expect(await Promise.all(paths.map(async (path) => `${path} ${await status(other, path)}`))).toEqual(
    paths.map((path) => `${path} 404`),
  );
const nameOf = async (company: string) => JSON.stringify((await asks(other, `companies/${company}`)).body);

describe("nobody comes into sight", () => {
  test("by a licence, a name or a correction of the company under which they trade, nor does its name", async () => {
    const trader = await register(owner, "Contoh Pedagang");
    const company = await trading(owner, "Toko Rahasia", trader);
    await other.does(`companies/${company}/licences`, { status: "ACTIVE", validFrom: "2025-01-01" });
    const { id: event } = storedEvents(folder).find(({ stream }) => stream === `company-${company}`)!;
    await other.does(`companies/${company}/names`, { name: "Toko Contoh", from: "2025-02-01" });
    await other.does(`companies/${company}/corrections`, {
      event,
      reason: "MISREPORTED",
      facts: { region: { scheme: "KEMENDAGRI", code: THERE } },
    });
    await receive(other, THERE, [
      { role: "VICTIM", person: await register(other, "Contoh Korban", THERE) },
      { role: "BROKER", company },
    ]);
    await unseen(`persons/${trader}`, `migrants/${trader}`);
    expect(await nameOf(company)).not.toContain("Rahasia");
  });

  test("by a link that is undone", async () => {
    const [one, two] = [await register(owner, "Contoh Satu"), await register(owner, "Contoh Dua", THERE)];
    const link = await does(owner, "identity-links", {
      person: one,
      other: two,
      basis: "STATED_BY_PERSON",
      confidence: "CONFIRMED",
    });
    await does(other, `identity-links/${link}/unlink`, { reason: "DIFFERENT_PERSONS" });
    await unseen(`persons/${one}`, `migrants/${one}`);
  });

  test("by a request not to tell that is withdrawn", async () => {
    const [seen, hidden] = [await register(owner, "Contoh Tiga", THERE), await register(owner, "Contoh Empat")];
    await does(owner, `persons/${seen}/do-not-tell`, { person: hidden });
    const { data } = (await asks(owner, `persons/${seen}`)).body as { data: { doNotTell: { id: string }[] } };
    await does(other, `persons/${seen}/do-not-tell-withdrawals`, { request: data.doNotTell[0]!.id });
    await unseen(`persons/${hidden}`, `migrants/${hidden}`);
  });

  test("by a party that is removed, by a correction, or by what a process manager does of it", async () => {
    const [victim, reporter, witness, left] = [
      await register(owner, "Contoh Lima", THERE),
      await register(owner, "Contoh Enam"),
      await register(owner, "Contoh Tujuh"),
      await register(owner, "Contoh Delapan"),
    ];
    const incident = await receive(owner, THERE, [
      { role: "VICTIM", person: victim },
      { role: "REPORTER", person: reporter },
      { role: "WITNESS", person: witness },
      { role: "WITNESS", person: left },
    ]);
    const elsewhere = await receive(owner, HERE, [
      { role: "VICTIM", person: victim },
      { role: "FAMILY", person: reporter },
    ]);
    await unseen(`cases/${elsewhere}`);
    const rows = (await asks(owner, `persons/${victim}/timeline?limit=200`)).body.data as {
      type: string;
      event: string;
      stream: string;
      facts: { parties: { party: string; person: string }[] };
    }[];
    const received = rows.find(({ type, stream }) => type === "ComplaintReceived" && stream === `case-${incident}`)!;
    const { party } = received.facts.parties.find(({ person }) => person === left)!;
    await does(other, `cases/${incident}/party-removals`, { party, reason: "NOT_INVOLVED" });
    await does(other, `cases/${incident}/corrections`, {
      event: received.event,
      reason: "MISREPORTED",
      facts: { channel: "LETTER" },
    });
    await does(other, `persons/${victim}/do-not-tell`, { relation: "ANY_FAMILY" });
    await unseen(
      `cases/${elsewhere}`,
      ...[reporter, witness, left].flatMap((person) => [`persons/${person}`, `migrants/${person}`]),
    );
  });

  test("by a command that names them, or whose rule would bring them in", async () => {
    const hidden = await register(owner, "Contoh Sembilan");
    const own = await register(other, "Contoh Sepuluh", THERE);
    const incident = await receive(other, THERE, [{ role: "VICTIM", person: own }]);
    for (const [path, body] of [
      ["companies", { kind: "BROKER", name: "Contoh", person: hidden }],
      [`cases/${incident}/parties`, { role: "WITNESS", person: hidden }],
      [`persons/${own}/do-not-tell`, { person: hidden }],
    ] as const)
      expect((await other.sends(path, body)).status).toBeGreaterThanOrEqual(404);
    await unseen(`persons/${hidden}`);
  });
});

describe("whoever has the work", () => {
  let [victim, mother, incident] = ["", "", ""];
  const statuses = async (officer: Officer) =>
    Promise.all([`cases/${incident}`, `persons/${victim}`, `persons/${mother}`].map((path) => status(officer, path)));

  beforeAll(async () => {
    [victim, mother] = [await register(owner, "Contoh Sebelas"), await register(owner, "Ibu Contoh")];
    incident = await receive(owner, HERE, [
      { role: "VICTIM", person: victim },
      { role: "REPORTER", person: mother },
    ]);
    await does(owner, `cases/${incident}/verification`, { by: "AGENCY" });
  });

  test("sees who takes part in it, and can write of them", async () => {
    expect(await statuses(embassy)).toEqual([404, 404, 404]);
    await does(owner, `cases/${incident}/assignments`, { agency: embassy.agency! });
    expect(await statuses(embassy)).toEqual([200, 200, 200]);
    const { data } = (await asks(embassy, `persons/${mother}`)).body as { data: object };
    expect(data).toMatchObject({ identity: { name: "Ibu Contoh" }, contact: { address: "Jalan Rahasia 1" } });
    await does(embassy, `cases/${incident}/contacts`, {
      victim,
      with: mother,
      way: "PHONE",
      result: "REACHED",
    });
  });

  test("sees of who is no victim no more than who they are and how to reach them", async () => {
    expect(await status(embassy, `migrants/${victim}`)).toBe(200);
    for (const path of [`migrants/${mother}`, `persons/${mother}/timeline`])
      expect({ path, status: await status(embassy, path) }).toEqual({ path, status: 404 });
    expect((await embassy.sends(`persons/${mother}/contact`, { phone: "0812 0000 0001" })).status).toBe(404);
  });

  test("sees them no more when it is another's, and the one that has it does", async () => {
    await does(embassy, `cases/${incident}/assignments`, { agency: police.agency! });
    expect(await statuses(embassy)).toEqual([200, 404, 404]);
    expect(await statuses(police)).toEqual([200, 200, 200]);
  });

  test("sees them no more when the work is over", async () => {
    await does(police, `cases/${incident}/administrative-closure`, { reason: "NO_CLARITY" });
    expect(await statuses(police)).toEqual([200, 404, 404]);
    await unseen(`cases/${incident}`, `persons/${victim}`, `persons/${mother}`);
  });
});

type Ids = { readonly [N in Exclude<Named, "nothing">]: string } & {
  readonly company: string;
  readonly second: string;
};

async function recordedBy(officer: Officer, region: string): Promise<Ids> {
  const person = await register(officer, "Contoh Utama", region);
  const second = await register(officer, "Contoh Kedua", region);
  const link = await does(officer, "identity-links", {
    person,
    other: second,
    basis: "STATED_BY_PERSON",
    confidence: "CONFIRMED",
  });
  const company = await trading(officer, `Toko Rahasia ${region}`, second);
  const incident = await receive(officer, region, [
    { role: "VICTIM", person },
    { role: "REPORTER", person: second },
    { role: "BROKER", company },
  ]);
  const repatriation = await does(officer, "repatriations", {
    kind: "LIVING",
    person,
    source: "PERSON",
    cause: "END_OF_CONTRACT",
    country: "JP",
  });
  const upload = await officer.calls<Answered>("POST", `files?person=${person}`, paper(region), {
    "content-type": "application/pdf",
    "idempotency-key": randomUUID(),
  });
  return {
    person,
    second,
    migrant: person,
    case: incident,
    repatriation,
    file: took(upload.body),
    identityLink: link,
    company,
    outreach: await does(officer, "outreach", {
      form: "MEETING",
      audience: "OFFICIALS",
      region,
      topics: ["TRAFFICKING"],
      agency: officer.agency,
    }),
    offer: await does(officer, "offers", { channel: "PHONE", text: "Tawaran", region }),
    referral: await does(officer, "referrals", {
      to: police.agency,
      matter: "CRIMINAL_INVESTIGATION",
      person,
      answerBy: new Date(Date.now() + 30 * 86_400_000).toISOString(),
      shares: [{ person, classes: ["identity"] }],
    }),
  };
}

/** Whatever of these things an office comes to see, by every way there is. */
async function seenOf(officer: Officer, things: Ids): Promise<string[]> {
  const paths = [
    ...[things.person, things.second].flatMap((id) => [`persons/${id}`, `migrants/${id}`]),
    `cases/${things.case}`,
    `repatriations/${things.repatriation}`,
    `referrals/${things.referral}`,
    `outreach/${things.outreach}`,
    `files/${things.file}`,
    `identity-links/${things.identityLink}`,
  ];
  const answers = await Promise.all(paths.map(async (path) => ((await status(officer, path)) === 404 ? [] : [path])));
  const company = JSON.stringify((await asks(officer, `companies/${things.company}`)).body);
  const found = await Promise.all(
    [things.person, things.second].map(async (person) => {
      const { body } = await officer.sends<object>(`persons/search?seen=${last}`, { passport: passports.get(person) });
      return JSON.stringify(body).includes(person) ? [`search: ${person}`] : [];
    }),
  );
  return [...answers.flat(), ...found.flat(), ...(company.includes("Rahasia") ? ["the company's name"] : [])];
}

async function listedOf(officer: Officer, things: Ids): Promise<string[]> {
  const lists = await Promise.all(
    Object.entries(LISTS).map(async ([list, name]) => {
      const { body } = await asks(officer, `${list}?limit=200`);
      return JSON.stringify(body).includes(`"id":"${things[name]}"`) ? [list] : [];
    }),
  );
  return lists.flat();
}

test("after every command that it may send, with ids of another's in every field, an office sees no more of that", async () => {
  const schemas = (await (await fetch(`${service.url}/openapi.json`)).json()) as Schemas;
  const [theirs, own] = [await recordedBy(owner, HERE), await recordedBy(other, THERE)];
  expect(await seenOf(other, own)).toHaveLength(13);
  expect(await seenOf(other, theirs)).toEqual([]);
  const seen: string[] = [];
  const taken = new Set<string>();
  for (const [route, { roles, names, unseen: needsNoSight, only }] of Object.entries(EXPECTATIONS)) {
    // The administrator gives sight by giving offices and officers: that is no writing about somebody.
    const letter = (["S", "C", "I"] as const).find((each) => roles.includes(each));
    if (!route.startsWith("POST ") || letter === undefined || roles === "public" || route === "POST files") continue;
    if (route === "POST persons/search" || only !== undefined) continue;
    const path = route.slice("POST ".length);
    // In an emergency an officer looks into any file, which is declared: here, their own.
    const ids = names === "nothing" ? [theirs.company] : [own[names], ...(needsNoSight ? [] : [theirs[names]])];
    for (const id of path.includes(":id") ? ids : [""]) {
      const address = path.replace(":id", id);
      const things = [theirs.person, theirs.second, theirs.case, theirs.repatriation, theirs.file, theirs.company];
      const bodies = bodiesOf(schemas, `/api/v1/${path.replace(":id", "{id}")}`, [...things, own.person, own.second]);
      for (const body of bodies) {
        const answer = await colleagues[letter].sends<Answered>(address, body);
        expect({ route, status: answer.status, body: answer.body }).not.toMatchObject({ status: 500 });
        if (answer.status > 201) continue;
        last = answer.body.position;
        taken.add(route);
      }
    }
    const now = await seenOf(other, theirs);
    if (now.length > 0) seen.push(`${route}: ${now.join(", ")}`);
  }
  expect(seen).toEqual([]);
  expect(await listedOf(other, theirs)).toEqual([]);
  // Else nothing would be shown by it.
  expect(taken.size).toBeGreaterThan(25);
});
