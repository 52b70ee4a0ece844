import { expect, test } from "@jest/globals";
import { inWords, ViewsProgress } from "../../../src/event-sourcing/projecting/views-progress.js";
import type { StoredVersion } from "../../../src/event-sourcing/projecting/read-model.js";
import type { RawEvent } from "../../../src/event-sourcing/stored-event/event-store.js";
import { settableClock } from "../../temporary.js";

const START = Date.parse("2026-01-01T00:00:00.000Z");
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

/** A log whose event with each number was recorded at that second, and the views that follow it. */
function watching(gapless = true) {
  const clock = settableClock(at(0));
  let head = -1;
  let versions: StoredVersion[] = [];
  const recorded = (number: number) =>
    ({ number, bytes: Buffer.from(JSON.stringify({ recordedAt: at(number) })) }) as unknown as RawEvent;
  const events = {
    gapless,
    head: () => Promise.resolve(head),
    readAll: (after: { number: number } | null) => {
      const next = (after?.number ?? -1) + 1;
      return Promise.resolve(next <= head ? [recorded(next)] : []);
    },
  };
  const progress = new ViewsProgress({ views: { versions: () => Promise.resolve(versions) }, events, clock });
  return async (seconds: number, newest: number, ...checkpoints: (number | { building: number })[]) => {
    clock.set(at(seconds));
    head = newest;
    versions = checkpoints.map((each, i) => {
      const number = typeof each === "number" ? each : each.building;
      const checkpoint = { number, position: `${number}`, recordedAt: null };
      return { projection: "board", version: i + 1, serving: typeof each === "number", apart: false, checkpoint };
    });
    return progress.look();
  };
}

test("a view that has taken everything is not late, however long nothing comes", async () => {
  const look = watching();
  await look(0, 9, 9);
  const [board] = await look(4000, 9, 9);
  expect(board).toMatchObject({
    late: false,
    eventsBehind: 0,
    secondsBehind: 0,
    share: 1,
    secondsLeft: 0,
    stalled: false,
  });
  expect(inWords(board!)).toBe("0 behind");
});

test("of a view that comes nearer the rate and the time left are told, and since when it is late", async () => {
  const look = watching();
  expect((await look(100, 99, 9))[0]).toMatchObject({ eventsPerSecond: null, secondsLeft: null, trend: null });
  const [board] = await look(110, 109, 39);
  // Of the log ten events came, it took thirty: of the seventy that are left it comes two nearer each second.
  expect(board).toMatchObject({
    late: true,
    eventsBehind: 70,
    secondsBehind: 110 - 40,
    eventsPerSecond: 3,
    secondsLeft: 35,
    trend: "NEARER",
    stalled: false,
  });
  expect(inWords(board!)).toBe("70 behind, the first of them for 70 s, 3 events/s, 35 s left");
});

test("a version that is being built tells which part of the log it has taken", async () => {
  const look = watching();
  await look(100, 99, 99, { building: -1 });
  const [, built] = await look(101, 99, 99, { building: 24 });
  expect(built).toMatchObject({ serving: false, share: 0.25, eventsPerSecond: 25, secondsLeft: 3, trend: "NEARER" });
  expect(inWords(built!)).toBe("75 behind, 25 % done, 25 events/s, 3 s left");
});

test("a view falls behind when more comes than it takes: no time is left to tell", async () => {
  const look = watching();
  await look(100, 99, 90);
  const [board] = await look(110, 199, 100);
  expect(board).toMatchObject({ trend: "FARTHER", secondsLeft: null, eventsPerSecond: 1, stalled: false });
  expect(inWords(board!)).toMatch(/falls further behind$/);
});

test("a view has stalled when it is late and took nothing for a minute, and no more once it takes something", async () => {
  const look = watching();
  await look(100, 9, 9);
  await look(103, 10, 9);
  // While it had everything, no time ran: the minute begins when it was last seen so.
  expect((await look(159, 12, 9))[0]).toMatchObject({ late: true, stalled: false });
  const [stalled] = await look(160, 12, 9);
  expect(stalled).toMatchObject({ stalled: true });
  expect(inWords(stalled!)).toMatch(/STALLED$/);
  expect((await look(161, 12, 10))[0]).toMatchObject({ late: true, stalled: false });
});

test("where numbers have gaps no events are counted, and a view is still told to come nearer", async () => {
  const look = watching(false);
  await look(100, 1000, 0);
  const [board] = await look(110, 1000, 500);
  expect(board).toMatchObject({ eventsBehind: null, eventsPerSecond: null, secondsLeft: 10, trend: "NEARER" });
});

test("after a clock that was set back, and of a view that begins anew, nothing is compared with what was", async () => {
  const look = watching();
  await look(100, 99, 50);
  expect((await look(40, 99, 50))[0]).toMatchObject({ eventsPerSecond: null, trend: null, stalled: false });
  expect((await look(200, 99, -1))[0]).toMatchObject({ eventsPerSecond: null, trend: null, stalled: false });
});
