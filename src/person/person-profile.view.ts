import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { personAggregate, type Person } from "./person.js";

/** Who someone is, with sealed fields; other views' answers may carry it whole. */
export interface PersonProfileDocument extends Person {
  readonly id: string;
}

export const personProfileView: Projection<PersonProfileDocument> = {
  name: "person-profile",
  version: 5,
  types: personAggregate.events.map(({ type }) => type),
  order: "world",
  streams: (id) => [`person-${id}`],
  revisionOf: (id) => `person-${id}`,
  indexes: [],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve: (document, event, id) => ({
    ...personAggregate.evolve(stateIn(personAggregate.initial, document), event),
    id,
  }),
};
