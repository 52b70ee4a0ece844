import { afterAll, expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../temporary.js";
import { run } from "./run.js";
import { until } from "./service.js";
import { ROOT } from "./starting.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);

/** Runs left-behind.ts in a Jest of its own; what that starts writes its process id into the file. */
function jest(hook: "fails" | "hangs") {
  const file = join(folder, hook);
  const options = [
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    "node_modules/jest/bin/jest.js",
  ];
  const config = {
    rootDir: ROOT,
    testMatch: ["<rootDir>/test/end-to-end/left-behind.ts"],
    extensionsToTreatAsEsm: [".ts"],
    moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
    transform: { "^.+\\.ts$": "@swc/jest" },
  };
  const running = run(process.execPath, [...options, "--runInBand", "--config", JSON.stringify(config)], {
    LEFT_BEHIND: file,
    HOOK: hook,
  });
  return { running, pid: () => (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0) };
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("what a file of tests has started has ended when Jest has, though a hook failed", async () => {
  const { running, pid } = jest("fails");
  const { code, output } = await running.ended;
  expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("the hook fails") });
  expect(pid()).toBeGreaterThan(0);
  expect(lives(pid())).toBe(false);
});

test("what a file of tests has started ends when the process of the tests is killed", async () => {
  const { running, pid } = jest("hangs");
  await until(
    async () => pid(),
    (started) => started > 0,
  );
  expect(lives(pid())).toBe(true);
  running.child.kill("SIGKILL");
  await until(
    async () => lives(pid()),
    (still) => !still,
  );
});
