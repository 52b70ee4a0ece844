import { subscribe } from "node:diagnostics_channel";
import type { Worker } from "node:worker_threads";

/** The threads of this process beside the main one, by name, as long as they run. */
const running = new Set<Worker>();

// Node.js tells of each thread when it is made: this file is to be loaded before the engines are opened.
subscribe("worker_threads", (message) => {
  const { worker } = message as { worker: Worker };
  running.add(worker);
  worker.once("exit", () => running.delete(worker));
});

export function threads(): readonly Worker[] {
  return [...running];
}
