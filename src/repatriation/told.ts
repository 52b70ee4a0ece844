import { Rejection, type Rule } from "../event-sourcing/rejection.js";
import { i15NotAskedNotToTell } from "../person/do-not-tell.js";
import type { DoNotTell, Person } from "../person/person.js";
import type { Relation } from "../person/relations.js";
import type { Disclosure } from "./repatriation.state.js";

const NO_SUCH_PERSON: Rule = {
  id: "person-unknown",
  source: "[design]",
  en: "There is no such person",
  indonesian: "Tidak ada orang dengan nomor ini",
};

/** @throws Rejection when a person named by a command has not been registered */
export function assertRegistered(id: string | undefined, person: Person | undefined): void {
  if (id !== undefined && !person?.registered) throw new Rejection(NO_SUCH_PERSON, { person: id });
}

/**
 * I15 for whoever comes to know by a command: who is told, decides, receives or bears witness.
 * @throws Rejection I15
 */
export function i15MayBeTold(about: Pick<Person, "doNotTell">, person: string | undefined, relation?: Relation): void {
  i15NotAskedNotToTell(about, { persons: person === undefined ? [] : [person], relation });
}

/** Wishes of the person that someone's knowing goes against, as it stands now. */
export function wishesAgainst({ doNotTell }: Pick<Person, "doNotTell">, disclosure: Disclosure): DoNotTell[] {
  return doNotTell.filter((wish) => {
    try {
      i15MayBeTold({ doNotTell: [wish] }, disclosure.person ?? undefined, (disclosure.relation as Relation) ?? undefined);
      return false;
    } catch (error) {
      if (error instanceof Rejection) return true;
      throw error;
    }
  });
}
