import { i15OverAllRecords } from "../person/may-be-told.js";
import type { Linked } from "../person/one-human-being.js";
import type { Person } from "../person/person.js";
import type { Relation } from "../person/relations.js";

/** The person of a repatriation, and one who is informed by a command, in what relation. */
interface Informed {
  readonly of: string;
  readonly person: string | undefined;
  readonly relation?: Relation | undefined;
}

/**
 * I15 for whoever is informed by a command: who is notified, decides, receives or bears witness. All records of both count.
 * @throws Rejection I15, other-record
 */
export function i15MayBeInformed(
  { of, person, relation }: Informed,
  request: Linked,
  loaded: { readonly about: Person },
): void {
  i15OverAllRecords({ about: of, recipient: person, relation }, request, loaded);
}
