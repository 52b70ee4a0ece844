import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { canonicalBytes, hashOf, type Envelope } from "../../src/event-sourcing/stored-event/envelope.js";

/** Changes a database behind the service's back. */
export function tamper(data: string, file: string, change: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(join(data, file));
  try {
    change(db);
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    db.close();
  }
}

export interface Row {
  readonly number: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly envelope: Envelope;
}

/** Every event of a log, in order. */
export function rowsOf(data: string, file = "events.db"): Row[] {
  const db = new DatabaseSync(join(data, file), { readOnly: true });
  try {
    const rows = db.prepare("SELECT * FROM events ORDER BY number").all() as unknown as (Row & { bytes: Uint8Array })[];
    return rows.map(({ bytes, ...row }) => ({
      ...row,
      envelope: JSON.parse(Buffer.from(bytes).toString()) as Envelope,
    }));
  } finally {
    db.close();
  }
}

export const placeOf = ({ number, stream, revision, type }: Row) => ({ number, stream, revision, type });

/** Puts other bytes in an event's place, and mends nothing else. */
export function rewrite(data: string, row: Row, change: (envelope: Envelope) => object, file = "events.db"): void {
  const bytes = canonicalBytes(change(row.envelope));
  tamper(data, file, (db) => db.prepare("UPDATE events SET bytes = ? WHERE number = ?").run(bytes, row.number));
}

/** Puts other bytes in an event's place, and mends the chain behind it. */
export function rewriteRechained(data: string, row: Row, change: (envelope: Envelope) => object): void {
  const later = rowsOf(data).filter(({ stream, revision }) => stream === row.stream && revision > row.revision);
  tamper(data, "events.db", (db) => {
    let bytes = canonicalBytes(change(row.envelope));
    const update = db.prepare("UPDATE events SET bytes = ? WHERE number = ?");
    update.run(bytes, row.number);
    for (const next of later) {
      bytes = canonicalBytes({ ...next.envelope, previous: hashOf(bytes) });
      update.run(bytes, next.number);
    }
  });
}

/** Puts an event at the end of the log and of its stream, with its hash chain. */
export function append(data: string, after: Row, change: (envelope: Envelope) => Envelope): void {
  const number = rowsOf(data).length;
  const revision = after.revision + 1;
  const previous = hashOf(canonicalBytes(after.envelope));
  const envelope = change({ ...after.envelope, id: randomUUID(), revision, previous });
  tamper(data, "events.db", (db) =>
    db
      .prepare("INSERT INTO events (number, stream, revision, id, type, bytes) VALUES (?, ?, ?, ?, ?, ?)")
      .run(number, after.stream, revision, envelope.id, envelope.type, canonicalBytes(envelope)),
  );
}

/** The text with another letter in its middle. */
export function withOtherLetter(text: string): string {
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, middle)}${text[middle] === "A" ? "B" : "A"}${text.slice(middle + 1)}`;
}

/** Every file of a folder with its bytes, to be compared. */
export function bytesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, hashOf(readFileSync(path))];
    }),
  );
}
