import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { FieldOptions } from "../http/fields.js";
import { ReferenceField } from "../http/references.js";
import type { Agency } from "./agency.js";
import { officerOf, type Assignment, type Officer } from "./officer.js";

const OFFICER_UNKNOWN: Rule = {
  id: "officer-unknown",
  source: "[design]",
  en: "There is no such officer",
  indonesian: "Petugas ini tidak terdaftar",
};

const OFFICER_ELSEWHERE: Rule = {
  id: "officer-not-assigned",
  source: "[design] officers act by an assignment",
  en: "The officer had no assignment then, or none of this agency",
  indonesian: "Petugas tidak memiliki penugasan yang berlaku pada instansi ini saat itu",
};

/**
 * The id of an officer, who has an assignment at the time of what is recorded.
 * @param agency name of the field beside it that names the agency of which the assignment is; left out: of any
 */
export const OfficerField = ({ agency, ...options }: FieldOptions & { readonly agency?: string } = {}) =>
  ReferenceField<Officer>(
    {
      load: officerOf,
      assert: ({ assignments }, officer, { at, beside }) => {
        if (assignments.length === 0) throw new Rejection(OFFICER_UNKNOWN, { officer });
        const named = agency === undefined ? undefined : beside(agency);
        const zone = (named?.state as Agency | undefined)?.zone ?? DEFAULT_ZONE;
        const holds = assignments.some((each) => (!named || each.agency === named.id) && heldAt(each, at, zone));
        if (!holds) throw new Rejection(OFFICER_ELSEWHERE, { officer, ...(named && { agency: named.id }) });
      },
    },
    options,
  );

/** Whether an assignment held on one of the days on which something can have happened. */
function heldAt({ from, until }: Assignment, at: OccurredAt, zone: string): boolean {
  // A date is that date, whichever zone it was counted in; an instant falls on a day of the agency.
  const counted = at.precision === "INSTANT" ? zone : at.zone;
  const begun = at.latest === null || from <= dateIn(counted, at.latest);
  const ended = until !== null && at.earliest !== null && until <= dateIn(counted, at.earliest);
  return begun && !ended && (until === null || from < until);
}
