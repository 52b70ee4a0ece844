import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { watchedBy } from "../../src/engines/log-watch.js";
import { ViewsWatch } from "../../src/engines/views-watch.js";
import { PartReplaced, StoreUnavailable } from "../../src/event-sourcing/stored-event/event-store.js";
import type { StoredVersion } from "../../src/event-sourcing/projecting/read-model.js";
import { HOURS } from "../waiting.js";

/** What is stored now. */
let stored: StoredVersion[];
let faults: string[];
let watch: ViewsWatch;

const views = { versions: async () => stored };

const view = (projection: string, number: number, version = 1, serving = true): StoredVersion => ({
  projection,
  version,
  serving,
  checkpoint: number < 0 ? null : { number, position: String(number), recordedAt: null },
  apart: false,
});

const isAnswered = () => watchedBy(views, watch).versions();

beforeEach(async () => {
  faults = [];
  stored = [view("seals", 7), view("persons", 5)];
  watch = new ViewsWatch("MongoDB", views, (each) => faults.push(each), HOURS);
  await watch.look();
});
afterEach(() => watch.stop());

test("views that go on are the same, and so are those of which another version is served", async () => {
  stored = [view("seals", 9), view("persons", 5), view("persons", 2, 2, false)];
  await watch.look();
  stored = [view("seals", 9), view("persons", 9, 2)];
  await watch.look();
  await watch.look();
  expect(faults).toEqual([]);
  await isAnswered();
});

test.each([
  ["one is at an older event", () => [view("seals", 6), view("persons", 5)]],
  ["one is gone", () => [view("persons", 5)]],
  ["one has taken nothing", () => [view("seals", -1), view("persons", 5)]],
  ["one is built again and not served", () => [view("seals", 7, 1, false), view("persons", 5)]],
  ["all are gone", () => []],
])("where %s, nothing is answered after two looks, and it is told once", async (_, putBack) => {
  stored = putBack();
  await watch.look();
  await isAnswered();
  await watch.look();
  await watch.look();
  expect(faults).toEqual([expect.stringMatching(/^The views in MongoDB .*: seals had event 7\. Stop every instance/)]);
  expect(isAnswered).toThrow(PartReplaced);
});

test("what is behind for one look only was said by a primary that was just chosen", async () => {
  stored = [view("seals", 6), view("persons", 5)];
  await watch.look();
  stored = [view("seals", 8), view("persons", 5)];
  await watch.look();
  stored = [view("seals", 7), view("persons", 5)];
  await watch.look();
  expect(faults).toEqual([]);
  await watch.look();
  expect(faults).toEqual([expect.stringContaining("seals had event 8")]);
});

test("views that do not answer are looked at again", async () => {
  const { versions } = views;
  views.versions = async () => Promise.reject(new StoreUnavailable("gone"));
  await watch.look();
  await watch.look();
  views.versions = versions;
  await watch.look();
  await isAnswered();
  expect(faults).toEqual([]);
});
