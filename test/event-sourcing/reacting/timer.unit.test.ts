import { expect, test } from "@jest/globals";
import type { AnyDecider } from "../../../src/event-sourcing/deciding/decider.js";
import { alone } from "../../../src/event-sourcing/reacting/one-at-a-time.js";
import { Timers, type DueCommand, type Timer } from "../../../src/event-sourcing/reacting/timer.js";

const NOW = "2026-03-02T02:00:00.000Z";

function timerOf(parts: readonly (readonly string[])[], more: Partial<Timer> = {}): Timer {
  const due = (id: string): DueCommand => ({ category: "parcel", id, command: "Expire", data: {}, once: id });
  return {
    name: "expiry",
    view: "parcels",
    purpose: "PROTECTION",
    lawfulBasis: "PUBLIC_TASK",
    begin: () =>
      async function* () {
        for (const part of parts) yield part.map(due);
      },
    ...more,
  };
}

interface Given {
  readonly settled?: boolean;
  /** The view never comes to an event after this one. */
  readonly upTo?: number;
}

/** Timers over a store in which the ids sent are remembered, and one that was sent before is repeated. */
function timersOf(timers: readonly Timer[], { settled = true, upTo = Infinity }: Given = {}) {
  const sent: string[] = [];
  const alarms: unknown[] = [];
  const driven = new Timers({
    timers,
    views: {
      find: async () => ({ documents: [], endingAt: () => "" }),
      getMany: async () => [],
      waitFor: async (number) => number <= upTo,
    },
    store: { head: async () => sent.length - 1 },
    reactions: { settled: async () => settled },
    handling: {
      handle: async (_decider, id) => {
        const repeated = sent.includes(id!);
        if (!repeated) sent.push(id!);
        return { id: id!, revision: 0, number: sent.indexOf(id!), correlation: "", repeated };
      },
    },
    deciders: [{ category: "parcel" } as AnyDecider],
    clock: { now: () => NOW },
    oneAtATime: alone,
    alarm: (timer, error) => alarms.push([timer, error]),
  });
  return { round: (signal?: AbortSignal) => driven.round(signal), sent, alarms };
}

test("what is due is counted the first time it takes effect, and not again", async () => {
  const { round, sent } = timersOf([timerOf([["a", "b"], ["c"]])]);
  expect([...(await round())]).toEqual([["Expire", 3]]);
  expect([...(await round())]).toEqual([]);
  expect(sent).toEqual(["a", "b", "c"]);
});

test("while it is open what follows from the events, only timers look that need none of it", async () => {
  const waiting = timerOf([["a"]], { afterReactions: true });
  const { round, sent } = timersOf([waiting, timerOf([["b"]])], { settled: false });
  await round();
  expect(sent).toEqual(["b"]);
});

test("nothing is looked for in a view that is behind, and no further part than it has taken", async () => {
  const behind = timersOf([timerOf([["a"]])], { upTo: -2 });
  await behind.round();
  expect(behind.sent).toEqual([]);
  const later = timersOf([timerOf([["a", "b"], ["c"]])], { upTo: 0 });
  await later.round();
  expect(later.sent).toEqual(["a", "b"]);
});

test("a timer that fails is told of, and keeps no other from looking", async () => {
  const failure = new Error("no answer");
  const failing = timerOf([], {
    name: "failing",
    begin: () => () => {
      throw failure;
    },
  });
  const { round, sent, alarms } = timersOf([failing, timerOf([["a"]])]);
  await expect(round()).rejects.toBe(failure);
  expect(sent).toEqual(["a"]);
  expect(alarms).toEqual([["failing", failure]]);
});

test("nothing more is sent once it is to stop", async () => {
  const { round, sent } = timersOf([timerOf([["a"], ["b"]])]);
  await round(AbortSignal.abort());
  expect(sent).toEqual([]);
});
