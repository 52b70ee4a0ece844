import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { EventStore, RawEvent } from "../../event-sourcing/stored-event/event-store.js";
import { markOf, standingIn, type Mark, type Standing } from "../../event-sourcing/stored-event/mark.js";

/** Name of the file in the data folder that says how far each log had come. */
export const LOG_ENDS = "log-ends.json";

/** The logs of a store: what happened, and who looked. */
export type LogName = "events" | "reads";

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

type Log = Pick<EventStore, "head" | "readStream" | "readAll">;

/**
 * How far the logs had come when it was last written down: within a second of the newest event, and at each stop.
 * @returns null where nothing is written down
 */
export async function readLogEnds(data: string): Promise<LogEnds | null> {
  try {
    return JSON.parse(await readFile(join(data, LOG_ENDS), "utf8")) as LogEnds;
  } catch (error) {
    // Torn by a power cut, it says nothing; it is replaced whole, so that this is rare.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export async function writeLogEnds(data: string, ends: LogEnds): Promise<void> {
  const next = join(data, `${LOG_ENDS}.next`);
  const file = await open(next, "w", 0o600);
  try {
    await file.writeFile(JSON.stringify(ends));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, join(data, LOG_ENDS));
}

/** Where a log ends now. @throws StoreUnavailable */
export async function endOf(log: Log): Promise<LogEnd> {
  const newest = await newestOf(log);
  return newest === undefined ? { number: -1, mark: null } : { number: newest.number, mark: markOf(newest) };
}

/** The newest event of a log. @throws StoreUnavailable */
export async function newestOf(log: Log): Promise<RawEvent | undefined> {
  const number = await log.head();
  if (number < 0) return undefined;
  const [raw] = await log.readAll(number === 0 ? null : { number: number - 1, position: String(number - 1) }, 1);
  return raw;
}

/** The logs that do not reach, or do not hold, what had been written down of them. One look-up for each. */
export async function lossesIn(logs: Readonly<Record<LogName, Log>>, ends: LogEnds): Promise<LogLoss[]> {
  const losses: LogLoss[] = [];
  for (const log of ["events", "reads"] as const) {
    const standing = await standingIn(logs[log], ends[log]);
    if (standing !== "there") losses.push({ log, had: ends[log], ends: await logs[log].head(), standing });
  }
  return losses;
}
