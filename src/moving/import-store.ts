import { createReadStream } from "node:fs";
import { basename, join } from "node:path";
import { Mendable } from "../event-sourcing/mendable.js";
import { verifyChains, type FaultyEvent } from "../event-sourcing/stored-event/chain.js";
import { hashOf } from "../event-sourcing/stored-event/envelope.js";
import type { Checkpoint, EventStore } from "../event-sourcing/stored-event/event-store.js";
import { assertBytesNotFirstForm } from "../event-sourcing/stored-event/first-form.js";
import type { FileStore } from "../privacy/file-store.js";
import type { KeyStore } from "../privacy/key-store.js";
import { readEvents, type MovedEvent } from "./events-file.js";
import { EXPORT, type Moved } from "./export-store.js";
import { readKeys } from "./keys-file.js";
import { assertDigest, readManifest } from "./manifest.js";

/** Where an export goes. No service may run on it. */
export interface ImportTarget {
  readonly events: EventStore;
  /** The log of reads. */
  readonly reads: EventStore;
  readonly keys: KeyStore;
  /** To be called once the keys are there: it makes those that it needs. */
  readonly openFiles: () => Promise<Pick<FileStore, "restore" | "remove">>;
  /** Marks, before anything is written, that no service may start on it; `finish` takes that back. */
  begin(): Promise<void>;
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** The target holds something else than a beginning of this export. */
export class NotImported extends Mendable {}

/** Events of one stream that are appended at once, at most; no engine takes more bytes than 1 MiB at once. */
const TOGETHER = 100;
const BYTES_TOGETHER = 512 * 1024;
const BATCH = 1_000;

/**
 * Brings an export into an empty store, or goes on where an earlier import of it was cut off: keys, files, then the
 * events strictly in their order. Before anything is written the whole export is checked, and that what is there is a
 * beginning of it. Verifies every hash chain at the end.
 * @param progress how many events are there
 * @throws NotImported, CopyDamaged, ExportDamaged, FirstForm, PassphraseRefused, KeyConflict; what is there then is a
 *   beginning of the export, or what was there before
 */
export async function importStore(
  target: ImportTarget,
  folder: string,
  passphrase: string,
  progress: (events: number) => void,
): Promise<Moved> {
  const { files: digests } = await readManifest(folder, "export");
  for (const path of new Set([EXPORT.events, EXPORT.keys, ...Object.keys(digests)]))
    await assertDigest(folder, path, digests[path]);
  const file = join(folder, EXPORT.events);
  for await (const { bytes } of readEvents(file)) {
    // All events of a store have one form.
    assertBytesNotFirstForm(bytes);
    break;
  }
  const there = await beginningThere(target.events, file);
  // An export of before there was a log of reads has none.
  const readsFile = EXPORT.reads in digests ? join(folder, EXPORT.reads) : undefined;
  const readsThere = readsFile === undefined ? 0 : await beginningThere(target.reads, readsFile);
  // Whether the passphrase opens them, to the last one.
  for await (const _ of readKeys(join(folder, EXPORT.keys), passphrase));
  await target.begin();
  let keys = 0;
  for await (const group of readKeys(join(folder, EXPORT.keys), passphrase)) {
    await target.keys.restore(group);
    keys += group.length;
  }
  const files = await target.openFiles();
  const paths = Object.keys(digests).filter((path) => path.startsWith(`${EXPORT.files}/`));
  for (const path of paths) await files.restore(basename(path), createReadStream(join(folder, path)));
  const events = await appendAll(target.events, file, there, progress);
  const reads = readsFile === undefined ? 0 : await appendAll(target.reads, readsFile, readsThere, () => undefined);
  const faults = [...(await faultsIn(target.events, events)), ...(await faultsIn(target.reads, reads))];
  await target.finish();
  if (faults.length > 0)
    throw new NotImported(
      `all ${events} events are there as the export has them, and the chains have ${faults.length} faults: ${JSON.stringify(faults.slice(0, 3))}`,
    );
  return { events, keys, files: paths.length, reads };
}

/** @throws NotImported when there are more events, or fewer, than the export has */
async function faultsIn(store: EventStore, expected: number): Promise<readonly FaultyEvent[]> {
  const { events, faults } = await verifyChains(store);
  if (events !== expected) throw new NotImported(`${events} events are there, of ${expected}`);
  return faults;
}

/** How many events of the export are there already. @throws NotImported when anything else is */
async function beginningThere(store: EventStore, file: string): Promise<number> {
  const there = eventsOf(store);
  let next = await there.next();
  if (next.done === true) return 0;
  let count = 0;
  for await (const event of readEvents(file)) {
    if (next.value !== event.hash) throw otherStore(event);
    count++;
    next = await there.next();
    if (next.done === true) return count;
  }
  throw new NotImported("the store holds more than the export: it is not an earlier import of it");
}

/** Appends those after the first so many. Resolves to how many there are in all. */
async function appendAll(
  store: EventStore,
  file: string,
  there: number,
  progress: (events: number) => void,
): Promise<number> {
  let waiting: MovedEvent[] = [];
  let bytes = 0;
  let read = 0;
  const append = async () => {
    const [first] = waiting;
    if (first === undefined) return;
    await store.append(first.stream, first.revision - 1, waiting);
    progress(read);
    waiting = [];
    bytes = 0;
  };
  for await (const event of readEvents(file)) {
    if (read >= there) {
      const full = waiting.length === TOGETHER || bytes + event.bytes.byteLength > BYTES_TOGETHER;
      if (full || waiting[0]?.stream !== event.stream) await append();
      waiting.push(event);
      bytes += event.bytes.byteLength;
    }
    read++;
  }
  await append();
  return read;
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
