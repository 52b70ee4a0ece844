import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { RawEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import { ExportDamaged, readEvents, writeEvents } from "../../src/moving/events-file.js";
import { temporaryFolder } from "../temporary.js";
import { chainedEvents } from "./chained-events.js";

let folder: string;
let remove: () => void;
let file: string;
beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  file = join(folder, "events.jsonl.gz");
});
afterEach(() => remove());

async function* logOf(contents: readonly Uint8Array[]): AsyncGenerator<RawEvent> {
  for (const [number, bytes] of contents.entries())
    yield {
      number,
      position: `${number}`,
      stream: "thing-1",
      revision: number,
      id: `id-${number}`,
      type: "Noted",
      bytes,
    };
}

async function readAll() {
  const events = [];
  for await (const { stream, revision, id, type, bytes } of readEvents(file))
    events.push({ stream, revision, id, type, bytes: Buffer.from(bytes).toString("base64") });
  return events;
}

test("every event comes back byte for byte, also one that is no JSON of one line", async () => {
  const contents = [
    ...chainedEvents(1, 2, { name: 'a line\u2028separator, an \u{1F30F} and ,"event":' })[0]!.events.map(
      ({ bytes }) => bytes,
    ),
    Buffer.from('{"in": "two\\nlines",\n "really": true}'),
    Buffer.from(' {"a":1}\r'),
    Buffer.from([0xff, 0xfe, 0x00, 0x0a]),
    Buffer.from(""),
    Buffer.from("null"),
    Buffer.from("{ cut off"),
    Buffer.from(`{"long":"${"x".repeat(300_000)}"}`),
  ];
  expect(await writeEvents(file, logOf(contents))).toBe(contents.length);
  expect(await readAll()).toEqual(
    contents.map((bytes, revision) => ({
      stream: "thing-1",
      revision,
      id: `id-${revision}`,
      type: "Noted",
      bytes: Buffer.from(bytes).toString("base64"),
    })),
  );
});

describe("is told in a sentence:", () => {
  const lines = () => gunzipSync(readFileSync(file)).toString().split("\n");
  const rewrite = (changed: readonly string[]) => writeFileSync(file, gzipSync(changed.join("\n")));

  test.each<[string, () => void, RegExp]>([
    ["a file that is missing", () => (file = join(folder, "nowhere")), /ENOENT/],
    [
      "one cut off in the middle",
      () => truncateSync(file, Math.floor(readFileSync(file).length / 2)),
      /cut off or damaged/,
    ],
    ["one that is not packed", () => writeFileSync(file, "events"), /cut off or damaged/],
    ["one without its end", () => rewrite(lines().slice(0, -2)), /cut off after event 4/],
    ["an event left out", () => rewrite(lines().toSpliced(2, 1)), /holds 4 events, and holds 3/],
    ["two exchanged", () => rewrite(swapped(lines())), /holds 4 events/],
    [
      "a changed event",
      () => rewrite(lines().map((line) => line.replace("CASEWORKER", "AUDITOR"))),
      /thing-1@0 is not what/,
    ],
    ["something after the end", () => rewrite([...lines().slice(0, -1), lines()[1]!]), /follows the end/],
    ["a newer format", () => rewrite(lines().toSpliced(0, 1, '{"kawal":"events","format":2}')), /format 2/],
    ["another file", () => rewrite(["null"]), /no export of events/],
    ["what is no JSON", () => rewrite([lines()[0]!, "{"]), /no JSON/],
  ])("%s", async (_, spoil, sentence) => {
    await writeEvents(file, logOf(chainedEvents(1, 4)[0]!.events.map(({ bytes }) => bytes)));
    spoil();
    const reading = readAll();
    await expect(reading).rejects.toThrow(ExportDamaged);
    await expect(reading).rejects.toThrow(sentence);
  });
});

function swapped([header, first, second, ...rest]: string[]): string[] {
  return [header!, second!, first!, ...rest];
}
