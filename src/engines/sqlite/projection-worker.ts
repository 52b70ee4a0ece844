/** The thread that keeps `views.db` up to date: started by `startProjections`, and by nothing else. */
import { parentPort, workerData } from "node:worker_threads";
import type { Projection } from "../../event-sourcing/projection.js";
import type { ProjectionKeys } from "../../event-sourcing/projection-batch.js";
import { NotParked, runProjections } from "../../event-sourcing/projection-runner.js";
import type { EventRegistry } from "../../event-sourcing/registry.js";
import { openSqliteEventStore } from "./event-store.js";
import type { FromWorker, ProjectionWorkerData, ToWorker } from "./projection-messages.js";
import { openSqliteViewStore } from "./view-store.js";

interface Slices {
  readonly projections: readonly Projection[];
  readonly registry: EventRegistry;
}

interface Keys {
  readonly openProjectionKeys: (data: ProjectionWorkerData) => ProjectionKeys | Promise<ProjectionKeys>;
}

const data = workerData as ProjectionWorkerData;
const port = parentPort!;
const tell = (message: FromWorker) => port.postMessage(message);

const { projections, registry } = (await import(data.slices)) as Slices;
const keys = data.keys === undefined ? undefined : await ((await import(data.keys)) as Keys).openProjectionKeys(data);
const views = openSqliteViewStore(data.views);
const events = await openSqliteEventStore({ file: data.events, mode: "read" });
const runner = await runProjections({
  projections,
  registry,
  keys,
  views,
  events,
  ...(data.batch === undefined ? {} : { batch: data.batch }),
  onCheckpoint: (numbers) => tell({ kind: "checkpoint", numbers }),
  onAlarm: (alarm) => tell({ kind: "alarm", alarm }),
  onRefused: (view, reason) => tell({ kind: "refused", view, reason }),
  onFailure: (error) => tell({ kind: "failure", error: error instanceof Error ? error.message : String(error) }),
});

async function answer(call: number, waiting: Promise<number>): Promise<void> {
  try {
    tell({ kind: "answer", call, waiting: await waiting });
  } catch (error) {
    tell({ kind: "error", call, notParked: error instanceof NotParked, message: (error as Error).message });
  }
}

async function stop(): Promise<void> {
  await runner.stop();
  await events.close();
  await views.close();
  port.close();
}

port.on("message", (message: ToWorker) => {
  if (message.kind === "wake") events.wake(message.head);
  else if (message.kind === "retry") void answer(message.call, runner.retry(message.projection, message.subject));
  else void stop();
});
tell({ kind: "started" });
