import type { PersonalRecord } from "../../event-sourcing/stored-event/personal-field.js";
import { dateIn, DEFAULT_ZONE } from "../../event-sourcing/stored-event/occurred-at.js";
import { statusOf, type Agreement, type Commitment, type CommitmentStep } from "./agreement.js";
import { OPEN_STATUSES, type CommitmentStatus, type DropReason } from "./codes.js";

/** A commitment as it stands today. */
export interface CommitmentNow extends Omit<Commitment, "begunAs"> {
  readonly status: CommitmentStatus;
  /** Why it was dropped. */
  readonly reason: DropReason | null;
  /** It is open, and the day on which it is due is over in the zone of its owner. */
  readonly overdue: boolean;
  readonly steps: readonly CommitmentStep[];
  /** Sealed: what, note. */
  readonly narrative: PersonalRecord;
}

/**
 * The commitments of an agreement, in the order in which they were made.
 * @param zones of agencies, by id
 * @param now ISO 8601
 */
export function commitmentsNow(
  { commitments, steps }: Pick<Agreement, "commitments" | "steps">,
  zones: ReadonlyMap<string, string>,
  now: string,
): CommitmentNow[] {
  return commitments.map((made) => {
    const own = steps.filter(({ commitment }) => commitment === made.id);
    const status = statusOf(made, own);
    const { begunAs: _, ...shown } = made;
    const today = dateIn(zones.get(made.owner) ?? DEFAULT_ZONE, now);
    const overdue = OPEN_STATUSES.includes(status) && made.due !== null && made.due < today;
    const reason = status === "DROPPED" ? (own.at(-1)?.reason ?? null) : null;
    return { ...shown, status, reason, overdue, steps: own };
  });
}
