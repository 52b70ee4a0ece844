import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { command } from "../http/command.js";
import { CodeField, DateField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { AGENCY_ENDINGS, AgencyEnded } from "./agency.events.js";
import { assertNotEnded, type Agency } from "./agency.js";

export class EndAgency extends Occurring {
  @DateField()
  on!: string;

  @CodeField(AGENCY_ENDINGS)
  how!: (typeof AGENCY_ENDINGS)[number];

  @UuidField({ optional: true, many: true, description: "The agencies that took over" })
  successors?: string[];
}

export const endAgency = command(EndAgency, {
  path: "end",
  summary: "End an agency, and name who took over",
  decide: ({ occurred, successors = [], ...facts }, state: Agency, given) => {
    assertNotEnded(state);
    return [eventOf(AgencyEnded, { occurred }, given, { subjects: [], facts: { ...facts, successors } })];
  },
});
