import { i15NotAllegedAgainst, i15NotAskedNotToTell, type Person } from "../person/person.js";
import type { Relation } from "../person/relations.js";

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
