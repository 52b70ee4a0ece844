import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { command } from "../http/command.js";
import { DateField, NameField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { CompanyRenamed } from "./company.events.js";
import { nameOf, subjectsOf, type Company } from "./company.js";

export class RenameCompany extends Occurring {
  @NameField(200)
  name!: string;

  @DateField({ kind: "PLANNED" })
  from!: string;
}

export const renameCompany = command(RenameCompany, {
  path: "names",
  summary: "Give a company another name from a day on",
  decide: (data, { registered, person }: Company, given) => {
    const { facts, personal } = nameOf(registered, data.name, given.id);
    const subjects = subjectsOf(given.id, person);
    return [eventOf(CompanyRenamed, data, given, { subjects, facts: { ...facts, from: data.from }, personal })];
  },
});
