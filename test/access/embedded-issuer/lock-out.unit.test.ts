import { expect, test } from "@jest/globals";
import { afterFailure, isLocked, NOT_LOCKED } from "../../../src/access/embedded-issuer/lock-out.js";

/** Minutes of each lock, when somebody tries again as soon as they may. */
function locks(count: number): number[] {
  const lengths: number[] = [];
  let now = "2026-03-02T08:00:00.000Z";
  for (let state = NOT_LOCKED; lengths.length < count;) {
    state = afterFailure(state, 5, now);
    if (!isLocked(state, now)) continue;
    expect(state.failures % 5).toBe(0);
    lengths.push((Date.parse(state.lockedUntil!) - Date.parse(now)) / 60_000);
    now = state.lockedUntil!;
  }
  return lengths;
}

test("each lock is of five minutes, however many there were before", () => {
  expect(locks(9)).toEqual(Array(9).fill(5));
});

test("what is tried while it lasts makes it no longer", () => {
  const now = "2026-03-02T08:00:00.000Z";
  const locked = { failures: 5, lockedUntil: "2026-03-02T08:15:00.000Z" };
  expect(afterFailure(locked, 5, now)).toEqual(locked);
});
