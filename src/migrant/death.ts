import type { Decision } from "../event-sourcing/deciding/decider.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { historyWith, i5NoActAfterDeath } from "./living-acts.js";
import type { ConfirmDeath, ReportDeath, WithdrawDeathReport } from "./migrant.commands.js";
import { DeathConfirmed, DeathReported, DeathReportWithdrawn } from "./migrant.events.js";
import { migrantEvent } from "./new-migrant-event.js";
import type { Death, Migrant } from "./state.js";

const DEATH_STATE: Rule = {
  id: "death-report-state",
  source: "[design] domain I6",
  en: "The reports of the death don't allow this",
  indonesian: "Status laporan kematian tidak memungkinkan hal ini",
};

/** The time is that of the death, as far as the report gives one; what else the source says stays as reported. */
export const reportDeath: Decision<ReportDeath, Migrant> = {
  decide: (command, { death }, given) => {
    if (death) throw new Rejection(DEATH_STATE, { report: death.report, state: death.status });
    const { cause, country, source, reporter, causeInWords, place } = command;
    const facts = { report: given.newId(), cause, country, source };
    const others = reporter === undefined ? [] : [{ person: reporter.toLowerCase(), role: "REPORTER" }];
    const personal = { health: { cause: causeInWords, place } };
    return [migrantEvent(DeathReported, command, given, facts, { personal, others })];
  },
};

/**
 * What is left out is as reported, the time of the death too. Where an act of the living person is on record as of a
 * later time, one of the two is wrong: that act is corrected first (I5).
 */
export const confirmDeath: Decision<ConfirmDeath, Migrant> = {
  decide: (command, { death }, given) => {
    const reported = standing(death);
    if (reported.status === "CONFIRMED")
      throw new Rejection(DEATH_STATE, { report: reported.report, state: reported.status });
    const {
      cause = reported.cause,
      country = reported.country,
      certificate,
      certifiedOn,
      causeInWords,
      place,
    } = command;
    const occurredAt = command.occurred ? resolveTime(command.occurred, given.now) : reported.occurredAt;
    const facts = { report: reported.report, cause, country, certificate: certificate?.toLowerCase(), certifiedOn };
    const personal = { health: { cause: causeInWords, place } };
    const event = migrantEvent(DeathConfirmed, command, given, facts, { personal, occurredAt });
    i5NoActAfterDeath(historyWith([event], given));
    return [event];
  },
};

/**
 * I6: a mistaken report is compensated by an event, and the axes reopen as they were. It holds as of the time that the
 * report had named, since the death did not happen then either; when it was withdrawn is when it was recorded.
 */
export const withdrawDeathReport: Decision<WithdrawDeathReport, Migrant> = {
  decide: ({ reason, note }, { death }, given) => {
    const { report, occurredAt } = standing(death);
    return [migrantEvent(DeathReportWithdrawn, { note }, given, { report, reason }, { occurredAt })];
  },
};

function standing(death: Death | undefined): Death {
  if (!death) throw new Rejection(DEATH_STATE, { state: "NONE" });
  return death;
}
