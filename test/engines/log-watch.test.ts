import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { LogWatch, watchedBy, watchedLog } from "../../src/engines/log-watch.js";
import { PartReplaced, StoreUnavailable, type EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { memoryEventStore } from "../event-sourcing/memory-event-store.js";
import { HOURS } from "../waiting.js";
import { readyEvents } from "./ready-event.js";

let events: EventStore;
let reads: EventStore;
/** Which log the event store has now. */
let standing: EventStore;
let faults: string[];
let watch: LogWatch;

const newest = () => standing.newest();
const readStream = (stream: string, from?: number) => standing.readStream(stream, from);

async function logOf(count: number): Promise<EventStore> {
  const log = memoryEventStore();
  if (count > 0) await log.append("thing-1", -1, readyEvents("thing-1", 0, count));
  return log;
}

beforeEach(async () => {
  faults = [];
  events = standing = await logOf(3);
  reads = await logOf(0);
  watch = new LogWatch("EventStoreDB", { events: { newest, readStream }, reads }, (each) => faults.push(each), HOURS);
  await watch.look();
});
afterEach(() => watch.stop());

test("a log that grows is the same", async () => {
  await events.append("thing-1", 2, readyEvents("thing-1", 3, 2));
  await reads.append("thing-2", -1, readyEvents("thing-2", 0, 1));
  await watch.look();
  expect(await watchedBy(events, watch).head()).toBe(4);
  expect(faults).toEqual([]);
});

test.each([
  ["that is shorter", 2],
  ["that is empty", 0],
  ["as long, with other events", 3],
  ["that is longer, with other events", 9],
])("one %s is another: from then on nothing is answered, and it is told once", async (_, count) => {
  standing = await logOf(count);
  await watch.look();
  await watch.look();
  expect(faults).toEqual([expect.stringMatching(/^The log of events in EventStoreDB .* it had event 2\. Stop every/)]);
  expect(() => watchedBy(events, watch).head()).toThrow(PartReplaced);
});

test("one that does not answer is looked at again", async () => {
  const gone = async () => Promise.reject(new StoreUnavailable("gone"));
  standing = { ...events, newest: gone };
  await watch.look();
  expect(await watchedBy(events, watch).head()).toBe(2);
  standing = await logOf(1);
  await watch.look();
  expect(() => watchedBy(events, watch).head()).toThrow(PartReplaced);
});

describe("a log that was out of reach", () => {
  /** How often it was looked at: once for each log. */
  let looks: number;
  let isGone: boolean;
  let watched: EventStore;
  beforeEach(() => {
    looks = 0;
    isGone = false;
    const reached = <T>(answer: () => Promise<T>) => (isGone ? Promise.reject(new StoreUnavailable("gone")) : answer());
    const log = { newest: () => (looks++, reached(() => standing.newest())), readStream };
    watch = new LogWatch("EventStoreDB", { events: log, reads }, (each) => faults.push(each), HOURS);
    watched = watchedLog(
      {
        ...events,
        head: () => reached(() => standing.head()),
        append: (...given) => reached(() => standing.append(...given)),
      },
      watch,
    );
    return watch.look();
  });
  const append = () => watched.append("thing-2", -1, readyEvents("thing-2", 0, 1));

  test("is looked at before anything else is asked of it, once for all who ask", async () => {
    watch.doubt();
    await Promise.all([watched.head(), append(), watched.readStream("thing-1")]);
    expect(looks).toBe(2);
    await watched.head();
    expect(looks).toBe(2);
    expect(faults).toEqual([]);
  });

  test("takes nothing when it came back as another, though nobody had looked", async () => {
    isGone = true;
    await expect(watched.head()).rejects.toThrow(StoreUnavailable);
    isGone = false;
    standing = await logOf(1);
    await expect(append()).rejects.toThrow(PartReplaced);
    expect(await standing.readStream("thing-2")).toEqual([]);
    expect(() => watched.subscribe(null, 1, AbortSignal.abort())).toThrow(PartReplaced);
  });

  test("is unavailable until it was looked at, and then answers again", async () => {
    watch.doubt();
    isGone = true;
    await expect(append()).rejects.toThrow("EventStoreDB was out of reach, and is not yet known to be the same");
    isGone = false;
    expect(await watched.head()).toBe(2);
  });
});
