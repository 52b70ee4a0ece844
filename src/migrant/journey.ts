import { AgencyField } from "../agency/agency-field.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
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

const CLOSED_WITH_DEATH: Rule = {
  id: "closed-with-death",
  source: "[design]",
  en: "A journey was closed as the migrant was reported dead: withdraw the report of the death first",
  indonesian: "Perjalanan ditutup karena laporan kematian: cabut dahulu laporan kematian tersebut",
};

/** Whoever was reported dead begins nothing. After a confirmed death I5 says so. */
function assertNotClosedWithDeath({ journeys, death }: Migrant): void {
  const closed = journeys.find(({ closedWithDeath }) => closedWithDeath?.death === death?.report);
  if (death?.status === "REPORTED" && closed)
    throw new Rejection(CLOSED_WITH_DEATH, { journey: closed.id, report: death.report });
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
  decide: (data, state: Migrant, given) => {
    if (!data.ended) assertNotClosedWithDeath(state);
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

/**
 * A journey that a death ended is closed with that death: if its report is withdrawn, so is the closure (I6). A death
 * that nobody confirms ends a journey, too, where it is closed for it, and is marked so: remains come home, or are
 * buried.
 */
export const closeJourney = journeyCommand(CloseJourney, JourneyClosed, {
  path: "closures",
  summary: "Close the journey; for a death, also one that was reported and not confirmed",
  settles: true,
  facts: ({ reason }, { step }, _given, { death }) => {
    const unconfirmed = reason === "DEATH" && death?.status === "REPORTED";
    if (step !== "DECEASED" && !unconfirmed) return { reason };
    return { reason, death: death?.report, ...(unconfirmed && { unconfirmed }) };
  },
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
