import { once } from "node:events";
import { parentPort, Worker } from "node:worker_threads";

/**
 * A thread that was started before what it works on may be opened: meanwhile it loads its code. It touches nothing
 * until it is told to begin.
 */
export class WaitingThread {
  readonly #worker: Worker;
  #begun = false;
  #fault: unknown;

  /**
   * @param module what the thread runs: it waits for `toBegin`
   * @param name what it is called in metrics
   * @param workerData what it is given before, to know what to load
   */
  constructor(module: URL, name: string, workerData?: unknown) {
    this.#worker = new Worker(module, { name, workerData });
    this.#worker.once("error", (error) => (this.#fault = error));
  }

  /** @param settings what `toBegin` gives the thread. @throws why the thread could not load its code */
  begin(settings: unknown): Worker {
    if (this.#fault !== undefined) throw this.#fault;
    this.#begun = true;
    this.#worker.postMessage(settings);
    return this.#worker;
  }

  /** Ends it, unless it has begun: then it belongs to who began it. */
  async end(): Promise<void> {
    if (!this.#begun) await this.#worker.terminate();
  }
}

/**
 * In the thread: what it is to work on, once it may begin. Who is sent more before it has answered listens before it
 * awaits anything else.
 */
export async function toBegin<Settings>(): Promise<Settings> {
  const [settings] = (await once(parentPort!, "message")) as [Settings];
  return settings;
}
