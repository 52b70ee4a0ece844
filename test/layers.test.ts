import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
// @ts-expect-error -- the list is plain JavaScript, as the tool that checks it loads it as it is
import { LAYERS } from "../layers.js";
import { temporaryFolder } from "./temporary.js";

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

let folder: string;
let remove: () => void;
beforeEach(() => void ({ folder, remove } = temporaryFolder()));
afterEach(() => remove());

function write(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The check of `npm run lint` over the small tree that the test has written. */
function check(): { readonly code: number | null; readonly output: string } {
  write("tsconfig.json", "{}");
  const tool = at("node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const args = [tool, "src", "--config", at(".dependency-cruiser.js")];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { code: status, output: `${stdout}${stderr}` };
}

describe("the layers of src", () => {
  test("are all there is", () => {
    expect(readdirSync(at("src")).toSorted()).toEqual([...(LAYERS as readonly string[])].toSorted());
  });

  test("are kept by what needs only what lies below", () => {
    write("src/privacy/blocks.ts", "export const size = 64;\n");
    write("src/http/fields.ts", 'import { size } from "../privacy/blocks.js";\nexport const fields = size;\n');
    expect(check()).toMatchObject({ code: 0 });
  });

  test.each<[string, string, string, RegExp]>([
    ["what needs something above", "src/privacy/blocks.ts", "../http/fields.js", /privacy stands below/],
    [
      "a part of the kernel that needs one above",
      "src/event-sourcing/stored-event/json.ts",
      "../reacting/reactions.js",
      /event-sourcing\/stored-event stands below/,
    ],
    ["what needs a folder without a layer", "src/http/fields.ts", "../helpers/text.js", /every folder has its layer/],
    ["a circle of files", "src/http/fields.ts", "./views.js", /no circle/],
  ])("refuse %s", (_, from, needs, rule) => {
    const to = join(dirname(from), needs).replace(/\.js$/, ".ts");
    const back = rule.source.includes("circle") ? 'import { one } from "./fields.js";\n' : "";
    write(to, `${back}export const other = 1${back && " + one"};\n`);
    write(from, `import { other } from "${needs}";\nexport const one = other;\n`);
    const { code, output } = check();
    expect(output).toMatch(rule);
    expect(code).not.toBe(0);
  });
});

test.each([
  ["the projections need", "slices", /\/node_modules\/(@nestjs|@fastify|fastify|class-validator)\//],
  [
    "serves an embedded store",
    "application",
    /\/node_modules\/(@nestjs\/swagger|swagger-ui-dist|mongodb|@eventstore|file-type)\/|\/langs\/(?!en|id)/,
  ],
])("what %s loads nothing that only others need", async (_, part, others) => {
  const code = `
    const { registerHooks } = require("node:module");
    const { parentPort } = require("node:worker_threads");
    const loaded = [];
    registerHooks({ resolve: (name, context, next) => { const found = next(name, context); loaded.push(found.url); return found; } });
    import(${JSON.stringify(new URL(`../dist/${part}.js`, import.meta.url).href)}).then(() => parentPort.postMessage(loaded));
  `;
  const worker = new Worker(code, { eval: true });
  const loaded = await new Promise<readonly string[]>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  await worker.terminate();
  expect(loaded.filter((url) => url.includes("/dist/")).length).toBeGreaterThan(50);
  expect(loaded.filter((url) => others.test(url))).toEqual([]);
});
