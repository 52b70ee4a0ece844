import { ROLES, type Role } from "../access/roles.js";
import { CodeField, DateField, OccurredDto, OccurredField, RegionField, TextField, UuidField } from "../http/fields.js";
import { ASSIGNMENT_ENDS } from "./officer.events.js";

export class AssignOfficer {
  @UuidField()
  agency!: string;

  @CodeField(ROLES)
  role!: Role;

  @RegionField({ optional: true, description: "The part of the agency's region that the officer answers for" })
  region?: string;

  @TextField(200, { optional: true, description: "The officer's name, which is sealed" })
  name?: string;

  @DateField({ optional: true, description: "Today if left out" })
  from?: string;

  @DateField({ optional: true, description: "The first day on which it no longer holds" })
  until?: string;

  @OccurredField()
  occurred?: OccurredDto;
}

export class EndAssignment {
  @UuidField()
  assignment!: string;

  @DateField({ optional: true, description: "Today if left out" })
  on?: string;

  @CodeField(ASSIGNMENT_ENDS)
  reason!: (typeof ASSIGNMENT_ENDS)[number];

  @OccurredField()
  occurred?: OccurredDto;
}
