/** The time of the system, injected so that a rule is tested, and a sample filled, at any moment. */
export interface Clock {
  /** ISO 8601, UTC, milliseconds. */
  now(): string;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };
