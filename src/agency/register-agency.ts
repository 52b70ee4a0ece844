import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { AGENCY_KINDS, type AgencyKind } from "../facts/agency-kinds.js";
import { OFFICE_CODE } from "../facts/shapes.js";
import { command } from "../http/command.js";
import { CodeField, CountryField, DateField, RegionField, NameField, PatternField, ZoneField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { AgencyRegistered } from "./agency.events.js";
import type { Agency } from "./agency.js";

export class RegisterAgency extends Occurring {
  @CodeField(AGENCY_KINDS)
  kind!: AgencyKind;

  @NameField(200, { example: "BP3MI Banten" })
  name!: string;

  @PatternField(OFFICE_CODE, "capitals and digits, e.g. BP3MI-36", {
    optional: true,
    example: "BP3MI-36",
    description: "What it is called in numbers of its files; left out: its kind and place",
  })
  code?: string;

  @RegionField({ optional: true, description: "The region that it answers for" })
  region?: string;

  @CountryField({ optional: true, description: "The country that a mission answers for" })
  country?: string;

  @ZoneField({ optional: true, description: "IANA zone of the office" })
  zone?: string;

  @DateField({ kind: "PLANNED", optional: true })
  validFrom?: string;
}

export const registerAgency = command(RegisterAgency, {
  summary: "Register an agency",
  creates: true,
  decide: ({ occurred, zone = "Asia/Jakarta", ...facts }, _state: Agency, given) => [
    eventOf(AgencyRegistered, { occurred }, given, { subjects: [], facts: { ...facts, zone } }),
  ],
});
