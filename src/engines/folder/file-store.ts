import { randomUUID } from "node:crypto";
import { link, mkdir, open, opendir, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { FileStore } from "../../privacy/file-store.js";
import type { KeyStore } from "../../privacy/key-store.js";
import {
  openSealedFiles,
  storedAsTheyAre,
  type IncomingFile,
  type KeptFile,
  type SealedFiles,
} from "../../privacy/sealed-files.js";
import { syncFolder } from "./sync-folder.js";

/** Files that are still being taken; whatever is here at a start is left of a process that ended. */
const INCOMING = "incoming";

/** Folders by the first byte of a file's name, made beforehand, so that a new file syncs one folder. */
const SHARDS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const READ_BYTES = 64 * 1024;

export interface FolderFileStoreSettings {
  /** `files/`; made where there is none. */
  readonly folder: string;
  readonly keys: KeyStore;
}

/** Opens the folder of files, for the one process that writes; sweeps what a crash left half taken. */
export async function openFolderFileStore({ folder, keys }: FolderFileStoreSettings): Promise<FileStore> {
  await rm(join(folder, INCOMING), { recursive: true, force: true });
  await makeFileFolders(folder);
  return openSealedFiles(new FolderFiles(folder), keys);
}

/** All folders that there are in a folder of files, durably. */
export async function makeFileFolders(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await Promise.all([INCOMING, ...SHARDS].map((name) => mkdir(join(folder, name), { recursive: true, mode: 0o700 })));
  await syncFolder(folder);
}

/** Where a file lies in a folder of files. */
export function pathOfFile(folder: string, name: string): string {
  return join(folder, name.slice(0, 2), name);
}

/** The files as they are stored, beside the process that writes them. */
export function readFolderFiles(folder: string): Pick<FileStore, "names" | "encrypted"> {
  return storedAsTheyAre(new FolderFiles(folder));
}

class FolderFiles implements SealedFiles {
  constructor(readonly folder: string) {}

  async take(name: string): Promise<IncomingFile> {
    const incoming = join(this.folder, INCOMING, randomUUID());
    const path = this.#pathOf(name);
    const handle = await open(incoming, "wx", 0o600);
    return {
      write: (bytes) => handle.appendFile(bytes),
      async keep() {
        await handle.sync();
        try {
          await link(incoming, path);
        } catch (error) {
          if (hasCode(error, "EEXIST")) return false;
          throw error;
        }
        await syncFolder(dirname(path));
        return true;
      },
      async discard() {
        await handle.close();
        await rm(incoming, { force: true });
      },
    };
  }

  async open(name: string): Promise<KeptFile | undefined> {
    let handle: FileHandle;
    try {
      handle = await open(this.#pathOf(name), "r");
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    }
    return { read: () => readFrom(handle), close: () => handle.close() };
  }

  async remove(name: string): Promise<void> {
    const path = this.#pathOf(name);
    await rm(path, { force: true });
    await syncFolder(dirname(path));
  }

  async *names(): AsyncGenerator<string> {
    for (const shard of SHARDS) for await (const { name } of await opendir(join(this.folder, shard))) yield name;
  }

  #pathOf(name: string): string {
    return pathOfFile(this.folder, name);
  }
}

async function* readFrom(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
