import { setTimeout as delay } from "node:timers/promises";
import {
  BACKWARDS,
  END,
  START,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type AllStreamResolvedEvent,
  type Position,
} from "@eventstore/db-client";
import {
  StoreUnavailable,
  type Checkpoint,
  type EventStore,
  type RawEvent,
  type ReadyEvent,
} from "../../event-sourcing/stored-event/event-store.js";
import { append, assertAppendable, conflictOf } from "./appending.js";
import { connect, type Connection } from "./connection.js";
import { BadConnection, checkConnectionString } from "./connection-string.js";
import { Head } from "./head.js";
import { numberOf, positionOf } from "./positions.js";
import { rawEvent } from "./raw-event.js";
import { take } from "./reading.js";
import { follow } from "./subscribing.js";
import { timeLimit, type StartTimer } from "./time-limit.js";

export interface EventStoreDbOptions {
  readonly connectionString: string;
  /** Names of Kawal's streams (`streamNames`), in the part of the syntax that .NET shares; all others are left out. */
  readonly kawalStreams: RegExp;
  /** How long an append waits for its answer; then its outcome is unknown. 5 s when not given. */
  readonly appendTimeoutMs?: number;
  /** How long one page of a read may take; 10 s when not given. */
  readonly readTimeoutMs?: number;
  /** How long the start waits for the server; 10 s when not given. */
  readonly openTimeoutMs?: number;
  /** How often a subscription that brings nothing is looked after; 2 s when not given. */
  readonly idleMs?: number;
  /** Measures the four times above; a timer of the process when not given. */
  readonly startTimer?: StartTimer;
  /** Of the waits before a dropped subscription is resumed, in ms; each is shortened at random by up to half. */
  readonly backOff?: { readonly first: number; readonly most: number };
  /** A subscription dropped; it is resumed after the last event that was processed. */
  readonly onDrop?: (error: Error) => void;
}

/** Events of a stream read at once. */
const STREAM_PAGE = 500;
/** Events of the whole log read at once, those that are not Kawal's included. */
const LOG_PAGE = { least: 32, most: 1_000 };

/**
 * Opens Kawal's events in an EventStoreDB (or KurrentDB) 22.10 or newer. All stores that a thread opens share one
 * client, and so one connection string.
 * @throws BadConnection with what to mend, when the server can't be used as it is named
 */
export async function openEventStoreDbEventStore(options: EventStoreDbOptions): Promise<EventStore> {
  const connection = connect(options.connectionString);
  try {
    await probe(connection, options);
  } catch (error) {
    await connection.release();
    throw error;
  }
  return eventStore(connection, options);
}

function eventStore(connection: Connection, options: EventStoreDbOptions): EventStore {
  const { kawalStreams, appendTimeoutMs = 5_000, readTimeoutMs = 10_000, idleMs = 2_000, startTimer } = options;
  const appendLimit = timeLimit(appendTimeoutMs, startTimer);
  const readLimit = timeLimit(readTimeoutMs, startTimer);
  const idle = timeLimit(idleMs, startTimer);
  const { first, most } = options.backOff ?? { first: 100, most: 5_000 };
  const closing = new AbortController();
  const appending = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;
  const end = new Head(connection, kawalStreams, readLimit);

  function assertOpen(): void {
    if (closed !== undefined) throw new StoreUnavailable("the event store was closed");
  }

  async function appendOne(stream: string, expected: number, events: readonly ReadyEvent[]): Promise<number> {
    try {
      const number = await connection.call("append", (client) => append(client, stream, expected, events, appendLimit));
      end.seen(number);
      return number;
    } catch (error) {
      if (error instanceof WrongExpectedVersionError) throw conflictOf(error, stream, expected);
      throw error;
    }
  }

  async function head(): Promise<number> {
    assertOpen();
    return end.find();
  }

  async function newest(): Promise<RawEvent | undefined> {
    assertOpen();
    const found = await end.newest();
    return found && rawEvent(found);
  }

  async function readStream(stream: string, from = 0): Promise<RawEvent[]> {
    assertOpen();
    const events: RawEvent[] = [];
    for (;;) {
      const fromRevision = BigInt(from + events.length);
      const page = await connection
        .call("read", (client, givenUp) =>
          take(client.readStream(stream, { fromRevision, maxCount: STREAM_PAGE }), readLimit, givenUp),
        )
        .catch((error: unknown) => {
          if (error instanceof StreamNotFoundError) return [];
          throw error;
        });
      events.push(...page.flatMap(({ event }) => (event ? [rawEvent(event)] : [])));
      if (page.length < STREAM_PAGE) return events;
    }
  }

  async function readAll(after: Checkpoint | null, max: number): Promise<RawEvent[]> {
    assertOpen();
    const events: RawEvent[] = [];
    let last = after?.number ?? -1;
    let fromPosition: Position | typeof START = after === null ? START : positionOf(after);
    const maxCount = Math.min(LOG_PAGE.most, Math.max(LOG_PAGE.least, max + 1));
    while (events.length < max) {
      const from = fromPosition;
      const page: AllStreamResolvedEvent[] = await connection.call("read", (client, givenUp) =>
        take(client.readAll({ fromPosition: from, maxCount }), readLimit, givenUp),
      );
      for (const { event, link } of page) {
        const record = event ?? link;
        if (record === undefined) continue;
        fromPosition = record.position;
        const number = numberOf(record.position);
        // The position that a read begins at is read again.
        if (number <= last || !event || !kawalStreams.test(event.streamId) || events.length === max) continue;
        last = number;
        events.push(rawEvent(event));
      }
      if (page.length < maxCount) break;
    }
    return events;
  }

  async function* subscribe(
    after: Checkpoint | null,
    max: number,
    signal: AbortSignal,
  ): AsyncGenerator<RawEvent[], void, undefined> {
    const ending = new AbortController();
    const stop = () => ending.abort();
    signal.addEventListener("abort", stop);
    closing.signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    const following = { connection, kawalStreams, head, idle, onSeen: (number: number) => end.seen(number) };
    let processed = after;
    let failures = 0;
    try {
      while (!ending.signal.aborted) {
        assertOpen();
        try {
          for await (const batch of follow(following, processed, max, ending.signal)) {
            yield batch;
            // Only now it is processed; a drop before that would have it given again.
            processed = batch.at(-1)!;
            failures = 0;
          }
        } catch (error) {
          if (ending.signal.aborted) break;
          options.onDrop?.(error as Error);
          const wait = Math.min(most, first * 2 ** failures++) * (1 - Math.random() / 2);
          await delay(wait, undefined, { signal: ending.signal }).catch(() => undefined);
        }
      }
    } finally {
      signal.removeEventListener("abort", stop);
      closing.signal.removeEventListener("abort", stop);
    }
    if (!signal.aborted) assertOpen();
  }

  async function close(): Promise<void> {
    closing.abort();
    await Promise.allSettled(appending);
    await connection.release();
  }

  return {
    gapless: false,
    async append(stream, expected, events) {
      assertOpen();
      assertAppendable(events);
      const mine = appendOne(stream, expected, events);
      appending.add(mine);
      try {
        return await mine;
      } finally {
        appending.delete(mine);
      }
    },
    readStream,
    readAll,
    head,
    newest,
    subscribe,
    close: () => (closed ??= close()),
  };
}

/** One event of the whole log: what the server must answer, and the user must be allowed. */
async function probe(
  connection: Connection,
  { connectionString, openTimeoutMs = 10_000, startTimer }: EventStoreDbOptions,
) {
  const limit = timeLimit(openTimeoutMs, startTimer);
  try {
    await connection.call("read", (client, givenUp) =>
      take(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }), limit, givenUp),
    );
  } catch (error) {
    throw badConnection(error, checkConnectionString(connectionString));
  }
}

function badConnection(error: unknown, hosts: string): BadConnection {
  const { cause, message } = error as Error;
  const refused = (cause as { type?: string } | undefined)?.type === "access-denied";
  return new BadConnection(
    refused
      ? `EventStoreDB at ${hosts} refuses the user of KAWAL_EVENTSTORE: check name and password; the user must be one of $admins, to read the whole log`
      : `no EventStoreDB answers at ${hosts}: check that it runs, that KAWAL_EVENTSTORE names it, and whether it speaks TLS (tls=false when it does not). ${message}`,
    { cause: error },
  );
}
