import { expect, test } from "@jest/globals";
import { PartReplaced, type EventStore } from "../../src/event-sourcing/stored-event/event-store.js";
import { markOf } from "../../src/event-sourcing/stored-event/mark.js";
import type { ReadModel } from "../../src/event-sourcing/projecting/read-model.js";
import { ViewsProgress } from "../../src/event-sourcing/projecting/views-progress.js";
import { settableClock } from "../temporary.js";
import { HealthController } from "../../src/http/health.controller.js";

/** What is stored where a view stands at the log's end. */
const at7 = { stream: "store", revision: 3, bytes: Buffer.from("{}"), id: "e7", type: "T", number: 7, position: "7" };
const version = {
  projection: "need-to-know",
  version: 1,
  serving: true,
  apart: false,
  checkpoint: { number: 7, position: "7", recordedAt: null, mark: markOf(at7) },
};
const views = (...versions: object[]) => ({ versions: () => Promise.resolve(versions) });

/** Parts of which only is asked whether they answer. */
const OTHERS = { reads: "ok", keys: "ok" };

const works = {
  reads: { head: () => Promise.resolve(-1) },
  keys: { find: () => Promise.resolve(new Map()) },
  store: {
    gapless: true,
    head: () => Promise.resolve(7),
    readStream: () => Promise.resolve([at7]),
    readAll: () => Promise.resolve([at7]),
  },
  views: {
    waitFor: () => Promise.resolve(true),
    parked: () => Promise.resolve([]),
    versions: () => Promise.resolve([version]),
  },
};

async function ready(parts: { store?: object; views?: object; reads?: object; keys?: object; waited?: string }) {
  const store = { ...works.store, ...parts.store } as unknown as EventStore;
  const readModel = { ...works.views, ...parts.views } as unknown as ReadModel;
  const clock = settableClock("2026-01-01T00:00:00.000Z");
  const progress = new ViewsProgress({ views: readModel, events: store, clock });
  if (parts.waited !== undefined) {
    await progress.look();
    clock.set(parts.waited);
  }
  const controller = new HealthController(
    store,
    readModel,
    { ...works.reads, ...parts.reads },
    { ...works.keys, ...parts.keys },
    progress,
  );
  const sent: { status?: number; retryAfter?: string } = {};
  const reply = {
    status: (status: number) => ((sent.status = status), reply),
    header: (_: string, value: string) => ((sent.retryAfter = value), reply),
  };
  return { sent, body: await controller.ready(reply as never) };
}

test("with every part at work the service is ready", async () => {
  expect(await ready({})).toEqual({
    sent: {},
    body: { status: "ready", parts: { events: "ok", views: "ok", ...OTHERS }, parked: 0, late: [] },
  });
});

test.each<[string, Parameters<typeof ready>[0], object]>([
  [
    "an event store that fails",
    { store: { head: () => Promise.reject(new Error("disk")) } },
    { events: "does not answer", views: "ok", ...OTHERS },
  ],
  [
    "an event store that says nothing",
    { store: { head: () => new Promise(() => undefined) } },
    { events: "does not answer", views: "ok", ...OTHERS },
  ],
  [
    "views that are behind",
    { views: { waitFor: () => Promise.resolve(false) } },
    { events: "ok", views: "behind the events" },
  ],
  [
    "views that are ahead of the events",
    { store: { head: () => Promise.resolve(6) } },
    { events: "ok", views: "need-to-know is ahead of the events" },
  ],
  [
    "views of another store",
    { store: { readStream: () => Promise.resolve([{ ...at7, id: "another" }]) } },
    { events: "ok", views: "need-to-know is of another store" },
  ],
  [
    "views that are being built",
    { views: views({ ...version, serving: false }) },
    { events: "ok", views: "need-to-know is being built" },
  ],
  [
    "views that are gone, though it is known how far they had come",
    { views: { parked: () => Promise.reject(new Error("gone")) } },
    { events: "ok", views: "does not answer" },
  ],
  [
    "a log of reads that fails",
    { reads: { head: () => Promise.reject(new Error("disk")) } },
    { events: "ok", reads: "does not answer" },
  ],
  [
    "keys whose file was replaced",
    { keys: { find: () => Promise.reject(new PartReplaced("keys.db", "file", "it was replaced")) } },
    { events: "ok", keys: "keys.db is not the file that the service was started with" },
  ],
])("with %s it is not, and names the part", async (_, parts, named) => {
  const { sent, body } = await ready(parts);
  expect(sent).toEqual({ status: 503, retryAfter: "5" });
  expect(body).toMatchObject({ status: "not ready", parts: named });
});

test("views of the log of reads stand by other numbers, and are not compared with the events", async () => {
  const reads = { ...version, projection: "reads", apart: true, checkpoint: { ...version.checkpoint, number: 900 } };
  expect((await ready({ views: views(version, reads) })).body).toMatchObject({ status: "ready" });
});

/** A view that has taken all but the last three events. */
const event4 = { ...at7, number: 4, position: "4" };
const late = {
  store: { readStream: () => Promise.resolve([event4]) },
  views: views({ ...version, checkpoint: { number: 4, position: "4", recordedAt: null, mark: markOf(event4) } }),
};

test("a view that is late is told, with how late it is", async () => {
  const { body } = await ready({ ...late, waited: "2026-01-01T00:00:30.000Z" });
  expect(body).toMatchObject({
    status: "ready",
    late: [{ view: "need-to-know", version: 1, serving: true, eventsBehind: 3, eventsPerSecond: 0, stalled: false }],
  });
});

test("with a view that took nothing for a minute, though there is something to take, it is not ready", async () => {
  const { sent, body } = await ready({ ...late, waited: "2026-01-01T00:01:00.000Z" });
  expect(sent).toEqual({ status: 503, retryAfter: "5" });
  expect(body).toMatchObject({ parts: { views: "need-to-know has stalled" }, late: [{ stalled: true }] });
});
