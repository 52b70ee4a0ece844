import { failureInWords } from "../event-sourcing/failure.js";
import { Logger } from "@nestjs/common";
import type { Db } from "mongodb";
import { READS } from "../log-of-reads/reads.events.js";
import type { ClusterSettings } from "./settings.js";
import type { AnyAggregate } from "../event-sourcing/deciding/decider.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { KeyStore } from "../privacy/key-store.js";
import { masterKeySource } from "../privacy/master-key-source.js";
import { closing } from "./closing.js";
import { openEventStoreDbEventStore } from "./eventstoredb/event-store.js";
import { streamNames } from "./eventstoredb/stream-names.js";
import { connectMongo } from "./mongodb/connection.js";
import { KeysMissing } from "./engines.js";
import { hasMongoKeys, openMongoKeyStore } from "./mongodb/key-store.js";

/** What cannot be made again from anything else: events and keys. */
export interface ClusterStores {
  readonly events: EventStore;
  /** The log of reads: streams of its own, which `events` leaves out. */
  readonly reads: EventStore;
  readonly keys: KeyStore;
  readonly db: Db;
  readonly masterKey: Uint8Array;
  /** Of all streams that are Kawal's. */
  readonly categories: readonly string[];
  close(): Promise<void>;
}

const SLICES = new URL("../slices.js", import.meta.url);

/**
 * Connects to the two engines of a cluster.
 * @param onDrop told when a subscription to a log dropped, which is then resumed
 * @throws MasterKeyRefused, MongoRefused, BadConnection, KeysMissing, WrongMasterKey, StoreUnavailable
 */
export async function openClusterStores(
  settings: ClusterSettings,
  onDrop: () => void = () => undefined,
): Promise<ClusterStores> {
  const masterKey = await masterKeySource(settings)!();
  const opened = closing();
  try {
    const mongo = await connectMongo(settings.mongodb);
    opened.push(() => mongo.close());
    const events = await openKawalsEvents(settings.eventStore, onDrop);
    opened.push(() => events.close());
    const reads = await openReads(settings.eventStore, onDrop);
    opened.push(() => reads.close());
    // Before anything is written: a key that a store made anew would stay in the way of those that are restored.
    if ((await events.head()) >= 0 && !(await hasMongoKeys(mongo.db)))
      throw new KeysMissing(
        "the event store has events, but MongoDB no keys: restore them first, or what is sealed can never be opened",
      );
    const keys = await openMongoKeyStore({ db: mongo.db, masterKey });
    opened.push(() => keys.close());
    return {
      events,
      reads,
      keys,
      db: mongo.db,
      masterKey,
      categories: await categoriesOfStreams(),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

/** @throws BadConnection */
export async function openKawalsEvents(connectionString: string, onDrop?: () => void): Promise<EventStore> {
  return openStreams(connectionString, await categoriesOfStreams(), onDrop);
}

/** The log of reads, over the same client. @throws BadConnection */
export async function openReads(connectionString: string, onDrop?: () => void): Promise<EventStore> {
  return openStreams(connectionString, [READS], onDrop);
}

function openStreams(
  connectionString: string,
  categories: readonly string[],
  onDrop?: () => void,
): Promise<EventStore> {
  const log = new Logger("Events");
  return openEventStoreDbEventStore({
    connectionString,
    kawalStreams: streamNames(categories),
    onDrop(error) {
      onDrop?.();
      log.warn(`a subscription dropped, and is resumed: ${failureInWords(error)}`);
    },
  });
}

async function categoriesOfStreams(): Promise<string[]> {
  const { aggregates } = (await import(SLICES.href)) as { readonly aggregates: readonly AnyAggregate[] };
  return aggregates.map(({ category }) => category);
}
