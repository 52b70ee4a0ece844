import { Sight } from "../../src/access/sight.js";
import type { Type } from "@nestjs/common";
import type { LightMyRequestResponse } from "fastify";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { CqrsModule } from "@nestjs/cqrs";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { accessViews } from "../../src/access/access.views.js";
import type { Jurisdiction } from "../../src/access/caller.js";
import type { Role } from "../../src/access/roles.js";
import { agenciesView } from "../../src/agency/agencies.view.js";
import { agencyAggregate } from "../../src/agency/agency.js";
import { officerAggregate } from "../../src/agency/officer.js";
import { officersView } from "../../src/agency/officers.view.js";
import { timelineView } from "../../src/timeline/timeline.view.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { CommandHandling } from "../../src/event-sourcing/deciding/command-handling.js";
import { anyAggregate, type AnyAggregate, type AnyDecider } from "../../src/event-sourcing/deciding/decider.js";
import {
  CLOCK,
  EVENT_STORE,
  FIELD_SEALING,
  KEY_STORE,
  LOOKUP_TOKENS,
  READ_MODEL,
  SAMPLE,
} from "../../src/event-sourcing/ports.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import { Reactions } from "../../src/event-sourcing/reacting/reactions.js";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { createApplication } from "../../src/http/application.js";
import { Positions } from "../../src/http/positions.js";
import { StreamCommandHandler } from "../../src/http/stream-command.js";
import { CommandSender } from "../../src/http/command-sender.js";
import { Views } from "../../src/http/views.js";
import { StoredDataOfPersons } from "../../src/erasure/data-of-persons.js";
import { Erasures } from "../../src/erasure/erasures.js";
import { Approvals } from "../../src/person/approvals.js";
import { DataOfPersons } from "../../src/person/erase-person.js";
import { personDecider } from "../../src/person/person.commands.js";
import { PersonModule } from "../../src/person/person.module.js";
import { personSlice } from "../../src/person/person.slice.js";
import { loadRegions } from "../../src/places/regions.js";
import { lookupTokens } from "../../src/privacy/lookup-tokens.js";
import { asSupervisor, NOTHING_NARROWED, underGuard } from "../access/as-supervisor.js";
import { assertDescribed } from "../contract/valid-answers.js";
import { AGENCY, NOW, OFFICER } from "../given.js";
import { controllersIn } from "../http/controllers-in.js";
import { patient } from "../patient.js";
import { officerContext, openTemporaryStore, settableClock } from "../temporary.js";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // Tests look into bodies of many shapes; a wrong guess fails their expectations.
  readonly body: never;
}

const REGISTERS = [anyAggregate(agencyAggregate), anyAggregate(officerAggregate)];
const ADMINISTRATOR = "0f5b6c3e-0000-4000-8000-0000000000ad";
const ADMINISTERING = {
  kind: "OFFICER",
  id: ADMINISTRATOR,
  onBehalfOf: null,
  agency: null,
  role: "ADMINISTRATOR",
} as const;

/** What was answered, as the description says that it is. */
async function replyOf(method: string, path: string, response: LightMyRequestResponse): Promise<Reply> {
  const { statusCode: status, headers } = response;
  const body: unknown = response.json();
  await assertDescribed({ method, path, status, mediaType: headers["content-type"]?.toString(), body });
  return { status, headers, body: body as never };
}

class PersonsModule {}
const value = (provide: symbol | (new (...args: never[]) => object), useValue: unknown) => ({ provide, useValue });

/** Who calls, where the service's own guard stands before the routes. */
export interface TestCaller {
  readonly officer: string;
  readonly agency: string;
  readonly role: Role;
  readonly jurisdiction?: Partial<Jurisdiction>;
}

export interface Slice {
  readonly aggregates: readonly AnyAggregate[];
  readonly views: readonly Projection[];
  readonly controllers: readonly Type[];
}

/**
 * The slice on its own, with erasures and the registry of agencies and officers: its routes, over events, keys and
 * views on disk. `guarded`: under the service's own guard, and not as a supervisor who sees everything. `also`: other
 * slices.
 */
export async function openPersons({ guarded = false, also = {} as Partial<Slice> } = {}) {
  const { aggregates = [], views: otherViews = [], controllers = [] } = also;
  await loadRegions();
  const registry = new EventRegistry(
    [...personSlice.aggregates, ...REGISTERS, ...aggregates].flatMap(({ events }) => events),
  );
  const clock = settableClock(NOW);
  const { folder, store, keys, sealing, handling, close } = await openTemporaryStore(registry, clock);
  const tokens = await lookupTokens(keys);
  const views = openSqliteViewStore(join(folder, "views.db"));
  const readModel = patient(openSqliteReadModel(join(folder, "views.db")));
  const runner = await runProjections({
    projections: [...personSlice.views, ...accessViews, agenciesView, officersView, timelineView, ...otherViews],
    registry,
    keys: { opener: (parts) => sealing.opener(parts), token: tokens.token },
    views,
    events: store,
    onCheckpoint: (numbers) => readModel.advanced(numbers),
    onAlarm: ({ error }) => {
      throw new Error(error);
    },
  });
  const records: unknown[] = [];
  const erasures = new Erasures({
    events: store,
    keys,
    files: { remove: async () => undefined },
    registry,
    alarm: (error) => {
      throw error;
    },
  });
  const app: NestFastifyApplication = await createApplication(
    {
      module: PersonsModule,
      imports: [CqrsModule.forRoot()],
      controllers: [...controllersIn(PersonModule), ...controllers],
      providers: [
        value(READ_MODEL, readModel),
        value(FIELD_SEALING, sealing),
        value(LOOKUP_TOKENS, tokens),
        value(CLOCK, clock),
        value(EventRegistry, registry),
        value(CommandHandling, handling),
        value(Reactions, { settled: () => Promise.resolve(true) }),
        value(Positions, new Positions(randomUUID())),
        value(SAMPLE, false),
        value(EVENT_STORE, store),
        value(KEY_STORE, keys),
        value(Erasures, erasures),
        value(
          Approvals,
          new Approvals(handling, readModel, store, clock, new Sight(readModel, store, clock, NOTHING_NARROWED)),
        ),
        ...(guarded ? underGuard : asSupervisor)(readModel, store, clock, async (entry) => void records.push(entry)),
        { provide: DataOfPersons, useClass: StoredDataOfPersons },
        StreamCommandHandler,
        CommandSender,
        Views,
      ],
    },
    "persons",
    false,
  );
  const headersOf = ({ officer, agency, role, jurisdiction = {} }: TestCaller) => ({
    "kawal-officer": officer,
    "kawal-agency": agency,
    "kawal-role": role,
    "kawal-jurisdiction": JSON.stringify(jurisdiction),
  });
  const supervisor: TestCaller = { officer: OFFICER, agency: AGENCY, role: "SUPERVISOR" };

  async function post(
    path: string,
    body: object,
    caller = supervisor,
    more: Record<string, string> = {},
  ): Promise<Reply> {
    const url = `/api/v1/${path}`;
    const response = await app.inject({
      method: "POST",
      url,
      payload: body,
      headers: { ...headersOf(caller), "idempotency-key": randomUUID(), ...more },
    });
    return replyOf("POST", url, response);
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
    async does(
      path: string,
      body: object,
      caller = supervisor,
      more: Record<string, string> = {},
    ): Promise<{ id: string; revision: number; position: string }> {
      const reply = await post(path, body, caller, more);
      if (reply.status !== 200 && reply.status !== 201) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
      return reply.body;
    },
    async get(path: string, caller = supervisor): Promise<Reply> {
      const url = `/api/v1/${path}`;
      return replyOf("GET", url, await app.inject({ method: "GET", url, headers: headersOf(caller) }));
    },
    /** What was written into the log of reads, oldest first. */
    records,
    /** Sends a command that has no route here: to the registry of agencies or officers. */
    registers: (decider: AnyDecider, id: string | undefined, command: string, data: object) =>
      handling.handle(
        decider,
        id,
        command,
        data,
        officerContext(randomUUID(), { caller: ADMINISTRATOR, actor: { ...ADMINISTERING } }),
      ),
    /** Registers a person past the routes, and so past their limits. @returns the person's id */
    async registersPerson(data: object, { officer, agency, role }: TestCaller): Promise<string> {
      const actor = { kind: "OFFICER", id: officer, onBehalfOf: null, agency, role } as const;
      const context = officerContext(randomUUID(), { caller: officer, actor });
      return (await handling.handle(personDecider, undefined, "RegisterPerson", data, context)).id;
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
