import { BARRED_DAYS, type Custodian, type FourEyesAct } from "../access/policy.js";
import { LegalHoldPlaced, LegalHoldReleased, PersonErased } from "./erasure.events.js";
import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { anyDefinitions, type RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import {
  confidentialityEvents,
  EmergencyAccessReadmitted,
  GlassBroken,
  GlassReviewed,
  SealConfirmed,
  SubjectSealed,
  SubjectUnsealed,
} from "../access/confidentiality.events.js";
import { PersonRegistered } from "./person.events.js";
import { ActProposed, type ProposedAct } from "./proposal.events.js";

/** Who answers for a person's file, and what waits there for a second officer. Agencies and officers: by id. */
export interface Custody {
  /** The agency that registered the person. */
  readonly registeredBy: string | null;
  /** Agencies whose seals are in force; empty where the file is not sealed. */
  readonly sealedBy: readonly string[];
  readonly sealed: boolean;
  /** By a seal in force, an investigator states that the agency that registered the person is suspected. */
  readonly ownerSuspected: boolean;
  readonly holds: readonly { readonly hold: string; readonly agency: string | null }[];
  readonly proposals: readonly Proposal[];
  readonly accesses: readonly EmergencyAccess[];
  /** The last readmission of each officer; ISO 8601. */
  readonly readmitted: { readonly [officer: string]: string };
}

export interface Proposal extends Pick<ActProposed["facts"], "hold" | "scope" | "ground" | "requestedBy"> {
  readonly id: string;
  readonly act: ProposedAct;
  /** The officer who proposed it. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly until: string;
  readonly carriedOut: boolean;
}

export interface EmergencyAccess {
  readonly grant: string;
  readonly officer: string;
  readonly agency: string | null;
  /** ISO 8601, UTC. */
  readonly until: string;
  readonly review: { readonly outcome: string; readonly at: string } | null;
}

const NOBODYS: Custody = {
  registeredBy: null,
  sealedBy: [],
  sealed: false,
  ownerSuspected: false,
  holds: [],
  proposals: [],
  accesses: [],
  readmitted: {},
};

export const DAY_MS = 86_400_000;

/** The custody that follows from a person's history, in the order recorded: reported times don't change who decides. */
export function custodyIn(history: readonly EventRecord[], now: string): Custody {
  const events = history.toSorted((a, b) => a.revision - b.revision);
  const seals = sealInForce(events, now).filter(({ type }) => type === SubjectSealed.type);
  return {
    ...events.reduce(evolve, NOBODYS),
    sealed: seals.length > 0,
    sealedBy: [...new Set(seals.flatMap(({ actor }) => actor.agency ?? []))],
    ownerSuspected: seals.some(({ facts }) => (facts as RecordOf<typeof SubjectSealed>["facts"]).ownerSuspected),
  };
}

/**
 * The events that made and confirmed the seal of today; several may have made it. None after it was lifted, or is over.
 * @param history in the order recorded
 */
export function sealInForce(history: readonly EventRecord[], now: string): EventRecord[] {
  let events: EventRecord[] = [];
  let until: string | undefined;
  const isOver = (at: string) => until !== undefined && until < dateIn(DEFAULT_ZONE, at);
  for (const event of history) {
    if (event.type === SubjectUnsealed.type) events = [];
    if (event.type === SealConfirmed.type) events.push(event);
    if (event.type !== SubjectSealed.type) continue;
    if (isOver(event.recordedAt)) events = [];
    const { until: last } = event.facts as RecordOf<typeof SubjectSealed>["facts"];
    const longer = until !== undefined && last !== undefined && until > last ? until : last;
    until = events.length === 0 ? last : until === undefined ? undefined : longer;
    events.push(event);
  }
  return isOver(now) ? [] : events;
}

function evolve(state: Custody, { type, facts, actor, recordedAt }: EventRecord): Custody {
  const fact = facts as { readonly [name: string]: string };
  switch (type) {
    case PersonRegistered.type:
      return { ...state, registeredBy: actor.agency };
    case LegalHoldPlaced.type:
      return { ...state, holds: [...state.holds, { hold: fact["hold"]!, agency: actor.agency }] };
    case LegalHoldReleased.type:
    case PersonErased.type:
    case SubjectUnsealed.type:
      return carriedOut(state, fact["proposal"]);
    case ActProposed.type: {
      const { proposal: id, ...proposed } = facts as unknown as ActProposed["facts"];
      const proposal = { ...proposed, id, act: proposed.act as ProposedAct, by: actor.id, carriedOut: false };
      return { ...state, proposals: [...state.proposals, proposal] };
    }
    case GlassBroken.type: {
      const access = { grant: fact["grant"]!, officer: actor.id, agency: actor.agency, until: fact["until"]! };
      return { ...state, accesses: [...state.accesses, { ...access, review: null }] };
    }
    case GlassReviewed.type: {
      const { grant, outcome, ends = [] } = facts as { grant: string; outcome: string; ends?: readonly string[] };
      const accesses = state.accesses.map((each) => ({
        ...each,
        ...(each.grant === grant && { review: { outcome, at: recordedAt } }),
        ...(ends.includes(each.grant) && { until: recordedAt }),
      }));
      return { ...state, accesses };
    }
    case EmergencyAccessReadmitted.type:
      return { ...state, readmitted: { ...state.readmitted, [fact["officer"]!]: recordedAt } };
    default:
      return state;
  }
}

function carriedOut(state: Custody, proposal: string | undefined): Custody {
  const proposals = state.proposals.map((each) => (each.id === proposal ? { ...each, carriedOut: true } : each));
  return { ...state, proposals };
}

/** Until when an officer may not use emergency access to this person (ISO 8601); null if they may. */
export function barredUntil({ accesses, readmitted }: Custody, officer: string, now: string): string | null {
  const since = accesses
    .filter((each) => each.officer === officer && each.review?.outcome === "NOT_JUSTIFIED")
    .map(({ review }) => review!.at)
    .filter((at) => at > (readmitted[officer] ?? ""));
  const until = since.map((at) => new Date(Date.parse(at) + BARRED_DAYS * DAY_MS).toISOString()).toSorted();
  const last = until.at(-1);
  return last !== undefined && now < last ? last : null;
}

/**
 * Agencies that decide on an act, of the kinds that the policy names. The agency that registered the person does not
 * while it is suspected.
 * @param hold of a release: the hold
 */
export function custodians(custody: Custody, kinds: readonly Custodian[], hold?: string): string[] {
  const of: { readonly [K in Custodian]: () => readonly (string | null)[] } = {
    REGISTERED: () => [custody.registeredBy],
    SEALED: () => custody.sealedBy,
    HOLDS: () => custody.holds.filter((each) => each.hold === hold).map(({ agency }) => agency),
  };
  const suspected = custody.ownerSuspected ? custody.registeredBy : null;
  return [...new Set(kinds.flatMap((kind) => of[kind]()))].filter(
    (agency) => agency !== null && agency !== suspected,
  ) as string[];
}

/** The first officer of an act, with their agency where only another office may decide; undefined if there is none. */
export function firstOfficer(
  custody: Custody,
  act: FourEyesAct,
  key: string,
): { readonly officer: string; readonly agency: string | null; readonly hold?: string | undefined } | undefined {
  if (act === "ACCESS_REVIEW") return custody.accesses.find(({ grant }) => grant === key);
  if (act === "READMISSION") return custody.accesses.findLast(({ officer }) => officer === key);
  const proposal = custody.proposals.find(({ id }) => id === key);
  return proposal && { officer: proposal.by, agency: null, hold: proposal.hold };
}

/** To load a person's history, to find out who decides. */
export function historyOfPerson(id: string): Load<readonly EventRecord[]> {
  return { aggregate: ledger, id };
}

const ledger: Aggregate<readonly EventRecord[]> = {
  category: "person",
  events: anyDefinitions(confidentialityEvents),
  initial: [],
  evolve: (history, event) => [...history, event],
};
