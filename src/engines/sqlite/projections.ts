import { Worker } from "node:worker_threads";
import type { Alarm } from "../../event-sourcing/projection-batch.js";
import { NotParked, type ProjectionRunner } from "../../event-sourcing/projection-runner.js";
import type { View } from "../../event-sourcing/view-store.js";
import type { FromWorker, ProjectionWorkerData, ToWorker } from "./projection-messages.js";
import type { SqliteReadModel } from "./read-model.js";

export interface ProjectionsOptions extends ProjectionWorkerData {
  /** Is told of every checkpoint, so that whoever waits for one goes on at once. */
  readonly reads: Pick<SqliteReadModel, "advanced" | "stopped">;
  /** A subject was parked, or is still parked after a retry. */
  readonly onAlarm: (alarm: Alarm) => void;
  /** A new version has caught up and was not switched to. */
  readonly onRefused: (view: View, reason: string) => void;
  /** The engine failed, and what was under way is tried again. */
  readonly onFailure: (error: string) => void;
  /** The worker is gone though nobody stopped it: views stay as they are, and no query that waits gets an answer. */
  readonly onDeath: (error: Error) => void;
}

/** The projections, in a worker thread. */
export interface Projections extends ProjectionRunner {
  /** Events up to this number are there. */
  wake(head: number): void;
}

/**
 * Starts the worker thread that keeps `views.db` up to date.
 * @returns once it runs. @throws what kept it from starting
 */
export async function startProjections(options: ProjectionsOptions): Promise<Projections> {
  const { reads, onAlarm, onRefused, onFailure, onDeath, ...workerData } = options;
  const worker = new Worker(new URL("./projection-worker.js", import.meta.url), { workerData });
  const calls = new Map<number, { resolve: (waiting: number) => void; reject: (error: Error) => void }>();
  let begun: () => void;
  const started = new Promise<void>((resolve) => (begun = resolve));
  let running = false;
  let stopping = false;
  let gone: Error | undefined;
  let fault: Error | undefined;
  let lastCall = 0;

  worker.on("message", (message: FromWorker) => {
    if (message.kind === "checkpoint") reads.advanced(message.numbers);
    else if (message.kind === "alarm") onAlarm(message.alarm);
    else if (message.kind === "refused") onRefused(message.view, message.reason);
    else if (message.kind === "failure") onFailure(message.error);
    else if (message.kind === "started") {
      running = true;
      begun();
    } else {
      const call = calls.get(message.call);
      calls.delete(message.call);
      if (message.kind === "answer") call?.resolve(message.waiting);
      else call?.reject(message.notParked ? new NotParked(message.message) : new Error(message.message));
    }
  });
  worker.on("error", (error: unknown) => {
    fault = error instanceof Error ? error : new Error(String(error));
  });
  const ended = new Promise<Error>((resolve) => {
    worker.on("exit", (code) => {
      gone = fault ?? new Error(`the projection worker ended (exit code ${code})`);
      reads.stopped();
      for (const call of calls.values()) call.reject(gone);
      calls.clear();
      resolve(gone);
      if (running && !stopping) onDeath(gone);
    });
  });

  function send(message: ToWorker): void {
    if (gone === undefined) worker.postMessage(message);
  }

  function ask(message: (call: number) => ToWorker): Promise<number> {
    if (gone !== undefined) return Promise.reject(gone);
    const call = ++lastCall;
    return new Promise((resolve, reject) => {
      calls.set(call, { resolve, reject });
      send(message(call));
    });
  }

  await Promise.race([started, ended]);
  if (!running) throw gone!;
  return {
    wake: (head) => send({ kind: "wake", head }),
    retry: (projection, subject) => ask((call) => ({ kind: "retry", call, projection, subject })),
    async stop() {
      stopping = true;
      send({ kind: "stop" });
      await ended;
    },
  };
}
