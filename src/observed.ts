import { channel, tracingChannel, type Channel, type TracingChannel } from "node:diagnostics_channel";

/*
 * What the machinery tells of its own work, on the diagnostics channels of Node.js: metrics and traces listen there.
 * While nobody listens, it costs next to nothing. Nothing told here names a person, an officer or a case, but for
 * `correlation`, which is the id of a trace.
 */

/** A request, from its first byte to the end of its answer. */
export interface ObservedRequest {
  readonly method: string;
  /** The pattern of the route, `/api/v1/persons/:id`; null where none was found. */
  readonly route: string | null;
  /** Milliseconds since 1970. */
  readonly begun: number;
  status?: number;
  seconds?: number;
  /** The answer went on until one of both sides ended it. */
  goesOn?: boolean;
}

/** A command on its way through `CommandHandling`. */
export interface ObservedCommand {
  readonly category: string;
  readonly command: string;
  /** Of the chain that it belongs to: its own id, where it begins one. */
  readonly correlation: string;
  readonly begins: boolean;
  readonly repeated?: boolean;
  error?: unknown;
}

export interface ObservedAppend {
  readonly log: "events" | "reads";
  readonly events: number;
  error?: unknown;
}

/** What a process manager does about one event. */
export interface ObservedReaction {
  readonly manager: string;
  readonly correlation: string;
}

/** Events that are folded at once, into all views that have come equally far. */
export interface ObservedBatch {
  /** Each chain of events that the batch has a part of; undefined for an event that can't be read. */
  readonly correlations: readonly (string | undefined)[];
  readonly views: number;
}

const observed = <Told extends object>(name: string): TracingChannel<unknown, Told> =>
  tracingChannel<unknown, Told>(`kawal:${name}`);

export const COMMANDS = observed<ObservedCommand>("command");
/** Reading a stream for a decision. */
export const LOADS = observed<object>("load");
export const DECISIONS = observed<{ readonly command: string }>("decide");
export const SEALINGS = observed<object>("seal");
export const APPENDS = observed<ObservedAppend>("append");
export const REACTIONS = observed<ObservedReaction>("reaction");
export const BATCHES = observed<ObservedBatch>("batch");
/** One view's part of a batch. */
export const FOLDS = observed<{ readonly view: string }>("fold");

export const REQUEST_BEGUN = channel("kawal:request-begun") as Channel<unknown, ObservedRequest>;
export const REQUEST_ANSWERED = channel("kawal:request-answered") as Channel<unknown, ObservedRequest>;
/** Appends that one commit of the writer took together: `{ appends }`. */
export const GROUPS = channel("kawal:group");
/** Keys that were made, or destroyed: `{ made }`, `{ destroyed }`. */
export const KEYS = channel("kawal:keys");
/** Streams of a list that are open, after one was opened or ended: `{ list, readers }`, and why: `{ ended }`. */
export const LIVE_READERS = channel("kawal:live-readers");
/** A process manager could not do what it should: `{ manager }`, `*` for all of them. */
export const ALARMS = channel("kawal:alarm");
