import { AgencyField } from "../../agency/agency-field.js";
import { eventOf } from "../../event-sourcing/deciding/new-event.js";
import { InvalidField } from "../../event-sourcing/deciding/rejection.js";
import { command } from "../../http/command.js";
import { CodeField, DateField, NarrativeField } from "../../http/fields.js";
import { CommitmentMade } from "./agreement.events.js";
import type { Agreement } from "./agreement.js";
import { BEGUN_AS, COMMITMENT_KINDS, type CommitmentKind } from "./codes.js";

/** So that a page of an agreement has an end. */
const MOST_COMMITMENTS = 200;

/** It was made at the meeting: it has no time of its own. */
export class MakeCommitment {
  @CodeField(COMMITMENT_KINDS)
  kind!: CommitmentKind;

  @AgencyField({ toDo: true, description: "The agency that took it on" })
  owner!: string;

  @DateField({
    kind: "DUE",
    optional: true,
    description: "The last day on which it is not overdue, in the zone of the owner",
  })
  due?: string;

  @CodeField(BEGUN_AS, { description: "A plan, or signed" })
  status!: (typeof BEGUN_AS)[number];

  @NarrativeField({ description: "What is to be done; sealed" })
  what!: string;

  @NarrativeField({ optional: true })
  note?: string;
}

export const makeCommitment = command(MakeCommitment, {
  path: "commitments",
  summary: "Record what an agency took on at the meeting",
  decide: ({ kind, owner, due, status, what, note }, { commitments }: Agreement, given) => {
    if (commitments.length >= MOST_COMMITMENTS)
      throw new InvalidField("invalid-field", "what", `an agreement has at most ${MOST_COMMITMENTS} commitments`);
    const facts = { commitment: given.newId(), kind, owner, due, status };
    return [eventOf(CommitmentMade, {}, given, { subjects: [], facts, narrative: { what, note } })];
  },
});
