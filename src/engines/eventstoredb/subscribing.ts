import { setImmediate as turn } from "node:timers/promises";
import { START, streamNameFilter, type AllStreamResolvedEvent } from "@eventstore/db-client";
import { StoreUnavailable, type Checkpoint, type RawEvent } from "../../event-sourcing/stored-event/event-store.js";
import type { Connection } from "./connection.js";
import { positionOf } from "./positions.js";
import { rawEvent } from "./raw-event.js";
import type { TimeLimit } from "./time-limit.js";

/** Events that wait in memory while a batch is being processed, at most. */
const MOST_AHEAD = 512;
/** In units of the server's search window, by default of 32 events: its own default tells a checkpoint for each. */
const CHECKPOINT_INTERVAL = 100;

export interface Following {
  readonly connection: Connection;
  readonly kawalStreams: RegExp;
  /** Number of the newest event, to find a subscription that has fallen silent. */
  readonly head: () => Promise<number>;
  /** How often a subscription that brings nothing is looked after. */
  readonly idle: TimeLimit;
  readonly onSeen: (number: number) => void;
}

/**
 * One subscription, until it drops: by an error, by an end without a word, or by falling silent though there are newer
 * events. Where it stands is known by the events given alone: what the server tells of its own checkpoints runs ahead
 * of events that still wait here.
 * @throws StoreUnavailable at a drop; returns when aborted
 */
export async function* follow(
  { connection, kawalStreams, head, idle, onSeen }: Following,
  after: Checkpoint | null,
  max: number,
  signal: AbortSignal,
): AsyncGenerator<RawEvent[]> {
  const { client, givenUp, succeeded, failed } = await connection.lasting();
  const subscription = client.subscribeToAll(
    {
      fromPosition: after === null ? START : positionOf(after),
      filter: streamNameFilter({ regex: kawalStreams.source, checkpointInterval: CHECKPOINT_INTERVAL }),
    },
    { highWaterMark: Math.min(max, MOST_AHEAD) },
  );
  let drop: Error | undefined;
  let wake = (): void => undefined;
  const dropped = (error: Error) => {
    drop ??= error;
    wake();
  };
  const onGivenUp = () => dropped(new StoreUnavailable("EventStoreDB: the connection was given up"));
  const onAbort = () => wake();
  subscription.on("error", dropped);
  subscription.on("end", () => dropped(new StoreUnavailable("EventStoreDB ended a subscription")));
  subscription.on("readable", onAbort);
  givenUp.addEventListener("abort", onGivenUp);
  signal.addEventListener("abort", onAbort);
  if (givenUp.aborted) onGivenUp();

  /** Resolves when there may be something to read, at a drop, an abort, or when the time is up: then false. */
  const something = () =>
    new Promise<boolean>((resolve) => {
      const stopTimer = idle.begin(() => resolve(false));
      wake = () => {
        stopTimer();
        resolve(true);
      };
      if (drop !== undefined || signal.aborted || subscription.readableLength > 0) wake();
    });

  let last = after?.number ?? -1;
  /** Head at an earlier look: it is not reached since, if it still is ahead at the next. */
  let ahead = -1;

  /** Adds what is at hand; whatever is not after the last event, or in a foreign stream, is none of ours. */
  function gather(batch: RawEvent[]): boolean {
    let any = false;
    while (batch.length < max) {
      const resolved = subscription.read() as AllStreamResolvedEvent | null;
      if (resolved === null) break;
      any = true;
      if (!resolved.event || !kawalStreams.test(resolved.event.streamId)) continue;
      const raw = rawEvent(resolved.event);
      if (raw.number <= last) continue;
      last = raw.number;
      batch.push(raw);
    }
    return any;
  }

  try {
    while (!signal.aborted) {
      const batch: RawEvent[] = [];
      // What is under way may join: a turn of the event loop costs little, and a batch of one costs its reader a
      // commit.
      while (gather(batch) && batch.length < max && !signal.aborted) await turn();
      if (batch.length > 0) {
        succeeded();
        onSeen(last);
        yield batch;
        continue;
      }
      if (drop !== undefined) throw drop;
      if (await something()) continue;
      const newest = await head();
      if (ahead > last) throw new StoreUnavailable("EventStoreDB: a subscription fell silent");
      ahead = newest;
    }
  } catch (error) {
    failed();
    throw error;
  } finally {
    givenUp.removeEventListener("abort", onGivenUp);
    signal.removeEventListener("abort", onAbort);
    // Leaving alone would let the call go on; and it may never have begun, so nobody waits for this.
    subscription.unsubscribe().catch(() => undefined);
    subscription.destroy();
  }
}
