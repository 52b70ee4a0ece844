import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { accessViews } from "../../src/access/access.views.js";
import { agenciesView } from "../../src/agency/agencies.view.js";
import { agencyDecider } from "../../src/agency/agency.commands.js";
import { agencyAggregate } from "../../src/agency/agency.js";
import { ReplayQueries } from "../../src/audit/replay.controller.js";
import { TimelineQueries } from "../../src/audit/timeline.controller.js";
import { auditSlice } from "../../src/audit/audit.slice.js";
import { AGGREGATES } from "../../src/audit/person-at.js";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { CORRECT_FACT } from "../../src/event-sourcing/deciding/correcting.js";
import type { Answer } from "../../src/event-sourcing/deciding/command-handling.js";
import { anyAggregate, type Decider } from "../../src/event-sourcing/deciding/decider.js";
import { EVENT_STORE, FIELD_SEALING, READ_MODEL, SAMPLE } from "../../src/event-sourcing/ports.js";
import type { Projection } from "../../src/event-sourcing/projecting/projection.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { keyIdsOf } from "../../src/privacy/sealing.js";
import { identityLinkDecider } from "../../src/person/identity-link.commands.js";
import { identityLinksView } from "../../src/person/identity-links.view.js";
import { personDecider } from "../../src/person/person.commands.js";
import { personSlice } from "../../src/person/person.slice.js";
import { createApplication } from "../../src/http/application.js";
import { Positions } from "../../src/http/positions.js";
import { Views } from "../../src/http/views.js";
import { asSupervisor } from "../access/as-supervisor.js";
import { assertDescribed } from "../contract/valid-answers.js";
import { AGENCY, OFFICER } from "../given.js";
import { patient } from "../patient.js";
import { officerContext, openTemporaryStore, settableClock } from "../temporary.js";
import { sightingsAggregate, type Sight } from "./sightings.js";

class AuditedModule {}

const aggregates = [anyAggregate(agencyAggregate), anyAggregate(sightingsAggregate), ...personSlice.aggregates];
const registry = new EventRegistry(aggregates.flatMap(({ events }) => events));

function value(provide: symbol | (new (...args: never[]) => object), useValue: unknown) {
  return { provide, useValue };
}

/** The audit routes over a store of sightings and agencies on disk, and commands to fill it. */
export async function openAudited(start: string) {
  const clock = settableClock(start);
  const store = await openTemporaryStore(registry, clock);
  const file = join(store.folder, "views.db");
  const views = openSqliteViewStore(file);
  const readModel = patient(openSqliteReadModel(file));
  const alarms: unknown[] = [];
  const runner = await runProjections({
    projections: [
      ...accessViews,
      agenciesView,
      identityLinksView,
      ...auditSlice.views,
    ] as readonly object[] as readonly Projection[],
    registry,
    events: store.store,
    views,
    onCheckpoint: (numbers) => readModel.advanced(numbers),
    onAlarm: (alarm) => alarms.push(alarm),
  });
  const positions = new Positions(randomUUID());
  const app: NestFastifyApplication = await createApplication(
    {
      module: AuditedModule,
      controllers: [TimelineQueries, ReplayQueries],
      providers: [
        value(EVENT_STORE, store.store),
        value(READ_MODEL, readModel),
        value(FIELD_SEALING, store.sealing),
        value(EventRegistry, registry),
        value(Positions, positions),
        value(SAMPLE, false),
        value(AGGREGATES, aggregates),
        Views,
        ...asSupervisor(readModel, store.store, clock),
      ],
    },
    "",
    false,
  );
  let newest: string | undefined;

  async function send<S>(
    aggregate: Decider<S>,
    id: string | undefined,
    command: string,
    data: object,
    agency: string,
  ): Promise<Answer & { position: string; event: string }> {
    const actor = { kind: "OFFICER", id: OFFICER, onBehalfOf: null, agency, role: "CASEWORKER" } as const;
    const context = officerContext(randomUUID(), { actor });
    const answer = await store.handling.handle(aggregate, id, command, data, context);
    const position = (newest = positions.of(answer.number));
    const [raw] = await store.store.readStream(`${aggregate.category}-${answer.id}`, answer.revision);
    return { ...answer, position, event: raw!.id };
  }

  return {
    alarms,
    at: (now: string) => clock.set(now),
    agency: (command: string, data: object, id?: string) => send(agencyDecider, id, command, data, AGENCY),
    sight: (data: Sight, id?: string, agency: string = AGENCY) =>
      send(sightingsAggregate, id, id === undefined ? "BeginSightings" : "Sight", data, agency),
    /** Links two persons, whom it registers first. */
    async link(person: string, other: string) {
      for (const id of [person, other])
        await send(personDecider, id, "RegisterPerson", { sex: "FEMALE", source: "IN_PERSON" }, AGENCY);
      const data = { person, other, basis: "DOCUMENT", confidence: "CONFIRMED" };
      await send(identityLinkDecider, undefined, "LinkIdentities", data, AGENCY);
    },
    correct: (id: string, data: object) => send(sightingsAggregate, id, CORRECT_FACT, data, AGENCY),
    /** Destroys the keys of all personal fields in a stream of sightings. */
    async destroyKeys(id: string) {
      const raws = await store.store.readStream(`sightings-${id}`);
      const parts = raws.flatMap((raw) => registry.read(raw).sealed);
      await store.keys.destroy(keyIdsOf(parts), clock.now());
    },
    /** What a route answers, after all that was written so far. */
    async get(path: string, query: { readonly [name: string]: string } = {}) {
      const url = `/api/v1/${path}?${new URLSearchParams({ ...(newest && { seen: newest }), ...query }).toString()}`;
      const response = await app.inject({ url, headers: { "kawal-officer": OFFICER } });
      const { statusCode: status, headers } = response;
      const body = response.json();
      await assertDescribed({
        method: "GET",
        path: url,
        status,
        mediaType: headers["content-type"]?.toString(),
        body,
      });
      return { status, body };
    },
    async close() {
      await app.close();
      await runner.stop();
      await views.close();
      readModel.close();
      await store.close();
    },
  };
}
