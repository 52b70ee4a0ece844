import type { Aggregate } from "../../event-sourcing/deciding/decider.js";
import { Rejection, type Rule } from "../../event-sourcing/deciding/rejection.js";
import { anyDefinitions } from "../../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import type { OccurredAt } from "../../event-sourcing/stored-event/occurred-at.js";
import { fieldsOf, NO_FIELDS, type PersonalRecord } from "../../event-sourcing/stored-event/personal-field.js";
import { agreementEvents, type AgreementEvent } from "./agreement.events.js";
import { FOLLOWS, type CommitmentKind, type CommitmentStatus, type DropReason, type TaskUnit } from "./codes.js";

/** What an agency took on, as it was made. */
export interface Commitment {
  readonly id: string;
  /** Id of the event that recorded it. */
  readonly event: string;
  readonly kind: CommitmentKind;
  readonly owner: string;
  readonly due: string | null;
  readonly begunAs: CommitmentStatus;
  /** Sealed: what, note. */
  readonly narrative: PersonalRecord;
}

/** What a commitment came to be, and who said so. */
export interface CommitmentStep {
  readonly commitment: string;
  /** Id of the event that recorded it. */
  readonly event: string;
  readonly status: CommitmentStatus;
  readonly on: string | null;
  readonly reason: DropReason | null;
  /** When it was recorded: ISO 8601. */
  readonly recordedAt: string;
  readonly agency: string | null;
  readonly officer: string;
  /** Sealed: note. */
  readonly narrative: PersonalRecord;
}

/** What agencies agreed at a meeting, and what became of it. */
export interface Agreement {
  readonly units: readonly TaskUnit[];
  readonly parties: readonly string[];
  readonly region: string | null;
  /** When they met, as far as it is known; null in the state of a stream that is empty. */
  readonly held: OccurredAt | null;
  /** Agency and officer. */
  readonly recordedFor: string | null;
  readonly recordedBy: string | null;
  /** Sealed: topic, note. */
  readonly narrative: PersonalRecord;
  readonly commitments: readonly Commitment[];
  readonly steps: readonly CommitmentStep[];
}

const initial: Agreement = {
  units: [],
  parties: [],
  region: null,
  held: null,
  recordedFor: null,
  recordedBy: null,
  narrative: NO_FIELDS,
  commitments: [],
  steps: [],
};

const COMMITMENT_UNKNOWN: Rule = {
  id: "commitment-unknown",
  source: "[design]",
  en: "There is no such commitment in this agreement",
  indonesian: "Komitmen ini tidak ada dalam kesepakatan",
};

const COMMITMENT_STATUS: Rule = {
  id: "commitment-status",
  source: "[design]",
  en: "The commitment is not in a status that this follows: one that is done or dropped stays so",
  indonesian: "Status komitmen tidak memungkinkan hal ini: komitmen yang selesai atau batal tetap demikian",
};

function evolve(state: Agreement, recorded: EventRecord): Agreement {
  const event = recorded as unknown as AgreementEvent & EventRecord;
  switch (event.type) {
    case "MeetingRecorded": {
      const { units, parties, region } = event.facts;
      return {
        ...state,
        units,
        parties,
        region: region?.code ?? null,
        held: event.occurredAt,
        recordedFor: event.actor.agency,
        recordedBy: event.actor.id,
        narrative: fieldsOf(event, "narrative"),
      };
    }
    case "CommitmentMade": {
      const { commitment: id, kind, owner, due = null, status: begunAs } = event.facts;
      const made = { id, event: event.id, kind, owner, due, begunAs, narrative: fieldsOf(event, "narrative") };
      return { ...state, commitments: [...state.commitments, made] };
    }
    case "CommitmentStatusRecorded":
      return { ...state, steps: [...state.steps, stepOf(event)] };
    default:
      // A withdrawal leaves no trace but in the timeline: what it withdraws is not among the events.
      return state;
  }
}

function stepOf(event: Extract<AgreementEvent, { type: "CommitmentStatusRecorded" }> & EventRecord): CommitmentStep {
  const { commitment, status, on = null, reason = null } = event.facts;
  const { id, recordedAt, actor } = event;
  const narrative = fieldsOf(event, "narrative");
  const said = { commitment, event: id, status, on, reason, recordedAt };
  return { ...said, agency: actor.agency, officer: actor.id, narrative };
}

/** What a commitment has come to. */
export function statusOf({ id, begunAs }: Commitment, steps: readonly CommitmentStep[]): CommitmentStatus {
  return steps.findLast(({ commitment }) => commitment === id)?.status ?? begunAs;
}

/** @throws Rejection where a commitment is not there, or can't come to this from what it is */
export function assertFollows(state: Agreement, commitment: string, to: keyof typeof FOLLOWS): Commitment {
  const made = state.commitments.find(({ id }) => id === commitment);
  if (!made) throw new Rejection(COMMITMENT_UNKNOWN, { commitment });
  const status = statusOf(made, state.steps);
  if (!FOLLOWS[to].includes(status)) throw new Rejection(COMMITMENT_STATUS, { found: status, allowed: FOLLOWS[to] });
  return made;
}

/** After a correction or a withdrawal each status could follow as it did. */
function holds(history: readonly EventRecord[]): void {
  history.reduce((state, recorded) => {
    const event = recorded as unknown as AgreementEvent;
    if (event.type === "CommitmentStatusRecorded") assertFollows(state, event.facts.commitment, event.facts.status);
    return evolve(state, recorded);
  }, initial);
}

/** `agreement-<id>`: a meeting of agencies, and what they took on there. */
export const agreementAggregate: Aggregate<Agreement> = {
  category: "agreement",
  events: anyDefinitions(agreementEvents),
  initial,
  evolve,
  holds,
};
