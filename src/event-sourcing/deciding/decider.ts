import type { CorrectFact, CorrectionGiven } from "../stored-event/correction.js";
import type { Actor } from "../stored-event/envelope.js";
import type { EventDefinition, NewEvent } from "../stored-event/event-definition.js";
import type { EventRecord } from "../stored-event/event-record.js";
import type { OpenField } from "../stored-event/personal-field.js";

/**
 * A kind of stream: what can happen in it, and the state that follows. Views and replays need no more of it. All
 * functions are pure: no I/O, no clock, no framework.
 */
export interface Aggregate<State = unknown> {
  /** Prefix of the streams: `migrant` for `migrant-<uuid>`. */
  readonly category: string;
  readonly events: readonly EventDefinition[];
  readonly initial: State;
  /** Events come as they happened: corrected, and in the order of the world. */
  readonly evolve: (state: State, event: EventRecord) => State;
  /**
   * Adds to a correction what follows from it: values as they are kept, facts derived from them. Throws InvalidField.
   */
  readonly completes?: (correction: CorrectFact, corrected: EventRecord, given: CorrectionGiven) => CorrectFact;
  /** What must still hold once an event is read as corrected; throws a Rejection. */
  readonly holds?: (history: readonly EventRecord[]) => void;
}

/** An aggregate with all that may be decided on it. */
export interface Decider<State = unknown> extends Aggregate<State> {
  /** By name of the command. */
  readonly decisions: { readonly [command: string]: AnyDecision<State> };
}

export interface Decision<Command, State, Loaded = unknown> {
  /** The stream must be empty; `either`: it may be; without it, the stream must exist. */
  readonly creates?: boolean | "either";
  /** Other streams that the rule reads; their revisions are recorded as what the decision is based on. */
  readonly loads?: (
    command: Command,
    state: State,
    id: string,
  ) => { readonly [K in keyof Loaded]: Load<Exclude<Loaded[K], undefined>> };
  /** At least one event, or a Rejection thrown. */
  readonly decide: (command: Command, state: State, given: Given<Loaded>) => readonly NewEvent[];
}

/** A decision of some command. */
export interface AnyDecision<State> {
  readonly creates?: boolean | "either";
  readonly loads?: (command: never, state: State, id: string) => object;
  readonly decide: (command: never, state: State, given: Given<never>) => readonly NewEvent[];
}

/** A stream to read beside the command's own. */
export interface Load<State> {
  readonly aggregate: Aggregate<State>;
  readonly id: string;
  /** What the decision is based on does not name it, as that would tell what its event seals. */
  readonly unnamed?: boolean;
}

export interface Given<Loaded = unknown> {
  /** Id of the stream, without its category. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly now: string;
  readonly actor: Actor;
  /** State of the other streams; the aggregate's `initial` for one that is empty. */
  readonly loaded: Loaded;
  readonly open: OpenField;
  /** UUIDs that follow from the command's id, the same at each retry. */
  readonly newId: () => string;
  /** The stream as it happened; its last revision and all ids are in it. */
  readonly history: readonly EventRecord[];
}

/** Name of a stream; a category that has but one stream, the store's own, has no id. */
export function streamOf(category: string, id: string): string {
  return id === "" ? category : `${category}-${id}`;
}

/** `[category, id]` of a stream's name. */
export function splitStream(stream: string): [category: string, id: string] {
  const dash = stream.indexOf("-");
  return dash < 0 ? [stream, ""] : [stream.slice(0, dash), stream.slice(dash + 1)];
}

/** An aggregate of some state, for those who only pass it on. */
export type AnyAggregate = Aggregate<never>;

export function anyAggregate<State>(aggregate: Aggregate<State>): AnyAggregate {
  return aggregate as unknown as AnyAggregate;
}

/** A decider of some state, for those who only pass it on. */
export type AnyDecider = Decider<never>;

export function anyDecider<State>(decider: Decider<State>): AnyDecider {
  return decider as unknown as AnyDecider;
}
