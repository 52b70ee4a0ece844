import { afterAll, beforeAll, expect } from "@jest/globals";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inOrder } from "../in-order.js";
import { temporaryFolder } from "../temporary.js";
import type { RealStore } from "./moving-store.js";
import { preparedStore, NAMES, type Prepared } from "./prepared-store.js";
import { kawal } from "./run.js";
import { Officer, until, viewsCaughtUp, type Problem, type RunningService } from "./service.js";

const VIEWS = ["person-profile", "need-to-know", "identity-lookup", "reads"] as const;

interface Listed {
  readonly projection: string;
  readonly builds: readonly { readonly build: string; readonly state: string; readonly late: boolean }[];
}

const { folder, remove } = temporaryFolder();
let store: RealStore;
let prepared: Prepared;
let service: RunningService;
let administrator: Officer;
/** The build of each view that was ordered here. */
const ordered = new Map<string, string>();

beforeAll(async () => {
  ({ store, prepared } = await preparedStore(folder, "store"));
  service = await store.start();
  administrator = new Officer(service, undefined, "ADMINISTRATOR");
});
afterAll(remove);

async function listed(view: string): Promise<Listed> {
  const { data } = await administrator.sees<{ data: readonly Listed[] }>("projections");
  return data.find(({ projection }) => projection === view)!;
}

const statesOf = async (view: string) => (await listed(view)).builds.map(({ build, state }) => `${build} ${state}`);

async function projectionsCommand(...args: string[]) {
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, `${await administrator.token()}\n`, { mode: 0o600 });
  return kawal(["projections", ...args, "--token-file", tokenFile, "--url", service.url]).ended;
}

/** Sends an order and does not wait for more than the service does. */
async function orders(view: string, order: string): Promise<{ order: number; outcome: { done: boolean } | null }> {
  const { status, body } = await administrator.sends<{ order: number; outcome: { done: boolean } | null }>(
    "projections/orders",
    { projection: view, order },
  );
  expect(status).toBe(200);
  return body;
}

async function profileIsThere(): Promise<void> {
  const caseworker = new Officer(service, prepared.agency, "CASEWORKER", prepared.caseworker);
  const { data } = await caseworker.sees<{ data: { identity: { name: string } } }>(`persons/${prepared.migrants[0]}`);
  expect(data.identity.name).toBe(NAMES[0]);
}

const then = inOrder();

then("only an administrator sees and orders anything", async () => {
  for (const role of ["CASEWORKER", "SUPERVISOR", "AUDITOR", "ANALYST"]) {
    const officer = new Officer(service, prepared.agency, role);
    expect((await officer.calls("GET", "projections")).status).toBe(403);
    expect((await officer.sends("projections/orders", { projection: "person-profile", order: "REBUILD" })).status).toBe(
      403,
    );
  }
});

then("each view has one build, which is served", async () => {
  for (const view of VIEWS) expect((await listed(view)).builds.map(({ state }) => state)).toEqual(["SERVED"]);
  const { code, output } = await projectionsCommand("list");
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringMatching(/^person-profile \(events\)$/m) });
});

then("what is wrong in an order is told by field or rule", async () => {
  const sends = (view: string, body: object) =>
    administrator.sends<Problem>("projections/orders", { projection: view, ...body });
  expect(await sends("person-profile", { order: "BURN" })).toMatchObject({ status: 400 });
  expect(await sends("person-profile", { order: "SWITCH", build: "newest" })).toMatchObject({ status: 400 });
  expect(await sends("no-view", { order: "REBUILD" })).toMatchObject({ status: 404 });
  expect(await sends("person-profile", { order: "SWITCH" })).toMatchObject({
    status: 409,
    body: { type: "urn:kawal:problem:rejected:no-such-build" },
  });
  expect((await administrator.calls("GET", "projections/no-view")).status).toBe(404);
  expect((await administrator.calls("GET", "projections/orders/0")).status).toBe(404);
  expect((await administrator.calls("GET", "projections/orders/first")).status).toBe(404);
  const { code, output } = await projectionsCommand("roll-back", "person-profile");
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining("no-such-build") });
});

then("builds are made beside those that are served, though the service is killed as they are ordered", async () => {
  for (const view of VIEWS) {
    const { order } = await orders(view, "REBUILD");
    await service.restart(undefined, "SIGKILL");
    await until(
      () => listed(view),
      ({ builds }) => builds.length === 2 && builds.every(({ late }) => !late),
    );
    ordered.set(view, (await listed(view)).builds.find(({ state }) => state === "BUILDING")!.build);
    expect(ordered.get(view)).toMatch(new RegExp(`^\\d+\\.${order}$`));
    await profileIsThere();
  }
});

then("each is compared with the log, and nothing differs", async () => {
  for (const view of VIEWS) {
    const { code, output } = await projectionsCommand("verify", view, ordered.get(view)!);
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/^[1-9]\d* documents compared .*: 0 differ\.$/m),
    });
  }
});

then("each is switched to, kept over a kill, and gone back from", async () => {
  for (const view of VIEWS) {
    const [before] = (await listed(view)).builds;
    void orders(view, "SWITCH").catch(() => undefined);
    await until(
      () => administrator.calls<{ data: { builds: Listed["builds"] } }>("GET", `projections/${view}`),
      ({ body }) => body.data.builds.some(({ state }) => state === "KEPT"),
    );
    await service.restart(undefined, "SIGKILL");
    await viewsCaughtUp(service);
    expect(await statesOf(view)).toEqual([`${before!.build} KEPT`, `${ordered.get(view)} SERVED`]);
    await profileIsThere();
    const back = await projectionsCommand("roll-back", view);
    expect(back).toMatchObject({ code: 0, output: expect.stringMatching(/^Order \d+ is done\.$/m) });
    expect(await statesOf(view)).toEqual([`${before!.build} SERVED`, `${ordered.get(view)} KEPT`]);
    await profileIsThere();
  }
});

then("what was ordered is in the trail of the store", async () => {
  const dropped = await projectionsCommand("drop", "person-profile", ordered.get("person-profile")!);
  expect(dropped.code).toBe(0);
  expect((await listed("person-profile")).builds).toHaveLength(1);
  const again = await projectionsCommand("drop", "person-profile", ordered.get("person-profile")!);
  expect(again).toMatchObject({ code: 1, output: expect.stringContaining("no-such-build") });
});

then("views.db that is deleted under the service is told, and built anew; no old order is obeyed again", async () => {
  await orders("person-profile", "REBUILD");
  const views = join(store.data, "views.db");
  for (const file of [views, `${views}-wal`, `${views}-shm`]) rmSync(file, { force: true });
  const told = await until(
    () => administrator.calls<Problem & { part?: string }>("GET", "projections"),
    ({ status }) => status === 503,
  );
  expect(told.body).toMatchObject({ type: "urn:kawal:problem:store-file-changed", part: "views.db" });
  expect(service.output()).toContain("views.db");
  await service.restart(undefined, "SIGKILL");
  await viewsCaughtUp(service);
  expect(existsSync(views)).toBe(true);
  for (const view of VIEWS)
    expect((await statesOf(view)).map((each) => each.replace(/^\d+/, ""))).toEqual([".0 SERVED"]);
  await profileIsThere();
  expect((await orders("person-profile", "REBUILD")).outcome).toEqual({ done: true });
});
