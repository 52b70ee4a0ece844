import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterSettings, Config, EmbeddedSettings } from "../config.js";
import type { EventStore } from "../event-sourcing/event-store.js";
import type { ExportSource } from "../moving/export-store.js";
import type { ImportTarget } from "../moving/import-store.js";
import type { FileStore } from "../privacy/file-store.js";
import type { KeyStore } from "../privacy/key-store.js";
import { readMasterKey, sampleMasterKey } from "../privacy/master-key.js";
import { openFolderFileStore, readFolderFiles } from "./folder/file-store.js";
import { openSqliteEventStore } from "./sqlite/event-store.js";
import { openKeyReader, openKeyStore } from "./sqlite/key-store.js";
import { NoStore } from "./reading.js";
import { acquireStoreLock } from "./sqlite/store-lock.js";

/** Opens a store to be read as a whole, beside the service that runs on it. @throws NoStore, MasterKeyRefused, … */
export async function openSource({ engines, sample }: Config): Promise<ExportSource> {
  if (engines.profile === "cluster") {
    const { events, keys, openFiles, close } = await openClusterParts(engines);
    return { events, keys, files: await openFiles(), close };
  }
  const { data } = engines;
  if (!existsSync(join(data, "events.db"))) throw new NoStore(`there is no store in ${data}`);
  const keys = openKeyReader({ file: join(data, "keys.db"), masterKey: masterKeyOf(engines, sample) });
  const events = await openSqliteEventStore({ file: join(data, "events.db"), mode: "read" });
  return {
    events,
    keys,
    files: readFolderFiles(join(data, "files")),
    async close() {
      await events.close();
      await keys.close();
    },
  };
}

/** Opens a store to be filled; no service may run on it. @throws StoreLocked, MasterKeyRefused, … */
export async function openTarget({ engines, sample }: Config): Promise<ImportTarget> {
  if (engines.profile === "cluster") return openClusterParts(engines);
  const { data } = engines;
  await mkdir(data, { recursive: true, mode: 0o700 });
  const lock = acquireStoreLock(data);
  try {
    const keys = await openKeyStore({ file: join(data, "keys.db"), masterKey: masterKeyOf(engines, sample) });
    const events = await openSqliteEventStore({ file: join(data, "events.db"), mode: "write" });
    return {
      events,
      keys,
      openFiles: () => openFolderFileStore({ folder: join(data, "files"), keys }),
      async close() {
        await events.close();
        await keys.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function masterKeyOf({ data, masterKeyFile }: EmbeddedSettings, sample: number | null): Uint8Array {
  return sample !== null && masterKeyFile === null ? sampleMasterKey(data) : readMasterKey(masterKeyFile!, data);
}

interface Parts {
  readonly events: EventStore;
  readonly keys: KeyStore;
  readonly openFiles: () => Promise<FileStore>;
  close(): Promise<void>;
}

async function openClusterParts(settings: ClusterSettings): Promise<Parts> {
  const { openClusterStores } = await import("./cluster-stores.js");
  const { events, keys, db, close } = await openClusterStores(settings);
  const { openMongoFileStore } = await import("./mongodb/file-store.js");
  return { events, keys, openFiles: () => openMongoFileStore({ db, keys }), close };
}
