import { assertHoldsWithout } from "../event-sourcing/deciding/withdrawing.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { WithdrawalBody, withdrawalCommand } from "../http/withdrawal-command.js";
import { referralEvents, ReferralStepWithdrawn } from "./referral.events.js";
import { isLive, referralAggregate, type Referral } from "./referral.js";

const ENDED: Rule = {
  id: "referral-ended",
  source: "[design] what has ended lets see nothing more",
  en: "The referral has ended: send it again",
  indonesian: "Rujukan ini sudah berakhir: kirimkan kembali",
};

const OF_ANOTHER: Rule = {
  id: "referral-side",
  source: "[design] who was asked answers, and who asked withdraws",
  en: "Only the agency that recorded this step can withdraw it",
  indonesian: "Hanya instansi yang mencatat langkah ini yang dapat menariknya",
};

export class WithdrawReferralStep extends WithdrawalBody {}

/** Of a live referral: what ended it is not taken back, as by then it may have been sent elsewhere. */
export const withdrawReferralStep = withdrawalCommand(WithdrawReferralStep, {
  summary: "Withdraw an answer, or information, that was recorded by mistake",
  events: anyDefinitions(referralEvents),
  withdrawal: ReferralStepWithdrawn,
  allowed: (state: Referral) => {
    if (!isLive(state)) throw new Rejection(ENDED, { state: state.state });
  },
  restsOn: () => [],
  holds: ({ withdrawn, without }, { actor }) => {
    if (withdrawn.actor.agency !== actor.agency) throw new Rejection(OF_ANOTHER, { agency: withdrawn.actor.agency });
    assertHoldsWithout(without, referralAggregate.holds!);
  },
});
