import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { v5 as uuidv5 } from "uuid";
import { assertDescribed } from "../contract/valid-answers.js";
import { testIssuer } from "../whole-run/whole-run.js";
import { run, type Running } from "./run.js";
import { FIRST_ADMINISTRATOR, LISTENS, nodeArguments, OFFICER_CLAIM, settings, trusting } from "./starting.js";

/** Who assigns the officers of these tests: one, so that an officer who is assigned again is assigned once. */
const ASSIGNING = "0f5b6c3e-0000-4000-8000-0000000000ad";
/** A day that has not come, and that a due date or an assignment may name. */
export const DISTANT = `${new Date().getUTCFullYear() + 5}-01-01`;
/**
 * As long as the service waits, before it answers a command, for what follows from it; a timer may be early by some.
 */
export const SETTLE_MS = 3_000 - 50;
/** What a client asks again for: on a slow machine a view, or the issuer, needs more time than the service waits. */
export const LATE = ["view-behind", "past-day-not-ready", "issuer-unavailable"].map(
  (problem) => `urn:kawal:problem:${problem}`,
);
const PAUSE_MS = 100;

/** What trusts the issuer of these tests. */
export async function trustsTestIssuer(): Promise<Record<string, string>> {
  return trusting((await testIssuer()).url);
}

/** The built service as a process of its own, which is stopped at the end of its file of tests at the latest. */
export interface RunningService {
  /** Of the process that serves now. */
  readonly url: string;
  /** All that this process has printed. */
  output(): string;
  /** Sends the signal and waits for the end; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Ends the process, does something to what it left, and starts the next one, which officers call from then on. */
  restart(meanwhile?: () => unknown, signal?: NodeJS.Signals): Promise<void>;
}

/** Starts the service on a free port over a folder, for officers of the test issuer (`undefined` unsets a setting). */
export async function startService(
  data: string,
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<RunningService> {
  const start = async () => {
    const process = run(
      globalThis.process.execPath,
      nodeArguments("main"),
      { ...settings(data, (await testIssuer()).url), ...env },
      "SIGTERM",
    );
    const [, url] = await process.printed(LISTENS);
    return { process, url: url! };
  };
  let serving: { readonly process: Running; readonly url: string } = await start();
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    serving.process.child.kill(signal);
    return (await serving.process.ended).code;
  };
  return {
    get url() {
      return serving.url;
    },
    output: () => serving.process.output(),
    stop,
    async restart(meanwhile, signal) {
      const code = await stop(signal);
      if (signal === undefined && code !== 0) throw new Error(`it ended with ${code}: ${serving.process.output()}`);
      await meanwhile?.();
      serving = await start();
    },
  };
}

/** Asks until the answer is good: for what follows from something else in its own time. */
export async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (good(answer)) return answer;
    await setTimeout(PAUSE_MS);
  }
}

/** Waits until every view shows all events. */
export async function viewsCaughtUp(service: { readonly url: string }): Promise<void> {
  await until(
    () => fetch(`${service.url}/health/ready`),
    ({ status }) => status === 200,
  );
}

export interface Response<B = Record<string, never>> {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into bodies of many shapes; a wrong guess fails their expectations.
  readonly body: B;
}

export interface Answered {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
}

/** An officer of an agency, calling the service. An administrator assigns them before their first call. */
export class Officer {
  #assigned: Promise<unknown> | undefined;

  constructor(
    readonly service: { readonly url: string },
    readonly agency: string | undefined,
    readonly role = "CASEWORKER",
    readonly id: string = randomUUID(),
  ) {}

  /** Sends a command and expects it to be taken; what follows from it has been done when this returns. */
  async does(path: string, body: object, headers: Record<string, string> = {}): Promise<Answered> {
    const key = { "idempotency-key": randomUUID(), ...headers };
    for (;;) {
      const asked = performance.now();
      const response = await this.sends<Answered>(path, body, key);
      if (response.status !== 200 && response.status !== 201)
        throw new Error(`POST ${path}: ${response.status} ${JSON.stringify(response.body)}`);
      // An answer that comes later may not have waited to the end: a repeat has no effect, and waits on.
      if (performance.now() - asked < SETTLE_MS) return response.body;
    }
  }

  /** Sends a command, whatever comes of it. */
  async sends<B = Problem>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response<B>> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return this.calls<B>("POST", path, text, {
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
      ...headers,
    });
  }

  /** Asks a query and expects an answer. */
  async sees<B>(path: string): Promise<B> {
    const response = await this.calls<B>("GET", path);
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${JSON.stringify(response.body)}`);
    return response.body;
  }

  /** Calls the service, and again for as long as a part of it needs more time, as it asks its clients to. */
  async calls<B>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response<B>> {
    return until(
      () => this.callsOnce<B>(method, path, body, headers),
      ({ status, body: answer }) => status !== 503 || !LATE.includes((answer as Partial<Problem>).type ?? ""),
    );
  }

  /** Calls the service, whatever comes of it. */
  async callsOnce<B>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response<B>> {
    await this.assigned();
    const response = await fetch(`${this.service.url}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${await this.token()}`, ...headers },
      ...(body !== undefined && { body: body as string }),
    });
    const text = await response.text();
    const mediaType = response.headers.get("content-type") ?? "";
    const { status } = response;
    const answer = (mediaType.includes("json") ? JSON.parse(text) : text) as B;
    await assertDescribed({ method, path: `/api/v1/${path}`, status, mediaType, body: answer });
    return { status, headers: response.headers, body: answer };
  }

  /** Lets an administrator assign the officer, which otherwise comes before the first call. */
  async assigned(): Promise<this> {
    await (this.#assigned ??= this.#assign());
    return this;
  }

  /** A bearer token of the test issuer. */
  async token(): Promise<string> {
    const sub = this.#isFirst() ? FIRST_ADMINISTRATOR : this.id;
    return (await testIssuer()).token({ sub, [OFFICER_CLAIM]: this.id });
  }

  #isFirst(): boolean {
    return this.role === "ADMINISTRATOR" && this.agency === undefined;
  }

  async #assign(): Promise<void> {
    if (this.#isFirst() || this.agency === undefined) return;
    const administrator = new Officer(this.service, undefined, "ADMINISTRATOR", ASSIGNING);
    const assignment = { agency: this.agency, role: this.role, from: "2019-01-01" };
    await administrator.does(`officers/${this.id}/assignments`, assignment, {
      "idempotency-key": uuidv5(`${this.agency} ${this.role}`, this.id),
    });
  }
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly type: string; readonly field: string; readonly message: string }[];
  readonly rule?: { readonly id: string; readonly source: string; readonly en: string; readonly indonesian: string };
  readonly [extension: string]: unknown;
}
