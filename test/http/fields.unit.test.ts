import { expect, test } from "@jest/globals";
import { validated } from "../../src/http/command-routes.js";
import { UuidField } from "../../src/http/fields.js";
import { InvalidRequest } from "../../src/http/problems.js";

const ID = "0f5b6c3e-0000-4000-8000-0000000000ab";

class Ids {
  @UuidField()
  one!: string;

  @UuidField({ optional: true, many: true })
  others?: string[];
}

const taken = async (body: object): Promise<unknown> => validated(Ids).transform(body, { type: "body" });

test("an id is taken in capitals, alone or in a list, and brought to small letters", async () => {
  expect(await taken({ one: ID.toUpperCase() })).toEqual({ one: ID });
  expect(await taken({ one: ID, others: [ID.toUpperCase(), ID] })).toEqual({ one: ID, others: [ID, ID] });
});

test.each([{ one: "AB" }, { one: 7 }, { one: [ID] }, { one: ID, others: ID }, { one: ID, others: [ID, 7] }])(
  "%j is no id, or no list of ids",
  async (body) => {
    await expect(taken(body)).rejects.toBeInstanceOf(InvalidRequest);
  },
);
