import type { Role } from "../access/roles.js";
import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { officerEvents, type OfficerEvent } from "./officer.events.js";

/** For whom an officer acts, as what, and since when. */
export interface Assignment {
  readonly id: string;
  readonly agency: string;
  readonly role: Role;
  readonly region: string | null;
  /** Calendar dates; `until` is the first day on which it no longer holds. */
  readonly from: string;
  readonly until: string | null;
}

export interface Officer {
  readonly assignments: readonly Assignment[];
  /** Ends as they were told: one may have happened before its assignment was, and ends it all the same. */
  readonly ends: readonly { readonly assignment: string; readonly on: string }[];
  /** Sealed: name. */
  readonly identity: PersonalRecord;
}

const initial: Officer = { assignments: [], ends: [], identity: NO_FIELDS };

function evolve(state: Officer, recorded: { readonly type: string }): Officer {
  const event = recorded as OfficerEvent;
  switch (event.type) {
    case "OfficerAssigned": {
      const { assignment: id, agency, role, region = null, from, until = null } = event.facts;
      const named = fieldsOf(event, "identity");
      const given: Assignment = { id, agency, role: role as Role, region, from, until };
      return {
        ...state,
        assignments: [...state.assignments, state.ends.reduce(endedBy, given)],
        identity: named.parts.length > 0 ? named : state.identity,
      };
    }
    case "OfficerAssignmentEnded": {
      const { assignment, on } = event.facts;
      const end = { assignment, on };
      return {
        ...state,
        assignments: state.assignments.map((each) => endedBy(each, end)),
        ends: [...state.ends, end],
      };
    }
  }
}

/** An assignment with its end, unless it is another's or ends earlier anyway. */
function endedBy(given: Assignment, { assignment, on }: Officer["ends"][number]): Assignment {
  return given.id === assignment && (given.until === null || on < given.until) ? { ...given, until: on } : given;
}

/** `officer-<id>`: for whom one officer acts. */
export const officerAggregate: Aggregate<Officer> = {
  category: "officer",
  events: anyDefinitions(officerEvents),
  initial,
  evolve,
};

export function officerOf(id: string): Load<Officer> {
  return { aggregate: officerAggregate, id };
}

/** Whether an assignment holds on a day (`YYYY-MM-DD`). */
export function holdsOn({ from, until }: Assignment, day: string): boolean {
  return from <= day && (until === null || day < until);
}
