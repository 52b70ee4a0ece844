import { afterAll, beforeAll, expect } from "@jest/globals";
import { rmSync } from "node:fs";
import { inOrder } from "../in-order.js";
import { temporaryFolder } from "../temporary.js";
import { bothDo } from "./four-eyes.js";
import { Officer, startService, type Answered, type RunningService } from "./service.js";

/** As the policy for erasures names them; imported from nowhere, so that one that is added is tried here too. */
const CLASSES = [
  "identity",
  "contact",
  "health",
  "trafficking",
  "shelter",
  "finance",
  "reporter",
  "narrative",
] as const;
const COUNTRIES = ["MY", "TW"] as const;
const CATEGORIES = ["UNPAID_WAGES", "DEATH"] as const;
const ORIGINS = ["36.04", "71.71"] as const;

/** Figures whose groups tell who somebody is, as far as it is not encrypted. */
const FIGURES = [
  "cases?by=country,category",
  "victims?by=sex,ageBand,regency",
  "flows?by=province,country",
  "reported-deaths?by=country,cause,sex",
  "repatriations?by=country,status,ageBand",
] as const;

interface Figure {
  readonly group: object;
  readonly value: number | null;
}

const { folder, remove } = temporaryFolder();
let service: RunningService;
let caseworker: Officer;
let supervisor: Officer;
let analyst: Officer;
let last = "";
const persons: string[] = [];

const does = async (path: string, body: object, officer = caseworker) => {
  const { id, position } = await officer.does(path, body);
  last = position;
  return id;
};

beforeAll(async () => {
  service = await startService(folder);
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  // It answers for the whole nation: whoever is counted is counted by it.
  const { id } = await administrator.does("agencies", { kind: "COORDINATION", name: "Desk P2MI" });
  caseworker = new Officer(service, id);
  supervisor = new Officer(service, id, "SUPERVISOR");
  analyst = new Officer(service, id, "ANALYST");
  for (const [i, country] of [...COUNTRIES, ...COUNTRIES].entries()) {
    const person = await does("persons", {
      sex: i % 2 === 0 ? "FEMALE" : "MALE",
      birthYear: 1990,
      origin: ORIGINS[i % 2],
      source: "IN_PERSON",
      identity: { name: `Misalkan ${i}`, birthPlace: "Serang" },
      contact: { phone: "+628120000000", address: "Kampung Contoh" },
      note: "as she told it",
      migrant: { discovery: "ABROAD", placementStatus: "NON_PROCEDURAL", placementStatusBasis: "INFERRED" },
    });
    persons.push(person);
    await does(`migrants/${person}/journeys`, { scheme: "UNKNOWN", country, foundAt: "EMPLOYED" });
    await does("cases", {
      channel: "PHONE",
      complainant: "PMI",
      categories: [CATEGORIES[i % 2]],
      country,
      parties: [{ role: "VICTIM", person }],
      account: "as it was told",
    });
    await does(`migrants/${person}/death-reports`, { cause: "ILLNESS", country, source: "NEWS_REPORT" });
  }
});
afterAll(remove);

/** How many rows each question counts, by itself. */
async function figures(): Promise<Record<string, number>> {
  const questions = [
    ...COUNTRIES.flatMap((country) => [`cases?country=${country}`, `migrants?country=${country}`]),
    ...COUNTRIES.map((country) => `repatriations?country=${country}`),
    ...CATEGORIES.map((category) => `cases?category=${category}`),
    ...ORIGINS.map((origin) => `migrants?origin=${origin}`),
    "cases?open=true",
    "cases?severity=1",
    "migrants?placementStatus=NON_PROCEDURAL",
    "migrants?step=DECEASED",
  ];
  const counted: Record<string, number> = {};
  for (const figure of FIGURES) {
    const path = `figures/${figure}${figure.includes("?") ? "&" : "?"}seen=${last}`;
    const { data, total } = await analyst.sees<{ data: Figure[]; total: Figure }>(path);
    for (const { group, value } of [...data, total]) counted[`${figure} ${JSON.stringify(group)}`] = value!;
  }
  for (const question of questions)
    for (const officer of [caseworker, analyst]) {
      const { status, body } = await officer.calls<{ data: object[] }>("GET", `${question}&limit=200&seen=${last}`);
      if (status === 403 && officer === analyst) continue;
      expect([question, status]).toEqual([question, 200]);
      counted[`${officer.role} ${question}`] = body.data.length;
    }
  return counted;
}

const then = inOrder();

then("figures are the same after an erasure of every class, and of all at once", async () => {
  const before = await figures();
  expect(Object.values(before).filter((count) => count > 0).length).toBeGreaterThan(10);
  const [one, all] = persons as [string, string];
  const erase = async (person: string, scope: readonly string[]) => {
    const answer = await bothDo<Answered & { readonly keysDestroyed: boolean }>(
      [caseworker, supervisor],
      person,
      "erasure-proposals",
      { scope, ground: "SUBJECT_REQUEST" },
      { residue: [] },
    );
    expect(answer.keysDestroyed).toBe(true);
    last = answer.position;
  };
  for (const scope of CLASSES) {
    await erase(one, [scope]);
    expect([scope, await figures()]).toEqual([scope, before]);
  }
  await erase(all, CLASSES);
  expect(await figures()).toEqual(before);
});

then("they are the same in views that are built anew from what is left", async () => {
  const before = await figures();
  await service.restart(() => {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${folder}/views.db${suffix}`, { force: true });
  });
  expect(await figures()).toEqual(before);
});
