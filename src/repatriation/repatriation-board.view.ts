import { withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { DEFAULT_ZONE, dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import type { RecordOf } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { regionPath } from "../places/regions.js";
import { repatriationEvents, RepatriationStepAssigned } from "./repatriation.events.js";
import { evolve, initial, type Repatriation } from "./repatriation.state.js";
import { taskRows } from "../tasks/task.js";
import { furthestStep, missingSteps, papersOf, stepStatuses, type StepStatus } from "./step-status.js";

/** A step that was given to somebody. */
export interface StepGiven {
  readonly step: string;
  readonly agency: string;
  readonly officer: string | null;
  /** ISO. */
  readonly since: string;
  readonly due: string | null;
}

/** A case on the board: its state, and what it is found by. */
export interface BoardDocument {
  readonly id: string;
  readonly state: Repatriation;
  /** Everybody to whom a step was ever given, as it happened. */
  readonly given: readonly StepGiven[];
  readonly person: string | null;
  readonly kind: string | null;
  readonly status: string;
  readonly country: string | null;
  /** Codes of home's province, regency, district and village, as far as known. */
  readonly origins: readonly string[];
  /** The furthest step of the way that is done. */
  readonly step: string;
  readonly missing: readonly string[];
  /** Agencies that have an open step to do. */
  readonly agencies: readonly string[];
  /** Officers who have one. */
  readonly officers: readonly string[];
  /** The earliest day on which an open step is due; null for none. Whether it is overdue, the query tells. */
  readonly due: string | null;
  /** ISO: when the request was recorded. */
  readonly requested: string | null;
  readonly sight: SightTokens;
}

/** The repatriation board: the furthest step of each case, what is missing, and who has it to do. */
export const repatriationBoardView: Projection<BoardDocument> = {
  name: "repatriation-board",
  version: 7,
  types: repatriationEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`repatriation-${id}`],
  revisionOf: (id) => `repatriation-${id}`,
  indexes: [
    { field: "id", type: "text" },
    { field: "person", type: "text" },
    { field: "kind", type: "text" },
    { field: "status", type: "text" },
    { field: "country", type: "text" },
    { field: "origins", type: "set" },
    { field: "step", type: "text" },
    { field: "missing", type: "set" },
    { field: "agencies", type: "set" },
    { field: "officers", type: "set" },
    { field: "due", type: "text" },
    { field: "requested", type: "text" },
    { field: "sight", type: "set" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const state = evolve(stateIn(initial, document?.state), event);
    const steps = stepStatuses(state);
    const open = state.status === "OPEN" ? steps.flatMap(({ has }) => has ?? []) : [];
    return {
      id,
      state,
      given: givenAfter(document?.given ?? [], event),
      person: state.person,
      kind: state.kind ?? null,
      status: state.status,
      country: state.country,
      origins: state.origin === null ? [] : regionPath(state.origin),
      step: furthestStep(steps),
      missing: missingSteps(steps),
      agencies: [...new Set(open.map(({ agency }) => agency))],
      officers: [...new Set(open.flatMap(({ officer }) => officer ?? []))],
      due: open.flatMap(({ due }) => due ?? []).toSorted()[0] ?? null,
      requested: state.requested?.recordedAt ?? null,
      sight: withSightOf(document?.sight ?? [], event),
    };
  },
};

function givenAfter(given: readonly StepGiven[], event: EventRecord): readonly StepGiven[] {
  if (event.type !== RepatriationStepAssigned.type) return given;
  const { step, agency, officer = null, due = null } = (event as RecordOf<typeof RepatriationStepAssigned>).facts;
  return [...given, { step, agency, officer, since: event.occurredAt.earliest ?? event.recordedAt, due }];
}

/** The calendar date on which `due` is judged. */
export function boardDay(now: string): string {
  return dateIn(DEFAULT_ZONE, now);
}

/** Whether an agency has a step of a case that was due before a day. */
export function isOverdueAt({ state }: BoardDocument, agency: string, day: string): boolean {
  if (state.status !== "OPEN") return false;
  return stepStatuses(state).some(({ has }) => has?.agency === agency && has.due !== null && has.due < day);
}

function stepAnswer({ has, times, ...step }: StepStatus, status: string, today: string) {
  const overdue = status === "OPEN" && has?.due != null && has.due < today;
  return {
    ...step,
    done: times,
    agency: has?.agency ?? null,
    officer: has?.officer ?? null,
    since: has?.since ?? null,
    due: has?.due ?? null,
    overdue,
  };
}

/**
 * Who had a step, from when until when: until somebody else was given it, it was done, or the case ended. `until` is
 * null while they have it, and where no time is known; `holds` tells which.
 */
function hadStep({ given, state }: BoardDocument, { step, times, has }: StepStatus) {
  const own = given.filter((each) => each.step === step);
  const done = times.flatMap(({ at }) => at.earliest ?? at.latest ?? []).toSorted();
  const ended = state.ended === null ? null : (state.ended.at.earliest ?? state.ended.at.latest);
  return own.map(({ step: _step, ...each }, i) => {
    const { since } = each;
    const last = i === own.length - 1;
    const until = own[i + 1]?.since ?? done.find((time) => time >= since) ?? done[0] ?? ended;
    return {
      ...each,
      // What was told late may have been done before it was given.
      until: until !== null && until < since ? since : until,
      holds: last && has !== null && state.status === "OPEN",
    };
  });
}

/** A case as the list shows it: what is missing, who has it to do, and since when. */
export function boardRow({ id, state, origins, step, missing, requested, ...found }: BoardDocument, today: string) {
  const steps = stepStatuses(state).map((each) => stepAnswer(each, state.status, today));
  const { kind, person, status, country } = found;
  return {
    id,
    kind,
    person,
    case: state.case,
    status,
    ended: state.ended,
    country,
    origin: state.origin,
    origins,
    requested,
    step,
    next: missing[0] ?? null,
    missing,
    notApplicable: steps.filter((each) => each.status === "NOT_APPLICABLE").map((each) => each.step),
    done: steps.flatMap((each) => each.done.map((time) => ({ step: each.step, ...time }))),
    assigned: steps.filter(({ agency }) => agency !== null).map(({ done: _done, ...each }) => each),
    overdue: steps.some(({ overdue }) => overdue),
    reportedOutcome: state.outcome?.outcome ?? null,
    disclosuresFlagged: state.flagged.length,
  };
}
export type BoardRow = ReturnType<typeof boardRow>;

/** A case whole: every step with who could provide it, and the papers of remains. */
export function boardCase(document: BoardDocument, today: string) {
  const { state } = document;
  const { done: _, assigned: __, ...row } = boardRow(document, today);
  return {
    ...row,
    source: state.source,
    cause: state.cause,
    destination: state.destination,
    edition: state.edition,
    reception: state.reception,
    departedEarly: state.departedEarly,
    withdrawn: state.withdrawn,
    disposition: state.disposition,
    outcome: state.outcome,
    flagged: state.flagged,
    steps: stepStatuses(state).map((each) => ({
      ...stepAnswer(each, state.status, today),
      had: hadStep(document, each),
    })),
    papers: papersOf(state) ?? null,
    tasks: taskRows(state.tasks, today),
  };
}
