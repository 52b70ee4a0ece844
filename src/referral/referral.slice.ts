import { anyAggregate } from "../event-sourcing/deciding/decider.js";
import { slice } from "../event-sourcing/slice.js";
import { referralAggregate } from "./referral.js";
import { referralExpiryTimer } from "./referral-expiry.timer.js";
import { referralsView } from "./referrals.view.js";

/** What agencies ask of each other. */
export const referralSlice = slice({
  aggregates: [anyAggregate(referralAggregate)],
  views: [referralsView],
  timers: [referralExpiryTimer],
});
