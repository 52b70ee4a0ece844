import { expect, test } from "@jest/globals";
import type { EventStore } from "../../src/event-sourcing/event-store.js";
import type { ReadModel } from "../../src/event-sourcing/read-model.js";
import { HealthController } from "../../src/http/health.controller.js";

const works = {
  store: { head: () => Promise.resolve(7) },
  views: { waitFor: () => Promise.resolve(true), parked: () => Promise.resolve([]) },
};

async function ready(parts: { store?: object; views?: object }) {
  const controller = new HealthController(
    { ...works.store, ...parts.store } as EventStore,
    { ...works.views, ...parts.views } as unknown as ReadModel,
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
    body: { status: "ready", parts: { events: "ok", views: "ok" }, parked: 0 },
  });
});

test.each<[string, Parameters<typeof ready>[0], object]>([
  [
    "an event store that fails",
    { store: { head: () => Promise.reject(new Error("disk")) } },
    { events: "does not answer", views: "ok" },
  ],
  [
    "an event store that says nothing",
    { store: { head: () => new Promise(() => undefined) } },
    { events: "does not answer", views: "ok" },
  ],
  [
    "views that are behind",
    { views: { waitFor: () => Promise.resolve(false) } },
    { events: "ok", views: "behind the events" },
  ],
  [
    "views that are gone, though it is known how far they had come",
    { views: { parked: () => Promise.reject(new Error("gone")) } },
    { events: "ok", views: "does not answer" },
  ],
])("with %s it is not, and names the part", async (_, parts, named) => {
  const { sent, body } = await ready(parts);
  expect(sent).toEqual({ status: 503, retryAfter: "5" });
  expect(body).toMatchObject({ status: "not ready", parts: named });
});
