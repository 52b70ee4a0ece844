import { afterAll, expect, test } from "@jest/globals";
import { fileURLToPath } from "node:url";
import { run } from "../end-to-end/run.js";
import { temporaryFolder } from "../temporary.js";

const { folder, remove } = temporaryFolder();
afterAll(remove);

test("the benchmark of a rebuild ends once every view is served, though they are told of one by one", async () => {
  const program = fileURLToPath(new URL("rebuilding-process.mjs", import.meta.url));
  const loader = new URL("../../bench/from-build.js", import.meta.url).href;
  const args = ["--disable-warning=ExperimentalWarning", "--import", loader, program, folder];
  const { code, output } = await run(process.execPath, args).ended;
  expect({ code, output }).toMatchObject({ code: 0 });
  for (const id of ["rebuild-pair", "rebuild-all", "rebuild-all-writes"]) expect(output).toContain(`"${id}"`);
});
