import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { join } from "node:path";
import { accessViews } from "../../src/access/access.views.js";
import { brokenGlassView, type BrokenGlass } from "../../src/access/broken-glass.view.js";
import type { Caller, Jurisdiction } from "../../src/access/caller.js";
import { needToKnowView, type NeedToKnow } from "../../src/access/need-to-know.view.js";
import type { Role } from "../../src/access/roles.js";
import { sealedSubjectsView, type SealedSubject } from "../../src/access/sealed-subjects.view.js";
import { Sight } from "../../src/access/sight.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { NotFound } from "../../src/event-sourcing/deciding/rejection.js";
import { AGENCY, OFFICER } from "../given.js";
import { NOTHING_NARROWED } from "./as-supervisor.js";
import { settableClock, temporaryFolder } from "../temporary.js";

const ELSEWHERE = "0f5b6c3e-0000-4000-8000-00000000000b";
const STRANGER = "0f5b6c3e-0000-4000-8000-000000000002";
const [SARI, WATI, CASE, FILE] = ["b1", "b2", "ca", "f1"].map((end) => `0f5b6c3e-0000-4000-8000-0000000000${end}`) as [
  string,
  string,
  string,
  string,
];
const UNTIL = "2025-06-01T07:00:00.000Z";

function caller(id: string, agency: string | null, role: Role, jurisdiction: Partial<Jurisdiction> = {}): Caller {
  return {
    actor: { kind: "OFFICER", id, onBehalfOf: null, agency, role },
    role,
    jurisdiction: { kind: null, region: null, country: null, ...jurisdiction },
    predecessors: [],
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
  };
}
const worker = caller(OFFICER, AGENCY, "CASEWORKER");
const stranger = caller(STRANGER, ELSEWHERE, "CASEWORKER");

const known = (id: string, persons: readonly string[], more: Partial<NeedToKnow> = {}): NeedToKnow => ({
  id,
  persons,
  sight: [`agency:${AGENCY}`],
  works: [],
  revocable: [],
  stays: [],
  ends: [],
  recordedBy: [],
  exists: true,
  ...more,
});
const personKnown = (id: string, more: Partial<NeedToKnow> = {}) => known(`person-${id}`, [id], more);
const sealed = (id: string, officers: readonly string[] = []): SealedSubject => ({
  id,
  officers,
  agencies: [AGENCY],
  owner: AGENCY,
  ownerSuspected: false,
  by: { officer: OFFICER, agency: AGENCY },
  at: "2025-06-01T03:00:00.000Z",
  until: null,
  confirmed: null,
  noticed: [`agency:${AGENCY}`],
});
const broken = (person: string, officer: string, until = UNTIL): BrokenGlass => ({
  id: `${person}/${officer}`,
  person,
  officer,
  agency: null,
  emergency: "DANGER_TO_LIFE",
  reason: { parts: [], fields: {} } as unknown as BrokenGlass["reason"],
  at: "2025-06-01T03:00:00.000Z",
  until,
  review: "OPEN",
  outcome: null,
  reviewedBy: null,
});

let views: ReturnType<typeof openSqliteViewStore>;
let reads: ReturnType<typeof openSqliteReadModel>;
let remove: () => void;
let clock: ReturnType<typeof settableClock>;
let sight: Sight;

beforeEach(async () => {
  const folder = temporaryFolder();
  ({ remove } = folder);
  views = openSqliteViewStore(join(folder.folder, "views.db"));
  reads = openSqliteReadModel(join(folder.folder, "views.db"));
  for (const { name, version, indexes } of accessViews)
    await views.create({ projection: name, version }, indexes, true);
  clock = settableClock("2025-06-01T03:00:00.000Z");
  sight = new Sight(reads, { head: async () => 0 }, clock, NOTHING_NARROWED);
});
afterEach(async () => {
  reads.close();
  await views.close();
  remove();
});

/** Writes documents of all three views, which stand at the end of the log by that. */
async function viewsHold(
  documents: readonly NeedToKnow[],
  { seals = [], glass = [] }: { seals?: readonly SealedSubject[]; glass?: readonly BrokenGlass[] } = {},
): Promise<void> {
  const of = { [needToKnowView.name]: documents, [sealedSubjectsView.name]: seals, [brokenGlassView.name]: glass };
  await views.commit(
    accessViews.map(({ name, version }) => ({
      view: { projection: name, version },
      documents: (of[name] ?? []).map((document: { readonly id: string }) => ({
        id: document.id,
        document,
        meta: { number: 0, begun: null },
      })),
      checkpoint: { number: 0, position: "at 0", recordedAt: "2025-06-01T03:00:00.000Z" },
      held: [],
      released: [],
      discarded: [],
    })),
  );
}

const seenBy = async (who: Caller, ...keys: string[]) => [...(await sight.seen(who, keys))];

describe("emergency access", () => {
  test("ends at its time, to the moment", async () => {
    await viewsHold([personKnown(SARI)], { glass: [broken(SARI, STRANGER)] });
    expect(await seenBy(stranger, `person-${SARI}`)).toEqual([`person-${SARI}`]);
    clock.set("2025-06-01T06:59:59.999Z");
    await expect(sight.assertSees(stranger, "person", SARI, true)).resolves.toBeUndefined();
    clock.set(UNTIL);
    expect(await seenBy(stranger, `person-${SARI}`)).toEqual([]);
    await expect(sight.assertSees(stranger, "person", SARI, true)).rejects.toThrow(NotFound);
  });

  test("is of one officer and one person", async () => {
    await viewsHold([personKnown(SARI), personKnown(WATI)], { glass: [broken(SARI, STRANGER)] });
    expect(await seenBy(stranger, `person-${SARI}`, `person-${WATI}`)).toEqual([`person-${SARI}`]);
    expect(await seenBy(caller(OFFICER, ELSEWHERE, "CASEWORKER"), `person-${SARI}`)).toEqual([]);
  });

  test("opens a sealed file and its fields, until it ends", async () => {
    await viewsHold([personKnown(SARI)], { seals: [sealed(SARI)], glass: [broken(SARI, OFFICER)] });
    const key = `person-${SARI}`;
    expect(await seenBy(worker, key)).toEqual([key]);
    expect([...(await sight.sealedFrom(worker, [SARI]))]).toEqual([]);
    expect([...(await sight.shown(worker, [key])).keys()]).toEqual([key]);
    clock.set(UNTIL);
    expect(await seenBy(worker, key)).toEqual([]);
    expect([...(await sight.sealedFrom(worker, [SARI]))]).toEqual([SARI]);
    expect([...(await sight.shown(worker, [key])).keys()]).toEqual([]);
  });

  test("never lets act: what a command names, or is of, is out of sight as before", async () => {
    await viewsHold([personKnown(SARI)], { glass: [broken(SARI, STRANGER)] });
    expect(await sight.sees(stranger, "person", SARI)).toBe(false);
    expect(await sight.sees(worker, "person", SARI)).toBe(true);
    await expect(sight.assertSees(stranger, "person", SARI, false)).rejects.toThrow(NotFound);
  });

  test("is the later one's where there are two, in whatever order they were made", async () => {
    const longer = { ...broken(SARI, STRANGER, "2025-06-01T09:00:00.000Z"), id: "longer" };
    await viewsHold([personKnown(SARI)], { glass: [longer, broken(SARI, STRANGER)] });
    clock.set("2025-06-01T08:00:00.000Z");
    expect(await seenBy(stranger, `person-${SARI}`)).toEqual([`person-${SARI}`]);
  });
});

describe("a case of two persons", () => {
  const key = `case-${CASE}`;
  const places = { sight: [`agency:${AGENCY}`, "region:36"] };
  const documents = [known(key, [SARI, WATI], places), personKnown(SARI, places), personKnown(WATI, places)];
  const neighbour = caller(OFFICER, ELSEWHERE, "CASEWORKER", { region: "36" });

  test("stays in sight of who has it where one of them is sealed, and the one does not", async () => {
    await viewsHold(documents, { seals: [sealed(SARI)] });
    expect(await seenBy(worker, key, `person-${SARI}`, `person-${WATI}`)).toEqual([key, `person-${WATI}`]);
    expect(await sight.sees(worker, "case", CASE)).toBe(true);
  });

  test("is out of sight, where one of them is sealed, of who sees it by its place or answers for the nation", async () => {
    await viewsHold(documents, { seals: [sealed(SARI)] });
    const desk = caller(STRANGER, ELSEWHERE, "SUPERVISOR", { kind: "COORDINATION" });
    for (const who of [neighbour, desk])
      expect(await seenBy(who, key, `person-${SARI}`, `person-${WATI}`)).toEqual([`person-${WATI}`]);
  });

  test("is, of all that concerns the sealed one, the only thing that stays: a paper or a link does not", async () => {
    const [file, link] = [`file-${FILE}`, `identityLink-${FILE}`];
    await viewsHold([...documents, known(file, [SARI]), known(link, [SARI, WATI])], { seals: [sealed(SARI)] });
    expect(await seenBy(worker, file, link)).toEqual([]);
  });

  test("is not opened by emergency access to the one who is not sealed", async () => {
    await viewsHold(documents, { seals: [sealed(SARI)], glass: [broken(WATI, OFFICER), broken(WATI, STRANGER)] });
    for (const who of [neighbour, stranger]) expect(await seenBy(who, key)).toEqual([]);
  });

  test("is opened by emergency access to the one who is", async () => {
    await viewsHold(documents, { seals: [sealed(SARI)], glass: [broken(SARI, STRANGER)] });
    expect(await seenBy(stranger, key)).toEqual([key]);
    expect(await sight.sees(stranger, "case", CASE)).toBe(false);
  });

  test("of whom both are sealed is not opened by access to one of them", async () => {
    const seals = [sealed(SARI), sealed(WATI)];
    await viewsHold(documents, { seals, glass: [broken(SARI, STRANGER)] });
    expect(await seenBy(stranger, key)).toEqual([]);
  });

  test("of whom both are sealed is opened by access to both", async () => {
    const glass = [broken(SARI, STRANGER), broken(WATI, STRANGER)];
    await viewsHold(documents, { seals: [sealed(SARI), sealed(WATI)], glass });
    expect(await seenBy(stranger, key)).toEqual([key]);
  });
});

describe("a seal", () => {
  test("admits whom it names, and supervisors of the agency that sealed; no caseworker there, no supervisor elsewhere", async () => {
    await viewsHold([personKnown(SARI, { sight: [`agency:${AGENCY}`, `agency:${ELSEWHERE}`] })], {
      seals: [sealed(SARI, [OFFICER])],
    });
    const sees = (who: Caller) => sight.sees(who, "person", SARI);
    expect(await sees(worker)).toBe(true);
    expect(await sees(caller(STRANGER, AGENCY, "SUPERVISOR"))).toBe(true);
    expect(await sees(caller(STRANGER, AGENCY, "CASEWORKER"))).toBe(false);
    expect(await sees(caller(STRANGER, ELSEWHERE, "SUPERVISOR"))).toBe(false);
    expect(await sees(caller(STRANGER, null, "AUDITOR"))).toBe(true);
    expect([...(await sight.sealedAmong([WATI, SARI]))]).toEqual([SARI]);
  });

  test("holds against an agency that answers for the whole nation", async () => {
    await viewsHold([personKnown(SARI), personKnown(WATI)], { seals: [sealed(SARI)] });
    const minister = caller(STRANGER, ELSEWHERE, "CASEWORKER", { kind: "MINISTRY_OF_MIGRANT_WORKERS" });
    expect(await seenBy(minister, `person-${SARI}`, `person-${WATI}`)).toEqual([`person-${WATI}`]);
    expect([...(await sight.shown(minister, [`person-${SARI}`, `person-${WATI}`])).keys()]).toEqual([`person-${WATI}`]);
    // With a region, it answers for that.
    expect(
      await seenBy({ ...minister, jurisdiction: { ...minister.jurisdiction, region: "36" } }, `person-${WATI}`),
    ).toEqual([]);
  });
});

describe("what an answer must not name", () => {
  const company = `company-${CASE}`;
  const minister = caller(STRANGER, ELSEWHERE, "CASEWORKER", { kind: "MINISTRY_OF_MIGRANT_WORKERS" });
  const keys = [`person-${SARI}`, `person-${WATI}`, company, `person-${OFFICER}`];

  test("is who is out of sight or sealed, and what is theirs; never an id that is nobody's", async () => {
    const trader = known(company, [CASE, SARI]);
    await viewsHold([personKnown(SARI), personKnown(WATI), trader], { seals: [sealed(SARI)] });
    expect([...(await sight.concealedAmong(worker, keys))]).toEqual([`person-${SARI}`, company]);
    expect([...(await sight.concealedAmong(minister, keys))]).toEqual([`person-${SARI}`, company]);
    expect([...(await sight.concealedAmong(stranger, keys))].toSorted()).toEqual(keys.slice(0, 3).toSorted());
    expect([...(await sight.concealedAmong(caller(STRANGER, null, "AUDITOR"), keys))]).toEqual([]);
  });

  test("is a sealed person though nothing else of them is known yet", async () => {
    await viewsHold([], { seals: [sealed(SARI)] });
    expect([...(await sight.concealedAmong(worker, keys))]).toEqual([`person-${SARI}`]);
  });
});

describe("sight", () => {
  test("of a file or link follows that of a person whose it is, and that of a case does not", async () => {
    const unrelated = { sight: [`agency:${ELSEWHERE}`] };
    const [file, incident] = [`file-${FILE}`, `case-${CASE}`];
    await viewsHold([personKnown(SARI), known(file, [SARI], unrelated), known(incident, [SARI], unrelated)]);
    expect(await seenBy(worker, file, incident)).toEqual([file]);
  });

  test("comes of a region or a country that the office answers for", async () => {
    await viewsHold([personKnown(SARI, { sight: ["region:36", "region:36.04", "country:MY"] })]);
    const seeing = async (jurisdiction: Partial<Jurisdiction>) =>
      sight.sees(caller(STRANGER, ELSEWHERE, "MISSION", jurisdiction), "person", SARI);
    expect(await seeing({ region: "36" })).toBe(true);
    expect(await seeing({ region: "36.04.05" })).toBe(false);
    expect(await seeing({ country: "MY" })).toBe(true);
    expect(await seeing({ country: "TW" })).toBe(false);
  });

  test("of a person who was only named is nobody's, and of what is no person's file everybody's", async () => {
    await viewsHold([personKnown(SARI, { exists: false })]);
    expect(await sight.sees(worker, "person", SARI)).toBe(false);
    expect(await seenBy(caller(STRANGER, null, "AUDITOR"), `person-${SARI}`)).toEqual([]);
    expect(await sight.sees(stranger, "agency", AGENCY)).toBe(true);
  });

  test("of a migrant is that of the person", async () => {
    await viewsHold([personKnown(SARI)]);
    expect(await sight.sees(worker, "migrant", SARI)).toBe(true);
  });
});
