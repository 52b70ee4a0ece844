import type { Given } from "../event-sourcing/deciding/decider.js";
import { eventOf } from "../event-sourcing/deciding/new-event.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import { command } from "../http/command.js";
import { CodeField, DateField, NarrativeField, TextField, UuidField } from "../http/fields.js";
import { decidersOn } from "./approvals.js";
import { HOLD_GROUNDS, LegalHoldPlaced, LegalHoldReleased, type HoldGround } from "./erasure.events.js";
import { loadedRecord, onRecord, recordsOf, type Linked } from "./one-human-being.js";
import { subjectOf, type Person } from "./person-state.js";
import { approvedProposal, proposalOf } from "./second-officer.js";

const LEGAL_HOLD: Rule = {
  id: "legal-hold",
  source: "UU 27/2022 art. 44 par. 1 c; [design] a hold beats an erasure",
  en: "A legal hold keeps this person's data from being erased",
  indonesian: "Data orang ini sedang ditahan untuk proses hukum dan tidak boleh dihapus",
};

const NO_SUCH_HOLD: Rule = {
  id: "legal-hold-unknown",
  source: "[design]",
  en: "There is no such legal hold, or it was released",
  indonesian: "Tidak ada penahanan data seperti ini yang masih berlaku",
};

/**
 * Nothing of a person is erased during a legal hold.
 * @param now ISO 8601; a hold with a last day lasts to the end of it in Jakarta
 * @throws Rejection naming the holds
 */
export function assertNotHeld({ legalHolds }: Pick<Person, "legalHolds">, now: string): void {
  const today = dateIn(DEFAULT_ZONE, now);
  const current = legalHolds.filter(({ until }) => until === null || until >= today);
  if (current.length > 0) throw new Rejection(LEGAL_HOLD, { holds: current.map(({ id }) => id) });
}

/**
 * A hold on one record keeps every record of the human being: what a court asks for may stand on either. A link need
 * only stand for that, as an erasure can't be undone.
 * @throws Rejection legal-hold; other-record where the hold is on a record out of the caller's sight
 */
export function assertNoRecordHeld(state: Person, request: Linked, given: Given): void {
  assertNotHeld(state, given.now);
  for (const record of recordsOf(given.id, request, given.loaded))
    onRecord(record, request, () => assertNotHeld(loadedRecord(record, given.loaded), given.now));
}

export class PlaceLegalHold {
  @CodeField(HOLD_GROUNDS)
  ground!: HoldGround;

  @TextField(200, { optional: true, description: "Number of the order or the case; sealed" })
  reference?: string;

  @NarrativeField()
  reason!: string;

  @DateField({
    kind: "EXPIRY",
    optional: true,
    description: "The last day of the hold; left out: until it is released",
  })
  until?: string;
}

export const placeLegalHold = command(PlaceLegalHold, {
  path: "legal-holds",
  summary: "Keep the person's data from being erased",
  permission: "LEGAL_HOLD",
  decide: ({ ground, reference, reason, until }, state: Person, given) => {
    if (until !== undefined && until < dateIn(DEFAULT_ZONE, given.now))
      throw new InvalidField("invalid-field", "until", "lies in the past");
    return [
      eventOf(LegalHoldPlaced, {}, given, {
        subjects: [subjectOf(given.id, state)],
        facts: { hold: given.newId(), ground, until },
        narrative: { reference, reason },
      }),
    ];
  },
});

export class ProposeHoldRelease {
  @UuidField({ description: "Id of the hold, as the person's file shows it" })
  hold!: string;

  @NarrativeField({ description: "Why it need not stand any more; the second officer reads it" })
  reason!: string;
}

export const proposeHoldRelease = command(ProposeHoldRelease, {
  path: "legal-hold-release-proposals",
  summary: "Propose to release a legal hold, for another officer to approve",
  permission: "HOLD_RELEASE_PROPOSE",
  decide: ({ hold, reason }, state: Person, given) => {
    assertHeld(state, hold);
    return [proposalOf("HOLD_RELEASE", { hold }, reason, state, given)];
  },
});

export class ReleaseLegalHold {
  @UuidField({ description: "Id of the proposal, by another officer" })
  proposal!: string;

  @NarrativeField({ optional: true })
  reason?: string;
}

export const releaseLegalHold = command(ReleaseLegalHold, {
  path: "legal-hold-releases",
  summary: "Release a legal hold, as another officer proposed",
  permission: "HOLD_RELEASE",
  looksUp: decidersOn("HOLD_RELEASE", "proposal"),
  decide: ({ proposal, reason, deciders }, state: Person, given) => {
    const { hold } = approvedProposal("HOLD_RELEASE", proposal, deciders, given);
    assertHeld(state, hold!);
    const subjects = [subjectOf(given.id, state)];
    return [
      eventOf(LegalHoldReleased, {}, given, { subjects, facts: { hold: hold!, proposal }, narrative: { reason } }),
    ];
  },
});

function assertHeld({ legalHolds }: Person, hold: string): void {
  if (!legalHolds.some(({ id }) => id === hold)) throw new Rejection(NO_SUCH_HOLD, { hold });
}
