import { splitStream } from "../event-sourcing/decider.js";
import type { EventRecord } from "../event-sourcing/event-record.js";
import type { Projection } from "../event-sourcing/projection.js";
import { KEPT_FROM_SIGHT, type Concealed } from "./permit.js";
import { withSightOf, withSightOfSubject, type SightTokens } from "./sight-tokens.js";

/** Who may see a person, case, repatriation, file or link; under the name of its stream, a migrant under the person's. */
export interface NeedToKnow {
  readonly id: string;
  readonly sight: SightTokens;
  /** Persons concerned: what is sealed of one of them seals the whole. */
  readonly persons: readonly string[];
  /** True once something of its own is recorded: a person who was only named isn't there. */
  readonly exists: boolean;
}

/** The name under which the need to know something stands. */
export function sightKey(category: Concealed, id: string): string {
  return `${category === "migrant" ? "person" : category}-${id}`;
}

export const needToKnowView: Projection<NeedToKnow> = {
  name: "need-to-know",
  version: 1,
  types: "all",
  order: "recorded",
  indexes: [],
  ids(event) {
    const own = ownKey(event);
    if (own === undefined) return [];
    return [...new Set([own, ...event.subjects.map(({ person }) => sightKey("person", person))])];
  },
  evolve(document, event, id) {
    const before = document ?? { id, sight: [], persons: [], exists: false };
    if (ownKey(event) === id) {
      const persons = [...new Set([...before.persons, ...event.subjects.map(({ person }) => person)])];
      const sight = withSightOf(before.sight, event);
      return { ...before, sight, persons: id.startsWith("person-") ? [splitStream(id)[1]] : persons, exists: true };
    }
    return { ...before, sight: withSightOfSubject(before.sight, event, splitStream(id)[1]) };
  },
};

function ownKey({ stream }: EventRecord): string | undefined {
  const [category, id] = splitStream(stream);
  return (KEPT_FROM_SIGHT as readonly string[]).includes(category) ? sightKey(category as Concealed, id) : undefined;
}
