import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Checkpoint, EventStore, RawEvent } from "../event-sourcing/event-store.js";
import type { RecordOf } from "../event-sourcing/event-definition.js";
import type { FileStore } from "../privacy/file-store.js";
import type { KeyReader } from "../privacy/key-store.js";
import type { EventRegistry } from "../event-sourcing/registry.js";
import { StoreOpened } from "../store/store.js";
import { writeEvents } from "./events-file.js";
import { writeKeys } from "./keys-file.js";

/** What is read of a store, beside the service that writes it. */
export interface ExportSource {
  readonly events: EventStore;
  readonly keys: Pick<KeyReader, "all">;
  readonly files: Pick<FileStore, "names" | "encrypted">;
  close(): Promise<void>;
}

/** A store that may not leave its place, or none. */
export class NotExported extends Error {}

export interface Moved {
  readonly events: number;
  readonly keys: number;
  readonly files: number;
}

/** Names in the folder of an export. */
export const EXPORT = { events: "events.jsonl.gz", keys: "keys.jsonl", files: "files" } as const;
const BATCH = 1_000;

/**
 * Writes a whole store into a new folder: the events up to the newest of now, then the keys and the files, which are
 * there before the events that name them. The keys lie under a passphrase.
 * @param progress how much of the events is written, from 0 to 1
 * @throws NotExported for a sample, and for a store that was never opened
 */
export async function exportStore(
  source: ExportSource,
  registry: EventRegistry,
  folder: string,
  passphrase: string,
  progress: (share: number) => void,
): Promise<Moved> {
  await assertReal(source.events, registry);
  await mkdir(folder, { mode: 0o700 });
  const head = await source.events.head();
  const events = await writeEvents(join(folder, EXPORT.events), eventsUpTo(source.events, head, progress));
  const keys = await writeKeys(join(folder, EXPORT.keys), source.keys.all(), passphrase);
  await mkdir(join(folder, EXPORT.files), { mode: 0o700 });
  let files = 0;
  for await (const name of source.files.names()) {
    const copy = createWriteStream(join(folder, EXPORT.files, name), { flags: "wx", mode: 0o600, flush: true });
    await pipeline(await source.files.encrypted(name), copy);
    files++;
  }
  return { events, keys, files };
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
