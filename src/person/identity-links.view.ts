import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { identityLinkAggregate, type IdentityLink } from "./identity-link.js";
import { identityLinkEvents } from "./identity-link.events.js";

export interface IdentityLinkDocument extends IdentityLink {
  readonly id: string;
  readonly status: "LINKED" | "UNLINKED";
}

/** Every link between two identities, also those undone; one document a link. */
export const identityLinksView: Projection<IdentityLinkDocument> = {
  name: "identity-links",
  version: 2,
  types: identityLinkEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`identityLink-${id}`],
  revisionOf: (id) => `identityLink-${id}`,
  indexes: [
    { field: "persons", type: "set" },
    { field: "status", type: "text" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve: (document, event, id) => {
    const link = identityLinkAggregate.evolve(stateIn(identityLinkAggregate.initial, document), event);
    return { ...link, id, status: link.unlinked === null ? "LINKED" : "UNLINKED" };
  },
};

/** The most records that are followed from link to link: no human being has so many. */
const MOST_LINKED = 100;

/**
 * Ids of all persons that are the same human being by links not undone, however many steps away, in the order of their
 * ids; the person asked for is left out.
 */
export async function linkedPersons(readModel: ReadModel, personId: string): Promise<string[]> {
  const seen = new Set([personId]);
  const ahead = [personId];
  for (let person = ahead.shift(); person !== undefined && seen.size <= MOST_LINKED; person = ahead.shift())
    for (const next of await directlyLinked(readModel, person))
      if (!seen.has(next)) {
        seen.add(next);
        ahead.push(next);
      }
  seen.delete(personId);
  return [...seen].toSorted();
}

async function directlyLinked(readModel: ReadModel, person: string): Promise<string[]> {
  const { documents } = await readModel.find<IdentityLinkDocument>(identityLinksView.name, {
    where: [
      { field: "persons", has: person },
      { field: "status", is: "LINKED" },
    ],
    limit: MOST_LINKED,
  });
  return documents.flatMap(({ persons }) => persons.filter((other) => other !== person));
}
