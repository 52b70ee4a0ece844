import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { openFolderCheckpoints } from "../../src/engines/folder/checkpoints.js";
import { readSqliteEvents } from "../../src/engines/sqlite/event-store.js";
import type { StoreFolder } from "../store.ts";
import { FIVE_CONTACT_FIELDS } from "../log/life.ts";
import { memoryOf, resultOf, type Result } from "../results.ts";
import { percentile } from "../statistics.ts";
import type { Given, Measurement } from "./measurement.ts";
import { startHttpFloor } from "./http-floor.ts";
import { startIssuer } from "./issuer.ts";
import type { MeasuredProcess } from "./process-figures.ts";
import { startService, type RunningService } from "./service.ts";

const CONNECTIONS = 64;
const ROUNDS = 3;
const SECONDS = 4;
const STARTS = 3;
const PAGES = 400;
/** Of 50 rows: so many until the code that makes them is compiled. */
const PAGES_BEFORE = 200;
/** For a million events on a slow machine. */
const QUIET_MS = 300_000;
const BOARD = "/api/v1/repatriations?limit=50";
/** Each life leaves the officer a case that is open. */
const WORK = "/api/v1/work?limit=50";

/** The service over HTTP, in a process of its own; this process is the load generator. */
export const serving: Measurement = {
  name: "serving",
  ids: ["start-again", "board-page", "work-page", "command-http-64", "cpu-per-command", "visible-p95"],
  needsLog: true,
  seconds: 70,
  measure,
};

async function measure({ folder, ids, log, progress, note }: Given): Promise<Result[]> {
  const { store, migrants } = log!;
  const issuer = await startIssuer();
  const results: Result[] = [];
  // The first start builds the views, and is no start again.
  let service = await startService(store, issuer);
  await untilReady(service);
  progress(0.3);
  if (ids.has("start-again")) {
    const times: number[] = [];
    for (let i = 0; i < STARTS; i++) {
      await service.stop();
      const begun = performance.now();
      service = await startService(store, issuer);
      await untilReady(service);
      times.push(performance.now() - begun);
    }
    results.push(resultOf("start-again", "ms", times), ...memory("start-again", service));
  }
  if (!(await quiet(store, log!.events))) note("the service had not read all of the log when it was measured");
  progress(0.5);
  const client = new Client(service.url, await issuer.token());
  for (const [id, path] of [
    ["board-page", BOARD],
    ["work-page", WORK],
  ] as const) {
    if (!ids.has(id)) continue;
    const times = await pagesOf(client, path);
    results.push(
      resultOf(id, "ms (p99)", [percentile(times, 0.99)]),
      resultOf(`${id}-p50`, "ms", [percentile(times, 0.5)]),
      ...memory(id, service),
    );
  }
  progress(0.6);
  if (ids.has("command-http-64") || ids.has("cpu-per-command"))
    results.push(
      ...(await commandsBesideFloor(folder, log!, client, service, ids, (share) => progress(0.6 + 0.3 * share))),
    );
  if (ids.has("visible-p95")) {
    const rounds: Looks[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const looks = await looksUnderLoad(client, migrants, round === 0 ? 1 : SECONDS);
      if (round > 0) rounds.push(looks);
    }
    const p95 = (times: readonly number[]) => percentile(times, 0.95);
    results.push(
      resultOf(
        "visible-p95",
        "ms",
        rounds.map(({ visible }) => p95(visible)),
        rounds.map(({ asked }) => p95(asked)),
      ),
      ...memory("visible-p95", service),
    );
  }
  await client.close();
  await service.stop();
  await issuer.close();
  return results;
}

function memory(id: string, service: RunningService): Result[] {
  const bytes = service.memory();
  return bytes === null ? [] : [memoryOf(id, bytes)];
}

async function untilReady({ url }: RunningService): Promise<void> {
  while ((await fetch(`${url}/health/ready`)).status !== 200) await delay(50);
}

/**
 * Waits until what follows from events has been looked for in all of the log that was just filled: a service that has
 * been up for a while does so for new events only. False when the time is up first.
 */
async function quiet({ data }: StoreFolder, events: number): Promise<boolean> {
  const checkpoints = await openFolderCheckpoints(join(data, "checkpoints"));
  const until = performance.now() + QUIET_MS;
  while (((await checkpoints.load("reactions"))?.number ?? -1) < events - 1) {
    if (performance.now() > until) return false;
    await delay(50);
  }
  return true;
}

/** An officer's client, on 64 connections that stay open. */
class Client {
  readonly #pool: Pool;
  /** For the one who looks when a command becomes visible. */
  readonly #one: Pool;
  readonly #headers: Record<string, string>;

  constructor(url: string, token: string) {
    this.#pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
    this.#one = new Pool(url, { connections: 1, pipelining: 1 });
    // Of the two assignments of the officer, the one by which all is seen.
    this.#headers = { authorization: `Bearer ${token}`, "kawal-role": "SUPERVISOR" };
  }

  async sends(path: string, text: string, alone = false): Promise<{ position: string }> {
    const { statusCode, body } = await (alone ? this.#one : this.#pool).request({
      method: "POST",
      path: `/api/v1/${path}`,
      headers: { ...this.#headers, "content-type": "application/json", "idempotency-key": randomUUID() },
      body: text,
    });
    const answer = (await body.json()) as { position: string };
    if (statusCode >= 300) throw new Error(`POST ${path}: ${statusCode} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** The body as text: a client's parsing is no part of an answer's time. */
  async sees(path: string): Promise<string> {
    const { statusCode, body } = await this.#one.request({ method: "GET", path, headers: this.#headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`GET ${path}: ${statusCode} ${text}`);
    return text;
  }

  async close(): Promise<void> {
    await this.#pool.close();
    await this.#one.close();
  }
}

/** Pages of a whole list, one after the other, the first again after the last; ms each. */
async function pagesOf(client: Client, list: string): Promise<number[]> {
  const times: number[] = [];
  let path = list;
  for (let i = -PAGES_BEFORE; i < PAGES; i++) {
    const begun = performance.now();
    const text = await client.sees(path);
    if (i >= 0) times.push(performance.now() - begun);
    const { next } = JSON.parse(text) as { next?: string };
    path = next === undefined ? list : `${list}&after=${encodeURIComponent(next)}`;
  }
  return times;
}

/** The service and the floor under the same load, in turns. */
async function commandsBesideFloor(
  folder: string,
  { store, migrants }: NonNullable<Given["log"]>,
  client: Client,
  service: RunningService,
  ids: ReadonlySet<string>,
  progress: (share: number) => void,
): Promise<Result[]> {
  const floor = await startHttpFloor({ folder, bytes: await bytesOfCommand(store, client, migrants[0]!) });
  const floorClient = new Client(floor.url, "none");
  const rounds: { readonly service: Load; readonly floor: Load }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const seconds = round === 0 ? 1 : SECONDS;
    const both = {
      service: await commands(client, service, migrants, seconds),
      floor: await commands(floorClient, floor, migrants, seconds),
    };
    if (round > 0) rounds.push(both);
    progress((round + 1) / (ROUNDS + 1));
  }
  await floorClient.close();
  await floor.stop();
  const of = (what: (load: Load) => number) => rounds.map(({ service: load }) => what(load));
  const ofFloor = (what: (load: Load) => number) => rounds.map(({ floor: load }) => what(load));
  const results: Result[] = [];
  if (ids.has("command-http-64")) {
    const rate = (load: Load) => load.rate;
    results.push(resultOf("command-http-64", "commands/s", of(rate), ofFloor(rate)));
    for (const [name, share] of [
      ["p50", 0.5],
      ["p95", 0.95],
      ["p99", 0.99],
    ] as const) {
      const time = ({ times }: Load) => percentile(times, share);
      results.push(resultOf(`command-http-64-${name}`, "ms", of(time), ofFloor(time)));
    }
    results.push(...memory("command-http-64", service));
  }
  const costs = of(({ cost }) => cost ?? Number.NaN);
  if (ids.has("cpu-per-command") && !costs.some(Number.isNaN))
    results.push(
      resultOf(
        "cpu-per-command",
        "ms",
        costs,
        ofFloor(({ cost }) => cost!),
      ),
    );
  return results;
}

/** How many bytes the event has that the measured command makes. */
async function bytesOfCommand({ data }: StoreFolder, client: Client, person: string): Promise<number> {
  await client.sends(`persons/${person}/contact`, JSON.stringify(FIVE_CONTACT_FIELDS));
  const events = readSqliteEvents(join(data, "events.db"));
  const last = (await events.readStream(`person-${person}`)).at(-1)!;
  await events.close();
  return last.bytes.byteLength;
}

interface Load {
  /** Commands a second. */
  readonly rate: number;
  /** Of each command until it was answered, in ms. */
  readonly times: readonly number[];
  /** Processor time of the process for a command, with what follows from it there, in ms; null where it isn't told. */
  readonly cost: number | null;
}

/** 64 connections that send a command, wait for the answer, and send the next. */
async function commands(
  client: Client,
  server: MeasuredProcess,
  persons: readonly string[],
  seconds: number,
): Promise<Load> {
  const times: number[] = [];
  const before = await server.processorTime();
  const begun = performance.now();
  await Promise.all(writers(client, persons, begun + seconds * 1000, times));
  const rate = times.length / ((performance.now() - begun) / 1000);
  const after = await server.processorTime();
  return { rate, times, cost: before === null || after === null ? null : (after - before) / times.length };
}

function writers(client: Client, persons: readonly string[], until: number, times: number[]): Promise<void>[] {
  const text = JSON.stringify(FIVE_CONTACT_FIELDS);
  const writer = async (first: number) => {
    for (let i = first; performance.now() < until; i += CONNECTIONS + 1) {
      const sent = performance.now();
      await client.sends(`persons/${persons[i % persons.length]}/contact`, text);
      times.push(performance.now() - sent);
    }
  };
  return Array.from({ length: CONNECTIONS }, (_, i) => writer(i));
}

interface Looks {
  /** Of some commands, from the answer until a query that asked for them was answered, in ms. */
  readonly visible: readonly number[];
  /** Of the same query that asks for no command, in ms: how long anybody waits for any answer under this load. */
  readonly asked: readonly number[];
}

/** The same 64, and one beside them that looks. */
async function looksUnderLoad(client: Client, persons: readonly string[], seconds: number): Promise<Looks> {
  const text = JSON.stringify(FIVE_CONTACT_FIELDS);
  const visible: number[] = [];
  const asked: number[] = [];
  const until = performance.now() + seconds * 1000;
  const looker = async (first: number) => {
    for (let i = first; performance.now() < until; i += CONNECTIONS + 1) {
      const person = persons[i % persons.length]!;
      const { position } = await client.sends(`persons/${person}/contact`, text, true);
      const answered = performance.now();
      await client.sees(`/api/v1/persons/${person}?seen=${position}`);
      const seen = performance.now();
      visible.push(seen - answered);
      await client.sees(`/api/v1/persons/${person}`);
      asked.push(performance.now() - seen);
    }
  };
  await Promise.all([...writers(client, persons, until, []), looker(CONNECTIONS)]);
  return { visible, asked };
}
