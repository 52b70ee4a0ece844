import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { markOf, standingIn, type Mark, type Standing } from "../event-sourcing/stored-event/mark.js";

/** The logs of a store: what happened, and who looked. */
export type LogName = "events" | "reads";

export const LOG_NAMES: readonly LogName[] = ["events", "reads"];

/** Where a log ended; -1 and no mark for an empty one. */
export interface LogEnd {
  readonly number: number;
  readonly mark: Mark | null;
}

export type LogEnds = Readonly<Record<LogName, LogEnd>>;

/** A log that is not what it was: its newest events are lost, or it is another one. */
export interface LogLoss {
  readonly log: LogName;
  /** Where it had ended. */
  readonly had: LogEnd;
  /** Number of its newest event now; -1 where none is left. */
  readonly ends: number;
  readonly standing: Exclude<Standing, "there">;
}

/** Where it is written down, apart from the logs themselves, how far each had come. */
export interface WrittenLogEnds {
  /** Null where nothing is written down. */
  read(): Promise<LogEnds | null>;
  /** Where other instances write, too, an end takes the place of a lower one only. */
  write(ends: LogEnds): Promise<void>;
  /** Writes them down whatever was there: what the logs had beyond is recorded as lost. */
  replace(ends: LogEnds): Promise<void>;
}

/** Where a log ends now. @throws StoreUnavailable */
export async function endOf(log: Pick<EventStore, "newest">): Promise<LogEnd> {
  const newest = await log.newest();
  return newest === undefined ? { number: -1, mark: null } : { number: newest.number, mark: markOf(newest) };
}

/** The logs that do not reach, or do not hold, what had been written down of them. One look-up for each. */
export async function lossesIn(
  logs: Readonly<Record<LogName, Pick<EventStore, "head" | "newest" | "readStream">>>,
  ends: LogEnds,
): Promise<LogLoss[]> {
  const losses: LogLoss[] = [];
  for (const log of LOG_NAMES) {
    const standing = await standingIn(logs[log], ends[log]);
    if (standing !== "there") losses.push({ log, had: ends[log], ends: (await endOf(logs[log])).number, standing });
  }
  return losses;
}
