import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { randomBytes, randomUUID } from "node:crypto";
import { cpSync, existsSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { temporaryFolder } from "../temporary.js";
import { kawal, pathOfMachine, run, type Ended } from "./run.js";
import { Officer, startService, trustsTestIssuer, viewsCaughtUp, type Answered } from "./service.js";
import { ENDS_WITH_PARENT, KAWAL, LISTENS, nodeArguments, ROOT } from "./starting.js";
import { storedEvents } from "./stored.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);
const PERSON = JSON.stringify({ sex: "FEMALE", source: "IN_PERSON", identity: { name: "Siti" } });
/** How long a service that stops waits for requests that are under way. */
const GRACE_MS = 5_000;
const keyFile = join(folder, "master.key");
writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
const tokenFile = join(folder, "token");

interface HalfARequest {
  /** Sends the rest, and gives what is answered; undefined when the connection was closed without an answer. */
  finish(): Promise<{ status: number; id: string } | undefined>;
  /** What was answered when the connection had been closed. */
  readonly closed: Promise<string>;
}

/**
 * Begins a request and sends half of it, so that it is under way until `finish`.
 * @returns once the service has taken it, and asks for the rest
 */
async function halfARequest(url: string, token: string): Promise<HalfARequest> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  const closed = new Promise<string>((resolve) => {
    socket.once("close", () => resolve(answer));
    socket.once("error", () => resolve(answer));
  });
  const headers = [
    "POST /api/v1/persons HTTP/1.1",
    `host: ${hostname}`,
    "content-type: application/json",
    `content-length: ${PERSON.length}`,
    `authorization: Bearer ${token}`,
    `idempotency-key: ${randomUUID()}`,
    "expect: 100-continue",
  ];
  socket.write(`${headers.join("\r\n")}\r\n\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.on("data", (chunk) => {
      answer += chunk.toString();
      if (!answer.startsWith(CONTINUE)) return;
      answer = answer.slice(CONTINUE.length);
      resolve();
    });
    void closed.then((ended) => reject(new Error(`it was closed before: ${ended}`)));
  });
  socket.write(PERSON.slice(0, 20));
  return {
    closed,
    async finish() {
      socket.write(PERSON.slice(20));
      const [head, body] = (await closed).split("\r\n\r\n");
      return head ? { status: Number(head.split(" ")[1]), id: (JSON.parse(body ?? "{}") as Answered).id } : undefined;
    },
  };
}
const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

/** Waits until a service that was told to stop takes nobody on any more. */
async function takesNobody(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const isTaken = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), hostname);
      socket.once("connect", () => (socket.destroy(), resolve(true)));
      socket.once("error", () => resolve(false));
    });
  while (await isTaken()) await setTimeout(10);
}

/** A copy of the project with a build of its own: other tests run from the build that is there. */
function copyOfProject(): string {
  const project = join(folder, "project");
  for (const name of ["package.json", ".npmrc", "nest-cli.json", "tsconfig.json", ".swcrc", "bundle.js", "src", "bin"])
    cpSync(join(ROOT, name), join(project, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"), "junction");
  return project;
}

describe("npm start", () => {
  let project: string;
  beforeAll(() => void (project = copyOfProject()));

  test.each(["SIGTERM", "SIGINT"] as const)(
    "stops cleanly by %s: what is under way is answered, and what was answered is there",
    async (signal) => {
      const data = join(folder, signal);
      // On a slow machine fewer requests are answered in the time that a stop gives them.
      for (let count = 20, stopped = false; !stopped; count = Math.ceil(count / 2))
        stopped = await stopsUnder(count, signal, data);
    },
  );

  /** False when the time that a stop gives to requests was too short for so many on this machine. */
  async function stopsUnder(count: number, signal: NodeJS.Signals, data: string): Promise<boolean> {
    const begun = performance.now();
    const npm = run("npm", ["start", "--prefix", project], {
      NODE_OPTIONS: ENDS_WITH_PARENT,
      KAWAL_DATA: data,
      KAWAL_MASTER_KEY_FILE: keyFile,
      PORT: "0",
      ...(await trustsTestIssuer()),
    });
    const url = (await npm.printed(LISTENS))[1]!;
    const startTook = performance.now() - begun;
    const agency = await new Officer({ url }, undefined, "ADMINISTRATOR").does("agencies", {
      kind: "BP3MI",
      name: "BP3MI",
    });
    const officer = new Officer({ url }, agency.id);
    const acknowledged = (
      await Promise.all(Array.from({ length: count }, () => officer.does("persons", JSON.parse(PERSON) as object)))
    ).map(({ id }) => id);
    const token = await officer.token();
    const underWay = await Promise.all(Array.from({ length: count }, () => halfARequest(url, token)));
    npm.child.kill(signal);
    const signalled = performance.now();
    await takesNobody(url);
    const answers = await Promise.all(underWay.map((request) => request.finish()));
    const answered = performance.now() - signalled;
    const { code, output } = await npm.ended;
    expect({ code, output }).toMatchObject({ code: 0 });
    if (answers.includes(undefined) && answered > GRACE_MS) return false;
    expect(answers.map((answer) => answer?.status)).toEqual(Array(count).fill(201));
    // It stops when they are answered: to stop takes much less than to start, and so less than the whole grace more.
    expect(performance.now() - signalled).toBeLessThan(startTook + 3_000);
    await expect(fetch(url)).rejects.toThrow();

    const store = await openSqliteEventStore({ file: join(data, "events.db"), mode: "write" });
    for (const id of [...acknowledged, ...answers.map((answer) => answer!.id)])
      expect(await store.readStream(`person-${id}`)).toHaveLength(1);
    await store.close();
    expect(existsSync(join(data, "lock.json"))).toBe(false);
    return true;
  }
});

/** What is looked at while a store of real people is served, and is told by the tests. */
interface WhileItRan {
  readonly output: string;
  readonly looks: readonly Ended[];
  readonly retried: Ended;
  readonly second: Ended;
  readonly portInUse: Ended;
  readonly endless: { readonly code: number | null; readonly answer: string };
}

const real = join(folder, "real");
const sample = join(folder, "sample");
let whileItRan: WhileItRan;
let events: number;

const look = () => Promise.all(["verify", "status"].map((command) => kawal([command, "--data", real]).ended));
const start = (env: Record<string, string>) =>
  run(process.execPath, nodeArguments("main"), { PORT: "0", ...env }).ended;

beforeAll(async () => {
  const service = await startService(real, { KAWAL_MASTER_KEY_FILE: keyFile });
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  await administrator.does("agencies", { kind: "BP3MI", name: "BP3MI" });
  await viewsCaughtUp(service);
  events = storedEvents(real).length;
  writeFileSync(tokenFile, await administrator.token(), { mode: 0o600 });
  const retry = ["projections", "retry", "agencies", "nobody", "--token-file", tokenFile, "--url", service.url];
  const withKey = { KAWAL_MASTER_KEY_FILE: keyFile, ...(await trustsTestIssuer()) };
  const [looks, retried, second, portInUse] = await Promise.all([
    look(),
    kawal(retry).ended,
    start({ ...withKey, KAWAL_DATA: real }),
    start({ KAWAL_DATA: sample, KAWAL_SAMPLE: "0", PORT: new URL(service.url).port }),
  ]);
  const { closed } = await halfARequest(service.url, "a-token");
  const endless = { code: await service.stop(), answer: await closed };
  whileItRan = { output: service.output(), looks, retried, second, portInUse, endless };
});

test("a first start says what is known of the Node.js that gets the master key", () => {
  expect(whileItRan.output).toMatch(
    /^Node\.js \S+ \(.+\) is (?:the Node project's own build|not in the list|this machine's own)/m,
  );
});

test("a stop does not wait for a request that never ends", () => {
  expect(whileItRan.endless).toEqual({ code: 0, answer: "" });
});

describe("kawal", () => {
  function expectAllRead([verified, status]: readonly Ended[]): void {
    expect(verified).toMatchObject({ code: 0, output: expect.stringMatching(`^${events} events in .* 0 faults`) });
    expect(status).toMatchObject({ code: 0, output: expect.stringContaining(`${events} events`) });
    expect(status!.output).toMatch(/agencies v\d+: 0 behind/);
  }

  test("verify and status read a store while it runs and when it has stopped; projections asks the running one", async () => {
    expectAllRead(whileItRan.looks);
    expectAllRead(await look());
    expect(whileItRan.retried).toMatchObject({
      code: 1,
      output: expect.stringContaining("(not-found)"),
    });
    const none = await kawal(["verify", "--data", join(folder, "none")]).ended;
    expect(none).toMatchObject({ code: 1, output: expect.stringMatching(/^kawal: there is no store in/) });
  });

  test("runs itself on the pinned Node where the machine's is older", async () => {
    const PATH = pathOfMachine();
    const version = await run("node", ["--version"], { PATH }).ended.catch(() => undefined);
    if (!/^v\d+/.test(version?.output ?? "")) return console.warn("skipped: the machine has no Node of its own");
    const verified = await run("node", [KAWAL, "verify", "--data", real], { PATH }).ended;
    expect(verified).toMatchObject({ code: 0, output: expect.stringContaining("0 faults") });
  });
});

describe("a start that can't be", () => {
  function expectRefused({ code, output }: Ended, words: RegExp): void {
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringMatching(words) });
    expect(output).toMatch(/^Kawal does not start: .+/m);
    // A sentence for a person, not the inside of the program.
    expect(output).not.toMatch(/^\s+at /m);
  }

  test("of a second service on a folder, or on a port, is refused in a sentence", () => {
    expect(whileItRan.output).toContain(`Store in ${real}`);
    expect(whileItRan.output).not.toContain("SAMPLE");
    expectRefused(whileItRan.second, /is in use by process \d+ on/);
    expectRefused(whileItRan.portInUse, /port \d+ of 127\.0\.0\.1 is in use/);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["an address for others than this machine", { HOST: "0.0.0.0" }, /HOST is "0\.0\.0\.0".*loopback/],
    ["a real store without a master key", { KAWAL_DATA: real }, /KAWAL_MASTER_KEY_FILE must name a file/],
    ["a sample opened as a real store", { KAWAL_DATA: sample, KAWAL_MASTER_KEY_FILE: keyFile }, /holds a sample/],
    ["a real store opened as a sample", { KAWAL_DATA: real, KAWAL_SAMPLE: "0" }, /start it without KAWAL_SAMPLE/],
    [
      "a real store opened as a sample by its key",
      { KAWAL_DATA: real, KAWAL_SAMPLE: "0", KAWAL_MASTER_KEY_FILE: keyFile },
      /holds real people/,
    ],
  ])("%s is refused in a sentence, and leaves nothing behind", async (_, env, words) => {
    expectRefused(await start(env), words);
    expect(existsSync(join(real, "sample-master.key"))).toBe(false);
  });

  test("events without their keys are refused", async () => {
    const data = join(folder, "keyless");
    cpSync(real, data, { recursive: true });
    rmSync(join(data, "keys.db"));
    expectRefused(await start({ KAWAL_DATA: data, KAWAL_MASTER_KEY_FILE: keyFile }), /has events but no keys\.db/);
    expect(existsSync(join(data, "keys.db"))).toBe(false);
  });

  test("a stopped store leaves no lock, and its files are its owner's alone", () => {
    expect((statSync(real).mode & 0o777).toString(8)).toBe("700");
    expect(existsSync(join(real, "lock.json"))).toBe(false);
  });
});
