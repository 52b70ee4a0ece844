/** Calls back once so many milliseconds have passed, unless it is stopped before. @returns what stops it */
export type StartTimer = (ms: number, up: () => void) => () => void;

/** How long one kind of call may take. */
export interface TimeLimit {
  readonly ms: number;
  /** @returns what ends it, for a call that is over */
  readonly begin: (up: () => void) => () => void;
}

const startRealTimer: StartTimer = (ms, up) => {
  const timer = setTimeout(up, ms);
  return () => clearTimeout(timer);
};

export function timeLimit(ms: number, startTimer: StartTimer = startRealTimer): TimeLimit {
  return { ms, begin: (up) => startTimer(ms, up) };
}
