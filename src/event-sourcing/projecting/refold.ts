import { once } from "node:events";
import type { EventStore, RawEvent } from "../stored-event/event-store.js";
import { recordedAtOf } from "../stored-event/recorded-events.js";
import type { EventRegistry } from "../stored-event/registry.js";
import type { ProjectionKeys } from "./projection-batch.js";
import { runProjections } from "./projection-runner.js";
import type { Projection } from "./projection.js";
import type { ViewStore } from "./view-store.js";

export interface Refolding {
  readonly projections: readonly Projection[];
  readonly registry: EventRegistry;
  readonly events: EventStore;
  /** An empty one. */
  readonly views: ViewStore;
  readonly keys?: ProjectionKeys | undefined;
}

/**
 * Folds views anew from the events up to a number.
 * @param recordedBy ISO 8601, UTC: and from no event that was recorded later; the last one of the number was not
 * @throws what kept them from it
 */
export async function refold(
  { projections, events, ...rest }: Refolding,
  upTo: number,
  recordedBy?: string,
): Promise<void> {
  const waiting = new Set(projections.map(({ name }) => name));
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  done.catch(() => undefined);
  const isKnown = (event: RawEvent) =>
    event.number <= upTo && (recordedBy === undefined || isRecordedBy(event, recordedBy));
  const runner = await runProjections({
    ...rest,
    projections,
    events: endingAt(events, upTo, isKnown),
    onCheckpoint: (numbers) => {
      for (const [name, number] of Object.entries(numbers)) if (number >= upTo) waiting.delete(name);
      if (waiting.size === 0) resolve();
    },
    onAlarm: () => undefined,
    onFailure: reject,
  });
  try {
    await done;
  } finally {
    await runner.stop();
  }
}

/** The last of all events that had been recorded by then. Clocks of several instances differ, so all are looked at. */
export async function lastRecordedBy(
  events: Pick<EventStore, "readAll">,
  recordedBy: string,
): Promise<{ readonly number: number; readonly recordedAt: string } | undefined> {
  let last: RawEvent | undefined;
  for (let at: RawEvent | null = null, page = await events.readAll(at, PAGE); page.length > 0;) {
    at = page.at(-1)!;
    last = page.findLast((event) => isRecordedBy(event, recordedBy)) ?? last;
    page = await events.readAll(at, PAGE);
  }
  return last && { number: last.number, recordedAt: recordedAtOf(last)! };
}

const PAGE = 4_000;

/** What can't be read is held back by the views, as it is in those of today. */
function isRecordedBy(event: RawEvent, recordedBy: string): boolean {
  const at = recordedAtOf(event);
  return at === undefined || at <= recordedBy;
}

/** A log as it was when it ended with this number. */
function endingAt(events: EventStore, upTo: number, isKnown: (event: RawEvent) => boolean): EventStore {
  return {
    ...events,
    head: async () => upTo,
    readStream: async (stream, from) => (await events.readStream(stream, from)).filter(isKnown),
    readAll: async (after, max) => (await events.readAll(after, max)).filter(isKnown),
    async *subscribe(after, max, signal) {
      let batch = await events.readAll(after, max);
      while (batch.length > 0 && batch[0]!.number <= upTo && !signal.aborted) {
        const known = batch.filter(isKnown);
        if (known.length > 0) yield known;
        batch = await events.readAll(batch.at(-1)!, max);
      }
      if (!signal.aborted) await once(signal, "abort");
    },
  };
}
