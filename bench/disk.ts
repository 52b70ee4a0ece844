import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import { percentile } from "./statistics.ts";

/** File systems that keep nothing on a disk, by the number that statfs gives them on Linux. */
const IN_MEMORY: Readonly<Record<number, string>> = { 0x01021994: "tmpfs", 0x858458f6: "ramfs" };

/** Faster than any disk: whatever answers so has not written. */
const NO_TIME_US = 15;

/** The folder's file system does not really write to a disk; figures from there would be of something else. */
export class DoesNotSync extends Error {
  constructor(folder: string, why: string) {
    super(
      `${folder} ${why}: a durable append would cost nothing there. Choose a folder on a disk: npm run bench -- --folder <folder>`,
    );
  }
}

/** How long an fsync of 4 KiB takes, in microseconds. */
export interface SyncTimes {
  readonly median: number;
  readonly p95: number;
}

/**
 * Measures the disk under a folder, which is made when it is missing.
 * @throws DoesNotSync
 */
export function measureSync(folder: string): SyncTimes {
  mkdirSync(folder, { recursive: true });
  const kind = process.platform === "linux" ? IN_MEMORY[statfsSync(folder).type >>> 0] : undefined;
  if (kind !== undefined) throw new DoesNotSync(folder, `is on ${kind}, which is memory`);
  const file = join(folder, "sync-probe");
  const handle = openSync(file, "w");
  const block = Buffer.alloc(4096, 1);
  const times: number[] = [];
  try {
    for (let i = 0; i < 100; i++) {
      writeSync(handle, block);
      const begun = performance.now();
      fsyncSync(handle);
      times.push((performance.now() - begun) * 1000);
    }
  } finally {
    closeSync(handle);
    rmSync(file);
  }
  const sync = { median: percentile(times, 0.5), p95: percentile(times, 0.95) };
  if (sync.median < NO_TIME_US)
    throw new DoesNotSync(
      folder,
      `answers an fsync in ${sync.median.toFixed(1)} µs, so that nothing can have been written`,
    );
  return sync;
}
