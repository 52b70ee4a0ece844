import { KeyStoreUnavailable } from "../../privacy/key-store.js";
import { openForWriting } from "./key-file.js";

/**
 * Destroys keys in a copy of `keys.db` that nobody has open; no master key is needed.
 * @param keys their ids, and since when each is destroyed (ISO 8601, UTC)
 * @returns how many of them lived
 */
export function destroyKeysIn(file: string, keys: Iterable<readonly [id: string, at: string]>): number {
  const db = openForWriting(file);
  try {
    const overwrite = db.prepare(
      "UPDATE keys SET wrapped = zeroblob(length(wrapped)), destroyed_at = ? WHERE id = ? AND destroyed_at IS NULL",
    );
    let destroyed = 0;
    db.exec("BEGIN IMMEDIATE");
    for (const [id, at] of keys) destroyed += Number(overwrite.run(at, id).changes);
    db.exec("COMMIT");
    const { busy } = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
    if (busy !== 0) throw new KeyStoreUnavailable(`${file} is open elsewhere`);
    return destroyed;
  } finally {
    db.close();
  }
}
