import { describe, expect, test } from "@jest/globals";
import { COUNTRY_KEYS, namedIn, REGION_KEYS } from "../../src/agency/named-in.js";
import { registry } from "../../src/slices.js";

const id = (n: number) => `0f5b6c3e-0000-4000-8000-00000000000${n}`;
const found = (answer: unknown) => {
  const { ids, regions, countries } = namedIn(answer);
  return { ids: [...ids], regions: [...regions], countries: [...countries] };
};

describe("what an answer shows that may have a name", () => {
  test("is an id under any key but those of persons, streams and events", () =>
    expect(
      found({
        id: id(1),
        persons: [id(1)],
        facts: { victim: id(1), heldBy: id(2), agencies: [id(3), id(4)] },
        by: id(5),
        correlation: id(1),
      }).ids,
    ).toEqual([id(2), id(3), id(4), id(5)]));

  test("is the id of who acted, wherever an object says so", () =>
    expect(found([{ who: { kind: "OFFICER", id: id(1) }, agency: { id: id(2), name: null }, id: id(3) }]).ids).toEqual([
      id(1),
      id(2),
    ]));

  test("is the code of a region or country, and no other code or number", () =>
    expect(
      found({
        region: { scheme: "KEMENDAGRI", code: "36" },
        origins: ["36", "36.04"],
        anywhere: "36.04.12",
        amount: "36",
        initials: "NA",
        country: "KH",
        nationality: "UNKNOWN",
        status: "UNKNOWN",
        language: "ID",
      }),
    ).toEqual({ ids: [], regions: ["36", "36.04", "36.04.12"], countries: ["KH", "UNKNOWN"] }));
});

/** Names of the facts, at any depth, whose schema is of a format. */
function keysOf(schema: unknown, format: string, name = ""): string[] {
  if (schema === null || typeof schema !== "object") return [];
  const { format: own, properties, items } = schema as { format?: string; properties?: object; items?: unknown };
  return [
    ...(own === format ? [name] : []),
    ...Object.entries(properties ?? {}).flatMap(([key, each]) => keysOf(each, format, key)),
    ...keysOf(items, format, name),
  ];
}

test.each([
  ["region", REGION_KEYS],
  ["country", COUNTRY_KEYS],
] as const)("every fact that is a %s stands under a key by which it is found", (format, keys) => {
  const facts = registry.types.flatMap((type) => keysOf(registry.definition(type).facts, format));
  expect(facts.length).toBeGreaterThan(5);
  expect(facts.filter((key) => !keys.has(key))).toEqual([]);
});
