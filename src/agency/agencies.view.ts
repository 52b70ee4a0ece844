import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { agencyAggregate, type Agency } from "./agency.js";
import { agencyEvents } from "./agency.events.js";

export interface AgencyDocument extends Agency {
  readonly id: string;
}

/** The registry of agencies, as it stands, with every name that each has had. */
export const agenciesView: Projection<AgencyDocument> = {
  name: "agencies",
  version: 4,
  types: agencyEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`agency-${id}`],
  revisionOf: (id) => `agency-${id}`,
  indexes: [
    { field: "kind", type: "text" },
    { field: "region", type: "text" },
    { field: "country", type: "text" },
    { field: "successors", type: "set" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve: (document, event, id) => ({
    ...agencyAggregate.evolve(stateIn(agencyAggregate.initial, document), event),
    id,
  }),
};
