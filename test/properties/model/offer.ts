import { ofType, valuesOf, type Told } from "./told.js";

/** The furthest that it came to, whatever was told to have happened first. */
function stateOf(events: readonly Told[]): unknown {
  if (ofType(events, "OfferClosed").length > 0) return "CLOSED";
  const found = ofType(events, "OfferAssessed").at(-1)?.facts["finding"];
  return found ?? (ofType(events, "OfferReviewBegun").length > 0 ? "UNDER_REVIEW" : "RECEIVED");
}

/** A suspicious offer, of all that happened to it. */
export function offerIn(events: readonly Told[]) {
  const reported = ofType(events, "OfferReported").at(-1)!;
  const { channel, anonymous, destination, sector, region, company } = reported.facts;
  return {
    state: stateOf(events),
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
