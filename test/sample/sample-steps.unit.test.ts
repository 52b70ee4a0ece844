import { beforeAll, describe, expect, test } from "@jest/globals";
import { plainToInstance } from "class-transformer";
import { validateSync } from "class-validator";
import { DOCUMENT_TYPES } from "../../src/privacy/file-store.js";
import { nikWarnings } from "../../src/person/identity-numbers.js";
import { normalisedPhone } from "../../src/privacy/lookup-tokens.js";
import { loadRegions } from "../../src/places/regions.js";
import { fileTypeFromBuffer } from "file-type";
import { COMPANIES } from "../../src/sample/agencies.js";
import { SAMPLE_ENDS } from "../../src/sample/life.js";
import { SAMPLE_OPENED, sampleSteps } from "../../src/sample/lives.js";
import { samplePage } from "../../src/sample/pages.js";
import { sampleTour } from "../../src/sample/sample-tour.js";
import { commandOf, type CommandStep, type SampleStep } from "../../src/sample/step.js";
import { ID } from "../given.js";

const PEOPLE = 200;
let all: SampleStep[];
beforeAll(async () => {
  await loadRegions();
  all = sampleSteps(PEOPLE);
});

function commands(steps = all): CommandStep[] {
  return steps.filter((step) => !("upload" in step)) as CommandStep[];
}

interface Registered {
  readonly sex: string;
  readonly migrant?: object;
  readonly identity: { readonly nik?: string; readonly birthDate?: string };
  readonly contact?: { readonly phone?: string };
}
const registrations = () =>
  commands()
    .filter(({ command }) => command === "RegisterPerson")
    .map(({ data }) => data as Registered);

describe("the steps of the sample", () => {
  test("are the same each time, and those of fewer people are among those of more", () => {
    expect(sampleSteps(40)).toEqual(sampleSteps(40));
    const byName = new Map(all.map((step) => [step.name, step]));
    for (const people of [5, 9]) for (const step of sampleSteps(people)) expect(byName.get(step.name)).toEqual(step);
    expect(sampleSteps(0)).toEqual([]);
  });

  test("are valid as requests would have to be", () => {
    for (const { name, body, data, corrects } of commands()) {
      const instance = plainToInstance(body, corrects === undefined ? data : { ...data, event: ID });
      const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
      if (errors.length > 0) throw new Error(`${name}: ${errors.join()}`);
    }
  });

  test("have each a command of its own, at a time of the sample's years", () => {
    const steps = all;
    expect(new Set(steps.map(commandOf)).size).toBe(steps.length);
    const times = steps.map(({ at }) => at).toSorted();
    expect(times[0]! > SAMPLE_OPENED).toBe(true);
    expect(times.at(-1)! <= `${SAMPLE_ENDS}T23:59:59.999Z`).toBe(true);
  });

  test("register as many migrants as were asked for", () => {
    for (const people of [1, 2, 3, 4, 5, 6, 7, 8, 50])
      expect(
        commands(sampleSteps(people)).filter(({ data }) => (data as Registered).migrant !== undefined),
      ).toHaveLength(people);
  });

  test("name nobody by a number that could be someone's: NIKs of no area, phones of one run of zeros", () => {
    const niks = registrations().flatMap(({ identity }) => identity.nik ?? []);
    expect(niks.length).toBeGreaterThan(PEOPLE / 2);
    expect(new Set(niks).size).toBe(niks.length);
    for (const nik of niks) expect(nik).toMatch(/^999999\d{10}$/);
    const phones = registrations().flatMap(({ contact }) => contact?.phone ?? []);
    for (const phone of phones) {
      expect(phone).toMatch(/^\+62812000\d{5}$/);
      expect(normalisedPhone(phone)).toBe(phone);
    }
  });

  test("have a few NIKs that don't fit, and no more than a few", () => {
    const wrong = registrations().filter(
      ({ sex, identity: { nik, birthDate } }) => nik !== undefined && nikWarnings(nik, { birthDate, sex }).length > 0,
    );
    expect(wrong.length).toBeGreaterThan(0);
    expect(wrong.length).toBeLessThan(PEOPLE * 0.08);
  });

  test("upload pages that are taken as documents", async () => {
    const page = samplePage(["PASSPORT (sample) \\ Ñ"]);
    expect((await fileTypeFromBuffer(page))?.mime).toBe(DOCUMENT_TYPES[0]);
    expect(page.byteLength).toBeLessThan(1000);
    const text = Buffer.from(page).toString("latin1");
    const start = Number(/startxref\n(\d+)/.exec(text)![1]);
    expect(text.slice(start, start + 4)).toBe("xref");
    for (const [, offset] of text.matchAll(/^(\d{10}) 00000 n/gm))
      expect(text.slice(Number(offset))).toMatch(/^\d 0 obj/);
  });

  test("name companies that say they are examples", () => {
    for (const company of COMPANIES) expect(company).toMatch(/^PT Contoh /);
  });
});

describe("the tour", () => {
  test("shows nobody who is not in the sample", () => {
    const lines = (people: number) =>
      sampleTour("http://127.0.0.1:3000", people, () => "secret").match(/^curl .*$/gm) ?? [];
    expect(lines(200)).toHaveLength(4);
    expect(lines(200)[3]).toMatch(/\/api\/v1\/work'$/);
    expect(lines(50)).toHaveLength(3);
    expect(lines(1)).toHaveLength(2);
    expect(lines(0)).toHaveLength(1);
    for (const line of lines(200)) expect(line).toMatch(/^curl -s -H "Authorization: Bearer \$TOKEN" 'http/);
  });
});
