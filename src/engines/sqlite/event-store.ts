import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { BroadcastChannel } from "node:worker_threads";
import {
  StoreUnavailable,
  type Checkpoint,
  type EventStore,
  type RawEvent,
  type ReadyEvent,
} from "../../event-sourcing/stored-event/event-store.js";
import { LOCK_WAIT_MS, openForReading, type Durability } from "./event-file.js";
import { HeadWaiters } from "./head-waiters.js";
import { headChannel } from "./writer-messages.js";
import type { WaitingThread } from "../waiting-thread.js";
import { eventWriter, startWriter, type WriterThread } from "./writer-thread.js";

export interface SqliteEventStoreOptions {
  readonly file: string;
  /** `write` needs the folder's store lock; `read` may be opened by any thread and process, any number of times. */
  readonly mode: "write" | "read";
  /** How long a commit waits for a lock that another process holds on the file; 5 s when not given. */
  readonly lockWaitMs?: number;
  /** How often a waiting subscription of a store opened to read looks by itself, in ms; 50 when not given. */
  readonly lookMs?: number;
  /** Told when the writing thread ends though nobody closed the store: nothing can be appended from then on. */
  readonly onWriterDeath?: (error: Error) => void;
  /** To write: an `eventWriter` that waits already. */
  readonly thread?: WaitingThread;
}

export interface SqliteEventStore extends EventStore {
  /** How the writer keeps what it commits; undefined for a store opened to read. */
  readonly durability: Durability | undefined;
  /**
   * Tells waiting subscriptions that events up to this number are there. Threads of the writer's process are told
   * anyway, and other processes look every 50 ms: this is for who knows sooner.
   */
  wake(head: number): void;
}

/**
 * Opens an event store in one SQLite file. The events are read in the caller's thread; a thread of its own writes them.
 * @throws StoreUnavailable when the file can't be opened, is no event store, or has a newer format
 */
export async function openSqliteEventStore(options: SqliteEventStoreOptions): Promise<SqliteEventStore> {
  const file = available(() => join(realpathSync(dirname(resolve(options.file))), basename(options.file)));
  if (options.mode === "read") {
    const reader = available(() => new EventReader(openForReading(file)));
    const waiters = new HeadWaiters(() => reader.head(), options.lookMs);
    return eventStore(reader, waiters, undefined, hearHeads(file, waiters));
  }
  const waiters = new HeadWaiters();
  const writer = await startWriter(
    options.thread ?? eventWriter(basename(file)),
    { file, lockWaitMs: options.lockWaitMs ?? LOCK_WAIT_MS },
    (head) => waiters.wake(head),
    (error) => options.onWriterDeath?.(error),
  );
  try {
    const reader = available(() => new EventReader(openForReading(file)));
    return eventStore(reader, waiters, writer, undefined);
  } catch (error) {
    await writer.close();
    throw error;
  }
}

/** Reads a file that nobody writes to; nothing wakes its subscriptions. @throws StoreUnavailable as above */
export function readSqliteEvents(file: string | URL): SqliteEventStore {
  return eventStore(
    available(() => new EventReader(openForReading(file))),
    new HeadWaiters(),
    undefined,
    undefined,
  );
}

function eventStore(
  reader: EventReader,
  waiters: HeadWaiters,
  writer: WriterThread | undefined,
  heads: BroadcastChannel | undefined,
): SqliteEventStore {
  let closed: Promise<void> | undefined;

  async function close(): Promise<void> {
    heads?.close();
    // The reading connection goes first: the last one to leave removes the write-ahead log, and a reader can't.
    reader.close();
    waiters.wakeAll();
    await writer?.close();
  }

  return {
    gapless: true,
    durability: writer?.durability,
    append: async (stream, expected, events: readonly ReadyEvent[]) => {
      if (!writer) throw new StoreUnavailable("the event store was opened to read only");
      return writer.append(stream, expected, events);
    },
    readStream: async (stream, from = 0) => reader.stream(stream, from),
    readAll: async (after: Checkpoint | null, max) => reader.all(after?.number ?? -1, max),
    head: async () => reader.head(),
    newest: async () => reader.newest(),
    async *subscribe(after: Checkpoint | null, max, signal) {
      let seen = after?.number ?? -1;
      while (!signal.aborted) {
        const batch = reader.all(seen, max);
        if (batch.length === 0) {
          await waiters.wait(seen, signal);
          continue;
        }
        seen = batch.at(-1)!.number;
        yield batch;
        // Reads don't wait: without a turn of the event loop a long catch-up would let nothing else in, not even the
        // abort.
        await setImmediate();
      }
    },
    wake: (head) => waiters.wake(head),
    close: () => (closed ??= close()),
  };
}

/** The channel on which a writer in this process, in whatever thread, tells the newest event's number. */
function hearHeads(file: string, waiters: HeadWaiters): BroadcastChannel {
  const heads = new BroadcastChannel(headChannel(file));
  heads.addEventListener("message", (message) => waiters.wake((message as Event & { data: number }).data));
  // After the listener, which holds the thread open: only a subscription may do that.
  heads.unref();
  return heads;
}

/** A connection that reads; each answer is one statement, so that no snapshot stays open and holds up checkpoints. */
class EventReader {
  readonly #stream: StatementSync;
  readonly #all: StatementSync;
  readonly #head: StatementSync;
  readonly #newest: StatementSync;

  constructor(private readonly db: DatabaseSync) {
    const columns = "SELECT number, stream, revision, id, type, bytes FROM events";
    this.#stream = db.prepare(`${columns} WHERE stream = ? AND revision >= ? ORDER BY revision`);
    this.#all = db.prepare(`${columns} WHERE number > ? ORDER BY number LIMIT ?`);
    this.#head = db.prepare("SELECT coalesce(max(number), -1) AS head FROM events");
    this.#newest = db.prepare(`${columns} ORDER BY number DESC LIMIT 1`);
    // Rows as arrays cost half of what they do as objects.
    this.#stream.setReturnArrays(true);
    this.#all.setReturnArrays(true);
    this.#newest.setReturnArrays(true);
  }

  stream(stream: string, from: number): RawEvent[] {
    return available(() => this.#stream.all(stream, from).map(rawEvent));
  }

  all(after: number, max: number): RawEvent[] {
    return available(() => this.#all.all(after, max).map(rawEvent));
  }

  head(): number {
    return available(() => this.#head.get()!["head"] as number);
  }

  newest(): RawEvent | undefined {
    const [newest] = available(() => this.#newest.all().map(rawEvent));
    return newest;
  }

  close(): void {
    this.db.close();
  }
}

type Row = [number: number, stream: string, revision: number, id: string, type: string, bytes: Uint8Array];

function rawEvent(row: unknown): RawEvent {
  const [number, stream, revision, id, type, bytes] = row as Row;
  return { number, position: String(number), stream, revision, id, type, bytes };
}

function available<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new StoreUnavailable(`the event store can't be read: ${(error as Error).message}`, { cause: error });
  }
}
