import type { OpenField } from "../../event-sourcing/stored-event/personal-field.js";
import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { command } from "../../http/command.js";
import { CodeField, NarrativeField } from "../../http/fields.js";
import { Occurring } from "../../http/parts.js";
import { OFFER_CLOSING_REASONS, OFFER_FINDINGS, type OfferFinding } from "./codes.js";
import { OfferAssessed, OfferClosed, OfferReviewBegun } from "./offer.events.js";
import { assertIn, NOBODY, type Offer } from "./offer.js";
import { reporterIn, timeWithout, withoutReporter } from "./without-reporter.js";

class Noted extends Occurring {
  @NarrativeField({ optional: true })
  note?: string;
}

export class BeginOfferReview extends Noted {}

export const beginOfferReview = command(BeginOfferReview, {
  path: "reviews",
  summary: "Begin to look into the offer",
  decide: (said, state: Offer, given) => {
    assertIn(state, "RECEIVED");
    const { note, ...data } = withoutReporterOf(state, said, given);
    return [eventOf(OfferReviewBegun, data, given, { subjects: NOBODY, facts: {}, narrative: { note } })];
  },
});

export class AssessOffer extends Noted {
  @CodeField(OFFER_FINDINGS)
  finding!: OfferFinding;
}

export const assessOffer = command(AssessOffer, {
  path: "findings",
  summary: "Record whether the suspicion is substantiated; later knowledge may change it",
  decide: (said, state: Offer, given) => {
    assertIn(state, "UNDER_REVIEW", "SUBSTANTIATED", "UNSUBSTANTIATED");
    const { finding, note, ...data } = withoutReporterOf(state, said, given);
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
  decide: (said, state: Offer, given) => {
    assertIn(state, "RECEIVED", "UNDER_REVIEW", "SUBSTANTIATED", "UNSUBSTANTIATED");
    const { reason, note, ...data } = withoutReporterOf(state, said, given);
    return [eventOf(OfferClosed, data, given, { subjects: NOBODY, facts: { reason }, narrative: { note } })];
  },
});

/** What somebody notes, in which who reported is masked: more read it than may know them. */
function withoutReporterOf<N extends Noted>({ reporter }: Offer, said: N, { open }: { readonly open: OpenField }): N {
  const { note, occurred } = said;
  if (note === undefined && occurred?.asReported === undefined) return said;
  const masked = reporterIn(reporter, open);
  return {
    ...said,
    note: note === undefined ? undefined : withoutReporter(note, masked),
    occurred: timeWithout(occurred, masked),
  };
}
