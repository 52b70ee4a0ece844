import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StoreConfig } from "../engines/settings.js";
import { masterKeySource } from "../privacy/master-key-source.js";
import { readMasterKey } from "../privacy/master-key.js";
import { masterKeyOf, SampleStays } from "./open-stores.js";
import { NoStore } from "../engines/reading.js";
import { rotateSqliteKeys } from "../engines/sqlite/rotate-keys.js";
import { acquireStoreLock } from "../engines/sqlite/store-lock.js";

/**
 * Wraps the keys of a store under the master key in a file.
 * @returns how many; null when they are under it already
 * @throws SampleStays, NoStore, StoreLocked, MasterKeyRefused, WrongMasterKey, KeyDamaged, KeyStoreUnavailable
 */
export async function rotateKeys({ engines, sample }: StoreConfig, newMasterKeyFile: string): Promise<number | null> {
  if (sample !== null) throw new SampleStays("the master key of a sample protects nothing, and is not changed");
  const setting = "--new-master-key-file";
  if (engines.profile === "cluster") {
    const masterKey = await masterKeySource(engines)!();
    const newMasterKey = readMasterKey(newMasterKeyFile, undefined, setting);
    const { connectMongo } = await import("../engines/mongodb/connection.js");
    const { rotateMongoKeys } = await import("../engines/mongodb/rotate-keys.js");
    const mongo = await connectMongo(engines.mongodb);
    try {
      return await rotateMongoKeys(mongo.db, masterKey, newMasterKey);
    } finally {
      await mongo.close();
    }
  }
  const { data } = engines;
  const file = join(data, "keys.db");
  if (!existsSync(file)) throw new NoStore(`there is no store in ${data}: it has no keys.db`);
  const masterKey = await masterKeyOf(engines);
  const newMasterKey = readMasterKey(newMasterKeyFile, data, setting);
  const lock = acquireStoreLock(data);
  try {
    return rotateSqliteKeys(file, masterKey, newMasterKey);
  } finally {
    lock.release();
  }
}
