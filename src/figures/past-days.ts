import type { ReadModel } from "../event-sourcing/projecting/read-model.js";

/** Injection token of `PastDays`. */
export const PAST_DAYS = Symbol("PastDays");

/** Counted things as they were known at the end of a past day, folded by the definitions of today. */
export interface PastDay {
  /** Number of the last event that had been recorded by then. */
  readonly number: number;
  /** ISO 8601, UTC: when that was. */
  readonly recordedAt: string;
  /** Of the views of counted things only. */
  readonly things: Pick<ReadModel, "cells" | "find" | "held">;
}

export interface PastDays {
  /**
   * Folds the log up to the end of a day, unless that was done not long ago. One day is folded at a time.
   * @param day a day that is over, by its end: ISO 8601, UTC; something had been recorded by then
   * @throws PastDayNotReady, StoreUnavailable
   */
  endingAt(day: string): Promise<PastDay>;
}

/** The day asked for is being folded, or another one is. */
export class PastDayNotReady extends Error {
  constructor(readonly other: boolean) {
    super(other ? "another past day is being folded" : "this past day is being folded");
  }
}
