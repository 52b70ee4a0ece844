import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { command } from "../http/command.js";
import { CodeField, NarrativeField, UuidField } from "../http/fields.js";
import { Occurring } from "../http/parts.js";
import { DoNotTellRequested, DoNotTellWithdrawn } from "./person.events.js";
import { assertRegistered, personOf, type Person } from "./person.js";
import { subjectOf } from "./person-state.js";
import { NOT_TO_BE_TOLD, type NotToBeTold } from "./relations.js";

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
  en: "There is no such request not to tell, or it was withdrawn",
  indonesian: "Tidak ada permintaan seperti ini yang masih berlaku",
};

export class RequestDoNotTell extends Occurring {
  @UuidField({ optional: true, description: "The person who is not to be told" })
  person?: string;

  @CodeField(NOT_TO_BE_TOLD, { optional: true, description: "Everyone of this relation is not to be told" })
  relation?: NotToBeTold;

  @NarrativeField({ optional: true })
  reason?: string;
}

export const requestDoNotTell = command(RequestDoNotTell, {
  path: "do-not-tell",
  summary: "Record that the person asks that someone be told nothing",
  loads: ({ person }) => ({ ...(person !== undefined && { other: personOf(person) }) }),
  decide: (data, state: Person, given: Given<{ readonly other?: Person }>) => {
    const { person, relation, reason } = data;
    if (person === undefined && relation === undefined)
      throw new InvalidField("missing-field", "person", "a person or a relation must be named");
    if (person === given.id) throw new Rejection(NOT_ONESELF);
    if (person !== undefined) assertRegistered(given.loaded.other!, person);
    const same = state.doNotTell.find((other) => other.person === person && other.relation === relation);
    if (same) throw new Rejection(REQUEST_STANDS, { request: same.id });
    return [
      eventOf(DoNotTellRequested, data, given, {
        subjects: subjectsOf(given.id, state, person),
        facts: { request: given.newId(), person, relation },
        narrative: { reason },
      }),
    ];
  },
});

export class WithdrawDoNotTell extends Occurring {
  @UuidField({ description: "Id of the request, as the person's file shows it" })
  request!: string;

  @NarrativeField({ optional: true })
  reason?: string;
}

export const withdrawDoNotTell = command(WithdrawDoNotTell, {
  path: "do-not-tell-withdrawals",
  summary: "Record that the person withdraws a request not to tell",
  decide: (data, state: Person, given) => {
    const { request, reason } = data;
    const requested = state.doNotTell.find(({ id }) => id === request);
    if (!requested) throw new Rejection(NO_SUCH_REQUEST, { request });
    const subjects = subjectsOf(given.id, state, requested.person);
    return [eventOf(DoNotTellWithdrawn, data, given, { subjects, facts: { request }, narrative: { reason } })];
  },
});

function subjectsOf(id: string, state: Person, notToBeTold: string | undefined) {
  const other = notToBeTold === undefined ? [] : [{ person: notToBeTold, role: "NOT_TO_BE_TOLD" }];
  return [subjectOf(id, state), ...other];
}
