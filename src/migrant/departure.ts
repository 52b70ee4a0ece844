import { CodeField, CountryField, RegionField } from "../http/fields.js";
import { FAILURES, PREVENTIONS } from "./codes.js";
import { JourneyCommand, journeyCommand, LegalGroundField } from "./migrant-command.js";
import { DepartureFailed, DeparturePrevented, DepartureRecorded } from "./migrant.events.js";
import { i2RefusalIsGrounded } from "./requirements.js";

export class RecordDeparture extends JourneyCommand {
  @RegionField({ optional: true, description: "Where from" })
  from?: string;

  @CountryField({ optional: true, description: "Where to, if not to the destination" })
  country?: string;
}

export const recordDeparture = journeyCommand(RecordDeparture, DepartureRecorded, {
  path: "departures",
  summary: "Record the departure",
  facts: ({ from, country }) => ({ from, country }),
});

export class PreventDeparture extends JourneyCommand {
  @CodeField(PREVENTIONS)
  reason!: (typeof PREVENTIONS)[number];

  @LegalGroundField()
  legalGround!: string;
}

export const preventDeparture = journeyCommand(PreventDeparture, DeparturePrevented, {
  path: "departure-preventions",
  summary: "Prevent a departure, with reason and legal ground",
  permission: "CLEARANCE_DECIDE",
  checks: (data, _state, { actor }) => i2RefusalIsGrounded(data, actor),
  facts: ({ reason, legalGround }) => ({ reason, legalGround }),
});

export class FailDeparture extends JourneyCommand {
  @CodeField(FAILURES)
  reason!: (typeof FAILURES)[number];
}

/** Gagal berangkat. */
export const failDeparture = journeyCommand(FailDeparture, DepartureFailed, {
  path: "departure-failures",
  summary: "Record that a departure failed",
  facts: ({ reason }) => ({ reason }),
});
