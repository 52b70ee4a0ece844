import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { run } from "../end-to-end/run.js";
import { ROOT } from "../end-to-end/starting.js";

const read = (file: string) => readFileSync(`${ROOT}${file}`, "utf8");

test("npm ci on the Node.js that the README names warns of nothing", async () => {
  const [, needed] = /^Node\.js (\d+\.\d+) or later, and npm/m.exec(read("README.md"))!;
  const { engines } = JSON.parse(read("package.json")) as { engines: { node: string } };
  expect(engines.node).toBe(`>=${needed}.0`);
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { engines?: unknown }> };
  expect(packages[""]!.engines).toEqual(engines);
  const { code, output } = await run("npm", ["ci", "--dry-run", "--offline"]).ended;
  expect({ code, output }).toEqual({ code: 0, output: expect.not.stringMatching(/warn/) });
});

test("npm ci runs no script of a package", async () => {
  expect((await run("npm", ["config", "get", "ignore-scripts"]).ended).output.trim()).toBe("true");
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  // npm would leave them out, too.
  expect(Object.keys(scripts).filter((name) => /^(pre|post)/.test(name))).toEqual([]);
});

test.each([
  ["22.22.3", "the pinned one", process.execPath],
  ["24.9.0", "the pinned one", process.execPath],
  ["24.15.0", "that one", "/usr/bin/node"],
  ["26.1.0", "that one", "/usr/bin/node"],
])("where npm runs on Node.js %s, npm start runs on %s", async (version, _, expected) => {
  const env = { npm_node_execpath: "/usr/bin/node", npm_config_user_agent: `npm/11.19.1 node/v${version} linux x64` };
  const { output } = await run(process.execPath, [`${ROOT}bin/node.js`], env).ended;
  expect(output.trim()).toBe(expected);
});
