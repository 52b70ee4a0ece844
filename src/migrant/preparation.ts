import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, DateField, RegionField, TextField } from "../http/fields.js";
import { INSURANCE_PROGRAMMES, type InsuranceProgramme } from "./codes.js";
import { JourneyCommand, journeyCommand } from "./migrant-command.js";
import { InsuranceActivated, OrientationAttended } from "./migrant.events.js";

const INSURANCE_PERIOD: Rule = {
  id: "insurance-period",
  source: "[design]",
  en: "The cover ends before it begins",
  indonesian: "Masa perlindungan berakhir sebelum dimulai",
};

export class AttendOrientation extends JourneyCommand {
  @RegionField({ optional: true, description: "Where it was held" })
  region?: string;
}

export const attendOrientation = journeyCommand(AttendOrientation, OrientationAttended, {
  path: "orientations",
  summary: "Record that the pre-departure orientation (OPP) was attended",
  facts: ({ region }) => ({ region }),
});

export class ActivateInsurance extends JourneyCommand {
  @CodeField(INSURANCE_PROGRAMMES)
  programme!: InsuranceProgramme;

  @DateField({ kind: "PLANNED", description: "First day of cover" })
  from!: string;

  @DateField({ kind: "EXPIRY", optional: true, description: "Last day of cover" })
  until?: string;

  @TextField(60, { optional: true, description: "Number of the policy; sealed" })
  number?: string;
}

export const activateInsurance = journeyCommand(ActivateInsurance, InsuranceActivated, {
  path: "insurances",
  summary: "Record that insurance was activated: JKK, JKM or JHT",
  checks: ({ from, until }) => {
    if (until !== undefined && until < from) throw new Rejection(INSURANCE_PERIOD, { from, until });
  },
  facts: ({ programme, from, until }) => ({ programme, from, until }),
  personal: ({ number }) => ({ finance: { number } }),
});
