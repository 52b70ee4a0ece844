import { Controller, Get, Logger, Module, Post } from "@nestjs/common";
import type { NestFastifyApplication } from "@nestjs/platform-fastify";
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { Rejection } from "../../src/event-sourcing/deciding/rejection.js";
import { UnreadableEvent } from "../../src/event-sourcing/stored-event/registry.js";
import { StoreUnavailable } from "../../src/event-sourcing/stored-event/event-store.js";
import { ViewBehind } from "../../src/event-sourcing/projecting/read-model.js";
import { createApplication } from "../../src/http/application.js";
import { unrecorded } from "./unrecorded.js";

const GONE = "EventStoreDB does not answer: unavailable: connect ECONNREFUSED";

@Controller("things")
class Things {
  @Get("gone")
  gone() {
    throw new StoreUnavailable(GONE);
  }

  @Post("gone-too")
  goneToo() {
    throw new StoreUnavailable(GONE);
  }

  @Get("behind")
  behind() {
    throw new ViewBehind("case-board");
  }

  @Get("refused")
  refused() {
    throw new Rejection({ id: "x", source: "[design]", en: "No", indonesian: "Tidak" });
  }

  @Get("unreadable")
  unreadable() {
    throw new UnreadableEvent("the event type ThingUnheardOf is not known");
  }

  @Get("fault")
  fault() {
    throw new TypeError("canary");
  }
}

@Module({})
class Failing {}

let app: NestFastifyApplication;
let errors: jest.SpiedFunction<Logger["error"]>;
let warnings: jest.SpiedFunction<Logger["warn"]>;

beforeAll(async () => {
  app = await createApplication(
    { module: Failing, controllers: [Things], providers: [unrecorded()] },
    "failing",
    false,
  );
});
afterAll(() => app.close());
beforeEach(() => {
  errors = jest.spyOn(Logger.prototype, "error").mockImplementation(() => undefined);
  warnings = jest.spyOn(Logger.prototype, "warn").mockImplementation(() => undefined);
});
afterEach(() => void jest.restoreAllMocks());

async function asks(path: string, key?: string) {
  const { statusCode, body } = await app.inject({
    method: key === undefined ? "GET" : "POST",
    url: `/api/v1/things/${path}`,
    ...(key !== undefined && { headers: { "idempotency-key": key } }),
  });
  return { status: statusCode, body: JSON.parse(body) as { type: string; detail?: string } };
}

test("a store that does not answer is no error of ours: it is told once, with engine and reason, not for each request", async () => {
  for (let i = 0; i < 20; i++) expect((await asks("gone")).status).toBe(503);
  for (let i = 0; i < 20; i++) expect((await asks("behind")).status).toBe(503);
  expect(errors).not.toHaveBeenCalled();
  const lines = warnings.mock.calls.map(([line]) => line as string);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toBe(`GET /api/v1/things/gone was answered 503 store-unavailable: ${GONE}`);
  expect(lines[1]).toContain("view-behind: ViewBehind");
});

test("a query is not told to send a key again, which it has not", async () => {
  expect((await asks("gone")).body.detail).toBe("Send it again.");
  expect((await asks("gone-too", randomUUID())).body.detail).toBe(
    "Send it again with the same key: it will be done once.",
  );
});

test("what a rule refuses, and what can't be read, is a problem, and no line", async () => {
  expect((await asks("refused")).status).toBe(409);
  const { status, body } = await asks("unreadable");
  expect({ status, type: body.type }).toEqual({ status: 409, type: "urn:kawal:problem:unreadable-event" });
  expect(body.detail).toContain("kawal verify");
  expect(errors).not.toHaveBeenCalled();
});

test("a fault of the service is an error each time, without its message", async () => {
  await asks("fault");
  await asks("fault");
  expect(errors).toHaveBeenCalledTimes(2);
  expect(errors.mock.calls.flat().join(" ")).toMatch(/^GET \/api\/v1\/things\/fault: TypeError at /);
  expect(errors.mock.calls.flat().join(" ")).not.toContain("canary");
});
