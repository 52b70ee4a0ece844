import { afterAll, expect } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { delimiter } from "node:path";
import { setTimeout } from "node:timers/promises";
import { environment, nodeArguments, ROOT } from "./starting.js";

/** How long a service may take to stop before it counts as one that hangs. */
const STOP_MS = 180_000;

export interface Ended {
  readonly code: number | null;
  /** All that it has printed. */
  readonly output: string;
}

/** A process that a test has started. */
export interface Running {
  readonly child: ChildProcess;
  /** All that it has printed so far. */
  output(): string;
  readonly ended: Promise<Ended>;
  /** Waits until it has printed this, and gives what matched. @throws when it ends before */
  printed(words: RegExp): Promise<RegExpExecArray>;
}

/** What this file of tests has started and has not ended, with the signal that ends it. */
const running = new Map<Running, NodeJS.Signals>();
let over = false;

// Whatever failed or took too long before: nothing goes on after its file of tests. What is told to stop must do so.
afterAll(async () => {
  over = true;
  const ends = await Promise.all([...running].map(([each, signal]) => end(each, signal)));
  expect(ends.filter((ended) => ended !== undefined && ended.code !== 0)).toEqual([]);
});

/** How a service ended that was told to stop; it counts for nothing how the others did. */
async function end({ child, ended }: Running, signal: NodeJS.Signals): Promise<Ended | undefined> {
  child.kill(signal);
  const waiting = new AbortController();
  const late = setTimeout(STOP_MS, "late" as const, { signal: waiting.signal }).catch(() => "late" as const);
  if ((await Promise.race([ended, late])) === "late") child.kill("SIGKILL");
  waiting.abort();
  return signal === "SIGKILL" ? undefined : ended;
}

/**
 * Starts a process, with nothing of this environment but the path.
 * @param atTheEnd the signal that ends it where the test doesn't
 */
export function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  atTheEnd: NodeJS.Signals = "SIGKILL",
): Running {
  if (over) throw new Error(`the tests of this file are over: ${command} is not started`);
  const child = spawn(command, args, { cwd: ROOT, env: { ...environment(), ...env }, stdio: "pipe" });
  let output = "";
  const ended = once(child, "close").then(([code]): Ended => ({ code: code as number | null, output }));
  const started: Running = {
    child,
    output: () => output,
    ended,
    printed: (words) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = words.exec(output);
          if (match) resolve(match);
        };
        for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
        look();
        void ended.then(({ code }) => reject(new Error(`it ended with ${code}: ${output}`)), reject);
      }),
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk));
  running.set(started, atTheEnd);
  const forget = () => void running.delete(started);
  ended.then(forget, forget);
  return started;
}

/** Runs the command `kawal`; by its own file and not the bin, so that who kills the process kills what works. */
export function kawal(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  return run(process.execPath, [...nodeArguments("cli"), ...args], env);
}

/** The path without what npm puts first on it: the Node of the machine. */
export function pathOfMachine(): string {
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter);
}
