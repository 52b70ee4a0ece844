import type { Readable } from "node:stream";
import { Mendable } from "../event-sourcing/mendable.js";
import { StoreUnavailable } from "../event-sourcing/stored-event/event-store.js";

/** The file store port: documents as uploaded, encrypted, each under a key of its own. */
export interface FileStore {
  /**
   * Takes a file in a stream, never whole in memory; once this resolves it is durable. The same content under the
   * same id again gives the same answer.
   * @param id UUID of the file
   * @throws FileTooLarge, UnsupportedFileType, FileExists, FileShredded; whatever the stream throws. Nothing is left
   *   behind then.
   */
  put(id: string, content: AsyncIterable<Uint8Array>, limits: FileLimits): Promise<StoredFile>;
  /**
   * The content; the stream fails with FileDamaged where it is not what was stored, and gives no byte from there on.
   * @throws NoSuchFile, FileShredded, UnknownKey
   */
  get(id: string): Promise<Readable>;
  /** Takes away a file that no event names. Nothing happens where there is none. */
  remove(id: string): Promise<void>;
  /** The names under which files are kept, hashes under a key of this store (hex), for another store to restore. */
  names(): AsyncIterable<string>;
  /** What is kept under a name, encrypted as it is. @throws NoSuchFile */
  encrypted(name: string): Promise<Readable>;
  /**
   * Keeps what another store has under a name, as it is. Of use once the keys of that store were restored, those of
   * names included, and before this store keeps files of its own. Durable once this resolves; the same content again
   * changes nothing.
   * @throws FileExists when another content is kept under the name; BadFileName; whatever the content throws. Nothing
   *   is left behind then.
   */
  restore(name: string, content: AsyncIterable<Uint8Array>): Promise<void>;
}

export interface FileLimits {
  readonly maxBytes: number;
  readonly allowedTypes: readonly string[];
}

export interface StoredFile {
  readonly bytes: number;
  /** As the content says, not as the sender did. */
  readonly mediaType: string;
  readonly hash: SaltedHash;
}

/** Without the salt, which is sealed, no one can tell from the hash that a known document is this one. */
export interface SaltedHash {
  /** 128 bit, base64url. */
  readonly salt: string;
  /** SHA-256 (base64url) of the salt's bytes, then the content. */
  readonly sha256: string;
}

/** What documents are uploaded as. */
export const DOCUMENT_TYPES = ["application/pdf", "image/jpeg", "image/png"] as const;

export class FileTooLarge extends Error {
  constructor(readonly maxBytes: number) {
    super(`the file is over the limit of ${maxBytes} bytes`);
  }
}

export class UnsupportedFileType extends Error {
  constructor(
    /** What the content looks like; null when it looks like nothing known. */
    readonly mediaType: string | null,
    readonly allowedTypes: readonly string[],
  ) {
    super(`the file is ${mediaType ?? "of an unknown type"}, and must be one of ${allowedTypes.join(", ")}`);
  }
}

/** Another content was stored under this id. */
export class FileExists extends Mendable {
  constructor(readonly id: string) {
    super(`another file is stored as ${id}`);
  }
}

export class NoSuchFile extends Error {
  constructor(readonly id: string) {
    super(`there is no file ${id}`);
  }
}

/** No file is ever kept under such a name. */
export class BadFileName extends Error {
  constructor(readonly fileName: string) {
    super(`${JSON.stringify(fileName)} is not the name of a stored file`);
  }
}

/** The file's key was destroyed, and so the file. */
export class FileShredded extends Error {
  constructor(readonly id: string) {
    super(`the file ${id} was erased`);
  }
}

/** What is stored is not what was put there: cut, changed, or another file's. */
export class FileDamaged extends Error {
  constructor(readonly id: string) {
    super(`the file ${id} is damaged`);
  }
}

/** What keeps the files is gone or too slow; whether a file was kept is unknown, and putting it again tells. */
export class FileStoreUnavailable extends StoreUnavailable {}
