import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { LogWatch, watchedBy, watchedLog } from "../../src/engines/log-watch.js";
import {
  PartReplaced,
  StoreUnavailable,
  type EventStore,
  type RawEvent,
} from "../../src/event-sourcing/stored-event/event-store.js";
import { memoryEventStore } from "../event-sourcing/memory-event-store.js";
import { HOURS, turns } from "../waiting.js";
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
  /** What an answer to a look waits for. */
  let slowly: Promise<void>;
  let watched: EventStore;
  beforeEach(async () => {
    looks = 0;
    isGone = false;
    slowly = Promise.resolve();
    await begin(HOURS);
  });

  const reached = <T>(answer: () => Promise<T>) => (isGone ? Promise.reject(new StoreUnavailable("gone")) : answer());
  async function looked(): Promise<RawEvent | undefined> {
    looks++;
    await slowly;
    return reached(newest);
  }

  /** @param settleMs how long whoever asks for something waits for a look */
  async function begin(settleMs: number): Promise<void> {
    await watch.stop();
    const logs = { events: { newest: looked, readStream }, reads };
    watch = new LogWatch("EventStoreDB", logs, (each) => faults.push(each), HOURS, settleMs);
    const head = () => reached(() => standing.head());
    const append: EventStore["append"] = (...given) => reached(() => standing.append(...given));
    watched = watchedLog({ ...events, head, append }, watch);
    await watch.look();
  }

  const appended = () => watched.append("thing-2", -1, readyEvents("thing-2", 0, 1));

  test("is looked at before anything else is asked of it, once for all who ask", async () => {
    watch.doubt();
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    slowly = answered;
    const asked = [watched.head(), appended(), watched.readStream("thing-1")];
    await turns(3);
    expect(await standing.readStream("thing-2")).toEqual([]);
    answer();
    await Promise.all(asked);
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
    await expect(appended()).rejects.toThrow(PartReplaced);
    expect(await standing.readStream("thing-2")).toEqual([]);
    expect(() => watched.subscribe(null, 1, AbortSignal.abort())).toThrow(PartReplaced);
  });

  test("is unavailable while a look hangs, and looked at anew by who asks next", async () => {
    await begin(1);
    watch.doubt();
    slowly = new Promise(() => undefined);
    await expect(appended()).rejects.toThrow(StoreUnavailable);
    slowly = Promise.resolve();
    await appended();
  });

  test("is unavailable until it was looked at, and then answers again", async () => {
    watch.doubt();
    isGone = true;
    await expect(appended()).rejects.toThrow("EventStoreDB was out of reach, and is not yet known to be the same");
    isGone = false;
    expect(await watched.head()).toBe(2);
  });
});
