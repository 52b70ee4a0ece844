import { WITHDRAWAL_REASONS, type WithdrawalReason } from "../event-sourcing/stored-event/withdrawal.js";
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
