import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { OpenIdentities } from "../../src/sign-in/open-identities.js";
import { Narrowings } from "../../src/access/narrowings.js";
import { SIGHT_VIEWS } from "../../src/access/sight.js";
import { AppModule } from "../../src/app.module.js";
import type { ReadEntry, ReadLog, RecordedRead } from "../../src/log-of-reads/read-log.js";
import { openPastDays } from "../../src/engines/past-days.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { ViewsProgress } from "../../src/event-sourcing/projecting/views-progress.js";
import { alone } from "../../src/event-sourcing/reacting/one-at-a-time.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import { Timers } from "../../src/event-sourcing/reacting/timer.js";
import { Reactions } from "../../src/event-sourcing/reacting/reactions.js";
import { createApplication } from "../../src/http/application.js";
import { LOOPBACK_EDGES } from "../../src/http/edges/settings.js";
import { loadRegions } from "../../src/places/regions.js";
import { lookupTokens } from "../../src/privacy/lookup-tokens.js";
import type { Service } from "../../src/service.js";
import { FIRST_EDITIONS } from "../../src/rules/first-editions.js";
import { ruleSetId } from "../../src/rules/rule-set.js";
import { rulesDecider } from "../../src/rules/rules.commands.js";
import { deciders } from "../../src/deciders.js";
import { processManagers, projections, registry, timers as allTimers, viewsOfReads } from "../../src/slices.js";
import { assertDescribed } from "../contract/valid-answers.js";
import { checkpointInMemory } from "../checkpoint-in-memory.js";
import { officerContext, openTemporaryStore, settableClock } from "../temporary.js";
import { MINUTES } from "../waiting.js";

/** Whose token registers agencies and officers. */
const ADMINISTRATOR = "0f5b6c3e-0000-4000-8000-0000000000ad";

/** An officer of an agency, in a role. */
export interface Official {
  readonly id: string;
  readonly agency: string;
  readonly role: string;
}

// Tests look into bodies of many shapes; a wrong guess fails their expectations.
export interface Answer {
  readonly status: number;
  readonly body: never;
}

/** The whole service in this process, over a store of its own on disk: its routes, guard, views and reactions. */
export async function openOffices(start: string) {
  await loadRegions();
  const clock = settableClock(start);
  const opened = await openTemporaryStore(registry, clock);
  const { folder, store, keys, sealing, handling } = opened;
  const tokens = await lookupTokens(keys);
  const views = openSqliteViewStore(join(folder, "views.db"));
  const readModel = openSqliteReadModel(join(folder, "views.db"));
  // The log of reads is kept by the test itself, and its views are empty.
  for (const { name: projection, version, indexes } of viewsOfReads.projections)
    await views.create({ projection, version }, indexes, true);
  const alarms: unknown[] = [];
  const runner = await runProjections({
    projections,
    registry,
    keys: { opener: (parts) => sealing.opener(parts), token: tokens.token },
    views,
    events: store,
    orders: store,
    onCheckpoint: (numbers) => readModel.advanced(numbers),
    onAlarm: (alarm) => alarms.push(alarm),
  });
  for (const edition of FIRST_EDITIONS.filter((each, i, all) => all.findIndex(({ kind }) => kind === each.kind) === i))
    await handling.handle(
      rulesDecider,
      ruleSetId(edition.kind),
      "PublishFirstRules",
      edition,
      officerContext(randomUUID()),
    );
  const reactions = new Reactions({
    store,
    registry,
    handling,
    views: readModel,
    checkpoints: checkpointInMemory(),
    oneAtATime: alone,
    managers: processManagers,
    deciders,
    alarm: (alarm) => alarms.push(alarm),
  });
  reactions.start();
  const timers = new Timers({
    timers: allTimers,
    views: readModel,
    store,
    reactions,
    handling,
    deciders,
    clock,
    oneAtATime: alone,
    alarm: (timer, error) => alarms.push({ timer, error }),
  });
  const served = await serveOffices({ folder, store, keys, sealing, handling, tokens, readModel, reactions, clock });
  return {
    ...served,
    alarms,
    handling,
    sealing,
    timers,
    reactions,
    async close() {
      await served.close();
      await reactions.stop();
      await runner.stop();
      await views.close();
      readModel.close();
      await opened.close();
    },
  };
}
export type Offices = Awaited<ReturnType<typeof openOffices>>;

type Opened = Awaited<ReturnType<typeof openTemporaryStore>>;

/** What the service's routes stand on. */
export interface Served extends Pick<Opened, "folder" | "store" | "keys" | "sealing" | "handling"> {
  readonly tokens: Awaited<ReturnType<typeof lookupTokens>>;
  readonly readModel: ReturnType<typeof openSqliteReadModel>;
  readonly reactions: Reactions;
  readonly clock: ReturnType<typeof settableClock>;
}

/** Null where there is none. */
const bodyOf = (response: { readonly body: string; json(): unknown }) =>
  response.body === "" ? null : response.json();

/** The routes of the whole service, with its guard and its way out. */
export async function serveOffices({
  folder,
  store,
  keys,
  sealing,
  handling,
  tokens,
  readModel,
  reactions,
  clock,
}: Served) {
  const recorded: ReadEntry[] = [];
  const read: RecordedRead[] = [];
  const reads = {
    record: async (entry: ReadEntry) => void recorded.push(entry),
    of: async (id: string) => ({ reads: read.filter(({ asked, ids }) => [...asked, ...ids].includes(id)) }),
    between: async () => ({ reads: [] }),
    caughtUp: async () => true,
  } as unknown as ReadLog;
  const pastDays = openPastDays({ file: join(folder, "events.db") });
  const engines = { eventStore: store, readModel, pastDays, sealing, lookupTokens: tokens, keys, files: {} };
  const erasures = { destroy: async () => undefined };
  const narrowings = new Narrowings({
    store,
    views: readModel,
    registry,
    sightViews: SIGHT_VIEWS,
    otherViews: projections.map(({ name }) => name),
    headAgeMs: 0,
    heldAgeMs: 0,
  });
  const progress = new ViewsProgress({ views: readModel, events: store, clock });
  const service = {
    engines,
    clock,
    handling,
    reactions,
    reads,
    erasures,
    narrowings,
    progress,
  } as unknown as Service;
  const identities: OpenIdentities = {
    identify: async (officer) => ({ officer, administrator: officer === ADMINISTRATOR }),
    embedded: null,
    close: async () => undefined,
  };
  const app = await createApplication(
    AppModule.serving(service, { store: randomUUID(), sample: false }, identities),
    "",
    false,
    { ...LOOPBACK_EDGES, requestsPerMinute: 1_000_000 },
  );
  let last: string | undefined;

  async function calls(
    officer: Pick<Official, "id"> | null,
    method: "GET" | "POST",
    path: string,
    body?: object,
    more: Record<string, string> = {},
  ) {
    const response = await app.inject({
      method,
      url: `/api/v1/${path}`,
      headers: {
        ...(officer && { authorization: `Bearer ${officer.id}` }),
        ...(method === "POST" && { "idempotency-key": randomUUID(), "content-type": "application/json" }),
        ...more,
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    const { statusCode: status, headers } = response;
    const mediaType = headers["content-type"]?.toString();
    const isTable = mediaType?.startsWith("text/csv") === true;
    const isWorkbook = mediaType?.includes("spreadsheet") === true;
    const answer: unknown = isWorkbook ? response.rawPayload : isTable ? response.body : bodyOf(response);
    const described = isWorkbook ? "a workbook" : answer;
    await assertDescribed({ method, path: `/api/v1/${path}`, status, mediaType, body: described });
    return { status, headers, body: answer as never };
  }

  async function does(officer: Pick<Official, "id">, path: string, body: object): Promise<string> {
    const { status, body: answer } = await calls(officer, "POST", path, body);
    if (status !== 200 && status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
    const { id, position } = answer as { id: string; position: string };
    last = position;
    return id;
  }

  /** Waits for all that follows from what was done; then every view has it. */
  async function settled(): Promise<void> {
    for (let head = -2; head !== (await store.head());) {
      head = await store.head();
      if (!(await reactions.settled(head, MINUTES))) throw new Error(`event ${head} does not settle`);
    }
    await readModel.waitFor(await store.head(), MINUTES);
  }

  let listens: Promise<string> | undefined;

  return {
    /** Where it is reached over the network: for what goes on after the answer has begun. */
    url: () => (listens ??= app.listen(0, "127.0.0.1").then(() => app.getUrl())),
    /** A part of the service. */
    part: <T>(token: string | symbol | (abstract new (...args: never[]) => T)): T =>
      app.get<T>(token as symbol, { strict: false }),
    clock,
    recorded,
    /** What the log of reads answers with: newest first. */
    read,
    readModel,
    store,
    calls,
    does,
    settled,
    administrator: { id: ADMINISTRATOR },
    agency: (kind: string, name: string, more: object = {}) =>
      does({ id: ADMINISTRATOR }, "agencies", { kind, name, validFrom: "2019-01-01", ...more }),
    async officer(agency: string, role: string, name?: string): Promise<Official> {
      const id = randomUUID();
      await does({ id: ADMINISTRATOR }, `officers/${id}/assignments`, { agency, role, name, from: "2019-01-01" });
      return { id, agency, role };
    },
    /** What an officer is answered, once the views have all that was done and what followed. */
    async asks(officer: Pick<Official, "id">, path: string): Promise<Answer> {
      await settled();
      return calls(officer, "GET", `${path}${path.includes("?") ? "&" : "?"}seen=${last}`);
    },
    async close() {
      await app.close();
      await pastDays.close();
      await narrowings.stop();
    },
  };
}
