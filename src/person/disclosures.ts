import { Rejection } from "../event-sourcing/deciding/rejection.js";
import { i15NotAskedNotToTell } from "./do-not-tell.js";
import type { Allegation, DoNotTell, Person } from "./person-state.js";
import type { Relation } from "./relations.js";

/** Someone came to know of a person: who, or of which relation. */
export interface Disclosed {
  readonly person: string | null;
  readonly relation: string | null;
}

/**
 * The wishes of a person that it goes against that someone came to know: the same rule, asked of each wish.
 * @param linked other records of the one who came to know
 */
export function wishesAgainst(
  { doNotTell }: Pick<Person, "doNotTell">,
  { person, relation }: Disclosed,
  linked: readonly string[],
): DoNotTell[] {
  const persons = person === null ? [] : [person, ...linked];
  return doNotTell.filter((wish) => {
    try {
      i15NotAskedNotToTell({ doNotTell: [wish] }, { persons, relation: (relation as Relation | null) ?? undefined });
      return false;
    } catch (error) {
      if (error instanceof Rejection) return true;
      throw error;
    }
  });
}

/**
 * The allegations of a person against the one who came to know.
 * @param linked other records of the one who came to know
 */
export function allegationsAgainst(
  { allegations }: Pick<Person, "allegations">,
  { person }: Disclosed,
  linked: readonly string[],
): Allegation[] {
  return person === null ? [] : allegations.filter(({ against }) => [person, ...linked].includes(against));
}
