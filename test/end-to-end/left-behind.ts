// Run by processes-end.test.ts in a Jest of its own: it starts a process that never ends by itself, and then its hook
// fails, or hangs.
import { beforeAll, test } from "@jest/globals";
import { writeFileSync } from "node:fs";
import { run } from "./run.js";
import { ENDS_WITH_PARENT } from "./starting.js";

beforeAll(async () => {
  const { LEFT_BEHIND, HOOK } = process.env;
  const endless = run(process.execPath, [
    ENDS_WITH_PARENT,
    "--eval",
    "console.log('here'); setInterval(() => {}, 1000)",
  ]);
  await endless.printed(/here/);
  writeFileSync(LEFT_BEHIND!, String(endless.child.pid));
  if (HOOK === "fails") throw new Error("the hook fails");
  await new Promise(() => undefined);
});

test("nothing", () => undefined);
