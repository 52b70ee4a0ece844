import type { Envelope } from "./envelope.js";
import type { EventRecord } from "./event-record.js";
import type { EventStore, RawEvent } from "./event-store.js";
import type { EventRegistry } from "./registry.js";

/** An event of the log, read once for all projections; or why it can't be. */
export interface ReadEvent {
  readonly raw: RawEvent;
  readonly record: EventRecord | undefined;
  readonly error: unknown;
}

export function readEvent(registry: EventRegistry, raw: RawEvent): ReadEvent {
  try {
    return { raw, record: registry.read(raw), error: undefined };
  } catch (error) {
    return { raw, record: undefined, error };
  }
}

/** Whole streams, each read once as long as this lives (one batch); events that can't be read are left out. */
export class StreamReader {
  readonly #streams = new Map<string, Promise<EventRecord[]>>();

  /** @param batch events that follow each other in the log, beyond the last of which nothing is read */
  constructor(
    private readonly events: EventStore,
    private readonly registry: EventRegistry,
    batch: readonly ReadEvent[] = [],
  ) {
    // Of a stream that begins in the batch, the batch has everything.
    const begun = new Map<string, EventRecord[]>();
    for (const { raw, record } of batch) {
      if (raw.revision === 0) begun.set(raw.stream, []);
      if (record) begun.get(raw.stream)?.push(record);
    }
    for (const [stream, records] of begun) this.#streams.set(stream, Promise.resolve(records));
  }

  /** Events of these streams up to a number, in the order recorded. */
  async read(streams: readonly string[], upTo: number): Promise<EventRecord[]> {
    const histories = await Promise.all([...new Set(streams)].map((stream) => this.#stream(stream)));
    const merged = histories.flat().filter((event) => event.number <= upTo);
    return histories.length === 1 ? merged : merged.toSorted((a, b) => a.number - b.number);
  }

  #stream(stream: string): Promise<EventRecord[]> {
    let reading = this.#streams.get(stream);
    if (reading === undefined) {
      reading = this.events
        .readStream(stream)
        .then((raws) => raws.flatMap((raw) => readEvent(this.registry, raw).record ?? []));
      this.#streams.set(stream, reading);
    }
    return reading;
  }
}

/** ISO 8601, UTC; undefined where it can't be read. */
export function recordedAtOf({ bytes }: Pick<RawEvent, "bytes">): string | undefined {
  try {
    return (JSON.parse(Buffer.from(bytes).toString("utf8")) as Partial<Envelope>).recordedAt;
  } catch {
    // That it can't be read is told by whoever reads it.
    return undefined;
  }
}
