import { anyDefinitions, newEvent } from "../event-sourcing/stored-event/event-definition.js";
import type { Decider, Decision } from "../event-sourcing/deciding/decider.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { LinkIdentities, UnlinkIdentities } from "./identity-link.commands.js";
import {
  IdentitiesLinked,
  IdentitiesUnlinked,
  identityLinkEvents,
  type Confidence,
  type IdentityLinkEvent,
  type LinkBasis,
  type UnlinkReason,
} from "./identity-link.events.js";
import { assertRegistered, personOf, type Person } from "./person.js";

/** A link between two records of what is taken to be one human being. Once unlinked it stays so; a new link is another. */
export interface IdentityLink {
  /** Ids of the two persons; empty in the state of a stream that is empty. */
  readonly persons: readonly string[];
  readonly basis: LinkBasis | null;
  readonly confidence: Confidence | null;
  /** Why it was undone; null while it stands. */
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

const link: Decision<LinkIdentities, IdentityLink, { person: Person; other: Person }> = {
  creates: true,
  loads: ({ person, other }) => ({ person: personOf(person), other: personOf(other) }),
  decide: (command, _state, { now, loaded }) => {
    const { basis, confidence, note, occurred } = command;
    const [person, other] = [command.person.toLowerCase(), command.other.toLowerCase()];
    i10LinksTwoPersons(person, other);
    assertRegistered(loaded.person, person);
    assertRegistered(loaded.other, other);
    const persons = [person, other];
    return [
      newEvent(IdentitiesLinked, {
        subjects: persons.map((each) => ({ person: each, role: "PERSON" })),
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: { persons, basis, confidence },
        personal: [{ person: null, class: "narrative", names: persons, values: { note } }],
      }),
    ];
  },
};

const unlink: Decision<UnlinkIdentities, IdentityLink> = {
  decide: ({ reason, note, occurred }, state, { now }) => {
    i10UnlinksWhatIsLinked(state);
    return [
      newEvent(IdentitiesUnlinked, {
        subjects: state.persons.map((each) => ({ person: each, role: "PERSON" })),
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: { reason },
        personal: [{ person: null, class: "narrative", names: state.persons, values: { note } }],
      }),
    ];
  },
};

export const identityLinkAggregate: Decider<IdentityLink> = {
  category: "identityLink",
  events: anyDefinitions(identityLinkEvents),
  initial: { persons: [], basis: null, confidence: null, unlinked: null },
  evolve(state, recorded) {
    const event = recorded as unknown as IdentityLinkEvent;
    return event.type === "IdentitiesLinked"
      ? { ...state, ...event.facts }
      : { ...state, unlinked: event.facts.reason };
  },
  decisions: { LinkIdentities: link, UnlinkIdentities: unlink },
};
