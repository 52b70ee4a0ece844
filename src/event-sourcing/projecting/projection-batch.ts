import { FactCorrected, typeRead } from "../stored-event/correction.js";
import { DocumentBatch, MissingLookup } from "./document-batch.js";
import type { EventRecord } from "../stored-event/event-record.js";
import type { EventStore } from "../stored-event/event-store.js";
import { HeldEvents } from "./held-events.js";
import { markOf } from "../stored-event/mark.js";
import type { OpenField } from "../stored-event/personal-field.js";
import type { SealedPart } from "../stored-event/envelope.js";
import { faultInWords } from "./parking-reason.js";
import { idsFor, orderingSubject, type Projection, type ProjectionGiven } from "./projection.js";
import { concerns, EventFault, take, takes, type FoldState } from "./projection-fold.js";
import { readEvent, StreamReader, type ReadEvent } from "../stored-event/recorded-events.js";
import type { EventRegistry } from "../stored-event/registry.js";
import { isWithdrawalType } from "../stored-event/withdrawal.js";
import type { Lookup, View, ViewChanges, ViewCheckpoint, ViewStore } from "./view-store.js";

/** What the one projection that reads inside sealed fields needs. */
export interface ProjectionKeys {
  /** Fetches the keys of these parts once, and opens their fields from then on. */
  opener(parts: readonly SealedPart[]): Promise<OpenField>;
  /** HMAC-SHA-256 (base64url) of a normalised value under the lookup key. */
  token(kind: string, normalised: string): string;
}

/** An event that parked its subject. */
export interface Alarm {
  readonly projection: string;
  readonly subject: string;
  /** Number of the event. */
  readonly event: number;
  readonly error: string;
}

/** One version of a projection that is being kept up to date. */
export interface RunningView {
  readonly projection: Projection;
  readonly view: View;
  serving: boolean;
  /** It has caught up and was found wrong: it is checked again after a restart, or a retry of what it parked. */
  refused: boolean;
  /** Nobody follows the log for it any more: it was cancelled or dropped. */
  ended: boolean;
  /** A commit failed: what is stored has to be read again. */
  stale: boolean;
  /** Nothing was committed to it yet. */
  fresh: boolean;
  /** Up to this event rows may not be as their documents are, of a projection that has any; -1 where they are. */
  unsureUpTo: number;
  checkpoint: ViewCheckpoint | null;
  held: HeldEvents;
  discarded: ReadonlySet<number>;
}

export interface Sources {
  readonly registry: EventRegistry;
  readonly events: EventStore;
  readonly views: ViewStore;
  readonly keys?: ProjectionKeys | undefined;
}

/** What follows from a batch for one view: to be committed, then to become the view's state. */
export interface BatchResult {
  readonly changes: ViewChanges;
  readonly alarms: readonly Alarm[];
  readonly held: HeldEvents;
  readonly discarded: ReadonlySet<number>;
}

/** @param from number of the first event that is folded */
export function foldState(view: RunningView, sources: Sources, streams: StreamReader, from = Infinity): FoldState {
  const documents = new DocumentBatch(view.view, view.projection, sources.views, from > view.unsureUpTo);
  return {
    projection: view.projection,
    documents,
    held: view.held.fork(),
    discarded: view.discarded,
    streams,
    given: async (events) => ({
      ...(await givenFor(view.projection, events, sources.keys)),
      before: (id) => documents.get(id).document,
    }),
  };
}

/** Folds the events of a batch into the documents of one view. */
export async function foldBatch(
  view: RunningView,
  batch: readonly ReadEvent[],
  sources: Sources,
  streams: StreamReader,
): Promise<BatchResult> {
  const { projection } = view;
  const state = foldState(view, sources, streams, batch[0]!.raw.number);
  const { held } = state;
  const alarms: Alarm[] = [];
  const after = view.checkpoint?.number ?? -1;
  const due = batch.filter((event) => event.raw.number > after && isDue(view, event));
  const records = due.flatMap(({ record }) => record ?? []);
  const given = await state.given(records);
  const ids = await foreseeIds(state, records);
  for (const event of due) {
    if (held.has(event.raw.number)) continue;
    const own = event.record ? orderingSubject(event.record) : event.raw.stream;
    const place = { event: event.raw.number, own, stream: event.raw.stream, revision: event.raw.revision };
    const holder = held.holder(own, event.raw.stream, event.raw.number);
    if (holder !== undefined) {
      held.hold({ ...place, subject: holder, error: null });
      continue;
    }
    const error = await taken(state, event, { given, ids: ids.get(event.raw.number) });
    if (error === undefined) continue;
    held.hold({ ...place, subject: own, error });
    alarms.push({ projection: projection.name, subject: own, event: event.raw.number, error });
  }
  const last = batch.at(-1)!;
  const checkpoint =
    last.raw.number <= after
      ? view.checkpoint
      : {
          number: last.raw.number,
          position: last.raw.position,
          recordedAt: last.record?.recordedAt ?? view.checkpoint?.recordedAt ?? null,
          mark: markOf(last.raw),
        };
  const changes = { ...changesOf(view), documents: state.documents.changes(), checkpoint, discarded: [] };
  return { changes: { ...changes, ...held.changes() }, alarms, held, discarded: view.discarded };
}

/**
 * Takes what a parked subject holds, in order, until an event fails again.
 * @param discard number of the event to give up: the one that can't be taken
 */
export async function foldHeld(
  view: RunningView,
  subject: string,
  discard: number | undefined,
  sources: Sources,
): Promise<BatchResult> {
  const discarded = new Set(view.discarded);
  if (discard !== undefined) discarded.add(discard);
  const streams = new StreamReader(sources.events, sources.registry);
  const state = { ...foldState(view, sources, streams, (view.checkpoint?.number ?? -1) + 1), discarded };
  const { held } = state;
  // An event may have to wait behind another parked subject, once this one lets it go.
  const others = held.fork();
  for (const mine of others.of(subject)) others.release(mine.event);
  const alarms: Alarm[] = [];
  for (const waiting of held.of(subject)) {
    held.release(waiting.event);
    if (waiting.event === discard) continue;
    const [raw] = await sources.events.readStream(waiting.stream, waiting.revision);
    if (raw === undefined) throw new Error(`${waiting.stream}@${waiting.revision} is gone from the log`);
    const event = readEvent(sources.registry, raw);
    const own = event.record ? orderingSubject(event.record) : raw.stream;
    const other = others.holder(own, raw.stream);
    if (other !== undefined) {
      const moved = { ...waiting, own, subject: other, error: null };
      held.hold(moved);
      others.hold(moved);
      continue;
    }
    const given = await state.given(event.record ? [event.record] : []);
    const error = await taken(state, event, { given, upTo: view.checkpoint!.number });
    if (error === undefined) continue;
    held.hold({ ...waiting, own, error });
    alarms.push({ projection: view.projection.name, subject, event: waiting.event, error });
    break;
  }
  const changes = {
    ...changesOf(view),
    documents: state.documents.changes(),
    checkpoint: view.checkpoint,
    discarded: discard === undefined ? [] : [discard],
  };
  return { changes: { ...changes, ...held.changes() }, alarms, held, discarded };
}

function changesOf({ view, projection }: RunningView): Pick<ViewChanges, "view" | "opened"> {
  return { view, ...(projection.opens && { opened: true }) };
}

/** Undefined when the event was taken, else why not. Failures of the engine are thrown. */
async function taken(
  state: FoldState,
  event: ReadEvent,
  how: { given: ProjectionGiven; ids?: readonly string[] | undefined; upTo?: number },
): Promise<string | undefined> {
  if (event.record === undefined) return faultInWords(event.error, state.projection.opens !== undefined);
  try {
    const { given, ids, upTo } = how;
    await take(state, event.record, { given, ids, upTo: upTo ?? event.raw.number, again: upTo !== undefined });
    return undefined;
  } catch (error) {
    if (error instanceof EventFault) return faultInWords(error.cause, state.projection.opens !== undefined);
    throw error;
  }
}

/** An unreadable event may be a correction, or a withdrawal, of anything. */
function isDue({ projection, discarded }: RunningView, { raw, record }: ReadEvent): boolean {
  if (discarded.has(raw.number)) return false;
  if (record) return concerns(projection, record);
  return raw.type === FactCorrected.type || isWithdrawalType(raw.type) || takes(projection, raw.type);
}

/**
 * Loads all documents of a batch at once. Returns the ids of those events that need no lookup: they stay what they
 * are, whatever the batch changes. Events that fail here fail again in their turn.
 */
async function foreseeIds(state: FoldState, records: readonly EventRecord[]): Promise<Map<number, readonly string[]>> {
  const known = new Map<number, readonly string[]>();
  const wanted = new Set<string>();
  const lookups: Lookup[] = [];
  const unclear: EventRecord[] = [];
  for (const record of records) {
    if (state.projection.order === "world" && record.corrects !== null) continue;
    try {
      const ids = idsFor(state.projection, record, state.documents.find);
      known.set(record.number, ids);
      for (const id of ids) wanted.add(id);
    } catch (error) {
      if (!(error instanceof MissingLookup)) continue;
      lookups.push(error.lookup);
      unclear.push(record);
    }
  }
  await state.documents.lookUp(lookups);
  for (const record of unclear)
    try {
      for (const id of idsFor(state.projection, record, state.documents.find)) wanted.add(id);
    } catch {
      // Another lookup, or a fault: both are met again in the event's turn.
    }
  await state.documents.load(wanted);
  return known;
}

async function givenFor(
  projection: Projection,
  events: readonly EventRecord[],
  keys: ProjectionKeys | undefined,
): Promise<Pick<ProjectionGiven, "open" | "token">> {
  if (!projection.opens) return SEALED;
  const { opens, opensClasses: classes } = projection;
  const opened = events.filter((event) => opens.includes(typeRead(event))).flatMap(({ sealed }) => sealed);
  const open = await keys!.opener(classes ? opened.filter((part) => classes.includes(part.class)) : opened);
  return { open, token: (kind, normalised) => keys!.token(kind, normalised) };
}

const SEALED: Pick<ProjectionGiven, "open" | "token"> = {
  open: () => {
    throw new Error("this projection may not open fields");
  },
  token: () => {
    throw new Error("this projection may not make tokens");
  },
};
