import type { Aggregate } from "../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { asItHappened } from "../event-sourcing/stored-event/history.js";

/**
 * What the system knew: up to an event, up to a time of recording, or both; all that it knows when neither is named.
 */
export interface KnownAt {
  /** Number of the last event known. */
  readonly number?: number | undefined;
  /** ISO 8601, UTC: what had been recorded by then. */
  readonly recordedAt?: string | undefined;
}

/** A moment on two clocks. */
export interface Moment {
  /** ISO 8601, UTC: what had happened by then, corrections applied; all that is known when left out. */
  readonly asOf?: string | undefined;
  readonly knownAt?: KnownAt | undefined;
}

/** Something that may or may not have happened by `asOf`: the time at which it did is not known well enough. */
export interface Possibility<State> {
  readonly event: EventRecord;
  /** The state, had this event happened beside all that certainly had; made each time when it is asked for. */
  readonly state: State;
}

export interface Replayed<State> {
  /** What certainly had happened; the aggregate's `initial` when nothing had. */
  readonly state: State;
  /** What it is made of, as it happened and as it was read then. */
  readonly events: readonly EventRecord[];
  /** As they happened. */
  readonly possibly: readonly Possibility<State>[];
}

/** The events that were known at a moment, in the order recorded. */
export function knownBy(recorded: readonly EventRecord[], { number, recordedAt }: KnownAt): EventRecord[] {
  return recorded.filter(
    (event) =>
      (number === undefined || event.number <= number) && (recordedAt === undefined || event.recordedAt <= recordedAt),
  );
}

/**
 * The state of one aggregate at a moment on two clocks.
 *
 * `knownAt` leaves out what was recorded later, later corrections included; those recorded by then are applied. Of what
 * is left, `asOf` keeps what was over by then: `latest` is not after it, where an event without a `latest` is bounded
 * by its recording. What had perhaps happened is listed beside it, and never in the state.
 * @param recorded events of the aggregate's stream, in the order of their numbers
 */
export function replay<State>(
  aggregate: Pick<Aggregate<State>, "initial" | "evolve">,
  recorded: readonly EventRecord[],
  { asOf, knownAt = {} }: Moment,
): Replayed<State> {
  const history = asItHappened(knownBy(recorded, knownAt));
  const fold = (events: readonly EventRecord[]) => events.reduce(aggregate.evolve, aggregate.initial);
  if (asOf === undefined) return { state: fold(history), events: history, possibly: [] };
  const certain = history.filter((event) => isOverBy(event, asOf));
  const possible = history.filter((event) => !isOverBy(event, asOf) && mayHaveBegunBy(event, asOf));
  return {
    state: fold(certain),
    events: certain,
    possibly: possible.map((event) => ({
      event,
      get state() {
        return fold(history.filter((other) => other === event || isOverBy(other, asOf)));
      },
    })),
  };
}

function isOverBy({ occurredAt, recordedAt }: EventRecord, asOf: string): boolean {
  return (occurredAt.latest ?? recordedAt) <= asOf;
}

function mayHaveBegunBy({ occurredAt }: EventRecord, asOf: string): boolean {
  return occurredAt.earliest === null || occurredAt.earliest <= asOf;
}
