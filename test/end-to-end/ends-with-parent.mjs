// Loaded before what a test starts: the process ends when whoever started it has gone, however that one ended. Its
// standard input is a pipe that nobody writes to; the pipe ends when the other side is closed.
import { fstatSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread && isPipe()) {
  process.stdin.once("close", () => process.exit(1)).resume();
  // A service that is told to stop isn't kept up by this.
  process.stdin.unref();
}

function isPipe() {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}
