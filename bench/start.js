/** Installs what is missing, builds, and runs the benchmark on the pinned Node. Runs on any Node, so that it can. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const bench = dirname(fileURLToPath(import.meta.url));
const root = dirname(bench);
const bin = join(root, "node_modules", ".bin");
if (!existsSync(join(bin, "nest")) && !npm(["ci"])) process.exit(1);
if (!existsSync(join(bench, "node_modules", ".package-lock.json"))) {
  console.log("Installing the packages of the benchmark …");
  if (!npm(["ci", "--prefix", bench])) process.exit(1);
}
if (!npm(["run", "--silent", "build"])) process.exit(1);
const run = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  new URL("from-build.js", import.meta.url).href,
  join(bench, "run.ts"),
];
process.exit(inRoot("node", [...run, ...process.argv.slice(2)]));

function npm(args) {
  return inRoot("npm", args) === 0;
}

function inRoot(command, args) {
  const path = `${bin}${delimiter}${process.env.PATH}`;
  const options = { cwd: root, stdio: "inherit", env: { ...process.env, PATH: path } };
  const { status } = spawnSync(command, args, { ...options, shell: process.platform === "win32" });
  return status ?? 1;
}
