import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { FileField } from "../files/file-field.js";
import { command } from "../http/command.js";
import { CodeField, CountryField, DateField, NarrativeField, TextField } from "../http/fields.js";
import { PersonField } from "../person/person-field.js";
import { DEATH_CAUSES, DEATH_SOURCES, DEATH_WITHDRAWALS, type DeathCause } from "./codes.js";
import { historyWith, i5NoActAfterDeath } from "./living-acts.js";
import { MigrantCommand, migrantEvent } from "./migrant-command.js";
import { DeathConfirmed, DeathReported, DeathReportWithdrawn } from "./migrant.events.js";
import type { Death, Migrant } from "./state.js";

const DEATH_STATE: Rule = {
  id: "death-report-state",
  source: "[design]",
  en: "The reports of the death don't allow this",
  indonesian: "Status laporan kematian tidak memungkinkan hal ini",
};

class DeathCommand extends MigrantCommand {
  @TextField(500, { optional: true, description: "The cause in words; sealed" })
  causeInWords?: string;

  @TextField(500, { optional: true, description: "Where exactly; sealed" })
  place?: string;
}

export class ReportDeath extends DeathCommand {
  @CodeField(DEATH_CAUSES)
  cause!: DeathCause;

  @CountryField()
  country!: string;

  @CodeField(DEATH_SOURCES)
  source!: (typeof DEATH_SOURCES)[number];

  @PersonField({ optional: true, description: "Id of the person who reported it" })
  reporter?: string;
}

/** The time is that of the death, as far as the report gives one; what else the source says stays as reported. */
export const reportDeath = command(ReportDeath, {
  path: "death-reports",
  summary: "Report a death, as far as the source knows",
  permission: "DEATH_REPORT",
  settles: true,
  decide: (data, { death }: Migrant, given) => {
    if (death) throw new Rejection(DEATH_STATE, { report: death.report, state: death.status });
    const { cause, country, source, reporter, causeInWords, place } = data;
    const facts = { report: given.newId(), cause, country, source };
    const others = reporter === undefined ? [] : [{ person: reporter, role: "REPORTER" }];
    const personal = { health: { cause: causeInWords, place } };
    return [migrantEvent(DeathReported, data, given, facts, { personal, others })];
  },
});

export class ConfirmDeath extends DeathCommand {
  @CodeField(DEATH_CAUSES, { optional: true, description: "Left out: as reported" })
  cause?: DeathCause;

  @CountryField({ optional: true, description: "Left out: as reported" })
  country?: string;

  @FileField({
    of: (_migrant: Migrant, id) => id,
    optional: true,
    description: "Id of the migrant's file with the death certificate",
  })
  certificate?: string;

  @DateField({ kind: "PAST", optional: true })
  certifiedOn?: string;
}

/**
 * What is left out is as reported, the time of the death too. Where an act of the living person is on record as of a
 * later time, one of the two is wrong: that act is corrected first (I5).
 */
export const confirmDeath = command(ConfirmDeath, {
  path: "death-confirmations",
  summary: "Confirm the reported death",
  permission: "DEATH_CONFIRM",
  settles: true,
  decide: (data, { death }: Migrant, given) => {
    const { report, status, ...reported } = reportedDeath(death);
    if (status === "CONFIRMED") throw new Rejection(DEATH_STATE, { report, state: status });
    const { cause = reported.cause, country = reported.country, certificate, certifiedOn, causeInWords, place } = data;
    const at = data.occurred ? resolveTime(data.occurred, given.now) : reported.occurredAt;
    const facts = { report, cause, country, certificate, certifiedOn };
    const personal = { health: { cause: causeInWords, place } };
    const event = migrantEvent(DeathConfirmed, data, given, facts, { personal, at });
    i5NoActAfterDeath(historyWith([event], given));
    return [event];
  },
});

export class WithdrawDeathReport {
  @CodeField(DEATH_WITHDRAWALS)
  reason!: (typeof DEATH_WITHDRAWALS)[number];

  @NarrativeField({ optional: true, description: "Free text; sealed" })
  note?: string;
}

/**
 * I6: an event compensates a mistaken report, and journeys reopen as they were. It holds as of the time that the
 * report had named, since the death did not happen then either; `recordedAt` says when it was withdrawn.
 */
export const withdrawDeathReport = command(WithdrawDeathReport, {
  path: "death-withdrawals",
  summary: "Withdraw a mistaken report of a death",
  permission: "DEATH_CONFIRM",
  settles: true,
  decide: (data, { death }: Migrant, given) => {
    const { report, occurredAt: at } = reportedDeath(death);
    return [migrantEvent(DeathReportWithdrawn, data, given, { report, reason: data.reason }, { at })];
  },
});

function reportedDeath(death: Death | undefined): Death {
  if (!death) throw new Rejection(DEATH_STATE, { state: "NONE" });
  return death;
}
