import { canonicalBytes, hashOf, STORED_FORMAT, type Envelope } from "../event-sourcing/envelope.js";
import { assertBytesNotFirstForm } from "../event-sourcing/first-form.js";
import type { Checkpoint, EventStore, RawEvent } from "../event-sourcing/event-store.js";

/** What can be wrong with stored events. */
export type ChainFault =
  /** The bytes are no envelope that this service could have written. */
  | "unreadable"
  /** The bytes are not the canonical form (RFC 8785) of what they say. */
  | "not-canonical"
  /** The bytes name another stream, revision, id or type than the engine does. */
  | "misplaced"
  /** The stream's revisions have a gap, or one twice. */
  | "revision-gap"
  /** The event before it in the stream is not the one that it was written after. */
  | "broken-link"
  /** Events are missing in the global order, or one is there twice; told only where the engine numbers without gaps. */
  | "number-gap";

export interface FaultyEvent {
  readonly fault: ChainFault;
  readonly number: number;
  readonly stream: string;
  readonly revision: number;
}

export interface ChainReport {
  readonly events: number;
  readonly streams: number;
  /** In the global order. */
  readonly faults: readonly FaultyEvent[];
}

interface End {
  readonly revision: number;
  readonly hash: string;
}

const BATCH = 1000;

/**
 * Reads all events and follows the hash chain of every stream. It finds any event whose bytes were changed, removed or
 * put in, as long as another follows it in its stream; the last event of a stream has nothing after it that holds it,
 * and a tail cut off whole leaves no trace here: for those a head kept elsewhere is needed.
 * @throws FirstForm for a store of before the first release
 */
export async function verifyChains(store: EventStore): Promise<ChainReport> {
  const ends = new Map<string, End>();
  const faults: FaultyEvent[] = [];
  let events = 0;
  let last: Checkpoint | undefined;
  for (;;) {
    const batch: RawEvent[] = await store.readAll(last ?? null, BATCH);
    for (const raw of batch) {
      const { number, stream, revision } = raw;
      if (events === 0) assertBytesNotFirstForm(raw.bytes);
      if (store.gapless && number !== (last?.number ?? -1) + 1)
        faults.push({ fault: "number-gap", number, stream, revision });
      for (const fault of faultsOf(raw, ends.get(stream))) faults.push({ fault, number, stream, revision });
      // Each link is judged by itself: what follows a faulty event is compared with that event as it is.
      ends.set(stream, { revision, hash: hashOf(raw.bytes) });
      last = { number, position: raw.position };
      events++;
    }
    if (batch.length === 0) return { events, streams: ends.size, faults };
  }
}

function faultsOf(raw: RawEvent, end: End | undefined): ChainFault[] {
  const faults: ChainFault[] = [];
  if (raw.revision !== (end?.revision ?? -1) + 1) faults.push("revision-gap");
  const envelope = envelopeOf(raw.bytes);
  if (!envelope) return [...faults, "unreadable"];
  if (!isCanonical(raw.bytes, envelope)) faults.push("not-canonical");
  const { stream, revision, id, type } = envelope;
  if (stream !== raw.stream || revision !== raw.revision || id !== raw.id || type !== raw.type)
    faults.push("misplaced");
  if (envelope.previous !== (end?.hash ?? null)) faults.push("broken-link");
  return faults;
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
