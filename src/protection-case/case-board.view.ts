import { withSightOf, type SightTokens } from "../access/sight-tokens.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import { DEFAULT_ZONE, dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { movedBy, type Moved } from "../event-sourcing/projecting/moved.js";
import type { Projection } from "../event-sourcing/projecting/projection.js";
import { stateIn } from "../event-sourcing/projecting/stored-state.js";
import { regionPath } from "../places/regions.js";
import { caseEvents } from "./case.events.js";
import {
  diedBy,
  dueOf,
  initial,
  isOpen,
  missingSteps,
  openStaysOf,
  personsOf,
  possibleNextAction,
  referralsOf,
  screeningOf,
  stageOf,
  stateOf,
  victimsOf,
  voidAction,
  type ProtectionCase,
} from "./case.state.js";
import { taskRows } from "../tasks/task.js";
import { evolve } from "./evolve.js";

/** A case on the board: its whole state, and what it is found by. */
export interface CaseDocument extends Moved {
  readonly id: string;
  readonly case: ProtectionCase;
  readonly country: string | null;
  readonly regions: readonly string[];
  readonly categories: readonly string[];
  readonly severity: number | null;
  readonly lead: readonly string[];
  /** A stage, or REOPENED. */
  readonly state: string;
  readonly stage: string;
  readonly open: "true" | "false";
  readonly agency: string | null;
  readonly officer: string | null;
  /**
   * Of the next action or the assignment, whichever is first, while the case is open. Whether it is overdue, the query
   * tells.
   */
  readonly due: string | null;
  /** Persons in any role. */
  readonly persons: readonly string[];
  /** Agencies in whose shelters a victim of it stays today. */
  readonly shelters: readonly string[];
  readonly sight: SightTokens;
  /** The gravest first, of these the oldest: `1 2025-01-02T…`. */
  readonly order: string;
}

/** The board of protection cases (status kasus). One case is one stream. */
export const caseBoardView: Projection<CaseDocument> = {
  name: "case-board",
  version: 9,
  types: caseEvents.map(({ type }) => type),
  order: "world",
  streams: (id) => [`case-${id}`],
  revisionOf: (id) => `case-${id}`,
  indexes: [
    { field: "id", type: "text" },
    { field: "country", type: "text" },
    { field: "regions", type: "set" },
    { field: "categories", type: "set" },
    { field: "severity", type: "integer" },
    { field: "lead", type: "set" },
    { field: "state", type: "text" },
    { field: "stage", type: "text" },
    { field: "open", type: "text" },
    { field: "agency", type: "text" },
    { field: "officer", type: "text" },
    { field: "due", type: "text" },
    { field: "persons", type: "set" },
    { field: "shelters", type: "set" },
    { field: "order", type: "text" },
    { field: "sight", type: "set" },
    { field: "moved", type: "integer" },
  ],
  ids: (event) => [splitStream(event.stream)[1]],
  evolve(document, event, id) {
    const state = evolve(stateIn(initial, document?.case), event);
    const found = {
      country: state.country,
      regions: state.region === null ? [] : regionPath(state.region),
      categories: state.categories,
      severity: state.severity,
      lead: state.lead,
      state: stateOf(state),
      stage: stageOf(state),
      open: isOpen(stageOf(state)) ? ("true" as const) : ("false" as const),
      agency: state.assignment?.agency ?? null,
      officer: state.assignment?.officer ?? null,
      due: dueOf(state),
      persons: personsOf(state),
      shelters: [...new Set(openStaysOf(state).flatMap(({ agency }) => agency ?? []))],
      sight: withSightOf(document?.sight ?? [], event),
      order: `${state.severity ?? 9} ${state.received ?? ""}`,
    };
    return { id, case: state, ...found, moved: movedBy(document, found, event) };
  },
};

/** The calendar date on which `due` is judged. */
export function caseDay(now: string): string {
  return dateIn(DEFAULT_ZONE, now);
}

/** A case as a list shows it: where it stands, who has it, what is next. */
export function caseRow(document: CaseDocument, today: string) {
  const { id, case: state, open } = document;
  const reached = state.stages.at(-1);
  return {
    id,
    country: state.country,
    region: state.region,
    categories: state.categories,
    severity: state.severity,
    lead: state.lead,
    state: document.state,
    stage: document.stage,
    open: open === "true",
    since: reached?.at ?? null,
    received: state.received,
    victims: victimsOf(state),
    agency: state.assignment?.agency ?? null,
    officer: state.assignment?.officer ?? null,
    assignedSince: state.assignment?.since ?? null,
    unassigned: open === "true" ? state.unassigned : null,
    // To whom it was handed, and from whom, while that is where it stands.
    referral: document.stage === "REFERRED" ? (referralsOf(state).at(-1) ?? null) : null,
    nextAction: possibleNextAction(state),
    // What was to be done cannot be any more, as nobody lives with whom: another action is to be set.
    voidAction: voidAction(state),
    due: document.due,
    overdue: document.due !== null && document.due < today,
    missing: open === "true" ? missingSteps(state) : [],
    openRepatriations: state.repatriations.filter(({ status }) => status === "OPEN").length,
  };
}
export type CaseRow = ReturnType<typeof caseRow>;

/** Who stays in the shelter of an agency, of those in a case. */
export function shelterRows({ id, case: state }: CaseDocument, agencies: readonly string[]) {
  return openStaysOf(state)
    .filter(({ agency }) => agency !== null && agencies.includes(agency))
    .map(({ stay: { id: stay, victim, kind, from, fields }, agency }) => ({
      case: id,
      stay,
      person: victim,
      kind,
      agency,
      since: from,
      fields,
    }));
}

/** A victim as the page of a case shows them: each by themselves. */
function victimPage(state: ProtectionCase, person: string) {
  const screenings = state.screenings.filter(({ victim }) => victim === person);
  const newest = screeningOf(state, person);
  const assessment = newest?.assessments.at(-1);
  return {
    person,
    // By when the victim had died; null of whom no death is confirmed.
    diedBy: diedBy(state, person) ?? null,
    trafficking: {
      // What was found is sealed, and opened with the rest of the page.
      status: newest === undefined ? "NOT_SCREENED" : assessment === undefined ? "SCREENING" : "ASSESSED",
      finding: assessment?.finding ?? null,
      screenings,
    },
    outcome: state.outcomes.find(({ victim }) => victim === person) ?? null,
    stays: state.stays.filter(({ victim }) => victim === person),
    repatriations: state.repatriations.filter((each) => each.person === person),
  };
}

/** A case whole: everyone by role, its stages with when and who, and what was done. */
export function casePage(document: CaseDocument, today: string) {
  const { case: state } = document;
  const roles = Map.groupBy(state.parties, ({ role }) => role);
  return {
    ...caseRow(document, today),
    channel: state.channel,
    complainant: state.complainant,
    powerOfAttorney: state.powerOfAttorney,
    circumstances: state.circumstances,
    edition: state.edition,
    steps: state.steps,
    incident: state.incident,
    account: state.account,
    parties: Object.fromEntries(roles),
    victims: victimsOf(state).map((person) => victimPage(state, person)),
    stages: state.stages,
    settlements: state.settlements,
    assignments: state.assignments.map((each, i) => ({ ...each, until: state.assignments[i + 1]?.since ?? null })),
    referrals: referralsOf(state),
    actions: state.actions,
    tasks: taskRows(state.tasks, today),
    contacts: state.contacts.map((contact) => ({
      ...contact,
      flagged: state.flaggedContacts.filter((flag) => flag.contact === contact.id),
    })),
    repatriations: state.repatriations,
  };
}
export type CasePage = ReturnType<typeof casePage>;
