import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { agencyAggregate, type Agency } from "./agency.js";
import { agencyEvents } from "./agency.events.js";
import { keysOfMandate } from "./mandates.js";

export interface AgencyDocument extends Agency {
  readonly id: string;
  /** By which stages and places it is found as responsible, on whichever day. */
  readonly responsibleAt: readonly string[];
}

/** The registry of agencies, as it stands, with every name that each has had. */
export const agenciesView: Projection<AgencyDocument> = {
  name: "agencies",
  version: 5,
  types: agencyEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`agency-${id}`],
  revisionOf: (id) => `agency-${id}`,
  indexes: [
    { field: "kind", type: "text" },
    { field: "region", type: "text" },
    { field: "country", type: "text" },
    { field: "validTo", type: "text" },
    { field: "successors", type: "set" },
    { field: "responsibleAt", type: "set" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const agency = agencyAggregate.evolve(stateIn(agencyAggregate.initial, document), event);
    return { ...agency, id, responsibleAt: [...new Set(agency.mandates.flatMap(keysOfMandate))] };
  },
};
