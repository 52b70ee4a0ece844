import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary.js";
import { Officer, startService, type Answered, type RunningService } from "./service.js";
import { storedEvents } from "./stored.js";

/*
 * Every personal value that is written here is a canary: it occurs nowhere else, so finding it in a file or in what
 * the service prints means that it was not sealed.
 */

const { folder, remove } = temporaryFolder();
let service: RunningService;
let officer: Officer;
const canaries = new Map<string, string>();

/** Letters that occur nowhere else; the field that they are in names them when they are found. */
function canary(field: string): string {
  const letters = [...randomBytes(14)].map((byte) => String.fromCodePoint(97 + (byte % 26)));
  return remember(field, `C${letters.join("")}`);
}

function remember(field: string, value: string): string {
  canaries.set(`${field} #${canaries.size}`, value);
  return value;
}

const digits = (count: number) => Array.from({ length: count }, () => Math.floor(Math.random() * 9) + 1).join("");

/** Numbers must be of their form. Those of a NIK are of an impossible area. */
const nik = () => remember("nik", `999999410199${digits(4)}`);
const passport = () => remember("passport", `X${digits(7)}`);
const email = () => `${canary("email")}@${canary("email host")}.example`;
function phone(): string {
  const own = remember("phone", digits(9));
  return `+628${own}`;
}
const birthDate = () => remember("birthDate", `19${digits(2)}-0${digits(1)}-1${digits(1)}`);

const identity = () => ({
  name: canary("name"),
  alias: canary("alias"),
  initials: canary("initials"),
  nik: nik(),
  passport: passport(),
  birthDate: birthDate(),
  birthPlace: canary("birthPlace"),
});
const contact = () => ({
  phone: phone(),
  email: email(),
  address: canary("address"),
  safeWay: canary("safeWay"),
  safeTime: canary("safeTime"),
  safeLanguage: canary("safeLanguage"),
});
const occurred = () => ({ date: "2025-05", asReported: canary("asReported") });
const person = () => ({
  sex: "FEMALE",
  source: "IN_PERSON",
  identity: identity(),
  contact: contact(),
  note: canary("note"),
  occurred: occurred(),
});

interface Written {
  readonly person: string;
  readonly other: string;
}

/** Requests that write personal values; what a new slice takes is added here. */
const WRITES: readonly ((written: Written) => readonly [path: string, body: object])[] = [
  () => ["persons", person()],
  () => [
    "persons",
    { ...person(), migrant: { discovery: "VILLAGE", placementStatus: "PROCEDURAL", placementStatusBasis: "STATED" } },
  ],
  ({ person: id }) => [
    `persons/${id}/identity`,
    { source: "AGENCY", identity: identity(), note: canary("note"), occurred: occurred() },
  ],
  ({ person: id }) => [`persons/${id}/contact`, { ...contact(), note: canary("note"), occurred: occurred() }],
  ({ person: id, other }) => [
    `persons/${id}/do-not-tell`,
    { person: other, reason: canary("reason"), occurred: occurred() },
  ],
  ({ person: id, other }) => [
    "identity-links",
    {
      person: id,
      other,
      basis: "STATED_BY_PERSON",
      confidence: "PROBABLE",
      note: canary("link note"),
      occurred: occurred(),
    },
  ],
  ({ person: id }) => [
    `persons/${id}/corrections`,
    {
      event: storedEvents(folder).find(({ stream, type }) => stream === `person-${id}` && type === "PersonRegistered")!
        .id,
      reason: "MISTYPED",
      personal: { identity: identity(), contact: contact(), narrative: { note: canary("corrected note") } },
      explanation: canary("explanation"),
      occurred: occurred(),
    },
  ],
];

/** Requests with personal values that are refused: what the answer to each may not quote. */
const REFUSED: readonly ((
  written: Written,
) => readonly [status: number, path: string, body: unknown, headers?: Record<string, string>])[] = [
  () => [400, "persons", `{"name": "${canary("broken JSON")}`],
  () => [400, "persons", { ...person(), sex: canary("code") }],
  () => [400, "persons", { ...person(), identity: { ...identity(), nik: canary("wrong nik") } }],
  () => [400, "persons", { ...person(), identity: { ...identity(), birthDate: canary("wrong date") } }],
  () => [400, "persons", { ...person(), contact: { ...contact(), email: canary("wrong email") } }],
  () => [400, "persons", { ...person(), contact: { ...contact(), phone: canary("wrong phone") } }],
  () => [400, "persons", { ...person(), note: canary("long").repeat(400) }],
  () => [400, "persons", { ...person(), occurred: { date: canary("wrong time") } }],
  () => [400, "persons", { ...person(), occurred: { date: "2025", zone: canary("wrong zone") } }],
  () => [400, "persons", { ...person(), nationality: canary("wrong country"), origin: canary("wrong region") }],
  () => [400, "persons/search", { nik: canary("sought nik") }],
  () => [413, "persons", { ...person(), note: canary("huge").repeat(50_000) }],
  () => [415, "persons", JSON.stringify(person()), { "content-type": "text/plain" }],
  () => [404, `persons/${randomUUID()}/contact`, contact()],
  () => [404, `people`, person()],
  ({ person: id }) => [409, `persons/${id}/do-not-tell`, { person: id, reason: canary("rejected reason") }],
  ({ person: id }) => [412, `persons/${id}/contact`, contact(), { "if-match": '"999"' }],
  () => [422, "persons", person(), { "idempotency-key": USED_KEY }],
  () => [403, "persons", person(), { "kawal-agency": randomUUID() }],
  () => [401, "persons", person(), { authorization: `Bearer ${canary("forged token")}` }],
  () => [400, "persons", person(), { "kawal-purpose": canary("header") }],
];
const USED_KEY = randomUUID();

beforeAll(async () => {
  service = await startService(folder);
  const agency = await new Officer(service, undefined, "ADMINISTRATOR").does("agencies", {
    kind: "BP3MI",
    name: "BP3MI",
  });
  officer = new Officer(service, agency.id);
});
afterAll(remove);

test("no personal value is in clear in a file, in what the service prints, or in an answer that refuses it", async () => {
  const written = {
    person: (await officer.does("persons", person(), { "idempotency-key": USED_KEY })).id,
    other: (await officer.does("persons", person())).id,
  };
  let last: Answered | undefined;
  const names: string[] = [];
  for (const write of WRITES) {
    const [path, body] = write(written);
    last = await officer.does(path, body);
    const { name } = (body as { identity?: { name: string } }).identity ?? {};
    if (name !== undefined) names.push(name);
  }
  const paper = await officer.calls<Answered>(
    "POST",
    `files?person=${written.person}`,
    `%PDF-1.7 ${canary("file")}\n%%EOF`,
    {
      "content-type": "application/pdf",
      "idempotency-key": randomUUID(),
    },
  );
  expect(paper.status).toBe(201);
  for (const refused of REFUSED) {
    const [status, path, body, headers] = refused(written);
    const answer = await officer.sends(path, body, headers);
    expect({ path, status: answer.status, body: answer.body }).toMatchObject({ status });
    expect(found(JSON.stringify(answer.body))).toEqual([]);
    expect(found(JSON.stringify([...answer.headers]))).toEqual([]);
  }
  // The views hold them, too, and reading opens them: what is found is found in the answer.
  for (const name of names) {
    const search = await officer.sends<{ data: object[] }>(`persons/search?seen=${last!.position}`, { name });
    expect(search.body.data.length).toBeGreaterThan(0);
  }
  const profile = await officer.sees(`persons/${written.person}?seen=${last!.position}`);
  const timeline = await officer.sees(`persons/${written.person}/timeline?seen=${last!.position}`);
  expect(found(JSON.stringify([profile, timeline])).length).toBeGreaterThan(15);
  await officer.sees(`persons/${written.person}/state?seen=${last!.position}`);
  expect(canaries.size).toBeGreaterThan(200);

  expect(foundInFiles()).toEqual([]);
  expect(await service.stop()).toBe(0);
  expect(foundInFiles()).toEqual([]);
  expect(found(service.output())).toEqual([]);
});

test("a canary would be found", () => {
  const value = canary("test");
  for (const text of [`x${value}y`, value.toLowerCase(), Buffer.from(`${value}`).toString("base64")])
    expect(found(text)).toEqual([expect.stringContaining("test")]);
});

/** Fields of the canaries in a text, as they are, in any case, or in base64. */
function found(text: string): string[] {
  const lower = text.toLowerCase();
  return [...canaries].flatMap(([field, value]) =>
    lower.includes(value.toLowerCase()) || inBase64(value).some((form) => text.includes(form)) ? [field] : [],
  );
}

/** What is sure to be in the base64 of a text with this value in it, at each of the three places where it may begin. */
function inBase64(value: string): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.from("x".repeat(before) + value)
      .toString("base64")
      .replaceAll("=", "");
    return encoded.slice(before === 0 ? 0 : before + 1, -2);
  });
}

function foundInFiles(): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(["events.db", "views.db", "keys.db"]));
  return files.flatMap(({ parentPath, name }) => {
    // The next file of a checkpoint takes the place of the one before, also while this looks.
    const bytes = name.endsWith(".next") ? Buffer.alloc(0) : readFileSync(join(parentPath, name));
    return [...found(bytes.toString("latin1")), ...found(bytes.toString("utf16le"))].map(
      (field) => `${field} in ${name}`,
    );
  });
}
