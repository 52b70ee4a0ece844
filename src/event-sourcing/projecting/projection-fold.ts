import { FactCorrected } from "../stored-event/correction.js";
import { DocumentBatch, MissingLookup } from "./document-batch.js";
import type { EventRecord } from "../stored-event/event-record.js";
import type { HeldEvents } from "./held-events.js";
import { applyCorrections, worldOrderOfStreams } from "../stored-event/history.js";
import { idsFor, type Projection, type ProjectionGiven, type Revised } from "./projection.js";
import type { StreamReader } from "../stored-event/recorded-events.js";
import { typeWithdrawnBy } from "../stored-event/withdrawal.js";

/** What a fold of one version of a projection works on. */
export interface FoldState {
  readonly projection: Projection;
  readonly documents: DocumentBatch;
  readonly held: HeldEvents;
  readonly discarded: ReadonlySet<number>;
  readonly streams: StreamReader;
  /** Opens the sealed fields of these events, for a projection that may. */
  readonly given: (events: readonly EventRecord[]) => Promise<ProjectionGiven>;
}

/** An event at which a projection's own functions failed: its subject is parked. Any other error is the engine's. */
export class EventFault extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause), { cause });
  }
}

/** Whether a projection has to look at an event of this type, which may be a correction. */
export function concerns(projection: Projection, event: EventRecord): boolean {
  if (takes(projection, event.type)) return true;
  const withdrawn = typeWithdrawnBy(event);
  if (withdrawn !== undefined) return takes(projection, withdrawn);
  return event.type === FactCorrected.type && takes(projection, (event as FactCorrected).facts.correctedType);
}

export function takes({ types }: Projection, type: string): boolean {
  if (types === "all") return true;
  let taken = TAKEN.get(types);
  if (taken === undefined) TAKEN.set(types, (taken = new Set(types)));
  return taken.has(type);
}

/** Lists of types as sets: every event is asked about by every projection. */
const TAKEN = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Ids of the documents that an event concerns; asks the engine for the lookups that `ids` turns out to need. */
export async function idsOf(state: FoldState, event: EventRecord): Promise<readonly string[]> {
  for (;;) {
    try {
      return idsFor(state.projection, event, state.documents.find);
    } catch (error) {
      if (!(error instanceof MissingLookup)) throw new EventFault(error);
      await state.documents.lookUp([error.lookup]);
    }
  }
}

/** What taking an event does to the documents; nothing is changed unless all of it succeeds. */
export interface Taking {
  readonly given: ProjectionGiven;
  /** Number of the last event that the documents may know. */
  readonly upTo: number;
  /** The event is out of turn: it was parked when others were taken. */
  readonly again: boolean;
  /** The ids, where they are known already. */
  readonly ids?: readonly string[] | undefined;
}

/** @throws EventFault when the event can't be taken; the documents are then as before */
export async function take(state: FoldState, event: EventRecord, taking: Taking): Promise<void> {
  const { projection, documents } = state;
  const world = projection.order === "world";
  const anew = world && (event.corrects !== null || taking.again);
  const ids = anew ? await changedIds(state, event, taking.upTo) : (taking.ids ?? (await idsOf(state, event)));
  await documents.load(ids);
  const done: (() => void)[] = [];
  for (const id of ids) {
    const { document, meta } = documents.get(id);
    if (event.number <= meta.number && !taking.again) {
      documents.hasTaken(id);
      continue;
    }
    if (world) assertReachable(projection, id, event);
    const number = Math.max(event.number, meta.number);
    const first = event.revision === 0 && event.stream === projection.streams?.(id)[0];
    const beginsLate = projection.whole && meta.number < 0 && !first;
    if (anew || beginsLate || (world && isLate(event, meta.begun))) {
      const folded = await foldAnew(state, id, taking.upTo);
      if (folded.document !== undefined || folded.begun !== null || meta.number >= 0)
        done.push(() => documents.set(id, folded.document, { number, begun: folded.begun }));
      continue;
    }
    const next = evolveRevised(projection, document, event, id, taking.given);
    const begun = world ? later(meta.begun, event.occurredAt.earliest) : null;
    if (next !== document || begun !== meta.begun) done.push(() => documents.set(id, next, { number, begun }));
  }
  for (const change of done) change();
}

/**
 * A document from nothing: its own events as they happened, without those that are parked or given up. Only they are
 * brought into the order of the world: an event between them that the document never took would else decide how two
 * of unclear order follow each other, and a fold in one go would differ from one step by step. So a view that is to
 * agree with the decisions on a stream takes all of its types.
 */
export async function foldAnew(
  state: FoldState,
  id: string,
  upTo: number,
): Promise<{ document: object | undefined; begun: string | null }> {
  const { projection } = state;
  const recorded = await state.streams.read(projection.streams!(id), upTo);
  const given = await state.given(recorded);
  const own: EventRecord[] = [];
  for (const event of applyCorrections(withoutHeldCorrections(state, recorded))) {
    if (event.type === FactCorrected.type || isLeftOut(state, event) || !takes(projection, event.type)) continue;
    if (projection.whole || (await idsOf(state, event)).includes(id)) own.push(event);
  }
  let document: object | undefined;
  let begun: string | null = null;
  for (const event of worldOrderOfStreams(own)) {
    document = evolve(projection, document, event, id, given);
    begun = later(begun, event.occurredAt.earliest);
  }
  const ofIt = projection.revisionOf?.(id);
  const shown = recorded.filter(
    (event) => event.stream === ofIt && concerns(projection, event) && !isLeftOut(state, event),
  );
  return { document: revised(document, shown.at(-1)?.revision), begun };
}

/** As `evolve`, of a document that has a revision, or is to have one. */
function evolveRevised(
  projection: Projection,
  document: (object & Revised) | undefined,
  event: EventRecord,
  id: string,
  given: ProjectionGiven,
): object | undefined {
  if (projection.revisionOf === undefined) return evolve(projection, document, event, id, given);
  const { revision, ...bare } = document ?? {};
  const next = evolve(projection, document && bare, event, id, given);
  return revised(next, event.stream === projection.revisionOf(id) ? event.revision : revision);
}

function revised(document: object | undefined, revision: number | undefined): object | undefined {
  return document === undefined || revision === undefined ? document : { ...document, revision };
}

/** @throws EventFault */
export function evolve(
  projection: Projection,
  document: object | undefined,
  event: EventRecord,
  id: string,
  given: ProjectionGiven,
): object | undefined {
  try {
    return projection.evolve(document, event, id, given);
  } catch (error) {
    throw new EventFault(error);
  }
}

/**
 * Documents that change when a correction is taken, or an event out of turn: those of the event in question, as it
 * reads without this one and with it.
 */
export async function changedIds(state: FoldState, event: EventRecord, upTo: number): Promise<readonly string[]> {
  const { projection } = state;
  const recorded = withoutHeldCorrections(state, await state.streams.read([event.stream], upTo));
  const before = applyCorrections(recorded.filter((other) => other.id !== event.id));
  const after = applyCorrections(recorded);
  const ids = new Set<string>();
  for (const other of [...before, ...after])
    if (
      takes(projection, other.type) &&
      other.type !== FactCorrected.type &&
      (other.id === event.corrects?.event || other.id === event.id)
    )
      for (const id of await idsOf(state, other)) ids.add(id);
  return [...ids];
}

function withoutHeldCorrections(state: FoldState, recorded: readonly EventRecord[]): EventRecord[] {
  return recorded.filter((event) => event.corrects === null || !isLeftOut(state, event));
}

function isLeftOut(state: FoldState, event: EventRecord): boolean {
  return state.held.has(event.number) || state.discarded.has(event.number);
}

/** A document told as it happened must be found again from its id alone. */
function assertReachable(projection: Projection, id: string, event: EventRecord): void {
  if (!projection.streams!(id).includes(event.stream))
    throw new EventFault(new Error(`${projection.name}: ${event.stream} is no stream of its document ${id}`));
}

/** Whether some event already taken definitely began after this one was over. */
function isLate(event: EventRecord, begun: string | null): boolean {
  return event.occurredAt.latest !== null && begun !== null && event.occurredAt.latest < begun;
}

function later(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a;
}
