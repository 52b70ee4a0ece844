/** Wrong passwords in a row, and until when no password is taken for them. */
export interface LockOut {
  readonly failures: number;
  /** ISO 8601, UTC; null when the login was never locked since it was last right. */
  readonly lockedUntil: string | null;
}

const FAILURES = 5;
const FIRST_MS = 15 * 60_000;
const LONGEST_MS = 24 * 3_600_000;

export const NOT_LOCKED: LockOut = { failures: 0, lockedUntil: null };

export function isLocked({ lockedUntil }: LockOut, now: string): boolean {
  return lockedUntil !== null && now < lockedUntil;
}

/**
 * After five wrong passwords the login is locked for 15 minutes, after each five more for twice as long, up to a day.
 * What is tried while it is locked does not count: so nobody can be kept out by who never stops.
 * @param now ISO 8601, UTC
 */
export function afterFailure(before: LockOut, now: string): LockOut {
  if (isLocked(before, now)) return before;
  const failures = before.failures + 1;
  if (failures % FAILURES !== 0) return { ...before, failures };
  const length = Math.min(FIRST_MS * 2 ** (failures / FAILURES - 1), LONGEST_MS);
  return { failures, lockedUntil: new Date(Date.parse(now) + length).toISOString() };
}
