import { AgencyField } from "../agency/agency-field.js";
import { definitelyBefore, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { CodeField, CountryField, DateField, NameField, PhoneField, TextField } from "../http/fields.js";
import { EMPLOYMENT_ENDS, SECTORS } from "./codes.js";
import { JourneyCommand, journeyCommand, PositionField } from "./migrant-command.js";
import { ArrivalReported, EmploymentEnded, EmploymentStarted } from "./migrant.events.js";

export class ReportArrival extends JourneyCommand {
  @CountryField({ optional: true, description: "Where, if not at the destination" })
  country?: string;

  @AgencyField({
    kinds: ["MISSION"],
    optional: true,
    description: "Agency id of the mission that took the report (lapor diri)",
  })
  mission?: string;

  @TextField(500, { optional: true, description: "Sealed" })
  address?: string;

  @PhoneField({ optional: true, description: "Sealed", example: "+60 12 345 6789" })
  phone?: string;
}

export const reportArrival = journeyCommand(ReportArrival, ArrivalReported, {
  path: "arrivals",
  summary: "Record the arrival abroad (lapor diri)",
  facts: ({ country, mission }) => ({ country, mission }),
  personal: ({ address, phone }) => ({ contact: { address, phone } }),
});

export class StartEmployment extends JourneyCommand {
  @CountryField({ optional: true })
  country?: string;

  @CodeField(SECTORS, { optional: true })
  sector?: (typeof SECTORS)[number];

  @PositionField()
  position?: string;

  @DateField({ kind: "EXPIRY", optional: true })
  contractUntil?: string;

  @NameField(200, { optional: true, description: "Name of the employer; sealed" })
  employer?: string;

  @TextField(500, { optional: true, description: "Sealed" })
  employerAddress?: string;
}

export const startEmployment = journeyCommand(StartEmployment, EmploymentStarted, {
  path: "employments",
  summary: "Record that a job began",
  facts: ({ country, sector, position, contractUntil }, _journey, given) => ({
    employment: given.newId(),
    country,
    sector,
    position,
    contractUntil,
  }),
  personal: ({ employer, employerAddress }) => ({ contact: { employer, employerAddress } }),
});

export class EndEmployment extends JourneyCommand {
  @CodeField(EMPLOYMENT_ENDS)
  cause!: (typeof EMPLOYMENT_ENDS)[number];
}

/** Ends the newest job that goes on and may have begun by then; names none where nobody recorded its beginning. */
export const endEmployment = journeyCommand(EndEmployment, EmploymentEnded, {
  path: "employment-ends",
  summary: "Record that the job ended",
  lateFact: true,
  facts: ({ cause, occurred }, { employments }, { now }) => {
    const at = resolveTime(occurred, now);
    const job = employments.findLast(({ from, until }) => until === null && !definitelyBefore(at, from));
    return { employment: job?.id, cause };
  },
});
