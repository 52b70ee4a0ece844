// The Node.js that Kawal runs on: the shell's, if it is new enough, or else the one that the package pins.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const NEEDED = 24;

/** Its path; ends this process with a message where there is none. */
export function neededNode() {
  const node = Number(process.versions.node.split(".")[0]) >= NEEDED ? process.execPath : pinnedNode();
  if (node !== undefined) return node;
  console.error(
    `Kawal needs Node.js ${NEEDED}. This is ${process.version}, and no pinned one is installed for this machine.`,
  );
  process.exit(1);
}

/** Runs a program on it, and ends this process as that one ends. */
export function runOnNeededNode(program, args) {
  const child = spawn(neededNode(), ["--disable-warning=ExperimentalWarning", program, ...args], { stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGTERM" ? 143 : 1)));
}

function pinnedNode() {
  const require = createRequire(import.meta.url);
  const platform = { linux: "linux", win32: "win" }[process.platform];
  try {
    const folder = dirname(require.resolve(`node-${platform}-${process.arch}/package.json`));
    return join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
  } catch {
    return undefined;
  }
}
