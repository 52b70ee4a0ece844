import { Rejection } from "../event-sourcing/rejection.js";
import {
  i15NotAllegedAgainst,
  i15NotAskedNotToTell,
  type Allegation,
  type DoNotTell,
  type Person,
} from "../person/person.js";
import type { Relation } from "../person/relations.js";
import type { Disclosure } from "./repatriation.state.js";

/**
 * I15 for whoever comes to know by a command: who is told, decides, receives or bears witness.
 * @throws Rejection I15
 */
export function i15MayBeTold(
  about: Pick<Person, "doNotTell" | "allegations">,
  person: string | undefined,
  relation?: Relation,
): void {
  const persons = person === undefined ? [] : [person];
  i15NotAskedNotToTell(about, { persons, relation });
  i15NotAllegedAgainst(about, persons);
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

/**
 * The allegations of a person against the one who came to know.
 * @param linked other records of the one who came to know
 */
export function allegationsAgainst(
  { allegations }: Pick<Person, "allegations">,
  { person }: Disclosure,
  linked: readonly string[],
): Allegation[] {
  return person === null ? [] : allegations.filter(({ against }) => [person, ...linked].includes(against));
}
