import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openSqliteEventStore } from "../../src/engines/sqlite/event-store.js";
import { openKeyReader } from "../../src/engines/sqlite/key-store.js";
import type { RawEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import type { Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import { startService, type RunningService } from "./service.js";

/** A real store in a folder of its own, under a master key of its own. */
export interface RealStore {
  readonly data: string;
  readonly masterKey: Uint8Array;
  readonly env: Record<string, string>;
  start(): Promise<RunningService>;
}

export function realStore(folder: string, name: string, masterKey: Uint8Array = randomBytes(32)): RealStore {
  mkdirSync(join(folder, name));
  const masterKeyFile = join(folder, name, "master.key");
  writeFileSync(masterKeyFile, masterKey, { mode: 0o600 });
  const passphraseFile = join(folder, name, "passphrase");
  writeFileSync(passphraseFile, "kuda lumping di alun-alun\n");
  const data = join(folder, name, "data");
  const env = {
    KAWAL_DATA: data,
    KAWAL_MASTER_KEY_FILE: masterKeyFile,
    KAWAL_PASSPHRASE_FILE: passphraseFile,
  };
  return { data, masterKey, env, start: () => startService(data, { KAWAL_SAMPLE: undefined, ...env }) };
}

/** All events of a store, in order; or of its log of reads. */
export async function eventsOf(data: string, log: "events.db" | "reads.db" = "events.db"): Promise<RawEvent[]> {
  const store = await openSqliteEventStore({ file: join(data, log), mode: "read" });
  try {
    return await store.readAll(null, 1_000_000);
  } finally {
    await store.close();
  }
}

/** As two stores must have them alike. */
export const comparable = ({ number, stream, revision, id, type, bytes }: RawEvent) =>
  `${number} ${stream}@${revision} ${id} ${type} ${Buffer.from(bytes).toString("base64")}`;

/** Ids of the keys that sealed something in these events. */
export function keysNeeded(events: readonly RawEvent[]): string[] {
  const envelopes = events.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()) as Envelope);
  return [...new Set(envelopes.flatMap(({ sealed }) => sealed.map(({ description }) => description.key)))];
}

/** Which of these keys a store does not have. */
export async function keysMissing(file: string, masterKey: Uint8Array, ids: readonly string[]): Promise<string[]> {
  const keys = openKeyReader({ file, masterKey });
  try {
    const found = await keys.find(ids);
    return ids.filter((id) => !(found.get(id) instanceof Uint8Array));
  } finally {
    await keys.close();
  }
}

/** Every document of every view, by its table; what is sealed in it, as it is sealed. */
export function documentsOf(data: string): Record<string, unknown[]> {
  const db = new DatabaseSync(join(data, "views.db"), { readOnly: true });
  try {
    // Who looks at a store is recorded in it, and so is each who compares.
    const tables = db
      .prepare("SELECT 'documents_' || id AS name FROM views WHERE serving = 1 AND projection <> 'reads'")
      .all();
    return Object.fromEntries(
      tables.map(({ name }) => {
        const rows = db.prepare(`SELECT id, document, number FROM ${name as string} ORDER BY id`).all();
        return [name, rows];
      }),
    );
  } finally {
    db.close();
  }
}
