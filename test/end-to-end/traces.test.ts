import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { temporaryFolder } from "../temporary.js";
import { preparedStore, type Prepared } from "./prepared-store.js";
import { Officer, startService, until, viewsCaughtUp, type RunningService } from "./service.js";

interface Span {
  readonly thread: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, "attributes"> & { readonly attributes: readonly Attribute[] })[];
    }[];
  }[];
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

const UNHURRIED_MS = "600000";

const { folder, remove } = temporaryFolder();
const spans: Span[] = [];
/** All that was sent, as it was. */
let bytes = "";
let collector: Server;
let service: RunningService;
let prepared: Prepared;

const valuesOf = (attributes: readonly Attribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? ""]));

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      bytes += body;
      for (const { resource, scopeSpans } of (JSON.parse(body) as Sent).resourceSpans) {
        const thread = String(valuesOf(resource.attributes)["thread.name"]);
        for (const span of scopeSpans.flatMap((scope) => scope.spans))
          spans.push({ ...span, thread, attributes: valuesOf(span.attributes) });
      }
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  // The service may call again by a connection that was idle for long.
  collector.keepAliveTimeout = 0;
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const { port } = collector.address() as AddressInfo;
  const made = await preparedStore(folder, "traces");
  prepared = made.prepared;
  service = await startService(made.store.data, {
    KAWAL_SAMPLE: undefined,
    ...made.store.env,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/v1/traces`,
    OTEL_BSP_SCHEDULE_DELAY: "50",
    // A slow machine drops no span: none waits in vain for its turn, its sending or its answer.
    OTEL_BSP_MAX_QUEUE_SIZE: "1000000",
    OTEL_BSP_EXPORT_TIMEOUT: UNHURRIED_MS,
    OTEL_EXPORTER_OTLP_TIMEOUT: UNHURRIED_MS,
  });
  await viewsCaughtUp(service);
});
afterEach(() => void (spans.length = 0));
afterAll(() => {
  collector.close();
  remove();
});

test("a trace goes from a request through its command to the views and to what follows from it, and names nobody", async () => {
  const { agency, caseworker } = prepared;
  const officer = await new Officer(service, agency, "CASEWORKER", caseworker).assigned();
  spans.length = 0;
  const name = "Canary Rahasia";
  const { id } = await officer.does("persons", {
    sex: "FEMALE",
    source: "IN_PERSON",
    identity: { name },
    migrant: { discovery: "VILLAGE", placementStatus: "UNKNOWN", placementStatusBasis: "STATED" },
  });
  const isRegistration = (span: Span) => span.name === "command person.RegisterPerson";
  const traced = () => {
    const traceId = spans.find(isRegistration)?.traceId;
    return spans.filter((span) => span.traceId === traceId);
  };
  const has = (all: readonly Span[], start: string) => all.some((span) => span.name.startsWith(start));
  await until(
    () => Promise.resolve(traced()),
    (all) =>
      ["POST ", "fold", "command migrant."].every((start) => has(all, start)) &&
      all.every(({ parentSpanId }) => !parentSpanId || all.some(({ spanId }) => spanId === parentSpanId)),
  );
  const command = spans.find(isRegistration)!;
  const trace = traced();
  const beginning = trace.find(({ spanId }) => spanId === command.parentSpanId)!;
  // The trace begins with the request, by an id that the correlation of its events tells.
  expect(beginning).toMatchObject({ name: "POST /api/v1/persons", spanId: command.traceId.slice(16), thread: "main" });
  expect(beginning.parentSpanId ?? "").toBe("");
  expect(beginning.attributes).toEqual({
    "http.request.method": "POST",
    "http.route": "/api/v1/persons",
    "http.response.status_code": 201,
  });
  const steps = trace.filter(({ parentSpanId }) => parentSpanId === command.spanId).map((span) => span.name);
  expect(steps.toSorted()).toEqual(["append", "decide", "load", "seal"]);
  const folded = trace.filter((span) => span.name.startsWith("fold"));
  expect(folded.every(({ thread }) => thread === "views")).toBe(true);
  // What a process manager sends is a part of its reaction.
  const follows = trace.filter((span) => span.name.startsWith("command migrant."));
  expect(follows).not.toEqual([]);
  for (const { parentSpanId } of follows)
    expect(trace.find(({ spanId }) => spanId === parentSpanId)?.name).toMatch(/^reaction [a-z-]+$/);

  // Nothing that was sent, whatever it is about, names the person, the officer or the agency.
  for (const word of [name, "Canary", id, caseworker, agency]) expect(bytes).not.toContain(word);
  for (const { attributes } of spans)
    for (const value of Object.values(attributes)) expect(String(value)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
});

test("a command that a rule refuses is traced with the rule, and what was asked of it is not", async () => {
  const { agency, caseworker, migrants } = prepared;
  const officer = await new Officer(service, agency, "CASEWORKER", caseworker).assigned();
  const { status, body } = await officer.sends<{ rule: { id: string } }>(`migrants/${migrants[1]}/clearances`, {
    place: "36.73",
  });
  expect(status).toBe(409);
  const refused = await until(
    () =>
      Promise.resolve(
        spans.find(({ attributes }) => attributes["error.type"] === "Rejection" && attributes["kawal.rule"]),
      ),
    (span) => span !== undefined,
  );
  expect(refused!.attributes["kawal.rule"]).toBe(body.rule.id);
  expect(bytes).not.toContain(migrants[1]);
});
