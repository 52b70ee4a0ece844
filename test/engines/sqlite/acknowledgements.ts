import { closeSync, openSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import type { Envelope } from "../../../src/event-sourcing/stored-event/envelope.js";

/** What a client was told: its command is done, and where the event of it lies. */
export interface Acknowledgement {
  /** The client's own name for what it wanted, the same at each attempt. */
  readonly commandId: string;
  readonly stream: string;
  readonly revision: number;
}

/**
 * A client's journal of what it was told, outside of the store. The client is not killed, so nothing waits for the
 * disk.
 */
export class AcknowledgementJournal {
  readonly #file: number;
  #count = 0;

  constructor(private readonly path: string) {
    this.#file = openSync(path, "a");
  }

  get count(): number {
    return this.#count;
  }

  record(acknowledgement: Acknowledgement): void {
    writeSync(this.#file, `${JSON.stringify(acknowledgement)}\n`);
    this.#count++;
  }

  async read(): Promise<Acknowledgement[]> {
    const lines = (await readFile(this.path, "utf8")).trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line) as Acknowledgement);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** What straight SQL finds in a store's file, compared with what a client was told. */
export interface Verdict {
  /** SQLite's own check of the file; `ok` when nothing is wrong. */
  readonly integrity: string;
  readonly events: number;
  /** Acknowledged, and not at the place that was told. */
  readonly lost: readonly string[];
  /** Command ids with events at more than one place, where each made one event. */
  readonly twice: readonly string[];
  /** Numbers or revisions that are missing. */
  readonly gaps: number;
}

/** Reads the file without any code of the store; whatever wrote it must be gone. */
export function verifyAcknowledged(file: string, acknowledged: readonly Acknowledgement[]): Verdict {
  const db = new DatabaseSync(file);
  try {
    const rows = db.prepare("SELECT number, stream, revision, bytes FROM events ORDER BY number").all();
    const places = new Map<string, string[]>();
    const revisions = new Map<string, number>();
    let gaps = 0;
    for (const [index, { number, stream, revision, bytes }] of rows.entries()) {
      const { commandId } = JSON.parse(Buffer.from(bytes as Uint8Array).toString()) as Envelope;
      places.set(commandId, [...(places.get(commandId) ?? []), `${stream}@${revision}`]);
      if (number !== index || revision !== (revisions.get(stream as string) ?? -1) + 1) gaps++;
      revisions.set(stream as string, revision as number);
    }
    return {
      integrity: db.prepare("PRAGMA integrity_check").get()!["integrity_check"] as string,
      events: rows.length,
      lost: acknowledged
        .filter(({ commandId, stream, revision }) => !places.get(commandId)?.includes(`${stream}@${revision}`))
        .map(({ commandId }) => commandId),
      twice: [...places].filter(([, where]) => where.length > 1).map(([commandId]) => commandId),
      gaps,
    };
  } finally {
    db.close();
  }
}
