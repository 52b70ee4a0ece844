import { Type } from "typebox";
import type { Decider } from "../deciding/decider.js";
import { anyDefinitions, defineEvent, newEvent, type RecordOf } from "../stored-event/event-definition.js";
import type { FollowUp } from "./process-manager.js";
import { instant } from "../stored-event/occurred-at.js";
import { grantsNothing } from "../stored-event/sight.js";

/**
 * What a process manager did about one event: a stream `process-<manager>-<source event id>`, read before anything is
 * sent, so that neither a crash nor a lost checkpoint sends a command with effect twice.
 */
export const ReactionPlanned = defineEvent({
  type: "ReactionPlanned",
  title: { en: "Follow-ups were planned by the system", indonesian: "Tindak lanjut direncanakan oleh sistem" },
  sight: grantsNothing("what a process manager does lets nobody see more than its source did"),
  facts: Type.Object({
    manager: Type.String(),
    source: Type.String({ description: "Id of the event reacted to" }),
    /** Codes and ids only: the data of a follow-up is in the clear. */
    followUps: Type.Array(
      Type.Object({
        category: Type.String(),
        id: Type.String(),
        command: Type.String(),
        data: Type.Record(Type.String(), Type.Unknown()),
      }),
    ),
  }),
});

export const FollowUpDone = defineEvent({
  type: "FollowUpDone",
  title: { en: "A follow-up was done", indonesian: "Tindak lanjut dilaksanakan" },
  sight: grantsNothing("what a process manager does lets nobody see more than its source did"),
  facts: Type.Object({ index: Type.Integer(), revision: Type.Integer() }),
});

/** A rule refused the follow-up. It is not tried again; an alarm tells the operator. */
export const FollowUpRejected = defineEvent({
  type: "FollowUpRejected",
  title: { en: "A rule refused a follow-up", indonesian: "Tindak lanjut ditolak oleh aturan" },
  sight: grantsNothing("what a process manager does lets nobody see more than its source did"),
  facts: Type.Object({ index: Type.Integer(), rule: Type.String() }),
});

export type ReactionEvent =
  | RecordOf<typeof ReactionPlanned>
  | RecordOf<typeof FollowUpDone>
  | RecordOf<typeof FollowUpRejected>;

export interface Reaction {
  readonly planned: readonly FollowUp[] | undefined;
  /** Indexes into `planned` that have an outcome. */
  readonly settled: readonly number[];
}

export interface PlanReaction {
  readonly manager: string;
  readonly source: string;
  readonly subjects: readonly { readonly person: string; readonly role: string }[];
  readonly followUps: readonly FollowUp[];
}

export const reactionAggregate: Decider<Reaction> = {
  category: "process",
  events: anyDefinitions([ReactionPlanned, FollowUpDone, FollowUpRejected]),
  initial: { planned: undefined, settled: [] },
  evolve(state, recorded) {
    const event = recorded as ReactionEvent;
    switch (event.type) {
      case "ReactionPlanned":
        return { ...state, planned: event.facts.followUps as FollowUp[] };
      case "FollowUpDone":
      case "FollowUpRejected":
        return { ...state, settled: [...state.settled, event.facts.index] };
    }
  },
  decisions: {
    Plan: {
      creates: true,
      decide: ({ manager, source, subjects, followUps }: PlanReaction, _state, { now }) => [
        newEvent(ReactionPlanned, {
          subjects,
          occurredAt: instant(now),
          facts: { manager, source, followUps: followUps.map((each) => ({ ...each, data: { ...each.data } })) },
        }),
      ],
    },
    RecordDone: {
      decide: (facts: { index: number; revision: number }, _state, { now }) => [
        newEvent(FollowUpDone, { subjects: [], occurredAt: instant(now), facts }),
      ],
    },
    RecordRejected: {
      decide: (facts: { index: number; rule: string }, _state, { now }) => [
        newEvent(FollowUpRejected, { subjects: [], occurredAt: instant(now), facts }),
      ],
    },
  },
};
