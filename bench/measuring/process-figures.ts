import { execFileSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/** A process that serves, and what the system tells of it; null where the system doesn't tell. */
export interface MeasuredProcess {
  /** Its greatest resident set so far, in bytes. */
  memory(): number | null;
  /** Its resident set now, in bytes. */
  resident(): number | null;
  /** User and system time of all its threads so far, in ms, once it has nothing left to do. */
  processorTime(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Resting: it used less than this in a while of this length. */
const REST_MS = { used: 15, of: 150 };
/** A process that never rests is not waited for longer. */
const MOST_MS = 20_000;

export function inProcess(child: ChildProcess): MeasuredProcess {
  const ended = once(child, "exit");
  return {
    memory: () => bytesOf(child.pid!, "VmHWM"),
    resident: () => bytesOf(child.pid!, "VmRSS"),
    async processorTime() {
      const until = performance.now() + MOST_MS;
      let used = usedBy(child.pid!);
      while (used !== null && performance.now() < until) {
        await delay(REST_MS.of);
        const now = usedBy(child.pid!)!;
        if (now - used < REST_MS.used) return now;
        used = now;
      }
      return used;
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function bytesOf(pid: number, name: string): number | null {
  try {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return match ? Number(match[1]) * 1024 : null;
  } catch {
    return null;
  }
}

/** In ms. Linux counts in ticks, by default a hundred a second. */
function usedBy(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program may hold spaces, and ends in a bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksASecond();
  } catch {
    return null;
  }
}

let ticks: number | undefined;

function ticksASecond(): number {
  return (ticks ??= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" })));
}
