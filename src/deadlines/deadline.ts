import type { Aggregate, Load } from "../event-sourcing/deciding/decider.js";
import { InvalidField } from "../event-sourcing/deciding/rejection.js";
import { anyDefinitions } from "../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { Step } from "../rules/deadlines.js";
import { deadlineEvents, type DeadlineEvent, type MatterKind } from "./deadline.events.js";
import type { Counted, Length, Pause } from "./reckon.js";

/** What a deadline is about, and whose sight it has. */
export interface Matter {
  readonly kind: MatterKind;
  readonly id: string;
}

export interface Escalated {
  readonly step: Step;
  /** ISO 8601. */
  readonly at: string;
  readonly agency: string | null;
  readonly officer: string | null;
}

export interface Waiver {
  readonly reason: string;
  readonly legalGround: string | null;
  /** Who decided it; null where it fell away by itself. */
  readonly officer: string | null;
  readonly at: string;
}

/** Time that somebody has for something. All times are ISO 8601, UTC. */
export interface Deadline extends Counted {
  /** Null in the state of a stream that is empty. */
  readonly rule: string | null;
  readonly edition: number;
  readonly of: Matter;
  /** Id of the event that started it. */
  readonly event: string;
  readonly agency: string | null;
  readonly officer: string | null;
  readonly calendar: string;
  /** Hours before it is due. */
  readonly warn: number | null;
  readonly ladder: readonly { readonly step: Step; readonly after: number }[];
  readonly state: "OPEN" | "PAUSED" | "MET" | "WAIVED";
  /** The last moment in time; null where the calendar lacks a year. */
  readonly due: string | null;
  readonly lacks: { readonly country: string; readonly year: number } | null;
  /** Why it is paused; null while it is not. */
  readonly paused: string | null;
  /** How often it came to be due at another time: what fires once does so once for each. */
  readonly moves: number;
  readonly warnedAt: string | null;
  readonly missedAt: string | null;
  readonly escalated: readonly Escalated[];
  /** What met it; null while it is open. */
  readonly met: { readonly event: string; readonly at: string; readonly inTime: boolean } | null;
  readonly waived: Waiver | null;
}

const NOBODY = "00000000-0000-0000-0000-000000000000";

const initial: Deadline = {
  rule: null,
  edition: 0,
  of: { kind: "case", id: NOBODY },
  event: NOBODY,
  agency: null,
  officer: null,
  zone: "Asia/Jakarta",
  calendar: "ID",
  from: "",
  length: { until: "" },
  pauses: [],
  warn: null,
  ladder: [],
  state: "OPEN",
  due: null,
  lacks: null,
  paused: null,
  moves: 0,
  warnedAt: null,
  missedAt: null,
  escalated: [],
  met: null,
  waived: null,
};

export function evolve(state: Deadline, recorded: EventRecord): Deadline {
  const event = recorded as unknown as DeadlineEvent & EventRecord;
  const at = event.recordedAt;
  switch (event.type) {
    case "DeadlineStarted": {
      const { agency = null, officer = null, warn = null, count, unit, until, due = null, lacks = null } = event.facts;
      const { rule, edition, of, zone, calendar, from, ladder } = event.facts;
      const length: Length = until === undefined ? { count: count!, unit: unit! } : { until };
      const told = { rule, edition, of, event: event.facts.event, agency, officer, zone, calendar, from, length };
      return { ...initial, ...told, warn, ladder, due, lacks };
    }
    case "DeadlinePaused":
      return {
        ...state,
        state: "PAUSED",
        paused: event.facts.reason,
        pauses: [...state.pauses, { from: at, to: null }],
      };
    case "DeadlineResumed":
      return {
        ...dueAt(state, event.facts, at),
        state: "OPEN",
        paused: null,
        pauses: afterPause(state.pauses, event.facts.reason, at),
      };
    case "DeadlineMet":
      return { ...state, state: "MET", met: event.facts, paused: null, pauses: ended(state.pauses, at) };
    case "DeadlineReopened":
      return { ...state, state: "OPEN", met: null, waived: null };
    case "DeadlineWarned":
      return { ...state, warnedAt: at };
    case "DeadlineMissed":
      return { ...state, missedAt: at };
    case "DeadlineEscalated": {
      const { step, agency = null, officer = null } = event.facts;
      return { ...state, escalated: [...state.escalated, { step, at, agency, officer }] };
    }
    case "DeadlineWaived": {
      const { reason, legalGround = null } = event.facts;
      const waived = { reason, legalGround, officer: event.actor.kind === "OFFICER" ? event.actor.id : null, at };
      return { ...state, state: "WAIVED", waived, paused: null, pauses: ended(state.pauses, at) };
    }
    case "DeadlineMoved": {
      const { from = state.from, until } = event.facts;
      return { ...dueAt(state, event.facts, at), from, length: until === undefined ? state.length : { until } };
    }
    case "DeadlineHandedOn": {
      const { agency = null, officer = null, zone, calendar } = event.facts;
      return { ...dueAt(state, event.facts, at), agency, officer, zone, calendar };
    }
  }
}

const ended = (pauses: readonly Pause[], to: string): Pause[] =>
  pauses.map((each) => (each.to === null ? { ...each, to } : each));

/** The pauses with the one that ends; one that was a mistake was none. */
export function afterPause(pauses: readonly Pause[], reason: string, at: string): Pause[] {
  return reason === "PAUSED_BY_MISTAKE" ? pauses.filter(({ to }) => to !== null) : ended(pauses, at);
}

/**
 * Due at another time it warns, is missed and is passed up anew; but one that was missed and is still over was missed
 * all the same.
 */
function dueAt(
  state: Deadline,
  { due = null, lacks = null }: { readonly due?: string | null; readonly lacks?: Deadline["lacks"] },
  at: string,
): Deadline {
  if (due === state.due) return { ...state, lacks };
  const stillMissed = state.missedAt !== null && due !== null && due < at;
  const fired = stillMissed ? {} : { warnedAt: null, missedAt: null, escalated: [] };
  return { ...state, ...fired, due, lacks, moves: state.moves + 1 };
}

/** `deadline-<id>`: time that runs for one duty. */
export const deadlineAggregate: Aggregate<Deadline> = {
  category: "deadline",
  events: anyDefinitions(deadlineEvents),
  initial,
  evolve,
  completes: () => {
    throw new InvalidField("not-correctable", "event", "what it follows from is corrected, and it moves");
  },
};

export function deadlineOf(id: string): Load<Deadline> {
  return { aggregate: deadlineAggregate, id };
}

/** Whether it can still be met, waived or missed. */
export function isRunning({ rule, state }: Deadline): boolean {
  return rule !== null && (state === "OPEN" || state === "PAUSED");
}
