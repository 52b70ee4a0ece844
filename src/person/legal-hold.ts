import type { Decision } from "../event-sourcing/deciding/decider.js";
import { newEvent } from "../event-sourcing/stored-event/event-definition.js";
import { dateIn, DEFAULT_ZONE, instant } from "../event-sourcing/stored-event/occurred-at.js";
import { InvalidField, Rejection, type Rule } from "../event-sourcing/deciding/rejection.js";
import type { Deciders } from "../agency/deciders.js";
import { roleOf } from "./details.js";
import type { LegalHold, Person } from "./person-state.js";
import { approvedProposal } from "./second-officer.js";
import type { PlaceLegalHold, ReleaseLegalHold } from "./erasure.commands.js";
import { LegalHoldPlaced, LegalHoldReleased } from "./erasure.events.js";

const LEGAL_HOLD: Rule = {
  id: "legal-hold",
  source: "UU 27/2022 art. 44 par. 1 c; [design] a hold beats an erasure",
  en: "A legal hold stands on what is known of this person",
  indonesian: "Data orang ini sedang ditahan untuk proses hukum dan tidak boleh dihapus",
};

const NO_SUCH_HOLD: Rule = {
  id: "legal-hold-unknown",
  source: "[design]",
  en: "No such legal hold stands",
  indonesian: "Tidak ada penahanan data seperti ini yang masih berlaku",
};

/**
 * Nothing is erased of whom a hold stands on.
 * @param now ISO 8601; a hold with a last day stands to the end of it in Jakarta
 * @throws Rejection naming the holds
 */
export function assertNotHeld({ legalHolds }: Pick<Person, "legalHolds">, now: string): void {
  const today = dateIn(DEFAULT_ZONE, now);
  const standing = legalHolds.filter(({ until }) => until === null || until >= today);
  if (standing.length > 0) throw new Rejection(LEGAL_HOLD, { holds: standing.map(({ id }) => id) });
}

export const placeLegalHold: Decision<PlaceLegalHold, Person> = {
  decide: ({ ground, reference, reason, until }, state, { id, now, newId }) => {
    if (until !== undefined && until < dateIn(DEFAULT_ZONE, now))
      throw new InvalidField("invalid-field", "until", "lies in the past");
    return [
      newEvent(LegalHoldPlaced, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: { hold: newId(), ground, ...(until !== undefined && { until }) },
        personal: [{ person: null, class: "narrative", names: [id], values: { reference, reason } }],
      }),
    ];
  },
};

/** The hold that stands under an id. @throws Rejection legal-hold-unknown */
export function heldBy({ legalHolds }: Pick<Person, "legalHolds">, hold: string): LegalHold {
  const standing = legalHolds.find((other) => other.id === hold.toLowerCase());
  if (!standing) throw new Rejection(NO_SUCH_HOLD, { hold });
  return standing;
}

/** Carries out what another officer proposed. */
export const releaseLegalHold: Decision<ReleaseLegalHold & { readonly deciders?: Deciders }, Person> = {
  decide: ({ proposal, reason, deciders }, state, given) => {
    const approved = approvedProposal("HOLD_RELEASE", proposal, deciders, given);
    const standing = heldBy(state, approved.hold!);
    const { id, now } = given;
    return [
      newEvent(LegalHoldReleased, {
        subjects: [{ person: id, role: roleOf(state) }],
        occurredAt: instant(now),
        facts: { hold: standing.id, proposal: approved.id },
        personal: [{ person: null, class: "narrative", names: [id], values: { reason } }],
      }),
    ];
  },
};
