import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { OrderedView } from "../../src/store/projections.controller.js";
import { storeAggregate } from "../../src/store/store.js";
import type { ViewInOperation } from "../../src/store/view-builds.js";
import { openOffices, type Offices } from "../access/offices.js";
import { officerContext } from "../temporary.js";
import { until } from "../waiting.js";

const VIEW = "companies";

let o: Offices;

beforeAll(async () => {
  o = await openOffices("2025-04-10T02:00:00.000Z");
  await o.handling.handle(storeAggregate, "", "OpenStore", { sample: false }, officerContext(randomUUID()));
  await o.agency("BP3MI", "BP3MI Banten", { region: "36" });
  await o.settled();
});
afterAll(() => o.close());

const orders = (order: string, key: string, build?: string) => {
  const body = { projection: VIEW, order, ...(build !== undefined && { build }) };
  return o.calls(o.administrator, "POST", "projections/orders", body, { "idempotency-key": key });
};

/** Waits for what becomes of an order. */
async function done({ status, body }: { readonly status: number; readonly body: never }): Promise<OrderedView> {
  expect(status).toBe(200);
  const ordered = body as OrderedView;
  const path = `projections/orders/${ordered.order}`;
  const asked = async () => ((await o.calls(o.administrator, "GET", path)).body as { data: OrderedView }).data;
  await until(async () => (await asked()).outcome !== null);
  expect((await asked()).outcome).toMatchObject({ done: true });
  return ordered;
}

async function builds(): Promise<string[]> {
  const { data } = (await o.calls(o.administrator, "GET", `projections/${VIEW}`)).body as { data: ViewInOperation };
  return data.builds.map(({ build, state }) => `${build.split(".")[1]} ${state}`);
}

test("an order that is repeated with its key has its first answer, whatever builds there are by then", async () => {
  const key = randomUUID();
  const { order: rebuilt } = await done(await orders("REBUILD", randomUUID()));
  const first = await done(await orders("SWITCH", key));
  expect(await builds()).toEqual(["0 KEPT", `${rebuilt} SERVED`]);
  const { outcome: _, ...answer } = first;
  const served = await orders("SWITCH", key);
  expect(served).toMatchObject({ status: 200, body: { ...answer, outcome: { done: true } } });
  // Now another build could be meant.
  const { order: next } = await done(await orders("REBUILD", randomUUID()));
  const built = await orders("SWITCH", key);
  expect(built).toMatchObject({ status: 200, body: { ...answer, outcome: { done: true } } });
  expect(await builds()).toEqual(["0 KEPT", `${rebuilt} SERVED`, `${next} BUILDING`]);
});

test("a key that was used for another order is refused", async () => {
  const key = randomUUID();
  await done(await orders("VERIFY", key));
  const other = await orders("REBUILD", key);
  expect(other).toMatchObject({ status: 422, body: { type: "urn:kawal:problem:key-reused" } });
});

test("an order that no build can follow is refused, and orders nothing", async () => {
  const refused = await orders("RESUME", randomUUID());
  expect(refused).toMatchObject({ status: 409, body: { type: "urn:kawal:problem:rejected:no-such-build" } });
  const before = await o.store.readStream("store");
  expect(
    (await o.calls(o.administrator, "POST", "projections/orders", { projection: "no", order: "VERIFY" })).status,
  ).toBe(404);
  expect(await o.store.readStream("store")).toEqual(before);
});
