import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startService, viewsCaughtUp, type RunningService } from "../end-to-end/service.js";
import { ROOT } from "../end-to-end/starting.js";
import { temporaryFolder } from "../temporary.js";

const PEOPLE = "20";
const run = promisify(execFile);
const tool = (path: string) => join(ROOT, "node_modules", path);

const { folder, remove } = temporaryFolder();
let service: RunningService;
/** Below the project, so that the client finds its library. */
let client: string;

beforeAll(async () => {
  const none = { KAWAL_ISSUER: undefined, KAWAL_OFFICER_CLAIM: undefined, KAWAL_ADMINISTRATORS: undefined };
  service = await startService(join(folder, "data"), {
    ...none,
    KAWAL_SAMPLE: PEOPLE,
    KAWAL_MASTER_KEY_FILE: undefined,
  });
  await viewsCaughtUp(service);
  // Beside the build: it finds the packages there, and Node.js runs TypeScript outside of `node_modules` only.
  client = mkdtempSync(join(ROOT, "dist", "client-"));
});
afterAll(() => {
  rmSync(client, { recursive: true, force: true });
  return remove();
});

test("a client that is generated from the description takes the tour", async () => {
  const description = await (await fetch(`${service.url}/openapi.json`)).text();
  writeFileSync(join(client, "openapi.json"), description);
  writeFileSync(join(client, "package.json"), JSON.stringify({ type: "module" }));
  copyFileSync(join(ROOT, "test/contract/client/tour.ts"), join(client, "tour.ts"));
  const node = process.execPath;
  const from = [tool("openapi-typescript/bin/cli.js"), "openapi.json", "--output", "api.ts"];
  await run(node, from, { cwd: client });
  const strictly = ["--noEmit", "--strict", "--target", "es2024", "--module", "nodenext", "--types", "node"];
  const checked = [
    tool("typescript/bin/tsc"),
    ...strictly,
    "--ignoreConfig",
    "--allowImportingTsExtensions",
    "tour.ts",
  ];
  const { stdout: wrong } = await run(node, checked, { cwd: client }).catch((error: { stdout: string }) => error);
  expect(wrong).toBe("");
  const password = /^ {2}supervisor +(\S+)/m.exec(service.output())![1]!;
  const { stdout } = await run(node, ["tour.ts", service.url, "supervisor", password], { cwd: client });
  expect(JSON.parse(stdout)).toEqual({
    board: expect.any(Number),
    missing: expect.any(Number),
    timeline: expect.any(Number),
    known: true,
    added: expect.any(Number),
    refusals: expect.arrayContaining(["I1"]),
    found: true,
    work: expect.any(Number),
    reads: expect.any(Number),
    revisions: 1,
  });
});
