import { TIME_AS_REPORTED } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { fieldsOf, NO_FIELDS, onlyFields, type PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { RETURN_CAUSES } from "../migrant/codes.js";
import type { Disposition, RepatriationKind, Route } from "./codes.js";
import type { RepatriationEvent } from "./repatriation.events.js";
import { endOfWork, tasksAfter, tasksEnded, type Task, type TaskEnd } from "../tasks/task.js";
import { WORK_ENDED } from "../tasks/codes.js";
import { STEP_OF_EVENT } from "./steps.js";

/** Causes of return (UU 18/2017 art. 27). */
export type ReturnCause = (typeof RETURN_CAUSES)[number];

/** One time that a step was done. */
export interface Doing {
  /** Id and type of the event that says so. */
  readonly event: string;
  readonly type: string;
  readonly at: OccurredAt;
  /** The words of the source about the time, sealed, at `occurredAt.asReported`. */
  readonly asReported: PersonalRecord;
}

export interface PlannedStep {
  readonly step: string;
  readonly providers: readonly string[];
  readonly optional: boolean;
}

export interface DocumentSet {
  readonly disposition: string;
  readonly route: string;
  readonly documents: readonly { readonly kind: string; readonly providers: readonly string[] }[];
}

/** Who has a step to do. `since` is ISO; `due` a calendar date. */
export interface Assignment {
  readonly agency: string;
  readonly officer: string | null;
  readonly since: string;
  readonly due: string | null;
}

/** A paper that the remains need, with the officers who submitted it, and on whose behalf (I3). */
export interface RemainsDocument {
  readonly id: string;
  readonly kind: string;
  readonly submittedBy: readonly string[];
  /** Id of `file-<id>`, where the paper was uploaded. */
  readonly file: string | null;
  readonly validUntil: string | null;
  readonly status: "SUBMITTED" | "VERIFIED" | "REJECTED";
  /** The check that made it so. */
  readonly checked: Doing | null;
}

/** A step that was recorded and never happened. */
export interface WithdrawnStep {
  readonly step: string;
  /** Id of the event that had recorded it. */
  readonly event: string;
  readonly reason: string;
  /** ISO: when it was withdrawn. */
  readonly at: string;
  readonly by: string;
  readonly agency: string | null;
}

/** Someone was informed by an event of this case: notified, asked to decide, recipient or witness (I15). */
export interface Disclosure {
  readonly event: string;
  readonly person: string | null;
  readonly relation: string | null;
}

/** A disclosure that a wish of the person, or an allegation, stands against. */
export interface Flag {
  readonly doNotTell?: string | undefined;
  readonly allegation?: string | undefined;
  readonly disclosure: string;
}

export interface DispositionDecision {
  readonly disposition: Disposition;
  readonly decidedBy: "FAMILY" | "MISSION";
  readonly legalGround: string | null;
  readonly at: OccurredAt;
}

/** Bringing one person, or their remains, home (pemulangan, pemulangan jenazah). */
export interface Repatriation {
  readonly kind: RepatriationKind | undefined;
  readonly person: string | null;
  /** The protection case that opened it. */
  readonly case: string | null;
  readonly country: string | null;
  /** Kemendagri code of home. */
  readonly origin: string | null;
  readonly destination: string | null;
  readonly cause: ReturnCause | null;
  readonly source: string | null;
  readonly requested: { readonly at: OccurredAt; readonly recordedAt: string } | null;
  /** The agency that requested it: it runs it. */
  readonly runBy: string | null;
  readonly edition: number | null;
  readonly plan: readonly PlannedStep[];
  readonly documentSets: readonly DocumentSet[];
  readonly status: "OPEN" | "CANCELLED" | "CLOSED";
  /** While it is cancelled or closed: since when, and why. */
  readonly ended: { readonly at: OccurredAt; readonly reason: string } | null;
  /** The person died no later than this (ISO), when it was that which cancelled the journey home. */
  readonly diedBy: string | null;
  /** By step, each time that it was done, as they happened. */
  readonly done: { readonly [step: string]: readonly Doing[] };
  readonly withdrawn: readonly WithdrawnStep[];
  readonly notApplicable: { readonly [step: string]: { readonly reason: string; readonly event: string } };
  readonly assigned: { readonly [step: string]: Assignment };
  readonly outcome: { readonly outcome: string; readonly source: string; readonly event: string } | null;
  readonly reception: string | null;
  /** Of a living person who departed before all was there: on what ground, and what was lacking. */
  readonly departedEarly: { readonly ground: string; readonly lacking: readonly string[] } | null;
  readonly disclosures: readonly Disclosure[];
  readonly flagged: readonly Flag[];
  /** When documented searches found no family. */
  readonly searches: readonly OccurredAt[];
  readonly disposition: DispositionDecision | null;
  readonly documents: readonly RemainsDocument[];
  readonly route: Route | null;
  readonly tasks: readonly Task[];
}

export const initial: Repatriation = {
  kind: undefined,
  person: null,
  case: null,
  country: null,
  origin: null,
  destination: null,
  cause: null,
  source: null,
  requested: null,
  runBy: null,
  edition: null,
  plan: [],
  documentSets: [],
  status: "OPEN",
  ended: null,
  diedBy: null,
  done: {},
  withdrawn: [],
  notApplicable: {},
  assigned: {},
  outcome: null,
  reception: null,
  departedEarly: null,
  disclosures: [],
  flagged: [],
  searches: [],
  disposition: null,
  documents: [],
  route: null,
  tasks: [],
};

/** Events come as they happened, so a step may come before the request that was recorded first. */
export function evolve(state: Repatriation, recorded: EventRecord): Repatriation {
  return withFacts(withStepDone(state, recorded), recorded as RepatriationEvent);
}

function withStepDone(state: Repatriation, event: EventRecord): Repatriation {
  const step = STEP_OF_EVENT[event.type];
  if (step === undefined) return state;
  return { ...state, done: { ...state.done, [step]: [...(state.done[step] ?? []), doingOf(event)] } };
}

function doingOf(event: Pick<EventRecord, "id" | "type" | "occurredAt" | "sealed" | "mayHold">): Doing {
  const asReported = onlyFields(fieldsOf(event, "narrative"), [TIME_AS_REPORTED]);
  return { event: event.id, type: event.type, at: event.occurredAt, asReported };
}

function withFacts(state: Repatriation, event: RepatriationEvent): Repatriation {
  switch (event.type) {
    case "RepatriationRequested": {
      const { kind, person, source, country, origin, destination, cause, edition, steps, documentSets } = event.facts;
      return {
        ...state,
        kind,
        person,
        case: event.facts.case ?? null,
        source,
        country: country ?? null,
        origin: origin?.code ?? null,
        destination: destination?.code ?? null,
        cause,
        requested: { at: event.occurredAt, recordedAt: event.recordedAt },
        runBy: event.actor.agency,
        edition,
        plan: steps,
        documentSets,
      };
    }
    case "RepatriationStepAssigned": {
      const { step, agency, officer = null, due = null } = event.facts;
      const since = event.occurredAt.earliest ?? event.recordedAt;
      return { ...state, assigned: { ...state.assigned, [step]: { agency, officer, since, due } } };
    }
    case "RepatriationStepNotApplicable": {
      const { step, reason } = event.facts;
      return { ...state, notApplicable: { ...state.notApplicable, [step]: { reason, event: event.id } } };
    }
    case "RepatriationStepWithdrawn": {
      const { recordedAt: at, actor, corrects } = event;
      const { step, reason } = event.facts;
      const withdrawn = { step, event: corrects!.event, reason, at, by: actor.id, agency: actor.agency };
      return { ...state, withdrawn: [...state.withdrawn, withdrawn] };
    }
    case "RepatriationOutcomeReported":
      return { ...state, outcome: { ...event.facts, event: event.id } };
    case "DisclosureFlagged":
      return { ...state, flagged: [...state.flagged, event.facts] };
    case "RepatriationCancelled": {
      const { reason, diedBy = null } = event.facts;
      return {
        ...state,
        status: "CANCELLED",
        ended: { at: event.occurredAt, reason },
        diedBy,
        tasks: tasksEnded(state.tasks, endOfWork(event)),
      };
    }
    case "RepatriationClosed":
      return {
        ...state,
        status: "CLOSED",
        ended: { at: event.occurredAt, reason: event.facts.reason },
        tasks: tasksEnded(state.tasks, endOfWork(event)),
      };
    case "RepatriationTaskAdded":
    case "RepatriationTaskAssigned":
    case "RepatriationTaskMoved":
    case "RepatriationTaskDone":
    case "RepatriationTaskDropped":
      return { ...state, tasks: tasksAfter(state.tasks, event, endOf(state, event)) };
    case "RepatriationReinstated":
      return { ...state, status: "OPEN", ended: null, diedBy: null };
    case "ReturneeDeparted": {
      const { early, lacking } = event.facts;
      return early === undefined ? state : { ...state, departedEarly: { ground: early, lacking: lacking ?? [] } };
    }
    case "ReturneeReceived":
      return { ...state, reception: event.facts.reception };
    case "FamilyNotified":
      return disclosed(state, event.id, [{ person: event.facts.relative, relation: event.facts.relation }]);
    case "FamilySearchFoundNone":
      return { ...state, searches: [...state.searches, event.occurredAt] };
    case "DispositionDecided": {
      const { disposition, decidedBy, legalGround = null, relative, relation } = event.facts;
      const informed = decidedBy === "FAMILY" ? [{ person: relative, relation }] : [];
      const decision = { disposition, decidedBy, legalGround, at: event.occurredAt };
      return { ...disclosed(state, event.id, informed), disposition: decision };
    }
    case "ReturneeHandedOver":
    case "RemainsHandedOver": {
      const { recipient, relation, witness } = event.facts;
      const informed = [
        ...(recipient || relation ? [{ person: recipient, relation }] : []),
        ...(witness ? [{ person: witness.person, relation: undefined }] : []),
      ];
      return disclosed(state, event.id, informed);
    }
    case "RemainsDocumentSubmitted": {
      const { document: id, kind, file = null, validUntil = null } = event.facts;
      const { actor } = event;
      const submittedBy = actor.onBehalfOf === null ? [actor.id] : [actor.id, actor.onBehalfOf];
      return withDocument(state, id, (known) => ({ ...known, kind, submittedBy, file, validUntil }));
    }
    case "RemainsDocumentVerified":
    case "RemainsDocumentRejected": {
      const status = event.type === "RemainsDocumentVerified" ? "VERIFIED" : "REJECTED";
      return withDocument(state, event.facts.document, (known) => ({ ...known, status, checked: doingOf(event) }));
    }
    case "RemainsCargoBooked":
    case "RemainsDeparted":
      return { ...state, route: event.facts.route };
    default:
      return state;
  }
}

/** How tasks end that are told of a repatriation which has ended. */
function endOf({ ended }: Repatriation, { actor }: RepatriationEvent): TaskEnd | null {
  return ended && { at: ended.at, by: actor.id, agency: actor.agency, reason: WORK_ENDED, fields: NO_FIELDS };
}

function disclosed(
  state: Repatriation,
  event: string,
  informed: readonly { readonly person?: string | undefined; readonly relation?: string | undefined }[],
): Repatriation {
  const more = informed.map(({ person, relation }) => ({ event, person: person ?? null, relation: relation ?? null }));
  return { ...state, disclosures: [...state.disclosures, ...more] };
}

/** A check may be reported for a time before the submission. What each event holds of the document is kept. */
function withDocument(
  state: Repatriation,
  id: string,
  change: (known: RemainsDocument) => RemainsDocument,
): Repatriation {
  const known = state.documents.find((document) => document.id === id);
  if (known) return { ...state, documents: state.documents.map((each) => (each === known ? change(known) : each)) };
  const unknown = { id, kind: "", submittedBy: [], file: null, validUntil: null, checked: null } as const;
  return { ...state, documents: [...state.documents, change({ ...unknown, status: "SUBMITTED" })] };
}

/** When the person came home, or the remains were laid to rest: handed over, went home alone, buried. */
export function cameHome({ kind, done }: Pick<Repatriation, "kind" | "done">): Doing | undefined {
  const last = kind === "REMAINS" ? done.LAID_TO_REST : (done.HANDED_OVER ?? done.HOME_ALONE);
  return last?.at(-1);
}
