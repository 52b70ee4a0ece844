import type { AnyAggregate } from "./deciding/decider.js";
import type { Projection } from "./projecting/projection.js";
import type { Timer } from "./reacting/timer.js";
import type { ProcessManager } from "./reacting/process-manager.js";

/** One part of the domain, apart from its routes: what a thread that folds views needs of it. */
export interface Slice {
  /** Kinds of streams, with what can have happened in each. */
  readonly aggregates: readonly AnyAggregate[];
  readonly views: readonly Projection[];
  /** What follows elsewhere from what happens. */
  readonly processManagers: readonly ProcessManager[];
  /** What the clock says, once a time is over. */
  readonly timers: readonly Timer[];
}

/** @param parts what the slice has; the rest it has none of */
export const slice = (parts: Partial<Slice>): Slice => ({
  aggregates: [],
  views: [],
  processManagers: [],
  timers: [],
  ...parts,
});
