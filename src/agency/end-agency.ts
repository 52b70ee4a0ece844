import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { command } from "../http/command.js";
import { CodeField, DateField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { AGENCY_ENDINGS, AgencyEnded } from "./agency.events.js";
import { assertNotEnded, type Agency } from "./agency.js";
import { agencyOf, assertInOfficeOn } from "./in-office.js";

export class EndAgency extends Occurring {
  @DateField({ kind: "PLANNED" })
  on!: string;

  @CodeField(AGENCY_ENDINGS)
  how!: (typeof AGENCY_ENDINGS)[number];

  @UuidField({ optional: true, many: true, description: "The agencies that took over: others, in office on that day" })
  successors?: string[];
}

export const endAgency = command(EndAgency, {
  path: "end",
  summary: "End an agency, and name who took over",
  loads: ({ successors = [] }) => Object.fromEntries(successors.map((id) => [id, agencyOf(id)])),
  decide: ({ occurred, successors: named = [], ...facts }, state: Agency, given) => {
    assertNotEnded(state);
    const successors = [...new Set(named)];
    if (successors.includes(given.id))
      throw new InvalidField("invalid-field", "successors", "no agency takes over from itself");
    const loaded = given.loaded as { readonly [id: string]: Agency };
    for (const id of successors) assertInOfficeOn(loaded[id]!, id, facts.on);
    return [eventOf(AgencyEnded, { occurred }, given, { subjects: [], facts: { ...facts, successors } })];
  },
});
