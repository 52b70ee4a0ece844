import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { OFFICE_CODE } from "../facts/shapes.js";
import { command } from "../http/command.js";
import { DateField, NameField, PatternField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { AgencyRenamed } from "./agency.events.js";
import { assertNotEnded, type Agency } from "./agency.js";

export class RenameAgency extends Occurring {
  @NameField(200)
  name!: string;

  @DateField({ kind: "PLANNED" })
  from!: string;

  @PatternField(OFFICE_CODE, "capitals and digits, e.g. BP3MI-36", {
    optional: true,
    example: "BP3MI-36",
    description: "What it is called in numbers of its files from now on; left out: as before",
  })
  code?: string;
}

export const renameAgency = command(RenameAgency, {
  path: "names",
  summary: "Give an agency another name from a day on",
  decide: ({ occurred, ...facts }, state: Agency, given) => {
    assertNotEnded(state);
    return [eventOf(AgencyRenamed, { occurred }, given, { subjects: [], facts })];
  },
});
