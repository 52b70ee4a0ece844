import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { internalCommand } from "../http/command.js";
import { AllegationRecorded, AllegationWithdrawn, type AccusedRole } from "./person.events.js";
import { subjectOf, type Person } from "./person-state.js";

const ALLEGATION_STANDS: Rule = {
  id: "allegation-stands",
  source: "[design]",
  en: "This allegation is on the person's file already",
  indonesian: "Tuduhan ini sudah tercatat",
};

const NO_SUCH_ALLEGATION: Rule = {
  id: "allegation-unknown",
  source: "[design]",
  en: "There is no such allegation, or it was withdrawn",
  indonesian: "Tidak ada tuduhan seperti ini yang masih berlaku",
};

/** What a process manager of the protection cases sends about a case of this person; ids and codes only. */
interface RecordAllegation {
  readonly case: string;
  readonly against: string;
  readonly role: AccusedRole;
}

export const recordAllegation = internalCommand("RecordAllegation", {
  decide: ({ case: of, against, role }: RecordAllegation, state: Person, given) => {
    const same = state.allegations.find((each) => each.case === of && each.against === against && each.role === role);
    if (same) throw new Rejection(ALLEGATION_STANDS, { allegation: same.id });
    return [
      eventOf(AllegationRecorded, {}, given, {
        subjects: [subjectOf(given.id, state), { person: against, role }],
        facts: { allegation: given.newId(), case: of, against, role },
      }),
    ];
  },
});

export const withdrawAllegation = internalCommand("WithdrawAllegation", {
  decide: ({ allegation }: { readonly allegation: string }, state: Person, given) => {
    const recorded = state.allegations.find(({ id }) => id === allegation);
    if (!recorded) throw new Rejection(NO_SUCH_ALLEGATION, { allegation });
    const subjects = [subjectOf(given.id, state), { person: recorded.against, role: recorded.role }];
    return [eventOf(AllegationWithdrawn, {}, given, { subjects, facts: { allegation } })];
  },
});
