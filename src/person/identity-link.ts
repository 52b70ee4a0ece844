import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import {
  identityLinkEvents,
  type Confidence,
  type IdentityLinkEvent,
  type LinkBasis,
  type UnlinkReason,
} from "../access/identity-link.events.js";

/** An officer, and the agency that they acted for. */
export interface ByOfficer {
  readonly officer: string;
  readonly agency: string | null;
}

/** A link between two records of what is taken to be one human being. Once undone, it stays so. */
export interface IdentityLink {
  /** Ids of the two persons; empty in the state of a stream that is empty. */
  readonly persons: readonly string[];
  readonly basis: LinkBasis | null;
  readonly confidence: Confidence | null;
  readonly linkedBy: ByOfficer | null;
  /** The second officer; null until one has confirmed it. Only then do seals and deaths pass over it. */
  readonly confirmedBy: ByOfficer | null;
  /** Why it was undone; null while it is not. */
  readonly unlinked: UnlinkReason | null;
}

export const I10: Rule = {
  id: "I10",
  source: "[design] identity can be wrong or duplicated: linked and unlinked by events",
  en: "A link joins two persons that are not linked yet, and is undone once",
  indonesian: "Tautan menghubungkan dua orang berbeda yang belum ditautkan dan hanya dapat dibatalkan satu kali",
};

/** I10: a person is not linked to themselves. @throws Rejection I10 */
export function i10LinksTwoPersons(person: string, other: string): void {
  if (person === other) throw new Rejection(I10, { person });
}

/**
 * I10: two records have one link at a time, so that undoing it ends it. Others may lead from one to the other as well:
 * each is known for a reason of its own.
 * @param links that may stand, by their ids
 * @throws Rejection I10
 */
export function i10LinkedOnce(
  person: string,
  other: string,
  links: readonly (readonly [id: string, link: Pick<IdentityLink, "persons" | "unlinked">])[],
): void {
  const linked = links.find(
    ([, { persons, unlinked }]) => unlinked === null && persons.includes(person) && persons.includes(other),
  );
  if (linked) throw new Rejection(I10, { identityLink: linked[0] });
}

/** I10: only what is linked is unlinked, by an event; the link stays in the history. @throws Rejection I10 */
export function i10UnlinksWhatIsLinked({ unlinked }: Pick<IdentityLink, "unlinked">): void {
  if (unlinked !== null) throw new Rejection(I10, { unlinked });
}

export const identityLinkAggregate: Aggregate<IdentityLink> = {
  category: "identityLink",
  events: anyDefinitions(identityLinkEvents),
  initial: { persons: [], basis: null, confidence: null, linkedBy: null, confirmedBy: null, unlinked: null },
  evolve(state, recorded) {
    const event = recorded as unknown as IdentityLinkEvent;
    const by = { officer: event.actor.id, agency: event.actor.agency };
    switch (event.type) {
      case "IdentitiesLinked":
        return { ...state, ...event.facts, linkedBy: by };
      case "IdentityLinkConfirmed":
        return { ...state, confirmedBy: by };
      default:
        return { ...state, unlinked: event.facts.reason };
    }
  },
};

/** To load a link beside a decision's own stream. */
export function identityLinkOf(id: string): Load<IdentityLink> {
  return { aggregate: identityLinkAggregate, id };
}
