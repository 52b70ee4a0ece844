import type { Timer } from "../event-sourcing/reacting/timer.js";
import { referralsView, type ReferralDocument } from "./referrals.view.js";

/** When the time for an answer to a referral is over, then it expires. */
export const referralExpiryTimer: Timer = {
  name: "referral-expiry",
  async due(views, now, limit) {
    const { documents } = await views.find<ReferralDocument>(referralsView.name, {
      where: [{ field: "expires", from: "", to: now }],
      sort: { field: "expires", direction: "asc" },
      limit,
    });
    return documents.map(({ id, answerBy }) => ({
      category: "referral",
      id,
      command: "ExpireReferral",
      data: {},
      // A referral whose acceptance was withdrawn may expire, though it could not before.
      once: answerBy,
    }));
  },
};
