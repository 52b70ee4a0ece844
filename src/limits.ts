/** A bound that requests, answers or connections have. */
export interface Limit {
  readonly most: number;
  /** What a request over it is answered with, as in `urn:kawal:problem:<problem>`; null: it is cut, or closed. */
  readonly problem: string | null;
}

const KIB = 1024;
const MINUTE_MS = 60_000;

/**
 * Every bound at the edges of the service; `docs/limits.md` says of each what is over it, and a test compares the two.
 */
export const LIMITS = {
  // What one request may hold.
  bodyBytes: { most: 256 * KIB, problem: "body-too-large" },
  bodyDepth: { most: 16, problem: "too-deep" },
  bodyValues: { most: 5_000, problem: "too-many-values" },
  listItems: { most: 500, problem: "too-many-values" },
  handoverRows: { most: 100, problem: "invalid-field" },
  narrativeCharacters: { most: 4_000, problem: "too-long" },
  headerBytes: { most: 16 * KIB, problem: "headers-too-large" },
  fileBytes: { most: 20 * KIB * KIB, problem: "file-too-large" },
  eventBytes: { most: 512 * KIB, problem: "event-too-large" },
  // How often one may ask.
  requestsPerMinute: { most: 600, problem: "too-many-requests" },
  signInsOfAddressPerMinute: { most: 30, problem: "too-many-requests" },
  signInsOfLoginPerMinute: { most: 10, problem: "too-many-requests" },
  followsOfAddressPerMinute: { most: 20, problem: "too-many-requests" },
  followsPerMinute: { most: 600, problem: "too-many-requests" },
  passwordsWaiting: { most: 40, problem: "sign-in-busy" },
  wrongPasswordsOfPlace: { most: 5, problem: "sign-in-refused" },
  wrongPasswordsOfLogin: { most: 100, problem: "sign-in-refused" },
  lockMs: { most: 5 * MINUTE_MS, problem: "sign-in-refused" },
  devicesOfLogin: { most: 20, problem: null },
  // What one answer holds.
  pageRows: { most: 200, problem: "invalid-field" },
  tableRows: { most: 1_000, problem: null },
  trailRows: { most: 10_000, problem: null },
  cursorCharacters: { most: 4_000, problem: "too-long" },
  possibleStates: { most: 20, problem: null },
  possibleBytes: { most: KIB * KIB, problem: null },
  errorsInProblem: { most: 20, problem: null },
  personsMatched: { most: 1_000, problem: null },
  readsOfHolders: { most: 2_000, problem: null },
  readsInReport: { most: 10_000, problem: null },
  readsInBreachNotice: { most: 20_000, problem: null },
  // Figures of past days.
  pastDaysFolded: { most: 1, problem: "past-day-not-ready" },
  pastDaysKept: { most: 8, problem: null },
  // What the log of reads holds of one request.
  idsAsked: { most: 100, problem: null },
  idsAnswered: { most: 2_000, problem: null },
  idsInEntry: { most: 25, problem: null },
  // Streams of what changes in lists.
  liveReaders: { most: 10_000, problem: "too-many-streams" },
  liveReadersOfOfficer: { most: 10, problem: "too-many-streams" },
  liveChanges: { most: 10_000, problem: null },
  liveDrainMs: { most: 30_000, problem: null },
  // How long a request may take to come in.
  headersMs: { most: 20_000, problem: "request-timeout" },
  requestMs: { most: 10 * MINUTE_MS, problem: "request-timeout" },
  // Connections.
  silenceMs: { most: 2 * MINUTE_MS, problem: null },
  closingMs: { most: 5_000, problem: null },
  connections: { most: 14_000, problem: null },
  idleConnections: { most: 1_000, problem: null },
} as const satisfies Readonly<Record<string, Limit>>;
