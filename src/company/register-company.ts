import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { regionFact } from "../facts/shapes.js";
import { command } from "../http/command.js";
import { CodeField, CountryField, FlagField, NarrativeField, RegionField, NameField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { PersonField } from "../person/person-field.js";
import { COMPANY_KINDS, CompanyRegistered, type CompanyKind } from "./company.events.js";
import { nameOf, subjectsOf, type Company } from "./company.js";

export class RegisterCompany extends Occurring {
  @CodeField(COMPANY_KINDS)
  kind!: CompanyKind;

  @FlagField({ optional: true, description: "In a public register of companies: its name is public. Left out: no" })
  registered?: boolean;

  @NameField(200, { description: "Sealed, unless it is a registered company's" })
  name!: string;

  @PersonField({ optional: true, description: "The person who trades under it, where it is one human being" })
  person?: string;

  @CountryField({ optional: true })
  country?: string;

  @RegionField({ optional: true })
  region?: string;

  @NarrativeField({ optional: true })
  note?: string;
}

export const registerCompany = command(RegisterCompany, {
  summary: "Register a placement company, foreign agency, employer, broker or recruiter",
  creates: true,
  decide: (data, _state: Company, given) => {
    const { kind, registered = false, name, person, country, region, note } = data;
    if (registered && person !== undefined)
      throw new InvalidField("invalid-field", "person", "a registered company is no one human being");
    const { facts, personal } = nameOf(registered, name, given.id);
    return [
      eventOf(CompanyRegistered, data, given, {
        subjects: subjectsOf(given.id, person),
        facts: { kind, registered, ...facts, person, country, region: regionFact(region) },
        personal,
        narrative: { note },
      }),
    ];
  },
});
