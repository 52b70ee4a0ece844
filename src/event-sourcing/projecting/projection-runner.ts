import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import { BATCHES, FOLDS } from "../../observed.js";
import { gatheringMs } from "./gathering.js";
import { HeldEvents } from "./held-events.js";
import { ParkedEventDiscarded } from "./parked-event-discarded.js";
import { ParkedSubjectRetried } from "./parked-subject-retried.js";
import { standingIn, type Standing } from "../stored-event/mark.js";
import type { Projection } from "./projection.js";
import {
  foldBatch,
  foldHeld,
  type Alarm,
  type BatchResult,
  type RunningView,
  type Sources,
} from "./projection-batch.js";
import { findFault } from "./projection-check.js";
import { obeyOrders, passOlderOrders } from "./obeying-orders.js";
import { readEvent, StreamReader } from "../stored-event/recorded-events.js";
import type { EventStore, RawEvent } from "../stored-event/event-store.js";
import type { EventRegistry } from "../stored-event/registry.js";
import { isSame, type View, type ViewCheckpoint, type ViewStatus } from "./view-store.js";

/** Events folded at once in a rebuild, if there are as many: each document is then written so much the less often. */
const BATCH = 16_000;
/** While others have come less far, or further: they have their turn between two batches. */
const BATCH_BESIDE_OTHERS = 4_000;
/** So many batches a build may be behind the end of the log, to be served at once. */
const MOST_AT_ONCE = 2;

export interface RunnerOptions extends Sources {
  readonly projections: readonly Projection[];
  /** The log with the stream `store`, whose orders about these projections are obeyed; left out: none are. */
  readonly orders?: Pick<EventStore, "newest" | "readStream" | "subscribe"> | undefined;
  /** By which orders are read, where these events are read by another registry. */
  readonly ordersIn?: EventRegistry;
  /** Events folded at once, at most. */
  readonly batch?: number;
  /** Documents that a verification keeps in memory at once, at most, where they look no others up. */
  readonly documentsInMemory?: number;
  /** Shared by those who run views of other logs over the same store, of which there is one writer. */
  readonly turns?: Turns;
  /**
   * How long to rest after each batch, in ms, for views that nobody waits for: what gathers meanwhile is folded at
   * once.
   */
  readonly restMs?: number;
  /** How far the served versions have come, by projection, after each commit: number of the last event taken. */
  readonly onCheckpoint: (numbers: { readonly [projection: string]: number }) => void;
  /** A subject was parked, or is still parked after a retry. */
  readonly onAlarm: (alarm: Alarm) => void;
  /** A new version has caught up and was not switched to; the old one goes on serving. */
  readonly onRefused?: (view: View, reason: string) => void;
  /** What was stored of a projection is not of this log, or of a later life of it; it is built again. */
  readonly onForeign?: (projection: string, standing: Exclude<Standing, "there">) => void;
  /** The engine failed; what was under way is tried again. */
  readonly onFailure?: (error: unknown) => void;
  /** Of the waits after failures of the engine, in ms; each is shortened at random by up to half. */
  readonly backOff?: { readonly first: number; readonly most: number };
}

export interface ProjectionRunner {
  /** Resolves when what was under way is committed. */
  stop(): Promise<void>;
}

/**
 * Keeps all views up to date. Projections that have come equally far share one subscription; a version that is being
 * built has its own, so that the others stay fresh beside it.
 */
export async function runProjections(options: RunnerOptions): Promise<ProjectionRunner> {
  const exclusive = options.turns ?? takingTurns();
  const { orders } = options;
  const ordersRegistry = options.ordersIn ?? options.registry;
  if (orders) await exclusive(() => passOlderOrders({ views: options.views, orders, registry: ordersRegistry }));
  const views = await exclusive(() => openViews(options));
  const stopping = new AbortController();
  // A version that is being built is reported once it is served; until then, how far the one before it came. Where
  // there was none, nothing is there yet to be asked.
  const served = (await exclusive(() => options.views.views())).filter(({ serving }) => serving);
  report(
    options,
    options.projections.map(({ name }) => ({
      projection: name,
      checkpoint: served.find(({ projection }) => projection === name)?.checkpoint ?? null,
    })),
  );
  const groups = equallyFar(views);
  const batch = options.batch ?? (groups.length === 1 ? BATCH : BATCH_BESIDE_OTHERS);
  const driving = new Set<Promise<void>>();
  const follow = (group: readonly RunningView[], most: number) => {
    const driven = drive({ ...options, batch: most }, group, views, exclusive, stopping.signal);
    driving.add(driven);
    void driven.finally(() => driving.delete(driven));
  };
  for (const group of groups) follow(group, batch);
  if (orders)
    driving.add(
      obeyOrders({
        ...options,
        orders,
        ordersRegistry,
        exclusive,
        signal: stopping.signal,
        running: views,
        runningView,
        follow(view) {
          views.push(view);
          follow([view], options.batch ?? BATCH_BESIDE_OTHERS);
        },
        refresh: (view) => refresh(options, view),
        bringToEnd: (view) => bringToEnd(options, view, views),
        serve: (view) => serve(options, view, views),
        end: (build) => end(build, views),
      }),
    );

  return {
    async stop() {
      stopping.abort();
      await Promise.all(driving);
    },
  };
}

function equallyFar(views: readonly RunningView[]): RunningView[][] {
  const groups = new Map<number, RunningView[]>();
  for (const view of views) {
    const number = view.checkpoint?.number ?? -1;
    groups.set(number, [...(groups.get(number) ?? []), view]);
  }
  return [...groups.values()];
}

/** Where the last of them stands: a commit that failed midway may have left them apart. */
function leastFar(views: readonly RunningView[]): ViewCheckpoint | null {
  return views
    .map(({ checkpoint }) => checkpoint)
    .reduce((a, b) => (a === null || b === null ? null : b.number < a.number ? b : a));
}

/**
 * Finds the stored version of each projection, or begins one. It is served once it has come to the end of the log: of a
 * part of it nobody could tell what is missing, and a seal may be.
 */
async function openViews(options: RunnerOptions): Promise<RunningView[]> {
  const stored = await options.views.views();
  const running: RunningView[] = [];
  for (const projection of options.projections) {
    const view: View = { projection: projection.name, version: projection.version };
    if (running.some((other) => other.view.projection === view.projection))
      throw new Error(`two projections are named ${view.projection}`);
    if (projection.order === "world" && !projection.streams)
      throw new Error(`${view.projection} is told as it happened and names no streams`);
    if (projection.order === "recorded" && projection.rows)
      throw new Error(`${view.projection} has rows, and is not told as it happened`);
    if (projection.opens && !options.keys) throw new Error(`${view.projection} opens fields and was given no keys`);
    const versions = await ofThisLog(
      options,
      stored.filter((other) => other.projection === view.projection),
    );
    const mine = versions.filter((other) => other.version === view.version);
    for (const build of mine) assertSameIndexes(projection, build);
    // A version that was neither finished nor is wanted any more.
    for (const other of versions)
      if (!mine.includes(other) && !other.serving && (other.state !== "KEPT" || projection.opens))
        await options.views.drop(other);
    if (mine.length === 0) await options.views.create(view, projection.indexes, false);
    for (const build of mine) if (build.state !== "CANCELLED") running.push(runningView(projection, build));
    if (mine.length === 0) running.push({ ...runningView(projection, view), fresh: true });
  }
  for (const view of running) await refresh(options, view);
  // Of an empty log all is there at once. A log that does not answer now is asked again by whoever follows it.
  const opened = running.slice();
  for (const view of opened)
    await switchIfReady(options, view, running).catch((error: unknown) => options.onFailure?.(error));
  return running;
}

/** A build that is to be followed; what is stored of it is read before its first batch. */
export function runningView(
  projection: Projection,
  { version, build, ...stored }: View & Partial<ViewStatus>,
): RunningView {
  return {
    projection,
    view: { projection: projection.name, version, ...(build !== undefined && { build }) },
    serving: stored.serving ?? false,
    refused: false,
    ended: false,
    stale: true,
    fresh: false,
    unsureUpTo: -1,
    checkpoint: stored.checkpoint ?? null,
    held: new HeldEvents(),
    discarded: new Set(),
  };
}

/**
 * The stored versions of a projection. Where one was made of another log, or of events that this one has lost by a
 * restore, nothing of the projection is kept: what was given up by number may be a seal here.
 */
async function ofThisLog(
  { events, views, onForeign }: RunnerOptions,
  versions: readonly ViewStatus[],
): Promise<readonly ViewStatus[]> {
  for (const { projection, checkpoint } of versions) {
    const standing = checkpoint === null ? "there" : await standingIn(events, checkpoint);
    if (standing === "there") continue;
    onForeign?.(projection, standing);
    await views.forget(projection);
    return [];
  }
  return versions;
}

/** Reads anew what is stored of a view, after a commit of which nobody knows whether it took effect. */
async function refresh({ views, events }: RunnerOptions, running: RunningView): Promise<void> {
  if (!running.stale) return;
  const { projection } = running.view;
  const stored = (await views.views()).find((view) => isSame(view, running.view));
  running.checkpoint = stored?.checkpoint ?? null;
  running.held = new HeldEvents(await views.held(running.view));
  running.discarded = await views.discarded(projection);
  // Nobody knows with which event the batch ended that may have been stored in part.
  if (running.projection.rows && !running.fresh) running.unsureUpTo = await events.head();
  running.stale = false;
}

function assertSameIndexes({ name, version, indexes }: Projection, stored: ViewStatus): void {
  if (listed(indexes) !== listed(stored.indexes))
    throw new Error(`${name} has other indexes than its stored version ${version}: raise the version`);
}

function listed(indexes: Projection["indexes"]): string {
  return indexes
    .map(({ field, type }) => `${field} ${type}`)
    .toSorted()
    .join();
}

/** Runs one task at a time, in the order in which they come. */
export type Turns = <T>(task: () => Promise<T>) => Promise<T>;

export function takingTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const mine = last.then(task);
    last = mine.catch(() => undefined);
    return mine;
  };
}

/** Follows the log for views that have come equally far. Ends only with the signal: a failure is waited out. */
async function drive(
  options: RunnerOptions & { readonly batch: number },
  group: readonly RunningView[],
  all: RunningView[],
  exclusive: Turns,
  signal: AbortSignal,
): Promise<void> {
  const { first, most } = options.backOff ?? { first: 100, most: 10_000 };
  let failures = 0;
  for (let views = group; !signal.aborted; views = views.filter(({ ended }) => !ended)) {
    if (views.length === 0) return;
    try {
      for (const view of views) await exclusive(async () => void (view.ended || (await refresh(options, view))));
      // What a failed commit had stored after all is known only now; nothing more may come that would tell of it.
      reportServed(options, views);
      for (const view of views) await exclusive(() => switchIfReady(options, view, all));
      const after = leastFar(views);
      let done = -Infinity;
      for await (const raws of options.events.subscribe(after, options.batch, signal)) {
        const begun = performance.now();
        await exclusive(() => takeBatch(options, views, raws, all));
        failures = 0;
        if (views.every(({ ended }) => ended)) return;
        const rest = options.restMs ?? gatheringMs(begun - done, performance.now() - begun);
        if (rest > 0 && (options.restMs !== undefined || raws.length < options.batch))
          await delay(rest, undefined, { signal }).catch(() => undefined);
        done = performance.now();
        // A long rebuild lets messages and the other views have their turn.
        await turn();
        if (signal.aborted) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      options.onFailure?.(error);
    }
    const wait = Math.min(most, first * 2 ** failures++) * (1 - Math.random() / 2);
    await delay(wait, undefined, { signal }).catch(() => undefined);
  }
}

/**
 * Takes a batch, piece by piece where an operator did something about what is parked: what an event before it parked
 * must be known by then, and the checkpoint passes it only once it is done.
 */
async function takeBatch(
  options: RunnerOptions,
  group: readonly RunningView[],
  raws: readonly RawEvent[],
  all: RunningView[],
): Promise<void> {
  const views = group.filter(({ ended }) => !ended);
  let from = 0;
  for (const [i, raw] of raws.entries()) {
    if (raw.type !== ParkedEventDiscarded.type && raw.type !== ParkedSubjectRetried.type) continue;
    const { record } = readEvent(options.registry, raw);
    if (record === undefined) continue;
    if (from < i) await takePiece(options, views, raws.slice(from, i), all);
    // What a view has passed already it did then.
    const due = views.filter(({ checkpoint }) => (checkpoint?.number ?? -1) < raw.number);
    if (record.type === ParkedEventDiscarded.type) await discard(options, due, record as ParkedEventDiscarded, all);
    else await retry(options, due, record as ParkedSubjectRetried, all);
    from = i;
  }
  await takePiece(options, views, raws.slice(from), all);
}

/** What a newer version of a view could take after all is not given up. */
async function discard(
  options: RunnerOptions,
  views: readonly RunningView[],
  { facts }: ParkedEventDiscarded,
  all: RunningView[],
): Promise<void> {
  for (const view of views) {
    const first = view.held.of(facts.subject)[0];
    if (
      view.projection.name === facts.projection &&
      first?.stream === facts.stream &&
      first.revision === facts.revision
    )
      await release(options, view, facts.subject, all, first.event);
  }
}

async function retry(
  options: RunnerOptions,
  views: readonly RunningView[],
  { facts }: ParkedSubjectRetried,
  all: RunningView[],
): Promise<void> {
  for (const view of views)
    if (view.projection.name === facts.projection && view.held.of(facts.subject).length > 0)
      await release(options, view, facts.subject, all);
}

async function release(
  options: RunnerOptions,
  view: RunningView,
  subject: string,
  all: RunningView[],
  discarded?: number,
): Promise<void> {
  const result = await foldHeld(view, subject, discarded, options);
  await commit(options, [view], [result]);
  view.refused = false;
  await switchIfReady(options, view, all);
}

async function takePiece(
  options: RunnerOptions,
  views: readonly RunningView[],
  raws: readonly RawEvent[],
  all: RunningView[],
): Promise<void> {
  const batch = raws.map((raw) => readEvent(options.registry, raw));
  const streams = new StreamReader(options.events, options.registry, batch);
  for (const view of views) await refresh(options, view);
  const results: BatchResult[] = [];
  const told = { correlations: batch.map(({ record }) => record?.correlation), views: views.length };
  await BATCHES.tracePromise(async () => {
    for (const view of views)
      results.push(
        await FOLDS.tracePromise(() => foldBatch(view, batch, options, streams), { view: view.view.projection }),
      );
    await commit(options, views, results);
  }, told);
  for (const view of views) await switchIfReady(options, view, all);
}

/** Only what is stored becomes the state of the views. */
async function commit(
  options: RunnerOptions,
  views: readonly RunningView[],
  results: readonly BatchResult[],
): Promise<void> {
  for (const view of views) {
    view.stale = true;
    view.fresh = false;
  }
  await options.views.commit(results.map((result) => result.changes));
  for (const [i, view] of views.entries()) {
    const { changes, held, discarded } = results[i]!;
    view.checkpoint = changes.checkpoint;
    view.held = held.fork();
    view.discarded = discarded;
    view.stale = false;
  }
  // Whoever waits for the checkpoint finds the alarms told.
  for (const alarm of results.flatMap((result) => result.alarms)) options.onAlarm(alarm);
  reportServed(options, views);
}

function reportServed(options: RunnerOptions, views: readonly RunningView[]): void {
  report(
    options,
    views.filter(({ serving }) => serving).map(({ view, checkpoint }) => ({ ...view, checkpoint })),
  );
}

function report(
  { onCheckpoint }: RunnerOptions,
  served: readonly Pick<ViewStatus, "projection" | "checkpoint">[],
): void {
  if (served.length === 0) return;
  onCheckpoint(Object.fromEntries(served.map(({ projection, checkpoint }) => [projection, checkpoint?.number ?? -1])));
}

/**
 * Serves a version that was being built, once it has caught up, and where it takes another's place is found right.
 * Another build of the version that is served waits until it is ordered.
 */
async function switchIfReady(options: RunnerOptions, view: RunningView, all: RunningView[]): Promise<void> {
  if (view.serving || view.refused || view.ended) return;
  if ((view.checkpoint?.number ?? -1) < (await options.events.head())) return;
  const served = (await options.views.views()).find((each) => each.projection === view.view.projection && each.serving);
  if (served?.version === view.view.version && !isSame(served, view.view)) return;
  // The first one takes nothing's place; and it is served already where only the answer to that was lost.
  if (served && !isSame(served, view.view)) {
    const fault = await findFault(view, await options.views.held(served), options);
    if (fault !== undefined) {
      view.refused = true;
      options.onRefused?.(view.view, fault);
      return;
    }
  }
  await serve(options, view, all);
}

/**
 * Serves a build. The one before is kept to go back to; what was kept before that is dropped first, so that a crash in
 * between leaves no second one.
 */
async function serve(options: RunnerOptions, view: RunningView, all: RunningView[]): Promise<void> {
  const { projection, view: mine } = view;
  const builds = (await options.views.views()).filter((each) => each.projection === projection.name);
  const served = builds.find(({ serving }) => serving);
  const before = served !== undefined && isSame(served, mine) ? undefined : served;
  const isAnew = served === undefined || before !== undefined;
  const drop = async (build: ViewStatus) => {
    end(build, all);
    await options.views.drop(build);
  };
  const others = builds.filter((build) => !isSame(build, mine));
  const older = isAnew ? others.filter(({ state }) => state === "KEPT") : [];
  for (const build of older) await drop(build);
  if (isAnew) await options.views.serve(mine);
  for (const other of all) if (other.projection.name === projection.name) other.serving = other === view;
  for (const build of others) {
    if (older.includes(build)) continue;
    const isOther = build.version !== projection.version;
    // Nobody keeps it up to date: an erasure would leave there what was made of opened fields.
    const mayStay = !isOther || !projection.opens;
    const keeps = build === before || build.state === "KEPT" ? mayStay : !isOther;
    if (!keeps) await drop(build);
  }
  reportServed(options, [view]);
}

/** Follows the log for a build no more. */
function end(build: View, all: RunningView[]): void {
  const at = all.findIndex(({ view }) => isSame(view, build));
  if (at < 0) return;
  all[at]!.ended = true;
  all.splice(at, 1);
}

/** @returns false where more is missing than one turn may take */
async function bringToEnd(options: RunnerOptions, view: RunningView, all: RunningView[]): Promise<boolean> {
  await refresh(options, view);
  const head = await options.events.head();
  for (let taken = 0; (view.checkpoint?.number ?? -1) < head; taken++) {
    if (taken === MOST_AT_ONCE) return false;
    await takeBatch(
      options,
      [view],
      await options.events.readAll(view.checkpoint, options.batch ?? BATCH_BESIDE_OTHERS),
      all,
    );
  }
  return true;
}
