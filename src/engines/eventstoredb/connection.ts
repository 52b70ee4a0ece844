import { setTimeout as delay } from "node:timers/promises";
import { EventStoreDBClient, WrongExpectedVersionError, StreamNotFoundError } from "@eventstore/db-client";
import { StoreUnavailable } from "../../event-sourcing/stored-event/event-store.js";
import { guardAppends } from "./append-stream.js";
import { AppendUnanswered } from "./appending.js";
import { BadConnection, checkConnectionString } from "./connection-string.js";

/** After so many failures in a row the client itself is suspected: it keeps a refused handshake for ever. */
const SUSPICIOUS = 3;
/** How long a client that is given up may take to end its calls. */
const FAREWELL_MS = 1_000;

/** Failures are counted for each kind: what can't be appended any more may still be read. */
export type CallKind = "append" | "read" | "subscribe";

interface Lease {
  readonly client: EventStoreDBClient;
  /** Aborts before the client's calls are cancelled, which to them would look like a good end. */
  readonly givenUp: AbortController;
  /** In a row, by kind. */
  readonly failures: Map<CallKind, number>;
}

/** The client as a call that lasts has it. */
export interface LastingCall {
  readonly client: EventStoreDBClient;
  readonly givenUp: AbortSignal;
  readonly succeeded: () => void;
  readonly failed: () => void;
}

/**
 * The one client of this thread. Its appends in flight stand in a table that all clients of a thread share, and an
 * error on one of them fails, or makes nonsense of, the appends of another: so there is never a second one.
 */
export interface Connection {
  /** Runs one call and counts its failures. @throws StoreUnavailable for all but what a working server answers */
  call<T>(kind: CallKind, action: (client: EventStoreDBClient, givenUp: AbortSignal) => Promise<T>): Promise<T>;
  lasting(): Promise<LastingCall>;
  /** Ends with the last of those who opened it. */
  release(): Promise<void>;
}

let shared: { readonly to: string; readonly connection: Connection; users: number } | undefined;

/** @throws BadConnection for a connection string that can't be, or a second server in one thread */
export function connect(connectionString: string): Connection {
  const hosts = checkConnectionString(connectionString);
  if (shared && shared.to !== connectionString)
    throw new BadConnection(`this thread is connected to another EventStoreDB than ${hosts} already`);
  shared ??= { to: connectionString, connection: openConnection(connectionString), users: 0 };
  shared.users++;
  const mine = shared;
  let released = false;
  return {
    ...mine.connection,
    async release() {
      if (released) return;
      released = true;
      if (--mine.users > 0) return;
      if (shared === mine) shared = undefined;
      await mine.connection.release();
    },
  };
}

function openConnection(connectionString: string): Connection {
  let lease = newLease(connectionString);
  /** A new client begins only when the old one has nothing under way. */
  let replacing: Promise<void> | undefined;

  async function replace(): Promise<void> {
    await giveUp(lease);
    lease = newLease(connectionString);
    replacing = undefined;
  }

  /** Nothing that is told of a client which was given up counts against the next one. */
  function failed(of: Lease, kind: CallKind, error?: unknown): void {
    const failures = error instanceof AppendUnanswered ? SUSPICIOUS : (of.failures.get(kind) ?? 0) + 1;
    of.failures.set(kind, failures);
    if (of === lease && failures >= SUSPICIOUS) replacing ??= replace();
  }

  async function current(): Promise<Lease> {
    await replacing;
    return lease;
  }

  return {
    async call(kind, action) {
      const mine = await current();
      try {
        const result = await action(mine.client, mine.givenUp.signal);
        mine.failures.delete(kind);
        return result;
      } catch (error) {
        if (isAnswer(error)) {
          mine.failures.delete(kind);
          throw error;
        }
        failed(mine, kind, error);
        throw unavailable(error);
      }
    },
    async lasting() {
      const mine = await current();
      return {
        client: mine.client,
        givenUp: mine.givenUp.signal,
        succeeded: () => mine.failures.delete("subscribe"),
        failed: () => failed(mine, "subscribe"),
      };
    },
    async release() {
      await replacing;
      await giveUp(lease);
    },
  };
}

function newLease(connectionString: string): Lease {
  try {
    const client = EventStoreDBClient.connectionString(connectionString) as EventStoreDBClient;
    guardAppends(client);
    return {
      client,
      givenUp: new AbortController(),
      failures: new Map(),
    };
  } catch (error) {
    // The client's own message may show a part of the password.
    const file = /certificate|userCertFile/.test((error as Error).message);
    throw new BadConnection(
      file
        ? `EventStoreDB (KAWAL_EVENTSTORE): a certificate that it names can't be read: ${(error as Error).message}`
        : "the connection string of EventStoreDB (KAWAL_EVENTSTORE) can't be used: its client does not understand it",
    );
  }
}

/** Ends the calls of a client, and then its channel, which `dispose` leaves open. */
async function giveUp({ client, givenUp }: Lease): Promise<void> {
  givenUp.abort();
  const farewell = new AbortController();
  const time = delay(FAREWELL_MS, undefined, { signal: farewell.signal }).catch(() => undefined);
  await Promise.race([client.dispose().catch(() => undefined), time]);
  const { getChannel } = client as unknown as { getChannel: () => Promise<{ close(): void }> };
  const closed = getChannel().then((channel) => channel.close());
  await Promise.race([closed.catch(() => undefined), time]);
  farewell.abort();
}

/** What only a server that works can say; its own errors have no name, and some no message. */
function isAnswer(error: unknown): boolean {
  return error instanceof WrongExpectedVersionError || error instanceof StreamNotFoundError;
}

function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  const { type, message } = error as { type?: string; message?: string };
  const what = [type, message].filter((text) => text !== undefined && text !== "").join(": ");
  return new StoreUnavailable(`EventStoreDB does not answer: ${what}`, { cause: error });
}
