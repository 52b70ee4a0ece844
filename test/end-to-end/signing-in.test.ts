import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { kawal } from "./run.js";
import { startService, type RunningService } from "./service.js";
import { temporaryFolder } from "../temporary.js";

const PASSWORD = "kuda lumping di alun-alun";

let folder: string;
let remove: () => void;
let service: RunningService | undefined;

beforeEach(() => {
  ({ folder, remove } = temporaryFolder());
  writeFileSync(join(folder, "master.key"), randomBytes(32), { mode: 0o600 });
});
afterEach(async () => {
  await service?.stop();
  service = undefined;
  remove();
});

/** A store of real people, of which there is none. */
async function start(env: Record<string, string> = {}): Promise<RunningService> {
  const masterKey = join(folder, "master.key");
  return (service = await startService(join(folder, "data"), {
    KAWAL_ISSUER: undefined,
    KAWAL_OFFICER_CLAIM: undefined,
    KAWAL_ADMINISTRATORS: undefined,
    KAWAL_MASTER_KEY_FILE: masterKey,
    ...env,
  }));
}

async function post(path: string, body: object) {
  const response = await fetch(`${service!.url}/api/v1/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

test("a user is made while the service runs, signs in, and stays signed in over a restart", async () => {
  await start();
  expect(service!.output()).toMatch(/Nobody can sign in yet: .*kawal users add/);
  writeFileSync(join(folder, "password"), PASSWORD);
  const args = ["users", "add", "siti", "--password-file", join(folder, "password"), "--data", join(folder, "data")];
  expect((await kawal(args).ended).code).toBe(0);
  const { status, body } = await post("sign-in", { login: "siti", password: PASSWORD });
  expect(status).toBe(200);
  expect(service!.output()).not.toContain("lumping");

  await service!.restart();
  expect(service!.output()).not.toMatch(/Nobody can sign in/);
  const next = await post("sign-in/refresh", { refreshToken: body["refreshToken"] });
  expect(next.status).toBe(200);
  const replayed = await post("sign-in/refresh", { refreshToken: body["refreshToken"] });
  expect(replayed.status).toBe(401);
});

test("with an issuer elsewhere nobody signs in here, and the service starts though that one is down", async () => {
  await start({ KAWAL_ISSUER: "http://127.0.0.1:1/realms/kawal" });
  expect((await fetch(`${service!.url}/health/ready`)).status).toBe(200);
  const { status, body } = await post("sign-in", { login: "siti", password: PASSWORD });
  expect([status, body["type"]]).toEqual([404, "urn:kawal:problem:no-such-address"]);
});
