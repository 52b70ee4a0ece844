import { parentPort } from "node:worker_threads";
import { isForTheSame, type StoredKey, type WrappedKey } from "../../privacy/key-wrapping.js";
import { toBegin } from "../waiting-thread.js";
import { KeyRows, openForWriting } from "./key-file.js";
import type { KeyWrite, KeyWriteAnswer, KeyWriterSettings } from "./key-writer-messages.js";

/* The thread that holds the only writing connection to the keys, so that no fsync holds up the service. */

const port = parentPort!;
const settings = await toBegin<KeyWriterSettings>();
const db = openForWriting(settings.file);
db.prepare("INSERT INTO master_key_check (only, bytes) VALUES (1, ?) ON CONFLICT DO NOTHING").run(
  settings.masterKeyCheck,
);
const rows = new KeyRows(db);
const insert = db.prepare(
  "INSERT INTO keys (id, purpose, person, class, label, names, wrapped, destroyed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
);
const overwrite = db.prepare(
  "UPDATE keys SET wrapped = zeroblob(length(wrapped)), destroyed_at = ? WHERE id = ? AND destroyed_at IS NULL",
);

const mark = db.prepare("INSERT OR REPLACE INTO erasures_applied (only, number, position) VALUES (1, ?, ?)");
const bind = db.prepare("INSERT INTO store (only, id) VALUES (1, ?) ON CONFLICT DO NOTHING");
const unmark = db.prepare("DELETE FROM erasures_applied");

port.on("message", (write: KeyWrite) => {
  if (write.kind === "close") {
    db.close();
    port.close();
    return;
  }
  port.postMessage(answer(write));
});
port.postMessage({ done: [] } satisfies KeyWriteAnswer);

function answer(write: Exclude<KeyWrite, { kind: "close" }>): KeyWriteAnswer {
  try {
    if (write.kind === "insert") return { done: inOneCommit(() => write.keys.map(insertMissing)) };
    if (write.kind === "restore") {
      const done = inOneCommit(() => restored(write.keys));
      if (done.some(({ destroyedAt }) => destroyedAt !== null)) emptyWriteAheadLog();
      return { done };
    }
    if (write.kind === "mark") {
      inOneCommit(() => mark.run(write.upTo.number, write.upTo.position));
      return { done: [] };
    }
    if (write.kind === "bind") {
      inOneCommit(() => bind.run(write.store));
      return { done: [] };
    }
    inOneCommit(() => write.ids.forEach((id) => overwrite.run(write.now, id)));
    emptyWriteAheadLog();
    return { done: [] };
  } catch (error) {
    return { failed: (error as Error).message };
  }
}

function insertMissing(key: WrappedKey): StoredKey {
  const standing = rows.standingFor(key);
  if (standing) return standing;
  return inserted({ ...key, destroyedAt: null });
}

function inserted(key: StoredKey): StoredKey {
  const { id, purpose, person, class: fieldClass, label, names, wrapped, destroyedAt } = key;
  insert.run(id, purpose, person, fieldClass, label, JSON.stringify(names), wrapped, destroyedAt);
  return key;
}

/** Destroyed ones first, as a living one may follow upon one of them. */
function restored(keys: readonly StoredKey[]): StoredKey[] {
  unmark.run();
  const standing = new Map<StoredKey, StoredKey>();
  for (const key of keys) if (key.destroyedAt !== null) standing.set(key, restoreOne(key));
  for (const key of keys) if (key.destroyedAt === null) standing.set(key, restoreOne(key));
  return keys.map((key) => standing.get(key)!);
}

function restoreOne(key: StoredKey): StoredKey {
  const here = rows.byId(key.id);
  if (!here) return (key.destroyedAt === null && rows.standingFor(key)) || inserted(key);
  if (key.destroyedAt !== null && isForTheSame(here, key)) overwrite.run(key.destroyedAt, key.id);
  return rows.byId(key.id)!;
}

/** The log still holds older copies of an overwritten page. */
function emptyWriteAheadLog(): void {
  const { busy } = db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get() as { busy: number };
  if (busy !== 0) throw new Error("keys were destroyed, but a reader kept their old bytes in the log: try again");
}

function inOneCommit<T>(work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
