import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openPastDays, type OpenPastDays } from "../../src/engines/past-days.js";
import { SCHEMA } from "../../src/engines/sqlite/event-file.js";
import type { Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import { StoreUnavailable } from "../../src/event-sourcing/stored-event/event-store.js";
import { PastDayNotReady } from "../../src/figures/past-days.js";
import { temporaryFolder } from "../temporary.js";

const STORED = new URL("../event-sourcing/stored-event/stored-events.jsonl", import.meta.url);
const END = "2100-01-01T00:00:00.000Z";

let within: string;
let remove: () => void;
let pastDays: OpenPastDays;
let log: string;

beforeEach(() => {
  ({ folder: within, remove } = temporaryFolder());
  log = join(within, "..", "events.db");
  writeEvents();
  pastDays = openPastDays({ file: log }, within);
});
afterEach(async () => {
  await pastDays.close();
  remove();
});

/** One event of every type: most of their streams have begun before them, so that the fold reads these. */
function writeEvents(): void {
  const db = new DatabaseSync(log);
  db.exec(SCHEMA);
  const insert = db.prepare(
    "INSERT OR IGNORE INTO events (number, stream, revision, id, type, bytes) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const lines = readFileSync(STORED, "utf8").split("\n").filter(Boolean);
  for (const [number, line] of lines.entries()) {
    const { stream, revision, id, type } = JSON.parse(line) as Envelope;
    insert.run(number, stream, revision, id, type, Buffer.from(line));
  }
  db.close();
}

/** The log is read from its start as before; of no stream by itself. */
function damageStreams(): void {
  const db = new DatabaseSync(log, { readOnly: true });
  const { root } = db
    .prepare("SELECT rootpage AS root FROM sqlite_schema WHERE name = 'sqlite_autoindex_events_1'")
    .get() as { root: number };
  const { page_size: size } = db.prepare("PRAGMA page_size").get() as { page_size: number };
  db.close();
  const file = openSync(log, "r+");
  writeSync(file, Buffer.alloc(size, 0xff), 0, size, (root - 1) * size);
  closeSync(file);
}

/** Asks until the day is there, or can't be folded. */
async function asked(): Promise<unknown> {
  for (;;)
    try {
      return await pastDays.endingAt(END);
    } catch (error) {
      if (!(error instanceof PastDayNotReady)) throw error;
    }
}

/** All that lies in the folders of past days. */
const files = () => readdirSync(within).flatMap((folder) => readdirSync(join(within, folder)));

test("a past day is kept in a file, which goes when they are closed", async () => {
  expect(await asked()).toMatchObject({ number: expect.any(Number) });
  expect(files()).toContain("0.db");
  await pastDays.close();
  expect(readdirSync(within)).toEqual([]);
});

test("a past day that can't be folded leaves no file behind", async () => {
  damageStreams();
  await expect(asked()).rejects.toThrow(StoreUnavailable);
  expect(readdirSync(within)).toHaveLength(1);
  expect(files()).toEqual([]);
});
