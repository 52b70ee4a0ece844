import { withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { PersonalRecord } from "../event-sourcing/stored-event/personal-field.js";
import type { Projection, Row } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { caseEvents } from "../protection-case/case.events.js";
import * as protection from "../protection-case/case.state.js";
import { evolve as evolveCase } from "../protection-case/evolve.js";
import { repatriationEvents } from "../repatriation/repatriation.events.js";
import * as coming from "../repatriation/repatriation.state.js";
import { furthestStep, stepStatuses } from "../repatriation/step-status.js";
import { STEP_CODES } from "../repatriation/steps.js";

/** Something to do: the next action of a case, or a step of a repatriation. */
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
  /** What is to be done: a code; null for a case of which nobody has said. */
  readonly action: string | null;
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
  /** Whose it is, when it is due, since when they have it, and what it is: all of an agency, what is due first first. */
  readonly ofAgency: string;
  /** The same of an officer; null where no officer has it. */
  readonly ofOfficer: string | null;
  readonly sight: SightTokens;
}

/** What a case or a repatriation has come to: it is listed as the items that are open in it. */
interface WorkDocument {
  readonly id: string;
  readonly case?: protection.ProtectionCase;
  readonly repatriation?: coming.Repatriation;
  readonly tokens: SightTokens;
}

/** Sorts after every date: of what has no day. */
const NO_DAY = "9999";

/** What officers and agencies have to do: everything that is assigned and open. */
export const workItemsView: Projection<WorkDocument> = {
  name: "work-items",
  version: 2,
  types: [...caseEvents, ...repatriationEvents].map(({ type }) => type),
  order: "world",
  streams: (id) => [id],
  indexes: [
    { field: "ofAgency", type: "text" },
    { field: "ofOfficer", type: "text" },
    { field: "agency", type: "text", narrows: true },
    { field: "sight", type: "set" },
  ],
  ids: ({ stream }) => [stream],
  evolve(document, event, id) {
    const tokens = withSightOf(document?.tokens ?? [], event);
    return { id, ...stateAfter(document, event), tokens };
  },
  rows: {
    ids(stream) {
      const [category, id] = splitStream(stream);
      return category === "case" ? [caseItem(id)] : STEP_CODES.map((step) => stepItem(id, step));
    },
    in: (document, id) => itemsOf(document).map((work) => rowOf(work, id, document.tokens)),
  },
};

const caseItem = (id: string) => `case/${id}`;
const stepItem = (id: string, step: string) => `repatriation/${id}/${step}`;

function stateAfter(document: WorkDocument | undefined, event: EventRecord): Omit<WorkDocument, "id" | "tokens"> {
  return splitStream(event.stream)[0] === "case"
    ? { case: evolveCase(stateIn(protection.initial, document?.case), event as never) }
    : { repatriation: coming.evolve(stateIn(coming.initial, document?.repatriation), event as never) };
}

function rowOf(work: WorkItem, of: string, sight: SightTokens): WorkRow {
  const { item, agency, officer, due, since } = work;
  const place = `${due ?? NO_DAY} ${since} ${item}`;
  return {
    id: item,
    of,
    work,
    agency,
    ofAgency: `${agency} ${place}`,
    ofOfficer: officer === null ? null : `${officer} ${place}`,
    sight,
  };
}

function itemsOf({ id: stream, case: incident, repatriation }: WorkDocument): WorkItem[] {
  const [, id] = splitStream(stream);
  if (incident) return caseItems(id, incident);
  return repatriation ? stepItems(id, repatriation) : [];
}

function caseItems(id: string, state: protection.ProtectionCase): WorkItem[] {
  if (state.assignment === null || !protection.isOpen(protection.stageOf(state))) return [];
  const { agency, officer, since } = state.assignment;
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
      action: state.nextAction?.action ?? null,
      fields: state.nextAction?.fields ?? null,
      due: state.nextAction?.due ?? null,
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
        fields: null,
        due: has.due,
        since: has.since,
        agency: has.agency,
        officer: has.officer,
      },
    ];
  });
}
