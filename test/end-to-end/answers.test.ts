import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { declaredRoutes } from "../access/routes.js";
import { inOrder } from "../in-order.js";
import { temporaryFolder } from "../temporary.js";
import { Officer, startService, type Answered, type Problem, type RunningService } from "./service.js";
import { ROOT } from "./starting.js";
import { storedEvents } from "./stored.js";

const { folder, remove } = temporaryFolder();
let service: RunningService;
let officer: Officer;
const PERSON = { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Siti" } };
const first = { key: randomUUID(), answer: undefined as unknown as Answered };

beforeAll(async () => {
  service = await startService(folder);
  const agency = await new Officer(service, undefined, "ADMINISTRATOR").does("agencies", {
    kind: "BP3MI",
    name: "BP3MI",
  });
  officer = new Officer(service, agency.id);
});
afterAll(remove);

describe("a command", () => {
  const then = inOrder();
  then("that creates answers 201 with Location and ETag", async () => {
    const response = await officer.sends<Answered>("persons", PERSON, { "idempotency-key": first.key });
    first.answer = response.body;
    expect(response).toMatchObject({
      status: 201,
      body: { revision: 0, position: expect.stringMatching(/^[0-9a-f]{12}\.\d+$/) },
    });
    expect(response.headers.get("etag")).toBe('"0"');
    expect(response.headers.get("location")).toBe(`/api/v1/persons/${response.body.id}`);
    const { status } = await officer.calls("GET", `persons/${response.body.id}?seen=${response.body.position}`);
    expect(status).toBe(200);
  });

  then("repeated gets the same answer, whatever happened since, and does nothing", async () => {
    await officer.does(`persons/${first.answer.id}/contact`, { address: "Kragilan" });
    const events = storedEvents(folder).length;
    for (let i = 0; i < 3; i++) {
      const repeat = await officer.sends<Answered>("persons", PERSON, { "idempotency-key": first.key });
      expect(repeat).toMatchObject({ status: 201, body: first.answer });
      expect(repeat.headers.get("etag")).toBe('"0"');
    }
    expect(storedEvents(folder)).toHaveLength(events);
  });

  then("sent 20 times at once is done once", async () => {
    const events = storedEvents(folder).length;
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => officer.sends<Answered>("persons", PERSON, { "idempotency-key": key })),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
    expect(storedEvents(folder)).toHaveLength(events + 1);
  });

  then("of another officer under the same key is another command", async () => {
    const other = new Officer(service, officer.agency);
    const { id } = await other.does("persons", PERSON, { "idempotency-key": first.key });
    expect(id).not.toBe(first.answer.id);
  });

  then("with If-Match is done at that revision only, but a repeat of it is not refused", async () => {
    const { id } = await officer.does("persons", PERSON);
    const change = (address: string, revision: number, key = randomUUID()) =>
      officer.sends<Answered>(
        `persons/${id}/contact`,
        { address },
        { "if-match": `"${revision}"`, "idempotency-key": key },
      );
    const key = randomUUID();
    const changed = await change("Kragilan", 0, key);
    expect(changed).toMatchObject({ status: 200, body: { id, revision: 1 } });
    expect(changed.headers.get("etag")).toBe('"1"');
    expect(changed.headers.get("location")).toBeNull();
    expect(await change("Pontang", 0)).toMatchObject({ status: 412 });
    expect(await change("Kragilan", 0, key)).toMatchObject({ status: 200, body: changed.body });
    expect(await change("Pontang", 1)).toMatchObject({ status: 200, body: { revision: 2 } });
  });

  then("is seen by a query that names its position, 20 times in a row", async () => {
    const { id } = await officer.does("persons", PERSON);
    for (let i = 0; i < 20; i++) {
      const { position } = await officer.does(`persons/${id}/contact`, { address: `Kragilan ${i}` });
      const { data, dataAsOf } = await officer.sees<{ data: object; dataAsOf: object }>(
        `persons/${id}?seen=${position}`,
      );
      expect({ data, dataAsOf }).toMatchObject({
        data: { contact: { address: `Kragilan ${i}` } },
        dataAsOf: { position },
      });
    }
  });

  then("that is rejected says by which rule, with its source, in both languages, and may be repeated", async () => {
    const { id } = await officer.does("persons", PERSON);
    const key = randomUUID();
    for (let i = 0; i < 2; i++) {
      const { status, body } = await officer.sends(
        `persons/${id}/do-not-tell`,
        { person: id },
        { "idempotency-key": key },
      );
      expect({ status, body }).toMatchObject({ status: 409, body: { type: "urn:kawal:problem:rejected:not-oneself" } });
      for (const part of ["id", "source", "en", "indonesian"] as const) expect(body.rule?.[part]).toBeTruthy();
    }
  });

  then("keeps its answer over a restart of the service", async () => {
    const before = storedEvents(folder).length;
    await service.restart();
    const repeat = await officer.sends<Answered>("persons", PERSON, { "idempotency-key": first.key });
    expect(repeat).toMatchObject({ status: 201, body: first.answer });
    const reused = await officer.sends("persons", { ...PERSON, sex: "MALE" }, { "idempotency-key": first.key });
    expect(reused).toMatchObject({ status: 422, body: { type: "urn:kawal:problem:key-reused" } });
    expect(storedEvents(folder)).toHaveLength(before);
  });
});

test("a query for a position that the view does not come to says so in the end", async () => {
  const { position } = await officer.does("persons", PERSON);
  const [store, number] = position.split(".");
  const response = await officer.callsOnce<Problem>("GET", `agencies?seen=${store}.${Number(number) + 1_000_000}`);
  expect(response).toMatchObject({ status: 503, body: { type: "urn:kawal:problem:view-behind" } });
  expect(response.headers.get("retry-after")).toBe("1");
});

/** Paths of commands whose body has nothing to say. */
const WITHOUT_FIELDS = ["/api/v1/offers/{id}/follow-codes"];

describe("the description", () => {
  interface Operation {
    readonly operationId: string;
    readonly summary: string;
    readonly requestBody?: {
      readonly content: Record<string, { schema: { $ref?: string; properties?: object; format?: string } }>;
    };
    readonly responses: Record<string, { content?: Record<string, { schema: { $ref: string } }> }>;
  }
  interface Description {
    readonly openapi: string;
    readonly paths: Record<string, Record<string, Operation>>;
    readonly info: { readonly description: string; readonly license: object };
    readonly security: readonly object[];
    readonly components: {
      readonly schemas: Record<string, { properties?: object }>;
      readonly securitySchemes: Record<string, object>;
    };
  }
  let description: Description;
  const operations = () =>
    Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
    );
  beforeAll(async () => {
    description = (await (await fetch(`${service.url}/openapi.json`)).json()) as Description;
  });

  test("is OpenAPI 3.1, every reference in it has an end, and every operation an id of its own", () => {
    expect(description.openapi).toMatch(/^3\.1\./);
    for (const [, name] of JSON.stringify(description).matchAll(/"#\/components\/schemas\/([^"]*)"/g))
      expect(description.components.schemas).toHaveProperty([name!]);
    const ids = operations().map(({ operationId }) => operationId);
    expect(ids.every(Boolean)).toBe(true);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(operations().filter(({ summary }) => !summary)).toEqual([]);
  });

  test("has every route of every controller, and the service takes each, and no other method there", async () => {
    const described = operations().map(({ path, method }) => `${method} ${path}`);
    expect(described.toSorted()).toEqual(routesOfControllers().toSorted());
    for (const path of Object.keys(description.paths)) {
      const address = path.replaceAll(/\{\w+\}/g, randomUUID());
      const { status, headers } = await fetch(`${service.url}${address}`, { method: "OPTIONS" });
      const allowed = (headers.get("allow") ?? "").split(", ").map((method) => method.toLowerCase());
      // A path with an id in it takes in its neighbours: `persons/search` is one of `persons/{id}`.
      expect({ path, status, allowed }).toMatchObject({
        status: 405,
        allowed: expect.arrayContaining(Object.keys(description.paths[path]!)),
      });
    }
  });

  test("gives every body a schema with fields, and every route its problems", () => {
    for (const { path, method, requestBody, responses } of operations()) {
      if (!path.startsWith("/api/")) continue;
      if (method === "post") {
        const schemas = Object.values(requestBody?.content ?? {}).map(({ schema }) => schema);
        expect({ path, schemas }).not.toEqual({ path, schemas: [] });
        for (const { $ref, properties, format } of schemas) {
          if (format === "binary") continue;
          const fields = properties ?? description.components.schemas[$ref!.split("/").at(-1)!]!.properties;
          // A command that says all by its path takes no field.
          if (WITHOUT_FIELDS.includes(path)) expect({ path, fields: fields ?? {} }).toEqual({ path, fields: {} });
          else expect({ path, fields: Object.keys(fields ?? {}).length }).not.toEqual({ path, fields: 0 });
        }
      }
      for (const status of method === "post"
        ? ["400", "401", "403", "404", "409", "412", "413", "415", "422", "503"]
        : ["400", "401", "403", "404", "503"])
        expect(Object.keys(responses[status]?.content ?? {})).toEqual(["application/problem+json"]);
    }
  });

  test("has a page", async () => {
    const response = await fetch(`${service.url}/docs`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("swagger-ui");
    for (const file of ["swagger-ui-bundle.js", "swagger-ui.css"])
      expect((await fetch(`${service.url}/docs/${file}`)).status).toBe(200);
  });

  test("names the licence of the package", () => {
    const { license } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8")) as { readonly license: string };
    expect(description.info.license).toEqual({ name: license, url: "https://www.apache.org/licenses/LICENSE-2.0" });
  });

  test("says that a bearer token is needed, and nothing of a sample, which this store is none of", async () => {
    const { security, components, info } = description;
    expect(security).toEqual([{ token: [] }]);
    expect(components.securitySchemes).toEqual({ token: expect.objectContaining({ type: "http", scheme: "bearer" }) });
    expect(info.description).toBe("");
    expect(JSON.stringify(description)).not.toMatch(/SAMPLE|Kawal-Officer/);
  });
});

test("health tells that the process lives, and that every part works", async () => {
  const get = async (path: string) => {
    const response = await fetch(`${service.url}/health/${path}`);
    return { status: response.status, body: (await response.json()) as unknown };
  };
  expect(await get("live")).toEqual({ status: 200, body: { status: "live" } });
  expect(await get("ready")).toEqual({
    status: 200,
    // The view of the log of reads may have something to take just now.
    body: {
      status: "ready",
      parts: { events: "ok", views: "ok", reads: "ok", keys: "ok" },
      parked: 0,
      late: expect.any(Array),
    },
  });
});

/**
 * What the controllers' own decorators say; those of a store's own users are not there where the issuer is elsewhere.
 */
function routesOfControllers(): string[] {
  return declaredRoutes()
    .map(({ route }) => {
      const [method, path] = route.split(" ") as [string, string];
      const address = path.startsWith("/") ? path : `/api/v1/${path}`;
      return `${method.toLowerCase()} ${address.replaceAll(/:(\w+)/g, "{$1}")}`;
    })
    .filter((route) => !/\/sign-(in|out)/.test(route));
}
