// The Node.js that Kawal runs on: the machine's, if it is new enough, or else the one that the package pins.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);
const NEEDED = require("../package.json").engines.node.replace(">=", "");

/** Its path; ends this process with a message where there is none. */
export function neededNode() {
  const node = nodeOfNpm() ?? (isNewEnough(process.versions.node) ? process.execPath : pinnedNode());
  if (node !== undefined) return node;
  console.error(
    `Kawal needs Node.js ${NEEDED} or later. This is ${process.version}, and no pinned one is installed for this machine.`,
  );
  process.exit(1);
}

/** Runs a program on it, and ends this process as that one ends. */
export function runOnNeededNode(program, args) {
  const child = spawn(neededNode(), ["--disable-warning=ExperimentalWarning", program, ...args], { stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGTERM" ? 143 : 1)));
}

/** What npm itself runs on, if it is new enough: within npm's scripts the pinned one comes first on the path. */
function nodeOfNpm() {
  const { npm_node_execpath: node, npm_config_user_agent: agent = "" } = process.env;
  const version = /\bnode\/v(\S+)/.exec(agent)?.[1];
  return version !== undefined && isNewEnough(version) ? node : undefined;
}

function isNewEnough(version) {
  return version.localeCompare(NEEDED, "en", { numeric: true }) >= 0;
}

function pinnedNode() {
  const platform = { linux: "linux", win32: "win" }[process.platform];
  try {
    const folder = dirname(require.resolve(`node-${platform}-${process.arch}/package.json`));
    return join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
  } catch {
    return undefined;
  }
}
