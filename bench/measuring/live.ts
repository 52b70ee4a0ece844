import { randomUUID } from "node:crypto";
import { get, type ClientRequest } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Pool } from "undici";
import { LIMITS } from "../../src/limits.js";
import { resultOf, type Result } from "../results.ts";
import { percentile } from "../statistics.ts";
import { storeFolder } from "../store.ts";
import { startIssuer, SUBJECT, type Issuer } from "./issuer.ts";
import type { Given, Measurement } from "./measurement.ts";
import { startService, type RunningService } from "./service.ts";

/** Offices with officers who watch their board, and a desk whose officers watch the nation's. */
const OFFICES = 20;
const OFFICERS_EACH = 49;
const OFFICERS_OF_DESK = 20;
/** Cases of each office, each of which changes every two seconds under the load. */
const CASES_EACH = 10;
const COMMANDS_A_SECOND = 100;
const SECONDS = 30;
const WARM_SECONDS = 5;
const IDLE = 10_000;
const CONNECTIONS = 16;
/** What is opened at a time. */
const AT_ONCE = 50;
/** Until the service has put away what it needed for the opening. */
const REST_MS = 5_000;
/** What is not received by then is lost. */
const LOST_MS = 60_000;

/** Live streams over HTTP: how late changes come, and what readers cost who hear nothing. */
export const live: Measurement = {
  name: "live",
  ids: ["sse-p95", "sse-idle-memory"],
  needsLog: false,
  seconds: 120,
  measure,
};

interface Office {
  readonly agency: string;
  readonly officers: readonly string[];
  readonly cases: readonly string[];
}

async function measure({ folder, ids, progress, note }: Given): Promise<Result[]> {
  const issuer = await startIssuer();
  const env = { ...issuer.env, KAWAL_ADMINISTRATORS: SUBJECT };
  const service = await startService(storeFolder(folder), { env });
  const results: Result[] = [];
  try {
    const client = new Client(service.url, issuer);
    const offices: Office[] = [];
    for (let i = 0; i < OFFICES; i++) {
      offices.push(await client.office({ kind: "BP3MI", name: `BP3MI ${i + 1}` }, OFFICERS_EACH, CASES_EACH));
      progress((0.3 * i) / OFFICES);
    }
    const desk = await client.office({ kind: "COORDINATION", name: "Desk P2MI" }, OFFICERS_OF_DESK, 0);
    const officers = [...offices, desk].flatMap((office) => office.officers);
    if (ids.has("sse-p95")) {
      const delays = await underLoad(client, service, offices, desk);
      results.push(resultOf("sse-p95", "ms", [percentile(delays, 0.95)]));
      results.push(resultOf("sse-p95-p50", "ms", [percentile(delays, 0.5)]));
      results.push(resultOf("sse-p95-p99", "ms", [percentile(delays, 0.99)]));
    }
    progress(0.7);
    if (ids.has("sse-idle-memory")) {
      const grown = await idle(client, service, officers);
      if (grown === null) note("this system does not tell how much memory a process has");
      else results.push(resultOf("sse-idle-memory", "MB", [grown / 1e6]));
    }
    await client.close();
  } finally {
    await service.stop();
    await issuer.close();
  }
  return results;
}

/** From the answer to a command until each reader who sees the case has it, in ms: of each command and reader one. */
async function underLoad(
  client: Client,
  { url }: RunningService,
  offices: readonly Office[],
  desk: Office,
): Promise<number[]> {
  const readers: { readonly reader: Reader; readonly cases: readonly string[] }[] = [];
  const all = offices.flatMap(({ cases }) => cases);
  for (const { officers, cases } of [...offices, { ...desk, cases: all }])
    for (const officer of officers)
      readers.push({ reader: await Reader.open(url, await client.tokenOf(officer)), cases });
  /** By case: number and time of each answer, in the order of the numbers. */
  const answers = new Map<string, { readonly number: number; readonly at: number }[]>(all.map((id) => [id, []]));
  const commands = offices.flatMap(({ officers, cases }) => cases.map((id) => ({ id, officer: officers[0]! })));
  const begun = performance.now();
  const sent: Promise<void>[] = [];
  for (let i = 0; i < (WARM_SECONDS + SECONDS) * COMMANDS_A_SECOND; i++) {
    const due = begun + (i * 1000) / COMMANDS_A_SECOND;
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    // Of all offices in turn.
    const { id, officer } =
      commands[((i % OFFICES) * CASES_EACH + (Math.floor(i / OFFICES) % CASES_EACH)) % all.length]!;
    sent.push(
      client.sends(officer, `cases/${id}/actions`, { action: "WAGE_LEDGER" }).then(({ position }) => {
        answers.get(id)!.push({ number: Number(position.split(".")[1]), at: performance.now() });
      }),
    );
  }
  await Promise.all(sent);
  for (const each of answers.values()) each.sort((a, b) => a.number - b.number);
  const until = performance.now() + LOST_MS;
  for (const { reader, cases } of readers)
    while (cases.some((id) => (reader.received.get(id)?.at(-1)?.number ?? -1) < answers.get(id)!.at(-1)!.number)) {
      if (performance.now() > until) throw new Error("a reader was not told of a change");
      await delay(20);
    }
  const counted = begun + WARM_SECONDS * 1000;
  const delays: number[] = [];
  for (const { reader, cases } of readers) {
    for (const id of cases) {
      const received = reader.received.get(id)!;
      let next = 0;
      // A change that was told together with a newer one came with that.
      for (const { number, at } of answers.get(id)!) {
        while (received[next]!.number < number) next++;
        if (at >= counted) delays.push(Math.max(0, received[next]!.at - at));
      }
    }
    reader.close();
  }
  return delays;
}

/** By how much the resident set grows with readers who are told nothing, in bytes. */
async function idle(client: Client, service: RunningService, officers: readonly string[]): Promise<number | null> {
  const tokens = await Promise.all(officers.map((officer) => client.tokenOf(officer)));
  const open = async (count: number): Promise<Reader[]> => {
    const readers: Reader[] = [];
    for (let from = 0; from < count; from += AT_ONCE)
      readers.push(
        ...(await Promise.all(
          Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) =>
            Reader.open(service.url, tokens[(from + i) % tokens.length]!),
          ),
        )),
      );
    return readers;
  };
  if (officers.length * LIMITS.liveReadersOfOfficer.most < IDLE) throw new Error("there are too few officers");
  // What every officer's first stream needs is none of what a stream needs.
  for (const reader of await open(officers.length)) reader.close();
  await delay(REST_MS);
  const before = service.resident();
  const readers = await open(IDLE);
  await delay(REST_MS);
  const after = service.resident();
  for (const reader of readers) reader.close();
  return before === null || after === null ? null : after - before;
}

class Client {
  readonly #pool: Pool;
  readonly #issuer: Issuer;
  readonly #tokens = new Map<string, Promise<string>>();

  constructor(url: string, issuer: Issuer) {
    this.#pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
    this.#issuer = issuer;
  }

  tokenOf(officer?: string): Promise<string> {
    const name = officer ?? "";
    let token = this.#tokens.get(name);
    if (token === undefined) this.#tokens.set(name, (token = this.#issuer.token(officer)));
    return token;
  }

  async sends(officer: string | undefined, path: string, body: object): Promise<{ id: string; position: string }> {
    const { statusCode, body: answer } = await this.#pool.request({
      method: "POST",
      path: `/api/v1/${path}`,
      headers: {
        authorization: `Bearer ${await this.tokenOf(officer)}`,
        "content-type": "application/json",
        "idempotency-key": randomUUID(),
      },
      body: JSON.stringify(body),
    });
    const answered = (await answer.json()) as { id: string; position: string };
    if (statusCode >= 300) throw new Error(`POST ${path}: ${statusCode} ${JSON.stringify(answered)}`);
    return answered;
  }

  /** An office with officers, and cases that its first one received. */
  async office(office: object, officers: number, cases: number): Promise<Office> {
    const { id: agency } = await this.sends(undefined, "agencies", { ...office, validFrom: "2019-01-01" });
    const ids = Array.from({ length: officers }, () => randomUUID());
    const role = cases === 0 ? "SUPERVISOR" : "CASEWORKER";
    await Promise.all(
      ids.map((id) => this.sends(undefined, `officers/${id}/assignments`, { agency, role, from: "2019-01-01" })),
    );
    const received = await Promise.all(
      Array.from({ length: cases }, async () => {
        const person = { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Contoh" } };
        const victim = (await this.sends(ids[0], "persons", person)).id;
        return this.sends(ids[0], "cases", {
          channel: "PHONE",
          complainant: "PMI",
          categories: ["UNPAID_WAGES"],
          parties: [{ role: "VICTIM", person: victim }],
        });
      }),
    );
    return { agency, officers: ids, cases: received.map(({ id }) => id) };
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

/** A reader of the board of cases. */
class Reader {
  /** By case: number and time of each change, in the order in which they came. */
  readonly received = new Map<string, { readonly number: number; readonly at: number }[]>();
  readonly #request: ClientRequest;
  #rest = "";

  private constructor(request: ClientRequest) {
    this.#request = request;
  }

  static open(url: string, token: string): Promise<Reader> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      const request = get(`${url}/api/v1/cases/live`, { agent: false, headers }, (response) => {
        const { statusCode } = response;
        if (statusCode !== 200) return reject(new Error(`GET cases/live: ${statusCode}`));
        const reader = new Reader(request);
        response.setEncoding("utf8").on("data", (text: string) => reader.#take(text));
        response.on("error", () => undefined);
        resolve(reader);
      });
      request.on("error", reject);
    });
  }

  close(): void {
    this.#request.destroy();
  }

  #take(text: string): void {
    const at = performance.now();
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop()!;
    for (const block of blocks) {
      const match = /^event: changed\nid: \w+\.(\d+)\ndata: \{"id":"([^"]+)"/.exec(block);
      if (match === null) continue;
      const [, number, id] = match as unknown as [string, string, string];
      const received = this.received.get(id) ?? [];
      this.received.set(id, received);
      received.push({ number: Number(number), at });
    }
  }
}
