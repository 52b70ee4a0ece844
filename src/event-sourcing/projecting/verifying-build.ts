import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import { Mendable } from "../mendable.js";
import type { EventRecord } from "../stored-event/event-record.js";
import type { Checkpoint } from "../stored-event/event-store.js";
import { readEvent, StreamReader } from "../stored-event/recorded-events.js";
import { MemoryDocuments } from "./memory-documents.js";
import { foldState, type RunningView, type Sources } from "./projection-batch.js";
import { rowOrDocument, says, whoseRow } from "./projection-check.js";
import { changedIds, concerns, EventFault, evolve, foldAnew, idsOf, type FoldState } from "./projection-fold.js";
import { idsFor, orderingSubject } from "./projection.js";
import type { Difference, StoredDocument, Verification } from "./view-store.js";

export interface VerifyingBuild extends Sources {
  /** Between two turns the runner goes on with all views. */
  readonly exclusive: <T>(task: () => Promise<T>) => Promise<T>;
  readonly refresh: (view: RunningView) => Promise<void>;
  readonly signal: AbortSignal;
  /** Documents kept in memory at once, where each is folded without a look at others. */
  readonly documentsInMemory?: number | undefined;
}

/** Documents compared in one turn; those that are folded from their streams take longer. */
const COMPARED = 200;
const FOLDED = 20;
/** Events read in one turn. */
const READ = 1_000;
/** Differences that are told one by one. */
const TOLD = 100;
/** So many documents are kept in memory at once, where each is folded without a look at others. */
const IN_MEMORY = 50_000;
const AGAIN_MS = 50;

/**
 * Compares every document of a build with a fold of the log that shares nothing with how it was built: not the batches,
 * nor what was stored between them.
 *
 * In the order of the world each document is folded from its streams by itself, and each event of the log is asked
 * which documents must be there. In the order recorded the log is folded event by event in memory, in as many pieces as
 * it takes; in one where the documents look others up. Events that the build holds back, or gave up, are left out on
 * both sides.
 * @throws BuildEnded, and what the engine throws
 */
export async function verifyBuild(view: RunningView, verifying: VerifyingBuild): Promise<Verification> {
  const found = new Differences();
  await (view.projection.order === "world" ? verifyWorld : verifyRecorded)(view, verifying, found);
  return {
    documents: found.compared,
    upTo: view.checkpoint?.number ?? -1,
    differing: found.differing,
    differences: found.told,
  };
}

/** The build was cancelled or dropped, or the service stops, while it was compared. */
export class BuildEnded extends Mendable {}

class Differences {
  compared = 0;
  differing = 0;
  told: Difference[] = [];

  add(difference: Difference): void {
    this.differing++;
    if (this.told.length < TOLD) this.told.push(difference);
  }

  clear(): void {
    [this.compared, this.differing, this.told] = [0, 0, []];
  }
}

/** Repeats a step in turns of its own until it says that it is over. */
async function inTurns(
  view: RunningView,
  { exclusive, refresh, signal }: VerifyingBuild,
  step: (upTo: number) => Promise<"more" | "again" | "over">,
): Promise<void> {
  for (;;) {
    const done = await exclusive(async () => {
      if (view.ended || signal.aborted) throw new BuildEnded("the build was cancelled or dropped meanwhile");
      await refresh(view);
      return step(view.checkpoint?.number ?? -1);
    });
    if (done === "over") return;
    // What a commit left halfway is taken again.
    await (done === "again" ? delay(AGAIN_MS) : turn());
  }
}

function isAhead(documents: ReadonlyMap<string, StoredDocument>, upTo: number): boolean {
  return [...documents.values()].some(({ meta }) => meta.number > upTo);
}

async function verifyWorld(view: RunningView, verifying: VerifyingBuild, found: Differences): Promise<void> {
  const { views, events, registry } = verifying;
  const newState = () => foldState(view, verifying, new StreamReader(events, registry));
  let after = "";
  await inTurns(view, verifying, async (upTo) => {
    const page = await views.page(view.view, after, FOLDED);
    if (isAhead(page, upTo)) return "again";
    const state = newState();
    for (const [id, stored] of page) {
      const of = whoseRow(view.projection, stored) ?? id;
      const { document } = await foldAnew(state, of, upTo);
      const due = rowOrDocument(view.projection, stored, document, id);
      found.compared++;
      if (!says(stored, due))
        found.add({
          document: id,
          subject: await subjectOf(state, of, upTo),
          what: due === undefined ? "EXTRA" : "OTHER",
        });
      after = id;
    }
    return page.size === 0 ? "over" : "more";
  });
  const missing = new Set<string>();
  let at: Checkpoint | null = null;
  await inTurns(view, verifying, async (upTo) => {
    const raws = (await events.readAll(at, READ)).filter(({ number }) => number <= upTo);
    const state = newState();
    const ids = new Set<string>();
    for (const raw of raws) {
      const { record } = readEvent(registry, raw);
      if (record === undefined || !isTaken(view, record)) continue;
      const named = record.corrects === null ? await idsOf(state, record) : await changedIds(state, record, upTo);
      for (const id of named) ids.add(id);
    }
    const stored = await views.load(view.view, [...ids]);
    if (isAhead(stored, upTo)) return "again";
    for (const id of ids) {
      if (missing.has(id)) continue;
      const { rows } = view.projection;
      if (stored.get(id)?.document !== undefined && rows === undefined) continue;
      const { document } = await foldAnew(state, id, upTo);
      const due = document === undefined ? [] : [id, ...(rows?.in(document, id) ?? []).map((row) => row.id)];
      const there = await views.load(view.view, due);
      for (const each of due)
        if (there.get(each)?.document === undefined && !missing.has(each)) {
          missing.add(each);
          found.compared++;
          found.add({ document: each, subject: await subjectOf(state, id, upTo), what: "MISSING" });
        }
    }
    at = raws.at(-1) ?? at;
    return raws.length === 0 ? "over" : "more";
  });
}

async function subjectOf(state: FoldState, id: string, upTo: number): Promise<string | null> {
  const recorded = await state.streams.read(state.projection.streams!(id), upTo);
  const first = recorded.find((event) => concerns(state.projection, event));
  return first === undefined ? null : orderingSubject(first);
}

function isTaken(view: RunningView, event: EventRecord): boolean {
  return concerns(view.projection, event) && !view.held.has(event.number) && !view.discarded.has(event.number);
}

/**
 * It must be begun anew, in so many pieces; `whole`: in one of any size, as a document looks up others, so that all must
 * be there.
 */
class OtherPieces extends Error {
  constructor(
    readonly pieces: number,
    readonly whole = false,
  ) {
    super();
  }
}

/** As `evolve`; what is no fault of the projection comes out as it is. */
const evolved: typeof evolve = (...of) => {
  try {
    return evolve(...of);
  } catch (error) {
    throw error instanceof EventFault && error.cause instanceof OtherPieces ? error.cause : error;
  }
};

async function verifyRecorded(view: RunningView, verifying: VerifyingBuild, found: Differences): Promise<void> {
  const { documentsInMemory = IN_MEMORY } = verifying;
  for (let pieces = 1, most = documentsInMemory; ;)
    try {
      found.clear();
      for (let piece = 0; piece < pieces; piece++) await verifyPiece(view, verifying, found, { piece, pieces, most });
      return;
    } catch (error) {
      if (!(error instanceof OtherPieces)) throw error;
      ({ pieces } = error);
      if (error.whole) most = Infinity;
    }
}

async function verifyPiece(
  view: RunningView,
  verifying: VerifyingBuild,
  found: Differences,
  { piece, pieces, most }: { readonly piece: number; readonly pieces: number; readonly most: number },
): Promise<void> {
  const { events, registry, views } = verifying;
  const documents = new MemoryDocuments(view.projection.indexes);
  const isMine = (id: string) => pieces === 1 || hash(id) % pieces === piece;
  const leftOut = leftOutBy(view);
  let at: Checkpoint | null = null;
  /** Of documents that look others up all must be in memory. */
  const lookedUp = () => {
    if (most !== Infinity) throw new OtherPieces(1, true);
  };

  /** @returns whether the fold has come to where the build is */
  async function foldOn(upTo: number): Promise<boolean> {
    // What was held back and is taken now has another place than in the log.
    if (leftOutBy(view) !== leftOut) throw new OtherPieces(pieces);
    const raws = (await events.readAll(at, READ)).filter(({ number }) => number <= upTo);
    if (raws.length === 0) return true;
    const records = raws.flatMap((raw) => readEvent(registry, raw).record ?? []);
    const state = foldState(view, verifying, new StreamReader(events, registry));
    const given = {
      ...(await state.given(records)),
      before: (id: string) => (lookedUp(), documents.get(id)),
    };
    for (const event of records) {
      if (!isTaken(view, event)) continue;
      const ids = idsFor(view.projection, event, (field, value) => (lookedUp(), documents.find(field, value)));
      const next = ids
        .filter(isMine)
        .map((id) => [id, evolved(view.projection, documents.get(id), event, id, given)] as const);
      for (const [id, document] of next) documents.set(id, document, orderingSubject(event));
      if (documents.size > most) throw new OtherPieces(pieces * 4);
    }
    at = raws.at(-1)!;
    return false;
  }

  await inTurns(view, verifying, async (upTo) => ((await foldOn(upTo)) ? "over" : "more"));
  let after = "";
  await inTurns(view, verifying, async (upTo) => {
    if (!(await foldOn(upTo))) return "more";
    const page = await views.page(view.view, after, COMPARED);
    if (isAhead(page, upTo)) return "again";
    for (const [id, stored] of page) {
      after = id;
      if (!isMine(id)) continue;
      found.compared++;
      const due = documents.get(id);
      if (!says(stored, due))
        found.add({ document: id, subject: documents.subjectOf(id), what: due === undefined ? "EXTRA" : "OTHER" });
    }
    return page.size === 0 ? "over" : "more";
  });
  const due = documents.ids();
  let from = 0;
  await inTurns(view, verifying, async (upTo) => {
    if (!(await foldOn(upTo))) return "more";
    const ids = due.slice(from, from + COMPARED).filter((id) => documents.get(id) !== undefined);
    const stored = await views.load(view.view, ids);
    if (isAhead(stored, upTo)) return "again";
    for (const id of ids) {
      if (stored.get(id)?.document !== undefined) continue;
      found.compared++;
      found.add({ document: id, subject: documents.subjectOf(id), what: "MISSING" });
    }
    from += COMPARED;
    return from >= due.length ? "over" : "more";
  });
}

/** What the build leaves out, as a text. */
function leftOutBy({ held, discarded }: RunningView): string {
  return [...held.numbers(), ...discarded].toSorted((a, b) => a - b).join();
}

/** FNV-1a: the same in every run. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
