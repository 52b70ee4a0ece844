import type { Given } from "../event-sourcing/deciding/decider.js";
import { caseOf, victimsOf, type ProtectionCase } from "../protection-case/protection-case.js";
import { repatriationOf, type Repatriation } from "../repatriation/repatriation.js";
import { CodeField } from "../http/fields.js";
import { WITHDRAWAL_OF_REFERRAL_REASONS } from "./codes.js";
import { ReferralBody, referralCommand, subjectsOf } from "./referral-command.js";
import { ReferralInformationGiven, ReferralWithdrawn } from "./referral.events.js";
import { loadFiles, sharedBy, SharingBody } from "./sharing.js";

const SENDS = { permission: "REFERRAL_SEND", side: "from" } as const;

export class GiveInformation extends SharingBody {}

interface Loaded {
  readonly incident?: ProtectionCase;
  readonly home?: Repatriation;
}

export const giveInformation = referralCommand(GiveInformation, {
  ...SENDS,
  path: "information",
  summary: "Give the receiver more information, asked for or not, and state what else it may see",
  event: ReferralInformationGiven,
  loads: (data, state) => ({
    ...loadFiles(data),
    ...(state.case !== null && { incident: caseOf(state.case) }),
    ...(state.repatriation !== null && { home: repatriationOf(state.repatriation) }),
  }),
  decide: (data, state, given: Given<Loaded>) => {
    const { incident, home } = given.loaded;
    const referred = [state.person ?? home?.person ?? [], incident ? victimsOf(incident) : []].flat();
    const facts = sharedBy(data, { referred, shared: state.shares }, given);
    return { facts, subjects: subjectsOf([...state.shares, ...facts.shares]) };
  },
});

export class WithdrawReferral extends ReferralBody {
  @CodeField(WITHDRAWAL_OF_REFERRAL_REASONS)
  reason!: (typeof WITHDRAWAL_OF_REFERRAL_REASONS)[number];
}

export const withdrawReferral = referralCommand(WithdrawReferral, {
  ...SENDS,
  path: "withdrawal",
  summary: "Withdraw the referral: what was shared is seen no longer",
  event: ReferralWithdrawn,
  decide: ({ reason }) => ({ facts: { reason } }),
});
