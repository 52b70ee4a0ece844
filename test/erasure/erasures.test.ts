import { describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { PersonErased } from "../../src/person/erasure.events.js";
import { applyErasures, Erasures, type ErasureParts } from "../../src/erasure/erasures.js";
import { canonicalBytes, type Envelope } from "../../src/event-sourcing/stored-event/envelope.js";
import type { Checkpoint, ReadyEvent } from "../../src/event-sourcing/stored-event/event-store.js";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { memoryEventStore } from "../event-sourcing/memory-event-store.js";
import { readyEvent, readyEvents } from "../engines/ready-event.js";
import { turns, until } from "../waiting.js";

const registry = new EventRegistry([PersonErased]);
const KEYS = ["0f5b6c3e-0000-4000-8000-0000000000c1", "0f5b6c3e-0000-4000-8000-0000000000c2"] as const;
const BLOB = "0f5b6c3e-0000-4000-8000-0000000000b1";

function erasure(stream: string, keys: readonly string[], blobs: readonly string[] = []): ReadyEvent {
  const facts = {
    erasure: randomUUID(),
    scope: ["identity"],
    ground: "SUBJECT_REQUEST",
    residue: ["PLAIN_FACTS"],
    keys: [...keys],
    files: blobs.map((blob) => ({ file: randomUUID(), blob })),
    narratives: [],
  };
  const { id, bytes } = readyEvent(stream, 0, facts);
  const envelope = JSON.parse(Buffer.from(bytes).toString()) as Envelope;
  return { id, type: PersonErased.type, bytes: canonicalBytes({ ...envelope, type: PersonErased.type }) };
}

/** Stores that say what is done to them, and fail as many times as they are told. */
function parts(standing: Checkpoint | null = null) {
  const events = memoryEventStore();
  const destroyed: string[] = [];
  const removed: string[] = [];
  const alarms: string[] = [];
  const failures = { destroy: 0, remove: 0 };
  const state = { marked: standing };
  const fail = (what: keyof typeof failures) => {
    if (failures[what]-- > 0) throw new TypeError(`${what} failed`);
  };
  const all: ErasureParts = {
    events,
    registry,
    keys: {
      async destroy(ids) {
        fail("destroy");
        destroyed.push(...ids);
      },
      erasuresApplied: async () => state.marked,
      async markErasuresApplied(at) {
        state.marked = at;
      },
    },
    files: {
      async remove(blob) {
        fail("remove");
        removed.push(blob);
      },
    },
    alarm: ({ name }) => void alarms.push(name),
  };
  const others = (count: number) => events.append(`case-${randomUUID()}`, -1, readyEvents("case", 0, count));
  const erases = (keys: readonly string[], blobs: readonly string[] = []) => {
    const stream = `person-${randomUUID()}`;
    return events.append(stream, -1, [erasure(stream, keys, blobs)]);
  };
  return { all, events, destroyed, removed, alarms, failures, state, others, erases };
}

describe("erasures that the log has", () => {
  test("are all done, in several batches, and how far they got is saved", async () => {
    const { all, destroyed, removed, state, others, erases } = parts();
    await erases([KEYS[0]]);
    await others(1_001);
    const last = await erases([KEYS[1]], [BLOB]);
    expect(await applyErasures(all, null)).toEqual({ at: { number: last, position: `at ${last}` }, applied: 2 });
    expect(destroyed).toEqual(KEYS);
    expect(removed).toEqual([BLOB]);
    expect(state.marked?.number).toBe(last);
  });

  test("are done from the keys' checkpoint, and an empty log is not marked", async () => {
    const { all, destroyed, state, others, erases } = parts();
    expect(await applyErasures(all, null)).toEqual({ at: null, applied: 0 });
    expect(state.marked).toBeNull();
    const number = await erases([KEYS[0]]);
    await erases([KEYS[1]]);
    await others(1);
    expect(await applyErasures(all, { number, position: `at ${number}` })).toMatchObject({ applied: 1 });
    expect(destroyed).toEqual([KEYS[1]]);
  });

  test("are not marked as done if one failed", async () => {
    const { all, failures, state, erases } = parts();
    await erases([KEYS[0]]);
    failures.destroy = 1;
    await expect(applyErasures(all, null)).rejects.toThrow("destroy failed");
    expect(state.marked).toBeNull();
  });

  test("are all done again if the keys' checkpoint is after the end of the log: it was another log", async () => {
    const { all, destroyed, erases } = parts({ number: 900, position: "at 900" });
    await erases([KEYS[0]]);
    expect(await new Erasures(all).catchUp()).toBe(1);
    expect(destroyed).toEqual([KEYS[0]]);
    // By now they stand in this one.
    expect(await new Erasures(all).catchUp()).toBe(0);
  });
});

describe("an erasure that comes while the service runs", () => {
  test.each(["destroy", "remove"] as const)("is done whole, though to %s fails once", async (failing) => {
    const { all, destroyed, removed, alarms, failures, state, erases } = parts();
    const erasures = new Erasures(all);
    await erasures.catchUp();
    erasures.start();
    try {
      failures[failing] = 1;
      const number = await erases(KEYS, [BLOB]);
      await until(() => alarms.length > 0);
      expect(removed).toEqual([]);
      expect(state.marked).toBeNull();
      await until(() => state.marked !== null);
      expect(new Set(destroyed)).toEqual(new Set(KEYS));
      expect(removed).toEqual([BLOB]);
      expect(alarms).toEqual(["TypeError"]);
      expect(state.marked?.number).toBe(number);
    } finally {
      await erasures.stop();
    }
  });

  test("is not done after the stop, and is by the next start", async () => {
    const { all, events, destroyed, erases } = parts();
    const erasures = new Erasures(all);
    await erasures.catchUp();
    erasures.start();
    await erasures.stop();
    // Whoever follows the log is given the event at the same time.
    const given = events.subscribe(null, 1, new AbortController().signal)[Symbol.asyncIterator]().next();
    await erases([KEYS[0]]);
    expect((await given).value).toHaveLength(1);
    await turns(10);
    expect(destroyed).toEqual([]);
    expect(await new Erasures(all).catchUp()).toBe(1);
    expect(destroyed).toEqual([KEYS[0]]);
  });
});
