import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { LiveReader } from "../live/live-reader.js";
import { temporaryFolder } from "../temporary.js";
import { testIssuer } from "../whole-run/whole-run.js";
import { Officer, startService, until, viewsCaughtUp, type RunningService } from "./service.js";
import { OFFICER_CLAIM } from "./starting.js";

const { folder, remove } = temporaryFolder();
let service: RunningService;
let worker: Officer;
const readers: LiveReader[] = [];

beforeAll(async () => {
  service = await startService(folder);
  const administrator = new Officer(service, undefined, "ADMINISTRATOR");
  const office = { kind: "BP3MI", name: "BP3MI Banten", region: "36", validFrom: "2019-01-01" };
  worker = await new Officer(service, (await administrator.does("agencies", office)).id).assigned();
});
afterAll(async () => {
  for (const reader of readers) reader.close();
  await service.stop();
  remove();
});

async function hears(token: string, lastEventId?: string): Promise<LiveReader> {
  const reader = await LiveReader.open(service.url, { token, path: "cases/live", lastEventId });
  readers.push(reader);
  expect(reader.status).toBe(200);
  return reader.named("open");
}

async function complaint(): Promise<string> {
  const person = { sex: "FEMALE", source: "IN_PERSON", identity: { name: "Contoh" } };
  const victim = (await worker.does("persons", person)).id;
  const parties = [{ role: "VICTIM", person: victim }];
  const received = { channel: "PHONE", complainant: "PMI", categories: ["UNPAID_WAGES"], parties };
  return (await worker.does("cases", received)).id;
}

async function liveMetrics(): Promise<string[]> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return text.split("\n").filter((line) => line.startsWith("kawal_live_"));
}

test("a service that stops ends its streams; on the next one they go on, with no loss and no repeat", async () => {
  const before = await hears(await worker.token());
  const [one, two] = [await complaint(), await complaint()];
  await before.told(two);
  expect(before.ids).toEqual([one, two]);
  await until(liveMetrics, (lines) => lines.includes('kawal_live_readers{list="cases"} 1'));
  // One that is alone at the end of the process is heard by nobody.
  before.close();
  await until(liveMetrics, (lines) => lines.includes('kawal_live_readers{list="cases"} 0'));
  const three = await complaint();
  const watching = await hears(await worker.token(), before.lastEventId);
  await watching.told(three);
  expect(watching.ids).toEqual([three]);

  await service.restart();
  expect(await watching.end()).toBe("shutdown");
  await viewsCaughtUp(service);
  await worker.does(`cases/${one}/actions`, { action: "WAGE_LEDGER" });
  const after = await hears(await worker.token(), watching.lastEventId);
  const four = await complaint();
  await after.told(four);
  expect(after.ids).toEqual([one, four]);
});

test("what is recorded while a reader's connection is cut is told when it comes back, after a kill too", async () => {
  const before = await hears(await worker.token());
  const one = await complaint();
  await before.told(one);
  await service.restart(undefined, "SIGKILL");
  await until(
    async () => before.ended,
    (ended) => ended,
  );
  const two = await complaint();
  const after = await hears(await worker.token(), before.lastEventId);
  await after.told(two);
  expect(after.ids).toEqual([two]);
});

test("a stream ends when the token expires", async () => {
  const issuer = await testIssuer();
  const token = await issuer.token({ sub: worker.id, [OFFICER_CLAIM]: worker.id }, { expiresIn: 3 });
  const reader = await hears(token);
  expect(await reader.end()).toBe("signed-out");
});

test("HEAD answers without a stream", async () => {
  const response = await fetch(`${service.url}/api/v1/cases/live`, {
    method: "HEAD",
    headers: { authorization: `Bearer ${await worker.token()}` },
  });
  expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
    200,
    expect.stringContaining("text/event-stream"),
    "",
  ]);
});
