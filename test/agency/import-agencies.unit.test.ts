import { beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { RegisterAgency } from "../../src/agency/register-agency.js";
import {
  AgenciesRefused,
  importAgencies,
  listedAgencies,
  type ListedAgency,
} from "../../src/agency/import-agencies.js";
import { loadRegions, regionName } from "../../src/places/regions.js";
import { plainToInstance } from "class-transformer";
import { validateSync } from "class-validator";
import { given } from "../given.js";

const STARTING = readFileSync(new URL("../../registry/agencies.json", import.meta.url), "utf8");
const list = (...agencies: readonly object[]) => JSON.stringify({ agencies });
const BANTEN: ListedAgency = { code: "BP3MI-36", kind: "BP3MI", name: "BP3MI Banten", region: "36" };
const PENANG: ListedAgency = { code: "KJRI-PENANG", kind: "MISSION", name: "KJRI Penang", country: "MY" };

/** A registry in memory, in pages of one. */
function registry(had: readonly ListedAgency[], refuses: readonly string[] = []) {
  const there = had.map(({ code, kind, name }) => ({ code: code === "" ? null : code, kind, names: [{ name }] }));
  return {
    there,
    page: async (after: string | undefined) => {
      const at = Number(after ?? 0);
      return { data: there.slice(at, at + 1), ...(at + 1 < there.length && { next: `${at + 1}` }) };
    },
    register: async ({ code, kind, name }: ListedAgency) => {
      if (refuses.includes(code)) return "no";
      there.push({ code, kind, names: [{ name }] });
      return undefined;
    },
  };
}

describe("an import", () => {
  test("registers what is not there, and nothing the second time", async () => {
    const into = registry([]);
    expect(await importAgencies([BANTEN, PENANG], into)).toEqual({
      registered: ["BP3MI-36", "KJRI-PENANG"],
      known: [],
      refused: [],
    });
    expect(await importAgencies([BANTEN, PENANG], into)).toMatchObject({
      registered: [],
      known: ["BP3MI-36", "KJRI-PENANG"],
    });
    expect(into.there).toHaveLength(2);
  });

  test("knows an agency again by its code, also under a new name, and by kind and name, also without a code", async () => {
    const renamed = { ...BANTEN, name: "BP3MI Serang" };
    const uncoded = { ...PENANG, code: "" };
    expect(await importAgencies([BANTEN, PENANG], registry([renamed, uncoded]))).toMatchObject({ registered: [] });
  });

  test("goes on after one that is refused, and names it", async () =>
    expect(await importAgencies([BANTEN, PENANG], registry([], ["BP3MI-36"]))).toEqual({
      registered: ["KJRI-PENANG"],
      known: [],
      refused: [{ code: "BP3MI-36", reason: "no" }],
    }));
});

describe("a list", () => {
  test("is taken without what is for its reader", () =>
    expect(listedAgencies(list({ ...BANTEN, source: "https://kp2mi.go.id" }))).toEqual([BANTEN]));

  test.each([
    ["no JSON", "{"],
    ["without agencies", "{}"],
    ["with an agency that is none", list(null as never)],
    ["with a code in small letters", list({ ...BANTEN, code: "bp3mi-36" })],
    ["with an unknown kind", list({ ...BANTEN, kind: "BALAI" })],
    ["without a name", list({ code: "BP3MI-36", kind: "BP3MI" })],
    ["with one code twice", list(BANTEN, { ...PENANG, code: BANTEN.code })],
  ])("%s is refused", (_, text) => expect(() => listedAgencies(text)).toThrow(AgenciesRefused));
});

describe("the starting list", () => {
  beforeAll(loadRegions);
  const agencies = listedAgencies(STARTING);
  const entries = (JSON.parse(STARTING) as { agencies: { source?: string }[] }).agencies;

  test("names the source of every agency, and the day of the list", () => {
    expect(JSON.parse(STARTING)).toMatchObject({ date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) });
    for (const entry of entries) expect(entry.source).toMatch(/\S/);
  });

  test.each(agencies.map((agency) => [agency.code, agency] as const))("%s can be registered", (_, agency) => {
    const body = plainToInstance(RegisterAgency, agency);
    expect(validateSync(body, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
    given(agencyDecider, [])
      .when("RegisterAgency", body)
      .then([{ facts: agency }]);
    // Whoever answers for nobody's place sees nobody by it.
    if (agency.kind === "MISSION") expect(agency.country).toBeDefined();
    if (agency.kind === "BP3MI")
      expect(agency.name.toUpperCase()).toBe(`BP3MI ${regionName(agency.region!)!.toUpperCase()}`);
  });

  test("has no agency twice", () => {
    expect(new Set(agencies.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(agencies.length);
  });
});
