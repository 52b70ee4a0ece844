import type { Static, TObject } from "typebox";
import type { Decision, Given } from "../event-sourcing/deciding/decider.js";
import {
  assertNothingRests,
  withdrawalOf,
  withdrawing,
  type Resting,
  type Withdrawing,
} from "../event-sourcing/deciding/withdrawing.js";
import type { EventDefinition } from "../event-sourcing/stored-event/event-definition.js";
import { WITHDRAWAL_REASONS, type WithdrawalReason } from "../event-sourcing/stored-event/withdrawal.js";
import { command, type DeclaredCommand } from "./command.js";
import { CodeField, NarrativeField, UuidField } from "./fields.js";

/** Of every command that withdraws something recorded. */
export class WithdrawalBody {
  @UuidField({ description: "Id of the event that recorded it" })
  event!: string;

  @CodeField(WITHDRAWAL_REASONS)
  reason!: WithdrawalReason;

  @NarrativeField({ optional: true, description: "Why, in words; sealed" })
  explanation?: string;
}

/** What is withdrawn in a kind of stream, and what forbids it. */
interface DeclaredWithdrawal<State, Loaded, Facts extends TObject> extends Pick<
  Decision<WithdrawalBody, State, Loaded>,
  "loads"
> {
  readonly summary: string;
  /** Of the stream; those that are `withdrawable` can be withdrawn. */
  readonly events: readonly EventDefinition[];
  readonly withdrawal: EventDefinition<string, Facts>;
  /** Facts of its own that the withdrawal has beside the type and the reason. */
  readonly more?: (found: Withdrawing) => Omit<Static<Facts>, "withdrawnType" | "reason">;
  /** Whether anything may be withdrawn now. Throws a Rejection. */
  readonly allowed?: (state: State, given: Given<Loaded>) => void;
  /** What must be withdrawn before it. */
  readonly restsOn: (found: Withdrawing, state: State) => readonly Resting[];
  /** What must hold without it. Throws a Rejection. */
  readonly holds: (found: Withdrawing, given: Given<Loaded>) => void;
}

/** Declares the command by which a step that never happened is withdrawn: the stream is as if it had not been recorded. */
export function withdrawalCommand<State, Loaded, Facts extends TObject>(
  body: new () => WithdrawalBody,
  { summary, events, withdrawal, more, allowed, restsOn, holds, ...declared }: DeclaredWithdrawal<State, Loaded, Facts>,
): DeclaredCommand<State> {
  return command(body, {
    path: "step-withdrawals",
    summary,
    permission: "FACT_CORRECT",
    settles: true,
    ...declared,
    decide: ({ event, reason, explanation }, state: State, given: Given<Loaded>) => {
      allowed?.(state, given);
      const found = withdrawing(event, events, given);
      assertNothingRests(restsOn(found, state));
      holds(found, given);
      const facts = { withdrawnType: found.withdrawn.type, reason, ...more?.(found) } as unknown as Static<Facts>;
      return [withdrawalOf(withdrawal, found, given, facts, explanation)];
    },
  });
}
