import { beforeAll, describe, expect, test } from "@jest/globals";
import { DateField, NameField, PhoneField, RegionField, UuidField } from "../../src/http/fields.js";
import { validated } from "../../src/http/command-routes.js";
import { InvalidRequest } from "../../src/http/problems.js";
import { takenAs } from "../../src/http/taken-as.js";
import { loadRegions } from "../../src/places/regions.js";

class Body {
  @UuidField({ optional: true })
  person?: string;

  @UuidField({ optional: true, many: true })
  persons?: string[];

  @NameField(40, { optional: true })
  name?: string;

  @DateField({ kind: "PLANNED", optional: true })
  day?: string;

  @RegionField({ optional: true })
  region?: string;

  @PhoneField({ optional: true })
  phone?: string;
}

beforeAll(loadRegions);

const reads = async (body: object) => (await validated(Body).transform(body, { type: "body" })) as Body;
const refuses = async (body: object) => {
  const error = (await reads(body).catch((thrown: unknown) => thrown)) as InvalidRequest;
  expect(error).toBeInstanceOf(InvalidRequest);
  return error.errors[0]!;
};

test("an id is brought to small letters, alone and in a list", async () => {
  const id = "0F5B6C3E-0000-4000-8000-00000000ABCD";
  expect(await reads({ person: id, persons: [id] })).toMatchObject({
    person: id.toLowerCase(),
    persons: [id.toLowerCase()],
  });
});

describe("a name", () => {
  test.each(["Siti Aminah", "N.A.", "O'Neil", "林阿妹", "Nur-Hayati"])("may be %s", async (name) => {
    expect(await reads({ name })).toMatchObject({ name });
  });

  test.each([
    ["no letter", "-"],
    ["an emoji alone", "🙂"],
    ["nothing that can be seen", "\u200B"],
    ["a mark that turns the direction", "Siti\u202EAminah"],
    ["a blank of no width inside", "Siti\u200BAminah"],
  ])("is none with %s", async (_, name) => {
    expect(await refuses({ name })).toMatchObject({ type: "invalid-field", field: "name" });
  });
});

test.each(["0025-05-20", "9999-12-31", "1899-12-31", "2025-02-30"])("%s is no date here", async (day) => {
  expect(await refuses({ day })).toMatchObject({ type: "impossible-date", field: "day" });
});

describe("a region", () => {
  test.each([
    ["91.01", "KABUPATEN MERAUKE has 93.01 since 2022"],
    ["64.05", "KABUPATEN NUNUKAN has 65.03 since 2012"],
    ["96.99", "e.g. 36.04"],
  ])("%s is refused, with the code of today where there is one", async (region, hint) => {
    const { type, message } = await refuses({ region });
    expect(type).toBe("unknown-region");
    expect(message).toContain(hint);
  });
});

describe("an answer shows how a value was taken", () => {
  const taken = async (body: object) => takenAs(await reads(body));

  test("a phone number without a country", async () =>
    expect(await taken({ phone: "0812 3456 7890" })).toEqual([{ field: "phone", as: "+6281234567890" }]));

  test("not a phone number with its country", async () => expect(await taken({ phone: "+60123456789" })).toEqual([]));

  test("a region by its names: a code of BPS may be another place", async () =>
    expect(await taken({ region: "94.01" })).toEqual([{ field: "region", as: "KABUPATEN NABIRE, PAPUA TENGAH" }]));
});
