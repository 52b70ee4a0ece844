import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { internalCommand } from "../http/command.js";
import { UNANSWERED } from "./codes.js";
import { subjectsOf } from "./referral-command.js";
import { ReferralExpired } from "./referral.events.js";
import type { Referral } from "./referral.js";

const NOT_DUE: Rule = {
  id: "referral-not-due",
  source: "[design]",
  en: "The referral was answered, or there is time left for an answer",
  indonesian: "Rujukan sudah dijawab atau batas waktu jawabannya belum lewat",
};

/** The time for an answer is over: the clock says so once, however often it is looked at. */
export const expireReferral = internalCommand("ExpireReferral", {
  decide: (_data: object, { state, shares, answerBy }: Referral, given) => {
    if (state === undefined || !UNANSWERED.includes(state) || given.now < answerBy) throw new Rejection(NOT_DUE);
    return [eventOf(ReferralExpired, {}, given, { subjects: subjectsOf(shares), facts: { answerBy } })];
  },
});
