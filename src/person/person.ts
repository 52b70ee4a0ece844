import { confidentialityEvents } from "../access/confidentiality.events.js";
import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { completeCorrection } from "./correcting-details.js";
import { erasureEvents } from "./erasure.events.js";
import { personEvents } from "./person.events.js";
import { evolvePerson, initialPerson, type Person } from "./person-state.js";
import { proposalEvents } from "./proposal.events.js";

export { assertRegistered, type Allegation, type DoNotTell, type Person } from "./person-state.js";
export { allegationsAgainst, I15, i15NotAllegedAgainst, i15NotAskedNotToTell, wishesAgainst } from "./do-no-harm.js";

/** `person-<id>`: who someone is. A migrant's own history is `migrant-<the same id>`. */
export const personAggregate: Aggregate<Person> = {
  category: "person",
  events: anyDefinitions([...personEvents, ...confidentialityEvents, ...proposalEvents, ...erasureEvents]),
  initial: initialPerson,
  evolve: evolvePerson,
  completes: completeCorrection,
};

/** To load a person beside a decision's own stream; one that isn't there has `registered: false`. */
export function personOf(id: string): Load<Person> {
  return { aggregate: personAggregate, id };
}
