import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Caller } from "../../src/access/caller.js";
import { Gate } from "../../src/access/gate.js";
import type { OpenIdentities } from "../../src/sign-in/open-identities.js";
import type { Service } from "../../src/service.js";
import { madeOnce } from "../whole-run/whole-run.js";

/** What a client got, of whichever route. */
export interface Got {
  readonly method: string;
  /** `/api/v1/persons/…`; with or without parameters. */
  readonly path: string;
  readonly status: number;
  readonly mediaType: string | null | undefined;
  readonly body: unknown;
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}

type Schema = { properties?: object; additionalProperties?: unknown } & Record<string, unknown>;

const ID = "description";
const PROBLEM = "application/problem+json";

/** The description as the service gives it out, made once in a run of tests. */
export async function theDescription(): Promise<Description> {
  const file = "openapi.json";
  const { folder } = await madeOnce("description", async (made) => {
    writeFileSync(join(made, file), await describe());
    return file;
  });
  return JSON.parse(readFileSync(join(folder, file), "utf8")) as Description;
}

/** Of all routes, those of users of the store's own among them. */
async function describe(): Promise<string> {
  const { AppModule } = await import("../../src/app.module.js");
  const { createApplication } = await import("../../src/http/application.js");
  const identities: OpenIdentities = {
    identify: () => Promise.reject(new Error("nobody")),
    embedded: {} as OpenIdentities["embedded"],
    close: () => Promise.resolve(),
  };
  const store = { store: randomUUID(), sample: false };
  const module = AppModule.serving({ engines: {} } as Service, store, identities);
  const app = await createApplication(module, "", false);
  const { statusCode, body } = await app.inject({ url: "/openapi.json" });
  if (statusCode !== 200) throw new Error(`/openapi.json: ${statusCode} ${body}`);
  return body;
}

interface Described {
  readonly routes: readonly { readonly pattern: RegExp; readonly path: string }[];
  readonly description: Description;
  readonly ajv: Ajv2020;
  readonly validators: Map<string, ValidateFunction>;
}

let described: Promise<Described> | undefined;

async function read(): Promise<Described> {
  const description = await theDescription();
  for (const [name, schema] of Object.entries(description.components.schemas))
    if (name !== "ProblemSchema") close(schema);
  for (const methods of Object.values(description.paths))
    for (const each of Object.values(methods)) close(each.responses);
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(description, ID);
  const routes = Object.keys(description.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
  }));
  // A path without a parameter is meant before one with.
  routes.sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  return { routes, description, ajv, validators: new Map() };
}

/** A client must take what it doesn't know; here it would be something that nobody described. */
function close(value: unknown): void {
  if (value === null || typeof value !== "object") return;
  const schema = value as Schema;
  if (schema.properties !== undefined && schema["type"] === "object") schema.additionalProperties ??= false;
  for (const each of Object.values(value)) close(each);
}

/**
 * Holds an answer against what the description says of its route: a test that calls the service need not ask for it.
 * @throws when it says something else
 */
export async function assertDescribed(got: Got): Promise<void> {
  const { routes, description, ...compiled } = await (described ??= read());
  const [path] = got.path.split("?");
  const method = got.method.toLowerCase();
  const route = routes.find((each) => each.pattern.test(path!) && description.paths[each.path]![method] !== undefined);
  if (route === undefined || got.body === null) return;
  const mediaType = (got.mediaType ?? "").split(";")[0]!;
  if (!mediaType.endsWith("json")) return;
  const responses = description.paths[route.path]![method]!.responses;
  const schema = responses[got.status]?.content?.[mediaType]?.schema;
  if (schema === undefined && mediaType !== PROBLEM && got.status < 500)
    throw new Error(`${got.method} ${route.path} answers ${got.status} ${mediaType}, which is described nowhere`);
  const name = schema === undefined ? "ProblemSchema" : `${method} ${route.path} ${got.status}`;
  const validate = validatorOf(name, schema ?? { $ref: "#/components/schemas/ProblemSchema" }, compiled);
  assertValid(validate, got.body, `${got.method} ${route.path} ${got.status}`);
  learn(got);
  if (mediaType !== PROBLEM && !isOfCommand(got.body))
    assertValid(validate, await allHidden(got), `${got.method} ${route.path}, with all hidden that may be`);
}

function validatorOf(name: string, schema: object, { ajv, validators }: Pick<Described, "ajv" | "validators">) {
  let validate = validators.get(name);
  if (validate === undefined) {
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', `"$ref":"${ID}#`)) as object;
    validators.set(name, (validate = ajv.compile(absolute)));
  }
  return validate;
}

function assertValid(validate: ValidateFunction, body: unknown, what: string): void {
  if (validate(body)) return;
  const errors = (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`${what} is not as it is described:\n${errors.slice(0, 20).join("\n")}\n${JSON.stringify(body)}`);
}

const CATEGORIES: Readonly<Record<string, readonly string[]>> = {
  persons: ["person"],
  cases: ["case"],
  repatriations: ["repatriation"],
  files: ["file"],
  "identity-links": ["identityLink"],
};

/** Ids that may be hidden from somebody, as the gate asks for them. */
const concealable = new Set<string>();

function learn({ method, path, status, body }: Got): void {
  const [base] = path.replace("/api/v1/", "").split("?");
  if (method !== "POST" || status !== 201) return;
  for (const category of CATEGORIES[base!] ?? []) concealable.add(`${category}-${(body as { id: string }).id}`);
}

function isOfCommand(body: unknown): boolean {
  return typeof body === "object" && body !== null && "revision" in body && "position" in body;
}

const NOBODY = {
  actor: { kind: "OFFICER", id: "", onBehalfOf: null, agency: null, role: "ANALYST" },
  role: "ANALYST",
  jurisdiction: { kind: "PLACEMENT_COMPANY", region: null, country: null },
} as unknown as Caller;

/** The answer as it leaves for whoever sees neither persons nor things in it, nor confidential parts. */
function allHidden({ path, body }: Got): Promise<unknown> {
  const gate = new Gate({ concealedAmong: async (_, keys) => new Set(keys.filter((key) => concealable.has(key))) });
  return gate.passes(body, { caller: NOBODY } as never, [path.split(/[/?]/)]);
}
