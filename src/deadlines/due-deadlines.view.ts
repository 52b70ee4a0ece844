import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { deadlineAggregate, type Deadline } from "./deadline.js";
import { deadlineEvents } from "./deadline.events.js";
import { nextFiring } from "./firing.js";

export interface DeadlineDocument extends Deadline {
  readonly id: string;
  /** Id of what it is about. */
  readonly matter: string;
  /** When something is to happen to it by itself, in ISO 8601; null: nothing is. */
  readonly next: string | null;
  /** Country whose calendar it is counted by, while it is open and counted in working days. */
  readonly workingDaysOf: string | null;
}

/** Deadlines with when each is due: officers list them, and the round of the timer finds what is due. */
export const dueDeadlinesView: Projection<DeadlineDocument> = {
  name: "due-deadlines",
  version: 1,
  types: deadlineEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`deadline-${id}`],
  revisionOf: (id) => `deadline-${id}`,
  indexes: [
    { field: "next", type: "text" },
    { field: "matter", type: "text" },
    { field: "agency", type: "text" },
    { field: "officer", type: "text" },
    { field: "state", type: "text", narrows: true },
    { field: "due", type: "text", narrows: true },
    { field: "workingDaysOf", type: "text" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const deadline = deadlineAggregate.evolve(stateIn(deadlineAggregate.initial, document), event);
    const { state, length, calendar, of } = deadline;
    const counted = (state === "OPEN" || state === "PAUSED") && "unit" in length && length.unit === "WORKING_DAYS";
    return {
      ...deadline,
      id,
      matter: of.id,
      next: nextFiring(deadline),
      workingDaysOf: counted ? calendar : null,
    };
  },
};
