import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { Projection } from "../../event-sourcing/projecting/projection.js";
import { stateIn } from "../../event-sourcing/projecting/stored-state.js";
import { CalendarPublished } from "./calendar.events.js";
import { calendarAggregate, type PublishedCalendar } from "./published-calendar.js";

export interface CalendarDocument extends PublishedCalendar {
  readonly id: string;
  /** ISO 8601: when something was published last. */
  readonly publishedAt: string;
}

/** What was published of each country's calendar. */
export const calendarsView: Projection<CalendarDocument> = {
  name: "calendars",
  version: 1,
  types: [CalendarPublished.type],
  order: "recorded",
  indexes: [{ field: "country", type: "text" }],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve: (document, event, id) => ({
    ...calendarAggregate.evolve(stateIn(calendarAggregate.initial, document), event),
    id,
    publishedAt: event.recordedAt,
  }),
};
