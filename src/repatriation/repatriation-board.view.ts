import { withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { DEFAULT_ZONE, dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { regionPath } from "../places/regions.js";
import { repatriationEvents } from "./repatriation.events.js";
import { evolve, initial, type Repatriation } from "./repatriation.state.js";
import { furthestStep, missingSteps, papersOf, standingOf, type StepStanding } from "./standing.js";

/** A case on the board: its state, and what it is found by. */
export interface BoardDocument {
  readonly id: string;
  readonly state: Repatriation;
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

/** The repatriation board: where each case stands, what is missing, and who has it. One case is one stream. */
export const repatriationBoardView: Projection<BoardDocument> = {
  name: "repatriation-board",
  version: 5,
  types: repatriationEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`repatriation-${id}`],
  revisionOf: (id) => `repatriation-${id}`,
  indexes: [
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
    const state = evolve(document?.state ?? initial, event);
    const steps = standingOf(state);
    const open = state.status === "OPEN" ? steps.flatMap(({ has }) => has ?? []) : [];
    return {
      id,
      state,
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

/** The calendar date on which `due` is judged. */
export function boardDay(now: string): string {
  return dateIn(DEFAULT_ZONE, now);
}

function stepAnswer({ has, times, ...step }: StepStanding, status: string, today: string) {
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

/** A case as the list shows it: what is missing, and who has it since when. */
export function boardRow({ id, state, origins, step, missing, requested, ...found }: BoardDocument, today: string) {
  const steps = standingOf(state).map((each) => stepAnswer(each, state.status, today));
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
    disposition: state.disposition,
    outcome: state.outcome,
    flagged: state.flagged,
    steps: standingOf(state).map((each) => stepAnswer(each, state.status, today)),
    papers: papersOf(state) ?? null,
  };
}
