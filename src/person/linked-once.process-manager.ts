import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { ProcessManager } from "../event-sourcing/reacting/process-manager.js";
import { identityLinkOf } from "./identity-link.js";
import { linksOf } from "./identity-links.view.js";

/**
 * When two officers linked the same two records at the same moment, then all of these links but one are undone: undoing
 * that one ends it (I10). The one that a second officer has confirmed stays, else the one whose id comes first.
 */
export const linkedOnceProcessManager: ProcessManager = {
  name: "identity-linked-once",
  when: ["IdentitiesLinked"],
  async thenSend({ stream }, { load, views }) {
    const own = await load(identityLinkOf(splitStream(stream)[1]));
    const same = (await linksOf(views, own.persons)).filter(({ persons }) =>
      own.persons.every((person) => persons.includes(person)),
    );
    const links = await Promise.all(same.map(async ({ id }) => ({ id, ...(await load(identityLinkOf(id))) })));
    const [, ...doubles] = links
      .filter(({ unlinked }) => unlinked === null)
      .toSorted((a, b) => Number(a.confirmedBy === null) - Number(b.confirmedBy === null) || (a.id < b.id ? -1 : 1));
    return doubles.map(({ id }) => ({
      category: "identityLink",
      id,
      command: "UnlinkIdentities",
      data: { reason: "LINKED_BY_MISTAKE" },
    }));
  },
};
