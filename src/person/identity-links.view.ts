import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import type { Condition, ReadModel } from "../event-sourcing/projecting/read-model.js";
import { identityLinkAggregate, type IdentityLink } from "./identity-link.js";
import { identityLinkEvents } from "../access/identity-link.events.js";

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

/** Links of one look-up; all pages are read. */
const PAGE = 200;

/** All links that stand between records of the human beings whose records these are, however many steps away. */
export async function linksOf(readModel: ReadModel, persons: readonly string[]): Promise<IdentityLinkDocument[]> {
  const links = new Map<string, IdentityLinkDocument>();
  const seen = new Set(persons);
  let ahead = [...seen];
  while (ahead.length > 0) {
    const found = await directLinks(readModel, ahead);
    for (const link of found) links.set(link.id, link);
    ahead = [...new Set(found.flatMap((link) => link.persons))].filter((person) => !seen.has(person));
    for (const person of ahead) seen.add(person);
  }
  return [...links.values()];
}

/**
 * Ids of all records that are the same human being by links not undone, however many steps away, in the order of their
 * ids; the person asked for is left out.
 */
export async function linkedPersons(readModel: ReadModel, person: string): Promise<string[]> {
  const links = await linksOf(readModel, [person]);
  const persons = new Set(links.flatMap((link) => link.persons));
  persons.delete(person);
  return [...persons].toSorted();
}

async function directLinks(readModel: ReadModel, persons: readonly string[]): Promise<IdentityLinkDocument[]> {
  const found: IdentityLinkDocument[] = [];
  let after: string | undefined;
  do {
    const where: Condition[] = [
      { field: "persons", hasAny: persons },
      { field: "status", is: "LINKED" },
    ];
    const page = await readModel.find<IdentityLinkDocument>(identityLinksView.name, { where, limit: PAGE, after });
    found.push(...page.documents);
    after = page.next;
  } while (after !== undefined);
  return found;
}
