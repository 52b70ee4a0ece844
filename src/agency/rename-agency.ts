import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { command } from "../http/command.js";
import { DateField, NameField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { AgencyRenamed } from "./agency.events.js";
import { assertNotEnded, type Agency } from "./agency.js";

export class RenameAgency extends Occurring {
  @NameField(200)
  name!: string;

  @DateField({ kind: "PLANNED" })
  from!: string;
}

export const renameAgency = command(RenameAgency, {
  path: "names",
  summary: "Give an agency another name from a day on",
  decide: ({ occurred, ...facts }, state: Agency, given) => {
    assertNotEnded(state);
    return [eventOf(AgencyRenamed, { occurred }, given, { subjects: [], facts })];
  },
});
