import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { command } from "../http/command.js";
import { CodeField, DateField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { ASSIGNMENT_ENDS, OfficerAssignmentEnded } from "./officer.events.js";
import type { Officer } from "./officer.js";

export class EndAssignment extends Occurring {
  @UuidField()
  assignment!: string;

  @DateField({ kind: "PLANNED", optional: true, description: "Today if left out" })
  on?: string;

  @CodeField(ASSIGNMENT_ENDS)
  reason!: (typeof ASSIGNMENT_ENDS)[number];
}

const NO_SUCH_ASSIGNMENT: Rule = {
  id: "no-such-assignment",
  source: "[design]",
  en: "The officer has no such assignment",
  indonesian: "Petugas tidak memiliki penugasan ini",
};

export const endAssignment = command(EndAssignment, {
  path: "assignment-ends",
  summary: "End an assignment of an officer",
  decide: (data, { assignments }: Officer, given) => {
    const { assignment, on = given.now.slice(0, 10), reason } = data;
    if (!assignments.some(({ id }) => id === assignment)) throw new Rejection(NO_SUCH_ASSIGNMENT, { assignment });
    const subjects = [{ person: given.id, role: "OFFICER" }];
    return [eventOf(OfficerAssignmentEnded, data, given, { subjects, facts: { assignment, on, reason } })];
  },
});
