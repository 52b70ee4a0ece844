import { Worker } from "node:worker_threads";
import type { Alarm } from "../../event-sourcing/projecting/projection-batch.js";
import type { ReadModel } from "../../event-sourcing/projecting/read-model.js";
import type { View } from "../../event-sourcing/projecting/view-store.js";
import type { FromWorker, ToWorker } from "./messages.js";
import type { Projecting, ProjectingData } from "./thread.js";

/** A read model that is told how far the views have come, so that whoever waits for that goes on at once. */
export interface FollowingReadModel extends ReadModel {
  /** How far the projections that are being run have come, by name: number of the last event taken. */
  advanced(numbers: { readonly [projection: string]: number }): void;
  /** Nothing advances any more: whoever waits is told so at once, until something does. */
  stopped(): void;
}

export interface ProjectionsOptions<Data extends ProjectingData> {
  /** The module that the thread runs: it calls `projectInThread`. */
  readonly worker: URL;
  readonly data: Data;
  readonly reads: Pick<FollowingReadModel, "advanced" | "stopped">;
  /** A subject was parked, or is still parked after a retry. */
  readonly onAlarm: (alarm: Alarm) => void;
  /** A new version has caught up and was not switched to. */
  readonly onRefused: (view: View, reason: string) => void;
  /** What was stored of a projection was not of this log, and is built again. */
  readonly onForeign?: (projection: string, standing: "ahead" | "other") => void;
  /** The engine failed, and what was under way is tried again. */
  readonly onFailure: (error: string) => void;
  /** The worker is gone though nobody stopped it: views stay as they are, and no query that waits gets an answer. */
  readonly onDeath: (error: Error) => void;
}

/**
 * Starts the worker thread that keeps the views up to date.
 * @returns once it runs. @throws what kept it from starting
 */
export async function startProjections<Data extends ProjectingData>(
  options: ProjectionsOptions<Data>,
): Promise<Projecting> {
  const { reads, onAlarm, onRefused, onFailure, onDeath } = options;
  const worker = new Worker(options.worker, { workerData: options.data, name: "views" });
  let begun: () => void;
  const started = new Promise<void>((resolve) => (begun = resolve));
  let running = false;
  let stopping = false;
  let gone: Error | undefined;
  let fault: Error | undefined;

  worker.on("message", (message: FromWorker) => {
    if (message.kind === "checkpoint") reads.advanced(message.numbers);
    else if (message.kind === "alarm") onAlarm(message.alarm);
    else if (message.kind === "refused") onRefused(message.view, message.reason);
    else if (message.kind === "foreign") options.onForeign?.(message.projection, message.standing);
    else if (message.kind === "failure") onFailure(message.error);
    else {
      running = true;
      begun();
    }
  });
  worker.on("error", (error: unknown) => {
    fault = error instanceof Error ? error : new Error(String(error));
  });
  const ended = new Promise<void>((resolve) => {
    worker.on("exit", (code) => {
      gone = fault ?? new Error(`the projection worker ended (exit code ${code})`);
      reads.stopped();
      resolve();
      if (running && !stopping) onDeath(gone);
    });
  });

  function send(message: ToWorker): void {
    if (gone === undefined) worker.postMessage(message);
  }

  await Promise.race([started, ended]);
  if (!running) throw gone!;
  return {
    wake: (head) => send({ kind: "wake", head }),
    async stop() {
      stopping = true;
      send({ kind: "stop" });
      await ended;
    },
  };
}
