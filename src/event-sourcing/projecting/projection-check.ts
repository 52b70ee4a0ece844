import { isDeepStrictEqual } from "node:util";
import type { Checkpoint } from "../stored-event/event-store.js";
import type { EventRecord } from "../stored-event/event-record.js";
import { MissingLookup } from "./document-batch.js";
import { faultInWords } from "./parking-reason.js";
import { idsFor, type FindIds, type Projection, type Row } from "./projection.js";
import { foldState, type RunningView, type Sources } from "./projection-batch.js";
import { concerns, EventFault, evolve, foldAnew, type FoldState } from "./projection-fold.js";
import { readEvent, StreamReader } from "../stored-event/recorded-events.js";
import type { HeldEvent, StoredDocument } from "./view-store.js";

/** Documents that are compared. */
const SAMPLE = 50;
/** Events of the log that are read again, from its start, for a projection in the order recorded. */
const STRETCH = 20_000;
const PAGE = 1_000;

/**
 * Whether a version that has caught up may be served in place of another: it parks no subject that the other does not,
 * and a sample of its documents, folded from the log by the shortest way, says what is stored.
 *
 * For a projection in the order of the world each document of the sample is folded from its streams. For one in the
 * order recorded the first 20,000 events of the log are folded in memory, and the sample is of those documents that
 * nothing later concerns; where `ids` looks documents up, that can't be done, and only the first rule is checked.
 * @returns why it may not; undefined when it may
 */
export async function findFault(
  view: RunningView,
  servedHeld: readonly HeldEvent[],
  sources: Sources,
): Promise<string | undefined> {
  const before = new Set(servedHeld.map((event) => event.subject));
  const parked = [...view.held.subjects].filter((subject) => !before.has(subject));
  if (parked.length > 0) return `${parked.length} subjects are parked that were not before, ${parked[0]} among them`;
  if (view.checkpoint === null) return undefined;
  const state = foldState(view, sources, new StreamReader(sources.events, sources.registry));
  try {
    const differs = view.projection.order === "world" ? differsFromStreams : differsFromLog;
    const wrong = await differs(view, state, sources);
    return wrong === undefined ? undefined : `document ${wrong} is not what the log says`;
  } catch (error) {
    if (error instanceof EventFault) return faultInWords(error.cause, view.projection.opens !== undefined);
    throw error;
  }
}

async function differsFromStreams(view: RunningView, state: FoldState, sources: Sources): Promise<string | undefined> {
  const upTo = view.checkpoint!.number;
  for (const [id, stored] of await sources.views.sample(view.view, SAMPLE, upTo)) {
    const { document } = await foldAnew(state, whoseRow(view.projection, stored) ?? id, upTo);
    if (!says(stored, rowOrDocument(view.projection, stored, document, id))) return id;
  }
  return undefined;
}

/** Id of the document as a row of which this one is stored; undefined where it is none. */
export function whoseRow({ rows }: Projection, { document }: StoredDocument): string | undefined {
  return rows && (document as Partial<Row> | undefined)?.of;
}

/** The document, or its row with that id where that is what is stored. */
export function rowOrDocument(
  projection: Projection,
  stored: StoredDocument,
  document: object | undefined,
  id: string,
) {
  const of = whoseRow(projection, stored);
  if (of === undefined || document === undefined) return document;
  return projection.rows!.in(document, of).find((row) => row.id === id);
}

async function differsFromLog(view: RunningView, state: FoldState, sources: Sources): Promise<string | undefined> {
  const documents = new Map<string, object>();
  let after: Checkpoint | null = null;
  let upTo = -1;
  for (let read = 0; read < STRETCH;) {
    const page = await sources.events.readAll(after, PAGE);
    const raws = page.filter(({ number }) => number <= view.checkpoint!.number);
    if (raws.length === 0) break;
    read += raws.length;
    const records = raws.flatMap((raw) => readEvent(sources.registry, raw).record ?? []);
    const given = { ...(await state.given(records)), before: (id: string) => documents.get(id) };
    for (const event of records) {
      if (!concerns(view.projection, event) || view.held.has(event.number) || view.discarded.has(event.number))
        continue;
      const ids = idsWithoutLookup(view, event);
      if (ids === undefined) return undefined;
      // All of them as they were before the event: each may ask for another.
      const evolved = ids.map((id) => [id, evolve(view.projection, documents.get(id), event, id, given)] as const);
      for (const [id, next] of evolved)
        if (next === undefined) documents.delete(id);
        else documents.set(id, next);
    }
    after = raws.at(-1)!;
    upTo = after.number;
  }
  for (const [id, stored] of await sources.views.sample(view.view, SAMPLE, upTo))
    if (!says(stored, documents.get(id))) return id;
  return undefined;
}

function idsWithoutLookup(view: RunningView, event: EventRecord): readonly string[] | undefined {
  try {
    return idsFor(view.projection, event, askEngine);
  } catch (error) {
    if (error instanceof MissingLookup) return undefined;
    throw new EventFault(error);
  }
}

const askEngine: FindIds = (field, value) => {
  throw new MissingLookup({ field, value });
};

/** Compares as stored: JSON knows no undefined members. */
export function says(stored: StoredDocument, document: object | undefined): boolean {
  const asStored = document === undefined ? undefined : (JSON.parse(JSON.stringify(document)) as object);
  return isDeepStrictEqual(stored.document, asStored);
}
