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

/** A folder for files, durably; the folders in it come with the first file of each. */
export async function makeFileFolders(folder: string): Promise<void> {
  await makeFolder(join(folder, INCOMING));
  await syncFolder(folder);
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Where a file lies in a folder of files: in one by the first byte of its name. */
export function pathOfFile(folder: string, name: string): string {
  return join(folder, name.slice(0, 2), name);
}

/** The files as they are stored, beside the process that writes them. */
export function readFolderFiles(folder: string): Pick<FileStore, "names" | "encrypted"> {
  return storedAsTheyAre(new FolderFiles(folder));
}

class FolderFiles implements SealedFiles {
  /** Folders that are durable, or are being made so: a file must not be there before its folder is. */
  readonly #made = new Map<string, Promise<void>>();

  constructor(readonly folder: string) {}

  async take(name: string): Promise<IncomingFile> {
    const incoming = join(this.folder, INCOMING, randomUUID());
    const path = this.#pathOf(name);
    await this.#folderOf(path);
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
    // Also where it is gone already: whoever removed it may not have come as far as this.
    await syncFolder(dirname(path)).catch((error: unknown) => {
      if (!hasCode(error, "ENOENT")) throw error;
    });
  }

  async *names(): AsyncGenerator<string> {
    for await (const shard of await opendir(this.folder)) {
      if (shard.name === INCOMING) continue;
      for await (const { name } of await opendir(join(this.folder, shard.name))) yield name;
    }
  }

  /** Makes the folder of a file, durably, the first time that one is kept there. */
  #folderOf(path: string): Promise<void> {
    const folder = dirname(path);
    let made = this.#made.get(folder);
    if (made === undefined) {
      made = makeFolder(folder).then(() => syncFolder(this.folder));
      made.catch(() => this.#made.delete(folder));
      this.#made.set(folder, made);
    }
    return made;
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
