import type { Decision } from "../event-sourcing/deciding/decider.js";
import { newEvent } from "../event-sourcing/stored-event/event-definition.js";
import { instant } from "../event-sourcing/stored-event/occurred-at.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { roleOf } from "./details.js";
import { AllegationRecorded, AllegationWithdrawn, type AccusedRole } from "./person.events.js";
import type { Person } from "./person-state.js";
import { I15 } from "./rules.js";

/** What a process manager of the protection cases says of a case of this person; ids and codes only. */
export interface RecordAllegation {
  readonly case: string;
  readonly against: string;
  readonly role: AccusedRole;
}

export interface WithdrawAllegation {
  readonly allegation: string;
}

const ALLEGATION_STANDS: Rule = {
  id: "allegation-stands",
  source: "[design]",
  en: "This allegation is on the person's file already",
  indonesian: "Tuduhan ini sudah tercatat",
};

const NO_SUCH_ALLEGATION: Rule = {
  id: "allegation-unknown",
  source: "[design]",
  en: "No such allegation stands",
  indonesian: "Tidak ada tuduhan seperti ini yang masih berlaku",
};

/**
 * I15, as far as perpetrators and brokers go: nobody is told, and nobody receives the person, who is an alleged
 * perpetrator, broker or recruiter in any case of that person. The family is sometimes the recruiter.
 * @param told the ids of the one told, linked identities included
 * @throws Rejection I15
 */
export function i15NotAllegedAgainst({ allegations }: Pick<Person, "allegations">, told: readonly string[]): void {
  const standing = allegations.find(({ against }) => told.includes(against));
  if (standing) throw new Rejection(I15, { allegation: standing.id, case: standing.case, role: standing.role });
}

export const recordAllegation: Decision<RecordAllegation, Person> = {
  decide: ({ case: of, against, role }, state, { id, now, newId }) => {
    const same = state.allegations.find((each) => each.case === of && each.against === against && each.role === role);
    if (same) throw new Rejection(ALLEGATION_STANDS, { allegation: same.id });
    return [
      newEvent(AllegationRecorded, {
        subjects: [
          { person: id, role: roleOf(state) },
          { person: against, role },
        ],
        occurredAt: instant(now),
        facts: { allegation: newId(), case: of, against, role },
      }),
    ];
  },
};

export const withdrawAllegation: Decision<WithdrawAllegation, Person> = {
  decide: ({ allegation }, state, { id, now }) => {
    const standing = state.allegations.find((each) => each.id === allegation);
    if (!standing) throw new Rejection(NO_SUCH_ALLEGATION, { allegation });
    return [
      newEvent(AllegationWithdrawn, {
        subjects: [
          { person: id, role: roleOf(state) },
          { person: standing.against, role: standing.role },
        ],
        occurredAt: instant(now),
        facts: { allegation },
      }),
    ];
  },
};
