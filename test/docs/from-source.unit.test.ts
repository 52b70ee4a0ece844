import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { ROOT } from "../end-to-end/starting.js";

test("a process that test:watch starts loads the whole service from the source", () => {
  const loads = `const { aggregates } = await import("./dist/slices.js");
    await import("./dist/app.module.js");
    console.log(process.env.KAWAL_FROM_SOURCE, aggregates.length > 0);`;
  const args = ["--import=./test/from-source.mjs", "--disable-warning=ExperimentalWarning"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args, "--input-type=module", "--eval", loads], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "1 true\n", stderr: "" });
});
