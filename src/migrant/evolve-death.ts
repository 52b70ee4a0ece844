import { above, fieldsOf, NO_FIELDS, withFieldsOf } from "../event-sourcing/stored-event/personal-field.js";
import type { MigrantRecord } from "./migrant.events.js";
import type { Death, DeathReport, Migrant } from "./state.js";

export type DeathEvent = MigrantRecord<"DeathReported" | "DeathConfirmed" | "DeathReportWithdrawn">;

/** Applies a report, its confirmation and its withdrawal, in whichever order they come. */
export function evolveDeath(state: Migrant, event: DeathEvent): Pick<Migrant, "death" | "deathReports"> {
  const { report } = event.facts;
  const before = state.deathReports.find(({ id }) => id === report);
  const after = evolveReport(before ?? unknownReport(event), event);
  const deathReports = before
    ? state.deathReports.map((each) => (each === before ? after : each))
    : [...state.deathReports, after];
  return { deathReports, death: deathBy(deathReports) };
}

function evolveReport(report: DeathReport, event: DeathEvent): DeathReport {
  switch (event.type) {
    case "DeathReported":
    case "DeathConfirmed": {
      const confirms = event.type === "DeathConfirmed";
      const knownSince = event.recordedAt < report.knownSince ? event.recordedAt : report.knownSince;
      // A report does not undo its own confirmation.
      if (report.confirmed && !confirms)
        return { ...report, reported: true, knownSince, fields: above(fieldsOf(event, "health"), report.fields) };
      const { cause, country } = event.facts;
      return {
        ...report,
        reported: report.reported || !confirms,
        confirmed: confirms,
        knownSince,
        occurredAt: event.occurredAt,
        cause,
        country,
        certificate: confirms ? (event.facts.certificate ?? null) : null,
        certifiedOn: confirms ? (event.facts.certifiedOn ?? null) : null,
        fields: withFieldsOf(report.fields, event, "health"),
      };
    }
    case "DeathReportWithdrawn":
      return { ...report, withdrawn: true };
  }
}

function unknownReport({ facts, occurredAt, recordedAt }: DeathEvent): DeathReport {
  return {
    id: facts.report,
    reported: false,
    confirmed: false,
    withdrawn: false,
    knownSince: recordedAt,
    occurredAt,
    cause: "UNKNOWN",
    country: "UNKNOWN",
    certificate: null,
    certifiedOn: null,
    fields: NO_FIELDS,
  };
}

/** By the newest report that was not withdrawn. */
function deathBy(reports: readonly DeathReport[]): Death | undefined {
  const report = reports.findLast((each) => !each.withdrawn && (each.reported || each.confirmed));
  if (!report) return undefined;
  const { id, confirmed, occurredAt, knownSince, cause, country, certificate, certifiedOn, fields } = report;
  const { latest } = occurredAt;
  return {
    report: id,
    status: confirmed ? "CONFIRMED" : "REPORTED",
    occurredAt,
    noLaterThan: latest !== null && latest < knownSince ? latest : knownSince,
    cause,
    country,
    certificate,
    certifiedOn,
    fields,
  };
}
