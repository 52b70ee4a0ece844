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
  /** By these the deadlines of an agency, and of an officer, are listed: open ones first, each by its due date. */
  readonly ofAgency: string | null;
  readonly ofOfficer: string | null;
  /** Country whose calendar it is counted by, while it is open and counted in working days. */
  readonly workingDaysOf: string | null;
}

/** Sorts after every due date: of what has none. */
const NO_DAY = "9999";
const STATES: readonly Deadline["state"][] = ["OPEN", "PAUSED", "MET", "WAIVED"];

/** What the places of the deadlines in a state begin with, after whose they are. */
export function placeOf(state: Deadline["state"]): string {
  return `${STATES.indexOf(state)} `;
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
    { field: "ofAgency", type: "text" },
    { field: "ofOfficer", type: "text" },
    { field: "agency", type: "text", narrows: true },
    { field: "state", type: "text", narrows: true },
    { field: "due", type: "text", narrows: true },
    { field: "workingDaysOf", type: "text" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const deadline = deadlineAggregate.evolve(stateIn(deadlineAggregate.initial, document), event);
    const { state, length, calendar, of, agency, officer } = deadline;
    const place = `${placeOf(state)}${deadline.due ?? NO_DAY} ${id}`;
    const counted = (state === "OPEN" || state === "PAUSED") && "unit" in length && length.unit === "WORKING_DAYS";
    return {
      ...deadline,
      id,
      matter: of.id,
      next: nextFiring(deadline),
      ofAgency: agency === null ? null : `${agency} ${place}`,
      ofOfficer: officer === null ? null : `${officer} ${place}`,
      workingDaysOf: counted ? calendar : null,
    };
  },
};
