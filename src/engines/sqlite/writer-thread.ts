import type { Worker } from "node:worker_threads";
import { RevisionConflict, StoreUnavailable, type ReadyEvent } from "../../event-sourcing/stored-event/event-store.js";
import { WaitingThread } from "../waiting-thread.js";
import { GROUPS } from "../../observed.js";
import type { Durability } from "./event-file.js";
import type { AppendAnswer, AppendRequest, GroupReport, WriterReport, WriterSettings } from "./writer-messages.js";

interface PendingAppend {
  readonly stream: string;
  readonly expected: number;
  readonly resolve: (number: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A thread that can write a store's events once it is told which.
 * @param file name of the file that it will write
 */
export const eventWriter = (file: string) =>
  new WaitingThread(new URL("./event-writer.js", import.meta.url), `writer of ${file}`);

/**
 * Starts the thread that writes a store's events.
 * @param thread one that waits
 * @param onCommit told the number of the newest event after every commit
 * @param onDeath told when the thread ends though nobody closed it: nothing can be appended from then on
 * @throws StoreUnavailable when the file can't be opened for writing
 */
export async function startWriter(
  thread: WaitingThread,
  settings: WriterSettings,
  onCommit: (head: number) => void,
  onDeath: (error: Error) => void,
): Promise<WriterThread> {
  const writer = new WriterThread(thread, settings, onCommit, onDeath);
  await writer.ready;
  return writer;
}

/** The writer's thread, as the thread that started it sees it. */
export class WriterThread {
  readonly ready: Promise<void>;
  /** As SQLite reported it when the thread was ready. */
  durability: Durability | undefined;
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingAppend>();
  readonly #gone: Promise<void>;
  #requests = 0;
  /** Why nothing can be appended any more. */
  #ended: StoreUnavailable | undefined;

  constructor(
    thread: WaitingThread,
    settings: WriterSettings,
    private readonly onCommit: (head: number) => void,
    private readonly onDeath: (error: Error) => void,
  ) {
    this.#worker = thread.begin(settings);
    this.#worker.on("error", (error: Error) =>
      this.#end(new StoreUnavailable(`the event writer died: ${error.message}`, { cause: error })),
    );
    this.#gone = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        this.#end(new StoreUnavailable("the event writer has ended"));
        resolve();
      });
    });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on("message", (report: WriterReport) => {
        if (report.kind !== "ready") return this.#take(report);
        this.durability = report.durability;
        resolve();
      });
      this.#worker.on("exit", () => reject(this.#ended));
    });
  }

  append(stream: string, expected: number, events: readonly ReadyEvent[]): Promise<number> {
    if (this.#ended) return Promise.reject(this.#ended);
    if (events.length === 0) return Promise.reject(new RangeError("an append needs at least one event"));
    const request = this.#requests++;
    return new Promise((resolve, reject) => {
      this.#pending.set(request, { stream, expected, resolve, reject });
      const message = pack(request, stream, expected, events);
      this.#worker.postMessage(message, [message.bytes]);
    });
  }

  /** Waits for what was appended before, moves the log into the file, and ends the thread. */
  async close(): Promise<void> {
    this.#ended ??= new StoreUnavailable("the event store is closed");
    this.#worker.postMessage("close");
    await this.#gone;
  }

  #take(report: GroupReport): void {
    if (report.kind === "committed") {
      for (const answer of report.answers) this.#answer(answer);
      this.onCommit(report.head);
      if (GROUPS.hasSubscribers) GROUPS.publish({ appends: report.answers.length });
    } else {
      const error = new StoreUnavailable(`nothing was appended: ${report.reason}`);
      for (const request of report.requests) this.#settle(request)?.reject(error);
    }
  }

  #answer(answer: AppendAnswer): void {
    const append = this.#settle(answer.request);
    if (!append) return;
    if ("number" in answer) append.resolve(answer.number);
    else if ("conflictAt" in answer)
      append.reject(new RevisionConflict(append.stream, append.expected, answer.conflictAt));
    else append.reject(new Error(answer.refused));
  }

  #settle(request: number): PendingAppend | undefined {
    const append = this.#pending.get(request);
    this.#pending.delete(request);
    return append;
  }

  #end(reason: StoreUnavailable): void {
    if (this.#ended === undefined && this.durability !== undefined) this.onDeath(reason);
    this.#ended ??= reason;
    for (const { reject } of this.#pending.values()) reject(reason);
    this.#pending.clear();
  }
}

/** Small buffers are slices of a shared pool: posting them as they are would copy the pool with each. */
function pack(request: number, stream: string, expected: number, events: readonly ReadyEvent[]): AppendRequest {
  const packed = new Uint8Array(events.reduce((total, { bytes }) => total + bytes.byteLength, 0));
  let offset = 0;
  for (const { bytes } of events) {
    packed.set(bytes, offset);
    offset += bytes.byteLength;
  }
  return {
    request,
    stream,
    expected,
    events: events.map(({ id, type, bytes }) => ({ id, type, length: bytes.byteLength })),
    bytes: packed.buffer,
  };
}
