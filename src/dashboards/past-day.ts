import { sightKey } from "../access/need-to-know.view.js";
import type { Caller } from "../access/caller.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { DEFAULT_ZONE, NotATime, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { recordedAtOf } from "../event-sourcing/stored-event/recorded-events.js";
import { dayOf } from "../figures/dimension.js";
import { PastDayNotReady, type PastDay, type PastDays } from "../figures/past-days.js";
import { Problem } from "../http/problems.js";
import type { Views } from "../http/views.js";
import { erasuresView, type ErasureDocument } from "../person/erasures.view.js";

/** A day that is over, and by which time. */
export interface NamedDay {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** IANA zone of that day. */
  readonly zone: string;
  /** ISO 8601, UTC: what had been recorded by then was known on that day. */
  readonly end: string;
}

const FIELD = "asOf";
const PAGE = 500;

/**
 * Reads a past day as a query names it.
 * @param now ISO 8601, UTC
 * @throws InvalidField where it is no day, is not over, or nothing had been recorded by its end
 */
export async function pastDayIn(text: string, now: string, store: Pick<EventStore, "readAll">): Promise<NamedDay> {
  const end = endOf(text);
  const today = dayOf(now);
  if (text >= today)
    throw new InvalidField("impossible-date", FIELD, `must be a day that is over: today is ${today} in Jakarta`);
  const [first] = await store.readAll(null, 1);
  const begun = first && recordedAtOf(first);
  if (begun === undefined || begun > end) {
    const since = begun === undefined ? "nothing is recorded yet" : `the first event was recorded on ${dayOf(begun)}`;
    throw new InvalidField("impossible-date", FIELD, `must be a day on which something was known: ${since}`);
  }
  return { day: text, zone: DEFAULT_ZONE, end };
}

function endOf(text: string): string {
  const wrong = new InvalidField("impossible-date", FIELD, "must be a day, YYYY-MM-DD");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw wrong;
  try {
    return resolveTime({ date: text, zone: DEFAULT_ZONE }, "").latest!;
  } catch (error) {
    if (error instanceof NotATime) throw wrong;
    throw error;
  }
}

/** @throws Problem while it, or another day, is being folded */
export async function foldedDay(days: PastDays, { end }: NamedDay): Promise<PastDay> {
  try {
    return await days.endingAt(end);
  } catch (error) {
    if (!(error instanceof PastDayNotReady)) throw error;
    throw new Problem(503, "past-day-not-ready", "What was known on that day is not counted yet", {
      detail: `${error.other ? "Another day" : "It"} is being counted: send it again later.`,
      headers: { "retry-after": "2" },
    });
  }
}

/** How many erasures were recorded after a day, of persons whom the caller sees. */
export async function erasedAfter({ readModel, sight }: Views, caller: Caller, { end }: NamedDay): Promise<number> {
  let erased = 0;
  for (let after: string | undefined, more = true; more; more = after !== undefined) {
    const where = [{ field: "recordedAt", from: end }];
    const page = await readModel.find<ErasureDocument>(erasuresView.name, { where, limit: PAGE, after });
    const later = page.documents.filter(({ recordedAt }) => recordedAt > end).map(({ person }) => person);
    const keys = [...new Set(later.map((person) => sightKey("person", person)))];
    const seen = new Set([...(await sight.seen(caller, keys, "whole"))].map((key) => splitStream(key)[1]));
    erased += later.filter((person) => seen.has(person)).length;
    after = page.next;
  }
  return erased;
}
