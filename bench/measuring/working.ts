import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { accessViews } from "../../src/access/access.views.js";
import { brokenGlassView } from "../../src/access/broken-glass.view.js";
import type { Caller } from "../../src/access/caller.js";
import { needToKnowView, sightKey, type NeedToKnow } from "../../src/access/need-to-know.view.js";
import { requestContext, withRequestContext } from "../../src/access/request-context.js";
import { Sight } from "../../src/access/sight.js";
import { agencyToken } from "../../src/access/sight-tokens.js";
import { sealedSubjectsView, type SealedSubject } from "../../src/access/sealed-subjects.view.js";
import { agenciesView } from "../../src/agency/agencies.view.js";
import { agencyAggregate } from "../../src/agency/agency.js";
import { officerAggregate } from "../../src/agency/officer.js";
import { officersView, type OfficerDocument } from "../../src/agency/officers.view.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { systemClock } from "../../src/event-sourcing/clock.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import type { ViewStore } from "../../src/event-sourcing/projecting/view-store.js";
import { Positions } from "../../src/http/positions.js";
import { Views } from "../../src/http/views.js";
import { fileNumbersView } from "../../src/numbering/file-numbers.view.js";
import { personProfileView } from "../../src/person/person-profile.view.js";
import { WorkQueries } from "../../src/work/work.controller.js";
import { inOffice, workItemsView, type WorkItem, type WorkRow } from "../../src/work/work-items.view.js";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { percentile } from "../statistics.ts";
import type { Given, Measurement } from "./measurement.ts";
import { registry } from "../../src/slices.js";

/** One has a tenth of all, as a ministry's office in a capital has; the others share the rest. */
const AGENCIES = 400;
const OFFICERS_EACH = 5;
/** One case in so many is of somebody whose file is sealed from the others of the office. */
const SEALED_EVERY = 50;
const BATCH = 5_000;
const PAGE = 50;
const PAGES = 2_000;
/** Until the code that makes them is compiled. */
const PAGES_BEFORE = 400;

/**
 * Pages of work as the route makes them, without HTTP and the log of reads: the query, who may see each case, and what
 * is opened. Half are first pages of any office or officer, half follow the greatest office's list to its end.
 */
export const working: Measurement = {
  name: "working",
  ids: ["work-items"],
  needsLog: false,
  seconds: 60,
  measure,
};

interface Office {
  readonly agency: string;
  readonly officers: readonly string[];
}

async function measure({ folder, size, progress }: Given): Promise<Result[]> {
  const file = join(folder, "views.db");
  const store = openSqliteViewStore(file);
  const offices = Array.from({ length: AGENCIES }, () => ({
    agency: randomUUID(),
    officers: Array.from({ length: OFFICERS_EACH }, () => randomUUID()),
  }));
  await fill(store, offices, size, (share) => progress(0.8 * share));
  const readModel = openSqliteReadModel(file);
  const narrowings = {
    newest: async () => -1,
    narrowsAt: async () => false,
    unsure: async () => ({ streams: new Set<string>(), persons: new Set<string>() }),
  };
  const sight = new Sight(readModel, { head: async () => 0 }, systemClock, narrowings);
  const sealing = { opener: async () => () => ({ status: "absent" }) } as never;
  const views = new Views(readModel, sealing, new Positions(randomUUID()), sight, false, registry);
  const queries = new WorkQueries(views, systemClock);
  const times: number[] = [];
  const next = new Map<number, string | undefined>();
  for (let i = -PAGES_BEFORE; i < PAGES; i++) {
    const follows = i % 2 === 0;
    const office = offices[follows ? 0 : Math.floor(Math.random() * AGENCIES)]!;
    const officer = office.officers[Math.abs(i) % OFFICERS_EACH]!;
    const after = follows ? next.get(0) : undefined;
    const query = {
      limit: PAGE,
      ...(follows || i % 4 === 1 ? { agency: office.agency } : {}),
      ...(after && { after }),
    };
    const begun = performance.now();
    const page = await asCaller(officer, office.agency, () => queries.list(query as never));
    if (i >= 0) times.push(performance.now() - begun);
    if (page.data.length === 0) throw new Error("a page of work is empty");
    if (follows) next.set(0, page.next);
    if (i % 100 === 0) progress(0.8 + (0.2 * Math.max(0, i)) / PAGES);
  }
  const memory = process.memoryUsage.rss();
  readModel.close();
  await store.close();
  return [
    resultOf("work-items", "ms (p99)", [percentile(times, 0.99)]),
    resultOf("work-items-p50", "ms", [percentile(times, 0.5)]),
    memoryOf("work-items", memory),
  ];
}

async function fill(store: ViewStore, offices: readonly Office[], size: number, progress: (share: number) => void) {
  const filled: readonly Projection[] = [
    ...accessViews,
    agenciesView as object as Projection,
    officersView as object as Projection,
    ...([workItemsView, personProfileView, fileNumbersView] as object[] as Projection[]),
  ];
  for (const { name, version, indexes } of filled) await store.create({ projection: name, version }, indexes, true);
  const commit = (projection: Pick<Projection, "name" | "version">, documents: readonly { readonly id: string }[]) =>
    store.commit([
      {
        view: { projection: projection.name, version: projection.version },
        documents: documents.map((document) => ({ id: document.id, document, meta: { number: 0, begun: null } })),
        checkpoint: { number: 0, position: "0", recordedAt: "2026-01-01T00:00:00.000Z" },
        held: [],
        released: [],
        discarded: [],
      },
    ]);
  await commit(
    agenciesView,
    offices.map(({ agency: id }) => ({ ...agencyAggregate.initial, id })),
  );
  await commit(
    officersView,
    offices.flatMap(({ agency, officers }) => officers.map((id) => officerIn(agency, id))),
  );
  for (const empty of [brokenGlassView, personProfileView, fileNumbersView]) await commit(empty, []);
  for (let from = 0; from < size; from += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, size - from) }, (_, i) => itemOf(offices, from + i));
    await commit(
      workItemsView,
      made.map(({ row }) => row),
    );
    await commit(
      needToKnowView,
      made.map(({ known }) => known),
    );
    await commit(
      sealedSubjectsView,
      made.flatMap(({ seal }) => seal ?? []),
    );
    progress((from + BATCH) / size);
  }
}

/** An officer who acts for one agency, as the registry has them. */
function officerIn(agency: string, id: string): OfficerDocument {
  const assignment = {
    id: randomUUID(),
    agency,
    role: "CASEWORKER",
    region: null,
    from: "2020-01-01",
    until: null,
  } as const;
  return { ...officerAggregate.initial, assignments: [assignment], id, agencies: [agency] };
}

/** The n-th of all items: a case that an officer has. */
function itemOf(
  offices: readonly Office[],
  n: number,
): { row: WorkRow; known: NeedToKnow; seal: SealedSubject | null } {
  const office = offices[n % 10 === 0 ? 0 : 1 + (n % (AGENCIES - 1))]!;
  const officer = office.officers[Math.floor(n / AGENCIES) % OFFICERS_EACH]!;
  const [id, person] = [randomUUID(), randomUUID()];
  const at = new Date(Date.UTC(2026, 0, 1) - n * 60_000).toISOString();
  const work: WorkItem = {
    kind: "CASE",
    id,
    item: `case/${id}`,
    persons: [person],
    country: "MY",
    severity: 2,
    categories: ["UNPAID_WAGES"],
    state: "ASSIGNED",
    action: n % 3 === 0 ? null : "VISIT",
    voidAction: null,
    fields: null,
    due: n % 3 === 0 ? null : at.slice(0, 10),
    since: at,
    agency: office.agency,
    officer,
    former: null,
    assigned: true,
  };
  const place = `${work.due ?? "9999"} ${at} ${work.item}`;
  const sight = agencyToken(office.agency);
  const row: WorkRow = {
    id: work.item,
    of: `case-${id}`,
    work,
    agency: office.agency,
    ofAgency: `${office.agency} ${place}`,
    ofOfficer: `${officer} ${place}`,
    ofFormer: null,
    inOffice: `${inOffice(office.agency, true)}${place}`,
    sight,
    moved: 0,
  };
  const known: NeedToKnow = {
    id: sightKey("case", id),
    sight,
    stays: [],
    revocable: [],
    ends: [],
    recordedBy: sight,
    persons: [person],
    works: [],
    exists: true,
  };
  const seal: SealedSubject | null =
    n % SEALED_EVERY > 0
      ? null
      : {
          id: person,
          officers: [officer],
          agencies: [],
          owner: null,
          ownerSuspected: false,
          by: { officer, agency: null },
          at,
          until: null,
          confirmed: { officer, at },
          noticed: [],
        };
  return { row, known, seal };
}

function asCaller<T>(officer: string, agency: string, ask: () => Promise<T>): Promise<T> {
  const role = "CASEWORKER" as const;
  const caller: Caller = {
    actor: { kind: "OFFICER", id: officer, onBehalfOf: null, agency, role },
    role,
    jurisdiction: { kind: null, region: null, country: null },
    predecessors: [],
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
  };
  return new Promise((resolve, reject) =>
    withRequestContext(() => {
      requestContext()!.caller = caller;
      ask().then(resolve, reject);
    }),
  );
}
