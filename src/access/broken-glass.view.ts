import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { fieldsOf, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { GlassBroken, GlassReviewed } from "./confidentiality.events.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";

/** Emergency access of one officer to one person's file, and the review that it waits for. */
export interface BrokenGlass {
  readonly id: string;
  readonly person: string;
  readonly officer: string;
  readonly agency: string | null;
  readonly emergency: string;
  /** Sealed: reason. */
  readonly reason: PersonalRecord;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** When it ends, or ended because a review found it not justified. */
  readonly until: string;
  /** OPEN until another officer has closed it. */
  readonly review: "OPEN" | "CLOSED";
  readonly outcome: string | null;
  readonly reviewedBy: string | null;
}

export const brokenGlassView: Projection<BrokenGlass> = {
  name: "broken-glass",
  version: 2,
  types: [GlassBroken.type, GlassReviewed.type],
  order: "recorded",
  indexes: [
    { field: "officer", type: "text" },
    { field: "person", type: "text" },
    { field: "review", type: "text" },
    { field: "at", type: "text" },
  ],
  // What is reviewed is what was said at the time, whatever it is corrected to.
  ids(event) {
    const { grant, ends = [] } = event.facts as { grant: string; ends?: readonly string[] };
    return event.corrects === null ? [...new Set([grant, ...ends])] : [];
  },
  evolve(document, event, id) {
    if (event.type === GlassReviewed.type) return document && reviewed(document, event);
    const { emergency, until } = event.facts as { emergency: string; until: string };
    return {
      id,
      person: splitStream(event.stream)[1],
      officer: event.actor.id,
      agency: event.actor.agency,
      emergency,
      reason: fieldsOf(event, "narrative"),
      at: event.recordedAt,
      until,
      review: "OPEN",
      outcome: null,
      reviewedBy: null,
    };
  },
};

function reviewed(document: BrokenGlass, { facts, actor, recordedAt }: EventRecord): BrokenGlass {
  const { grant, outcome, ends = [] } = facts as { grant: string; outcome: string; ends?: readonly string[] };
  return {
    ...document,
    ...(ends.includes(document.id) && { until: recordedAt }),
    ...(grant === document.id && { review: "CLOSED" as const, outcome, reviewedBy: actor.id }),
  };
}
