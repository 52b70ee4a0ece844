import { parentPort, workerData } from "node:worker_threads";
import type { Projection } from "../../event-sourcing/projection.js";
import type { RunnerOptions } from "../../event-sourcing/projection-runner.js";
import type { EventRegistry } from "../../event-sourcing/registry.js";
import type { FromWorker, ToWorker } from "./messages.js";

/** What every thread that keeps views is started with, beside what its engine needs. */
export interface ProjectingData {
  /** URL of a module that exports `projections` (Projection[]) and `registry` (EventRegistry). */
  readonly slices: string;
  /** Events folded at once. */
  readonly batch?: number | undefined;
}

/** What the runner is given by the thread; the engine adds its stores. */
export type Told = Pick<
  RunnerOptions,
  "projections" | "registry" | "batch" | "onCheckpoint" | "onAlarm" | "onRefused" | "onFailure"
>;

export interface Projecting {
  /** Events up to this number are there. */
  wake(head: number): void;
  /** Resolves when all is committed and closed. */
  stop(): Promise<void>;
}

/**
 * What a thread that keeps views does with the messages that it gets.
 * @param begin opens the engine's stores and starts the runner on them
 */
export async function projectInThread<Data extends ProjectingData>(
  begin: (data: Data, told: Told) => Promise<Projecting>,
): Promise<void> {
  const port = parentPort!;
  const data = workerData as Data;
  const tell = (message: FromWorker) => port.postMessage(message);
  const { projections, registry } = (await import(data.slices)) as {
    readonly projections: readonly Projection[];
    readonly registry: EventRegistry;
  };
  const projecting = await begin(data, {
    projections,
    registry,
    ...(data.batch === undefined ? {} : { batch: data.batch }),
    onCheckpoint: (numbers) => tell({ kind: "checkpoint", numbers }),
    onAlarm: (alarm) => tell({ kind: "alarm", alarm }),
    onRefused: (view, reason) => tell({ kind: "refused", view, reason }),
    onFailure: (error) => tell({ kind: "failure", error: error instanceof Error ? error.message : String(error) }),
  });
  port.on("message", (message: ToWorker) => {
    if (message.kind === "wake") projecting.wake(message.head);
    else void projecting.stop().then(() => port.close());
  });
  tell({ kind: "started" });
}
