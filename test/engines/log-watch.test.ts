import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { LogWatch, watchedBy } from "../../src/engines/log-watch.js";
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
