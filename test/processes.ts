import { afterEach } from "@jest/globals";
import type { ChildProcess } from "node:child_process";

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** Kills the process after the test that started it, if it still runs then. */
export function endedAfterTest<Child extends ChildProcess>(child: Child): Child {
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}
