import { NATIONWIDE } from "../access/policy.js";
import type { Role } from "../access/roles.js";
import type { Decider, Decision, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions, newEvent } from "../event-sourcing/stored-event/event-definition.js";
import { dateIn, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { regionPath } from "../places/regions.js";
import { agencyOf, assertInOffice } from "./in-office.js";
import type { Agency } from "./agency.js";
import type { AssignOfficer, EndAssignment } from "./officer.commands.js";
import { OfficerAssigned, OfficerAssignmentEnded, officerEvents, type OfficerEvent } from "./officer.events.js";

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

const SELF_ASSIGNMENT: Rule = {
  id: "self-assignment",
  source: "[design] four eyes",
  en: "Nobody gives themselves a role",
  indonesian: "Petugas tidak dapat menugaskan dirinya sendiri",
};

const REGION_OF_ANOTHER: Rule = {
  id: "region-of-another",
  source: "[design] need-to-know",
  en: "An officer answers for the region of the agency, or for a part of it",
  indonesian: "Wilayah petugas harus berada di dalam wilayah instansinya",
};

const NO_SUCH_ASSIGNMENT: Rule = {
  id: "no-such-assignment",
  source: "[design]",
  en: "The officer has no such assignment",
  indonesian: "Petugas tidak memiliki penugasan ini",
};

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

const assign: Decision<AssignOfficer, Officer, { agency: Agency }> = {
  creates: "either",
  loads: ({ agency }) => ({ agency: agencyOf(agency) }),
  decide: ({ agency, role, region, name, from, until, occurred }, _state, { id, now, actor, loaded, newId }) => {
    if (actor.id === id) throw new Rejection(SELF_ASSIGNMENT);
    const occurredAt = resolveTime(occurred, now);
    assertInOffice(loaded.agency, agency, occurredAt);
    if (region !== undefined && !answersFor(loaded.agency, region)) throw new Rejection(REGION_OF_ANOTHER, { region });
    const facts = {
      assignment: newId(),
      agency: agency.toLowerCase(),
      role,
      ...(region !== undefined && { region }),
      from: from ?? dateIn(loaded.agency.zone, now),
      ...(until !== undefined && { until }),
    };
    if (until !== undefined && until <= facts.from)
      throw new InvalidField("impossible-date", "until", "must come after the day on which the assignment begins");
    return [
      newEvent(OfficerAssigned, {
        subjects: [{ person: id, role: "OFFICER" }],
        occurredAt,
        asReported: occurred?.asReported,
        facts,
        personal: name === undefined ? [] : [{ person: id, class: "identity", values: { name } }],
      }),
    ];
  },
};

/** Whether a region is the agency's or within it; an agency that answers for the nation answers for all of them. */
function answersFor({ kind, region, country }: Agency, named: string): boolean {
  if (region !== null) return regionPath(named).includes(region);
  return country === null && kind !== undefined && NATIONWIDE.includes(kind);
}

const end: Decision<EndAssignment, Officer> = {
  decide: ({ assignment, on, reason, occurred }, { assignments }, { id, now }) => {
    const known = assignments.find((each) => each.id === assignment.toLowerCase());
    if (!known) throw new Rejection(NO_SUCH_ASSIGNMENT, { assignment });
    return [
      newEvent(OfficerAssignmentEnded, {
        subjects: [{ person: id, role: "OFFICER" }],
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: { assignment: known.id, on: on ?? now.slice(0, 10), reason },
      }),
    ];
  },
};

/** `officer-<id>`: for whom one officer acts. */
export const officerAggregate: Decider<Officer> = {
  category: "officer",
  events: anyDefinitions(officerEvents),
  initial,
  evolve,
  decisions: { AssignOfficer: assign, EndAssignment: end },
};

export function officerOf(id: string): Load<Officer> {
  return { aggregate: officerAggregate, id };
}

/** Whether an assignment holds on a day (`YYYY-MM-DD`). */
export function holdsOn({ from, until }: Assignment, day: string): boolean {
  return from <= day && (until === null || day < until);
}
