import { AgencyField } from "../agency/agency-field.js";
import { OfficerField } from "../agency/officer-field.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { CodeField } from "../http/fields.js";
import { rulesOf, type RuleSet } from "../rules/rule-set.js";
import { CaseBodyWithNote, caseCommand, subjectsOf, type CaseGiven } from "./case-command.js";
import { CaseAssigned, CaseReferralEnded, CaseReferred, type CaseEvent } from "./case.events.js";
import { beforeReferral, type ProtectionCase } from "./case.state.js";
import { REFERRAL_ENDS, REFERRAL_REASONS } from "./codes.js";
import { assertNothingFollows, entering, whileOpenToday, whileReferredToday } from "./stages.js";
import { assignBy } from "./triage.js";

const ASSIGNED_SO: Rule = {
  id: "case-assigned-so",
  source: "[design]",
  en: "This agency and officer have the case already",
  indonesian: "Kasus ini sudah ditugaskan kepada instansi dan petugas tersebut",
};

const REFERRED_TO_ITSELF: Rule = {
  id: "referral-to-itself",
  source: "[design]",
  en: "The agency refers the case to itself, or has it already",
  indonesian: "Kasus dirujuk ke instansi yang sama atau yang sudah menanganinya",
};

const REFERRED_SO: Rule = {
  id: "case-referred-so",
  source: "[design]",
  en: "The case has been referred to this agency, and is there still",
  indonesian: "Kasus ini sudah dirujuk ke instansi tersebut dan masih berada di sana",
};

export class AssignCase extends CaseBodyWithNote {
  @AgencyField({ toDo: true })
  agency!: string;

  @OfficerField({ agency: "agency", optional: true })
  officer?: string;
}

/** A verified case enters ASSIGNED; at any other stage it only changes hands. */
export const assignCase = caseCommand(AssignCase, {
  path: "assignments",
  summary: "Assign the case to an agency, and to one of its officers",
  allowed: whileOpenToday,
  decide: (data, state, given) => {
    const { agency, officer, note } = data;
    const { assignment, stages } = state;
    const same = assignment?.agency === agency && assignment.officer === (officer ?? null);
    if (same && stages.at(-1)?.stage !== "VERIFIED") throw new Rejection(ASSIGNED_SO, { agency, officer });
    const facts = { agency, officer };
    return [eventOf(CaseAssigned, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});

export class ReferCase extends CaseBodyWithNote {
  @AgencyField({ toDo: true })
  agency!: string;

  @CodeField(REFERRAL_REASONS)
  reason!: (typeof REFERRAL_REASONS)[number];
}

export const referCase = caseCommand(ReferCase, {
  path: "referrals",
  summary: "Hand the case to another agency, and go on watching it",
  allowed: entering("REFERRED"),
  loads: () => ({ rules: rulesOf("CASE_CATEGORIES") }),
  decide: (data, state, given: CaseGiven<{ readonly rules: RuleSet }>) => {
    const { agency, reason, note } = data;
    const referred = referredTo(state, given.history);
    if (agency === referred) throw new Rejection(REFERRED_SO, { agency });
    if (agency === given.actor.agency || (referred === undefined && agency === state.assignment?.agency))
      throw new Rejection(REFERRED_TO_ITSELF, { agency });
    const due = state.severity === null ? undefined : assignBy(given.loaded.rules, state.severity, given.at, given.now);
    const facts = { agency, reason, assignBy: due };
    return [eventOf(CaseReferred, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});

export class EndReferral extends CaseBodyWithNote {
  @CodeField(REFERRAL_ENDS)
  reason!: (typeof REFERRAL_ENDS)[number];
}

export const endReferral = caseCommand(EndReferral, {
  path: "referral-ends",
  summary: "Record that the case came back, to the stage at which it was handed over",
  allowed: whileReferredToday,
  decide: (data, state, given) => {
    const { reason, note } = data;
    assertNothingFollows(state, given.at);
    const agency = beforeReferral(state)?.agency ?? state.assignment?.agency ?? given.actor.agency;
    // Whoever acts for no agency referred it, and had it themselves.
    if (agency === null) throw new Rejection(REFERRED_TO_ITSELF, { agency });
    const facts = { agency, reason };
    return [eventOf(CaseReferralEnded, data, given, { subjects: subjectsOf(state), facts, narrative: { note } })];
  },
});

/** The agency that a case is with by its newest referral, while it is at no other stage since. */
function referredTo({ stages }: ProtectionCase, history: readonly EventRecord[]): string | undefined {
  const newest = history.find(({ id }) => id === stages.at(-1)?.event) as CaseEvent | undefined;
  return newest?.type === CaseReferred.type ? newest.facts.agency : undefined;
}
