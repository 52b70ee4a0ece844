import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { CqrsModule } from "@nestjs/cqrs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { accessViews } from "../../src/access/access.views.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { CommandHandling } from "../../src/event-sourcing/command-handling.js";
import { CLOCK, FIELD_SEALING, LOOKUP_TOKENS, READ_MODEL, SAMPLE } from "../../src/event-sourcing/ports.js";
import { runProjections } from "../../src/event-sourcing/projection-runner.js";
import { Reactions } from "../../src/event-sourcing/reactions.js";
import { EventRegistry } from "../../src/event-sourcing/registry.js";
import { ReadRecording } from "../../src/audit/reads/recording.js";
import { createApplication } from "../../src/http/application.js";
import { Positions } from "../../src/http/positions.js";
import { StreamCommandHandler } from "../../src/http/stream-command.js";
import { Views } from "../../src/http/views.js";
import { personControllers } from "../../src/person/person.controllers.js";
import { personAggregates, personViews } from "../../src/person/person.slice.js";
import { loadRegions } from "../../src/places/regions.js";
import { lookupTokens } from "../../src/privacy/lookup-tokens.js";
import { asSupervisor } from "../access/as-supervisor.js";
import { AGENCY, NOW, OFFICER } from "../given.js";
import { patient } from "../patient.js";
import { openTemporaryStore, settableClock } from "../temporary.js";

export interface Reply {
  readonly status: number;
  // Tests look into bodies of many shapes; a wrong guess fails their expectations.
  readonly body: never;
}

class PersonsModule {}
const value = (provide: symbol | (new (...args: never[]) => object), useValue: unknown) => ({ provide, useValue });

/** The slice on its own: its routes, over events, keys and views on disk. */
export async function openPersons() {
  await loadRegions();
  const registry = new EventRegistry(personAggregates.flatMap(({ events }) => events));
  const clock = settableClock(NOW);
  const { folder, store, keys, sealing, handling, close } = await openTemporaryStore(registry, clock);
  const tokens = await lookupTokens(keys);
  const views = openSqliteViewStore(join(folder, "views.db"));
  const readModel = patient(openSqliteReadModel(join(folder, "views.db")));
  const runner = await runProjections({
    projections: [...personViews, ...accessViews],
    registry,
    keys: { opener: (parts) => sealing.opener(parts), token: tokens.token },
    views,
    events: store,
    onCheckpoint: (numbers) => readModel.advanced(numbers),
    onAlarm: ({ error }) => {
      throw new Error(error);
    },
  });
  const app: NestFastifyApplication = await createApplication(
    {
      module: PersonsModule,
      imports: [CqrsModule.forRoot()],
      controllers: [...personControllers],
      providers: [
        value(READ_MODEL, readModel),
        value(FIELD_SEALING, sealing),
        value(LOOKUP_TOKENS, tokens),
        value(CLOCK, clock),
        value(CommandHandling, handling),
        value(Reactions, { settled: () => Promise.resolve(true) }),
        value(Positions, new Positions(randomUUID())),
        value(SAMPLE, false),
        ...asSupervisor(readModel, store, clock),
        value(ReadRecording, new ReadRecording({ record: async () => undefined })),
        StreamCommandHandler,
        Views,
      ],
    },
    "persons",
    false,
  );
  const headers = { "kawal-officer": OFFICER, "kawal-agency": AGENCY };

  async function post(path: string, body: object): Promise<Reply> {
    const url = `/api/v1/${path}`;
    const response = await app.inject({
      method: "POST",
      url,
      payload: body,
      headers: { ...headers, "idempotency-key": randomUUID() },
    });
    return { status: response.statusCode, body: response.json() as never };
  }

  return {
    folder,
    store,
    keys,
    readModel,
    tokens,
    clock,
    app,
    post,
    /** Sends a command and expects it to be taken. */
    async does(path: string, body: object): Promise<{ id: string; revision: number; position: string }> {
      const reply = await post(path, body);
      if (reply.status !== 200 && reply.status !== 201) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
      return reply.body;
    },
    async get(path: string): Promise<Reply> {
      const response = await app.inject({ method: "GET", url: `/api/v1/${path}`, headers });
      return { status: response.statusCode, body: response.json() as never };
    },
    async close() {
      await app.close();
      await runner.stop();
      readModel.close();
      await views.close();
      await close();
    },
  };
}
