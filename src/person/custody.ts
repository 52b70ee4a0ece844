import { BARRED_DAYS, type Custodian, type FourEyesAct } from "../access/policy.js";
import { LegalHoldPlaced, LegalHoldReleased, PersonErased } from "../erasure/erasure.events.js";
import type { Aggregate, Load } from "../event-sourcing/decider.js";
import { anyDefinitions } from "../event-sourcing/event-definition.js";
import type { EventRecord } from "../event-sourcing/event-record.js";
import {
  confidentialityEvents,
  EmergencyAccessReadmitted,
  GlassBroken,
  GlassReviewed,
  SubjectSealed,
  SubjectUnsealed,
} from "./confidentiality.events.js";
import { PersonRegistered } from "./person.events.js";
import { ActProposed, type ProposedAct } from "./proposal.events.js";

/** Who answers for a person's file, and what waits there for a second officer. Agencies and officers are ids. */
export interface Custody {
  /** The agency that registered the person. */
  readonly registeredBy: string | null;
  /** Agencies whose seals stand; empty where the file is not sealed. */
  readonly sealedBy: readonly string[];
  readonly sealed: boolean;
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
  holds: [],
  proposals: [],
  accesses: [],
  readmitted: {},
};

const DAY_MS = 86_400_000;

/**
 * What a person's history says of its custody, in the order recorded: when something is said to have happened changes
 * nothing of who decides.
 */
export function custodyIn(history: readonly EventRecord[]): Custody {
  return history.toSorted((a, b) => a.revision - b.revision).reduce(evolve, NOBODYS);
}

function evolve(state: Custody, { type, facts, actor, recordedAt }: EventRecord): Custody {
  const says = facts as { readonly [name: string]: string };
  switch (type) {
    case PersonRegistered.type:
      return { ...state, registeredBy: actor.agency };
    case SubjectSealed.type:
      return { ...state, sealed: true, sealedBy: withId(state.sealedBy, actor.agency) };
    case SubjectUnsealed.type:
      return { ...carriedOut(state, says["proposal"]), sealed: false, sealedBy: [] };
    case LegalHoldPlaced.type:
      return { ...state, holds: [...state.holds, { hold: says["hold"]!, agency: actor.agency }] };
    case LegalHoldReleased.type:
    case PersonErased.type:
      return carriedOut(state, says["proposal"]);
    case ActProposed.type: {
      const { proposal: id, ...said } = facts as unknown as ActProposed["facts"];
      const proposal = { ...said, id, act: said.act as ProposedAct, by: actor.id, carriedOut: false };
      return { ...state, proposals: [...state.proposals, proposal] };
    }
    case GlassBroken.type: {
      const access = { grant: says["grant"]!, officer: actor.id, agency: actor.agency, until: says["until"]! };
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
      return { ...state, readmitted: { ...state.readmitted, [says["officer"]!]: recordedAt } };
    default:
      return state;
  }
}

function carriedOut(state: Custody, proposal: string | undefined): Custody {
  const proposals = state.proposals.map((each) => (each.id === proposal ? { ...each, carriedOut: true } : each));
  return { ...state, proposals };
}

function withId(ids: readonly string[], id: string | null): readonly string[] {
  return id === null || ids.includes(id) ? ids : [...ids, id];
}

/** Until when an officer may not use emergency access to this person (ISO 8601); null for who may. */
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
 * Agencies that decide on an act, of the kinds that the policy names.
 * @param hold of a release: the hold
 */
export function custodians(custody: Custody, kinds: readonly Custodian[], hold?: string): string[] {
  const of: { readonly [K in Custodian]: () => readonly (string | null)[] } = {
    REGISTERED: () => [custody.registeredBy],
    SEALED: () => custody.sealedBy,
    HOLDS: () => custody.holds.filter((each) => each.hold === hold).map(({ agency }) => agency),
  };
  return [...new Set(kinds.flatMap((kind) => of[kind]()))].filter((agency) => agency !== null);
}

/** The first officer of an act, with their agency where only another office may decide; undefined where there is none. */
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

/** To load a person's history beside its state, for who must know who decides. */
export function historyOfPerson(id: string): Load<readonly EventRecord[]> {
  return { aggregate: ledger, id: id.toLowerCase() };
}

const ledger: Aggregate<readonly EventRecord[]> = {
  category: "person",
  events: anyDefinitions(confidentialityEvents),
  initial: [],
  evolve: (history, event) => [...history, event],
  decisions: {},
};
