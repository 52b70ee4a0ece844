import { Type, type Static, type TProperties } from "typebox";
import { defineEvent, FIXED, type RecordOf, type Title } from "./event-definition.js";
import type { EventRecord } from "./event-record.js";
import { grantsNothing } from "./sight.js";

/** Why something that was recorded is withdrawn: it never happened, to this person, or it stands here twice. */
export const WITHDRAWAL_REASONS = ["NEVER_HAPPENED", "WRONG_PERSON", "RECORDED_TWICE"] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

/** Types of withdrawals end so: of an event that can't be read, only its type is known. */
const ENDING = "StepWithdrawn";

export type WithdrawalType = `${string}${typeof ENDING}`;

/** Facts of every withdrawal. */
const FACTS = {
  /** Type of the event that is withdrawn, which the envelope's `corrects` names. */
  withdrawnType: Type.String({ ...FIXED }),
  reason: Type.Enum([...WITHDRAWAL_REASONS]),
};

/**
 * The event by which an earlier one of the same stream is withdrawn: a step that never happened. The history is read
 * without the step from then on. What was stored stays, and the timeline shows both.
 * @param more facts of its own
 */
export function defineWithdrawal<Name extends WithdrawalType, More extends TProperties>(
  type: Name,
  title: Title,
  more: More,
) {
  return defineEvent({
    type,
    title,
    // Whoever came to see something by what never happened sees it no longer.
    narrows: true,
    sight: grantsNothing("what never happened lets nobody see anything"),
    facts: Type.Object({ ...FACTS, ...more }),
    personal: { narrative: ["explanation"] },
  });
}

/** Facts that every withdrawal has. */
export type WithdrawalFacts = Static<ReturnType<typeof Type.Object<typeof FACTS>>>;

/** A stored withdrawal of any stream. */
export type Withdrawal = RecordOf<ReturnType<typeof defineWithdrawal<WithdrawalType, TProperties>>>;

export function isWithdrawalType(type: string): boolean {
  return type.endsWith(ENDING);
}

/** The type of the event that this one withdraws; undefined where it withdraws none. */
export function typeWithdrawnBy({ type, facts }: Pick<EventRecord, "type" | "facts">): string | undefined {
  return isWithdrawalType(type) ? (facts as unknown as WithdrawalFacts).withdrawnType : undefined;
}

/** The id of the event that this one withdraws; undefined where it withdraws none. */
export function withdrawnBy({ type, corrects }: Pick<EventRecord, "type" | "corrects">): string | undefined {
  return isWithdrawalType(type) ? corrects?.event : undefined;
}
