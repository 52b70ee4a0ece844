import { expect, jest, test } from "@jest/globals";
import { clockFault, watchClock } from "../../src/engines/clock-check.js";

const NOW = "2026-06-01T00:00:00.000Z";
const recorded = (recordedAt: string) => ({ bytes: Buffer.from(JSON.stringify({ recordedAt })) });

test("an event of the future is told, with both times; one of a minute ahead, and none, is not", () => {
  expect(clockFault(recorded("2029-01-01T00:00:00.000Z"), NOW)).toMatch(
    /recorded at 2029-01-01T00:00:00.000Z, and the clock of this machine says 2026-06-01/,
  );
  for (const at of ["2026-06-01T00:01:00.000Z", "2020-01-01T00:00:00.000Z"])
    expect(clockFault(recorded(at), NOW)).toBeUndefined();
  expect(clockFault(undefined, NOW)).toBeUndefined();
});

test.each([
  ["forward", 3_600],
  ["back", -86_400],
])("a clock that is set %s is told once", (_, seconds) => {
  jest.useFakeTimers({ now: Date.parse(NOW) });
  const jumps: number[] = [];
  const stop = watchClock((jump) => jumps.push(jump), 1_000);
  jest.advanceTimersByTime(5_000);
  expect(jumps).toEqual([]);
  jest.setSystemTime(Date.now() + seconds * 1_000);
  jest.advanceTimersByTime(5_000);
  stop();
  jest.useRealTimers();
  expect(jumps).toEqual([seconds]);
});
