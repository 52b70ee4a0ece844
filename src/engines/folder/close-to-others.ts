import { Logger } from "@nestjs/common";
import { chmod, readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Rights of group and others. */
const OTHERS = 0o077;
/** Folders within the folder of a store. */
const FOLDERS = ["files", "checkpoints"];

interface Found {
  closed: number;
  /** Of somebody else, or on a disk that can't be written. */
  readonly left: string[];
}

/**
 * Takes the rights of group and others from a store that was made, copied or unpacked with them: files are 0600,
 * folders
 * 0700. What a process makes itself has these modes by the umask of its entry point. Says what it changed, and what it
 * could not. Windows has no such modes.
 */
export async function closeToOthers(data: string): Promise<void> {
  if (process.platform === "win32") return;
  const found: Found = { closed: 0, left: [] };
  for (const entry of await readdir(data, { withFileTypes: true }))
    if (entry.isFile()) await close(join(data, entry.name), found);
    else if (entry.isDirectory() && FOLDERS.includes(entry.name)) await closeFolder(join(data, entry.name), found);
  await close(data, found);
  const log = new Logger("Store");
  if (found.closed > 0)
    log.warn(
      `${found.closed} files and folders in ${data} were open to other users of this machine, and are closed now`,
    );
  if (found.left.length > 0)
    log.warn(`open to other users of this machine, and not to be changed by this one: ${found.left.join(", ")}`);
}

/** A folder that is closed is not looked into: others can't reach what is in it, which may be a million files. */
async function closeFolder(folder: string, found: Found): Promise<void> {
  if (!(await isOpen(folder))) return;
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isFile()) await close(join(folder, entry.name), found);
    else if (entry.isDirectory()) await closeFolder(join(folder, entry.name), found);
  await close(folder, found);
}

async function close(path: string, found: Found): Promise<void> {
  if (!(await isOpen(path))) return;
  try {
    await chmod(path, (await stat(path)).mode & 0o700);
    found.closed++;
  } catch {
    found.left.push(path);
  }
}

async function isOpen(path: string): Promise<boolean> {
  const stats = await stat(path).catch(() => undefined);
  return stats !== undefined && (stats.mode & OTHERS) !== 0;
}
