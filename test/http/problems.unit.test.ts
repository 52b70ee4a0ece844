import { expect, test } from "@jest/globals";
import { StoreUnavailable } from "../../src/event-sourcing/stored-event/event-store.js";
import { EventTooLarge, UnreadableEvent } from "../../src/event-sourcing/stored-event/registry.js";
import { Contention } from "../../src/event-sourcing/deciding/rejection.js";
import { problemOf } from "../../src/http/problems.js";
import { ViewBehind } from "../../src/event-sourcing/projecting/read-model.js";

test.each<[Error, number, string, string | undefined]>([
  [new ViewBehind(), 503, "view-behind", "1"],
  [new Contention("persons"), 503, "contention", "1"],
  [new StoreUnavailable("canary"), 503, "store-unavailable", "5"],
  [new EventTooLarge(9_000_000), 413, "event-too-large", undefined],
  [new UnreadableEvent("canary"), 409, "unreadable-event", undefined],
  [new Error("canary"), 500, "internal", undefined],
  [new TypeError("canary"), 500, "internal", undefined],
])("%p has a type of its own and tells nothing else", (error, status, type, retryAfter) => {
  const { problem, headers } = problemOf(error);
  expect(problem).toMatchObject({ status, type: `urn:kawal:problem:${type}` });
  expect(headers["retry-after"]).toBe(retryAfter);
  expect(JSON.stringify(problem)).not.toContain("canary");
});

test.each([new StoreUnavailable("gone"), new Contention("persons")])(
  "%p says what to send again: only a command has a key",
  (error) => {
    expect(problemOf(error, true).problem.detail).toContain("with the same key");
    expect(problemOf(error, false).problem.detail).toBe("Send it again.");
    expect(problemOf(error).problem.detail).toBe("Send it again.");
  },
);
