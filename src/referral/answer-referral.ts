import { AgencyField } from "../agency/agency-field.js";
import { OfficerField } from "../agency/officer-field.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Given } from "../event-sourcing/deciding/decider.js";
import { officerOf, type Officer } from "../agency/officer.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { CodeField } from "../http/fields.js";
import { DECLINE_REASONS, REFERRAL_OUTCOMES } from "./codes.js";
import { officesOf, ReferralBody, referralCommand } from "./referral-command.js";
import {
  ReferralAccepted,
  ReferralCompleted,
  ReferralDeclined,
  ReferralInformationAsked,
  ReferralReportedBack,
} from "./referral.events.js";

const ANSWERS = { permission: "REFERRAL_ANSWER", side: "to" } as const;

export class AskForInformation extends ReferralBody {}

export const askForInformation = referralCommand(AskForInformation, {
  ...ANSWERS,
  path: "information-requests",
  summary: "Ask the sender for more information; the time for an answer goes on",
  event: ReferralInformationAsked,
  decide: () => ({ facts: {} }),
});

const OFFICER_ELSEWHERE: Rule = {
  id: "officer-not-assigned",
  source: "[design] officers act by an assignment",
  en: "The officer does not act for the agency that accepts",
  indonesian: "Petugas tidak bertugas pada instansi yang menerima rujukan",
};

export class AcceptReferral extends ReferralBody {
  @OfficerField({ optional: true, description: "Who has it to do, an officer of the receiver; left out: who accepts" })
  officer?: string;
}

export const acceptReferral = referralCommand(AcceptReferral, {
  ...ANSWERS,
  path: "acceptances",
  summary: "Accept the referral",
  event: ReferralAccepted,
  loads: ({ officer }) => (officer === undefined ? {} : { chosen: officerOf(officer) }),
  decide: (data, _state, given: Given<{ readonly chosen?: Officer }>) => {
    const { officer } = data;
    const offices = officesOf(data, given);
    if (officer !== undefined && !actsFor(given.loaded.chosen!, offices, given.now))
      throw new Rejection(OFFICER_ELSEWHERE, { officer, agencies: offices });
    return { facts: { officer } };
  },
});

function actsFor({ assignments }: Officer, offices: readonly string[], now: string): boolean {
  const today = dateIn(DEFAULT_ZONE, now);
  return assignments.some(
    ({ agency, from, until }) => offices.includes(agency) && from <= today && (until === null || today < until),
  );
}

export class DeclineReferral extends ReferralBody {
  @CodeField(DECLINE_REASONS)
  reason!: (typeof DECLINE_REASONS)[number];

  @AgencyField({ toDo: true, optional: true, description: "An agency that is responsible, as the receiver thinks" })
  instead?: string;
}

export const declineReferral = referralCommand(DeclineReferral, {
  ...ANSWERS,
  path: "refusals",
  summary: "Decline the referral, with a reason: what was shared is seen no longer",
  event: ReferralDeclined,
  decide: ({ reason, instead }) => ({ facts: { reason, instead } }),
});

export class CompleteReferral extends ReferralBody {
  @CodeField(REFERRAL_OUTCOMES)
  outcome!: (typeof REFERRAL_OUTCOMES)[number];
}

export const completeReferral = referralCommand(CompleteReferral, {
  ...ANSWERS,
  path: "completion",
  summary: "Complete the referral, with its outcome: what was shared is seen no longer",
  event: ReferralCompleted,
  decide: ({ outcome }) => ({ facts: { outcome } }),
});

export class ReportBack extends ReferralBody {}

export const reportBack = referralCommand(ReportBack, {
  ...ANSWERS,
  path: "reports",
  summary: "Report back to the sender what was done; also after the referral was completed",
  event: ReferralReportedBack,
  decide: () => ({ facts: {} }),
});
