/** How an offer of work reached somebody. */
export const OFFER_CHANNELS = [
  "SOCIAL_MEDIA",
  "MESSENGER",
  "PHONE",
  "IN_PERSON",
  "LEAFLET",
  "PORTAL",
  "OTHER",
] as const;

export const OFFER_STATES = ["RECEIVED", "UNDER_REVIEW", "SUBSTANTIATED", "UNSUBSTANTIATED", "CLOSED"] as const;
export type OfferState = (typeof OFFER_STATES)[number];

export const OFFER_FINDINGS = ["SUBSTANTIATED", "UNSUBSTANTIATED"] as const;
export type OfferFinding = (typeof OFFER_FINDINGS)[number];

export const OFFER_CLOSING_REASONS = ["ACTED_ON", "NOTHING_TO_DO", "DUPLICATE", "OUT_OF_REACH"] as const;
