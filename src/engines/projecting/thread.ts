import { failureInWords } from "../../event-sourcing/failure.js";
import { parentPort, workerData } from "node:worker_threads";
import type { Alarm } from "../../event-sourcing/projecting/projection-batch.js";
import { takingTurns, type RunnerOptions } from "../../event-sourcing/projecting/projection-runner.js";
import type { View } from "../../event-sourcing/projecting/view-store.js";
import { toBegin, WaitingThread } from "../waiting-thread.js";
import { startTraces } from "../../tracing/wanted.js";
import type { FromWorker, ToWorker } from "./messages.js";

/** What every thread that keeps views begins with, beside what its engine needs. */
export interface ProjectingData {
  /**
   * URL of a module that exports `projections` (Projection[]) and `registry` (EventRegistry), and where there is a log
   * of reads, the same of it as `viewsOfReads`.
   */
  readonly slices: string;
  /** Events folded at once. */
  readonly batch?: number | undefined;
}

/** Every answer is a read: they are found together, a moment later, and not each beside the answer that it is of. */
const READS_REST_MS = 250;

/** What follows one log. */
export type ViewsOfLog = Pick<RunnerOptions, "projections" | "registry">;

/** What the runner is given by the thread; the engine adds its stores. */
export type Told = Pick<
  RunnerOptions,
  | "projections"
  | "registry"
  | "batch"
  | "turns"
  | "restMs"
  | "onCheckpoint"
  | "onAlarm"
  | "onRefused"
  | "onForeign"
  | "onFailure"
>;

export interface Projecting {
  /** Events up to this number are there. */
  wake(head: number): void;
  /** Resolves when all is committed and closed. */
  stop(): Promise<void>;
}

/**
 * A thread that can keep views once it is told where: it loads them meanwhile.
 * @param module what it runs, which calls `projectInThread`
 * @param slices as the `slices` of what it is told
 */
export const projector = (module: URL, slices: string) => new WaitingThread(module, "views", slices);

/**
 * What a thread that keeps views does with the messages that it gets.
 * @param begin opens the engine's stores and starts the runner on them
 */
export async function projectInThread<Data extends ProjectingData>(
  begin: (data: Data, told: Told, ofReads: Told | undefined) => Promise<Projecting>,
): Promise<void> {
  const port = parentPort!;
  const tell = (message: FromWorker) => port.postMessage(message);
  const { projections, registry, viewsOfReads } = (await import(workerData as string)) as ViewsOfLog & {
    readonly viewsOfReads?: ViewsOfLog;
  };
  const data = await toBegin<Data>();
  const told = {
    // There is one writer of the views, whatever log they follow.
    turns: takingTurns(),
    ...(data.batch === undefined ? {} : { batch: data.batch }),
    onCheckpoint: (numbers: { readonly [projection: string]: number }) => tell({ kind: "checkpoint", numbers }),
    onAlarm: (alarm: Alarm) => tell({ kind: "alarm", alarm }),
    onRefused: (view: View, reason: string) => tell({ kind: "refused", view, reason }),
    onForeign: (projection: string, standing: "ahead" | "other") => tell({ kind: "foreign", projection, standing }),
    onFailure: (error: unknown) => tell({ kind: "failure", error: failureInWords(error) }),
  } satisfies Partial<Told>;
  const endTraces = await startTraces("views");
  const projecting = await begin(
    data,
    { ...told, projections, registry },
    viewsOfReads && { ...told, ...viewsOfReads, restMs: READS_REST_MS },
  );
  port.on("message", (message: ToWorker) => {
    if (message.kind === "wake") projecting.wake(message.head);
    else
      void projecting
        .stop()
        .then(endTraces)
        .catch((error: unknown) => told.onFailure(error))
        .then(() => port.close());
  });
  tell({ kind: "started" });
}
