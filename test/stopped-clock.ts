import { afterEach, beforeEach, jest } from "@jest/globals";

/** Lets `Date` stand still in each test of the file, or of the group, at a time in ms; all timers go on. */
export function stopClock(now = Date.now()): void {
  beforeEach(() => {
    jest.useFakeTimers({
      now,
      doNotFake: [
        "hrtime",
        "nextTick",
        "performance",
        "queueMicrotask",
        "setImmediate",
        "clearImmediate",
        "setInterval",
        "clearInterval",
        "setTimeout",
        "clearTimeout",
      ],
    });
  });
  afterEach(() => void jest.useRealTimers());
}
