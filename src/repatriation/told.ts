import { Rejection } from "../event-sourcing/rejection.js";
import { i15NotAskedNotToTell } from "../person/do-not-tell.js";
import type { DoNotTell, Person } from "../person/person.js";
import type { Relation } from "../person/relations.js";
import type { Disclosure } from "./repatriation.state.js";

/**
 * I15 for whoever comes to know by a command: who is told, decides, receives or bears witness.
 * @throws Rejection I15
 */
export function i15MayBeTold(about: Pick<Person, "doNotTell">, person: string | undefined, relation?: Relation): void {
  i15NotAskedNotToTell(about, { persons: person === undefined ? [] : [person], relation });
}

/**
 * The wishes of a person that it goes against that someone came to know: the same rule, asked of each wish.
 * @param linked other records of the one who came to know
 */
export function wishesAgainst(
  { doNotTell }: Pick<Person, "doNotTell">,
  { person, relation }: Disclosure,
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
