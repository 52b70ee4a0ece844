import { Type } from "typebox";
import { ROLES } from "../access/roles.js";
import { defineEvent, type RecordOf } from "../event-sourcing/event-definition.js";
import { CalendarDate, RegionCode, Uuid } from "../facts/shapes.js";

/** Why an assignment ended. */
export const ASSIGNMENT_ENDS = ["TRANSFERRED", "LEFT_SERVICE", "REVOKED", "MISTAKEN"] as const;

/** An officer acts for an agency in a role, from a day on. The officer is an opaque id; a name is sealed. */
export const OfficerAssigned = defineEvent({
  type: "OfficerAssigned",
  facts: Type.Object({
    assignment: Uuid,
    agency: Uuid,
    role: Type.Enum([...ROLES]),
    /** The part of the agency's region that the officer answers for. */
    region: Type.Optional(RegionCode),
    from: CalendarDate,
    /** The first day on which it no longer holds. */
    until: Type.Optional(CalendarDate),
  }),
  personal: { identity: ["name"] },
});

/** The officer no longer acts there. */
export const OfficerAssignmentEnded = defineEvent({
  type: "OfficerAssignmentEnded",
  facts: Type.Object({ assignment: Uuid, on: CalendarDate, reason: Type.Enum([...ASSIGNMENT_ENDS]) }),
});

export const officerEvents = [OfficerAssigned, OfficerAssignmentEnded];
export type OfficerEvent = RecordOf<(typeof officerEvents)[number]>;
