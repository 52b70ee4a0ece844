import { deciderOf } from "../../http/command.js";
import { assessOffer, beginOfferReview, closeOffer } from "./handle-offer.js";
import { offerAggregate } from "./offer.js";
import { issueFollowCode, reportOffer } from "./report-offer.js";

/** Every command of a suspicious offer. */
export const offerDecider = deciderOf(offerAggregate, [
  reportOffer,
  beginOfferReview,
  assessOffer,
  closeOffer,
  issueFollowCode,
]);
