import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import { freshBytes } from "./random.js";

const ALGORITHM = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const prepared = new WeakMap<Uint8Array, KeyObject>();

/**
 * A key as Node's ciphers want it. They would make one of the bytes at each use, which costs more than the use itself.
 */
export function preparedKey(bytes: Uint8Array): KeyObject {
  let key = prepared.get(bytes);
  if (key === undefined) prepared.set(bytes, (key = createSecretKey(bytes)));
  return key;
}

/** AES-256-GCM under a random nonce: nonce (12 bytes), ciphertext, tag (16 bytes). */
export function encrypt(key: Uint8Array, plain: Uint8Array, additional: Uint8Array): Buffer {
  const nonce = freshBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, preparedKey(key), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(additional);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The reverse. @throws when key, bytes or additional data are not those of the encryption */
export function decrypt(key: Uint8Array, bytes: Uint8Array, additional: Uint8Array): Buffer {
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error("the ciphertext is too short");
  const tagAt = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, preparedKey(key), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(additional);
  decipher.setAuthTag(bytes.subarray(tagAt));
  const plain = decipher.update(bytes.subarray(NONCE_BYTES, tagAt));
  // In this mode nothing is left to come: it throws where the tag is another.
  decipher.final();
  return plain;
}
