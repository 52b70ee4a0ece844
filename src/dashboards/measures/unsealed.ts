import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";

/** An event without what is sealed in it: no figure is made of that, and no counted document keeps it. */
export function unsealed(event: EventRecord): EventRecord {
  return event.sealed.length === 0 ? event : { ...event, sealed: [] };
}
