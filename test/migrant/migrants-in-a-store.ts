import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { CqrsModule } from "@nestjs/cqrs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openFolderCheckpoints } from "../../src/engines/folder/checkpoints.js";
import { openFolderFileStore } from "../../src/engines/folder/file-store.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { accessViews } from "../../src/access/access.views.js";
import { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { anyAggregate } from "../../src/event-sourcing/deciding/decider.js";
import {
  CLOCK,
  EVENT_STORE,
  FIELD_SEALING,
  FILE_STORE,
  LOOKUP_TOKENS,
  READ_MODEL,
  SAMPLE,
} from "../../src/event-sourcing/ports.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import { reactionAggregate } from "../../src/event-sourcing/reacting/reaction.js";
import { Reactions } from "../../src/event-sourcing/reacting/reactions.js";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { alone } from "../../src/event-sourcing/reacting/one-at-a-time.js";
import { fileSlice } from "../../src/files/file.slice.js";
import { FileModule } from "../../src/files/file.module.js";
import { acceptUploads } from "../../src/files/uploads.js";
import { createApplication } from "../../src/http/application.js";
import { Positions } from "../../src/http/positions.js";
import { StreamCommandHandler } from "../../src/http/stream-command.js";
import { CommandSender } from "../../src/http/command-sender.js";
import { Views } from "../../src/http/views.js";
import { MigrantModule } from "../../src/migrant/migrant.module.js";
import { deciders } from "../../src/deciders.js";
import { migrantSlice } from "../../src/migrant/migrant.slice.js";
import { PersonModule } from "../../src/person/person.module.js";
import { personSlice } from "../../src/person/person.slice.js";
import { loadRegions } from "../../src/places/regions.js";
import { lookupTokens } from "../../src/privacy/lookup-tokens.js";
import { FIRST_PLACEMENT_RULES } from "../../src/rules/placement.js";
import { FIRST_RISK_RULES } from "../../src/rules/risk-checklist.js";
import { ruleSetAggregate, ruleSetId } from "../../src/rules/rule-set.js";
import { rulesDecider } from "../../src/rules/rules.commands.js";
import { rulesView } from "../../src/rules/rules.view.js";
import { asSupervisor } from "../access/as-supervisor.js";
import { AGENCY, NOW, OFFICER } from "../given.js";
import { controllersIn } from "../http/controllers-in.js";
import { patient } from "../patient.js";
import { assertDescribed } from "../contract/valid-answers.js";
import { officerContext, openTemporaryStore, settableClock } from "../temporary.js";
import { MINUTES } from "../waiting.js";

class MigrantsModule {}
const value = (provide: symbol | (new (...args: never[]) => object), useValue: unknown) => ({ provide, useValue });

export interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  // Tests look into bodies of many shapes; a wrong guess fails their expectations.
  readonly body: never;
  readonly raw: Buffer;
}

/** Persons, migrants and files with their routes, over events, keys, views and files on disk. */
export async function openMigrants() {
  await loadRegions();
  const aggregates = [
    ...personSlice.aggregates,
    ...migrantSlice.aggregates,
    ...fileSlice.aggregates,
    anyAggregate(ruleSetAggregate),
    anyAggregate(reactionAggregate),
  ];
  const registry = new EventRegistry(aggregates.flatMap(({ events }) => events));
  const clock = settableClock(NOW);
  const { folder, store, keys, sealing, handling, close } = await openTemporaryStore(registry, clock);
  const tokens = await lookupTokens(keys);
  const files = await openFolderFileStore({ folder: join(folder, "files"), keys });
  const views = openSqliteViewStore(join(folder, "views.db"));
  const readModel = patient(openSqliteReadModel(join(folder, "views.db")));
  const fail = (reason: string) => {
    throw new Error(reason);
  };
  const runner = await runProjections({
    projections: [...personSlice.views, ...migrantSlice.views, ...accessViews, rulesView],
    registry,
    keys: { opener: (parts) => sealing.opener(parts), token: tokens.token },
    views,
    events: store,
    onCheckpoint: (numbers) => readModel.advanced(numbers),
    onAlarm: ({ error }) => fail(error),
  });
  const checkpoints = await openFolderCheckpoints(join(folder, "checkpoints"));
  const reactions = new Reactions({
    store,
    registry,
    handling,
    views: readModel,
    checkpoints,
    oneAtATime: alone,
    managers: migrantSlice.processManagers,
    deciders,
    alarm: ({ reason }) => fail(reason),
  });
  reactions.start();
  const settled: Reactions["settled"] = (number, _timeoutMs, correlation) =>
    reactions.settled(number, MINUTES, correlation);
  for (const { kind, ...edition } of [...FIRST_PLACEMENT_RULES, ...FIRST_RISK_RULES])
    await handling.handle(
      rulesDecider,
      ruleSetId(kind),
      "PublishFirstRules",
      { kind, ...edition },
      officerContext(randomUUID()),
    );
  const app: NestFastifyApplication = await createApplication(
    {
      module: MigrantsModule,
      imports: [CqrsModule.forRoot()],
      controllers: controllersIn(PersonModule, MigrantModule, FileModule),
      providers: [
        value(READ_MODEL, readModel),
        value(FIELD_SEALING, sealing),
        value(LOOKUP_TOKENS, tokens),
        value(EVENT_STORE, store),
        value(FILE_STORE, files),
        value(CLOCK, clock),
        value(CommandHandling, handling),
        value(EventRegistry, registry),
        value(Reactions, { settled }),
        value(Positions, new Positions(randomUUID())),
        value(SAMPLE, false),
        ...asSupervisor(readModel, store, clock),
        StreamCommandHandler,
        CommandSender,
        Views,
      ],
    },
    "migrants",
    false,
  );
  acceptUploads(app.getHttpAdapter().getInstance());
  await app.listen(0, "127.0.0.1");
  const base = await app.getUrl();
  const headersOf = (by: string) => ({ "kawal-officer": by, "kawal-agency": AGENCY });

  async function send(method: "GET" | "POST", path: string, init: RequestInit = {}, by = OFFICER): Promise<Reply> {
    const headers = { ...headersOf(by), "idempotency-key": randomUUID(), ...(init.headers as object) };
    const response = await fetch(`${base}/api/v1/${path}`, { ...init, method, headers });
    const raw = Buffer.from(await response.arrayBuffer());
    const mediaType = response.headers.get("content-type") ?? "";
    const { status } = response;
    const body: unknown = mediaType.includes("json") ? JSON.parse(raw.toString()) : undefined;
    await assertDescribed({ method, path: `/api/v1/${path}`, status, mediaType, body });
    return { status, headers: Object.fromEntries(response.headers), body: body as never, raw };
  }

  const post = (path: string, body: object, by?: string) =>
    send("POST", path, { body: JSON.stringify(body), headers: { "content-type": "application/json" } }, by);

  return {
    folder,
    store,
    registry,
    files,
    send,
    post,
    get: (path: string) => send("GET", path),
    upload: (person: string, content: Uint8Array, type = "application/pdf", key: string = randomUUID(), by?: string) =>
      send(
        "POST",
        `files?person=${person}`,
        { body: content as never, headers: { "content-type": type, "idempotency-key": key } },
        by,
      ),
    /** Sends a command and expects it to be taken. */
    async does(path: string, body: object, by?: string): Promise<{ id: string; revision: number; position: string }> {
      const reply = await post(path, body, by);
      if (reply.status !== 200 && reply.status !== 201) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
      return reply.body;
    },
    async close() {
      await app.close();
      await reactions.stop();
      await runner.stop();
      readModel.close();
      await views.close();
      await close();
    },
  };
}
