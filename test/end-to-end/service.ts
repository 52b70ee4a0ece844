import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { v5 as uuidv5 } from "uuid";
import { startTestIssuer, type TestIssuer } from "../access/test-issuer.js";

/** Of the service's code, which these tests start a hundred times. */
const NODE_COMPILE_CACHE = join(tmpdir(), "kawal-compiled");
const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Whose token opens every store of these tests: they register the first officers. */
const FIRST_ADMINISTRATOR = "first-administrator";
/** Who assigns the officers of these tests: one, so that an officer who is assigned again is assigned once. */
const ASSIGNING = "0f5b6c3e-0000-4000-8000-0000000000ad";
const OFFICER_CLAIM = "kawal_officer";

let issuer: Promise<TestIssuer> | undefined;

/** The issuer of all tokens of one file of tests; it goes with the process. */
export function testIssuer(): Promise<TestIssuer> {
  return (issuer ??= startTestIssuer());
}

/** What trusts the issuer of these tests; a store of real people, as a sample has an issuer of its own. */
export async function trustsTestIssuer(): Promise<Record<string, string>> {
  return {
    KAWAL_ISSUER: (await testIssuer()).url,
    KAWAL_OFFICER_CLAIM: OFFICER_CLAIM,
    KAWAL_ADMINISTRATORS: FIRST_ADMINISTRATOR,
  };
}

/** The built service as a process of its own. */
export interface RunningService {
  readonly url: string;
  readonly process: ChildProcess;
  /** All that it has printed. */
  output(): string;
  /** Sends the signal and waits for the end; gives the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the service on a free port over a folder, for officers of the test issuer (`undefined` unsets a setting). */
export async function startService(
  data: string,
  env: Record<string, string | undefined> = {},
): Promise<RunningService> {
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN], {
    env: {
      PATH: process.env["PATH"],
      NODE_COMPILE_CACHE,
      PORT: "0",
      // Some tests ask more in a minute than any officer.
      KAWAL_RATE_LIMIT: "1000000",
      ...storeIn(data),
      ...(await trustsTestIssuer()),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = once(child, "exit") as Promise<[number | null]>;
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const match = /listens on (http:\/\/\S+?),/.exec(output);
      if (match) resolve(match[1]!);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(([code]) => reject(new Error(`the service ended with ${code}: ${output}`)));
  });
  return {
    url,
    process: child,
    output: () => output,
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

/** A folder of its own; or the one store of a cluster, which `npm run test:engines` names for the lives. */
function storeIn(data: string): Record<string, string | undefined> {
  const { KAWAL_TEST_EVENTSTORE, KAWAL_TEST_MONGODB, KAWAL_TEST_MASTER_KEY_FILE } = process.env;
  if (KAWAL_TEST_EVENTSTORE === undefined) return { KAWAL_DATA: data, KAWAL_MASTER_KEY_FILE: masterKeyOf(data) };
  return {
    KAWAL_PROFILE: "cluster",
    KAWAL_EVENTSTORE: KAWAL_TEST_EVENTSTORE,
    KAWAL_MONGODB: KAWAL_TEST_MONGODB,
    KAWAL_MASTER_KEY_FILE: KAWAL_TEST_MASTER_KEY_FILE,
  };
}

/** The file of a store's master key, beside its folder: made the first time. */
export function masterKeyOf(data: string): string {
  const file = `${data}.key`;
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return file;
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

  /** Sends a command and expects it to be taken. */
  async does(path: string, body: object, headers: Record<string, string> = {}): Promise<Answered> {
    const response = await this.sends<Answered>(path, body, headers);
    if (response.status !== 200 && response.status !== 201)
      throw new Error(`POST ${path}: ${response.status} ${JSON.stringify(response.body)}`);
    return response.body;
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

  async calls<B>(
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
    const json = (response.headers.get("content-type") ?? "").includes("json");
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as B };
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
