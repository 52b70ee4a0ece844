import { verifyChains } from "../audit/chain.js";
import { PersonErased } from "../erasure/erasure.events.js";
import { FactCorrected } from "../event-sourcing/correction.js";
import type { Envelope } from "../event-sourcing/envelope.js";
import type { EventRecord } from "../event-sourcing/event-record.js";
import type { Checkpoint, EventStore, RawEvent } from "../event-sourcing/event-store.js";
import type { EventRegistry } from "../event-sourcing/registry.js";
import { FileStored } from "../files/file.events.js";
import { assertOpens, SealBroken } from "../privacy/sealing.js";
import { inOrder, type Finding, type Place } from "./finding.js";
import type { StoredKeys } from "./stored-keys.js";
import { CLOCKS_DIFFER_MS, outOfOrder } from "./times.js";

const BATCH = 1_000;
const NO_TIME = -Infinity;

/** What every envelope has, and no more. */
const FIELDS: ReadonlySet<string> = new Set(
  Object.keys({
    format: true,
    stream: true,
    revision: true,
    id: true,
    type: true,
    schema: true,
    subjects: true,
    commandId: true,
    fingerprint: true,
    correlation: true,
    causation: true,
    actor: true,
    purpose: true,
    lawfulBasis: true,
    basedOn: true,
    corrects: true,
    occurredAt: true,
    recordedAt: true,
    facts: true,
    sealed: true,
    previous: true,
  } satisfies Record<keyof Envelope, true>),
);

/** What one log says that other parts of the store are held against. */
export interface LogReport {
  readonly events: number;
  readonly streams: number;
  readonly findings: readonly Finding[];
  /** Keys that events say are erased, with the number of the event. */
  readonly erasedKeys: ReadonlyMap<string, number>;
  /** Files that events say are kept, by the id of their bytes. */
  readonly files: ReadonlyMap<string, FileInLog>;
  readonly erasedFiles: ReadonlySet<string>;
  /** Months (`YYYY-MM`) whose key made a fingerprint. */
  readonly months: ReadonlySet<string>;
  readonly eventsPerSecond: number;
}

export interface FileInLog {
  readonly place: Place;
  readonly commitment: string;
}

/**
 * Reads a whole log once. It checks each event by itself, against those before it, and its sealed parts with the keys.
 * @param keys undefined where there are none to check with
 * @param now ISO 8601, UTC: nothing was recorded after it
 * @throws StoreUnavailable, FirstForm
 */
export async function verifyLog(
  store: EventStore,
  registry: EventRegistry,
  keys: StoredKeys | undefined,
  now: string,
): Promise<LogReport> {
  const started = performance.now();
  const findings: Finding[] = [];
  const times: number[] = [];
  /** For each time the number of its event, where numbers have gaps. */
  const numbers: number[] = [];
  const lastOfStream = new Map<string, Pick<Envelope, "commandId"> & { readonly at: number }>();
  const backInStream: [before: number, at: number][] = [];
  const erasedKeys = new Map<string, number>();
  const erasedFiles = new Set<string>();
  const files = new Map<string, FileInLog>();
  const months = new Set<string>();

  const chains = await verifyChains(store, async (raw, envelope, revisionOf) => {
    if (envelope === undefined) return;
    const find = (fault: string, what?: string) =>
      void findings.push({ fault, ...placeOf(raw), ...(what && { what }) });
    try {
      await look(raw, envelope, revisionOf, find);
    } catch (error) {
      // Of a forged event nothing need be where it belongs.
      if (!(error instanceof TypeError)) throw error;
      find("not-understood", error.message);
    }
  });

  async function look(raw: RawEvent, envelope: Envelope, revisionOf: (stream: string) => number, find: Find) {
    const at = times.length;
    const time = Date.parse(envelope.recordedAt);
    times.push(Number.isNaN(time) ? NO_TIME : time);
    numbers.push(raw.number);
    const last = lastOfStream.get(raw.stream);
    if (last !== undefined && times[at]! < times[last.at]!) backInStream.push([last.at, at]);
    if (last?.commandId === envelope.commandId && (await isDouble(store, raw, envelope))) find("doubled");
    lastOfStream.set(raw.stream, { commandId: envelope.commandId, at });
    for (const { stream, revision } of envelope.basedOn)
      if (revision > revisionOf(stream))
        find("based-on-nothing", `${stream}@${revision} was not there when this was decided`);
    const fields = Object.keys(envelope);
    if (fields.length !== FIELDS.size || !fields.every((field) => FIELDS.has(field))) find("of-another-form");
    const record = readable(registry, raw, find);
    if (record !== undefined) note(record);
    for (const part of envelope.sealed) {
      if (part.description.stream !== envelope.stream || part.description.event !== envelope.id)
        find("seal-of-another-event", `${part.description.stream}, event ${part.description.event}`);
      if (keys === undefined) continue;
      keys.checkKeyOf(part, placeOf(raw));
      const bytes = keys.bytes(part.description.key);
      if (bytes === undefined) continue;
      try {
        assertOpens(part, bytes);
      } catch (error) {
        if (!(error instanceof SealBroken)) throw error;
        find("seal-broken", error.message);
      }
    }
    months.add(envelope.fingerprint.key);
  }

  function note(record: EventRecord): void {
    if (record.type === PersonErased.type) {
      const { facts } = record as PersonErased;
      for (const key of facts.keys) erasedKeys.set(key, record.number);
      for (const { blob } of facts.files) erasedFiles.add(blob);
    } else if (record.type === FileStored.type) {
      const { blob, commitment } = record.facts as { blob: string; commitment: string };
      if (typeof blob !== "string") return;
      files.set(blob, { place: placeOf(record), commitment });
    }
  }

  const seconds = (performance.now() - started) / 1_000;
  const wrongTimes = new Set(outOfOrder(times));
  for (const [before, at] of backInStream) if (!wrongTimes.has(before)) wrongTimes.add(at);
  const latest = Date.parse(now) + CLOCKS_DIFFER_MS;
  for (const [at, time] of times.entries()) if (time > latest || time === NO_TIME) wrongTimes.add(at);
  findings.push(...(await placesAt(store, new Map([...wrongTimes].map((at) => [numbers[at]!, times[at]!])))));
  return {
    events: chains.events,
    streams: chains.streams,
    findings: inOrder([...chains.faults, ...findings]),
    erasedKeys,
    erasedFiles,
    files,
    months,
    eventsPerSecond: Math.round(chains.events / Math.max(seconds, 0.001)),
  };
}

export function placeOf({ number, stream, revision, type }: Place): Place {
  return { number, stream, revision, type };
}

/** Events whose time does not fit, found again: where each of a long log stands is not kept. */
async function placesAt(store: EventStore, times: ReadonlyMap<number, number>): Promise<Finding[]> {
  const findings: Finding[] = [];
  let last: Checkpoint | null = null;
  while (findings.length < times.size) {
    const batch: RawEvent[] = await store.readAll(last, BATCH);
    if (batch.length === 0) break;
    for (const raw of batch) {
      const time = times.get(raw.number);
      if (time === undefined) continue;
      const when = time === NO_TIME ? "no time" : new Date(time).toISOString();
      findings.push({ fault: "recorded-out-of-time", ...placeOf(raw), what: `${when} does not fit the log` });
    }
    last = batch.at(-1)!;
  }
  return findings;
}

/** A command says nothing twice. */
async function isDouble(store: EventStore, raw: RawEvent, envelope: Envelope): Promise<boolean> {
  const [previous] = await store.readStream(raw.stream, raw.revision - 1);
  if (previous === undefined || previous.revision !== raw.revision - 1) return false;
  const other = JSON.parse(Buffer.from(previous.bytes).toString("utf8")) as Envelope;
  return saidIn(envelope) === saidIn(other);
}

function saidIn({ type, facts, sealed, subjects, occurredAt }: Envelope): string {
  return JSON.stringify([type, facts, sealed, subjects, occurredAt]);
}

function correctsMore(registry: EventRegistry, { facts }: FactCorrected): boolean {
  const { properties } = registry.definition(facts.correctedType).facts;
  return Object.keys(facts.facts).some((name) => !Object.hasOwn(properties, name));
}

type Find = (fault: string, what?: string) => void;

function readable(registry: EventRegistry, raw: RawEvent, find: Find): EventRecord | undefined {
  try {
    const record = registry.read(raw);
    // The values are not told: one that is in the wrong place may be a name.
    const [wrong] = registry.errorsOf(record.type, record.facts);
    if (wrong !== undefined) find("facts-of-another-form", `${wrong.field || "/"} ${wrong.message}`);
    else if (record.type === FactCorrected.type && correctsMore(registry, record as FactCorrected))
      find("facts-of-another-form", "it corrects what the corrected type doesn't have");
    return record;
  } catch (error) {
    find("not-understood", (error as Error).message);
    return undefined;
  }
}
