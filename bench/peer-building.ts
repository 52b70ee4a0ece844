import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const NATIVE = join(import.meta.dirname, "node_modules", "sqlite3", "build", "Release", "node_sqlite3.node");
/** The run has to end in time without the peer, too. */
const MOST_MS = 120_000;

/**
 * Fetches or compiles the peer's native package, where that was not done yet; resolves when it is over, however it
 * went: whether the peer can be loaded shows when it is measured.
 */
export async function buildPeer(): Promise<void> {
  if (existsSync(NATIVE)) return;
  // npm hands on that no script runs, by the settings of Kawal itself.
  const child = spawn("npm", ["rebuild", "--ignore-scripts=false", "--prefix", import.meta.dirname, "sqlite3"], {
    stdio: "ignore",
    env: { ...process.env, JOBS: "max" },
    // A group of its own, so that the compilers end with it.
    detached: process.platform !== "win32",
    shell: process.platform === "win32",
  });
  await new Promise<void>((over) => {
    const timer = setTimeout(() => {
      if (process.platform === "win32") child.kill();
      else if (child.pid !== undefined) process.kill(-child.pid);
      over();
    }, MOST_MS);
    const done = () => {
      clearTimeout(timer);
      over();
    };
    child.once("error", done);
    child.once("exit", done);
  });
}
