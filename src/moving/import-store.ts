import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { verifyChains } from "../audit/chain.js";
import { hashOf } from "../event-sourcing/envelope.js";
import type { Checkpoint, EventStore } from "../event-sourcing/event-store.js";
import type { FileStore } from "../privacy/file-store.js";
import type { KeyStore } from "../privacy/key-store.js";
import { readEvents, type MovedEvent } from "./events-file.js";
import { EXPORT, type Moved } from "./export-store.js";
import { readKeys } from "./keys-file.js";

/** Where an export goes. No service may run on it. */
export interface ImportTarget {
  readonly events: EventStore;
  readonly keys: KeyStore;
  /** To be called once the keys are there: it makes those that it needs. */
  readonly openFiles: () => Promise<Pick<FileStore, "restore">>;
  close(): Promise<void>;
}

/** The target holds something else than a beginning of this export. */
export class NotImported extends Error {}

/** Events of one stream that are appended at once, at most. */
const TOGETHER = 100;
const BATCH = 1_000;

/**
 * Brings an export into an empty store, or goes on where an earlier import of it was cut off: keys, files, then the
 * events strictly in their order. Verifies every hash chain at the end.
 * @param progress how many events are there
 * @throws NotImported, ExportDamaged, PassphraseRefused; what is there then is a beginning of the export, or nothing
 */
export async function importStore(
  target: ImportTarget,
  folder: string,
  passphrase: string,
  progress: (events: number) => void,
): Promise<Moved> {
  await assertSameBeginning(target.events, join(folder, EXPORT.events));
  let keys = 0;
  for await (const group of readKeys(join(folder, EXPORT.keys), passphrase)) {
    await target.keys.restore(group);
    keys += group.length;
  }
  const files = await target.openFiles();
  const names = await readdir(join(folder, EXPORT.files));
  for (const name of names) await files.restore(name, createReadStream(join(folder, EXPORT.files, name)));
  const events = await appendAll(target.events, join(folder, EXPORT.events), progress);
  const report = await verifyChains(target.events);
  if (report.events !== events || report.faults.length > 0)
    throw new NotImported(
      `${report.events} events are there, of ${events}, with ${report.faults.length} faults: ${JSON.stringify(report.faults.slice(0, 3))}`,
    );
  return { events, keys, files: names.length };
}

/** Before anything is written: what is there must not be another store. */
async function assertSameBeginning(store: EventStore, file: string): Promise<void> {
  const [first] = await store.readAll(null, 1);
  if (first === undefined) return;
  for await (const event of readEvents(file)) {
    if (event.hash !== hashOf(first.bytes)) throw otherStore(event);
    return;
  }
}

async function appendAll(store: EventStore, file: string, progress: (events: number) => void): Promise<number> {
  const there = eventsOf(store);
  let waiting: MovedEvent[] = [];
  let count = 0;
  let resuming = true;
  const append = async () => {
    const [first] = waiting;
    if (first === undefined) return;
    await store.append(first.stream, first.revision - 1, waiting);
    count += waiting.length;
    waiting = [];
    progress(count);
  };
  for await (const event of readEvents(file)) {
    if (resuming) {
      const next = await there.next();
      if (next.done !== true) {
        if (next.value !== event.hash) throw otherStore(event);
        count++;
        continue;
      }
      resuming = false;
    }
    const last = waiting.at(-1);
    if (last !== undefined && (last.stream !== event.stream || waiting.length === TOGETHER)) await append();
    waiting.push(event);
  }
  await append();
  if (resuming && (await there.next()).done !== true)
    throw new NotImported("the store holds more than the export: it is not an earlier import of it");
  return count;
}

/** Hashes of the events that are there, in order. */
async function* eventsOf(store: EventStore): AsyncGenerator<string> {
  for (let after: Checkpoint | null = null; ;) {
    const batch = await store.readAll(after, BATCH);
    for (const { bytes } of batch) yield hashOf(bytes);
    if (batch.length === 0) return;
    after = batch.at(-1)!;
  }
}

function otherStore({ stream, revision }: MovedEvent): NotImported {
  return new NotImported(
    `the store is not empty, and holds something else where the export has ${stream}@${revision}: nothing was changed`,
  );
}
