import type { Projection } from "../event-sourcing/projection.js";
import { fieldsOf, type PersonalRecord } from "../event-sourcing/personal-field.js";
import { GlassBroken, GlassReviewed } from "../person/confidentiality.events.js";
import { splitStream } from "../event-sourcing/decider.js";

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
  ids: (event) => (event.corrects === null ? [(event.facts as { grant: string }).grant] : []),
  evolve(document, event, id) {
    const { emergency, until, outcome } = event.facts as { emergency: string; until: string; outcome: string };
    if (event.type === GlassReviewed.type)
      return document && { ...document, review: "CLOSED", outcome, reviewedBy: event.actor.id };
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
