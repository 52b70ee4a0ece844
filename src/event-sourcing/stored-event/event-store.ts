import { Mendable } from "../mendable.js";

/** The event store port: what an engine must do, and all that the rest of Kawal knows of it. */
export interface EventStore {
  /** Whether numbers are 0, 1, 2 …, so that one that is missing tells of an event that was taken out. */
  readonly gapless: boolean;
  /**
   * Appends whole, durably (fsync before the answer), or not at all.
   * @param expected revision of the stream's last event, -1 for an empty stream
   * @returns number of the last event appended, as it will be read
   * @throws RevisionConflict when the stream stands elsewhere
   * @throws AppendTooLarge when no store of this kind would take so much at once
   * @throws StoreUnavailable when the outcome is unknown or the engine is gone
   */
  append(stream: string, expected: number, events: readonly ReadyEvent[]): Promise<number>;
  /**
   * Events of one stream in order, from a revision (0 by default); empty when there is no such stream. This read, like
   * the others, throws StoreUnavailable when the engine is gone.
   */
  readStream(stream: string, from?: number): Promise<RawEvent[]>;
  /** At most `max` events after a checkpoint (null: from the start), in order of their numbers. */
  readAll(after: Checkpoint | null, max: number): Promise<RawEvent[]>;
  /** Number of the newest event, -1 for an empty store. */
  head(): Promise<number>;
  /** The newest event itself, read of the log and not remembered; undefined for an empty store. */
  newest(): Promise<RawEvent | undefined>;
  /**
   * Batches of at most `max` events after a checkpoint, for ever, until the signal aborts; wakes at once when
   * something is appended. A batch counts as processed when the consumer asks for the next.
   */
  subscribe(after: Checkpoint | null, max: number, signal: AbortSignal): AsyncIterable<RawEvent[]>;
  close(): Promise<void>;
}

/** An event ready to be stored; id and type are copies out of the bytes, for the engine's indexes. */
export interface ReadyEvent {
  readonly id: string;
  readonly type: string;
  /** Canonical bytes of the envelope. */
  readonly bytes: Uint8Array;
}

export interface RawEvent extends ReadyEvent {
  /**
   * Place in the global order of Kawal's events: strictly rising, a safe integer of 0 or more, and different in each
   * engine. Where it leaves gaps, who needs an index counts while reading the log in order.
   */
  readonly number: number;
  /** The engine's own position, opaque; only to resume there. */
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
}

export interface Checkpoint {
  readonly number: number;
  readonly position: string;
}

export class RevisionConflict extends Mendable {
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, not ${expected}`);
  }
}

/** One append is over what the engine takes, though each of its events is not; nothing was sent. */
export class AppendTooLarge extends Error {}

/** The engine did not answer, or cannot; whether an append took effect is unknown. */
export class StoreUnavailable extends Mendable {}

/** A part of the store is not the one that the service opened: it was replaced, removed or cut off meanwhile. */
export class PartReplaced extends StoreUnavailable {
  constructor(
    /** Name of the part. */
    readonly part: string,
    readonly kind: "file" | "log" | "database",
    message: string,
  ) {
    super(message);
  }
}
