import type { Channel } from "node:diagnostics_channel";
import prometheus from "prom-client";
import type { Engines } from "../engines/engines.js";
import type { Clock } from "../event-sourcing/clock.js";
import {
  Contention,
  InvalidField,
  KeyReused,
  NotFound,
  Rejection,
  StaleRevision,
} from "../event-sourcing/deciding/rejection.js";
import { millisecondsWaiting, type ViewsProgress } from "../event-sourcing/projecting/views-progress.js";
import { CHECKPOINT } from "../event-sourcing/reacting/reactions.js";
import { RevisionConflict, StoreUnavailable } from "../event-sourcing/stored-event/event-store.js";
import { answered } from "../http/answered.js";
import {
  ALARMS,
  APPENDS,
  COMMANDS,
  GROUPS,
  KEYS,
  LIVE_READERS,
  REQUEST_ANSWERED,
  type ObservedAppend,
  type ObservedCommand,
  type ObservedRequest,
} from "../observed.js";
import { threads } from "./threads.js";

/** What the metrics are about. */
export interface MetricsSources {
  readonly engines: Pick<Engines, "readModel" | "eventStore" | "readsStore" | "checkpoints" | "sizes">;
  readonly progress: Pick<ViewsProgress, "look">;
  readonly clock: Clock;
  /** Whether everybody in the store is invented. */
  readonly sample: boolean;
}

const { Counter, Gauge, Histogram } = prometheus;

/** In seconds: a query takes some ms, and what waits for views or for a lock up to some seconds. */
const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const GROUP_SIZES = [1, 2, 4, 8, 16, 32, 64, 128];
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
const SIGN_IN = /^\/api\/v1\/sign-in(\/|$)/;
/** Values of one label, at most, far more than the code declares. What comes after them counts as `other`. */
const MOST_VALUES = 500;
const OTHER = "other";
/** How often the delay of the event loop is measured, in ms. */
const LOOP_MS = 20;

/**
 * What Prometheus is told. The value of a label is one of a small set that the code declares: the pattern of a route,
 * the name of a command, of a rule or of a view. None is an id, a name, an address as it was sent, or a word of a
 * request.
 */
export class Metrics {
  readonly #registry = new prometheus.Registry();
  readonly #ends: (() => void)[] = [];
  readonly #values = new Map<string, Set<string>>();

  constructor(private readonly sources: MetricsSources) {
    prometheus.collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: LOOP_MS });
    this.#hearRequests();
    this.#hearCommands();
    this.#hearAppends();
    this.#hearKeys();
    this.#hearLiveReaders();
  }

  readonly #views = this.#gauges({
    kawal_view_checkpoint: ["Number of the last event that a version of a view has taken", "view", "version", "state"],
    kawal_view_events_behind: ["Events that a served view has not taken (embedded)", "view"],
    kawal_view_seconds_behind: ["How long the first event that a served view has not taken has been there", "view"],
    kawal_view_events_per_second: ["Events that a version took per second, lately (embedded)", "view", "version"],
    kawal_view_share_done: ["Part of the log that a version which is being built has taken", "view", "version"],
    kawal_view_seconds_left: ["In how many seconds a late version will have caught up", "view", "version"],
    kawal_view_stalled: ["1 if a version is late and has taken nothing for a minute", "view", "version"],
  });
  readonly #parked = this.#gauges({ kawal_view_parked_subjects: ["Subjects that a view has parked", "view"] });
  readonly #logs = this.#gauges({ kawal_log_head: ["Number of the newest event, -1 for none", "log"] });
  readonly #managers = this.#gauges({
    kawal_process_managers_checkpoint: ["Number of the last event that the process managers have taken"],
    kawal_process_managers_seconds_behind: ["How long the first event that they have not taken has been there"],
  });
  readonly #threads = this.#gauges({
    kawal_thread_busy_seconds_total: ["How long a thread's event loop was busy since its start", "thread"],
    kawal_thread_heap_bytes: ["Heap that a thread uses", "thread"],
  });
  readonly #sizes = this.#gauges({
    kawal_store_bytes: ["Bytes of each database with its write-ahead log (embedded)", "part"],
    kawal_disk_free_bytes: ["Bytes left on the disk of the store (embedded)"],
  });
  readonly #store = this.#gauges({
    kawal_sample_store: ["1 if everybody in the store is invented"],
    kawal_part_answers: ["0 if a part did not answer, and its metrics are missing", "part"],
  });

  /** In the form that Prometheus reads. */
  async text(): Promise<string> {
    this.#store.kawal_sample_store.set(this.sources.sample ? 1 : 0);
    await Promise.all([
      this.#ask("views", this.#views, () => this.#askViews()),
      this.#ask("parked", this.#parked, () => this.#askParked()),
      this.#ask("logs", this.#logs, () => this.#askLogs()),
      this.#ask("process-managers", this.#managers, () => this.#askManagers()),
      this.#ask("threads", this.#threads, () => this.#askThreads()),
      this.#ask("sizes", this.#sizes, () => this.#askSizes()),
    ]);
    return this.#registry.metrics();
  }

  /** Each metric by name, with its labels. */
  described(): readonly { readonly name: string; readonly histogram: boolean; readonly labels: readonly string[] }[] {
    const metrics = this.#registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[];
    return metrics.map((metric) => ({
      name: metric.name,
      histogram: metric instanceof Histogram,
      labels: metric.labelNames,
    }));
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#registry.clear();
  }

  /** What was known of a part that does not answer is not told as if it were so now. */
  async #ask(part: string, gauges: object, ask: () => Promise<void>): Promise<void> {
    for (const gauge of Object.values(gauges)) (gauge as prometheus.Gauge).reset();
    const answers = await answered(ask()).then(
      () => 1,
      () => 0,
    );
    this.#store.kawal_part_answers.set({ part }, answers);
  }

  async #askViews(): Promise<void> {
    const told = this.#views;
    for (const progress of await this.sources.progress.look()) {
      // Nobody waits for a build that is kept to go back to, or was cancelled.
      if (progress.state !== undefined) continue;
      const { serving, eventsBehind, secondsBehind, eventsPerSecond, secondsLeft } = progress;
      const view = this.#bounded("view", progress.projection);
      const version = `${progress.version}`;
      told.kawal_view_checkpoint.set({ view, version, state: serving ? "served" : "building" }, progress.checkpoint);
      if (serving && eventsBehind !== null) told.kawal_view_events_behind.set({ view }, eventsBehind);
      if (serving && secondsBehind !== null) told.kawal_view_seconds_behind.set({ view }, secondsBehind);
      if (!serving) told.kawal_view_share_done.set({ view, version }, progress.share);
      if (eventsPerSecond !== null) told.kawal_view_events_per_second.set({ view, version }, eventsPerSecond);
      if (secondsLeft !== null) told.kawal_view_seconds_left.set({ view, version }, secondsLeft);
      told.kawal_view_stalled.set({ view, version }, progress.stalled ? 1 : 0);
    }
  }

  async #askParked(): Promise<void> {
    for (const { projection } of await this.sources.engines.readModel.parked())
      this.#parked.kawal_view_parked_subjects.inc({ view: this.#bounded("view", projection) });
  }

  async #askLogs(): Promise<void> {
    const { eventStore, readsStore } = this.sources.engines;
    this.#logs.kawal_log_head.set({ log: "events" }, await eventStore.head());
    this.#logs.kawal_log_head.set({ log: "reads" }, await readsStore.head());
  }

  async #askManagers(): Promise<void> {
    const { engines, clock } = this.sources;
    const stored = await engines.checkpoints.load(CHECKPOINT);
    this.#managers.kawal_process_managers_checkpoint.set(stored?.number ?? -1);
    const late = (stored?.number ?? -1) < (await engines.eventStore.head());
    const waiting = late ? await millisecondsWaiting(engines.eventStore, stored, clock) : 0;
    if (waiting !== null) this.#managers.kawal_process_managers_seconds_behind.set(waiting / 1000);
  }

  async #askThreads(): Promise<void> {
    const { kawal_thread_busy_seconds_total: busy, kawal_thread_heap_bytes: heap } = this.#threads;
    for (const worker of threads()) {
      const thread = this.#bounded("thread", worker.threadName ?? OTHER);
      busy.inc({ thread }, worker.performance.eventLoopUtilization().active / 1000);
      heap.inc({ thread }, (await worker.getHeapStatistics()).used_heap_size);
    }
  }

  async #askSizes(): Promise<void> {
    const sizes = await this.sources.engines.sizes?.();
    if (sizes === undefined) return;
    for (const [part, bytes] of Object.entries(sizes.parts)) this.#sizes.kawal_store_bytes.set({ part }, bytes);
    this.#sizes.kawal_disk_free_bytes.set(sizes.free);
  }

  #hearRequests(): void {
    const requests = this.#counter("http_requests_total", "Requests answered", "method", "route", "status");
    const seconds = this.#histogram(
      "http_request_duration_seconds",
      "From a request's headers to the end of its answer",
      "method",
      "route",
    );
    const refused = this.#counter("sign_ins_refused_total", "Answers 401, to a sign-in or to a token", "by");
    const limited = this.#counter("rate_limited_total", "Answers 429, to a sign-in or to anything else", "at");
    this.#hear(REQUEST_ANSWERED as Channel, (told: ObservedRequest) => {
      const route = this.#bounded("route", told.route ?? "none");
      const method = METHODS.includes(told.method) ? told.method : OTHER;
      const ofSignIn = SIGN_IN.test(route);
      requests.inc({ method, route, status: `${told.status}` });
      // How long a reader stays says nothing of how long anybody waits.
      if (told.goesOn !== true) seconds.observe({ method, route }, told.seconds ?? 0);
      if (told.status === 401) refused.inc({ by: ofSignIn ? "sign-in" : "token" });
      if (told.status === 429) limited.inc({ at: ofSignIn ? "sign-in" : OTHER });
    });
  }

  #hearCommands(): void {
    const commands = this.#counter("commands_total", "Commands handled, by what came of them", "command", "outcome");
    const rejected = this.#counter("commands_rejected_total", "Commands that a rule said no to", "command", "rule");
    const seconds = this.#histogram(
      "command_duration_seconds",
      "Handling of a command, with all its attempts",
      "command",
    );
    const alarms = this.#counter(
      "process_manager_alarms_total",
      "A command of a process manager was refused, an event could not be read, or (*) an engine failed",
      "manager",
    );
    this.#time(COMMANDS, (told: ObservedCommand, took) => {
      const command = this.#bounded("command", `${told.category}.${told.command}`);
      commands.inc({ command, outcome: outcomeOf(told) });
      if (told.error instanceof Rejection) rejected.inc({ command, rule: this.#bounded("rule", told.error.rule.id) });
      seconds.observe({ command }, took);
    });
    this.#hear(ALARMS, ({ manager }: { manager: string }) =>
      alarms.inc({ manager: this.#bounded("manager", manager) }),
    );
  }

  #hearAppends(): void {
    const events = this.#counter("events_appended_total", "Events appended", "log");
    const seconds = this.#histogram("append_duration_seconds", "From an append to its answer, durable", "log");
    const failures = this.#counter(
      "append_failures_total",
      "Appends that failed: another writer was first, the store did not answer, or else",
      "log",
      "why",
    );
    const group = new Histogram({
      name: "kawal_append_group_size",
      help: "Appends that one commit took together (embedded)",
      buckets: GROUP_SIZES,
      registers: [this.#registry],
    });
    this.#time(APPENDS, ({ log, events: number, error }: ObservedAppend, took) => {
      seconds.observe({ log }, took);
      if (error === undefined) events.inc({ log }, number);
      else failures.inc({ log, why: whyOf(error) });
    });
    this.#hear(GROUPS, ({ appends }: { appends: number }) => group.observe(appends));
  }

  #hearKeys(): void {
    const keys = this.#counter("keys_total", "Keys that were made, and destroyed", "what");
    this.#hear(KEYS, ({ made = 0, destroyed = 0 }: { made?: number; destroyed?: number }) => {
      keys.inc({ what: "made" }, made);
      keys.inc({ what: "destroyed" }, destroyed);
    });
  }

  #hearLiveReaders(): void {
    const { kawal_live_readers: open } = this.#gauges({
      kawal_live_readers: ["Live streams of a list that are open", "list"],
    });
    const ends = this.#counter("live_streams_ended_total", "Live streams that ended, by why", "list", "reason");
    this.#hear(LIVE_READERS, ({ list, readers, ended }: { list: string; readers: number; ended?: string }) => {
      open.set({ list }, readers);
      if (ended !== undefined) ends.inc({ list, reason: ended });
    });
  }

  #hear<Told>(channel: Channel, hear: (told: Told) => void): void {
    const heard = (told: unknown) => hear(told as Told);
    channel.subscribe(heard);
    this.#ends.push(() => channel.unsubscribe(heard));
  }

  /** @param hear told how long it took, in seconds */
  #time<Told extends object>(
    channels: { readonly start: unknown; readonly asyncEnd: unknown },
    hear: (told: Told, seconds: number) => void,
  ): void {
    const begun = new WeakMap<object, number>();
    this.#hear<object>(channels.start as Channel, (told) => void begun.set(told, performance.now()));
    this.#hear<Told>(channels.asyncEnd as Channel, (told) => {
      const began = begun.get(told);
      // It was under way when the counting began.
      if (began !== undefined) hear(told, (performance.now() - began) / 1000);
    });
  }

  #bounded(label: string, value: string): string {
    const values = this.#values.get(label) ?? new Set();
    if (values.has(value)) return value;
    if (values.size >= MOST_VALUES) return OTHER;
    this.#values.set(label, values.add(value));
    return value;
  }

  #counter(name: string, help: string, ...labelNames: string[]): prometheus.Counter {
    return new Counter({ name: `kawal_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #histogram(name: string, help: string, ...labelNames: string[]): prometheus.Histogram {
    const registers = [this.#registry];
    return new Histogram({ name: `kawal_${name}`, help, labelNames, buckets: SECONDS, registers });
  }

  #gauges<Name extends string>(told: {
    readonly [N in Name]: readonly [help: string, ...labelNames: string[]];
  }): { readonly [N in Name]: prometheus.Gauge } {
    const gauges = Object.entries<readonly [string, ...string[]]>(told).map(([name, [help, ...labelNames]]) => [
      name,
      new Gauge({ name, help, labelNames, registers: [this.#registry] }),
    ]);
    return Object.fromEntries(gauges) as { [N in Name]: prometheus.Gauge };
  }
}

function outcomeOf({ error, repeated }: ObservedCommand): string {
  if (error === undefined) return repeated ? "repeated" : "done";
  if (error instanceof Rejection) return "rejected";
  if (error instanceof NotFound) return "not-found";
  if (error instanceof InvalidField) return "invalid";
  if (error instanceof StaleRevision) return "stale-revision";
  if (error instanceof KeyReused) return "key-reused";
  if (error instanceof Contention) return "contention";
  return error instanceof StoreUnavailable ? "store-unavailable" : "failed";
}

function whyOf(error: unknown): string {
  if (error instanceof RevisionConflict) return "conflict";
  return error instanceof StoreUnavailable ? "store-unavailable" : OTHER;
}
