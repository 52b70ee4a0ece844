import type { Worker } from "node:worker_threads";
import { KeyStoreUnavailable } from "../../privacy/key-store.js";
import type { StoredKey } from "../../privacy/key-wrapping.js";
import { WaitingThread } from "../waiting-thread.js";
import type { KeyWrite, KeyWriteAnswer, KeyWriterSettings } from "./key-writer-messages.js";

interface Waiting {
  readonly resolve: (keys: readonly StoredKey[]) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that can write keys once it is told where. */
export const keyWriter = () => new WaitingThread(new URL("./key-writer.js", import.meta.url), "writer of keys.db");

/** The caller's end of the thread that writes keys. */
export class KeyWriterThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #exited: Promise<void>;
  #gone: KeyStoreUnavailable | undefined;

  private constructor(started: WaitingThread, settings: KeyWriterSettings) {
    this.#worker = started.begin(settings);
    this.#worker.on("message", (answer: KeyWriteAnswer) => {
      const waiting = this.#waiting.shift();
      if ("done" in answer) waiting?.resolve(answer.done);
      else waiting?.reject(new KeyStoreUnavailable(answer.failed));
    });
    this.#worker.on("error", (error) => this.#fail(`the writer of the keys stopped: ${(error as Error).message}`));
    this.#exited = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        this.#fail("the key store is closed");
        resolve();
      });
    });
  }

  /** Resolves once the file is open and its tables stand. @throws KeyStoreUnavailable */
  static async start(started: WaitingThread, settings: KeyWriterSettings): Promise<KeyWriterThread> {
    const thread = new KeyWriterThread(started, settings);
    await thread.#answer();
    return thread;
  }

  /** @throws KeyStoreUnavailable */
  async write(write: Exclude<KeyWrite, { kind: "close" }>): Promise<readonly StoredKey[]> {
    if (this.#gone) throw this.#gone;
    this.#worker.postMessage(write);
    return this.#answer();
  }

  /** After all that was written before. */
  async close(): Promise<void> {
    if (!this.#gone) this.#worker.postMessage({ kind: "close" } satisfies KeyWrite);
    await this.#exited;
  }

  #answer(): Promise<readonly StoredKey[]> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #fail(reason: string): void {
    this.#gone ??= new KeyStoreUnavailable(reason);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}
