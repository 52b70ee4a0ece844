import { v5 as uuidv5 } from "uuid";
import type { Aggregate, Load } from "../../event-sourcing/deciding/decider.js";
import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import { anyDefinitions } from "../../event-sourcing/stored-event/event-definition.js";
import type { Publication } from "./calendar.js";
import { calendarEvents, type CalendarEvent } from "./calendar.events.js";

/** What was published of one country's calendar. */
export interface PublishedCalendar {
  readonly country: string | null;
  /** In the order published. */
  readonly publications: readonly Publication[];
}

/** `calendar-<id>`: what a country's government announced of its working days. */
export const calendarAggregate: Aggregate<PublishedCalendar> = {
  category: "calendar",
  events: anyDefinitions(calendarEvents),
  initial: { country: null, publications: [] },
  evolve(state, recorded) {
    const { country, weekend = null, ...published } = (recorded as unknown as CalendarEvent).facts;
    return { country, publications: [...state.publications, { ...published, weekend }] };
  },
  completes: () => {
    throw new InvalidField("not-correctable", "event", "what was announced later is published, not corrected");
  },
};

/** Id of the one stream of a country's calendar. */
export function calendarId(country: string): string {
  return uuidv5(`calendar/${country}`, "6f2d7c1e-9a53-5b0e-8c44-1d3f5a7b9e20");
}

export function publishedOf(country: string): Load<PublishedCalendar> {
  return { aggregate: calendarAggregate, id: calendarId(country) };
}
