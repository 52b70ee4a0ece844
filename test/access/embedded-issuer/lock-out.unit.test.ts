import { expect, test } from "@jest/globals";
import { afterFailure, isLocked, NOT_LOCKED } from "../../../src/access/embedded-issuer/lock-out.js";

/** Minutes of each lock, when somebody tries again as soon as they may. */
function locks(count: number): number[] {
  const lengths: number[] = [];
  let now = "2026-03-02T08:00:00.000Z";
  for (let state = NOT_LOCKED; lengths.length < count;) {
    state = afterFailure(state, now);
    if (!isLocked(state, now)) continue;
    expect(state.failures % 5).toBe(0);
    lengths.push((Date.parse(state.lockedUntil!) - Date.parse(now)) / 60_000);
    now = state.lockedUntil!;
  }
  return lengths;
}

test("each lock is twice as long as the one before, up to a day", () => {
  expect(locks(9)).toEqual([15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
});

test("what is tried while it lasts makes it no longer", () => {
  const now = "2026-03-02T08:00:00.000Z";
  const locked = { failures: 5, lockedUntil: "2026-03-02T08:15:00.000Z" };
  expect(afterFailure(locked, now)).toEqual(locked);
});
