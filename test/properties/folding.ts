import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteReadModel } from "../../src/engines/sqlite/read-model.js";
import { openSqliteViewStore } from "../../src/engines/sqlite/view-store.js";
import { runProjections } from "../../src/event-sourcing/projecting/projection-runner.js";
import type { ViewStore } from "../../src/event-sourcing/projecting/view-store.js";
import { projections, registry } from "../../src/slices.js";
import { refold } from "../../src/event-sourcing/projecting/refold.js";
import { endedAfterTest } from "../processes.js";
import { MINUTES } from "../waiting.js";
import type { Chance } from "./chance.js";
import type { World } from "./world.js";

class Killed extends Error {}

/**
 * A view store of an engine that fails: before a commit, after it, or in its midst, with some documents written and
 * some checkpoints not, so that views stand apart and the same batch comes again.
 */
function failing(views: ViewStore, chance: Chance): ViewStore {
  return {
    ...views,
    async commit(changes) {
      const fate = chance.nat(10);
      if (fate === 0) throw new Killed("before the commit");
      if (fate === 1) {
        const some = changes.map((change) => {
          const whole = chance.percent(30);
          const documents = whole || chance.percent(50) ? change.documents : chance.some(change.documents);
          return { ...change, documents, checkpoint: whole ? change.checkpoint : null };
        });
        await views.commit(some);
        throw new Killed("in the midst");
      }
      await views.commit(changes);
      if (fate === 2) throw new Killed("before the answer");
    },
  };
}

/** Folds the whole log into a new file, in batches of all sizes, with restarts and failures in between. */
export async function foldAtRandom(
  world: World,
  name: string,
  chance: Chance,
): Promise<{ file: string; runs: number }> {
  const file = join(world.folder, name);
  const head = await world.store.head();
  for (let runs = 1; ; runs++) {
    const views = openSqliteViewStore(file);
    const alarms: unknown[] = [];
    let left = 1 + chance.nat(30);
    let end: () => void;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const reached = new Map<string, number>();
    const runner = await runProjections({
      projections,
      registry,
      keys: world.projectionKeys,
      events: world.store,
      views: failing(views, chance),
      batch: 1 + chance.nat(chance.percent(50) ? 5 : 80),
      onCheckpoint: (numbers) => {
        for (const [projection, number] of Object.entries(numbers)) reached.set(projection, number);
        if (left-- === 0 || [...reached.values()].every((number) => number === head)) end();
      },
      onAlarm: (alarm) => void (alarms.push(alarm), end()),
      onFailure: (failure) => void (failure instanceof Killed || (alarms.push(failure), end())),
      backOff: { first: 0, most: 1 },
    });
    const watch = setTimeout(() => {
      alarms.push({ stuckAt: Object.fromEntries(reached), head });
      end();
    }, MINUTES);
    await ended;
    clearTimeout(watch);
    await runner.stop();
    const checkpoints = (await views.views()).map(({ checkpoint }) => checkpoint?.number ?? -1);
    await views.close();
    if (alarms.length > 0) throw new Error(`folding failed: ${JSON.stringify(alarms)}`, { cause: alarms[0] });
    if (checkpoints.length === projections.length && checkpoints.every((number) => number === head))
      return { file, runs };
  }
}

/**
 * Folds the whole log in processes of their own, each killed (SIGKILL) after some batches; the last may end its work.
 */
export async function foldInKilledProcesses(
  world: World,
  name: string,
  chance: Chance,
  kills: number,
): Promise<string> {
  const file = join(world.folder, name);
  const head = await world.store.head();
  for (let run = 0; run <= kills; run++) {
    const program = fileURLToPath(new URL("folding-process.mjs", import.meta.url));
    const batch = Math.max(1, Math.floor(head / (kills + 2) / 4));
    const args = [world.folder, name, world.masterKey.toString("base64"), String(batch)];
    const child = endedAfterTest(fork(program, args, { execArgv: ["--disable-warning=ExperimentalWarning"] }));
    const reached = new Map<string, number>();
    let left = 1 + chance.nat(3);
    await new Promise<void>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the process ended by itself (${code})`)));
      child.on("message", ({ numbers, fault }: { numbers?: { [projection: string]: number }; fault?: unknown }) => {
        if (fault !== undefined) return reject(new Error(`folding failed: ${JSON.stringify(fault)}`));
        for (const [view, number] of Object.entries(numbers!)) reached.set(view, number);
        // Views are told of as they come to serve, one after another.
        const done = projections.every((view) => reached.get(view.name) === head);
        // One that was killed late may have left nothing to do: no more would be told.
        if (done || (run < kills && left-- === 0)) resolve();
      });
    }).finally(() => child.kill("SIGKILL"));
    await once(child, "exit");
  }
  return file;
}

/** Folds the whole log into a new file in one batch, as a rebuild does. */
export async function foldAtOnce(world: World, name: string): Promise<string> {
  const file = join(world.folder, name);
  const views = openSqliteViewStore(file);
  try {
    const { projectionKeys: keys, store: events } = world;
    await refold({ projections, registry, keys, events, views }, await events.head());
  } finally {
    await views.close();
  }
  return file;
}

/** Every document of a file of views as it is stored, byte for byte: by view and id. */
export function storedTexts(file: string): Map<string, string> {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const texts = new Map<string, string>();
    for (const { id, projection } of db.prepare("SELECT id, projection FROM views ORDER BY projection").all())
      for (const row of db.prepare(`SELECT id, document FROM documents_${id as number} ORDER BY id`).all())
        texts.set(`${projection as string} ${row["id"] as string}`, row["document"] as string);
    return texts;
  } finally {
    db.close();
  }
}

/** Reads a file of views. */
export async function reading<Result>(
  file: string,
  read: (readModel: ReturnType<typeof openSqliteReadModel>) => Promise<Result>,
): Promise<Result> {
  const readModel = openSqliteReadModel(file);
  try {
    return await read(readModel);
  } finally {
    readModel.close();
  }
}
