import type { Aggregate, AnyAggregate } from "./decider.js";
import type { EventRecord } from "../stored-event/event-record.js";
import { asItHappened, followsOn } from "../stored-event/history.js";

/** A stream is read by few aggregates again and again; one that is made for a single question leaves nothing for long. */
const MOST_AGGREGATES = 4;

/**
 * The events of a stream, as it happened, and what an aggregate makes of it: each is worked out once, when it is asked
 * for first, and given to all who ask after that.
 */
export class StreamHistory {
  static readonly EMPTY = new StreamHistory([]);
  #happened: readonly EventRecord[] | undefined;
  /** What an aggregate made of the first so many events of what happened. */
  readonly #folded: Map<AnyAggregate, { readonly state: unknown; readonly events: number }>;

  /** @param recorded in the order in which they were recorded */
  private constructor(
    readonly recorded: readonly EventRecord[],
    happened?: readonly EventRecord[],
    folded: readonly (readonly [AnyAggregate, { readonly state: unknown; readonly events: number }])[] = [],
  ) {
    this.#happened = happened;
    this.#folded = new Map(folded);
  }

  /** The same stream with what was recorded after it. */
  with(more: readonly EventRecord[]): StreamHistory {
    if (more.length === 0) return this;
    const recorded = [...this.recorded, ...more];
    const happened = this.#happened;
    if (happened === undefined || !followsOn(happened, more)) return new StreamHistory(recorded);
    return new StreamHistory(recorded, [...happened, ...more], [...this.#folded]);
  }

  /** Corrected, without what was withdrawn, in the order of the world. */
  get happened(): readonly EventRecord[] {
    return (this.#happened ??= asItHappened(this.recorded));
  }

  stateOf<State>(aggregate: Aggregate<State>): State {
    if (this.recorded.length === 0) return aggregate.initial;
    const key = aggregate as unknown as AnyAggregate;
    const known = this.#folded.get(key);
    const from = known?.events ?? 0;
    const before = known === undefined ? aggregate.initial : (known.state as State);
    if (known !== undefined && from === this.happened.length) return before;
    const state = this.happened.slice(from).reduce(aggregate.evolve, before);
    if (known === undefined && this.#folded.size >= MOST_AGGREGATES)
      this.#folded.delete(this.#folded.keys().next().value!);
    this.#folded.set(key, { state, events: this.happened.length });
    return state;
  }
}
