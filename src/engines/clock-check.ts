import { recordedAtOf } from "../event-sourcing/stored-event/recorded-events.js";
import type { EventStore, RawEvent } from "../event-sourcing/stored-event/event-store.js";

/** Clocks of one machine, or of two that take over from each other, may be so far apart, in ms. */
const APART_MS = 60_000;
const LOOK_MS = 5_000;

/**
 * Warns if the newest event says that the clock is wrong, and whenever the clock is set from then on.
 * @param now ISO 8601
 * @returns ends it
 */
export async function warnOfClock(
  events: Pick<EventStore, "newest">,
  now: string,
  warn: (sentence: string) => void,
): Promise<() => void> {
  const fault = clockFault(await events.newest(), now);
  if (fault !== undefined) warn(fault);
  return watchClock((seconds) => warn(`The clock of this machine was set by ${seconds} seconds.`));
}

/**
 * What is wrong with the clock, by the newest event; undefined where nothing is. A stream's times never go back: one
 * that was recorded in the future keeps that time for all that follows in it.
 * @param now ISO 8601
 */
export function clockFault(newest: Pick<RawEvent, "bytes"> | undefined, now: string): string | undefined {
  if (newest === undefined) return undefined;
  const recordedAt = recordedAtOf(newest);
  if (recordedAt === undefined || Date.parse(recordedAt) - Date.parse(now) <= APART_MS) return undefined;
  return `The newest event was recorded at ${recordedAt}, and the clock of this machine says ${now}. If the clock is behind, stop the service and set it. If it was ahead then, what was recorded so keeps that time, and so does what follows it in the same stream.`;
}

/**
 * Tells when the clock is set while the service runs, by comparing it with a counter that is never set.
 * @param onJump told how far it went, in seconds: forward, or back (negative)
 * @returns ends it
 */
export function watchClock(onJump: (seconds: number) => void, everyMs = LOOK_MS): () => void {
  let apart = Date.now() - performance.now();
  const timer = setInterval(() => {
    const now = Date.now() - performance.now();
    if (Math.abs(now - apart) > APART_MS) onJump(Math.round((now - apart) / 1_000));
    apart = now;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
