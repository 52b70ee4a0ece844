import { AgencyField } from "../agency/agency-field.js";
import { command } from "../http/command.js";
import { CodeField, CountryField, ObjectField, OccurredDto } from "../http/fields.js";
import { CLOSURES, FIRST_STEPS, SCHEMES, SECTORS, WITHDRAWALS, type FirstStep, type Scheme } from "./codes.js";
import { i5NoRecordDiedBefore, loadDeaths, lookUpOwnRecords } from "./deaths-on-records.js";
import { historyWith, i5NoActAfterDeath } from "./living-acts.js";
import { JourneyCommand, journeyCommand, MigrantCommand, migrantEvent, PositionField } from "./migrant-command.js";
import { JourneyClosed, JourneyStarted, JourneyWithdrawn } from "./migrant.events.js";
import type { Migrant } from "./state.js";
import { i9OneActiveJourney } from "./step-order.js";

/** The end of a past journey, given together with its beginning. */
export class PastEnd {
  @CodeField(CLOSURES)
  reason!: (typeof CLOSURES)[number];

  @ObjectField(() => OccurredDto)
  occurred!: OccurredDto;
}

export class StartJourney extends MigrantCommand {
  @CodeField(SCHEMES)
  scheme!: Scheme;

  @CountryField({ description: "Destination" })
  country!: string;

  @PositionField()
  position?: string;

  @CodeField(SECTORS, { optional: true })
  sector?: (typeof SECTORS)[number];

  @AgencyField({ kinds: ["PLACEMENT_COMPANY"], optional: true, description: "Agency id of the placement company" })
  company?: string;

  @CodeField(FIRST_STEPS, {
    optional: true,
    description: "Where the journey was when it became known; left out: REGISTERED",
  })
  foundAt?: FirstStep;

  @ObjectField(() => PastEnd, { optional: true, description: "For a journey that is over" })
  ended?: PastEnd;
}

/**
 * A journey is recorded from its beginning, from where it was found, or whole once it is over. The preparation of one
 * that is recorded whole is unknown, unless `foundAt` says otherwise.
 */
export const startJourney = command(StartJourney, {
  path: "journeys",
  summary: "Start a journey, or record one that was found under way or is over",
  looksUp: lookUpOwnRecords,
  loads: (data) => loadDeaths(data) as never,
  decide: (data, _state: Migrant, given) => {
    const { ended, foundAt = ended ? "DEPARTED" : "REGISTERED", scheme, country, position, sector, company } = data;
    const journey = given.newId();
    const facts = { journey, foundAt, scheme, country, position, sector, company };
    const events = [migrantEvent(JourneyStarted, data, given, facts)];
    if (ended)
      events.push(migrantEvent(JourneyClosed, ended, given, { journey, reason: ended.reason, toldWhole: true }));
    const history = historyWith(events, given);
    i5NoActAfterDeath(history);
    i9OneActiveJourney(history);
    for (const event of events) i5NoRecordDiedBefore(event, given.id, data, given.loaded);
    return events;
  },
});

export class CloseJourney extends JourneyCommand {
  @CodeField(CLOSURES)
  reason!: (typeof CLOSURES)[number];
}

/** A journey that a death ended is closed with that death: if its report is withdrawn, so is the closure (I6). */
export const closeJourney = journeyCommand(CloseJourney, JourneyClosed, {
  path: "closures",
  summary: "Close the journey",
  settles: true,
  facts: ({ reason }, { step }, _given, { death }) => ({
    reason,
    death: step === "DECEASED" ? death?.report : undefined,
  }),
});

export class WithdrawJourney extends JourneyCommand {
  @CodeField(WITHDRAWALS)
  reason!: (typeof WITHDRAWALS)[number];
}

export const withdrawJourney = journeyCommand(WithdrawJourney, JourneyWithdrawn, {
  path: "withdrawals",
  summary: "Record that the migrant gave up the journey",
  facts: ({ reason }) => ({ reason }),
});
