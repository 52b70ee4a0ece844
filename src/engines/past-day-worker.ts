/** The thread that folds one past day, and ends: started by `openPastDays`. */
import { parentPort, workerData } from "node:worker_threads";
import { lastRecordedBy, refold } from "../event-sourcing/projecting/refold.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import type { ViewsOfLog } from "./projecting/thread.js";
import { openSqliteEventStore } from "./sqlite/event-store.js";
import { openSqliteViewStore } from "./sqlite/view-store.js";

/** Where the events are: a file, or a connection string. */
export type LogOfPast = { readonly file: string } | { readonly eventStore: string };

export interface PastDayData {
  readonly log: LogOfPast;
  /** URL of a module that exports `countedThings`. */
  readonly slices: string;
  /** End of the day: ISO 8601, UTC. */
  readonly end: string;
  /** A file for the views, which is not there yet. */
  readonly views: string;
}

/** The last event that had been recorded by then. */
export interface FoldedDay {
  readonly number: number;
  readonly recordedAt: string;
}

async function openLog(log: LogOfPast): Promise<EventStore> {
  if ("file" in log) return openSqliteEventStore({ file: log.file, mode: "read" });
  const { openKawalsEvents } = await import("./cluster-stores.js");
  return openKawalsEvents(log.eventStore);
}

const { log, slices, end, views: file } = workerData as PastDayData;
const { countedThings } = (await import(slices)) as { readonly countedThings: ViewsOfLog };
const events = await openLog(log);
try {
  const last = await lastRecordedBy(events, end);
  if (last === undefined) throw new Error("nothing had been recorded by then");
  const views = openSqliteViewStore(file);
  try {
    await refold({ ...countedThings, events, views }, last.number, end);
  } finally {
    await views.close();
  }
  parentPort!.postMessage(last satisfies FoldedDay);
} finally {
  await events.close();
}
