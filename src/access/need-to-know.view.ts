import { splitStream } from "../event-sourcing/decider.js";
import type { EventRecord } from "../event-sourcing/event-record.js";
import type { Projection } from "../event-sourcing/projection.js";
import { concealed, type Concealed } from "./concealed.js";
import { withSightOf, withSightOfSubject, type SightTokens } from "./sight-tokens.js";

/**
 * Who may see a person, case, repatriation, file or link; under the name of its stream, a migrant under the person's. Of a
 * company, which is in a public register, who may see a name that is not public.
 */
export interface NeedToKnow {
  readonly id: string;
  readonly sight: SightTokens;
  /** Persons concerned: what is sealed of one of them seals the whole. */
  readonly persons: readonly string[];
  /** True once something of its own is recorded: a person who was only named isn't there. */
  readonly exists: boolean;
}

/** The name under which the need to know something stands. */
export function sightKey(category: Concealed | "company", id: string): string {
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
    const persons = event.subjects
      .filter(({ role }) => role !== COMPANY)
      .map(({ person }) => sightKey("person", person));
    return [...new Set([own, ...persons, ...companiesIn(event)])];
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

/** What a company is to its own events: no person, though its id stands where a person's does. */
const COMPANY = "COMPANY";

function ownKey({ stream }: EventRecord): string | undefined {
  const [category, id] = splitStream(stream);
  const kept = category === "company" ? category : concealed(category);
  return kept === null ? undefined : sightKey(kept, id);
}

/** Companies that an event of a case names: whoever has the case knows whom it is about. */
function companiesIn({ stream, facts }: EventRecord): string[] {
  if (!stream.startsWith("case-")) return [];
  const { company, parties = [] } = facts as { company?: string; parties?: readonly { readonly company?: string }[] };
  return [company, ...parties.map((party) => party.company)].flatMap((id) =>
    id === undefined ? [] : sightKey("company", id),
  );
}
