import { fork } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fastify } from "fastify";
import { statementsOf } from "../../src/engines/sqlite/view-query.js";
import { openForReading, statementCache, tablesOf } from "../../src/engines/sqlite/views-database.js";
import type { Place } from "../../src/event-sourcing/projecting/page-cursor.js";
import type { Index } from "../../src/event-sourcing/projecting/projection.js";
import type { Query } from "../../src/event-sourcing/projecting/read-model.js";
import { repatriationBoardView } from "../../src/repatriation/repatriation-board.view.js";

/*
 * The least that a page of the board can cost: a bare Fastify route in a process of its own, which finds the same
 * documents by the same statement and sends them as they are stored. Nobody is asked who calls, nothing is opened,
 * shaped or recorded.
 */

/** What its process is given. */
interface Settings {
  readonly file: string;
  readonly limit: number;
}

export interface PageFloor {
  /** Answers a page of the board; `?after=` goes on after another one. */
  readonly url: string;
  stop(): Promise<void>;
}

/** @param file `views.db` of the service that is measured beside it */
export async function startPageFloor(settings: Settings): Promise<PageFloor> {
  const child = fork(import.meta.filename, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = once(child, "exit");
  child.send(settings);
  const url = await Promise.race([
    once(child, "message").then(([told]) => told as string),
    ended.then(() => Promise.reject(new Error("the bare route ended"))),
  ]);
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function serve({ file, limit }: Settings): Promise<string> {
  const db = openForReading(file);
  const row = db.prepare("SELECT id, indexes FROM views WHERE projection = ? AND serving = 1");
  const { id, indexes } = row.get(repatriationBoardView.name) as { id: number; indexes: string };
  const tables = tablesOf(id, JSON.parse(indexes) as Index[]);
  const statements = statementCache(db);
  // The officer of the benchmark sees the whole board, so that no condition is left of their sight.
  const query: Query = { where: [], sort: { field: "requested", direction: "asc" }, limit };
  const server = fastify();
  server.get<{ Querystring: { after?: string } }>("/", (request, reply) => {
    const after = request.query.after === undefined ? undefined : (JSON.parse(request.query.after) as Place);
    const rows: Row[] = [];
    for (const { text, values } of statementsOf(tables, query, () => 0, after)) {
      const left = limit + 1 - rows.length;
      if (left > 0) rows.push(...(statements(text).all(...values, left) as unknown as Row[]));
    }
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    const next = last && JSON.stringify({ value: last.value, id: last.id } satisfies Place);
    const data = shown.map(({ document }) => document).join();
    void reply
      .type("application/json")
      .send(`{"data":[${data}]${next === undefined ? "" : `,"next":${JSON.stringify(next)}`}}`);
  });
  await server.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

interface Row extends Place {
  readonly document: string;
}

if (process.argv[1] === import.meta.filename)
  process.once("message", (settings: Settings) => void serve(settings).then((url) => process.send!(url)));
