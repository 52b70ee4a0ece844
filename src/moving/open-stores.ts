import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Mendable } from "../event-sourcing/mendable.js";
import type { ClusterSettings, EmbeddedSettings, StoreConfig } from "../engines/settings.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { ExportSource } from "./export-store.js";
import type { ImportTarget } from "./import-store.js";
import type { FileStore } from "../privacy/file-store.js";
import type { KeyStore } from "../privacy/key-store.js";
import { masterKeySource } from "../privacy/master-key-source.js";
import { closing } from "../engines/closing.js";
import { closeToOthers } from "../engines/folder/close-to-others.js";
import { openFolderFileStore, readFolderFiles } from "../engines/folder/file-store.js";
import { assertImportFinished, beginImport, finishImport } from "../engines/folder/unfinished-import.js";
import { openSqliteEventStore } from "../engines/sqlite/event-store.js";
import { openKeyReader, openKeyStore } from "../engines/sqlite/key-store.js";
import { NoStore } from "../engines/reading.js";
import { acquireStoreLock } from "../engines/sqlite/store-lock.js";

/** A sample does not move: nobody in it is real, and its master key protects nothing. */
export class SampleStays extends Mendable {}

/**
 * Opens a store to be read as a whole, beside the service that runs on it.
 * @throws SampleStays, NoStore, ImportUnfinished, MasterKeyRefused, WrongMasterKey, StoreUnavailable
 */
export async function openSource({ engines, sample }: StoreConfig): Promise<ExportSource> {
  assertReal(sample);
  if (engines.profile === "cluster") {
    const { openFiles, ...parts } = await openClusterParts(engines);
    return { ...parts, files: await openFiles() };
  }
  const { data } = engines;
  for (const name of ["events.db", "keys.db"])
    if (!existsSync(join(data, name))) throw new NoStore(`there is no store in ${data}: it has no ${name}`);
  assertImportFinished(data);
  const keys = openKeyReader({ file: join(data, "keys.db"), masterKey: await masterKeyOf(engines) });
  const events = await openSqliteEventStore({ file: join(data, "events.db"), mode: "read" });
  const readsFile = join(data, "reads.db");
  const reads = existsSync(readsFile) ? await openSqliteEventStore({ file: readsFile, mode: "read" }) : null;
  return {
    events,
    reads,
    keys,
    files: readFolderFiles(join(data, "files")),
    async close() {
      await reads?.close();
      await events.close();
      await keys.close();
    },
  };
}

/**
 * Opens a store to be filled; no service may run on it.
 * @throws SampleStays, StoreLocked, MasterKeyRefused, WrongMasterKey, StoreUnavailable
 */
export async function openTarget({ engines, sample }: StoreConfig): Promise<ImportTarget> {
  assertReal(sample);
  // A cluster can't be kept from being started on: docs/moving-a-store.md says when it may.
  if (engines.profile === "cluster")
    return { ...(await openClusterParts(engines)), begin: async () => undefined, finish: async () => undefined };
  const { data } = engines;
  await mkdir(data, { recursive: true, mode: 0o700 });
  // A writer's thread that stays open would keep a refused import from ending.
  const opened = closing();
  try {
    const lock = acquireStoreLock(data);
    opened.push(() => lock.release());
    await closeToOthers(data);
    const keys = await openKeyStore({ file: join(data, "keys.db"), masterKey: await masterKeyOf(engines) });
    opened.push(() => keys.close());
    const events = await openSqliteEventStore({ file: join(data, "events.db"), mode: "write" });
    opened.push(() => events.close());
    const reads = await openSqliteEventStore({ file: join(data, "reads.db"), mode: "write" });
    opened.push(() => reads.close());
    return {
      events,
      reads,
      keys,
      begin: () => beginImport(data),
      finish: () => finishImport(data),
      openFiles: () => openFolderFileStore({ folder: join(data, "files"), keys }),
      close: () => opened.close(),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function assertReal(sample: number | null): void {
  if (sample !== null)
    throw new SampleStays(
      "a sample is neither exported nor imported: name a real store by KAWAL_DATA and KAWAL_MASTER_KEY_FILE, without KAWAL_SAMPLE",
    );
}

/** `configOf` lets no real store be without one. */
export function masterKeyOf(settings: EmbeddedSettings): Promise<Uint8Array> {
  return masterKeySource(settings, settings.data)!();
}

interface Parts {
  readonly events: EventStore;
  readonly reads: EventStore;
  readonly keys: KeyStore;
  readonly openFiles: () => Promise<FileStore>;
  close(): Promise<void>;
}

async function openClusterParts(settings: ClusterSettings): Promise<Parts> {
  const { openClusterStores } = await import("../engines/cluster-stores.js");
  const { events, reads, keys, db, close } = await openClusterStores(settings);
  const { openMongoFileStore } = await import("../engines/mongodb/file-store.js");
  return { events, reads, keys, openFiles: () => openMongoFileStore({ db, keys }), close };
}
