import { expect, test } from "@jest/globals";
import { DatabaseSync } from "node:sqlite";
import { failureInWords } from "../../src/event-sourcing/failure.js";
import { StoreUnavailable } from "../../src/event-sourcing/stored-event/event-store.js";

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test("an engine that does not answer is named, with the reason", () => {
  const error = new StoreUnavailable("EventStoreDB does not answer: unavailable: connect ECONNREFUSED 127.0.0.1:2113");
  expect(failureInWords(error)).toBe("EventStoreDB does not answer: unavailable: connect ECONNREFUSED 127.0.0.1:2113");
  const db = new DatabaseSync(":memory:");
  expect(failureInWords(errorOf(() => db.exec("SELECT * FROM people")))).toBe("SQLite: no such table: people (1)");
});

test("of any other fault kind, code and place are told, and no message: it may quote what was sent", () => {
  class Strange extends Error {}
  const strange = failureInWords(new Strange("canary\nat canary"));
  expect(strange).toMatch(/^Strange at .*failure\.unit\.test/);
  expect(strange).not.toContain("canary");
  expect(failureInWords(Object.assign(new Error("canary"), { code: "ENOSPC" }))).toMatch(/^Error ENOSPC at /);
  expect(failureInWords(new TypeError("canary"))).toMatch(/^TypeError at /);
  expect(failureInWords("canary")).toBe("something that is no error was thrown");
});

test("is one line, of a length that a log takes", () => {
  const line = failureInWords(new StoreUnavailable(`MongoDB: a\nb\r\n${"c".repeat(1_000)}`));
  expect(line).toMatch(/^MongoDB: a b c+…$/);
  expect(line.length).toBeLessThan(310);
});
