#!/usr/bin/env node
// Runs the command line on the Node.js that the package pins, whatever Node.js the shell finds.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runOnNeededNode } from "./needed-node.js";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

if (!existsSync(cli)) {
  console.error("Kawal is not built yet: run `npm run build` in its folder first.");
  process.exit(1);
}
runOnNeededNode(cli, process.argv.slice(2));
