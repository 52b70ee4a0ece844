import { v5 as uuidv5 } from "uuid";
import type { Aggregate } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { numberingEvents, type NumberingEvent } from "./numbering.events.js";

/** The numbers that one office has given in one year. */
export interface NumberSeries {
  readonly last: number;
}

/**
 * `numbers-<id>`: one series. Who appends at the revision read has the next number, so that no two files get the same.
 */
export const numberSeriesAggregate: Aggregate<NumberSeries> = {
  category: "numbers",
  events: anyDefinitions(numberingEvents),
  initial: { last: 0 },
  evolve: ({ last }, recorded) => ({ last: Math.max(last, (recorded as NumberingEvent).facts.serial) }),
};

/** Id of the one stream of a series. */
export function numberSeriesId(series: string): string {
  return uuidv5(`numbers/${series}`, "6f2d7c1e-9a53-5b0e-8c44-1d3f5a7b9e20");
}
