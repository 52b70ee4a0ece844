import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { generateKeyPair } from "jose";
import { randomUUID } from "node:crypto";
import { temporaryFolder } from "../temporary.js";
import { sendBytes } from "./raw-http.js";
import { testIssuer } from "../whole-run/whole-run.js";
import { Officer, startService, viewsCaughtUp, type Problem, type Response, type RunningService } from "./service.js";
import { storedEvents } from "./stored.js";

const { folder, remove } = temporaryFolder();
let service: RunningService;
let officer: Officer;
let administrator: Officer;
let agency: string;
let person: string;
let events: number;

const SECRET = "Canary Rahasia";
const PERSON = { sex: "FEMALE", source: "IN_PERSON" };
const AGENCY = { kind: "BP3MI", name: "BP3MI Banten" };

beforeAll(async () => {
  service = await startService(folder);
  administrator = new Officer(service, undefined, "ADMINISTRATOR");
  agency = (await administrator.does("agencies", AGENCY)).id;
  officer = new Officer(service, agency);
  person = (await officer.does("persons", { ...PERSON, identity: { name: "Siti" } })).id;
  events = storedEvents(folder).length;
});
afterAll(() => {
  // The service has stopped by now, and has printed all that it prints.
  expect(service.output()).not.toMatch(/ERROR|WARN/);
  expect(service.output()).not.toContain(SECRET);
  remove();
});

/** A problem of its own type that names the field, quotes nothing, and left nothing behind. */
function expectRefused(response: Response<Problem>, status: number, type: string, field?: string): void {
  const { body, headers } = response;
  expect({ status: response.status, type: body.type, field: body.errors?.[0]?.field }).toEqual({
    status,
    type: `urn:kawal:problem:${type}`,
    field,
  });
  expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
  expect(body.status).toBe(status);
  expect(body.title).toBeTruthy();
  expect(JSON.stringify(body)).not.toContain(SECRET);
  expect(JSON.stringify(body).length).toBeLessThan(8_000);
  expect(storedEvents(folder)).toHaveLength(events);
}

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const emptyObjects = (length: number) => Array.from({ length }, () => ({}));
const json = (field: string, raw: string) => `{"sex":"FEMALE","source":"IN_PERSON",${JSON.stringify(field)}:${raw}}`;

describe("a body", () => {
  test.each<[string, unknown, number, string, string?]>([
    ["that is broken JSON", `{"sex": "${SECRET}`, 400, "malformed-json"],
    ["that is empty", "", 400, "malformed-json"],
    ["that is blank", "  ", 400, "malformed-json"],
    ["of 10 MB", JSON.stringify({ ...PERSON, note: SECRET.repeat(750_000) }), 413, "body-too-large"],
    ["that is null", "null", 400, "not-an-object", "body"],
    ["that is a list", "[]", 400, "not-an-object", "body"],
    ["that is text", `"${SECRET}"`, 400, "not-an-object", "body"],
    ["that is a number", "1e999", 400, "not-an-object", "body"],
    ["with an unknown field", { ...PERSON, nickname: SECRET }, 400, "unknown-field", "nickname"],
    ["with an unknown field deeper", { ...PERSON, identity: { nik2: SECRET } }, 400, "unknown-field", "identity.nik2"],
    ["with __proto__", json("__proto__", '{"sex":"MALE"}'), 400, "unknown-field", "__proto__"],
    ["with constructor.prototype", json("constructor", '{"prototype":{}}'), 400, "unknown-field", "constructor"],
    ["with toString", { ...PERSON, toString: SECRET }, 400, "unknown-field", "toString"],
    ["with __proto__ deeper", json("identity", '{"__proto__":{}}'), 400, "unknown-field", "identity.__proto__"],
    ["without a needed field", { source: "IN_PERSON" }, 400, "missing-field", "sex"],
    ["with null where a code belongs", { ...PERSON, sex: null }, 400, "invalid-field", "sex"],
    ["with null where text belongs", { ...PERSON, note: null }, 400, "invalid-field", "note"],
    ["with null where an object belongs", { ...PERSON, identity: null }, 400, "invalid-field", "identity"],
    ["with a code that is none", { ...PERSON, sex: SECRET }, 400, "invalid-field", "sex"],
    ["with a number where text belongs", { ...PERSON, identity: { name: 5 } }, 400, "invalid-field", "identity.name"],
    ["with text where a number belongs", { ...PERSON, birthYear: "1990" }, 400, "invalid-field", "birthYear"],
    ["with a fraction", { ...PERSON, birthYear: 1990.5 }, 400, "invalid-field", "birthYear"],
    ["with a number without end", json("birthYear", "1e999"), 400, "invalid-field", "birthYear"],
    ["with a list where text belongs", { ...PERSON, note: [SECRET] }, 400, "invalid-field", "note"],
    ["with a list where an object belongs", { ...PERSON, occurred: [{}] }, 400, "invalid-field", "occurred"],
    ["with text where an object belongs", { ...PERSON, identity: SECRET }, 400, "invalid-field", "identity"],
    ["with text of no length", { ...PERSON, note: "" }, 400, "invalid-field", "note"],
    ["with blank text", { ...PERSON, note: " \n " }, 400, "invalid-field", "note"],
    ["with over-long text", { ...PERSON, note: SECRET.repeat(300) }, 400, "too-long", "note"],
    ["with an over-long name", { ...PERSON, identity: { name: "a".repeat(201) } }, 400, "too-long", "identity.name"],
    [
      "with 20,000 unknown fields",
      Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`f${i}`, 1])),
      400,
      "too-many-values",
      "body",
    ],
    ["with 85,000 empty objects", { ...PERSON, a: emptyObjects(85_000) }, 400, "too-many-values", "a"],
    ["with 85,000 empty objects in two lists", { ...PERSON, a: [emptyObjects(85_000)] }, 400, "too-many-values", "a.0"],
    [
      "with 5,100 values in short lists",
      { ...PERSON, a: Array.from({ length: 50 }, () => Array(101).fill(0)) },
      400,
      "too-many-values",
      "body",
    ],
    ["with a field of 100,000 letters", { [SECRET + "x".repeat(100_000)]: 1 }, 400, "unknown-field"],
    ["with objects 17 deep", { ...PERSON, a: JSON.parse(nested(16)) as object }, 400, "too-deep"],
    ["with objects 40,000 deep", nested(40_000), 400, "too-deep"],
    ["with lists 100,000 deep", json("note", "[".repeat(100_000) + "]".repeat(100_000)), 400, "too-deep"],
    ["with NUL", json("note", String.raw`"Canary\u0000Rahasia"`), 400, "invalid-text", "note"],
    ["with a control character", { ...PERSON, note: "Canary\u001B[2J" }, 400, "invalid-text", "note"],
    ["with a bell in a name", { ...PERSON, identity: { name: "Canary\u0007" } }, 400, "invalid-text", "identity.name"],
    [
      "with half a surrogate pair",
      json("identity", String.raw`{"name":"Canary\ud800"}`),
      400,
      "invalid-text",
      "identity.name",
    ],
    [
      "with half a surrogate pair in a key",
      json("identity", String.raw`{"\udc00":"x"}`),
      400,
      "invalid-text",
      "identity",
    ],
    [
      "with two lines in a name",
      { ...PERSON, identity: { name: "Canary\nRahasia" } },
      400,
      "invalid-field",
      "identity.name",
    ],
    [
      "with an impossible birth date",
      { ...PERSON, identity: { birthDate: "1999-02-29" } },
      400,
      "impossible-date",
      "identity.birthDate",
    ],
    [
      "with a birth date to come",
      { ...PERSON, identity: { birthDate: "2999-01-01" } },
      400,
      "impossible-date",
      "identity.birthDate",
    ],
    [
      "with a date of another form",
      { ...PERSON, identity: { birthDate: "27/5/1999" } },
      400,
      "impossible-date",
      "identity.birthDate",
    ],
    [
      "with an impossible day",
      { ...PERSON, occurred: { date: "2025-02-30" } },
      400,
      "impossible-date",
      "occurred.date",
    ],
    ["with a month 13", { ...PERSON, occurred: { date: "2025-13" } }, 400, "impossible-date", "occurred.date"],
    [
      "with a time without offset",
      { ...PERSON, occurred: { date: "2025-05-26T10:00" } },
      400,
      "impossible-date",
      "occurred.date",
    ],
    ["with words for a date", { ...PERSON, occurred: { date: SECRET } }, 400, "impossible-date", "occurred.date"],
    [
      "with a range that ends before it begins",
      { ...PERSON, occurred: { date: "2025-02", until: "2025-01" } },
      400,
      "impossible-date",
      "occurred.until",
    ],
    [
      "with an unknown time zone",
      { ...PERSON, occurred: { date: "2025-01-01", zone: SECRET } },
      400,
      "unknown-zone",
      "occurred.zone",
    ],
    ["with an unknown country", { ...PERSON, nationality: "XX" }, 400, "unknown-country", "nationality"],
    ["with a country in small letters", { ...PERSON, nationality: "id" }, 400, "unknown-country", "nationality"],
    ["with an unknown region", { ...PERSON, origin: "99.99" }, 400, "unknown-region", "origin"],
    ["with a region of another scheme", { ...PERSON, origin: "3604" }, 400, "unknown-region", "origin"],
    ["with a NIK that is none", { ...PERSON, identity: { nik: SECRET } }, 400, "invalid-field", "identity.nik"],
  ])("%s is refused", async (...[, body, status, type, field]) => {
    const response = await officer.sends("persons", body);
    const long = response.body.errors?.[0]?.field;
    // The names of these are made of what was sent: cut, or as deep as the limit.
    if (field === undefined && (type === "unknown-field" || type === "too-deep")) {
      expect(long!.length).toBeLessThan(120);
      expect(response).toMatchObject({ status, body: { type: `urn:kawal:problem:${type}` } });
      expect(storedEvents(folder)).toHaveLength(events);
    } else expectRefused(response, status, type, field);
  });

  test("with bytes that are no UTF-8 is refused", async () => {
    const body = Buffer.from(JSON.stringify({ ...PERSON, note: "Canary é" }), "latin1");
    const headers = { "content-type": "application/json", "idempotency-key": randomUUID() };
    expectRefused(await officer.calls("POST", "persons", body, headers), 400, "invalid-text", "note");
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense", "multipart/form-data"])(
    "of the type %s is refused",
    async (type) => {
      const response = await officer.sends("persons", JSON.stringify(PERSON), { "content-type": type });
      expectRefused(response, 415, "unsupported-media-type");
    },
  );

  test("with one value where a list belongs is refused, as is a list too long", async () => {
    const end = { on: "2025-01-01", how: "SPLIT" };
    const one = await administrator.sends(`agencies/${agency}/end`, { ...end, successors: randomUUID() });
    expectRefused(one, 400, "invalid-field", "successors");
    const many = await administrator.sends(`agencies/${agency}/end`, { ...end, successors: Array(501).fill(agency) });
    expectRefused(many, 400, "too-many-values", "successors");
    const wrong = await administrator.sends(`agencies/${agency}/end`, { ...end, successors: [SECRET] });
    expectRefused(wrong, 400, "invalid-field", "successors");
  });

  test("that names an impossible zone or day of an agency is refused", async () => {
    const onMars = await administrator.sends("agencies", { ...AGENCY, zone: "Mars/Olympus" });
    expectRefused(onMars, 400, "unknown-zone", "zone");
    const rename = await administrator.sends(`agencies/${agency}/names`, { name: "X", from: "2025-02-30" });
    expectRefused(rename, 400, "impossible-date", "from");
  });
});

describe("a correction", () => {
  const registered = () => storedEvents(folder).find(({ type }) => type === "PersonRegistered")!.id;
  const reason = "MISTYPED";
  test.each<[string, object, string, string]>([
    ["of an event that is not there", { event: randomUUID(), facts: { sex: "MALE" } }, "not-correctable", "event"],
    ["of a fact that the event does not have", { facts: { destination: "KH" } }, "unknown-field", "facts.destination"],
    ["of a fact that every object has", { facts: { constructor: 1 } }, "unknown-field", "facts.constructor"],
    ["to a fact of another type", { facts: { sex: SECRET } }, "invalid-field", "facts.sex"],
    ["of a class that every object has", { personal: { valueOf: { a: "b" } } }, "unknown-field", "personal.valueOf"],
    ["of a class that there is not", { personal: { body: { a: "b" } } }, "unknown-field", "personal.body.a"],
    [
      "of a personal field that there is not",
      { personal: { identity: { a: "b" } } },
      "unknown-field",
      "personal.identity.a",
    ],
    [
      "to a personal value that is no text",
      { personal: { identity: { name: { a: 1 } } } },
      "invalid-field",
      "personal.identity.name",
    ],
    ["to a NIK that is none", { personal: { identity: { nik: SECRET } } }, "invalid-field", "personal.identity.nik"],
    [
      "to a birth date that is none",
      { personal: { identity: { birthDate: "1990-02-30" } } },
      "impossible-date",
      "personal.identity.birthDate",
    ],
    ["of nothing", {}, "missing-field", "facts"],
    ["with facts that are a list", { facts: [] }, "invalid-field", "facts"],
  ])("%s is refused", async (_, body, type, field) => {
    const response = await officer.sends(`persons/${person}/corrections`, { event: registered(), reason, ...body });
    expectRefused(response, 400, type, field);
  });
});

describe("a token", () => {
  const registers = async (headers: Record<string, string>) => {
    const response = await fetch(`${service.url}/api/v1/persons`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": randomUUID(), ...headers },
      body: JSON.stringify(PERSON),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
  };
  const claims = () => ({ sub: officer.id, kawal_officer: officer.id });
  const unsigned = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

  test.each<[string, () => Promise<string>]>([
    ["that is none", async () => `Bearer ${SECRET.replace(" ", "")}`],
    [
      "that is signed by another",
      async () => {
        const { privateKey } = await generateKeyPair("ES256");
        return `Bearer ${await (await testIssuer()).token(claims(), { key: privateKey })}`;
      },
    ],
    [
      "that is signed by nobody",
      async () => {
        const body = { iss: (await testIssuer()).url, aud: "kawal", exp: 4_000_000_000, ...claims() };
        return `Bearer ${unsigned({ alg: "none", typ: "at+jwt" })}.${unsigned(body)}.`;
      },
    ],
    ["that has expired", async () => `Bearer ${await (await testIssuer()).token(claims(), { expiresIn: -60 })}`],
    ["for another service", async () => `Bearer ${await (await testIssuer()).token({ ...claims(), aud: "mail" })}`],
    [
      "of another issuer",
      async () => `Bearer ${await (await testIssuer()).token({ ...claims(), iss: "https://x.example" })}`,
    ],
  ])("%s is refused, and what is wrong with it is not told", async (_, authorization) => {
    const response = await registers({ authorization: await authorization() });
    expectRefused(response, 401, "not-signed-in");
    expect(response.headers.get("www-authenticate")).toBe('Bearer realm="kawal", error="invalid_token"');
    expect(response.body).toEqual({
      type: "urn:kawal:problem:not-signed-in",
      title: "The token is not to be believed, or has expired",
      indonesian: "Masuk terlebih dahulu: kirim token bearer",
      status: 401,
    });
  });

  test("left out is asked for, whatever else names a caller", async () => {
    const named = { "kawal-officer": officer.id, "kawal-agency": agency, "kawal-role": "ADMINISTRATOR" };
    for (const headers of [{}, named, { authorization: "Basic c2l0aTpyYWhhc2lh" }] as Record<string, string>[]) {
      const response = await registers(headers);
      expectRefused(response, 401, "not-signed-in");
      expect(response.headers.get("www-authenticate")).toBe('Bearer realm="kawal"');
    }
  });

  test("of an officer whom nobody assigned lets do nothing but ask who one is", async () => {
    const unknown = new Officer(service, undefined, "CASEWORKER");
    expectRefused(await unknown.sends("persons", PERSON), 403, "no-assignment");
    expect(await unknown.sees("me")).toEqual({ data: { officer: unknown.id, assignments: [] } });
  });

  test("without an idempotency key is refused", async () => {
    const response = await fetch(`${service.url}/api/v1/persons`, {
      method: "POST",
      headers: { authorization: `Bearer ${await officer.token()}`, "content-type": "application/json" },
      body: JSON.stringify(PERSON),
    });
    const { status, headers } = response;
    const body = (await response.json()) as Problem;
    expectRefused({ status, headers, body }, 400, "idempotency-key-required", "Idempotency-Key");
  });
});

describe("a header", () => {
  test.each<[string, Record<string, string>, number, string, string?]>([
    ["Kawal-Agency that is no UUID", { "kawal-agency": "1" }, 400, "invalid-header", "Kawal-Agency"],
    ["Kawal-Agency that is not the officer's", { "kawal-agency": randomUUID() }, 403, "no-assignment"],
    ["Kawal-Role that is not the officer's", { "kawal-role": "ADMINISTRATOR" }, 403, "no-assignment"],
    ["Kawal-Role unknown", { "kawal-role": "MINISTER" }, 400, "invalid-header", "Kawal-Role"],
    ["Kawal-Purpose unknown", { "kawal-purpose": SECRET }, 400, "invalid-header", "Kawal-Purpose"],
    ["Kawal-Lawful-Basis unknown", { "kawal-lawful-basis": "x" }, 400, "invalid-header", "Kawal-Lawful-Basis"],
    ["Idempotency-Key malformed", { "idempotency-key": "1" }, 400, "idempotency-key-required", "Idempotency-Key"],
    ["If-Match without quotes", { "if-match": "0" }, 400, "invalid-header", "If-Match"],
    ["If-Match weak", { "if-match": 'W/"0"' }, 400, "invalid-header", "If-Match"],
    ["If-Match for anything", { "if-match": "*" }, 400, "invalid-header", "If-Match"],
    ["If-Match negative", { "if-match": '"-1"' }, 400, "invalid-header", "If-Match"],
  ])("%s is refused", async (...[, headers, status, type, field]) => {
    const body = { phone: "0812 0000 1001" };
    expectRefused(await officer.sends(`persons/${person}/contact`, body, headers), status, type, field);
  });

  test("If-Match with what creates is refused", async () => {
    expectRefused(await officer.sends("persons", PERSON, { "if-match": '"0"' }), 400, "invalid-header", "If-Match");
  });

  test("If-Match of a revision that is over tells the one that is now", async () => {
    const response = await officer.sends(
      `persons/${person}/contact`,
      { phone: "0812 0000 1001" },
      { "if-match": '"7"' },
    );
    expectRefused(response, 412, "stale-revision");
    expect(response.body).toMatchObject({ revision: 0 });
    expect(response.headers.get("etag")).toBe('"0"');
  });

  test("an idempotency key used for another body is refused; another case of it is the same key", async () => {
    const idempotencyKey = randomUUID();
    const { id } = await officer.does("persons", PERSON);
    const path = `persons/${id}/contact`;
    const first = await officer.sends(path, { address: "Kragilan" }, { "idempotency-key": idempotencyKey });
    expect(first.status).toBe(200);
    events += 2;
    for (const each of [idempotencyKey, idempotencyKey.toUpperCase()]) {
      const reused = await officer.sends(path, { address: SECRET }, { "idempotency-key": each });
      expectRefused(reused, 422, "key-reused", "Idempotency-Key");
    }
  });

  test("an idempotency key is the same key however the path is written, and is done once", async () => {
    const { id } = await officer.does("persons", PERSON);
    events += 1;
    const headers = { "idempotency-key": randomUUID() };
    const written = [id, id.toUpperCase(), `%${id.charCodeAt(0).toString(16)}${id.slice(1)}`];
    for (const path of [...written.map((each) => `persons/${each}/contact`), `%70ersons/${id}/contact`]) {
      const { status, body } = await officer.sends<{ revision: number }>(path, { address: "Kragilan" }, headers);
      expect([path, status, body.revision]).toEqual([path, 200, 1]);
    }
    events += 1;
    expect(storedEvents(folder)).toHaveLength(events);
  });

  test("an agency is accepted as soon as it is registered, of an officer who is assigned to it", async () => {
    for (let i = 0; i < 10; i++) {
      const { id } = await administrator.does("agencies", { ...AGENCY, name: `BP3MI ${i}` });
      await new Officer(service, id).does("persons", PERSON);
      events += 3;
      expectRefused(await officer.sends("persons", PERSON, { "kawal-agency": id }), 403, "no-assignment");
    }
  });

  test("headers over the limit are refused", async () => {
    const response = await fetch(`${service.url}/health/live`, { headers: { "x-long": "x".repeat(20_000) } });
    expectRefused(
      { status: response.status, headers: response.headers, body: (await response.json()) as Problem },
      431,
      "headers-too-large",
    );
  });
});

describe("an address", () => {
  const nobody = randomUUID();
  const foreign = "000000000000.1";
  test.each<[string, string, string, number, string, string?]>([
    ["that is none", "GET", "people", 404, "no-such-address"],
    ["that is none, with a body", "POST", `persons/${nobody}/rename`, 404, "no-such-address"],
    ["with a wrong method", "DELETE", `persons/${nobody}`, 405, "method-not-allowed"],
    ["with a wrong method for what creates", "PUT", "persons", 405, "method-not-allowed"],
    ["of nobody", "GET", `persons/${nobody}`, 404, "not-found"],
    ["of a command to nobody", "POST", `persons/${nobody}/contact`, 404, "not-found"],
    ["with an id that is none", "GET", "persons/1", 400, "invalid-id", "id"],
    ["with a name for an id", "GET", `persons/${encodeURIComponent(SECRET)}`, 400, "invalid-id", "id"],
    ["of a command with an id that is none", "POST", "persons/1/contact", 400, "invalid-id", "id"],
    ["with a broken escape", "GET", "persons/%E0%A4%A", 400, "malformed-request"],
    ["with an unknown parameter", "GET", "persons/PERSON?colour=red", 400, "unknown-field", "colour"],
    ["with an unknown parameter of a command", "POST", "persons?dryRun=true", 400, "unknown-field", "dryRun"],
    ["with __proto__ for a parameter", "GET", "agencies?__proto__=1", 400, "unknown-field", "__proto__"],
    ["with a parameter twice", "GET", "agencies?limit=1&limit=2", 400, "invalid-field", "limit"],
    ["with a limit of 0", "GET", "agencies?limit=0", 400, "invalid-field", "limit"],
    ["with a limit of 201", "GET", "agencies?limit=201", 400, "invalid-field", "limit"],
    ["with a limit that is no number", "GET", "agencies?limit=many", 400, "invalid-field", "limit"],
    ["with a filter that is no code", "GET", "agencies?kind=BANK", 400, "invalid-field", "kind"],
    ["with a filter that is no region", "GET", "agencies?region=99.99", 400, "unknown-region", "region"],
    ["with a filter that is no country", "GET", "agencies?country=XX", 400, "unknown-country", "country"],
    ["with a cursor that is none", "GET", "agencies?after=abc", 400, "invalid-cursor", "after"],
    ["with a cursor of another query", "GET", `agencies?after=${btoa('["x",1]')}`, 400, "invalid-cursor", "after"],
    ["with a position that is none", "GET", "agencies?seen=17", 400, "invalid-field", "seen"],
    ["with a position of another store", "GET", `agencies?seen=${foreign}`, 400, "foreign-position", "seen"],
    [
      "with a moment that is none",
      "GET",
      `persons/PERSON/state?asOf=${encodeURIComponent(SECRET)}`,
      400,
      "impossible-date",
      "asOf",
    ],
    [
      "with a moment of another store",
      "GET",
      `persons/PERSON/state?knownAt=${foreign}`,
      400,
      "foreign-position",
      "knownAt",
    ],
    ["with a zone that is none", "GET", "persons/PERSON/state?asOf=2025-01-01&zone=Mars", 400, "invalid-field", "zone"],
  ])("%s is refused", async (...[, method, path, status, type, field]) => {
    const body =
      method === "POST" ? JSON.stringify(path.includes("contact") ? { phone: "0812 0000 1001" } : PERSON) : undefined;
    const headers = { "idempotency-key": randomUUID(), ...(body && { "content-type": "application/json" }) };
    const response = await officer.calls<Problem>(method, path.replace("PERSON", person), body, headers);
    expectRefused(response, status, type, field);
    if (status === 405) expect(response.headers.get("allow")).toMatch(/GET|POST/);
  });

  test("outside of the interface is refused in the same form", async () => {
    const response = await fetch(`${service.url}/${encodeURIComponent(SECRET)}`);
    expectRefused(
      { status: response.status, headers: response.headers, body: (await response.json()) as Problem },
      404,
      "no-such-address",
    );
  });

  test("in what is no HTTP is refused in the same form", async () => {
    const answer = await sendBytes(service.url, "HELLO\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json/);
    expect(answer).toContain('"type":"urn:kawal:problem:malformed-request"');
  });
});

describe("a file", () => {
  const PDF = Buffer.from(`%PDF-1.7 ${SECRET}\n%%EOF`);
  const upload = (body: Buffer, type: string, query = `person=${person}`, headers: Record<string, string> = {}) =>
    officer.calls<Problem>("POST", `files?${query}`, body, {
      "content-type": type,
      "idempotency-key": randomUUID(),
      ...headers,
    });

  test("of a type that is not taken, or that is not what it says it is, is refused", async () => {
    for (const [body, type] of [
      [Buffer.from(SECRET), "text/plain"],
      [Buffer.from(`{"name": "${SECRET}"}`), "application/json"],
      [Buffer.from(`<svg>${SECRET}</svg>`), "image/svg+xml"],
      [PDF, "image/jpeg"],
      [Buffer.from(`MZ${SECRET}`), "application/pdf"],
      [Buffer.alloc(0), "application/pdf"],
    ] as const)
      expectRefused(await upload(body, type), 415, "unsupported-file-type", "body");
  });

  test("that nobody could read is refused: three bytes of a JPEG, a PDF without its end", async () => {
    for (const [body, type] of [
      [Buffer.from([0xff, 0xd8, 0xff]), "image/jpeg"],
      [Buffer.from(`%PDF-1.7 ${SECRET}`), "application/pdf"],
    ] as const)
      expectRefused(await upload(body, type), 400, "incomplete-file", "body");
  });

  test("over the limit is refused", async () => {
    const body = Buffer.concat([PDF, Buffer.alloc(21 * 1024 * 1024)]);
    expectRefused(await upload(body, "application/pdf"), 413, "file-too-large", "body");
  });

  test("of nobody, for an agency that is not the officer's, or without a key is refused", async () => {
    expectRefused(await upload(PDF, "application/pdf", ""), 400, "missing-field", "person");
    expectRefused(await upload(PDF, "application/pdf", "person=1"), 400, "invalid-field", "person");
    const otherAgency = await upload(PDF, "application/pdf", undefined, { "kawal-agency": randomUUID() });
    expectRefused(otherAgency, 403, "no-assignment");
    const keyless = await upload(PDF, "application/pdf", undefined, { "idempotency-key": "1" });
    expectRefused(keyless, 400, "idempotency-key-required", "Idempotency-Key");
  });
});

test("a search is refused by the same rules", async () => {
  for (const [sought, type, field] of [
    [{}, "missing-field", "nik"],
    [{ name: SECRET, surname: SECRET }, "unknown-field", "surname"],
    [{ name: ["a"] }, "invalid-field", "name"],
    [{ nik: SECRET }, "invalid-field", "nik"],
  ] as const)
    expectRefused(await officer.sends("persons/search", sought), 400, type, field);
});

test("what only an administrator may is refused to others", async () => {
  expectRefused(await officer.calls("GET", "parked"), 403, "forbidden");
});

test("the service stays well", async () => {
  for (const body of [`{"sex": "${SECRET}`, nested(40_000)]) await officer.sends("persons", body);
  await viewsCaughtUp(service);
});
