import type { Agency } from "../agency/agency.js";
import { agencyOf, assertAgencyKnown, assertInOffice } from "../agency/in-office.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField, UuidField } from "../http/fields.js";
import { CaseBodyWithNote, caseCommand, subjectsOf, type CaseGiven } from "./case-command.js";
import { CaseAssigned, CaseReferred } from "./case.events.js";
import { REFERRAL_REASONS } from "./codes.js";
import { entering, whileOpenToday } from "./stages.js";

const ASSIGNED_SO: Rule = {
  id: "case-assigned-so",
  source: "[design]",
  en: "This agency and officer have the case already",
  indonesian: "Kasus ini sudah ditugaskan kepada instansi dan petugas tersebut",
};

type GivenAgency = CaseGiven<{ readonly agency: Agency }>;

export class AssignCase extends CaseBodyWithNote {
  @UuidField()
  agency!: string;

  @UuidField({ optional: true })
  officer?: string;
}

/** A verified case enters ASSIGNED; at any other stage it only changes hands. */
export const assignCase = caseCommand(AssignCase, {
  path: "assignments",
  summary: "Assign the case to an agency, and to one of its officers",
  allowed: whileOpenToday,
  loads: ({ agency }) => ({ agency: agencyOf(agency) }),
  decide: (data, state, given: GivenAgency) => {
    const { agency, officer, note } = data;
    const { assignment, stages } = state;
    assertInOffice(given.loaded.agency, agency, given.at);
    const same = assignment?.agency === agency && assignment.officer === (officer ?? null);
    if (same && stages.at(-1)?.stage !== "VERIFIED") throw new Rejection(ASSIGNED_SO, { agency, officer });
    const facts = { agency, officer };
    return [eventOf(CaseAssigned, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});

export class ReferCase extends CaseBodyWithNote {
  @UuidField()
  agency!: string;

  @CodeField(REFERRAL_REASONS)
  reason!: (typeof REFERRAL_REASONS)[number];
}

export const referCase = caseCommand(ReferCase, {
  path: "referrals",
  summary: "Hand the case to another agency, and go on watching it",
  allowed: entering("REFERRED"),
  loads: ({ agency }) => ({ agency: agencyOf(agency) }),
  decide: (data, state, given: GivenAgency) => {
    const { agency, reason, note } = data;
    assertAgencyKnown(given.loaded.agency, agency);
    const facts = { agency, reason };
    return [eventOf(CaseReferred, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});
