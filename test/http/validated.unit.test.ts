import { describe, expect, test } from "@jest/globals";
import { problemOf } from "../../src/http/problems.js";
import { Occurring } from "../../src/http/parts.js";
import { validated } from "../../src/http/validated.js";

class WithoutFields {}
class WithFields extends Occurring {}

async function taken(type: new () => object, body: unknown): Promise<unknown> {
  try {
    const value: unknown = await validated(type).transform(body, { type: "body", metatype: type });
    return { value };
  } catch (error) {
    const { status, errors } = problemOf(error).problem;
    return { status, errors: errors?.map(({ type: slug, field }) => [slug, field]) };
  }
}

describe.each([
  ["with fields", WithFields],
  ["without a field", WithoutFields],
])("a body of a command %s", (_, type) => {
  test("may be empty", async () => {
    expect(await taken(type, {})).toEqual({ value: new type() });
  });

  test("is refused what is none of its fields, by name", async () => {
    expect(await taken(type, { reason: "lost" })).toEqual({
      status: 400,
      errors: [["urn:kawal:problem:unknown-field", "reason"]],
    });
  });

  test.each([[[]], [[{}]], ["text"], [5], [null], [undefined]])("is an object, and not %j", async (body) => {
    expect(await taken(type, body)).toEqual({ status: 400, errors: [["urn:kawal:problem:not-an-object", "body"]] });
  });
});
