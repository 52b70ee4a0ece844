import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { v5 as uuidv5 } from "uuid";
import { TokenRefused } from "../../src/access/identity.js";
import { AppModule } from "../../src/app.module.js";
import { openEmbedded } from "../../src/engines/embedded.js";
import { commandIdOf, idOfCreated, idWithin } from "../../src/event-sourcing/deciding/command-handling.js";
import { streamOf } from "../../src/event-sourcing/deciding/decider.js";
import { acceptUploads } from "../../src/files/uploads.js";
import { createApplication } from "../../src/http/application.js";
import { LOOPBACK_EDGES } from "../../src/http/edges/settings.js";
import { loadRegions } from "../../src/places/regions.js";
import { ADMINISTRATOR, agencySteps } from "../../src/sample/agencies.js";
import { companySteps } from "../../src/sample/companies.js";
import { counts } from "../../src/sample/counts.js";
import { SAMPLE_OPENED, sampleSteps } from "../../src/sample/lives.js";
import { nA } from "../../src/sample/n-a.js";
import { whoseRemainsCameHome } from "../../src/sample/remains-brought-home.js";
import { commandOf, type SampleOfficer, type SampleStep } from "../../src/sample/step.js";
import { theProceduralWorker } from "../../src/sample/the-procedural-worker.js";
import { theHandedOnWorker } from "../../src/sample/the-handed-on-worker.js";
import { theThreeVictims } from "../../src/sample/the-three-victims.js";
import { theUnpaidWorker } from "../../src/sample/the-unpaid-worker.js";
import { closeService, createService, type Service } from "../../src/service.js";
import { registry } from "../../src/slices.js";
import { openStore } from "../../src/store/open-store.js";
import { settableClock, temporaryFolder } from "../temporary.js";

/*
 * Lives of the sample over HTTP, those that are told one by one and some that are drawn: each step by an officer of the
 * agency that acts, who sees by then what the step is about, and no more than the policy lets them.
 */

const NAMESPACE = "2f0c3a51-7d3e-4c52-9a58-6f0b1f6f2a11";
/** Ids that a command makes beside its own; more than any step has. */
const MOST_WITHIN = 12;
const IDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

const clock = settableClock(SAMPLE_OPENED);
const { folder, remove } = temporaryFolder();
let service: Service;
let app: NestFastifyApplication;
/** Path of a command, by its operation. */
let paths: ReadonlyMap<string, string>;
/** What an id of the sample became here, where ids follow from requests. */
const became = new Map<string, string>();
const assigned = new Set<string>();

/** Whoever calls says who they are: what they may do, the registry of officers says. */
const identities = {
  embedded: null,
  identify: async (token: string) => {
    if (!/^[0-9a-f-]{36}$/.test(token)) throw new TokenRefused("no officer");
    return { officer: token, administrator: token === ADMINISTRATOR.id };
  },
  close: async () => undefined,
};

beforeAll(async () => {
  await loadRegions();
  const engines = await openEmbedded({ data: folder, masterKeyFile: null }, 0);
  service = createService(engines, clock);
  const store = await openStore(service.handling, true);
  service.reactions.start();
  const edges = { ...LOOPBACK_EDGES, requestsPerMinute: 1_000_000 };
  app = await createApplication(AppModule.serving(service, store, identities), "", true, edges);
  acceptUploads(app.getHttpAdapter().getInstance());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const { body } = await app.inject({ url: "/openapi.json" });
  const described = JSON.parse(body) as { paths: Record<string, { post?: { operationId: string } }> };
  paths = new Map(
    Object.entries(described.paths).flatMap(([path, on]) => (on.post ? [[on.post.operationId, path]] : [])),
  );
  for (const step of inOrder([...agencySteps(), ...companySteps()])) await take(step);
});
afterAll(async () => {
  await app.close();
  await closeService(service);
  remove();
});

function inOrder(steps: readonly SampleStep[]): SampleStep[] {
  return steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

const here = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(IDS, (id) => became.get(id) ?? id)) as T;

async function post(by: SampleOfficer, path: string, key: string, purpose: string, payload: object | Uint8Array) {
  const isFile = payload instanceof Uint8Array;
  return app.inject({
    method: "POST",
    url: path,
    payload: isFile ? Buffer.from(payload) : payload,
    headers: {
      authorization: `Bearer ${by.id}`,
      "idempotency-key": key,
      "kawal-role": by.role,
      "kawal-purpose": purpose,
      ...(by.agency !== null && { "kawal-agency": here(by.agency) }),
      ...(isFile && { "content-type": "application/pdf" }),
    },
  });
}

/** An officer is assigned, by the administrator, before they first act. */
async function assign({ id, agency, role }: SampleOfficer): Promise<void> {
  if (agency === null || assigned.has(`${id} ${role}`)) return;
  assigned.add(`${id} ${role}`);
  const assignment = { agency: here(agency), role, from: SAMPLE_OPENED.slice(0, 10) };
  const key = uuidv5(`assign ${id} ${role}`, NAMESPACE);
  const { statusCode, body } = await post(
    ADMINISTRATOR,
    `/api/v1/officers/${id}/assignments`,
    key,
    "ADMINISTRATION",
    assignment,
  );
  if (statusCode !== 200) throw new Error(`${id} is not assigned: ${body}`);
}

/** Sends a step as its officer would; a step that is refused fails with what was answered. */
async function take(step: SampleStep): Promise<void> {
  const isNewDay = step.at.slice(0, 10) !== clock.now().slice(0, 10);
  clock.set(step.at);
  if (isNewDay) await service.timers.round();
  await assign(step.by);
  const key = uuidv5(step.name, NAMESPACE);
  const operation = "upload" in step ? "file.StoreFile" : `${step.decider.category}.${step.command}`;
  const named = paths.get(operation);
  if (named === undefined) throw new Error(`no route leads to ${operation}`);
  const path = "upload" in step ? named : named.replace("{id}", step.id === undefined ? "" : here(step.id));
  const payload = "upload" in step ? step.upload : await bodyOf(step);
  const url = "upload" in step ? `${path}?person=${here(step.person)}` : path;
  const { statusCode, body } = await post(step.by, url, key, step.purpose, payload);
  if (statusCode !== 200 && statusCode !== 201)
    throw new Error(`${step.name} by ${step.by.role}: ${statusCode} ${body}`);
  const command = commandIdOf(step.by.id, `POST ${path}`, key);
  const told = commandOf(step);
  became.set(told, command);
  // An id that the request has not, as of a referral, follows from what is asked.
  if ("command" in step && step.id !== undefined && !named.includes("{id}"))
    became.set(step.id, (JSON.parse(body) as { id: string }).id);
  became.set(idOfCreated(told), idOfCreated(command));
  for (let i = 0; i < MOST_WITHIN; i++) became.set(idWithin(told, i), idWithin(command, i));
  // What follows from a step is recorded at its time.
  if (!(await service.reactions.settled(await service.engines.eventStore.head(), 300_000)))
    throw new Error(`what follows from ${step.name} does not come`);
}

async function bodyOf(step: Extract<SampleStep, { command: string }>): Promise<object> {
  const data = here(step.data);
  if (step.corrects === undefined) return data;
  const events = await service.engines.eventStore.readStream(streamOf(step.decider.category, here(step.id!)));
  const command = became.get(step.corrects);
  const event = events.map((raw) => registry.read(raw)).find(({ commandId }) => commandId === command);
  return { ...data, event: event!.id };
}

/** Lives that are drawn from figures, beside the eight migrants of the told ones. */
const DRAWN = 15;
const isDrawn = ({ name }: SampleStep) => name.startsWith("person-");

describe("each step of a life is taken over HTTP, by an officer of the agency that acts", () => {
  test.each<[string, () => { readonly steps: readonly SampleStep[] }]>([
    ["the procedural worker", theProceduralWorker],
    ["N. A., lost contact and found", nA],
    ["whose remains came home", whoseRemainsCameHome],
    ["the unpaid worker", theUnpaidWorker],
    ["the worker who was handed on", theHandedOnWorker],
    ["the three victims", theThreeVictims],
    ["what sources counted", counts],
  ])("%s", async (_, life) => {
    const steps = inOrder(life().steps);
    expect(steps.length).toBeGreaterThan(3);
    for (const step of steps) await take(step);
  });

  test(`${DRAWN} that are drawn from figures`, async () => {
    const steps = inOrder(sampleSteps(8 + DRAWN).filter(isDrawn));
    expect(new Set(steps.map(({ name }) => name.split("/")[0])).size).toBe(DRAWN);
    for (const step of steps) await take(step);
  });
});
