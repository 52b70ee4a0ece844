import { NATIONWIDE } from "../access/policy.js";
import { ROLES, type Role } from "../access/roles.js";
import { eventOf, personalOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { command } from "../http/command.js";
import { CodeField, DateField, RegionField, NameField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { regionPath } from "../places/regions.js";
import type { Agency } from "./agency.js";
import { AgencyField } from "./agency-field.js";
import { agencyOf } from "./in-office.js";
import { OfficerAssigned } from "./officer.events.js";
import type { Officer } from "./officer.js";

export class AssignOfficer extends Occurring {
  @AgencyField({ toDo: true })
  agency!: string;

  @CodeField(ROLES)
  role!: Role;

  @RegionField({ optional: true, description: "The part of the agency's region that the officer answers for" })
  region?: string;

  @NameField(200, { optional: true, description: "The officer's name, which is sealed" })
  name?: string;

  @DateField({ kind: "PLANNED", optional: true, description: "Today if left out" })
  from?: string;

  @DateField({ kind: "EXPIRY", optional: true, description: "The first day on which it no longer holds" })
  until?: string;
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

export const assignOfficer = command(AssignOfficer, {
  path: "assignments",
  summary: "Assign an officer to an agency, in a role, from a day on",
  creates: "either",
  loads: ({ agency }) => ({ agency: agencyOf(agency) }),
  decide: (data, _state: Officer, given) => {
    const { agency, role, region, name, until, occurred } = data;
    const { id, now, loaded } = given;
    if (given.actor.id === id) throw new Rejection(SELF_ASSIGNMENT);
    const at = resolveTime(occurred, now);
    if (region !== undefined && !answersFor(loaded.agency, region)) throw new Rejection(REGION_OF_ANOTHER, { region });
    const from = data.from ?? dateIn(loaded.agency.zone, now);
    if (until !== undefined && until <= from)
      throw new InvalidField("impossible-date", "until", "must come after the day on which the assignment begins");
    return [
      eventOf(OfficerAssigned, data, given, {
        subjects: [{ person: id, role: "OFFICER" }],
        facts: {
          assignment: given.newId(),
          agency,
          role,
          ...(region !== undefined && { region }),
          from,
          ...(until !== undefined && { until }),
        },
        personal: name === undefined ? [] : personalOf(id, { identity: { name } }),
        at,
      }),
    ];
  },
});

/** Whether a region is the agency's or within it; an agency that answers for the nation answers for all of them. */
function answersFor({ kind, region, country }: Agency, named: string): boolean {
  if (region !== null) return regionPath(named).includes(region);
  return country === null && kind !== undefined && NATIONWIDE.includes(kind);
}
