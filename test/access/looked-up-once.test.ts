import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { accessViews } from "../../src/access/access.views.js";
import type { Caller } from "../../src/access/caller.js";
import { needToKnowView, sightKey, type NeedToKnow } from "../../src/access/need-to-know.view.js";
import { withRequestContext } from "../../src/access/request-context.js";
import { Sight } from "../../src/access/sight.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { AGENCY, OFFICER } from "../given.js";
import { settableClock, temporaryFolder } from "../temporary.js";
import { NOTHING_NARROWED } from "./as-supervisor.js";
import { countingReads } from "./counting-reads.js";

/* What a request looks up twice, it looks up once, unless the views have gone on. */

const ELSEWHERE = randomUUID();
const [SEEN, HIDDEN, ABSENT] = [randomUUID(), randomUUID(), randomUUID()];
const caller: Caller = {
  actor: { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency: AGENCY, role: "CASEWORKER" },
  role: "CASEWORKER",
  jurisdiction: { kind: null, region: null, country: null },
  predecessors: [],
  purpose: "PROTECTION",
  lawfulBasis: "PUBLIC_TASK",
};

let views: ReturnType<typeof openSqliteViewStore>;
let reads: ReturnType<typeof openSqliteReadModel>;
let counting: ReturnType<typeof countingReads>;
let sight: Sight;
let remove: () => void;
let number = 0;

beforeAll(async () => {
  const folder = temporaryFolder();
  ({ remove } = folder);
  const file = join(folder.folder, "views.db");
  views = openSqliteViewStore(file);
  reads = openSqliteReadModel(file);
  for (const { name, version, indexes } of accessViews)
    await views.create({ projection: name, version }, indexes, true);
  counting = countingReads(reads);
  const clock = settableClock("2025-06-01T03:00:00.000Z");
  sight = new Sight(counting.reads, { head: async () => number }, clock, NOTHING_NARROWED);
});
beforeEach(() => recorded({ [SEEN]: AGENCY, [HIDDEN]: ELSEWHERE }));
afterAll(async () => {
  reads.close();
  await views.close();
  remove();
});

/** Files of persons, each with the agency that registered it; who waits is told of it. */
async function recorded(owners: { readonly [person: string]: string }): Promise<void> {
  const documents = Object.entries(owners).map(([person, owner]): NeedToKnow => {
    const sees = [`agency:${owner}`];
    const nothing = { works: [], revocable: [], stays: [], ends: [] };
    return {
      id: sightKey("person", person),
      persons: [person],
      sight: sees,
      recordedBy: sees,
      exists: true,
      ...nothing,
    };
  });
  number++;
  await views.commit(
    accessViews.map(({ name, version }) => ({
      view: { projection: name, version },
      documents: (name === needToKnowView.name ? documents : []).map((document) => ({
        id: document.id,
        document,
        meta: { number, begun: null },
      })),
      checkpoint: { number, position: `at ${number}`, recordedAt: "2025-06-01T03:00:00.000Z" },
      held: [],
      released: [],
      discarded: [],
    })),
  );
  reads.advanced(Object.fromEntries(accessViews.map(({ name }) => [name, number])));
}

function inRequest<T>(ask: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => withRequestContext(() => void ask().then(resolve, reject)));
}

const key = (person: string) => sightKey("person", person);
const seen = async (...persons: string[]) => [...(await sight.seen(caller, persons.map(key)))];
const looked = (asked: readonly string[]) => asked.filter((each) => !each.startsWith("waitFor"));

describe("a request looks up once", () => {
  test("whom it asks about twice", () =>
    inRequest(async () => {
      counting.taken();
      expect(await seen(SEEN)).toEqual([key(SEEN)]);
      expect(looked(counting.taken()).length).toBeGreaterThan(0);
      expect(await seen(SEEN)).toEqual([key(SEEN)]);
      expect(await sight.sealedFrom(caller, [SEEN])).toEqual(new Set());
      expect(looked(counting.taken())).toEqual([]);
    }));

  test("until the views have gone on", () =>
    inRequest(async () => {
      expect(await seen(SEEN)).toEqual([key(SEEN)]);
      await recorded({ [SEEN]: ELSEWHERE });
      expect(await seen(SEEN)).toEqual([]);
      await recorded({ [SEEN]: AGENCY });
      expect(await seen(SEEN)).toEqual([key(SEEN)]);
    }));

  test("what was found late, for whoever waited for it", () =>
    inRequest(async () => {
      expect(await seen(SEEN)).toEqual([key(SEEN)]);
      const before = number;
      await recorded({ [SEEN]: ELSEWHERE });
      // As if the message that they have gone on were still on its way, and somebody had looked.
      reads.advanced(Object.fromEntries(accessViews.map(({ name }) => [name, before])));
      for (const { name } of accessViews) expect(await reads.waitFor(number, 1_000, name)).toBe(true);
      expect(await seen(SEEN)).toEqual([]);
    }));

  test("and no other request has anything of it", async () => {
    await inRequest(() => seen(SEEN));
    counting.taken();
    await inRequest(() => seen(SEEN));
    expect(looked(counting.taken()).length).toBeGreaterThan(0);
  });

  test("what is hidden with as many look-ups as what isn't there, also for the second time", async () => {
    const twice = (id: string) =>
      inRequest(async () => {
        counting.taken();
        const found = [await seen(SEEN), await seen(id), await seen(SEEN, id), await seen(id)];
        return { sees: found.map(({ length }) => length), asked: counting.taken() };
      });
    expect(await twice(HIDDEN)).toEqual(await twice(ABSENT));
  });

  test("what a thing that is hidden concerns with as many look-ups as a thing that isn't there", async () => {
    const incident = randomUUID();
    const asks = (id: string) =>
      inRequest(async () => {
        await seen(SEEN);
        counting.taken();
        const sees = await sight.seen(caller, [sightKey("case", id)]);
        return { sees: sees.size, asked: counting.taken() };
      });
    await recordedCase(incident, SEEN);
    expect(await asks(incident)).toEqual(await asks(randomUUID()));
  });
});

/** A case elsewhere, of a person whose file is in sight. */
async function recordedCase(incident: string, person: string): Promise<void> {
  number++;
  const id = sightKey("case", incident);
  const document: NeedToKnow = {
    id,
    persons: [person],
    sight: [`agency:${ELSEWHERE}`],
    recordedBy: [`agency:${ELSEWHERE}`],
    exists: true,
    works: [],
    revocable: [],
    stays: [],
    ends: [],
  };
  await views.commit([
    {
      view: { projection: needToKnowView.name, version: needToKnowView.version },
      documents: [{ id, document, meta: { number, begun: null } }],
      checkpoint: { number, position: `at ${number}`, recordedAt: "2025-06-01T03:00:00.000Z" },
      held: [],
      released: [],
      discarded: [],
    },
  ]);
  reads.advanced(Object.fromEntries(accessViews.map(({ name }) => [name, number])));
}
