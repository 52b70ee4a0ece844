import type { Decision } from "../event-sourcing/deciding/decider.js";
import { newEvent } from "../event-sourcing/stored-event/event-definition.js";
import { resolveTime } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { roleOf } from "./details.js";
import type { RequestDoNotTell, WithdrawDoNotTell } from "./person.commands.js";
import { DoNotTellRequested, DoNotTellWithdrawn } from "./person.events.js";
import { assertRegistered, type Person } from "./person-state.js";
import { isAmong, type Relation } from "./relations.js";
import { I15 } from "./rules.js";

const NOT_ONESELF: Rule = {
  id: "not-oneself",
  source: "[design]",
  en: "A person can't ask that they themselves be told nothing",
  indonesian: "Seseorang tidak dapat meminta agar dirinya sendiri tidak diberi tahu",
};

const REQUEST_STANDS: Rule = {
  id: "do-not-tell-stands",
  source: "[design]",
  en: "The person has asked for this already",
  indonesian: "Permintaan yang sama sudah dicatat",
};

const NO_SUCH_REQUEST: Rule = {
  id: "do-not-tell-unknown",
  source: "[design]",
  en: "No such request not to tell stands",
  indonesian: "Tidak ada permintaan seperti ini yang masih berlaku",
};

/**
 * I15, as far as "do not tell" goes: nobody is told, and nobody receives, whom the person asked not to tell. A request
 * that names a person and a relation bars both that person and everyone of that relation, as one human can have two
 * records; whoever asks about one person only leaves the relation out.
 * @param told the ids of the one told, linked identities included, and what they are to the person
 * @throws Rejection I15
 */
export function i15NotAskedNotToTell(
  { doNotTell }: Pick<Person, "doNotTell">,
  told: { readonly persons: readonly string[]; readonly relation?: Relation | undefined },
): void {
  const standing = doNotTell.find(
    ({ person, relation }) =>
      (person !== undefined && told.persons.includes(person)) ||
      (relation !== undefined && told.relation !== undefined && isAmong(told.relation, relation)),
  );
  if (standing) throw new Rejection(I15, { request: standing.id });
}

export const requestDoNotTell: Decision<RequestDoNotTell, Person, { other: Person }> = {
  decide: (command, state, { id, now, loaded, newId }) => {
    const { relation, reason, occurred } = command;
    const person = command.person?.toLowerCase();
    if (person === undefined && relation === undefined)
      throw new InvalidField("missing-field", "person", "a person or a relation must be named");
    if (person === id) throw new Rejection(NOT_ONESELF);
    if (person !== undefined) assertRegistered(loaded.other, person);
    const same = state.doNotTell.find((other) => other.person === person && other.relation === relation);
    if (same) throw new Rejection(REQUEST_STANDS, { request: same.id });
    return [
      newEvent(DoNotTellRequested, {
        subjects: [
          { person: id, role: roleOf(state) },
          ...(person === undefined ? [] : [{ person, role: "NOT_TO_BE_TOLD" }]),
        ],
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: {
          request: newId(),
          ...(person !== undefined && { person }),
          ...(relation !== undefined && { relation }),
        },
        personal: [reasonOf(reason, [id, ...(person === undefined ? [] : [person])])],
      }),
    ];
  },
};

export const withdrawDoNotTell: Decision<WithdrawDoNotTell, Person> = {
  decide: ({ request, reason, occurred }, state, { id, now }) => {
    const standing = state.doNotTell.find((other) => other.id === request.toLowerCase());
    if (!standing) throw new Rejection(NO_SUCH_REQUEST, { request });
    const { person } = standing;
    return [
      newEvent(DoNotTellWithdrawn, {
        subjects: [
          { person: id, role: roleOf(state) },
          ...(person === undefined ? [] : [{ person, role: "NOT_TO_BE_TOLD" }]),
        ],
        occurredAt: resolveTime(occurred, now),
        asReported: occurred?.asReported,
        facts: { request: standing.id },
        personal: [reasonOf(reason, [id, ...(person === undefined ? [] : [person])])],
      }),
    ];
  },
};

function reasonOf(reason: string | undefined, names: readonly string[]) {
  return { person: null, class: "narrative", names, values: { reason } } as const;
}
