import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { delimiter } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** The root of the project. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));
export const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
export const KAWAL = fileURLToPath(new URL("../../bin/kawal.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  /** All that it has printed. */
  readonly output: string;
}

/** A process, with nothing of this environment but the path, and what it prints. */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
  const child: ChildProcess = spawn(command, args, {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout!, child.stderr!]) stream.on("data", (chunk: Buffer) => (output += chunk));
  const ended = once(child, "close").then(([code]): Ended => ({ code: code as number | null, output }));
  return {
    child,
    ended,
    /** Waits until it has printed this, and gives what matched. */
    async printed(words: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const match = words.exec(output);
        if (match) return match;
        const end = await Promise.race([ended, setTimeout(10, undefined)]);
        if (end && !words.test(output)) throw new Error(`it ended with ${end.code}: ${output}`);
      }
    },
  };
}

/** The path without what npm puts first on it: the Node of the machine. */
export function pathOfMachine(): string {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter);
}
