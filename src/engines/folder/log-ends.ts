import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { LogEnds, WrittenLogEnds } from "../log-ends.js";

/** Name of the file in the data folder that says how far each log had come. */
export const LOG_ENDS = "log-ends.json";

/** How far the logs had come when it was last written down: within a second of the newest event, and at each stop. */
export function folderLogEnds(data: string): WrittenLogEnds {
  const write = (ends: LogEnds) => writeLogEnds(data, ends);
  return { read: () => readLogEnds(data), write, replace: write };
}

async function readLogEnds(data: string): Promise<LogEnds | null> {
  try {
    return JSON.parse(await readFile(join(data, LOG_ENDS), "utf8")) as LogEnds;
  } catch (error) {
    // Torn by a power cut, it says nothing; it is replaced whole, so that this is rare.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function writeLogEnds(data: string, ends: LogEnds): Promise<void> {
  const next = join(data, `${LOG_ENDS}.next`);
  const file = await open(next, "w", 0o600);
  try {
    await file.writeFile(JSON.stringify(ends));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(next, join(data, LOG_ENDS));
}
