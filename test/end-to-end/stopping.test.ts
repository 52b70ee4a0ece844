import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { temporaryFolder } from "../temporary.js";
import { KAWAL, MAIN, pathOfMachine, run } from "./run.js";
import { filled } from "../sample/filled.js";
import { Officer, startService, trustsTestIssuer, type Answered, type RunningService } from "./service.js";
import { storedEvents } from "./stored.js";

const { folder, remove } = temporaryFolder();
const PERSON = JSON.stringify({ sex: "FEMALE", source: "IN_PERSON", identity: { name: "Siti" } });
const LISTENS = /listens on (http:\/\/\S+?),/;
const keyFile = join(folder, "master.key");
const tokenFile = join(folder, "token");
let endless: ReturnType<typeof stopWithEndlessRequest>;
beforeAll(async () => {
  writeFileSync(keyFile, randomBytes(32), { mode: 0o600 });
  // Goes on beside the other tests, as it is about waiting.
  const service = await startService(join(folder, "endless"));
  endless = stopWithEndlessRequest(service);
});
afterAll(remove);

/**
 * Begins a request and sends half of it, so that it is under way until `finish`.
 * @returns once the service has taken the connection
 */
async function halfARequest(url: string, token: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk.toString()));
  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
    socket.once("error", () => resolve());
  });
  const headers = [
    "POST /api/v1/persons HTTP/1.1",
    `host: ${hostname}`,
    "content-type: application/json",
    `content-length: ${PERSON.length}`,
    `authorization: Bearer ${token}`,
    `idempotency-key: ${randomUUID()}`,
  ];
  socket.write(`${headers.join("\r\n")}\r\n\r\n${PERSON.slice(0, 20)}`);
  return {
    async finish(): Promise<{ status: number; id: string }> {
      socket.write(PERSON.slice(20));
      await closed;
      const [head, body] = answer.split("\r\n\r\n");
      return { status: Number(head!.split(" ")[1]), id: (JSON.parse(body ?? "{}") as Answered).id };
    },
  };
}

async function stopWithEndlessRequest(service: RunningService) {
  await halfARequest(service.url, "a-token");
  await setTimeout(100);
  const signalled = performance.now();
  const code = await service.stop();
  return { code, took: performance.now() - signalled };
}

describe("npm start", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "stops cleanly by %s: what is under way is answered, and what was answered is there",
    async (signal) => {
      const data = join(folder, signal);
      // The build is there, and other tests run from it: it is not made again under them.
      const npm = run("npm", ["start", "--ignore-scripts"], {
        KAWAL_DATA: data,
        KAWAL_MASTER_KEY_FILE: keyFile,
        PORT: "0",
        ...(await trustsTestIssuer()),
      });
      const url = (await npm.printed(LISTENS))[1]!;
      const agency = await new Officer({ url }, undefined, "ADMINISTRATOR").does("agencies", {
        kind: "BP3MI",
        name: "BP3MI",
      });
      const officer = new Officer({ url }, agency.id);
      const acknowledged = (
        await Promise.all(Array.from({ length: 20 }, () => officer.does("persons", JSON.parse(PERSON) as object)))
      ).map(({ id }) => id);
      const token = await officer.token();
      const underWay = await Promise.all(Array.from({ length: 20 }, () => halfARequest(url, token)));
      await setTimeout(100);
      npm.child.kill(signal);
      const signalled = performance.now();
      await setTimeout(100);
      const answers = await Promise.all(underWay.map((request) => request.finish()));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
      const { code, output } = await npm.ended;
      expect({ code, output }).toMatchObject({ code: 0 });
      expect(performance.now() - signalled).toBeLessThan(3000);
      await expect(fetch(url)).rejects.toThrow();

      const store = await openSqliteEventStore({ file: join(data, "events.db"), mode: "write" });
      for (const id of [...acknowledged, ...answers.map((answer) => answer.id)])
        expect(await store.readStream(`person-${id}`)).toHaveLength(1);
      await store.close();
      expect(existsSync(join(data, "lock.json"))).toBe(false);
    },
  );

  test("does not wait for a request that never ends", async () => {
    const { code, took } = await endless;
    expect(code).toBe(0);
    expect(took).toBeLessThan(8000);
  });
});

describe("kawal", () => {
  const kawal = (...args: string[]) => run(process.execPath, [KAWAL, ...args]).ended;
  const machineNode = run("node", ["--version"], { PATH: pathOfMachine() }).ended.catch(() => undefined);

  test("verify and status read a store while it runs and when it has stopped; parked asks the running one", async () => {
    const data = join(folder, "kawal");
    const service = await startService(data);
    await new Officer(service, undefined, "ADMINISTRATOR").does("agencies", { kind: "BP3MI", name: "BP3MI" });
    const events = storedEvents(data).length;
    const look = async () => {
      const [verified, status] = await Promise.all([kawal("verify", "--data", data), kawal("status", "--data", data)]);
      expect(verified).toMatchObject({ code: 0, output: expect.stringMatching(`^${events} events in .* 0 faults`) });
      expect(status).toMatchObject({ code: 0, output: expect.stringContaining(`${events} events`) });
      expect(status.output).toMatch(/agencies v1: 0 behind/);
    };
    await look();
    writeFileSync(tokenFile, await new Officer(service, undefined, "ADMINISTRATOR").token(), { mode: 0o600 });
    const parked = await kawal(
      "parked",
      "retry",
      "agencies",
      "nobody",
      "--token-file",
      tokenFile,
      "--url",
      service.url,
    );
    expect(parked).toMatchObject({ code: 1, output: expect.stringContaining("urn:kawal:problem:not-found") });
    expect(await service.stop()).toBe(0);
    await look();
    const none = await kawal("verify", "--data", join(folder, "none"));
    expect(none).toMatchObject({ code: 1, output: expect.stringMatching(/^kawal: there is no store in/) });
  });

  test("runs itself on the pinned Node where the machine's is older", async () => {
    const version = /^v(\d+)/.exec((await machineNode)?.output ?? "")?.[1];
    if (version === undefined) return console.warn("skipped: the machine has no Node of its own");
    const help = await run("node", [KAWAL, "verify", "--data", join(folder, "SIGTERM")], { PATH: pathOfMachine() })
      .ended;
    expect(help).toMatchObject({ code: 0, output: expect.stringContaining("0 faults") });
  });
});

describe("a start that can't be", () => {
  const sample = join(folder, "sample");
  const real = join(folder, "real");
  const start = (env: Record<string, string>) => run(process.execPath, [MAIN], { PORT: "0", ...env }).ended;

  async function expectRefused(env: Record<string, string>, words: RegExp): Promise<void> {
    const { code, output } = await start(env);
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringMatching(words) });
    expect(output).toMatch(/^Kawal does not start: .+/m);
    // A sentence for a person, not the inside of the program.
    expect(output).not.toMatch(/^\s+at /m);
  }

  beforeAll(async () => {
    await (await filled(sample, 0)).close();
    const service = await startService(real, { KAWAL_MASTER_KEY_FILE: keyFile });
    expect(service.output()).toContain(`Store in ${real}`);
    expect(service.output()).not.toContain("SAMPLE");
    const url = new URL(service.url);
    const withKey = { KAWAL_MASTER_KEY_FILE: keyFile, ...(await trustsTestIssuer()) };
    await Promise.all([
      expectRefused({ ...withKey, KAWAL_DATA: real }, /is in use by process \d+ on/),
      expectRefused(
        { ...withKey, KAWAL_DATA: join(folder, "port"), PORT: url.port },
        /port \d+ of 127\.0\.0\.1 is in use/,
      ),
    ]);
    expect(await service.stop()).toBe(0);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["an address for others than this machine", { HOST: "0.0.0.0" }, /HOST is "0\.0\.0\.0".*loopback/],
    ["a port that is none", { PORT: "http" }, /PORT is "http": it must be a whole number/],
    ["a real store without a master key", { KAWAL_DATA: real }, /KAWAL_MASTER_KEY_FILE must name a file/],
    ["a folder without a name", { KAWAL_DATA: "" }, /KAWAL_DATA is empty/],
    ["a sample opened as a real store", { KAWAL_DATA: sample, KAWAL_MASTER_KEY_FILE: keyFile }, /holds a sample/],
    ["a real store opened as a sample", { KAWAL_DATA: real, KAWAL_SAMPLE: "0" }, /start it without KAWAL_SAMPLE/],
    [
      "a real store opened as a sample by its key",
      { KAWAL_DATA: real, KAWAL_SAMPLE: "0", KAWAL_MASTER_KEY_FILE: keyFile },
      /holds real people/,
    ],
  ])("%s is refused in a sentence, and leaves nothing behind", async (_, env, words) => {
    await expectRefused(env, words);
    expect(existsSync(join(real, "sample-master.key"))).toBe(false);
  });

  test("events without their keys are refused", async () => {
    const data = join(folder, "keyless");
    mkdirSync(data);
    cpSync(real, data, { recursive: true });
    rmSync(join(data, "keys.db"));
    await expectRefused({ KAWAL_DATA: data, KAWAL_MASTER_KEY_FILE: keyFile }, /has events but no keys\.db/);
    expect(existsSync(join(data, "keys.db"))).toBe(false);
  });

  test("a stopped store leaves no lock, and its files are its owner's alone", () => {
    const modes = execFileSync("stat", ["-c", "%a", real], { encoding: "utf8" }).trim();
    expect(modes).toBe("700");
    expect(existsSync(join(real, "lock.json"))).toBe(false);
  });
});
