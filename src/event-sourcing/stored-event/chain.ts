import { canonicalBytes, hashOf, STORED_FORMAT, type Envelope } from "./envelope.js";
import { assertBytesNotFirstForm } from "./first-form.js";
import type { Checkpoint, EventStore, RawEvent } from "./event-store.js";

/** What can be wrong with stored events. */
export type ChainFault =
  /** The bytes are no envelope that this service could have written. */
  | "unreadable"
  /** The bytes are not the canonical form (RFC 8785) of what they say. */
  | "not-canonical"
  /** The bytes name another stream, revision, id or type than the engine does. */
  | "misplaced"
  /** There is no such event: the log has none of this number, or its stream none of this revision. */
  | "missing"
  /** The event stands behind a later one of its stream. */
  | "out-of-order"
  /** Its bytes are not those that the next event of its stream was written after. */
  | "changed"
  /** The same, where nothing holds that next event, so that it may be the one that was changed. */
  | "changed-or-next";

export interface FaultyEvent {
  readonly fault: ChainFault;
  /** Null for a missing event of which only the stream is known. */
  readonly number: number | null;
  /** Null for a missing event of which only the number is known. */
  readonly stream: string | null;
  readonly revision: number | null;
  /** Null for a missing event. */
  readonly type: string | null;
  /** The last number or revision of several that are missing. */
  readonly upTo?: number;
}

export interface ChainReport {
  readonly events: number;
  readonly streams: number;
  /** In the global order; a missing event where it was missed. */
  readonly faults: readonly FaultyEvent[];
}

/**
 * Told of every event, in the global order.
 * @param envelope undefined where the bytes are none
 * @param revisionOf of the last event of a stream before this one, -1 where there is none
 */
export type LookAtEvent = (
  raw: RawEvent,
  envelope: Envelope | undefined,
  revisionOf: (stream: string) => number,
) => void | Promise<void>;

/** The last event of a stream so far. */
interface End {
  readonly place: Place;
  readonly hash: string;
  /** It was found faulty by itself. */
  readonly named: boolean;
  /** The event before it, where this one was not written after that. Which of them was changed, the next one tells. */
  readonly unlinked: Place | undefined;
}

interface Place {
  readonly number: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
}

const BATCH = 1000;

/**
 * Reads all events and follows the hash chain of every stream. It finds any event whose bytes were changed, removed or
 * put in, as long as another follows it in its stream, and names that event and not the one behind it; the last event
 * of a stream has nothing after it that holds it, and a tail cut off whole leaves no trace here.
 * @throws FirstForm for a store of before the first release
 */
export async function verifyChains(store: EventStore, look?: LookAtEvent): Promise<ChainReport> {
  const ends = new Map<string, End>();
  const faults = new Faults();
  const revisionOf = (stream: string) => ends.get(stream)?.place.revision ?? -1;
  let events = 0;
  let last: Checkpoint | undefined;
  for (;;) {
    const batch: RawEvent[] = await store.readAll(last ?? null, BATCH);
    for (const raw of batch) {
      const { number, stream } = raw;
      if (events === 0) assertBytesNotFirstForm(raw.bytes);
      const due = (last?.number ?? -1) + 1;
      if (store.gapless && number !== due)
        faults.missing(number, { number: due, stream: null, revision: null }, number);
      const envelope = envelopeOf(raw.bytes);
      await look?.(raw, envelope, revisionOf);
      const end = follow(raw, envelope, ends.get(stream), faults);
      if (end !== undefined) ends.set(stream, end);
      last = { number, position: raw.position };
      events++;
    }
    if (batch.length > 0) continue;
    for (const { unlinked } of ends.values()) if (unlinked) faults.add("changed-or-next", unlinked);
    return { events, streams: ends.size, faults: faults.inOrder() };
  }
}

/** @returns the stream's new end; undefined where the event stands behind a later one */
function follow(raw: RawEvent, envelope: Envelope | undefined, end: End | undefined, faults: Faults): End | undefined {
  const { number, stream, revision, type } = raw;
  const place: Place = { number, stream, revision, type };
  const due = (end?.place.revision ?? -1) + 1;
  if (place.revision < due) {
    faults.found(place);
    faults.add("out-of-order", place);
    return undefined;
  }
  const own = ownFaults(raw, envelope);
  for (const fault of own) faults.add(fault, place);
  const gap = place.revision > due;
  if (gap) faults.missing(place.number, { number: null, stream: place.stream, revision: due }, place.revision);
  const linked = !gap && envelope?.previous === (end?.hash ?? null);
  if (end?.unlinked) faults.add(linked ? "changed" : "changed-or-next", end.unlinked);
  const unlinked = !gap && envelope !== undefined && !linked;
  // Before the first event there is none that could have been changed.
  if (unlinked && end === undefined) faults.add("changed", place);
  return {
    place,
    hash: hashOf(raw.bytes),
    named: own.length > 0,
    unlinked: unlinked && end !== undefined && !end.named ? end.place : undefined,
  };
}

function ownFaults(raw: RawEvent, envelope: Envelope | undefined): ChainFault[] {
  if (!envelope) return ["unreadable"];
  const faults: ChainFault[] = isCanonical(raw.bytes, envelope) ? [] : ["not-canonical"];
  const { stream, revision, id, type } = envelope;
  if (stream !== raw.stream || revision !== raw.revision || id !== raw.id || type !== raw.type)
    faults.push("misplaced");
  return faults;
}

class Faults {
  /** Each with the number of the event at which it was found. */
  readonly #found: { readonly at: number; readonly fault: FaultyEvent }[] = [];

  add(fault: ChainFault, place: Place): void {
    this.#found.push({ at: place.number, fault: { fault, ...place } });
  }

  /** @param next the number or revision that is there again */
  missing(at: number, first: Pick<FaultyEvent, "number" | "stream" | "revision">, next: number): void {
    const upTo = next - 1;
    const several = upTo > (first.number ?? first.revision!) ? { upTo } : {};
    this.#found.push({ at, fault: { fault: "missing", ...first, type: null, ...several } });
  }

  /** An event that was missed comes after all. */
  found({ stream, revision }: Place): void {
    const i = this.#found.findIndex(
      ({ fault }) => fault.fault === "missing" && fault.stream === stream && fault.revision === revision,
    );
    if (i >= 0 && this.#found[i]!.fault.upTo === undefined) this.#found.splice(i, 1);
  }

  inOrder(): FaultyEvent[] {
    return this.#found.toSorted((a, b) => a.at - b.at).map(({ fault }) => fault);
  }
}

function envelopeOf(bytes: Uint8Array): Envelope | undefined {
  try {
    const envelope = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as Envelope | null;
    return envelope?.format === STORED_FORMAT ? envelope : undefined;
  } catch {
    return undefined;
  }
}

function isCanonical(bytes: Uint8Array, envelope: Envelope): boolean {
  try {
    return Buffer.compare(canonicalBytes(envelope), bytes) === 0;
  } catch {
    return false;
  }
}
