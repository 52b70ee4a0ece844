import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Envelope } from "../../src/event-sourcing/envelope.js";

/** All envelopes in the file of a store, read without any of its code. */
export function storedEvents(data: string): Envelope[] {
  const db = new DatabaseSync(join(data, "events.db"), { readOnly: true });
  try {
    return db
      .prepare("SELECT bytes FROM events ORDER BY number")
      .all()
      .map(({ bytes }) => JSON.parse(Buffer.from(bytes as Uint8Array).toString()) as Envelope);
  } finally {
    db.close();
  }
}
