import { deciderOf } from "../http/command.js";
import { acceptReferral, askForInformation, completeReferral, declineReferral, reportBack } from "./answer-referral.js";
import { expireReferral } from "./expire-referral.js";
import { referralAggregate } from "./referral.js";
import { sendReferral } from "./send-referral.js";
import { giveInformation, withdrawReferral } from "./sender-commands.js";
import { withdrawReferralStep } from "./withdraw-referral-step.js";

/** Every command of a referral. */
export const referralDecider = deciderOf(referralAggregate, [
  sendReferral,
  giveInformation,
  withdrawReferral,
  askForInformation,
  acceptReferral,
  declineReferral,
  completeReferral,
  reportBack,
  expireReferral,
  withdrawReferralStep,
]);
