import { LIMITS } from "../../limits.js";

/** Wrong passwords in a row, and until when no password is taken for them. */
export interface LockOut {
  readonly failures: number;
  /** ISO 8601, UTC; null when there was no lock since the password was last right. */
  readonly lockedUntil: string | null;
}

export const NOT_LOCKED: LockOut = { failures: 0, lockedUntil: null };

export function isLocked({ lockedUntil }: Pick<LockOut, "lockedUntil">, now: string): boolean {
  return lockedUntil !== null && now < lockedUntil;
}

/**
 * After so many wrong passwords there is a lock of some minutes, and after as many more another one. What is tried
 * meanwhile does not count.
 * @param most wrong passwords until there is a lock
 * @param now ISO 8601, UTC
 */
export function afterFailure(before: LockOut, most: number, now: string): LockOut {
  if (isLocked(before, now)) return before;
  const failures = before.failures + 1;
  if (failures % most !== 0) return { ...before, failures };
  return { failures, lockedUntil: new Date(Date.parse(now) + LIMITS.lockMs.most).toISOString() };
}
