import { Mendable } from "../event-sourcing/mendable.js";

/** What the system says of a file that a command was given. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST: "is there already: name a new one",
  ENOENT: "is not there",
  ENOTDIR: "lies in something that is no folder",
  EISDIR: "is a folder: name a file",
  EACCES: "can't be used by this user: its owner must allow it",
  EPERM: "can't be used by this user: its owner must allow it",
  EROFS: "is on a disk that can't be written",
  ENOSPC: "finds no room: the disk is full",
};

/** Runs a command; what stopped it is told, and the exit code is 1 then. */
export async function telling(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const sentence = error instanceof Mendable ? error.message : ofFile(error);
    if (sentence === undefined) throw error;
    console.error(sentence);
    process.exitCode = 1;
  }
}

/** A sentence of what can be mended of a file; undefined for any other fault. */
function ofFile(error: unknown): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : REASONS[code];
  return reason !== undefined && typeof path === "string" ? `${path} ${reason}` : undefined;
}
