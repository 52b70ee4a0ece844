import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import { command } from "../../http/command.js";
import { CodeField, DateField, NarrativeField, UuidField } from "../../http/fields.js";
import { CommitmentStatusRecorded } from "./agreement.events.js";
import { assertFollows, type Agreement } from "./agreement.js";
import { DROP_REASONS, MOVES_TO, type DropReason } from "./codes.js";

export class RecordCommitmentStatus {
  @UuidField()
  commitment!: string;

  @CodeField(MOVES_TO)
  status!: (typeof MOVES_TO)[number];

  @DateField({ kind: "PAST", optional: true, description: "The day on which it came to be so, where that is known" })
  on?: string;

  @CodeField(DROP_REASONS, { optional: true, description: "Why it was dropped; needed then, and only then" })
  reason?: DropReason;

  @NarrativeField({ optional: true })
  note?: string;
}

export const recordCommitmentStatus = command(RecordCommitmentStatus, {
  path: "commitment-statuses",
  summary: "Record what a commitment has come to: signed, in progress, done, or dropped with a reason",
  decide: ({ commitment, status, on, reason, note }, state: Agreement, given) => {
    if (status === "DROPPED" && reason === undefined)
      throw new InvalidField("missing-field", "reason", "must say why the commitment was dropped");
    if (status !== "DROPPED" && reason !== undefined)
      throw new InvalidField("invalid-field", "reason", "says why it was dropped, and it was not");
    assertFollows(state, commitment, status);
    const facts = { commitment, status, on, reason };
    return [eventOf(CommitmentStatusRecorded, {}, given, { subjects: [], facts, narrative: { note } })];
  },
});
