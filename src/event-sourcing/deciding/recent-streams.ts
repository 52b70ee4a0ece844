import type { EventStore } from "../stored-event/event-store.js";
import type { EventRegistry } from "../stored-event/registry.js";
import { StreamHistory } from "./stream-history.js";

/** Stored bytes of the events that are kept parsed; as objects they take a few times as much memory. */
const MAX_BYTES = 16 * 1024 * 1024;

interface Recent {
  readonly history: StreamHistory;
  /** Of the events as they are stored. */
  readonly bytes: number;
}

/**
 * Streams read not long ago, parsed, hashed and folded. Events never change once appended, so those are kept; but whether there
 * are more is asked of the store at every read, as others append to it, too. Sealed fields stay sealed.
 */
export class RecentStreams {
  /** The one not used for longest comes first. */
  readonly #recent = new Map<string, Recent>();
  #bytes = 0;

  constructor(
    private readonly store: EventStore,
    private readonly registry: EventRegistry,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** The history of a stream, as the store has it now. @throws StoreUnavailable, UnreadableEvent */
  async read(stream: string): Promise<StreamHistory> {
    const { history, bytes } = this.#recent.get(stream) ?? { history: StreamHistory.EMPTY, bytes: 0 };
    const raws = await this.store.readStream(stream, history.recorded.length);
    const current = history.with(raws.map((raw) => this.registry.read(raw)));
    this.#keep(stream, { history: current, bytes: raws.reduce((sum, raw) => sum + raw.bytes.byteLength, bytes) });
    return current;
  }

  /** The next read takes the whole stream from the store. */
  forget(stream: string): void {
    this.#bytes -= this.#recent.get(stream)?.bytes ?? 0;
    this.#recent.delete(stream);
  }

  #keep(stream: string, recent: Recent): void {
    this.forget(stream);
    if (recent.history.recorded.length === 0 || recent.bytes > this.maxBytes) return;
    this.#recent.set(stream, recent);
    this.#bytes += recent.bytes;
    for (const oldest of this.#recent.keys()) {
      if (this.#bytes <= this.maxBytes) break;
      this.forget(oldest);
    }
  }
}
