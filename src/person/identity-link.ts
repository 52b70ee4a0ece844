import type { Aggregate } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import {
  identityLinkEvents,
  type Confidence,
  type IdentityLinkEvent,
  type LinkBasis,
  type UnlinkReason,
} from "./identity-link.events.js";

/** A link between two records of what is taken to be one human being. Once undone, it stays so. */
export interface IdentityLink {
  /** Ids of the two persons; empty in the state of a stream that is empty. */
  readonly persons: readonly string[];
  readonly basis: LinkBasis | null;
  readonly confidence: Confidence | null;
  /** Why it was undone; null while it is not. */
  readonly unlinked: UnlinkReason | null;
}

export const I10: Rule = {
  id: "I10",
  source: "[design] identity can be wrong or duplicated: linked and unlinked by events",
  en: "A link joins two persons, and is undone once",
  indonesian: "Tautan menghubungkan dua orang yang berbeda dan hanya dapat dibatalkan satu kali",
};

/** I10: a person is not linked to themselves. @throws Rejection I10 */
export function i10LinksTwoPersons(person: string, other: string): void {
  if (person === other) throw new Rejection(I10, { person });
}

/** I10: only what is linked is unlinked, by an event; the link stays in the history. @throws Rejection I10 */
export function i10UnlinksWhatIsLinked({ unlinked }: Pick<IdentityLink, "unlinked">): void {
  if (unlinked !== null) throw new Rejection(I10, { unlinked });
}

export const identityLinkAggregate: Aggregate<IdentityLink> = {
  category: "identityLink",
  events: anyDefinitions(identityLinkEvents),
  initial: { persons: [], basis: null, confidence: null, unlinked: null },
  evolve(state, recorded) {
    const event = recorded as unknown as IdentityLinkEvent;
    return event.type === "IdentitiesLinked"
      ? { ...state, ...event.facts }
      : { ...state, unlinked: event.facts.reason };
  },
};
