import { describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { canonicalBytes, type Envelope } from "../../../src/event-sourcing/stored-event/envelope.js";
import { readsRegistry } from "../../../src/log-of-reads/reads.events.js";
import { registry } from "../../../src/slices.js";

/*
 * One event of each type of both logs, as a store has it. What is stored stays readable, byte for byte: no line is ever
 * changed. A new type, and a new version of one, gets a line of its own at the end.
 */

const lines = readFileSync(new URL("./stored-events.jsonl", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
const stored = lines.map((line) => ({ line, envelope: JSON.parse(line) as Envelope }));

test("there is a stored event of every type", () => {
  const types = new Set(stored.map(({ envelope }) => envelope.type));
  expect([...registry.types, ...readsRegistry.types].filter((type) => !types.has(type))).toEqual([]);
});

describe("a stored event", () => {
  test.each(stored.map(({ line, envelope }) => [`${envelope.type} v${envelope.schema}`, line, envelope] as const))(
    "%s is read, and would be written as it is",
    (_, line, envelope) => {
      const bytes = Buffer.from(line);
      const { stream, revision, id, type } = envelope;
      const reading = registry.types.includes(type) ? registry : readsRegistry;
      const read = reading.read({ number: 0, position: "0", stream, revision, id, type, bytes });
      expect(read).toMatchObject({ type, stream, revision, id, recordedAt: envelope.recordedAt });
      expect(Object.keys(read.facts).length).toBeGreaterThanOrEqual(Object.keys(envelope.facts).length);
      expect(Buffer.from(canonicalBytes(envelope)).toString()).toBe(line);
    },
  );
});
