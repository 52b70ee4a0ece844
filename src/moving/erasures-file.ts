import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { Mendable } from "../event-sourcing/mendable.js";
import { hashOf } from "../event-sourcing/stored-event/envelope.js";
import type { Checkpoint, EventStore, RawEvent } from "../event-sourcing/stored-event/event-store.js";
import type { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { PersonErased } from "../person/erasure.events.js";

/**
 * The erasures of a log, for a copy of the store that is older than they are and can't know of them. Ids of events and
 * keys only: it opens nothing, names nobody, and may lie beside any backup.
 */
export interface ErasureList {
  readonly kawal: "erasures";
  readonly format: 1;
  /** Hash of the store's first event, by which it is known. */
  readonly store: string;
  /** ISO 8601, UTC: what was erased later is not in it. */
  readonly madeAt: string;
  readonly erasures: readonly ListedErasure[];
}

export interface ListedErasure {
  /** Id of the event. */
  readonly event: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly keys: readonly string[];
}

/** A list of erasures is not what it should be; the message says what is wrong with it. */
export class ErasuresDamaged extends Mendable {}

const BATCH = 1_000;

/** Every erasure of a log, in order. */
export async function* erasuresIn(
  events: Pick<EventStore, "readAll">,
  registry: EventRegistry,
): AsyncGenerator<ListedErasure> {
  for await (const raw of eventsOf(events)) {
    if (raw.type !== PersonErased.type) continue;
    const { id, recordedAt, facts } = registry.read(raw) as PersonErased;
    yield { event: id, at: recordedAt, keys: facts.keys };
  }
}

/** Writes the erasures of a log into a new file. Resolves to how many. */
export async function writeErasures(
  file: string,
  events: Pick<EventStore, "readAll">,
  registry: EventRegistry,
  madeAt: string,
): Promise<number> {
  const [first] = await events.readAll(null, 1);
  if (first === undefined) throw new ErasuresDamaged("there is nothing to list: the store was never opened");
  const erasures: ListedErasure[] = [];
  for await (const erasure of erasuresIn(events, registry)) erasures.push(erasure);
  const list: ErasureList = { kawal: "erasures", format: 1, store: hashOf(first.bytes), madeAt, erasures };
  await writeFile(file, `${JSON.stringify(list)}\n`, { flag: "wx", mode: 0o600, flush: true });
  return erasures.length;
}

/** @throws ErasuresDamaged */
export function readErasures(file: string): ErasureList {
  let list: Partial<ErasureList> | null;
  try {
    list = JSON.parse(readFileSync(file, "utf8")) as Partial<ErasureList> | null;
  } catch (error) {
    throw new ErasuresDamaged(
      `the list of erasures ${file} can't be read: ${(error as NodeJS.ErrnoException).code ?? "it is no JSON"}`,
    );
  }
  if (list?.kawal !== "erasures" || !Array.isArray(list.erasures))
    throw new ErasuresDamaged(`${file} is no list of erasures`);
  if (list.format !== 1)
    throw new ErasuresDamaged(`${file} has format ${String(list.format)}; this version reads format 1`);
  return list as ErasureList;
}

async function* eventsOf(events: Pick<EventStore, "readAll">): AsyncGenerator<RawEvent> {
  for (let after: Checkpoint | null = null; ;) {
    const batch: RawEvent[] = await events.readAll(after, BATCH);
    yield* batch;
    if (batch.length === 0) return;
    after = batch.at(-1)!;
  }
}
