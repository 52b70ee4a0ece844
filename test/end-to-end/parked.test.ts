import { afterAll, beforeAll, expect } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { inOrder } from "../in-order.js";
import { temporaryFolder } from "../temporary.js";
import type { RealStore } from "./moving-store.js";
import { preparedStore, type Prepared } from "./prepared-store.js";
import { kawal } from "./run.js";
import { Officer, until, viewsCaughtUp, type Answered, type RunningService } from "./service.js";
import { storedEvents } from "./stored.js";

const PROFILE = "person-profile";

interface Parked {
  readonly projection: string;
  readonly subject: string;
  readonly stream: string;
  readonly revision: number;
  readonly waiting: number;
}

const { folder, remove } = temporaryFolder();
let store: RealStore;
let service: RunningService;
let administrator: Officer;
/** Of the stream whose first event can't be read. */
let stream: string;

beforeAll(async () => {
  let prepared: Prepared;
  ({ store, prepared } = await preparedStore(folder, "store"));
  stream = `person-${prepared.person}`;
  setSchema(99);
  for (const file of ["views.db", "views.db-wal", "views.db-shm"]) rmSync(join(store.data, file), { force: true });
  service = await store.start();
  administrator = new Officer(service, undefined, "ADMINISTRATOR");
});
afterAll(remove);

/** Gives the person's first event the form of a later release, which this one can't read. */
function setSchema(schema: number): void {
  const first = storedEvents(store.data).find((event) => event.stream === stream && event.revision === 0)!;
  const db = new DatabaseSync(join(store.data, "events.db"));
  const bytes = Buffer.from(JSON.stringify({ ...first, schema }));
  db.prepare("UPDATE events SET bytes = ? WHERE stream = ? AND revision = 0").run(bytes, stream);
  db.close();
}

/** What a view has parked, once it has come to the end. */
async function parkedIn(projection: string): Promise<readonly Parked[]> {
  await viewsCaughtUp(service);
  const { data } = await administrator.sees<{ data: Parked[] }>("parked");
  return data.filter((each) => each.projection === projection);
}

const retry = (projection: string) =>
  administrator.sends<Answered & { waiting: number }>("parked/retries", { projection, subject: stream });

/** What lies beside the store, as a master key does. */
const tokenFile = join(folder, "token");

async function parkedCommand(...args: string[]) {
  writeFileSync(tokenFile, `${await administrator.token()}\n`, { mode: 0o600 });
  return kawal(["projections", ...args, "--token-file", tokenFile, "--url", service.url]).ended;
}

const then = inOrder();

then("what can't be read parks its stream, which is told", async () => {
  expect(await parkedIn(PROFILE)).toEqual([
    {
      projection: PROFILE,
      subject: stream,
      stream,
      revision: 0,
      reason: { class: "UNREADABLE_EVENT", error: "UnreadableEvent" },
      waiting: 1,
    },
  ]);
  const told = await parkedCommand("parked", PROFILE);
  const line = `PARKED in ${PROFILE}: ${stream} at ${stream}@0 (UNREADABLE_EVENT, UnreadableEvent), 1 waiting`;
  expect(told).toMatchObject({ code: 0, output: expect.stringContaining(line) });
});

then("a retry answers how many still wait", async () => {
  const { status, body } = await retry(PROFILE);
  expect({ status, waiting: body.waiting }).toEqual({ status: 200, waiting: 2 });
  expect(await parkedIn(PROFILE)).toHaveLength(1);
  const nameless = await kawal(["projections", "retry", PROFILE, stream, "--url", service.url]).ended;
  expect(nameless).toMatchObject({ code: 1, output: expect.stringContaining("KAWAL_TOKEN_FILE") });
  const byCommand = await until(
    () => parkedCommand("retry", PROFILE, stream),
    ({ output }) => !output.includes("view-behind"),
  );
  expect(byCommand).toMatchObject({ code: 0, output: expect.stringContaining("Still waiting: 2.") });
});

then("what is not parked can't be retried", async () => {
  const { status } = await administrator.sends("parked/retries", { projection: PROFILE, subject: "person-nobody" });
  expect(status).toBe(404);
  expect((await retry("no-view")).status).toBe(404);
});

then("the same key again records no second retry", async () => {
  const key = { "idempotency-key": "5f0f2f0e-7f6a-4a57-9a51-0d4c1f1b3c55" };
  const body = { projection: PROFILE, subject: stream };
  const first = await administrator.sends<Answered>("parked/retries", body, key);
  const again = await administrator.sends<Answered>("parked/retries", body, key);
  expect(again).toMatchObject({ status: 200, body: first.body });
});

then("a discard names the event by stream and revision; the rest of the subject goes on without it", async () => {
  const timeline = "timeline";
  const wrong = await parkedCommand("discard", timeline, stream, `${stream}@1`, "--reason", "a later release wrote it");
  expect(wrong.code).toBe(0);
  expect((await parkedIn(timeline)).map(({ waiting }) => waiting)).toEqual([1]);
  const done = await parkedCommand("discard", timeline, stream, `${stream}@0`, "--reason", "a later release wrote it");
  expect(done.code).toBe(0);
  expect(await parkedIn(timeline)).toEqual([]);
  const unclear = await parkedCommand("discard", timeline, stream, "0", "--reason", "unclear");
  expect(unclear).toMatchObject({ code: 1, output: expect.stringContaining("<stream>@<revision>") });
});

then("once it can be read, a retry takes all that waits", async () => {
  await service.restart(() => setSchema(1));
  expect(await parkedIn(PROFILE)).toHaveLength(1);
  const { status, waiting } = await retriedOnce();
  // A view that is late says so, and takes them all the same.
  if (status !== 503) expect({ status, waiting }).toEqual({ status: 200, waiting: 0 });
  expect(await parkedIn(PROFILE)).toEqual([]);
  expect((await retry(PROFILE)).status).toBe(404);
});

async function retriedOnce(): Promise<{ status: number; waiting: number }> {
  const command = JSON.stringify({ projection: PROFILE, subject: stream });
  const headers = { "content-type": "application/json", "idempotency-key": randomUUID() };
  const { status, body } = await administrator.callsOnce<{ waiting: number }>(
    "POST",
    "parked/retries",
    command,
    headers,
  );
  return { status, waiting: body.waiting };
}
