#!/usr/bin/env node
// Runs the command line on the Node.js that the package pins, whatever Node.js the shell finds.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED = 24;
const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const quiet = "--disable-warning=ExperimentalWarning";

if (!existsSync(cli)) {
  console.error("Kawal is not built yet: run `npm run build` in its folder first.");
  process.exit(1);
}

const node = Number(process.versions.node.split(".")[0]) >= NEEDED ? process.execPath : pinnedNode();
if (node === undefined) {
  console.error(
    `Kawal needs Node.js ${NEEDED}. This is ${process.version}, and no pinned one is installed for this machine.`,
  );
  process.exit(1);
}
const child = spawn(node, [quiet, cli, ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGTERM" ? 143 : 1)));

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
