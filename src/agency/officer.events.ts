import { Type } from "typebox";
import { ROLES } from "../access/roles.js";
import { defineEvent, FIXED, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import { Uuid } from "../facts/shapes.js";
import { grantsNothing } from "../event-sourcing/stored-event/sight.js";

/**
 * What an officer may see and do follows from these: one that is mistaken is ended, and another given, by somebody
 * else.
 */
const FixedDate = Type.String({ format: "calendar-date", ...FIXED });

/** Why an assignment ended. */
export const ASSIGNMENT_ENDS = ["TRANSFERRED", "LEFT_SERVICE", "REVOKED", "MISTAKEN"] as const;

/** An officer acts for an agency in a role, from a day on. The officer is an opaque id; a name is sealed. */
export const OfficerAssigned = defineEvent({
  type: "OfficerAssigned",
  title: { en: "An officer was assigned to an agency", indonesian: "Petugas ditugaskan pada instansi" },
  sight: grantsNothing("what an officer sees follows from the agency, when they ask"),
  facts: Type.Object({
    assignment: Uuid,
    agency: Uuid,
    role: Type.Enum([...ROLES], { ...FIXED }),
    /** The part of the agency's region that the officer answers for. */
    region: Type.Optional(Type.String({ format: "region", ...FIXED })),
    from: FixedDate,
    /** The first day on which it no longer holds. */
    until: Type.Optional(FixedDate),
  }),
  personal: { identity: ["name"] },
});

/** The officer no longer acts there. */
export const OfficerAssignmentEnded = defineEvent({
  type: "OfficerAssignmentEnded",
  title: { en: "An officer's assignment ended", indonesian: "Penugasan petugas berakhir" },
  narrows: true,
  sight: grantsNothing("what an officer sees follows from the agency, when they ask"),
  facts: Type.Object({ assignment: Uuid, on: FixedDate, reason: Type.Enum([...ASSIGNMENT_ENDS]) }),
});

export const officerEvents = [OfficerAssigned, OfficerAssignmentEnded];
export type OfficerEvent = RecordOf<(typeof officerEvents)[number]>;
