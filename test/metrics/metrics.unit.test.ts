import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Metrics, type MetricsSources } from "../../src/metrics/metrics.js";
import { RevisionConflict, StoreUnavailable } from "../../src/event-sourcing/stored-event/event-store.js";
import type { ViewProgress } from "../../src/event-sourcing/projecting/views-progress.js";
import { ALARMS, APPENDS, COMMANDS, GROUPS, REQUEST_ANSWERED } from "../../src/observed.js";
import { settableClock } from "../temporary.js";

const BUILT: ViewProgress = {
  projection: "board",
  version: 3,
  serving: false,
  log: "events",
  checkpoint: 24,
  late: true,
  eventsBehind: 75,
  secondsBehind: 9000,
  share: 0.25,
  eventsPerSecond: 25,
  secondsLeft: 3,
  trend: "NEARER",
  stalled: false,
};

let looked: () => Promise<readonly ViewProgress[]>;
let metrics: Metrics;

beforeEach(() => {
  looked = () => Promise.resolve([BUILT]);
  const log = { head: () => Promise.resolve(99), readAll: () => Promise.resolve([]) };
  metrics = new Metrics({
    engines: {
      readModel: { parked: () => Promise.resolve([{ projection: "board" }, { projection: "board" }]) },
      eventStore: log,
      readsStore: log,
      checkpoints: { load: () => Promise.resolve(null) },
    },
    progress: { look: () => looked() },
    clock: settableClock("2026-01-01T00:00:00.000Z"),
    sample: true,
  } as unknown as MetricsSources);
});
afterEach(() => metrics.stop());

const lines = async () => (await metrics.text()).split("\n");
const answered = (route: string | null, method = "GET") =>
  REQUEST_ANSWERED.publish({ method, route, begun: 0, status: 200, seconds: 0.01 });

test("a version that is being built is told with its share and the time left, and not as if it were served", async () => {
  const told = await lines();
  expect(told).toContain('kawal_view_share_done{view="board",version="3"} 0.25');
  expect(told).toContain('kawal_view_seconds_left{view="board",version="3"} 3');
  expect(told).toContain('kawal_view_checkpoint{view="board",version="3",state="building"} 24');
  expect(told).toContain('kawal_view_parked_subjects{view="board"} 2');
  expect(told).toContain("kawal_sample_store 1");
  expect(told.filter((line) => line.startsWith("kawal_view_seconds_behind{"))).toEqual([]);
});

test("what was known of a part that does not answer any more is not told as if it were so now", async () => {
  await lines();
  looked = () => Promise.reject(new StoreUnavailable("gone"));
  const told = await lines();
  expect(told).toContain('kawal_part_answers{part="views"} 0');
  expect(told).toContain('kawal_part_answers{part="parked"} 1');
  expect(told.filter((line) => line.startsWith("kawal_view_checkpoint{"))).toEqual([]);
});

test("a label has at most 500 values: what comes after them counts together", async () => {
  for (let i = 0; i < 600; i++) answered(`/r${i}`);
  answered("/r0");
  answered(null, "BREW");
  const counts = (await lines()).filter((line) => line.startsWith("kawal_http_requests_total{"));
  expect(counts).toHaveLength(502);
  expect(counts).toContain('kawal_http_requests_total{method="GET",route="/r0",status="200"} 2');
  expect(counts).toContain('kawal_http_requests_total{method="GET",route="other",status="200"} 100');
  expect(counts).toContain('kawal_http_requests_total{method="other",route="other",status="200"} 1');
});

test("appends that fail are told apart, and alarms counted by their process manager", async () => {
  const appending = (outcome: () => Promise<number>) =>
    (APPENDS.tracePromise(outcome, { log: "events", events: 2 }) as Promise<number>).catch(() => undefined);
  await appending(() => Promise.resolve(1));
  await appending(() => Promise.reject(new RevisionConflict("person-1", 0, 1)));
  await appending(() => Promise.reject(new StoreUnavailable("gone")));
  GROUPS.publish({ appends: 3 });
  ALARMS.publish({ manager: "file-numbers" });
  const told = await lines();
  expect(told).toContain('kawal_events_appended_total{log="events"} 2');
  expect(told).toContain('kawal_append_failures_total{log="events",why="conflict"} 1');
  expect(told).toContain('kawal_append_failures_total{log="events",why="store-unavailable"} 1');
  expect(told).toContain('kawal_append_duration_seconds_count{log="events"} 3');
  expect(told).toContain("kawal_append_group_size_sum 3");
  expect(told).toContain('kawal_process_manager_alarms_total{manager="file-numbers"} 1');
});

test("once it is stopped nobody listens", async () => {
  metrics.stop();
  expect([COMMANDS, APPENDS].map(({ hasSubscribers }) => hasSubscribers)).toEqual([false, false]);
  expect([REQUEST_ANSWERED, GROUPS, ALARMS].map(({ hasSubscribers }) => hasSubscribers)).toEqual([false, false, false]);
});
