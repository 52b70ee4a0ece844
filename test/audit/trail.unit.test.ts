import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { trailOfCase } from "../../src/audit/trail.js";
import { hashOf } from "../../src/event-sourcing/stored-event/envelope.js";
import type { RawEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import { registry } from "../../src/slices.js";

const CASE = "0f5b6c3e-0000-4000-8000-0000000000ca";
const STREAM = `case-${CASE}`;

/** A stored event of a case, put into this stream; of a type that no release has, where one is named. */
function stored(revision: number, type = "CaseVerified"): RawEvent {
  const file = new URL("../event-sourcing/stored-event/stored-events.jsonl", import.meta.url);
  const line = readFileSync(file, "utf8")
    .split("\n")
    .find((each) => each.includes('"type":"CaseVerified"'))!;
  const envelope = {
    ...(JSON.parse(line) as object),
    stream: STREAM,
    revision,
    type,
    id: `${CASE.slice(0, -1)}${revision}`,
  };
  const bytes = Buffer.from(JSON.stringify(envelope));
  return { id: envelope.id, type, bytes, number: revision * 10, position: "", stream: STREAM, revision };
}

test("an event that this release can't read is named in the trail with its hash, and the others are told", async () => {
  const raws = [stored(0), stored(1, "CaseBlessed"), stored(2)];
  const store = { readStream: async (stream: string) => (stream === STREAM ? raws : []) };
  const { events, unreadable } = await trailOfCase({ store, registry }, CASE);
  expect(events.map(({ number, hash }) => ({ number, hash }))).toEqual([
    { number: 0, hash: hashOf(raws[0]!.bytes) },
    { number: 20, hash: hashOf(raws[2]!.bytes) },
  ]);
  expect(unreadable).toEqual([
    { stream: STREAM, revision: 1, number: 10, type: "CaseBlessed", hash: hashOf(raws[1]!.bytes) },
  ]);
});
