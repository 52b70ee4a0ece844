import { beforeAll, describe, expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import {
  CodeField,
  CountryField,
  DateField,
  FlagField,
  IntegerField,
  NameField,
  NarrativeField,
  ObjectField,
  PatternField,
  PhoneField,
  RegionField,
  TextField,
  UuidField,
  ZoneField,
} from "../../src/http/fields.js";
import { isSaidInIndonesian } from "../../src/http/problems-in-indonesian.js";
import { validated } from "../../src/http/validated.js";
import { InvalidRequest, problemOf } from "../../src/http/problems.js";
import { LIMITS } from "../../src/limits.js";
import { ROOT } from "../end-to-end/starting.js";
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

describe("a phone number", () => {
  test.each(["+60 12-345 6789", "0060 12 345 6789", "0812 3456 7890", "(021) 555 1234"])("may be %s", async (phone) => {
    expect(await reads({ phone })).toMatchObject({ phone });
  });

  test.each(["012-345 6789", "0501234567", "no phone", "12"])("is not guessed from %s", async (phone) => {
    const { type, field, indonesian } = (await refuses({ phone })) as {
      type: string;
      field: string;
      indonesian: string;
    };
    expect({ type, field }).toEqual({ type: "invalid-field", field: "phone" });
    expect(indonesian).toContain("kode negaranya");
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

class Everything {
  @TextField(5, { optional: true })
  text?: string;

  @TextField(5, { optional: true, many: true })
  texts?: string[];

  @CodeField(["A", "B"], { optional: true })
  code?: string;

  @IntegerField(1, 3, { optional: true })
  number?: number;

  @FlagField({ optional: true })
  flag?: boolean;

  @CountryField({ optional: true })
  country?: string;

  @ZoneField({ optional: true })
  zone?: string;

  @PatternField(/^[A-Z]{3}$/, "three letters", { optional: true, example: "IDR" })
  pattern?: string;

  @NarrativeField({ optional: true })
  note?: string;

  @ObjectField(() => Body, { optional: true })
  body?: Body;

  @NameField(40, { optional: true })
  name?: string;

  @DateField({ kind: "PAST", optional: true })
  day?: string;

  @RegionField({ optional: true })
  region?: string;

  @UuidField()
  id!: string;
}

describe("what is wrong with a field is said in English and in Indonesian", () => {
  const ID = "0f5b6c3e-0000-4000-8000-00000000abcd";
  test.each<[object, string, string]>([
    [{}, "id is missing", "id wajib diisi"],
    [{ id: 1 }, "id must be a UUID", "id harus berupa UUID"],
    [{ other: 1 }, "other is no field of this request", "other bukan isian permintaan ini"],
    [{ text: 1 }, "text must be a string", "text harus berupa teks"],
    [{ text: "" }, "text must be longer than or equal to 1 characters", "text tidak boleh kosong"],
    [{ text: "   " }, "text must not be blank", "text tidak boleh kosong"],
    [{ text: "sixsix" }, "text must be shorter than or equal to 5 characters", "text paling banyak 5 karakter"],
    [{ text: "a\tb" }, "text must be one line, with no tab in it", "text harus satu baris, tanpa karakter tab"],
    [{ texts: "a" }, "texts must be an array", "texts harus berupa daftar"],
    [{ texts: [1] }, "each value in texts must be a string", "texts harus berupa teks"],
    [{ code: "C" }, "code must be one of the following values: A, B", "code harus salah satu dari: A, B"],
    [{ number: 1.5 }, "number must be an integer number", "number harus berupa bilangan bulat"],
    [{ number: 0 }, "number must not be less than 1", "number tidak boleh kurang dari 1"],
    [{ number: 4 }, "number must not be greater than 3", "number tidak boleh lebih dari 3"],
    [{ flag: 1 }, "flag must be a boolean value", "flag harus true atau false"],
    [
      { country: "XX" },
      "country must be a country by its ISO 3166-1 code of two letters, or UNKNOWN",
      "country harus berupa negara dengan kode ISO 3166-1 dua huruf, atau UNKNOWN",
    ],
    [
      { zone: "Mars" },
      "zone must be an IANA time zone, e.g. Asia/Jakarta",
      "zone harus berupa zona waktu IANA, misalnya Asia/Jakarta",
    ],
    [{ pattern: "x" }, "pattern must be three letters", "pattern harus ditulis seperti IDR"],
    [{ note: "" }, "note must be longer than or equal to 1 characters", "note tidak boleh kosong"],
    [{ body: 1 }, "body must be an object", "body harus berupa objek"],
    [
      { name: "-" },
      "name must have a letter, and no invisible character",
      "name harus memuat huruf, tanpa karakter yang tidak terlihat",
    ],
    [
      { day: "2025-02-30" },
      expect.stringMatching(/^day must be a date, YYYY-MM-DD, from \d+ to \d+$/) as unknown as string,
      expect.stringMatching(/^day harus berupa tanggal, YYYY-MM-DD, dari \d+ sampai \d+$/) as unknown as string,
    ],
    [
      { region: "99.01" },
      "region must be a region by its Kemendagri code, e.g. 36.04",
      "region harus berupa wilayah dengan kode Kemendagri, misalnya 36.04",
    ],
  ])("%j", async (given, message, indonesian) => {
    const sent = Object.keys(given).length === 0 ? given : { id: ID, ...given };
    const refused = validated(Everything).transform(sent, { type: "body" }) as Promise<never>;
    const error = (await refused.catch((thrown: unknown) => thrown)) as InvalidRequest;
    expect(error.errors).toContainEqual(expect.objectContaining({ message, indonesian }));
    expect(problemOf(error).problem.errors).toContainEqual(expect.objectContaining({ message, indonesian }));
  });
});

test("every type of problem that the source names is said in Indonesian", () => {
  const named = new Set<string>();
  for (const file of readdirSync(`${ROOT}src`, { recursive: true, encoding: "utf8" }))
    if (file.endsWith(".ts"))
      for (const [, slug] of readFileSync(`${ROOT}src/${file}`, "utf8").matchAll(
        /new (?:InvalidField\(|Problem\(\s*\d+,)\s*"([a-z-]+)"/g,
      ))
        named.add(slug!);
  for (const { problem } of Object.values(LIMITS)) if (problem !== null) named.add(problem);
  expect(named.size).toBeGreaterThan(20);
  expect([...named].filter((slug) => !isSaidInIndonesian(slug))).toEqual([]);
});
