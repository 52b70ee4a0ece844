import { beforeEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { agencyDecider } from "../../../src/agency/agency.commands.js";
import type { EventStore, RawEvent } from "../../../src/event-sourcing/stored-event/event-store.js";
import { RecentStreams } from "../../../src/event-sourcing/deciding/recent-streams.js";
import { EventRegistry, UnreadableEvent } from "../../../src/event-sourcing/stored-event/registry.js";
import { openTemporaryStore, officerContext, settableClock } from "../../temporary.js";

const registry = new EventRegistry(agencyDecider.events);
let streams: Record<string, RawEvent[]>;
let reads: [string, number][];
let size: number;
const store = {
  readStream: async (stream: string, from = 0) => {
    reads.push([stream, from]);
    return (streams[stream] ?? []).slice(from);
  },
} as Partial<EventStore> as EventStore;

beforeEach(async () => {
  const t = await openTemporaryStore(registry, settableClock("2025-06-01T00:00:00.000Z"));
  streams = {};
  reads = [];
  for (const name of ["a", "b"]) {
    const data = { kind: "BP3MI", name: "BP3MI Banten", region: "36" };
    const { id } = await t.handling.handle(
      agencyDecider,
      undefined,
      "RegisterAgency",
      data,
      officerContext(randomUUID()),
    );
    for (const to of ["A", "B"])
      await t.handling.handle(
        agencyDecider,
        id,
        "RenameAgency",
        { name: to, from: "2025-01-01" },
        officerContext(randomUUID()),
      );
    streams[name] = await t.store.readStream(`agency-${id}`);
  }
  size = streams["a"]!.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  await t.close();
});

test("a stream read before is asked only for what is new, and what another appended meanwhile is there", async () => {
  const all = streams["a"]!;
  streams["a"] = all.slice(0, 1);
  const recent = new RecentStreams(store, registry);
  expect((await recent.read("a")).recorded).toEqual(all.slice(0, 1).map((raw) => registry.read(raw)));
  streams["a"] = all;
  expect((await recent.read("a")).recorded).toEqual(all.map((raw) => registry.read(raw)));
  expect((await recent.read("a")).recorded).toEqual(all.map((raw) => registry.read(raw)));
  expect(reads.map(([, from]) => from)).toEqual([0, 1, 3]);
});

test("what was not used for longest goes when the bytes are too many, and one that is too large is never kept", async () => {
  const one = new RecentStreams(store, registry, size + 10);
  for (const stream of ["a", "b", "b", "a"]) await one.read(stream);
  expect(reads.map(([, from]) => from)).toEqual([0, 0, 3, 0]);
  reads = [];
  const none = new RecentStreams(store, registry, size - 1);
  expect((await none.read("a")).recorded).toHaveLength(3);
  expect((await none.read("a")).recorded).toHaveLength(3);
  expect(reads.map(([, from]) => from)).toEqual([0, 0]);
});

test("a forgotten stream, or one with an event that can't be read, is read whole", async () => {
  const recent = new RecentStreams(store, registry);
  await recent.read("a");
  recent.forget("a");
  await recent.read("a");
  const all = streams["b"]!;
  streams["b"] = [...all.slice(0, 2), { ...all[2]!, bytes: Buffer.from("{") }];
  await expect(recent.read("b")).rejects.toBeInstanceOf(UnreadableEvent);
  await expect(recent.read("b")).rejects.toBeInstanceOf(UnreadableEvent);
  expect(reads.map(([, from]) => from)).toEqual([0, 0, 0, 0]);
});
