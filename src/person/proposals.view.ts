import { LegalHoldReleased, PersonErased } from "./erasure.events.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { fieldsOf, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { SubjectUnsealed } from "../access/confidentiality.events.js";
import { ActProposed, type ProposedAct } from "./proposal.events.js";

/** An act on a person's file that waits for a second officer, or was carried out. */
export interface ProposalDocument extends Pick<ActProposed["facts"], "hold" | "scope" | "ground" | "requestedBy"> {
  readonly id: string;
  readonly person: string;
  readonly act: ProposedAct;
  /** Sealed: reason. */
  readonly reason: PersonalRecord;
  readonly proposedBy: string;
  readonly agency: string | null;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Until when it can be approved; ISO 8601, UTC. */
  readonly until: string;
  readonly status: "OPEN" | "CARRIED_OUT";
  readonly approvedBy: string | null;
}

export const proposalsView: Projection<ProposalDocument> = {
  name: "proposals",
  version: 1,
  types: [ActProposed.type, SubjectUnsealed.type, LegalHoldReleased.type, PersonErased.type],
  order: "recorded",
  indexes: [
    { field: "person", type: "text" },
    { field: "status", type: "text" },
    { field: "at", type: "text" },
  ],
  // What is approved is the proposal as it was made, whatever it is corrected to.
  ids(event) {
    const { proposal } = event.facts as { proposal?: string };
    return event.corrects === null && proposal !== undefined ? [proposal] : [];
  },
  evolve(document, event, id) {
    if (event.type !== ActProposed.type)
      return document && { ...document, status: "CARRIED_OUT", approvedBy: event.actor.id };
    const { proposal: _, act, until, ...of } = event.facts as unknown as ActProposed["facts"];
    return {
      ...of,
      id,
      person: splitStream(event.stream)[1],
      act: act as ProposedAct,
      reason: fieldsOf(event, "narrative"),
      proposedBy: event.actor.id,
      agency: event.actor.agency,
      at: event.recordedAt,
      until,
      status: "OPEN",
      approvedBy: null,
    };
  },
};
