import { withSightOf, type SightTokens } from "../../access/sight-tokens.js";
import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { Projection } from "../../event-sourcing/projecting/projection.js";
import { stateIn } from "../../event-sourcing/projecting/stored-state.js";
import { offerEvents } from "./offer.events.js";
import { offerAggregate, type Offer } from "./offer.js";

export interface OfferDocument extends Offer {
  readonly id: string;
  readonly sight: SightTokens;
}

/** Suspicious offers that were reported. */
export const offersView: Projection<OfferDocument> = {
  name: "offers",
  version: 2,
  types: offerEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`offer-${id}`],
  revisionOf: (id) => `offer-${id}`,
  indexes: [
    { field: "state", type: "text", narrows: true },
    { field: "channel", type: "text", narrows: true },
    { field: "received", type: "text" },
    { field: "follow", type: "text" },
    { field: "sight", type: "set" },
  ],
  ids: ({ stream }) => [splitStream(stream)[1]],
  evolve(document, event, id) {
    const offer = offerAggregate.evolve(stateIn(offerAggregate.initial, document), event);
    return { ...offer, id, sight: withSightOf(document?.sight ?? [], event) };
  },
};
