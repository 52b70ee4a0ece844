import type { Load } from "../event-sourcing/deciding/decider.js";
import { dateIn, type OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { agencyAggregate, type Agency } from "./agency.js";

const AGENCY_UNKNOWN: Rule = {
  id: "agency-unknown",
  source: "[design]",
  en: "There is no such agency",
  indonesian: "Instansi ini tidak terdaftar",
};

const AGENCY_ENDED: Rule = {
  id: "agency-ended",
  source: "[design] agencies are valid in time",
  en: "The agency has ended",
  indonesian: "Instansi ini sudah berakhir",
};

/** To load an agency beside a decision's own stream; one that isn't there has no kind. */
export function agencyOf(id: string): Load<Agency> {
  return { aggregate: agencyAggregate, id };
}

/** @throws Rejection when the agency that was loaded isn't there */
export function assertAgencyKnown({ kind }: Agency, agency: string): void {
  if (kind === undefined) throw new Rejection(AGENCY_UNKNOWN, { agency });
}

/** What is given to an agency at a time, it must still be there to do. @throws Rejection naming who took over */
export function assertInOffice(state: Agency, agency: string, { earliest, zone }: OccurredAt): void {
  assertInOfficeOn(state, agency, earliest === null ? null : dateIn(zone, earliest));
}

/**
 * @param day `YYYY-MM-DD`; null where it is not known: then an agency that has ended is not in office
 * @throws Rejection naming who took over
 */
export function assertInOfficeOn(state: Agency, agency: string, day: string | null): void {
  assertAgencyKnown(state, agency);
  const { validTo, successors } = state;
  if (validTo !== null && (day === null || day >= validTo))
    throw new Rejection(AGENCY_ENDED, { agency, on: validTo, successors });
}
