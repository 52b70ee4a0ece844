import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Mendable } from "../event-sourcing/mendable.js";
import { syncFolder } from "../engines/folder/sync-folder.js";
import type { Checkpoint, EventStore, RawEvent } from "../event-sourcing/stored-event/event-store.js";
import type { RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { NoSuchFile, type FileStore } from "../privacy/file-store.js";
import type { KeyReader } from "../privacy/key-store.js";
import type { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { StoreOpened } from "../store/store.js";
import { writeEvents } from "./events-file.js";
import { writeKeys } from "./keys-file.js";
import { copyDigested, digestOf, writeManifest } from "./manifest.js";

/** What is read of a store, beside the service that writes it. */
export interface ExportSource {
  readonly events: EventStore;
  /** The log of reads; null where nothing was ever read. */
  readonly reads: EventStore | null;
  readonly keys: Pick<KeyReader, "all">;
  readonly files: Pick<FileStore, "names" | "encrypted">;
  close(): Promise<void>;
}

/** A store that may not leave its place, or none. */
export class NotExported extends Mendable {}

export interface Moved {
  readonly events: number;
  readonly keys: number;
  readonly files: number;
  /** Events of the log of reads. */
  readonly reads: number;
}

/** Names in the folder of an export, beside its manifest. */
export const EXPORT = {
  events: "events.jsonl.gz",
  reads: "reads.jsonl.gz",
  keys: "keys.jsonl",
  files: "files",
} as const;
const BATCH = 1_000;

/**
 * Writes a whole store into a new folder: the events up to the newest of now, then the keys and the files, which are
 * there before the events that name them, and the log of reads. The keys lie under a passphrase. The manifest comes
 * last: what is cut off has none. Nothing is left of an export that fails.
 * @param progress how much of the events is written, from 0 to 1
 * @throws NotExported for a sample, for a store that was never opened, and where there is something already
 */
export async function exportStore(
  source: ExportSource,
  registry: EventRegistry,
  folder: string,
  passphrase: string,
  progress: (share: number) => void,
): Promise<Moved> {
  await assertReal(source.events, registry);
  await makeNew(folder);
  try {
    const head = await source.events.head();
    const events = await writeEvents(join(folder, EXPORT.events), eventsUpTo(source.events, head, progress));
    const keys = await writeKeys(join(folder, EXPORT.keys), source.keys.all(), passphrase);
    const reads = await writeReads(source.reads, join(folder, EXPORT.reads));
    const digests = await copyFiles(source.files, join(folder, EXPORT.files));
    const files: Record<string, string> = {};
    for (const name of [EXPORT.events, EXPORT.reads, EXPORT.keys]) files[name] = await digestOf(join(folder, name));
    for (const [name, digest] of digests) files[`${EXPORT.files}/${name}`] = digest;
    await writeManifest(folder, { kawal: "export", files });
    return { events, keys, files: digests.size, reads };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function writeReads(reads: EventStore | null, file: string): Promise<number> {
  return writeEvents(file, reads === null ? none() : eventsUpTo(reads, await reads.head(), () => undefined));
}

async function* none(): AsyncGenerator<RawEvent> {}

async function makeNew(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new NotExported(
      code === "EEXIST"
        ? `${folder} is there already: name a new folder for each export`
        : `${folder} can't be made (${code})`,
    );
  }
}

/**
 * Copies all files, encrypted as they are, into a new folder. Resolves to their digests by name. A file that goes
 * meanwhile was named by no event: its command was refused.
 */
export async function copyFiles(from: ExportSource["files"], folder: string): Promise<Map<string, string>> {
  await mkdir(folder, { mode: 0o700 });
  const digests = new Map<string, string>();
  for await (const name of from.names()) {
    let content: Readable;
    try {
      content = await from.encrypted(name);
    } catch (error) {
      if (error instanceof NoSuchFile) continue;
      throw error;
    }
    digests.set(name, await copyDigested(content, join(folder, name)));
  }
  await syncFolder(folder);
  return digests;
}

async function assertReal(events: EventStore, registry: EventRegistry): Promise<void> {
  const [opened] = await events.readStream("store");
  if (opened === undefined) throw new NotExported("there is nothing to export: the store was never opened");
  const { facts } = registry.read(opened) as RecordOf<typeof StoreOpened>;
  if (facts.sample) throw new NotExported("this store is a sample, which is not exported: nobody in it is real");
}

async function* eventsUpTo(
  store: EventStore,
  head: number,
  progress: (share: number) => void,
): AsyncGenerator<RawEvent> {
  for (let after: Checkpoint | null = null; ;) {
    const batch: RawEvent[] = await store.readAll(after, BATCH);
    for (const event of batch) {
      if (event.number > head) return;
      yield event;
    }
    const last = batch.at(-1);
    if (last === undefined || last.number >= head) return;
    progress((last.number + 1) / (head + 1));
    after = last;
  }
}
