import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { officerAggregate, type Officer } from "./officer.js";
import { officerEvents } from "./officer.events.js";

export interface OfficerDocument extends Officer {
  readonly id: string;
  /** Agencies that the officer acts for, or did. */
  readonly agencies: readonly string[];
}

/** Officers, with every assignment that each has had. */
export const officersView: Projection<OfficerDocument> = {
  name: "officers",
  version: 3,
  types: officerEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`officer-${id}`],
  revisionOf: (id) => `officer-${id}`,
  indexes: [{ field: "agencies", type: "set" }],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const officer = officerAggregate.evolve(stateIn(officerAggregate.initial, document), event);
    return { ...officer, id, agencies: [...new Set(officer.assignments.map(({ agency }) => agency))] };
  },
};
