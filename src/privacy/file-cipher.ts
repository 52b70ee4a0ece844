import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { canonicalBytes } from "../event-sourcing/stored-event/envelope.js";

/*
 * A file on disk: a magic, 32 random bytes, then chunks of 64 KiB, each with a tag. The chunks' key follows from the
 * file's key and the random bytes, so that two attempts to store one file never share a key and a nonce. Each chunk is
 * bound to the file, its index, and whether it is the last: a file that was cut, reordered or swapped does not open.
 */

export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

const SCHEME = "kawal-file-1";
const MAGIC = Buffer.from("KAWAL-F1");
export const HEADER_BYTES = MAGIC.length + 32;

export function newHeader(): Buffer {
  return Buffer.concat([MAGIC, randomBytes(HEADER_BYTES - MAGIC.length)]);
}

/** Encrypts or decrypts the chunks of one file, in order. */
export interface ChunkCipher {
  seal(index: number, last: boolean, plain: Uint8Array): Buffer;
  /** @throws when the chunk is not the one that was sealed there */
  open(index: number, last: boolean, sealed: Uint8Array): Buffer;
}

/** @throws when the header is none */
export function chunkCipher(fileKey: Uint8Array, file: string, header: Uint8Array): ChunkCipher {
  if (header.length !== HEADER_BYTES || !MAGIC.equals(header.subarray(0, MAGIC.length)))
    throw new Error("this is no stored file");
  const key = Buffer.from(hkdfSync("sha256", fileKey, header, SCHEME, 32));
  const additional = (chunk: number, last: boolean) => canonicalBytes({ scheme: SCHEME, file, chunk, last });
  return {
    seal(index, last, plain) {
      const cipher = createCipheriv("aes-256-gcm", key, nonceOf(index), { authTagLength: TAG_BYTES });
      cipher.setAAD(additional(index, last));
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(index, last, sealed) {
      if (sealed.length < TAG_BYTES) throw new Error("the chunk is too short");
      const tagAt = sealed.length - TAG_BYTES;
      const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(index), { authTagLength: TAG_BYTES });
      decipher.setAAD(additional(index, last));
      decipher.setAuthTag(sealed.subarray(tagAt));
      return Buffer.concat([decipher.update(sealed.subarray(0, tagAt)), decipher.final()]);
    },
  };
}

/**
 * 128 bit that only the holder of the file's key can know; the same each time, so that a repeated upload hashes alike.
 */
export function saltOf(fileKey: Uint8Array): Buffer {
  return Buffer.from(hkdfSync("sha256", fileKey, "", `${SCHEME}-salt`, 16));
}

function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 6, 6);
  return nonce;
}
