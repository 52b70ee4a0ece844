import { ofType, valuesOf, type Told } from "./told.js";

const STATE_AFTER: { readonly [type: string]: (facts: Told["facts"]) => unknown } = {
  OfferReviewBegun: () => "UNDER_REVIEW",
  OfferAssessed: ({ finding }) => finding,
  OfferClosed: () => "CLOSED",
};

/** A suspicious offer, of all that happened to it. */
export function offerIn(events: readonly Told[]) {
  const reported = ofType(events, "OfferReported").at(-1)!;
  const { channel, anonymous, destination, sector, region, company } = reported.facts;
  const last = events.findLast(({ type }) => type in STATE_AFTER);
  return {
    state: last === undefined ? "RECEIVED" : STATE_AFTER[last.type]!(last.facts),
    agency: reported.actor.agency,
    received: reported.recordedAt,
    channel,
    anonymous,
    destination: destination ?? null,
    sector: sector ?? null,
    region: region?.["code"] ?? null,
    company: company ?? null,
    finding: ofType(events, "OfferAssessed").at(-1)?.facts["finding"] ?? null,
    closed: ofType(events, "OfferClosed").at(-1)?.facts["reason"] ?? null,
    recruiter: valuesOf(reported, "identity"),
    contact: valuesOf(reported, "contact"),
    finance: valuesOf(reported, "finance"),
    account: valuesOf(reported, "narrative"),
    reporter: valuesOf(reported, "reporter"),
    follow: (ofType(events, "OfferFollowCodeIssued").at(-1) ?? reported).facts["follow"],
  };
}
