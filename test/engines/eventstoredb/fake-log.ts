import { EventEmitter } from "node:events";

export interface FakeEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
}

export interface LoggedEvent extends FakeEvent {
  readonly stream: string;
  readonly revision: number;
  /** Commit and prepare position: bytes into the log, of which the record takes some. */
  readonly position: number;
}

/** The log of a server that lives in memory. */
export class FakeLog {
  readonly events: LoggedEvent[] = [];
  readonly grown = new EventEmitter().setMaxListeners(0);
  #end = 4_096;

  revision(stream: string): number {
    return this.events.findLast((event) => event.stream === stream)?.revision ?? -1;
  }

  /** @returns the last event, or the revision at which the stream stands instead */
  append(stream: string, expected: number, events: readonly FakeEvent[]): LoggedEvent | number {
    const revision = this.revision(stream);
    if (revision !== expected) return revision;
    for (const [i, event] of events.entries()) {
      this.events.push({ ...event, stream, revision: revision + 1 + i, position: this.#end });
      this.#end += 200 + event.data.byteLength;
    }
    this.grown.emit("event");
    return this.events.at(-1)!;
  }

  copy(): { readonly events: readonly LoggedEvent[]; readonly end: number } {
    return { events: [...this.events], end: this.#end };
  }

  /** By a copy of it, or by an empty one. */
  replaceBy(copy: ReturnType<FakeLog["copy"]> = new FakeLog().copy()): void {
    this.events.splice(0, Infinity, ...copy.events);
    this.#end = copy.end;
  }

  /** As another hand would write: at the end of the stream, of whatever kind. */
  write(stream: string, type: string, data: string | Uint8Array, contentType = "application/json"): void {
    const id = crypto.randomUUID();
    this.append(stream, this.revision(stream), [{ id, type, contentType, data: Buffer.from(data) }]);
  }
}
