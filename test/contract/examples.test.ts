import { beforeAll, expect, test } from "@jest/globals";
import type { Type } from "@nestjs/common";
import { resolveTime } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { validated } from "../../src/http/validated.js";
import { OccurredDto } from "../../src/http/fields.js";
import { readPhone } from "../../src/privacy/lookup-tokens.js";
import { loadRegions } from "../../src/places/regions.js";
import { bodiesOfRoutes } from "./bodies.js";
import { theDescription, type Description } from "./valid-answers.js";

/** A schema of a body, as far as an example is made of it. */
interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly description?: string;
}

const NOW = "2025-06-01T03:00:00.000Z";
let description: Description;
let bodies: readonly Type[];

beforeAll(async () => {
  await loadRegions();
  description = await theDescription();
  bodies = bodiesOfRoutes();
});

const schemas = () => description.components.schemas as Readonly<Record<string, Schema>>;

function resolved(schema: Schema): Schema {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  return ref === undefined ? schema : { ...schemas()[ref.split("/").at(-1)!]!, ...schema };
}

/** What a reader of the description is shown, and sends: every field, by its example, or by what its kind says. */
function exampleOf(given: Schema): unknown {
  const schema = resolved(given);
  if (schema.example !== undefined) return schema.example;
  if (schema.enum) return schema.enum[0];
  if (schema.type === "array") return [exampleOf(schema.items!)];
  if (schema.properties)
    return Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, exampleOf(each)]));
  if (schema.format === "uuid") return "3fa85f64-5717-4562-b3fc-2c963f66afa6";
  if (schema.format === "date") return "2025-05-26";
  if (schema.type === "integer") return schema.minimum ?? 0;
  if (schema.type === "boolean") return true;
  if (schema.type === "object") return {};
  return "string".padEnd(schema.minLength ?? 0, "g");
}

test("every body has an example that is taken, field by field", async () => {
  expect(bodies.length).toBeGreaterThan(80);
  const refused: Record<string, unknown> = {};
  for (const body of bodies) {
    const schema = schemas()[body.name];
    const example = exampleOf(schema ?? {});
    await validated(body as new () => object)
      .transform(example, { type: "body" })
      .catch((error: { errors?: unknown }) => (refused[body.name] = error.errors ?? error));
  }
  expect(refused).toEqual({});
});

test("every time in them is one, and every phone number can be read", () => {
  const occurred = exampleOf(schemas()["OccurredDto"]!) as OccurredDto;
  expect(resolveTime(occurred, NOW)).toMatchObject({ precision: "RANGE" });
  for (const [name, schema] of Object.entries(schemas()))
    for (const [field, each] of Object.entries(schema.properties ?? {}))
      if (/^phone$/i.test(field) && bodies.some((body) => body.name === name))
        expect({ name, phone: readPhone(String(exampleOf(each))) }).toMatchObject({ phone: expect.anything() });
});

test("amounts say that they are in minor units, with an example", () => {
  const amounts = Object.entries(schemas()).flatMap(([name, { properties = {} }]) =>
    "amount" in properties && "currency" in properties ? [{ name, amount: resolved(properties["amount"]!) }] : [],
  );
  expect(amounts.map(({ name }) => name)).toEqual(expect.arrayContaining(["MoneyDto", "SettledAmount"]));
  for (const { name, amount } of amounts)
    expect({ name, ...amount }).toMatchObject({
      description: expect.stringContaining("minor units"),
      example: expect.any(Number),
    });
});

test("what is an object in a body is described by its fields", () => {
  const bare: string[] = [];
  const look = (schema: Schema, path: string) => {
    const { type, properties, items } = resolved(schema);
    if (items) look(items, path);
    for (const [name, each] of Object.entries(properties ?? {})) look(each, `${path}.${name}`);
    if (type === "object" && properties === undefined) bare.push(path);
  };
  for (const { name } of bodies) look(schemas()[name]!, name);
  // What a correction may change is what the corrected event has; what a rule set holds, its kind says.
  expect(bare.toSorted()).toEqual(["CorrectFactDto.facts", "CorrectFactDto.personal", "PublishRules.content"]);
});
