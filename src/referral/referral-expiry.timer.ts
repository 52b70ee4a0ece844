import type { Timer } from "../event-sourcing/reacting/timer.js";
import { referralsView, type ReferralDocument } from "./referrals.view.js";

const PAGE = 200;

/** When the time for an answer to a referral is over, then it expires. */
export const referralExpiryTimer: Timer = {
  name: "referral-expiry",
  view: referralsView.name,
  purpose: "PROTECTION",
  lawfulBasis: "PUBLIC_TASK",
  begin: (views) =>
    async function* (now) {
      let after: string | undefined;
      do {
        const page = await views.find<ReferralDocument>(referralsView.name, {
          where: [{ field: "expires", from: "", to: now }],
          sort: { field: "expires", direction: "asc" },
          limit: PAGE,
          after,
        });
        yield page.documents.map(({ id, answerBy }) => ({
          category: "referral",
          id,
          command: "ExpireReferral",
          data: {},
          // A referral whose acceptance was withdrawn may expire, though it could not before.
          once: answerBy,
        }));
        after = page.next;
      } while (after !== undefined);
    },
};
