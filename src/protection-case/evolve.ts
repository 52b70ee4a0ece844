import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import {
  NO_FIELDS,
  onlyFields,
  fieldsOf,
  withFieldsOf,
  type PersonalRecord,
} from "../event-sourcing/stored-event/personal-field.js";
import { WORK_ENDED } from "../tasks/codes.js";
import { endOfWork, tasksAfter, tasksEnded, type TaskEnd } from "../tasks/task.js";
import type { CaseEvent } from "./case.events.js";
import {
  beforeReferral,
  isOpen,
  stageOf,
  type CaseAction,
  type Party,
  type PartyOfEvent,
  type ProtectionCase,
  type Screening,
  type Settlement,
  type ShelterStay,
  type StageReached,
  type VictimAmount,
} from "./case.state.js";
import type { Stage } from "./codes.js";

/** Stages that follow from an event by its type alone. */
const STAGE_OF_EVENT: { readonly [type: string]: Stage } = {
  CaseDocumentsRequested: "DOCUMENTS_PENDING",
  CaseVerified: "VERIFIED",
  ClarificationHeld: "CLARIFICATION",
  MediationHeld: "MEDIATION",
  CaseSettled: "SETTLED",
  SanctionRecommended: "SANCTION_RECOMMENDED",
  LitigationStarted: "LITIGATION",
  CaseReferred: "REFERRED",
  CaseResolved: "RESOLVED",
  CaseClosedAdministratively: "CLOSED_ADMINISTRATIVELY",
};

/** Steps of the rules that an event of its own does. */
const ACTION_OF_EVENT: { readonly [type: string]: string } = {
  EmergencyTravelDocumentIssued: "SPLP",
  ImmigrationFineDecided: "FINE",
  ExitPermitObtained: "EXIT_PERMIT",
};

/** Events come as they happened, so any may come before the complaint that was recorded first. */
export function evolve(state: ProtectionCase, recorded: EventRecord): ProtectionCase {
  const event = recorded as CaseEvent;
  const stage = STAGE_OF_EVENT[event.type];
  return withFacts(stage === undefined ? state : reached(state, event, stage), event);
}

function withFacts(state: ProtectionCase, event: CaseEvent): ProtectionCase {
  switch (event.type) {
    case "ComplaintReceived":
      return withComplaint(state, event);
    case "CaseTriaged":
      return { ...state, ...event.facts, assignBy: event.facts.assignBy ?? null };
    case "CasePartyRecorded":
      return { ...state, parties: [...state.parties, ...partiesOf([event.facts], state)] };
    case "CasePartyRemoved": {
      const { party } = event.facts;
      return {
        ...state,
        parties: state.parties.filter(({ id }) => id !== party),
        removed: [...state.removed, party],
      };
    }
    case "CaseAssigned": {
      const { agency, officer = null } = event.facts;
      const assignment = { agency, officer, since: sinceOf(event) };
      const assigned = { ...state, assignment, assignments: [...state.assignments, assignment], unassigned: null };
      return stageOf(state) === "VERIFIED" ? reached(assigned, event, "ASSIGNED") : assigned;
    }
    case "CaseSettled":
      return withSettlement(state, event.id, (known) => ({ ...known, due: event.facts.due ?? null }));
    case "SettlementFulfilled":
      return withSettlement(state, event.facts.settlement, (known) => ({ ...known, fulfilled: event.occurredAt }));
    case "CaseReferred": {
      const { agency, assignBy = null } = event.facts;
      return { ...state, unassigned: { agency, since: sinceOf(event) }, assignBy };
    }
    case "CaseReferralEnded": {
      const back = reached(state, event, beforeReferral(state)?.stage ?? stageOf(state));
      const waits = { agency: event.facts.agency, since: sinceOf(event) };
      return { ...back, unassigned: state.assignment === null ? waits : null };
    }
    case "CaseReopened":
      return reached(state, event, event.facts.stage, true);
    case "CaseResolved":
    case "CaseClosedAdministratively":
      return { ...state, nextAction: null, tasks: tasksEnded(state.tasks, endOfWork(event)) };
    case "CaseTaskAdded":
    case "CaseTaskAssigned":
    case "CaseTaskMoved":
    case "CaseTaskDone":
    case "CaseTaskDropped":
      return { ...state, tasks: tasksAfter(state.tasks, event, closureOf(state)) };
    case "NextActionDone":
      return { ...state, nextAction: null };
    case "NextActionSet": {
      const { action, due = null } = event.facts;
      return { ...state, nextAction: { action, due, since: sinceOf(event), fields: allFields(event) } };
    }
    case "ShelterProvided": {
      const { stay, victim, kind, agency = null } = event.facts;
      const fields = fieldsOf(event, "shelter");
      const done = { ...state, actions: [...state.actions, actionOf(event, "SHELTER")] };
      return withStay(done, stay, victim, (known) => ({ ...known, kind, agency, from: event.occurredAt, fields }));
    }
    case "ShelterLeft": {
      const { stay, victim, reason } = event.facts;
      return withStay(state, stay, victim, (known) => ({ ...known, until: event.occurredAt, reason }));
    }
    case "EmergencyTravelDocumentIssued":
    case "ImmigrationFineDecided":
    case "ExitPermitObtained":
      return { ...state, actions: [...state.actions, actionOf(event, ACTION_OF_EVENT[event.type]!)] };
    case "CaseActionTaken":
      return { ...state, actions: [...state.actions, actionOf(event, event.facts.action)] };
    case "VictimOutcomeRecorded": {
      const { victim, outcome } = event.facts;
      const others = state.outcomes.filter((each) => each.victim !== victim);
      return { ...state, outcomes: [...others, { victim, outcome, at: event.occurredAt, fields: allFields(event) }] };
    }
    case "CaseContactLogged": {
      const { contact: id, with: whom = null, relation = null, ...facts } = event.facts;
      const by = { at: event.occurredAt, by: event.actor.id, agency: event.actor.agency, fields: allFields(event) };
      return { ...state, contacts: [...state.contacts, { id, with: whom, relation, ...facts, ...by }] };
    }
    case "CaseContactFlagged":
      return { ...state, flaggedContacts: [...state.flaggedContacts, event.facts] };
    case "CaseVictimDeathNoted": {
      const { victim, diedBy } = event.facts;
      return { ...state, deaths: [...state.deaths.filter((each) => each.victim !== victim), { victim, diedBy }] };
    }
    case "CaseVictimDeathWithdrawn": {
      const { victim } = event.facts;
      return { ...state, deaths: state.deaths.filter((each) => each.victim !== victim) };
    }
    case "TraffickingScreeningStarted": {
      const { screening, victim } = event.facts;
      return withScreening(state, screening, victim, (known) => ({ ...known, started: event.occurredAt }));
    }
    case "TraffickingAssessed": {
      const { assessment: id, screening, victim, assessor, instrument, edition } = event.facts;
      const finding = fieldsOf(event, "trafficking");
      const { agency } = event.actor;
      const assessment = { id, at: event.occurredAt, assessor, agency, instrument, edition, finding };
      return withScreening(state, screening, victim, (known) => ({
        ...known,
        assessments: [...known.assessments, assessment],
      }));
    }
    case "CaseRepatriationOpened": {
      const { repatriation: id, person, kind } = event.facts;
      const ahead = state.repatriationsAhead.find((each) => each.id === id);
      return {
        ...state,
        repatriations: [...state.repatriations, { id, person, kind, status: ahead?.status ?? "OPEN" }],
        repatriationsAhead: state.repatriationsAhead.filter((each) => each !== ahead),
      };
    }
    case "CaseRepatriationChanged": {
      const { repatriation: id, status } = event.facts;
      if (!state.repatriations.some((each) => each.id === id))
        return {
          ...state,
          repatriationsAhead: [...state.repatriationsAhead.filter((each) => each.id !== id), { id, status }],
        };
      const changed = state.repatriations.map((each) => (each.id === id ? { ...each, status } : each));
      return { ...state, repatriations: changed };
    }
    default:
      return state;
  }
}

/** How tasks end that are told of a closed case. */
function closureOf(state: ProtectionCase): TaskEnd | null {
  const last = state.stages.at(-1);
  if (last === undefined || isOpen(last.stage)) return null;
  return { at: last.at, by: last.by, agency: last.agency, reason: WORK_ENDED, fields: NO_FIELDS };
}

function withComplaint(
  state: ProtectionCase,
  event: Extract<CaseEvent, { type: "ComplaintReceived" }>,
): ProtectionCase {
  const { parties, country = null, region, incident = null, assignBy = null, ...facts } = event.facts;
  const { agency } = event.actor;
  const waits = state.assignment === null && state.unassigned === null && agency !== null;
  const account = onlyFields(fieldsOf(event, "narrative"), ["account"]);
  return {
    ...state,
    ...facts,
    country,
    region: region?.code ?? null,
    incident: incident as ProtectionCase["incident"],
    received: event.recordedAt,
    account,
    unassigned: waits ? { agency, since: sinceOf(event) } : state.unassigned,
    assignBy,
    parties: [...partiesOf(parties, state), ...state.parties],
    // A complaint is the first stage, also where a later event is dated before it.
    stages: [stageReached(event, "RECEIVED", false), ...state.stages],
  };
}

/** ISO: since when something is so that an event tells. */
function sinceOf({ occurredAt, recordedAt }: CaseEvent): string {
  return occurredAt.earliest ?? recordedAt;
}

interface PartyFacts extends PartyOfEvent {
  readonly party: string;
  readonly relation?: string | undefined;
}

function partiesOf(facts: readonly PartyFacts[], { removed }: ProtectionCase): Party[] {
  return facts
    .filter(({ party }) => !removed.includes(party))
    .map(({ party: id, role, person = null, company = null, relation = null }) => ({
      id,
      role,
      person,
      company,
      relation,
    }));
}

function reached(state: ProtectionCase, event: CaseEvent, stage: Stage, again = false): ProtectionCase {
  return { ...state, stages: [...state.stages, stageReached(event, stage, again)] };
}

function stageReached(event: CaseEvent, stage: Stage, again: boolean): StageReached {
  const { id, occurredAt: at, recordedAt, actor, type } = event;
  const reason = "reason" in event.facts ? event.facts.reason : null;
  // What a victim gets is theirs alone: one record of all would keep one amount of many.
  const fields = type === "CaseSettled" ? fieldsOf(event, "narrative") : allFields(event);
  const by = { by: actor.id, agency: actor.agency };
  const to = type === "CaseReferred" ? event.facts.agency : null;
  return { stage, at, recordedAt, event: id, type, ...by, reason, to, again, fields, amounts: amountsOf(event) };
}

function amountsOf(event: Pick<EventRecord, "sealed" | "mayHold">): VictimAmount[] {
  const victims = event.sealed.flatMap((part) => (part.class === "finance" ? (part.person ?? []) : []));
  return [...new Set(victims)].map((victim) => ({ victim, fields: fieldsOf(event, "finance", victim) }));
}

function actionOf(event: CaseEvent, action: string): CaseAction {
  const { id, type, occurredAt: at, actor, facts } = event;
  const victim = "victim" in facts ? (facts.victim ?? null) : null;
  // An address of a shelter stays with the stay, in the class that guards it.
  const fields = type === "ShelterProvided" ? fieldsOf(event, "narrative") : allFields(event);
  return { event: id, type, action, victim, at, by: actor.id, agency: actor.agency, facts, fields };
}

function allFields(event: Pick<EventRecord, "sealed" | "mayHold">): PersonalRecord {
  const classes = [...new Set(event.sealed.map((part) => part.class))];
  return classes.reduce((record, each) => withFieldsOf(record, event, each), NO_FIELDS);
}

/** What was fulfilled may be dated before what was agreed: what each event says is kept, whichever comes first. */
function withSettlement(
  state: ProtectionCase,
  event: string,
  change: (known: Settlement) => Settlement,
): ProtectionCase {
  const known = state.settlements.find((each) => each.event === event) ?? { event, due: null, fulfilled: null };
  return { ...state, settlements: replaced(state.settlements, known, change(known)) };
}

/** An end may be dated before the beginning: what each event says of a stay is kept, whichever comes first. */
function withStay(
  state: ProtectionCase,
  id: string,
  victim: string,
  change: (known: ShelterStay) => ShelterStay,
): ProtectionCase {
  const nothing = { kind: "OTHER", agency: null, from: null, until: null, reason: null, fields: NO_FIELDS };
  const known = state.stays.find((stay) => stay.id === id) ?? { id, victim, ...nothing };
  return { ...state, stays: replaced(state.stays, known, change(known)) };
}

/** An assessment may be dated before its screening, too. */
function withScreening(
  state: ProtectionCase,
  id: string,
  victim: string,
  change: (known: Screening) => Screening,
): ProtectionCase {
  const known = state.screenings.find((each) => each.id === id) ?? { id, victim, started: null, assessments: [] };
  return { ...state, screenings: replaced(state.screenings, known, change(known)) };
}

function replaced<T>(all: readonly T[], before: T, after: T): T[] {
  return all.includes(before) ? all.map((each) => (each === before ? after : each)) : [...all, after];
}
