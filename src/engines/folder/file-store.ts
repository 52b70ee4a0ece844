import { createHash, createHmac, randomUUID } from "node:crypto";
import { link, mkdir, open, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { fileTypeFromBuffer } from "file-type";
import {
  FileDamaged,
  FileExists,
  FileShredded,
  FileTooLarge,
  NoSuchFile,
  UnsupportedFileType,
  type FileLimits,
  type FileStore,
  type SaltedHash,
  type StoredFile,
} from "../../privacy/file-store.js";
import {
  CHUNK_BYTES,
  chunkCipher,
  HEADER_BYTES,
  newHeader,
  saltOf,
  SEALED_CHUNK_BYTES,
} from "../../privacy/file-cipher.js";
import { KeyDestroyed, singletonKeyId, UnknownKey, type KeyStore } from "../../privacy/key-store.js";
import { blocks } from "./blocks.js";

/** Files that are still being taken; whatever is here at a start is left of a process that ended. */
const INCOMING = "incoming";

/** Folders by the first byte of a file's name, made beforehand, so that a new file syncs one folder. */
const SHARDS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export interface FolderFileStoreSettings {
  /** `files/`; made where there is none. */
  readonly folder: string;
  readonly keys: KeyStore;
}

/** Opens the folder of files, for the one process that writes; sweeps what a crash left half taken. */
export async function openFolderFileStore({ folder, keys }: FolderFileStoreSettings): Promise<FileStore> {
  await rm(join(folder, INCOMING), { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await Promise.all([INCOMING, ...SHARDS].map((name) => mkdir(join(folder, name), { recursive: true, mode: 0o700 })));
  await syncFolder(folder);
  const [namesKey] = await keys.ensure([{ purpose: "file-names" }]);
  return new FolderFileStore(folder, keys, namesKey!.bytes);
}

class FolderFileStore implements FileStore {
  readonly #folder: string;
  readonly #keys: KeyStore;
  readonly #namesKey: Uint8Array;

  constructor(folder: string, keys: KeyStore, namesKey: Uint8Array) {
    this.#folder = folder;
    this.#keys = keys;
    this.#namesKey = namesKey;
  }

  async put(id: string, content: AsyncIterable<Uint8Array>, limits: FileLimits): Promise<StoredFile> {
    const key = await this.#keyFor(id);
    const incoming = join(this.#folder, INCOMING, randomUUID());
    try {
      const stored = await take(incoming, id, key, content, limits);
      if (!(await this.#keep(incoming, id)) && !(await this.#holds(id, stored.hash))) throw new FileExists(id);
      return stored;
    } finally {
      await rm(incoming, { force: true });
    }
  }

  async get(id: string): Promise<Readable> {
    const keyId = singletonKeyId({ purpose: "file", file: id });
    const key = (await this.#keys.find([keyId])).get(keyId);
    if (key === "destroyed") throw new FileShredded(id);
    const handle = await this.#open(id);
    if (key === undefined) {
      await handle.close();
      throw new UnknownKey(keyId);
    }
    const content = Readable.from(readOpened(handle, id, key), { objectMode: false });
    // Also for a reader who leaves before the first byte.
    content.once("close", () => void handle.close());
    return content;
  }

  async remove(id: string): Promise<void> {
    const path = this.#pathOf(id);
    await rm(path, { force: true });
    await syncFolder(dirname(path));
  }

  async #keyFor(id: string): Promise<Uint8Array> {
    try {
      return (await this.#keys.ensure([{ purpose: "file", file: id }]))[0]!.bytes;
    } catch (error) {
      if (error instanceof KeyDestroyed) throw new FileShredded(id);
      throw error;
    }
  }

  async #open(id: string): Promise<FileHandle> {
    try {
      return await open(this.#pathOf(id), "r");
    } catch (error) {
      if (hasCode(error, "ENOENT")) throw new NoSuchFile(id);
      throw error;
    }
  }

  /** Names say nothing of the file, nor of how many of them are one person's. */
  #pathOf(id: string): string {
    const name = createHmac("sha256", this.#namesKey).update(id).digest("hex");
    return join(this.#folder, name.slice(0, 2), name);
  }

  /** False when there is a file of this id already: it is never replaced. */
  async #keep(incoming: string, id: string): Promise<boolean> {
    const path = this.#pathOf(id);
    try {
      await link(incoming, path);
    } catch (error) {
      if (hasCode(error, "EEXIST")) return false;
      throw error;
    }
    await syncFolder(dirname(path));
    return true;
  }

  async #holds(id: string, { salt, sha256 }: SaltedHash): Promise<boolean> {
    const hash = createHash("sha256").update(Buffer.from(salt, "base64url"));
    for await (const piece of await this.get(id)) hash.update(piece as Buffer);
    return hash.digest("base64url") === sha256;
  }
}

/** Encrypts a stream into a new file, and syncs it. */
async function take(
  path: string,
  id: string,
  key: Uint8Array,
  content: AsyncIterable<Uint8Array>,
  limits: FileLimits,
): Promise<StoredFile> {
  const handle = await open(path, "wx", 0o600);
  try {
    const header = newHeader();
    const cipher = chunkCipher(key, id, header);
    const salt = saltOf(key);
    const hash = createHash("sha256").update(salt);
    let mediaType = "";
    let bytes = 0;
    let index = 0;
    await handle.appendFile(header);
    for await (const { block, last } of blocks(limited(content, limits.maxBytes), CHUNK_BYTES)) {
      if (index === 0) mediaType = await sniff(block, limits.allowedTypes);
      bytes += block.length;
      hash.update(block);
      await handle.appendFile(cipher.seal(index++, last, block));
    }
    await handle.sync();
    return { bytes, mediaType, hash: { salt: salt.toString("base64url"), sha256: hash.digest("base64url") } };
  } finally {
    await handle.close();
  }
}

async function* limited(content: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > maxBytes) throw new FileTooLarge(maxBytes);
    yield piece;
  }
}

async function sniff(start: Uint8Array, allowedTypes: readonly string[]): Promise<string> {
  const mediaType = (await fileTypeFromBuffer(start))?.mime ?? null;
  if (mediaType === null || !allowedTypes.includes(mediaType)) throw new UnsupportedFileType(mediaType, allowedTypes);
  return mediaType;
}

async function* readOpened(handle: FileHandle, id: string, key: Uint8Array): AsyncGenerator<Buffer> {
  const header = Buffer.alloc(HEADER_BYTES);
  const { bytesRead } = await handle.read(header, 0, HEADER_BYTES, 0);
  const cipher = orDamaged(id, () => chunkCipher(key, id, header.subarray(0, bytesRead)));
  let index = 0;
  for await (const { block, last } of blocks(readFrom(handle, HEADER_BYTES), SEALED_CHUNK_BYTES))
    yield orDamaged(id, () => cipher.open(index++, last, block));
}

async function* readFrom(handle: FileHandle, start: number): AsyncGenerator<Buffer> {
  for (let at = start; ;) {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

function orDamaged<T>(id: string, work: () => T): T {
  try {
    return work();
  } catch {
    throw new FileDamaged(id);
  }
}

/** A new name is durable only once its folder is. Windows has no such call, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
