import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type Tracer,
} from "@opentelemetry/api";
import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type { Channel } from "node:diagnostics_channel";
import { Rejection } from "../event-sourcing/deciding/rejection.js";
import {
  APPENDS,
  BATCHES,
  COMMANDS,
  DECISIONS,
  FOLDS,
  LOADS,
  REACTIONS,
  REQUEST_ANSWERED,
  REQUEST_BEGUN,
  SEALINGS,
  type ObservedAppend,
  type ObservedBatch,
  type ObservedCommand,
  type ObservedReaction,
  type ObservedRequest,
} from "../observed.js";

/** Of a batch with parts of more chains, as a rebuild has them, no chain gets a span of its own. */
const MOST_CHAINS = 32;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What a monitor asks is no part of the work. */
const PROBES = /^\/(health\/|metrics$)/;

/** Ids of spans: made by chance, but for the one that a trace begins with. */
export class ChosenIds {
  #next: { readonly traceId: string; readonly spanId: string } | undefined;

  generateTraceId(): string {
    return this.#next?.traceId ?? randomBytes(16).toString("hex");
  }

  generateSpanId(): string {
    return this.#next?.spanId ?? randomBytes(8).toString("hex");
  }

  /** The span that is begun meanwhile is the one that the trace of a chain begins with. */
  beginning<T>(correlation: string, begin: () => T): T {
    this.#next = beginningOf(correlation);
    try {
      return begin();
    } finally {
      this.#next = undefined;
    }
  }
}

/** What is under way where something begins. */
interface Under {
  readonly span?: Span;
  readonly request?: Asked;
}

/** A request has a span once it sends a command, whose chain is its trace; else at its end, in a trace of its own. */
interface Asked {
  readonly told: ObservedRequest;
  span?: Span;
}

/**
 * Spans of what the machinery tells. All that follows from a command is one trace, and its id is the correlation of the
 * events: whoever has an event finds its trace. A span has the names of what the code declares, numbers, and no value
 * or id of a request.
 */
export class Tracing {
  readonly #under = new AsyncLocalStorage<Under>();
  readonly #spans = new WeakMap<object, Span>();
  /** By what is told of a batch: a span of each chain that it has a part of. */
  readonly #parts = new WeakMap<object, readonly Span[]>();
  readonly #ends: (() => void)[] = [];

  constructor(
    private readonly tracer: Tracer,
    private readonly ids: ChosenIds,
  ) {
    this.#requests();
    this.#around(COMMANDS, (told: ObservedCommand) => this.#command(told));
    this.#around(REACTIONS, ({ manager, correlation }: ObservedReaction) =>
      this.#begin(`reaction ${manager}`, chainOf(correlation)),
    );
    this.#around(LOADS, () => this.#step("load"));
    this.#around(SEALINGS, () => this.#step("seal"));
    this.#around(DECISIONS, () => this.#step("decide"));
    this.#around(APPENDS, ({ log, events }: ObservedAppend) =>
      log === "events" ? this.#step("append", { "kawal.events": events }) : undefined,
    );
    this.#around(BATCHES, (told: ObservedBatch) => this.#batch(told));
    this.#around(FOLDS, ({ view }: { view: string }) => this.#step(`fold ${view}`));
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  #requests(): void {
    const asked = new WeakMap<ObservedRequest, Asked>();
    this.#bind(REQUEST_BEGUN as Channel, (told: ObservedRequest) => {
      const request = { told };
      asked.set(told, request);
      return { request };
    });
    this.#hear(REQUEST_ANSWERED as Channel, (told: ObservedRequest) => {
      if (told.route !== null && PROBES.test(told.route)) return;
      const span = asked.get(told)?.span ?? this.#request(told);
      span.setAttributes({ "http.response.status_code": told.status ?? 0 });
      if ((told.status ?? 0) >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
  }

  #request({ method, route, begun }: ObservedRequest): Span {
    const attributes = { "http.request.method": method, ...(route !== null && { "http.route": route }) };
    const options = { kind: SpanKind.SERVER, startTime: begun, attributes };
    return this.tracer.startSpan(`${method} ${route ?? "?"}`, options, ROOT_CONTEXT);
  }

  #command({ category, command, correlation, begins }: ObservedCommand): Span {
    const { span, request } = this.#under.getStore() ?? {};
    const name = `command ${category}.${command}`;
    if (span) return this.#begin(name, inside(span));
    if (!begins || !UUID.test(correlation)) return this.#begin(name, chainOf(correlation));
    if (request === undefined) return this.ids.beginning(correlation, () => this.#begin(name, ROOT_CONTEXT));
    request.span ??= this.ids.beginning(correlation, () => this.#request(request.told));
    return this.#begin(name, inside(request.span));
  }

  /** A part of what has a span; of nothing else there is one. */
  #step(name: string, attributes: Attributes = {}): Span | undefined {
    const span = this.#under.getStore()?.span;
    return span && this.#begin(name, inside(span), attributes);
  }

  #batch(told: ObservedBatch): Span {
    const chains = new Set(told.correlations.flatMap((each) => (each !== undefined && UUID.test(each) ? each : [])));
    const [only] = chains;
    const attributes = { "kawal.events": told.correlations.length, "kawal.views": told.views };
    if (chains.size === 1) return this.#begin("fold", chainOf(only!), attributes);
    const batch = this.#begin("fold", ROOT_CONTEXT, { ...attributes, "kawal.chains": chains.size });
    if (chains.size <= MOST_CHAINS) {
      const links = [{ context: batch.spanContext() }];
      const parts = [...chains].map((chain) => this.tracer.startSpan("fold, with others", { links }, chainOf(chain)));
      this.#parts.set(told, parts);
    }
    return batch;
  }

  #begin(name: string, parent: Context, attributes: Attributes = {}): Span {
    return this.tracer.startSpan(name, { attributes }, parent);
  }

  /** Begins a span before what is told of, and ends it after that; what is done meanwhile is a part of it. */
  #around<Told extends object>(
    { start, end, asyncEnd }: { readonly start: unknown; readonly end: unknown; readonly asyncEnd: unknown },
    begin: (told: Told) => Span | undefined,
  ): void {
    this.#bind(start as Channel, (told: Told) => {
      const span = begin(told);
      if (span === undefined) return this.#under.getStore();
      this.#spans.set(told, span);
      return { span };
    });
    const over = (told: Told & { error?: unknown }) => {
      const span = this.#spans.get(told);
      if (span === undefined) return;
      this.#spans.delete(told);
      if (told.error !== undefined) this.#failed(span, told.error);
      span.end();
      for (const part of this.#parts.get(told) ?? []) part.end();
    };
    this.#hear(asyncEnd as Channel, over);
    // The end of what is done at once; of a promise it comes before anything is settled.
    if ((start as unknown) === DECISIONS.start) this.#hear(end as Channel, over);
  }

  /** By the kind of error: its message may quote what was sent. */
  #failed(span: Span, error: unknown): void {
    span.setAttributes({ "error.type": error instanceof Error ? error.constructor.name : "Error" });
    // A rule that says no is no fault.
    if (error instanceof Rejection) span.setAttributes({ "kawal.rule": error.rule.id });
    else span.setStatus({ code: SpanStatusCode.ERROR });
  }

  #bind<Told extends object>(channel: Channel, begin: (told: Told) => Under | undefined): void {
    const bound = channel as unknown as {
      bindStore(store: AsyncLocalStorage<Under>, transform: (told: Told) => Under | undefined): void;
      unbindStore(store: AsyncLocalStorage<Under>): boolean;
    };
    bound.bindStore(this.#under, begin);
    this.#ends.push(() => void bound.unbindStore(this.#under));
  }

  #hear<Told>(channel: Channel, hear: (told: Told) => void): void {
    const heard = (told: unknown) => hear(told as Told);
    channel.subscribe(heard);
    this.#ends.push(() => channel.unsubscribe(heard));
  }
}

/** The span that the trace of a chain begins with. */
function beginningOf(correlation: string): Pick<SpanContext, "traceId" | "spanId"> {
  const traceId = correlation.replaceAll("-", "");
  return { traceId, spanId: traceId.slice(16) };
}

/** For what belongs to a chain that began elsewhere, in another thread or instance. */
function chainOf(correlation: string): Context {
  if (!UUID.test(correlation)) return ROOT_CONTEXT;
  const beginning = { ...beginningOf(correlation), traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, beginning);
}

function inside(span: Span): Context {
  return trace.setSpan(ROOT_CONTEXT, span);
}
