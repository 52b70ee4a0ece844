import { agencyToken, withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import type { PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { withdrawnBy } from "../event-sourcing/stored-event/withdrawal.js";
import { movedBy, type Moved } from "../event-sourcing/projecting/moved.js";
import type { Projection, Row } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { clearedJourney, isToLeave } from "../migrant/clearance-review.js";
import { evolve as evolveMigrant } from "../migrant/evolve.js";
import {
  ClearanceGranted,
  ClearanceUnderReview,
  ClearanceUpheld,
  DeathConfirmed,
  DeathReported,
  DeathReportWithdrawn,
  DeparturePrevented,
  JourneyClosed,
  JourneyWithdrawn,
  migrantEvents,
  transitionOf,
} from "../migrant/migrant.events.js";
import { initialMigrant, type Migrant } from "../migrant/state.js";
import { caseEvents } from "../protection-case/case.events.js";
import * as protection from "../protection-case/case.state.js";
import { evolve as evolveCase } from "../protection-case/evolve.js";
import { referralEvents } from "../referral/referral.events.js";
import * as asked from "../referral/referral.js";
import { repatriationEvents } from "../repatriation/repatriation.events.js";
import * as coming from "../repatriation/repatriation.state.js";
import { furthestStep, stepStatuses } from "../repatriation/step-status.js";
import { openTasks, type Task } from "../tasks/task.js";
import { STEP_CODES } from "../repatriation/steps.js";

/**
 * Something to do: the next action of a case, its assignment, a step of a repatriation, a task of either, a clearance that is
 * under review, or a referral that waits for its receiver, or for more information from its sender.
 */
export interface WorkItem {
  readonly kind: "CASE" | "REPATRIATION_STEP" | "CLEARANCE_REVIEW" | "REFERRAL" | "CASE_TASK" | "REPATRIATION_TASK";
  /** Of the case, of the repatriation, of the migrant, or of the referral. */
  readonly id: string;
  /** Names the item among all. */
  readonly item: string;
  readonly persons: readonly string[];
  readonly country: string | null;
  /** 1 is the gravest; of a case. */
  readonly severity: number | null;
  readonly categories: readonly string[];
  readonly state: string;
  /** What is to be done: a code; ASSIGNMENT of a case that nobody has; null for a case of which nobody has said. */
  readonly action: string | null;
  /** Code of a next action that cannot be done any more, as nobody lives with whom: another is to be set. */
  readonly voidAction: string | null;
  /** Sealed: what. */
  readonly fields: PersonalRecord | null;
  /** Calendar date. */
  readonly due: string | null;
  /** ISO: since when they have it. */
  readonly since: string;
  readonly agency: string;
  readonly officer: string | null;
  /** The last other officer who had it, and for which agency; null where no other had it. */
  readonly former: Hands | null;
  /** False of a task that no officer has, and of a case or a referral that the agency has received, or was handed, and has given to nobody. */
  readonly assigned: boolean;
}

/** An officer who had an item, for an agency. */
export interface Hands {
  readonly agency: string;
  readonly officer: string;
}

/** An item with what it is found by. */
export interface WorkRow extends Row, Moved {
  readonly work: WorkItem;
  readonly agency: string;
  /**
   * Whose it is, when it is due, since when they have it, and what it is: all of an agency, what is due first first.
   */
  readonly ofAgency: string;
  /** The same of an officer; null where no officer has it. */
  readonly ofOfficer: string | null;
  /** The same of an agency, what is assigned before what nobody has. */
  readonly inOffice: string;
  /** The officer who had it before, since when another has it, and what it is; null where no other had it. */
  readonly ofFormer: string | null;
  readonly sight: SightTokens;
}

/**
 * What a case, a repatriation or a migrant with clearance has come to: it is listed as the items that are open in it.
 */
export interface WorkDocument {
  readonly id: string;
  readonly case?: protection.ProtectionCase;
  readonly repatriation?: coming.Repatriation;
  /** As far as events of a clearance tell, while somebody is to leave on one. */
  readonly migrant?: Migrant;
  readonly referral?: asked.Referral;
  readonly tokens: SightTokens;
  /** Where each item stands that it has, or had: the place is null while there is no such item. */
  readonly places: { readonly [item: string]: Moved & { readonly place: string | null; readonly sight: SightTokens } };
  /** Of each item that it has, or had: the officer who has it, or had it last, and the one before. */
  readonly hands: { readonly [item: string]: { readonly now: Hands | null; readonly former: Hands | null } };
  /** Number of the newest event that moved all its items: a correction, or a withdrawal. */
  readonly corrected: number;
}

/** What a document holds of the work itself. */
type WorkState = Omit<WorkDocument, "places" | "hands" | "corrected">;

/** An item as its case, repatriation or clearance tells it: who had it before is kept beside. */
type Open = Omit<WorkItem, "former">;

/** Sorts after every date: of what has no day. */
const NO_DAY = "9999";

/** Events of a migrant that give a clearance, judge it, or end what it is for. */
const OF_CLEARANCES = [
  ClearanceGranted,
  ClearanceUnderReview,
  ClearanceUpheld,
  DeparturePrevented,
  JourneyClosed,
  JourneyWithdrawn,
  DeathReported,
  DeathConfirmed,
  DeathReportWithdrawn,
  ...migrantEvents.filter(({ type }) => transitionOf(type)?.leaves),
].map(({ type }) => type);

/** What officers and agencies have to do: everything that is assigned and open. */
export const workItemsView: Projection<WorkDocument> = {
  name: "work-items",
  version: 7,
  types: [...[...caseEvents, ...repatriationEvents, ...referralEvents].map(({ type }) => type), ...OF_CLEARANCES],
  order: "world",
  streams: (id) => [id],
  indexes: [
    { field: "ofAgency", type: "text" },
    { field: "ofOfficer", type: "text" },
    { field: "inOffice", type: "text" },
    { field: "ofFormer", type: "text" },
    { field: "agency", type: "text", narrows: true },
    { field: "sight", type: "set" },
    { field: "moved", type: "integer" },
  ],
  ids: ({ stream }) => [stream],
  evolve(document, event, id) {
    const next = stateAfter(document, event, id);
    if (next === undefined) return undefined;
    const open = itemsOf(next);
    const standing = new Map(open.map((work) => [work.item, placeOf(work)]));
    const known = document?.places ?? {};
    const places = [...new Set([...Object.keys(known), ...standing.keys()])].map((item) => {
      const found = { place: standing.get(item) ?? null, sight: next.tokens };
      return [item, { ...found, moved: movedBy(known[item], found, event) }];
    });
    const corrects = event.correctedBy.length > 0 || withdrawnBy(event) !== undefined;
    const corrected = Math.max(document?.corrected ?? -1, corrects ? event.readAsOf : -1);
    return { ...next, places: Object.fromEntries(places), hands: handsAfter(document?.hands ?? {}, open), corrected };
  },
  rows: {
    ids(stream, document) {
      const [category, id] = splitStream(stream);
      if (category === "migrant") return [reviewItem(id)];
      if (category === "referral") return [referralItem(id)];
      // Its addition can't be withdrawn: the state has every task that ever was.
      const tasks = ((document?.case ?? document?.repatriation)?.tasks ?? []).map((task) => taskItem(stream, task));
      return category === "case"
        ? [caseItem(id), assignmentItem(id), ...tasks]
        : [...STEP_CODES.map((step) => stepItem(id, step)), ...tasks];
    },
    in: (document, id) =>
      itemsOf(document).map((work) => rowOf({ ...work, former: document.hands[work.item]!.former }, id, document)),
  },
};

function handsAfter(before: WorkDocument["hands"], open: readonly Open[]): WorkDocument["hands"] {
  const after = open.map(({ item, agency, officer }) => {
    const { now: had = null, former = null } = before[item] ?? {};
    const now = officer === null ? had : { agency, officer };
    return [item, { now, former: had !== null && had.officer !== officer && officer !== null ? had : former }] as const;
  });
  return { ...before, ...Object.fromEntries(after) };
}

const caseItem = (id: string) => `case/${id}`;
const assignmentItem = (id: string) => `case/${id}/ASSIGNMENT`;
const referralItem = (id: string) => `referral/${id}`;
const reviewItem = (id: string) => `clearance/${id}`;
const stepItem = (id: string, step: string) => `repatriation/${id}/${step}`;

/** `case/<id>/TASK/<task>`, or the same of a repatriation. */
function taskItem(stream: string, { id: task }: Pick<Task, "id">): string {
  const [category, id] = splitStream(stream);
  return `${category}/${id}/TASK/${task}`;
}

function stateAfter(document: WorkDocument | undefined, event: EventRecord, id: string): WorkState | undefined {
  const [category] = splitStream(event.stream);
  if (category === "migrant") return withMigrant(document, event, id);
  const tokens = withSightOf(document?.tokens ?? [], event);
  if (category === "referral") {
    const { aggregate } = asked.referralOf(splitStream(id)[1]);
    return { id, tokens, referral: aggregate.evolve(stateIn(aggregate.initial, document?.referral), event) };
  }
  return category === "case"
    ? { id, tokens, case: evolveCase(stateIn(protection.initial, document?.case), event as never) }
    : { id, tokens, repatriation: coming.evolve(stateIn(coming.initial, document?.repatriation), event as never) };
}

/** Nothing is kept of who is not to leave on a clearance: all that may be work in it comes after it was given. */
function withMigrant(document: WorkDocument | undefined, event: EventRecord, id: string): WorkState | undefined {
  const migrant = evolveMigrant(stateIn(initialMigrant, document?.migrant), event);
  const toLeave = migrant.journeys.some((journey) => journey.clearance !== null && isToLeave(journey));
  return toLeave ? { id, migrant, tokens: [] } : undefined;
}

/** A clearance is looked into where it was given, and nowhere else. */
function rowOf(work: WorkItem, of: string, { migrant, tokens, places, corrected }: WorkDocument): WorkRow {
  const { item, agency, officer, assigned, former, since } = work;
  const place = byDue(work);
  return {
    id: item,
    of,
    work,
    agency,
    ofAgency: `${agency} ${place}`,
    ofOfficer: officer === null ? null : `${officer} ${place}`,
    inOffice: `${inOffice(agency, assigned)}${place}`,
    ofFormer: former === null ? null : `${former.officer} ${since} ${item}`,
    sight: migrant ? agencyToken(agency) : tokens,
    moved: Math.max(places[item]!.moved, corrected),
  };
}

const byDue = ({ item, due, since }: Open) => `${due ?? NO_DAY} ${since} ${item}`;

/** Whose it is, and where it stands with them. */
function placeOf(work: Open): string {
  return `${work.officer} ${inOffice(work.agency, work.assigned)}${byDue(work)}`;
}

/** What the places of an agency's work begin with, of what is assigned or of what nobody has. */
export function inOffice(agency: string, assigned: boolean): string {
  return `${agency} ${assigned ? "1" : "2"} `;
}

function itemsOf({ id: stream, case: incident, repatriation, migrant, referral }: WorkState): Open[] {
  const [, id] = splitStream(stream);
  if (migrant) return reviewItems(id, migrant);
  if (incident) return caseItems(id, incident);
  if (referral) return referralItems(id, referral);
  return repatriation ? stepItems(id, repatriation) : [];
}

function caseItems(id: string, state: protection.ProtectionCase): Open[] {
  const { assignment, unassigned } = state;
  if (!protection.isOpen(protection.stageOf(state))) return [];
  const nextAction = protection.possibleNextAction(state);
  const ofCase = {
    kind: "CASE",
    id,
    persons: protection.victimsOf(state),
    country: state.country,
    severity: state.severity,
    categories: state.categories,
    state: protection.stateOf(state),
    voidAction: protection.voidAction(state),
  } as const;
  const items: Open[] = [];
  if (assignment !== null)
    items.push({
      ...ofCase,
      ...assignment,
      item: caseItem(id),
      action: nextAction?.action ?? null,
      fields: nextAction?.fields ?? null,
      due: nextAction?.due ?? null,
      assigned: true,
    });
  if (unassigned !== null)
    items.push({
      ...ofCase,
      ...unassigned,
      item: assignmentItem(id),
      action: "ASSIGNMENT",
      // What is to be done next is nobody's either, where no other agency has the case.
      fields: assignment === null ? (nextAction?.fields ?? null) : null,
      due: assignment === null ? protection.dueOf(state) : protection.assignmentDue(state),
      officer: null,
      assigned: false,
    });
  return [...items, ...taskItems(ofCase, { kind: "CASE_TASK", stream: `case-${id}`, tasks: openTasks(state) })];
}

/** Whoever gave the clearance looks into it, on the day on which it came under review. */
function reviewItems(id: string, migrant: Migrant): Open[] {
  const journey = clearedJourney(migrant);
  if (!journey?.clearance.review || !isToLeave(journey)) return [];
  const { agency, by: officer } = journey.clearance;
  const { since } = journey.clearance.review;
  if (agency === null) return [];
  return [
    {
      kind: "CLEARANCE_REVIEW",
      id,
      item: reviewItem(id),
      persons: [id],
      country: null,
      severity: null,
      categories: [],
      state: journey.step,
      action: "REVIEW_CLEARANCE",
      voidAction: null,
      fields: null,
      due: dateIn(DEFAULT_ZONE, since),
      since,
      agency,
      officer,
      assigned: true,
    },
  ];
}

/** Of the receiver, while it has it to answer or to do; of the sender, while it was asked for information. */
function referralItems(id: string, referral: asked.Referral): Open[] {
  if (!asked.isLive(referral)) return [];
  const { state, from, sender, to, shares, since, officer } = referral;
  const isAsked = state === "INFORMATION_ASKED";
  const agency = isAsked ? from : to;
  if (agency === null) return [];
  const has = isAsked ? sender : officer;
  return [
    {
      kind: "REFERRAL",
      id,
      item: referralItem(id),
      persons: shares.map(({ person }) => person),
      country: null,
      severity: null,
      categories: [],
      state: state!,
      action: isAsked ? "GIVE_INFORMATION" : state === "SENT" ? "ANSWER_REFERRAL" : "COMPLETE_REFERRAL",
      voidAction: null,
      fields: null,
      due: state === "ACCEPTED" ? null : dateIn(DEFAULT_ZONE, referral.answerBy),
      since,
      agency,
      officer: has,
      assigned: has !== null,
    },
  ];
}

function stepItems(id: string, state: coming.Repatriation): Open[] {
  if (state.status !== "OPEN") return [];
  const steps = stepStatuses(state);
  const reached = furthestStep(steps);
  const ofRepatriation = {
    id,
    persons: state.person === null ? [] : [state.person],
    country: state.country,
    severity: null,
    categories: [],
    state: reached,
  };
  const stream = `repatriation-${id}`;
  const tasks = taskItems(ofRepatriation, { kind: "REPATRIATION_TASK", stream, tasks: openTasks(state) });
  const open = steps.flatMap(({ step, has }): Open[] => {
    if (!has) return [];
    return [
      {
        kind: "REPATRIATION_STEP",
        id,
        item: stepItem(id, step),
        persons: state.person === null ? [] : [state.person],
        country: state.country,
        severity: null,
        categories: [],
        state: reached,
        action: step,
        voidAction: null,
        fields: null,
        due: has.due,
        since: has.since,
        agency: has.agency,
        officer: has.officer,
        assigned: true,
      },
    ];
  });
  return [...open, ...tasks];
}

/** What is open of the tasks of some work; one that no officer has is nobody's yet. */
function taskItems(
  {
    id,
    persons,
    country,
    severity,
    categories,
    state,
  }: Pick<Open, "id" | "persons" | "country" | "severity" | "categories" | "state">,
  { kind, stream, tasks }: { readonly kind: Open["kind"]; readonly stream: string; readonly tasks: readonly Task[] },
): Open[] {
  return tasks
    .filter(({ agency }) => agency !== "")
    .map((task) => ({
      kind,
      id,
      item: taskItem(stream, task),
      persons,
      country,
      severity,
      categories,
      state,
      action: task.kind,
      voidAction: null,
      fields: task.fields,
      due: task.due,
      since: task.since,
      agency: task.agency,
      officer: task.officer,
      assigned: task.officer !== null,
    }));
}
