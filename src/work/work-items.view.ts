import { withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import { movedBy, type Moved } from "../event-sourcing/projecting/moved.js";
import type { Projection, Row } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { caseEvents } from "../protection-case/case.events.js";
import * as protection from "../protection-case/case.state.js";
import { evolve as evolveCase } from "../protection-case/evolve.js";
import { repatriationEvents } from "../repatriation/repatriation.events.js";
import * as coming from "../repatriation/repatriation.state.js";
import { furthestStep, stepStatuses } from "../repatriation/step-status.js";
import { STEP_CODES } from "../repatriation/steps.js";

/** Something to do: the next action of a case, its assignment, or a step of a repatriation. */
export interface WorkItem {
  readonly kind: "CASE" | "REPATRIATION_STEP";
  /** Of the case, or of the repatriation. */
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
  /** Sealed: what. */
  readonly fields: PersonalRecord | null;
  /** Calendar date. */
  readonly due: string | null;
  /** ISO: since when they have it. */
  readonly since: string;
  readonly agency: string;
  readonly officer: string | null;
  /** False of a case that the agency has received, or was handed, and has given to nobody. */
  readonly assigned: boolean;
}

/** An item with what it is found by. */
export interface WorkRow extends Row, Moved {
  readonly work: WorkItem;
  readonly agency: string;
  /** Whose it is, when it is due, since when they have it, and what it is: all of an agency, what is due first first. */
  readonly ofAgency: string;
  /** The same of an officer; null where no officer has it. */
  readonly ofOfficer: string | null;
  /** The same of an agency, what is assigned before what nobody has. */
  readonly inOffice: string;
  readonly sight: SightTokens;
}

/** What a case or a repatriation has come to: it is listed as the items that are open in it. */
interface WorkDocument {
  readonly id: string;
  readonly case?: protection.ProtectionCase;
  readonly repatriation?: coming.Repatriation;
  readonly tokens: SightTokens;
  /** Where each item stands that it has, or had: the place is null while there is no such item. */
  readonly places: { readonly [item: string]: Moved & { readonly place: string | null; readonly sight: SightTokens } };
  /** Number of the newest event that moved all its items: a correction. */
  readonly corrected: number;
}

/** Sorts after every date: of what has no day. */
const NO_DAY = "9999";

/** What officers and agencies have to do: everything that is assigned and open. */
export const workItemsView: Projection<WorkDocument> = {
  name: "work-items",
  version: 3,
  types: [...caseEvents, ...repatriationEvents].map(({ type }) => type),
  order: "world",
  streams: (id) => [id],
  indexes: [
    { field: "ofAgency", type: "text" },
    { field: "ofOfficer", type: "text" },
    { field: "inOffice", type: "text" },
    { field: "agency", type: "text", narrows: true },
    { field: "sight", type: "set" },
    { field: "moved", type: "integer" },
  ],
  ids: ({ stream }) => [stream],
  evolve(document, event, id) {
    const tokens = withSightOf(document?.tokens ?? [], event);
    const next = { id, ...stateAfter(document, event), tokens };
    const standing = new Map(itemsOf(next).map((work) => [work.item, placeOf(work)]));
    const known = document?.places ?? {};
    const places = [...new Set([...Object.keys(known), ...standing.keys()])].map((item) => {
      const found = { place: standing.get(item) ?? null, sight: tokens };
      return [item, { ...found, moved: movedBy(known[item], found, event) }];
    });
    const corrected = Math.max(document?.corrected ?? -1, event.correctedBy.length > 0 ? event.readAsOf : -1);
    return { ...next, places: Object.fromEntries(places), corrected };
  },
  rows: {
    ids(stream) {
      const [category, id] = splitStream(stream);
      return category === "case" ? [caseItem(id), assignmentItem(id)] : STEP_CODES.map((step) => stepItem(id, step));
    },
    in: (document, id) => itemsOf(document).map((work) => rowOf(work, id, document)),
  },
};

const caseItem = (id: string) => `case/${id}`;
const assignmentItem = (id: string) => `case/${id}/ASSIGNMENT`;
const stepItem = (id: string, step: string) => `repatriation/${id}/${step}`;

function stateAfter(
  document: WorkDocument | undefined,
  event: EventRecord,
): Pick<WorkDocument, "case" | "repatriation"> {
  return splitStream(event.stream)[0] === "case"
    ? { case: evolveCase(stateIn(protection.initial, document?.case), event as never) }
    : { repatriation: coming.evolve(stateIn(coming.initial, document?.repatriation), event as never) };
}

function rowOf(work: WorkItem, of: string, { tokens, places, corrected }: WorkDocument): WorkRow {
  const { item, agency, officer, assigned } = work;
  const place = byDue(work);
  return {
    id: item,
    of,
    work,
    agency,
    ofAgency: `${agency} ${place}`,
    ofOfficer: officer === null ? null : `${officer} ${place}`,
    inOffice: `${inOffice(agency, assigned)}${place}`,
    sight: tokens,
    moved: Math.max(places[item]!.moved, corrected),
  };
}

const byDue = ({ item, due, since }: WorkItem) => `${due ?? NO_DAY} ${since} ${item}`;

/** Whose it is, and where it stands with them. */
function placeOf(work: WorkItem): string {
  return `${work.officer} ${inOffice(work.agency, work.assigned)}${byDue(work)}`;
}

/** What the places of an agency's work begin with, of what is assigned or of what nobody has. */
export function inOffice(agency: string, assigned: boolean): string {
  return `${agency} ${assigned ? "1" : "2"} `;
}

function itemsOf({
  id: stream,
  case: incident,
  repatriation,
}: Pick<WorkDocument, "id" | "case" | "repatriation">): WorkItem[] {
  const [, id] = splitStream(stream);
  if (incident) return caseItems(id, incident);
  return repatriation ? stepItems(id, repatriation) : [];
}

function caseItems(id: string, state: protection.ProtectionCase): WorkItem[] {
  const { assignment, unassigned, nextAction } = state;
  if (!protection.isOpen(protection.stageOf(state))) return [];
  const ofCase = {
    kind: "CASE",
    id,
    persons: protection.victimsOf(state),
    country: state.country,
    severity: state.severity,
    categories: state.categories,
    state: protection.stateOf(state),
  } as const;
  const items: WorkItem[] = [];
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
  return items;
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
        fields: null,
        due: has.due,
        since: has.since,
        agency: has.agency,
        officer: has.officer,
        assigned: true,
      },
    ];
  });
}
