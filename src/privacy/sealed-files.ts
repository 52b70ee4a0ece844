import { createHash, createHmac } from "node:crypto";
import { Readable } from "node:stream";
import { openFile, sealFile } from "./file-sealing.js";
import {
  BadFileName,
  FileExists,
  FileShredded,
  NoSuchFile,
  type FileLimits,
  type FileStore,
  type StoredFile,
} from "./file-store.js";
import { KeyDestroyed, singletonKeyId, UnknownKey, type KeyStore } from "./key-store.js";

/** Where an engine keeps sealed bytes, under names. */
export interface SealedFiles {
  /** Begins a file, to be kept under this name; no one sees it before. */
  take(name: string): Promise<IncomingFile>;
  open(name: string): Promise<KeptFile | undefined>;
  /** Nothing happens where there is none. */
  remove(name: string): Promise<void>;
  names(): AsyncIterable<string>;
}

export interface IncomingFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Whole and durable once this resolves; false when a file of this name is there already: it is never replaced. */
  keep(): Promise<boolean>;
  /** Takes away what was not kept; called at the end of each. */
  discard(): Promise<void>;
}

export interface KeptFile {
  /** From the first byte on; to be asked for once. */
  read(): AsyncIterable<Uint8Array>;
  /** Also of one that was not read, or not to its end. */
  close(): Promise<void>;
}

const NAME = /^[0-9a-f]{64}$/;

/** The file store port, above where an engine keeps bytes. */
export async function openSealedFiles(kept: SealedFiles, keys: KeyStore): Promise<FileStore> {
  const [namesKey] = await keys.ensure([{ purpose: "file-names" }]);
  const nameOf = (id: string) => nameOfFile(namesKey!.bytes, id);

  const asTheyAre = storedAsTheyAre(kept);

  async function keyFor(id: string): Promise<Uint8Array> {
    try {
      return (await keys.ensure([{ purpose: "file", file: id }]))[0]!.bytes;
    } catch (error) {
      if (error instanceof KeyDestroyed) throw new FileShredded(id);
      throw error;
    }
  }

  async function put(id: string, content: AsyncIterable<Uint8Array>, limits: FileLimits): Promise<StoredFile> {
    const key = await keyFor(id);
    const incoming = await kept.take(nameOf(id));
    try {
      const stored = await sealFile(id, key, content, limits, (sealed) => incoming.write(sealed));
      const salt = Buffer.from(stored.hash.salt, "base64url");
      if (!(await incoming.keep()) && (await hashOf(salt, await get(id))) !== stored.hash.sha256)
        throw new FileExists(id);
      return stored;
    } finally {
      await incoming.discard();
    }
  }

  async function get(id: string): Promise<Readable> {
    const keyId = singletonKeyId({ purpose: "file", file: id });
    const key = (await keys.find([keyId])).get(keyId);
    if (key === "destroyed") throw new FileShredded(id);
    const file = await kept.open(nameOf(id));
    if (!file) throw new NoSuchFile(id);
    if (key === undefined) {
      await file.close();
      throw new UnknownKey(keyId);
    }
    return stream(file, openFile(id, key, file.read()));
  }

  async function restore(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    if (!NAME.test(name)) throw new BadFileName(name);
    const incoming = await kept.take(name);
    const hash = createHash("sha256");
    try {
      for await (const piece of content) {
        hash.update(piece);
        await incoming.write(piece);
      }
      if (await incoming.keep()) return;
      if ((await hashOf("", await asTheyAre.encrypted(name))) !== hash.digest("base64url")) throw new FileExists(name);
    } finally {
      await incoming.discard();
    }
  }

  return { put, get, remove: (id) => kept.remove(nameOf(id)), ...asTheyAre, restore };
}

/** Names say nothing of the file, nor of how many of them are one person's. */
export function nameOfFile(namesKey: Uint8Array, id: string): string {
  return createHmac("sha256", namesKey).update(id).digest("hex");
}

/** What needs no key. */
export function storedAsTheyAre(kept: Pick<SealedFiles, "names" | "open">): Pick<FileStore, "names" | "encrypted"> {
  return {
    names: () => kept.names(),
    async encrypted(name) {
      const file = NAME.test(name) ? await kept.open(name) : undefined;
      if (!file) throw new NoSuchFile(name);
      return stream(file, file.read());
    },
  };
}

function stream(file: KeptFile, content: AsyncIterable<Uint8Array>): Readable {
  const readable = Readable.from(content, { objectMode: false });
  // Also for a reader who leaves before the first byte.
  readable.once("close", () => void file.close());
  return readable;
}

/** SHA-256 (base64url) of some bytes before a content, and the content. */
async function hashOf(before: Uint8Array | string, content: Readable): Promise<string> {
  const hash = createHash("sha256").update(before);
  for await (const piece of content) hash.update(piece as Buffer);
  return hash.digest("base64url");
}
