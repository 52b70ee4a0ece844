import { agencyToken, withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { dateIn, DEFAULT_ZONE } from "../event-sourcing/stored-event/occurred-at.js";
import type { PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
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
import { repatriationEvents } from "../repatriation/repatriation.events.js";
import * as coming from "../repatriation/repatriation.state.js";
import { furthestStep, stepStatuses } from "../repatriation/step-status.js";
import { STEP_CODES } from "../repatriation/steps.js";

/** Something to do: the next action of a case, a step of a repatriation, or a clearance that is under review. */
export interface WorkItem {
  readonly kind: "CASE" | "REPATRIATION_STEP" | "CLEARANCE_REVIEW";
  /** Of the case, of the repatriation, or of the migrant. */
  readonly id: string;
  /** Names the item among all. */
  readonly item: string;
  readonly persons: readonly string[];
  readonly country: string | null;
  /** 1 is the gravest; of a case. */
  readonly severity: number | null;
  readonly categories: readonly string[];
  readonly state: string;
  /** What is to be done: a code; null for a case of which nobody has said. */
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
}

/** An item with what it is found by. */
export interface WorkRow extends Row {
  readonly work: WorkItem;
  readonly agency: string;
  /** When it is due, since when they have it, and what it is: what is due first first. */
  readonly place: string;
  /** Whose it is, when it is due, since when they have it, and what it is: all of an agency, what is due first first. */
  readonly ofAgency: string;
  /** The same of an officer; null where no officer has it. */
  readonly ofOfficer: string | null;
  readonly sight: SightTokens;
}

/** What a case, a repatriation or a migrant with clearance has come to: it is listed as the items that are open in it. */
interface WorkDocument {
  readonly id: string;
  readonly case?: protection.ProtectionCase;
  readonly repatriation?: coming.Repatriation;
  /** As far as events of a clearance tell, while somebody is to leave on one. */
  readonly migrant?: Migrant;
  readonly tokens: SightTokens;
}

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
  version: 3,
  types: [...[...caseEvents, ...repatriationEvents].map(({ type }) => type), ...OF_CLEARANCES],
  order: "world",
  streams: (id) => [id],
  indexes: [
    { field: "ofAgency", type: "text" },
    { field: "ofOfficer", type: "text" },
    { field: "agency", type: "text" },
    { field: "place", type: "text", narrows: true },
    { field: "sight", type: "set" },
  ],
  ids: ({ stream }) => [stream],
  evolve(document, event, id) {
    if (splitStream(event.stream)[0] === "migrant") return withMigrant(document, event, id);
    const tokens = withSightOf(document?.tokens ?? [], event);
    return { id, ...stateAfter(document, event), tokens };
  },
  rows: {
    ids(stream) {
      const [category, id] = splitStream(stream);
      if (category === "migrant") return [reviewItem(id)];
      return category === "case" ? [caseItem(id)] : STEP_CODES.map((step) => stepItem(id, step));
    },
    in: (document, id) =>
      itemsOf(document).map((work) => rowOf(work, id, document.migrant ? agencyToken(work.agency) : document.tokens)),
  },
};

const caseItem = (id: string) => `case/${id}`;
const reviewItem = (id: string) => `clearance/${id}`;
const stepItem = (id: string, step: string) => `repatriation/${id}/${step}`;

function stateAfter(document: WorkDocument | undefined, event: EventRecord): Omit<WorkDocument, "id" | "tokens"> {
  return splitStream(event.stream)[0] === "case"
    ? { case: evolveCase(stateIn(protection.initial, document?.case), event as never) }
    : { repatriation: coming.evolve(stateIn(coming.initial, document?.repatriation), event as never) };
}

/** Nothing is kept of who is not to leave on a clearance: all that may be work in it comes after it was given. */
function withMigrant(document: WorkDocument | undefined, event: EventRecord, id: string): WorkDocument | undefined {
  const migrant = evolveMigrant(stateIn(initialMigrant, document?.migrant), event);
  const toLeave = migrant.journeys.some((journey) => journey.clearance !== null && isToLeave(journey));
  return toLeave ? { id, migrant, tokens: [] } : undefined;
}

function rowOf(work: WorkItem, of: string, sight: SightTokens): WorkRow {
  const { item, agency, officer, due, since } = work;
  const place = `${due ?? NO_DAY} ${since} ${item}`;
  return {
    id: item,
    of,
    work,
    agency,
    place,
    ofAgency: `${agency} ${place}`,
    ofOfficer: officer === null ? null : `${officer} ${place}`,
    sight,
  };
}

function itemsOf({ id: stream, case: incident, repatriation, migrant }: WorkDocument): WorkItem[] {
  const [, id] = splitStream(stream);
  if (migrant) return reviewItems(id, migrant);
  if (incident) return caseItems(id, incident);
  return repatriation ? stepItems(id, repatriation) : [];
}

function caseItems(id: string, state: protection.ProtectionCase): WorkItem[] {
  if (state.assignment === null || !protection.isOpen(protection.stageOf(state))) return [];
  const { agency, officer, since } = state.assignment;
  const nextAction = protection.possibleNextAction(state);
  return [
    {
      kind: "CASE",
      id,
      item: caseItem(id),
      persons: protection.victimsOf(state),
      country: state.country,
      severity: state.severity,
      categories: state.categories,
      state: protection.stateOf(state),
      action: nextAction?.action ?? null,
      voidAction: protection.voidAction(state),
      fields: nextAction?.fields ?? null,
      due: nextAction?.due ?? null,
      since,
      agency,
      officer,
    },
  ];
}

/** Whoever gave the clearance looks into it, on the day on which it came under review. */
function reviewItems(id: string, migrant: Migrant): WorkItem[] {
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
    },
  ];
}

function stepItems(id: string, state: coming.Repatriation): WorkItem[] {
  if (state.status !== "OPEN") return [];
  const steps = stepStatuses(state);
  const reached = furthestStep(steps);
  return steps.flatMap(({ step, has }): WorkItem[] => {
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
      },
    ];
  });
}
