import { i15NotAllegedAgainst, i15NotAskedNotToTell } from "./do-no-harm.js";
import { loadedRecord, onRecord, recordsOf, type Linked } from "./one-human-being.js";
import type { Person } from "./person.js";
import type { Relation } from "./relations.js";

/** Whom a command is about, and who is informed by it. */
export interface Informed {
  readonly about: string;
  readonly recipient: string | undefined;
  /** What the recipient is to the person. */
  readonly relation?: Relation | undefined;
}

/**
 * I15 over all records of both human beings: what a person asked for under one record holds for every other, and
 * whoever is not to be told under one is not told under another. Links need only stand for that: to be silent harms
 * less.
 * @param request with the records that were looked up for it
 * @param loaded these records, and the person as `about`
 * @throws Rejection I15; other-record where it rests on a record out of the caller's sight
 */
export function i15OverAllRecords(
  { about, recipient, relation }: Informed,
  request: Linked,
  loaded: { readonly about: Person },
): void {
  const unseen = request.linked?.unseen ?? [];
  const recipients = recipient === undefined ? [] : [recipient, ...recordsOf(recipient, request, loaded)];
  const others = recordsOf(about, request, loaded);
  const check = (person: Pick<Person, "doNotTell" | "allegations">, persons: readonly string[]) => {
    i15NotAskedNotToTell(person, { persons, relation });
    i15NotAllegedAgainst(person, persons);
  };
  // What the caller sees comes first: it can be named.
  const visible = recipients.filter((person) => !unseen.includes(person));
  check(loaded.about, visible);
  for (const other of others.toSorted((a, b) => Number(unseen.includes(a)) - Number(unseen.includes(b))))
    onRecord(other, request, () => check(loadedRecord(other, loaded), visible));
  for (const hidden of recipients.filter((person) => unseen.includes(person)))
    onRecord(hidden, request, () => {
      for (const person of [loaded.about, ...others.map((other) => loadedRecord(other, loaded))])
        check(person, [hidden]);
    });
}
