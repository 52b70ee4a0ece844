import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { command } from "../../http/command.js";
import { CodeField, NarrativeField } from "../../http/fields.js";
import { Occurring } from "../../http/parts.js";
import { OFFER_CLOSING_REASONS, OFFER_FINDINGS, type OfferFinding } from "./codes.js";
import { OfferAssessed, OfferClosed, OfferReviewBegun } from "./offer.events.js";
import { assertIn, NOBODY, type Offer } from "./offer.js";

class Noted extends Occurring {
  @NarrativeField({ optional: true })
  note?: string;
}

export class BeginOfferReview extends Noted {}

export const beginOfferReview = command(BeginOfferReview, {
  path: "reviews",
  summary: "Begin to look into the offer",
  decide: (data, state: Offer, given) => {
    assertIn(state, "RECEIVED");
    return [eventOf(OfferReviewBegun, data, given, { subjects: NOBODY, facts: {}, narrative: { note: data.note } })];
  },
});

export class AssessOffer extends Noted {
  @CodeField(OFFER_FINDINGS)
  finding!: OfferFinding;
}

export const assessOffer = command(AssessOffer, {
  path: "findings",
  summary: "Record whether the suspicion is substantiated; later knowledge may change it",
  decide: (data, state: Offer, given) => {
    assertIn(state, "UNDER_REVIEW", "SUBSTANTIATED", "UNSUBSTANTIATED");
    const { finding, note } = data;
    return [eventOf(OfferAssessed, data, given, { subjects: NOBODY, facts: { finding }, narrative: { note } })];
  },
});

export class CloseOffer extends Noted {
  @CodeField(OFFER_CLOSING_REASONS)
  reason!: (typeof OFFER_CLOSING_REASONS)[number];
}

export const closeOffer = command(CloseOffer, {
  path: "closure",
  summary: "Close the report",
  decide: (data, state: Offer, given) => {
    assertIn(state, "RECEIVED", "UNDER_REVIEW", "SUBSTANTIATED", "UNSUBSTANTIATED");
    const { reason, note } = data;
    return [eventOf(OfferClosed, data, given, { subjects: NOBODY, facts: { reason }, narrative: { note } })];
  },
});
