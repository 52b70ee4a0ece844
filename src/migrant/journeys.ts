import type { Static, TObject } from "typebox";
import type { Decision, Given } from "../event-sourcing/deciding/decider.js";
import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import type { EventDefinition } from "../event-sourcing/stored-event/event-definition.js";
import { definitelyBefore, resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { i2RefusalIsGrounded } from "./requirements.js";
import { i5NoActAfterDeath, historyWith } from "./living-acts.js";
import type * as commands from "./migrant.commands.js";
import * as events from "./migrant.events.js";
import { migrantEvent } from "./new-migrant-event.js";
import type { Journey, Migrant } from "./state.js";
import { assertFits, i9OneActiveJourney, journeyFor } from "./step-order.js";

const RETURN_BY_DEATH: Rule = {
  id: "return-by-death",
  source: "UU 18/2017 art. 27",
  en: "Death is the cause of a return only where a report of the death stands",
  indonesian: "Kematian hanya menjadi sebab kepulangan jika ada laporan kematian yang berlaku",
};

const INSURANCE_PERIOD: Rule = {
  id: "insurance-period",
  source: "[design]",
  en: "The cover ends before it begins",
  indonesian: "Masa perlindungan berakhir sebelum dimulai",
};

/**
 * A journey may be told from its beginning, from where it was found, or whole once it is over. Of one told whole, the
 * preparation is taken as unknown unless `foundAt` says otherwise.
 */
export const startJourney: Decision<commands.StartJourney, Migrant> = {
  decide: ({ ended, foundAt = ended ? "DEPARTED" : "REGISTERED", note, occurred, ...facts }, _state, given) => {
    const journey = given.newId();
    const made = [migrantEvent(events.JourneyStarted, { note, occurred }, given, { journey, foundAt, ...facts })];
    if (ended) {
      const closing = { journey, reason: ended.reason, death: undefined, toldWhole: true };
      made.push(migrantEvent(events.JourneyClosed, { occurred: ended.occurred }, given, closing));
    }
    const history = historyWith(made, given);
    i5NoActAfterDeath(history);
    i9OneActiveJourney(history);
    return made;
  },
};

interface Step<Command, Facts> {
  readonly facts: (command: Command, journey: Journey, given: Given) => Facts;
  readonly personal?: (command: Command) => {
    readonly [C in FieldClass]?: { readonly [path: string]: string | undefined };
  };
  /** Rules of its own, beside those of every step. */
  readonly allows?: (command: Command, state: Migrant, given: Given) => void;
}

/** A decision that records one thing about a journey: the table of transitions and `assertFits` say when. */
function step<Command extends commands.JourneyCommand, Name extends string, Facts extends TObject>(
  definition: EventDefinition<Name, Facts>,
  { facts, personal, allows }: Step<Command, { readonly [K in keyof Static<Facts>]: Static<Facts>[K] | undefined }>,
): Decision<Command, Migrant> {
  return {
    decide: (command, state, given) => {
      allows?.(command, state, given);
      const journey = journeyFor(state, command.journey);
      const event = migrantEvent(definition, command, given, facts(command, journey, given), {
        personal: personal?.(command) ?? {},
      });
      assertFits(event, state, given);
      return [event];
    },
  };
}

export const attendOrientation = step(events.OrientationAttended, {
  facts: ({ region }: commands.AttendOrientation, { id }) => ({ journey: id, region }),
});

export const activateInsurance = step(events.InsuranceActivated, {
  allows: ({ from, until }: commands.ActivateInsurance) => {
    if (until !== undefined && until < from) throw new Rejection(INSURANCE_PERIOD, { from, until });
  },
  facts: ({ programme, from, until }, { id }) => ({ journey: id, programme, from, until }),
  personal: ({ number }) => ({ finance: { number } }),
});

export const recordDeparture = step(events.DepartureRecorded, {
  facts: ({ from, country }: commands.RecordDeparture, { id }) => ({ journey: id, from, country }),
});

/** Lapor diri. */
export const reportArrival = step(events.ArrivalReported, {
  facts: ({ country, mission }: commands.ReportArrival, { id }) => ({ journey: id, country, mission }),
  personal: ({ address, phone }) => ({ contact: { address, phone } }),
});

export const startEmployment = step(events.EmploymentStarted, {
  facts: ({ country, sector, position, contractUntil }: commands.StartEmployment, { id }, given) => ({
    journey: id,
    employment: given.newId(),
    country,
    sector,
    position,
    contractUntil,
  }),
  personal: ({ employer, employerAddress }) => ({ contact: { employer, employerAddress } }),
});

/** The newest job that goes on and may have begun by then; none for a job whose beginning nobody recorded. */
export const endEmployment = step(events.EmploymentEnded, {
  facts: ({ cause, occurred }: commands.EndEmployment, { id, employments }, { now }) => {
    const at = resolveTime(occurred, now);
    const job = employments.findLast(({ from, until }) => until === null && !definitelyBefore(at, from));
    return { journey: id, employment: job?.id, cause };
  },
});

export const startReturn = step(events.ReturnStarted, {
  facts: ({ cause, repatriation }: commands.StartReturn, { id }) => ({ journey: id, cause, repatriation }),
});

export const recordReturn = step(events.ReturnRecorded, {
  allows: ({ cause }: commands.RecordReturn, { death }) => {
    if (cause === "DEATH" && !death) throw new Rejection(RETURN_BY_DEATH);
  },
  facts: ({ cause, region, repatriation }, { id }) => ({ journey: id, cause, region, repatriation }),
});

export const startReintegration = step(events.ReintegrationStarted, {
  facts: ({ programme }: commands.StartReintegration, { id }) => ({ journey: id, programme }),
});

/** A journey that a death ended is closed with it: both stand or fall together (I6). */
export const closeJourney: Decision<commands.CloseJourney, Migrant> = {
  decide: (command, state, given) => {
    const { id, step: shown } = journeyFor(state, command.journey);
    const death = shown === "DECEASED" ? state.death?.report : undefined;
    const facts = { journey: id, reason: command.reason, death, toldWhole: undefined };
    const event = migrantEvent(events.JourneyClosed, command, given, facts);
    assertFits(event, state, given);
    return [event];
  },
};

export const withdrawJourney = step(events.JourneyWithdrawn, {
  facts: ({ reason }: commands.WithdrawJourney, { id }) => ({ journey: id, reason }),
});

export const preventDeparture = step(events.DeparturePrevented, {
  allows: (command: commands.PreventDeparture, _state, { actor }) => i2RefusalIsGrounded(command, actor),
  facts: ({ reason, legalGround }, { id }) => ({ journey: id, reason, legalGround }),
});

export const failDeparture = step(events.DepartureFailed, {
  facts: ({ reason }: commands.FailDeparture, { id }) => ({ journey: id, reason }),
});

export const reportContactLost = step(events.ContactLost, {
  facts: (_command: commands.ReportContactLost, { id }) => ({ journey: id }),
});

export const restoreContact = step(events.ContactRestored, {
  facts: (_command: commands.RestoreContact, { id }) => ({ journey: id }),
});

export const recordDetention = step(events.DetentionRecorded, {
  facts: ({ country }: commands.RecordDetention, { id }) => ({ journey: id, country }),
});

export const recordRelease = step(events.DetentionEnded, {
  facts: (_command: commands.RecordRelease, { id }) => ({ journey: id }),
});
