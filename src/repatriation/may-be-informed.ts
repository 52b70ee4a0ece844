import { i15NotAllegedAgainst, i15NotAskedNotToTell, type Person } from "../person/person.js";
import type { Relation } from "../person/relations.js";

/**
 * I15 for whoever is informed by a command: who is notified, decides, receives or bears witness.
 * @throws Rejection I15
 */
export function i15MayBeInformed(
  about: Pick<Person, "doNotTell" | "allegations">,
  person: string | undefined,
  relation?: Relation,
): void {
  const persons = person === undefined ? [] : [person];
  i15NotAskedNotToTell(about, { persons, relation });
  i15NotAllegedAgainst(about, persons);
}
