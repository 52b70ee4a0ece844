/**
 * What a command over HTTP can't cost less than: a bare Fastify route in a process of its own, which takes the same body
 * and appends ready bytes, as many as the command's event has, through the service's own writing thread.
 */
import Fastify, { type FastifyRequest } from "fastify";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { v7 as uuidv7 } from "uuid";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { inProcess, type MeasuredProcess } from "./process-figures.ts";

interface Settings {
  readonly folder: string;
  /** Of one event. */
  readonly bytes: number;
}

export interface HttpFloor extends MeasuredProcess {
  readonly url: string;
}

export async function startHttpFloor(settings: Settings): Promise<HttpFloor> {
  const child = fork(fileURLToPath(import.meta.url), ["serve"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child.send(settings);
  const [url] = (await once(child, "message")) as [string];
  return { url, ...inProcess(child) };
}

async function serve({ folder, bytes }: Settings): Promise<void> {
  const store = await openSqliteEventStore({ file: join(folder, "floor.db"), mode: "write" });
  const ready = new Uint8Array(bytes).fill(0x20);
  const revisions = new Map<string, number>();
  const fastify = Fastify();
  const append = async ({ params }: FastifyRequest) => {
    const { id } = params as { id: string };
    const revision = (revisions.get(id) ?? -1) + 1;
    revisions.set(id, revision);
    const number = await store.append(`person-${id}`, revision - 1, [
      { id: uuidv7(), type: "ContactChanged", bytes: ready },
    ]);
    return { id, revision, position: String(number) };
  };
  fastify.route({ method: "POST", url: "/api/v1/persons/:id/contact", handler: append });
  const url = await fastify.listen({ port: 0, host: "127.0.0.1" });
  process.once(
    "SIGTERM",
    () =>
      void fastify
        .close()
        .then(() => store.close())
        .then(() => process.disconnect!()),
  );
  process.send!(url);
}

if (process.argv[2] === "serve") process.once("message", (settings: Settings) => void serve(settings));
