import type { DatabaseSync } from "node:sqlite";
import { assertMasterKey, isMasterKey, masterKeyCheck, rewrap } from "../../privacy/key-wrapping.js";
import { KeyStoreUnavailable } from "../../privacy/key-store.js";
import { KeyRows, openForWriting } from "./key-file.js";

const PAGE = 1_000;

/**
 * Wraps every living key of `keys.db` under a new master key, in one transaction, and leaves nothing in the file that
 * the old one opens. Nobody else may have the file open to write.
 * @returns how many keys; null when the new master key is the one that they are under already
 * @throws WrongMasterKey, KeyDamaged; nothing was changed then
 * @throws KeyStoreUnavailable while a reader keeps old bytes in the write-ahead log; again removes them
 */
export function rotateSqliteKeys(file: string, masterKey: Uint8Array, newMasterKey: Uint8Array): number | null {
  const db = openForWriting(file);
  try {
    const rows = new KeyRows(db);
    if (isMasterKey(newMasterKey, rows.masterKeyCheck())) {
      emptyWriteAheadLog(db);
      return null;
    }
    assertMasterKey(masterKey, rows.masterKeyCheck());
    const update = db.prepare("UPDATE keys SET wrapped = ? WHERE id = ?");
    let rewrapped = 0;
    db.exec("BEGIN IMMEDIATE");
    try {
      for (let after = ""; ;) {
        const page = rows.page(after, PAGE);
        for (const stored of page) {
          if (stored.destroyedAt !== null) continue;
          update.run(rewrap(masterKey, newMasterKey, stored), stored.id);
          rewrapped++;
        }
        if (page.length < PAGE) break;
        after = page.at(-1)!.id;
      }
      db.prepare("UPDATE master_key_check SET bytes = ?").run(masterKeyCheck(newMasterKey));
      db.exec("COMMIT");
    } catch (error) {
      if (db.isTransaction) db.exec("ROLLBACK");
      throw error;
    }
    emptyWriteAheadLog(db);
    return rewrapped;
  } finally {
    db.close();
  }
}

function emptyWriteAheadLog(db: DatabaseSync): void {
  const { busy } = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
  if (busy !== 0)
    throw new KeyStoreUnavailable(
      "the keys are under the new master key, but a reader kept what the old one opens in the log: end it, and run this again",
    );
}
