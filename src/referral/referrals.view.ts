import { withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { UNANSWERED } from "./codes.js";
import { referralEvents } from "./referral.events.js";
import { isLive, referralAggregate, type Referral } from "./referral.js";

export interface ReferralDocument extends Referral {
  readonly id: string;
  readonly persons: readonly string[];
  /** When it expires (ISO 8601), while it waits for an answer; null otherwise. */
  readonly expires: string | null;
  /** Whether the receiver still has something to do; "true" or "false", as an index has no other values. */
  readonly live: "true" | "false";
  readonly sight: SightTokens;
}

/** What agencies asked of each other, and what became of it. */
export const referralsView: Projection<ReferralDocument> = {
  name: "referrals",
  version: 1,
  types: referralEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`referral-${id}`],
  revisionOf: (id) => `referral-${id}`,
  indexes: [
    { field: "to", type: "text" },
    { field: "from", type: "text" },
    { field: "state", type: "text", narrows: true },
    { field: "live", type: "text", narrows: true },
    { field: "matter", type: "text", narrows: true },
    { field: "case", type: "text" },
    { field: "repatriation", type: "text" },
    { field: "persons", type: "set" },
    { field: "expires", type: "text" },
    { field: "sent", type: "text" },
    { field: "sight", type: "set" },
  ],
  ids: ({ stream }) => [splitStream(stream)[1]],
  evolve(document, event, id) {
    const referral = referralAggregate.evolve(stateIn(referralAggregate.initial, document), event);
    const { state, answerBy, shares } = referral;
    return {
      ...referral,
      id,
      persons: shares.map(({ person }) => person),
      expires: state !== undefined && UNANSWERED.includes(state) ? answerBy : null,
      live: isLive(referral) ? "true" : "false",
      sight: withSightOf(document?.sight ?? [], event),
    };
  },
};
