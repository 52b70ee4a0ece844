import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ExecutionContext } from "@nestjs/common";
import type { Reflector } from "@nestjs/core";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { AccessGuard } from "../../src/sign-in/access.guard.js";
import { accessViews } from "../../src/access/access.views.js";
import type { Caller } from "../../src/access/caller.js";
import type { Callers } from "../../src/access/callers.js";
import { KEPT_FROM_SIGHT, type Concealed } from "../../src/access/concealed.js";
import { needToKnowView, sightKey, type NeedToKnow } from "../../src/access/need-to-know.view.js";
import type { Permit } from "../../src/access/permit.js";
import { POLICY, type Permission } from "../../src/access/policy.js";
import { withRequestContext } from "../../src/access/request-context.js";
import { sealedSubjectsView, type SealedSubject } from "../../src/access/sealed-subjects.view.js";
import { Sight } from "../../src/access/sight.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { NotFound } from "../../src/event-sourcing/deciding/rejection.js";
import { AGENCY } from "../given.js";
import { settableClock, temporaryFolder } from "../temporary.js";
import { NOTHING_NARROWED } from "./as-supervisor.js";
import { countingReads } from "./counting-reads.js";
import { declaredRoutes } from "./routes.js";

/*
 * What is hidden and what isn't there are told apart by nothing that can be counted: both take the same look-ups, of as
 * many ids. How long they take is a figure of the benchmark, and asserted nowhere.
 */

const ELSEWHERE = "0f5b6c3e-0000-4000-8000-00000000000b";
const PERSON = randomUUID();
const SEALED = randomUUID();

let views: ReturnType<typeof openSqliteViewStore>;
let reads: ReturnType<typeof openSqliteReadModel>;
let remove: () => void;
let counting: ReturnType<typeof countingReads>;
let sight: Sight;
/** One of each category that is out of the caller's sight, and one that is near them, and sealed. */
const hidden = {} as { [C in Concealed]: string };
const sealed = {} as { [C in Concealed]: string };

beforeAll(async () => {
  const folder = temporaryFolder();
  ({ remove } = folder);
  views = openSqliteViewStore(join(folder.folder, "views.db"));
  reads = openSqliteReadModel(join(folder.folder, "views.db"));
  for (const { name, version, indexes } of accessViews)
    await views.create({ projection: name, version }, indexes, true);
  const documents: { [view: string]: object[] } = { [needToKnowView.name]: [], [sealedSubjectsView.name]: [] };
  for (const category of KEPT_FROM_SIGHT)
    for (const [of, person, token] of [
      [hidden, PERSON, `agency:${ELSEWHERE}`],
      [sealed, SEALED, "region:36"],
    ] as const) {
      const own = category === "person" || category === "migrant";
      of[category] = own ? person : randomUUID();
      documents[needToKnowView.name]!.push({
        id: sightKey(category, of[category]),
        // Of a case of several, as of one.
        persons: category === "case" ? [person, PERSON, randomUUID()] : [person],
        sight: [token],
        works: [],
        revocable: [],
        stays: [],
        ends: [],
        recordedBy: [],
        exists: true,
      } satisfies NeedToKnow);
    }
  documents[sealedSubjectsView.name] = [
    {
      id: SEALED,
      officers: [],
      agencies: [ELSEWHERE],
      owner: null,
      ownerSuspected: false,
      by: { officer: randomUUID(), agency: ELSEWHERE },
      at: "2025-06-01T02:00:00.000Z",
      until: null,
      confirmed: null,
      noticed: [],
    } satisfies SealedSubject,
  ];
  await views.commit(
    accessViews.map(({ name, version }) => ({
      view: { projection: name, version },
      documents: [...new Map(Object.values(documents[name] ?? []).map((each) => [idOf(each), each])).values()].map(
        (document) => ({ id: idOf(document), document, meta: { number: 0, begun: null } }),
      ),
      checkpoint: { number: 0, position: "at 0", recordedAt: "2025-06-01T03:00:00.000Z" },
      held: [],
      released: [],
      discarded: [],
    })),
  );
  counting = countingReads(reads);
  const clock = settableClock("2025-06-01T03:00:00.000Z");
  sight = new Sight(counting.reads, { head: async () => 0 }, clock, NOTHING_NARROWED);
});
afterAll(async () => {
  reads.close();
  await views.close();
  remove();
});

const idOf = (document: object) => (document as { id: string }).id;

function callerIn(permission: Permission): Caller {
  const role = POLICY[permission].roles.find((each) => each !== "AUDITOR")!;
  return {
    actor: { kind: "OFFICER", id: randomUUID(), onBehalfOf: null, agency: AGENCY, role },
    role,
    jurisdiction: { kind: "BP3MI", region: "36", country: null },
    predecessors: [],
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
  };
}

/** What the guard asks before it answers a request of a route. */
async function asked(route: string, permit: Permit, id: string): Promise<{ outcome: unknown; asked: string[] }> {
  const caller = callerIn(permit.needs as Permission);
  const guard = new AccessGuard(
    { get: () => permit } as unknown as Reflector,
    { identify: async () => ({}), callerOf: async () => caller } as unknown as Callers,
    sight,
  );
  const request = { headers: {}, params: { id }, method: route.split(" ")[0] };
  const context = {
    getHandler: () => undefined,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  counting.taken();
  const outcome = await new Promise((resolve) =>
    withRequestContext(() => void guard.canActivate(context).then(resolve, resolve)),
  );
  return { outcome: outcome instanceof Error ? outcome.constructor : outcome, asked: counting.taken() };
}

describe("what is out of sight takes the same look-ups as what isn't there", () => {
  const routes = declaredRoutes()
    .map(({ route, permit }) => ({ route, permit: permit as Permit }))
    .filter(({ permit }) => permit.of !== null);

  test.each(routes)("for $route", async ({ route, permit }) => {
    const absent = await asked(route, permit, randomUUID());
    const unseen = permit.unseen === true;
    expect(absent.outcome).toBe(unseen ? true : NotFound);
    if (!unseen) expect(absent.asked.length).toBeGreaterThan(0);
    expect(await asked(route, permit, hidden[permit.of!])).toEqual(absent);
    expect(await asked(route, permit, sealed[permit.of!])).toEqual(absent);
  });

  test("there are such routes of every category", () => {
    expect([...new Set(routes.map(({ permit }) => permit.of))].toSorted()).toEqual([...KEPT_FROM_SIGHT].toSorted());
  });

  test.each(KEPT_FROM_SIGHT)("where a command names a %s", async (category) => {
    const caller = callerIn("CASE_HANDLE");
    const found = async (id: string) => {
      counting.taken();
      return { sees: await sight.sees(caller, category, id), asked: counting.taken() };
    };
    const absent = await found(randomUUID());
    expect(absent).toMatchObject({ sees: false });
    expect(await found(hidden[category])).toEqual(absent);
    expect(await found(sealed[category])).toEqual(absent);
  });

  test("also for an agency that answers for the whole nation, of what is sealed", async () => {
    const caller = {
      ...callerIn("CASE_HANDLE"),
      jurisdiction: { kind: "COORDINATION", region: null, country: null },
    } as const;
    for (const category of KEPT_FROM_SIGHT) {
      const found = async (id: string) => {
        counting.taken();
        const key = sightKey(category, id);
        return { sees: (await sight.seen(caller, [key])).has(key), asked: counting.taken() };
      };
      expect(await found(sealed[category])).toEqual(await found(randomUUID()));
    }
  });
});
