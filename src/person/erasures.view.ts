import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { PersonErased } from "./erasure.events.js";

/** That something of a person was erased: of whom, and when. */
export interface ErasureDocument {
  /** Of the event. */
  readonly id: string;
  readonly person: string;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
}

export const erasuresView: Projection<ErasureDocument> = {
  name: "erasures",
  version: 1,
  types: [PersonErased.type],
  order: "recorded",
  indexes: [{ field: "recordedAt", type: "text" }],
  // When it was done is not corrected.
  ids: ({ id, corrects }) => (corrects === null ? [id] : []),
  evolve: (_, { stream, recordedAt }, id) => ({ id, person: splitStream(stream)[1], recordedAt }),
};
