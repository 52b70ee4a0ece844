import { beforeEach, expect, test } from "@jest/globals";
import { ViewsOfOtherEvents } from "../../src/engines/engines.js";
import { untilViewsAreOf } from "../../src/engines/views-of-logs.js";
import { markOf } from "../../src/event-sourcing/stored-event/mark.js";
import type { StoredVersion } from "../../src/event-sourcing/projecting/read-model.js";
import { memoryEventStore } from "../event-sourcing/memory-event-store.js";
import { HOURS } from "../waiting.js";
import { readyEvents } from "./ready-event.js";

const AT_ONCE = -1;

const events = memoryEventStore();
const reads = memoryEventStore();
let stored: StoredVersion[];
let looks: number;

const views = { versions: async () => (looks++, stored) };
const byAnother = async () => true;
const byNobodyElse = async () => false;

/** @param number of the event that it has taken, -1 for none */
async function view(number: number, apart = false): Promise<StoredVersion> {
  const [raw] = await events.readAll(null, 1);
  const checkpoint = { number, position: "", recordedAt: null, mark: markOf(raw!) };
  return { projection: apart ? "reads" : "seals", version: 1, serving: true, apart, checkpoint };
}

beforeEach(async () => {
  looks = 0;
  if ((await events.head()) < 0) await events.append("thing-1", -1, readyEvents("thing-1", 0, 1));
});

test("views of these events, and those that are being built, are not waited for", async () => {
  stored = [await view(0), { ...(await view(7)), projection: "persons", serving: false }];
  await untilViewsAreOf({ events, reads }, views, byAnother, AT_ONCE);
  expect(looks).toBe(1);
});

test.each([
  ["ahead of the events", false, /^in MongoDB seals is ahead of the events, and the instance that keeps/],
  ["ahead of the log of reads", true, /^in MongoDB reads is ahead of the events, and the instance that keeps/],
])("where another keeps views that are %s, and does not give them up, it is said", async (_, apart, sentence) => {
  stored = [await view(3, apart)];
  const waiting = untilViewsAreOf({ events, reads }, views, byAnother, AT_ONCE);
  await expect(waiting).rejects.toThrow(ViewsOfOtherEvents);
  await expect(waiting).rejects.toThrow(sentence);
});

test("they are waited for while another may give them up, and where it is this one's turn, however long that takes", async () => {
  stored = [await view(3)];
  const lasting = { versions: async () => (++looks > 3 ? [] : stored) };
  await untilViewsAreOf({ events, reads }, lasting, byAnother, HOURS);
  looks = 0;
  await untilViewsAreOf({ events, reads }, lasting, byNobodyElse, AT_ONCE);
  expect(looks).toBe(4);
});
