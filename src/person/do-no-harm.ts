import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Allegation, DoNotTell, Person } from "./person-state.js";
import { isAmong, type Relation } from "./relations.js";

export const I15: Rule = {
  id: "I15",
  source: "[design] do no harm; UU 27/2022 art. 33, UU 21/2007 art. 44",
  en: "The person asked that this recipient be told nothing, or alleges a wrong by them",
  indonesian:
    "Yang bersangkutan meminta agar penerima ini tidak diberi tahu, atau melaporkannya sebagai terduga pelaku",
};

/**
 * I15 for requests not to tell: whom the person asked not to tell is told nothing, and does not receive the person. A
 * request that names a person and a relation bars both that person and everyone of that relation, as one human can have
 * two records. Leave the relation out to ask about one person only.
 * @param recipient ids of the one to be told, linked identities included, and what they are to the person
 * @throws Rejection I15
 */
export function i15NotAskedNotToTell(
  { doNotTell }: Pick<Person, "doNotTell">,
  recipient: { readonly persons: readonly string[]; readonly relation?: Relation | undefined },
): void {
  const request = doNotTell.find((each) => bars(each, recipient.persons, recipient.relation));
  if (request) throw new Rejection(I15, { request: request.id });
}

/**
 * I15 for allegations: nobody is told of a person, and nobody receives them, who is an alleged perpetrator, broker or
 * recruiter in any case of that person. The family is sometimes the recruiter.
 * @param recipient ids of the one to be told, linked identities included
 * @throws Rejection I15
 */
export function i15NotAllegedAgainst({ allegations }: Pick<Person, "allegations">, recipient: readonly string[]): void {
  const allegation = allegations.find(({ against }) => recipient.includes(against));
  if (allegation) throw new Rejection(I15, { allegation: allegation.id, case: allegation.case, role: allegation.role });
}

/** Someone came to know of a person: who, or of which relation. */
export interface Disclosed {
  readonly person: string | null;
  readonly relation: string | null;
}

/**
 * The requests not to tell that a disclosure goes against.
 * @param linked other records of the one who came to know
 */
export function wishesAgainst(
  { doNotTell }: Pick<Person, "doNotTell">,
  { person, relation }: Disclosed,
  linked: readonly string[],
): DoNotTell[] {
  const persons = person === null ? [] : [person, ...linked];
  return doNotTell.filter((request) => bars(request, persons, relation ?? undefined));
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

function bars(request: DoNotTell, persons: readonly string[], relation: string | undefined): boolean {
  return (
    (request.person !== undefined && persons.includes(request.person)) ||
    (request.relation !== undefined && relation !== undefined && isAmong(relation, request.relation))
  );
}
