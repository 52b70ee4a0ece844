import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { v7 } from "uuid";
import type { Envelope } from "../../../src/event-sourcing/stored-event/envelope.js";
import type { RawEvent } from "../../../src/event-sourcing/stored-event/event-store.js";
import { until } from "../../waiting.js";
import { readyEvent } from "../ready-event.js";
import { AcknowledgementJournal, verifyAcknowledged } from "./acknowledgements.js";
import { KilledStore } from "./killed-store.js";

const KILLS = 20;
const WRITERS = 16;
/** Two writers to a stream: so there are conflicts beside the crashes. */
const STREAMS = 8;
const BETWEEN_KILLS = 50;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kawal-crash-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

// A SIGKILL leaves the page cache whole. That a commit waits for the disk is shown by `PRAGMA synchronous` = 2 and by
// answers that wait for COMMIT, in event-store.test.ts.
test("after 20 SIGKILLs and more with 16 writers every acknowledged event is there once", async () => {
  const data = join(folder, "data");
  const journal = new AcknowledgementJournal(join(folder, "client.journal"));
  const store = new KilledStore(data);
  await store.start();
  const over = new AbortController();
  const writers = Array.from({ length: WRITERS }, async (_, writer) => {
    const stream = `thing-${writer % STREAMS}`;
    let count = 0;
    while (!over.signal.aborted) {
      const revision = await write(store, stream, count, v7(), journal);
      count = revision + 1;
    }
  });
  const done = Promise.all(writers);

  try {
    // How many answers a kill takes away is chance: it goes on until there were enough of them.
    for (let kill = 0; kill < KILLS || store.unknownOutcomes <= KILLS; kill++) {
      const enough = journal.count + BETWEEN_KILLS;
      await Promise.race([done, until(() => journal.count >= enough)]);
      await setTimeout(Math.random() * 10);
      await store.kill();
      await store.start();
    }
  } finally {
    over.abort();
  }
  await done;
  await store.kill();
  journal.close();

  const acknowledged = await journal.read();
  expect(acknowledged.length).toBeGreaterThan(KILLS * BETWEEN_KILLS);
  expect(verifyAcknowledged(join(data, "events.db"), acknowledged)).toEqual({
    integrity: "ok",
    events: acknowledged.length,
    lost: [],
    twice: [],
    gaps: 0,
  });
});

/**
 * Writes one event under a command's id, as the command handling does: a fresh event id and an exact revision at each
 * attempt; after a conflict or an unknown outcome it looks for the command in the stream first.
 * @param count how many events the stream was last known to have
 * @returns the event's revision
 */
async function write(
  store: KilledStore,
  stream: string,
  count: number,
  commandId: string,
  journal: AcknowledgementJournal,
): Promise<number> {
  const facts = { text: "x".repeat(1_000) };
  for (let revision = count; ;) {
    if (await store.append(stream, revision - 1, readyEvent(stream, revision, facts, commandId))) {
      journal.record({ commandId, stream, revision });
      return revision;
    }
    const since = await store.readStream(stream, count);
    const own = since.find((event) => commandIdOf(event) === commandId);
    if (own) {
      journal.record({ commandId, stream, revision: own.revision });
      return own.revision;
    }
    revision = count + since.length;
  }
}

function commandIdOf(event: RawEvent): string {
  return (JSON.parse(Buffer.from(event.bytes).toString()) as Envelope).commandId;
}
