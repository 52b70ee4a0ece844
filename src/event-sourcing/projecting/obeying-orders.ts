import { setTimeout as delay } from "node:timers/promises";
import { failureInWords } from "../failure.js";
import type { EventStore } from "../stored-event/event-store.js";
import { readEvent } from "../stored-event/recorded-events.js";
import type { EventRegistry } from "../stored-event/registry.js";
import type { RunningView, Sources } from "./projection-batch.js";
import { findFault } from "./projection-check.js";
import type { Projection } from "./projection.js";
import { verifyBuild } from "./verifying-build.js";
import { ViewOrdered } from "./view-ordered.js";
import { buildName, isSame, type OrderOutcome, type View, type ViewStatus, type ViewStore } from "./view-store.js";

type Orders = Pick<EventStore, "newest" | "readStream" | "subscribe">;

/** The stream with all that operators order. */
const STORE = "store";
const AGAIN_MS = 1_000;
const BATCH = 1_000;

/** What the runner lends to whoever obeys. All but `follow` is only done in a turn. */
export interface Obeying extends Sources {
  readonly projections: readonly Projection[];
  readonly orders: Orders;
  readonly ordersRegistry: EventRegistry;
  readonly exclusive: <T>(task: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
  /** Of a verification (`VerifyingBuild`). */
  readonly documentsInMemory?: number | undefined;
  readonly onFailure?: ((error: unknown) => void) | undefined;
  /** Builds that are followed now. */
  readonly running: readonly RunningView[];
  /** Makes what is to be followed of a stored build. */
  readonly runningView: (projection: Projection, stored: View & Partial<ViewStatus>) => RunningView;
  readonly follow: (view: RunningView) => void;
  /** Reads anew what is stored of a build, where a commit failed. */
  readonly refresh: (view: RunningView) => Promise<void>;
  /** Brings a build to the end of the log. @returns false where that is too much for one turn */
  readonly bringToEnd: (view: RunningView) => Promise<boolean>;
  readonly serve: (view: RunningView) => Promise<void>;
  /** Follows a build no more. */
  readonly end: (build: View) => void;
}

const DONE: OrderOutcome = { done: true };
const refused = (reason: string): OrderOutcome => ({ done: false, reason });

/** Where nothing is stored all is built anew: what was ordered of earlier builds is not obeyed again. */
export async function passOlderOrders({
  views,
  orders,
  registry,
}: {
  readonly views: ViewStore;
  readonly orders: Orders;
  readonly registry: EventRegistry;
}): Promise<void> {
  if ((await views.views()).length > 0) return;
  for (const { id } of await ordersIn(orders, registry))
    await views.noteOutcome(id, refused("the views were built anew since"));
}

async function ordersIn(orders: Orders, registry: EventRegistry): Promise<readonly ViewOrdered[]> {
  const raws = (await orders.readStream(STORE)).filter(({ type }) => type === ViewOrdered.type);
  // An order of a later release is not understood here, and stays to be obeyed by that one.
  return raws.flatMap((raw) => (readEvent(registry, raw).record as ViewOrdered | undefined) ?? []);
}

/**
 * Obeys what operators order of these projections, each order once, in the order of the log: each is noted with what became of
 * it. After a crash an order that was not noted is obeyed again, which changes nothing where it was done. Ends with
 * the signal.
 */
export async function obeyOrders(obeying: Obeying): Promise<void> {
  const { orders, signal, onFailure } = obeying;
  const verifying = new Map<string, Promise<void>>();
  while (!signal.aborted) {
    try {
      // Before the stream is read: what comes in between is met by the subscription.
      const newest = (await orders.newest()) ?? null;
      await obeyDue(obeying, verifying);
      for await (const batch of orders.subscribe(newest, BATCH, signal))
        if (batch.some(({ type }) => type === ViewOrdered.type)) await obeyDue(obeying, verifying);
    } catch (error) {
      if (!signal.aborted) onFailure?.(error);
    }
    await delay(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(verifying.values());
}

async function obeyDue(obeying: Obeying, verifying: Map<string, Promise<void>>): Promise<void> {
  const { views, exclusive, projections, orders, ordersRegistry, signal } = obeying;
  const all = await ordersIn(orders, ordersRegistry);
  const obeyed = await exclusive(() => views.obeyed());
  for (const order of all) {
    const projection = projections.find(({ name }) => name === order.facts.projection);
    if (signal.aborted || obeyed.has(order.id) || projection === undefined) continue;
    if (order.facts.order !== "VERIFY")
      await exclusive(async () => views.noteOutcome(order.id, await obey(obeying, projection, order)));
    else if (!verifying.has(order.id))
      verifying.set(
        order.id,
        verify(obeying, order).finally(() => verifying.delete(order.id)),
      );
  }
}

async function obey(obeying: Obeying, projection: Projection, order: ViewOrdered): Promise<OrderOutcome> {
  const { views } = obeying;
  const builds = (await views.views()).filter((each) => each.projection === projection.name);
  if (order.facts.order === "REBUILD") return rebuild(obeying, projection, order.revision, builds);
  const target = targetOf(order);
  const stored = builds.find((build) => isSame(build, target));
  if (stored === undefined)
    return order.facts.order === "DROP" ? DONE : refused(`there is no build ${buildName(target)}`);
  switch (order.facts.order) {
    case "CANCEL":
      return cancel(obeying, stored, builds);
    case "RESUME":
      return resume(obeying, projection, stored);
    case "DROP":
      if (stored.serving) return refused("it is served");
      obeying.end(stored);
      await views.drop(stored);
      return DONE;
    default:
      return serve(obeying, projection, stored, builds, order.facts.order as "SWITCH" | "ROLL_BACK");
  }
}

function targetOf({ facts: { projection, version, build } }: ViewOrdered): View {
  return { projection, version: version ?? -1, build: build ?? 0 };
}

async function rebuild(
  obeying: Obeying,
  projection: Projection,
  build: number,
  builds: readonly ViewStatus[],
): Promise<OrderOutcome> {
  const { views, runningView, follow } = obeying;
  const view: View = { projection: projection.name, version: projection.version, build };
  const made = builds.find((each) => isSame(each, view));
  if (made !== undefined) return followed(obeying, projection, made);
  const underWay = builds.find(({ serving, state }) => !serving && state !== "KEPT");
  if (underWay !== undefined) return refused(`build ${buildName(underWay)} is there: switch to it, or drop it`);
  await views.create(view, projection.indexes, false);
  follow({ ...runningView(projection, view), fresh: true });
  return DONE;
}

async function cancel(
  { views, end }: Obeying,
  stored: ViewStatus,
  builds: readonly ViewStatus[],
): Promise<OrderOutcome> {
  if (stored.state === "CANCELLED") return DONE;
  if (stored.serving || stored.state === "KEPT") return refused("it is not being built");
  if (!builds.some(({ serving }) => serving)) return refused("nothing else of this view can be served");
  end(stored);
  await views.setCancelled(stored, true);
  return DONE;
}

async function resume(obeying: Obeying, projection: Projection, stored: ViewStatus): Promise<OrderOutcome> {
  if (stored.state !== "CANCELLED") return followed(obeying, projection, stored);
  if (stored.version !== projection.version) return refused(madeElsewhere(stored));
  await obeying.views.setCancelled(stored, false);
  const { state: _, ...goesOn } = stored;
  return followed(obeying, projection, goesOn);
}

/** What was ordered is stored already: of a build that is to be followed, and isn't, only the answer had been lost. */
function followed({ running, runningView, follow }: Obeying, projection: Projection, stored: ViewStatus): OrderOutcome {
  const isDue = stored.state !== "CANCELLED" && stored.version === projection.version;
  if (isDue && !running.some(({ view }) => isSame(view, stored))) follow(runningView(projection, stored));
  return DONE;
}

const madeElsewhere = (build: ViewStatus) =>
  `version ${build.version} is of another release, which must be installed to keep it up to date`;

/**
 * Serves another build of the version that is served. It never reads older than the one before: it has come to the end
 * of the log, and holds back no event that the other does not hold back, as one of these may take sight away.
 */
async function serve(
  obeying: Obeying,
  projection: Projection,
  stored: ViewStatus,
  builds: readonly ViewStatus[],
  order: "SWITCH" | "ROLL_BACK",
): Promise<OrderOutcome> {
  const view = obeying.running.find((each) => isSame(each.view, stored));
  if (stored.serving) {
    // Only the answer to that had been lost.
    if (view !== undefined && !view.serving) await obeying.serve(view);
    return DONE;
  }
  if (stored.version !== projection.version) return refused(madeElsewhere(stored));
  if (stored.state === "CANCELLED") return refused("it was cancelled: resume it first");
  if (order === "ROLL_BACK" && stored.state !== "KEPT") return refused("it was not served before: switch to it");
  const served = builds.find(({ serving }) => serving);
  if (view === undefined || served === undefined) return refused("nothing of this view is served yet");
  if (!(await obeying.bringToEnd(view))) return refused("it has not come to the end of the log");
  const servedHeld = await obeying.views.held(served);
  const behind = (await obeying.views.held(view.view)).filter(
    ({ event }) => !servedHeld.some((other) => other.event === event),
  );
  if (behind.length > 0)
    return refused(
      `${behind.length} events are held back that the served build has taken, of ${behind[0]!.subject} first`,
    );
  const fault = order === "SWITCH" ? await findFault(view, servedHeld, obeying) : undefined;
  if (fault !== undefined) return refused(fault);
  await obeying.serve(view);
  return DONE;
}

async function verify(obeying: Obeying, order: ViewOrdered): Promise<void> {
  const { running, views, exclusive, signal, onFailure } = obeying;
  const view = running.find((each) => isSame(each.view, targetOf(order)));
  try {
    const outcome =
      view === undefined
        ? refused("no such build is kept up to date here")
        : { done: true, verified: await verifyBuild(view, obeying) };
    await exclusive(() => views.noteOutcome(order.id, outcome));
  } catch (error) {
    // It is obeyed again after the next start.
    if (signal.aborted) return;
    onFailure?.(error);
    await exclusive(() => views.noteOutcome(order.id, refused(failureInWords(error)))).catch(onFailure);
  }
}
