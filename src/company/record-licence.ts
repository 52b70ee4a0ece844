import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { command } from "../http/command.js";
import { CodeField, DateField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { CompanyLicenceRecorded, LICENCE_STATUSES } from "./company.events.js";
import { subjectsOf, type Company } from "./company.js";

export class RecordLicence extends Occurring {
  @CodeField(LICENCE_STATUSES)
  status!: (typeof LICENCE_STATUSES)[number];

  @DateField({ kind: "PLANNED" })
  validFrom!: string;

  @DateField({ kind: "EXPIRY", optional: true, description: "The last day on which it holds" })
  validUntil?: string;
}

export const recordLicence = command(RecordLicence, {
  path: "licences",
  summary: "Record the status of a company's licence from a day on",
  decide: (data, { person }: Company, given) => {
    const { status, validFrom, validUntil } = data;
    if (validUntil !== undefined && validUntil < validFrom)
      throw new InvalidField("impossible-date", "validUntil", "is before the first day");
    const subjects = subjectsOf(given.id, person);
    return [eventOf(CompanyLicenceRecorded, data, given, { subjects, facts: { status, validFrom, validUntil } })];
  },
});
