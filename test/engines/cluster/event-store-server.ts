import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openEventStoreDbEventStore } from "../../../src/engines/eventstoredb/event-store.js";
import { FakeServer } from "../eventstoredb/fake-server.js";

/** A server of events whose log can be put back, as an operator does it: it is stopped for that. */
export interface EventStoreServer {
  readonly url: string;
  /** Keeps a copy of the log under a name. */
  copy(name: string): Promise<void>;
  /** Goes on with a copy, or with no events at all. */
  putBack(name: string | undefined): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A command that starts an EventStoreDB of one node, without TLS; `{data}` and `{port}` in it are replaced. It must be
 * the server itself, not a shell that starts it.
 */
const COMMAND = process.env["EVENTSTORE_COMMAND"];

/** What the tests put logs back on. */
export const EVENT_STORE_SERVER =
  COMMAND === undefined
    ? "a server of the tests that speaks EventStoreDB's protocol: EVENTSTORE_COMMAND starts no real one"
    : "EventStoreDB";

/** @param folder for the data of the server and its copies */
export function startEventStore(folder: string): Promise<EventStoreServer> {
  return COMMAND === undefined ? startFake() : startReal(COMMAND, folder);
}

async function startFake(): Promise<EventStoreServer> {
  const server = await new FakeServer().start();
  const copies = new Map<string, ReturnType<typeof server.log.copy>>();
  return {
    url: server.url,
    copy: async (name) => void copies.set(name, server.log.copy()),
    async putBack(name) {
      server.kill();
      server.log.replaceBy(name === undefined ? undefined : copies.get(name)!);
      await server.start();
    },
    stop: async () => server.kill(),
  };
}

async function startReal(command: string, folder: string): Promise<EventStoreServer> {
  const data = join(folder, "eventstore");
  const port = await freePort();
  const url = `esdb://127.0.0.1:${port}?tls=false`;
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    mkdirSync(data, { recursive: true });
    const [program, ...args] = command
      .split(" ")
      .map((word) => word.replaceAll("{data}", data).replaceAll("{port}", String(port)));
    // The server takes every variable that begins so for an option, and ends at one that it does not know.
    const { EVENTSTORE_COMMAND: _, EVENTSTORE_URL: __, ...env } = process.env;
    child = spawn(program!, args, { stdio: "ignore", env });
    const ended = new AbortController();
    child.once("exit", () => ended.abort());
    child.once("error", () => ended.abort());
    await untilAnswers(url, ended.signal);
  }

  async function end(): Promise<void> {
    if (child === undefined) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    child = undefined;
  }

  await start();
  return {
    url,
    async copy(name) {
      await end();
      cpSync(data, join(folder, `eventstore-${name}`), { recursive: true });
      await start();
    },
    async putBack(name) {
      await end();
      rmSync(data, { recursive: true });
      if (name !== undefined) cpSync(join(folder, `eventstore-${name}`), data, { recursive: true });
      await start();
    },
    stop: end,
  };
}

/** A node that answers may still be choosing itself as the leader: then it takes no reads. */
async function untilAnswers(connectionString: string, ended: AbortSignal): Promise<void> {
  for (;;) {
    if (ended.aborted) throw new Error("EVENTSTORE_COMMAND starts no server, or one that ended at once");
    try {
      const store = await openEventStoreDbEventStore({ connectionString, kawalStreams: /^$/ });
      await store.close();
      return;
    } catch {
      await setTimeout(200);
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
