import { Temporal } from "temporal-polyfill";
import { isCalendarDate } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidCursor } from "../event-sourcing/projecting/read-model.js";

/** A list that asks for what is overdue: all its pages are of the day on which its first one was asked for. */
export interface DayOfList {
  /** `YYYY-MM-DD`. */
  readonly day: string;
  /** Where the page begins, as the read model gave it. */
  readonly after: string | undefined;
}

/**
 * The day of a page: today for a first one, that of its list for any other, also after midnight.
 * @param after the `next` of a page that `ofDay` marked
 * @throws InvalidCursor
 */
export function dayOfList(after: string | undefined, today: string): DayOfList {
  if (after === undefined) return { day: today, after };
  const [day, ...rest] = after.split(".");
  if (!isCalendarDate(day) || day! > today || rest.length === 0) throw new InvalidCursor("this is no cursor");
  return { day: day!, after: rest.join(".") };
}

/** A page whose `next` keeps the day of its list. */
export function ofDay<P extends { readonly next?: string }>(page: P, day: string): P {
  return page.next === undefined ? page : { ...page, next: `${day}.${page.next}` };
}

/** The last day on which something can have been due that is overdue on a day. */
export function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}
