import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Envelope } from "../../src/event-sourcing/stored-event/envelope.js";

/** All envelopes in the file of a store, read without any of its code. */
export function storedEvents(data: string): Envelope[] {
  return envelopesIn(join(data, "events.db"));
}

function envelopesIn(file: string): Envelope[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db
      .prepare("SELECT bytes FROM events ORDER BY number")
      .all()
      .map(({ bytes }) => JSON.parse(Buffer.from(bytes as Uint8Array).toString()) as Envelope);
  } finally {
    db.close();
  }
}

/** Every event in the log of reads of a store. */
export function storedReads<Facts>(data: string): (Envelope & { readonly facts: Facts })[] {
  return envelopesIn(join(data, "reads.db")) as never;
}

/** Copies a database as it stands at one moment, whoever writes to it. */
export function copyDatabase(file: string, copy: string): void {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    // Else rows that moved within the copy would stand in its free space, too, where nothing ever overwrites them.
    db.exec("PRAGMA secure_delete=ON");
    db.prepare("VACUUM INTO ?").run(copy);
  } finally {
    db.close();
  }
}
