import { randomBytes, randomUUID } from "node:crypto";
import { decrypt, encrypt } from "./authenticated-cipher.js";
import {
  KeyConflict,
  KeyDamaged,
  labelOf,
  singletonKeyId,
  WrongMasterKey,
  type KeyDescription,
  type KeyRecord,
  type KeyRequest,
} from "./key-store.js";

export const KEY_BYTES = 32;
const SCHEME = "kawal-key-1";
const CHECK = Buffer.from("kawal-master-key-check");

/** Nonce, key and tag. */
export const WRAPPED_BYTES = 12 + KEY_BYTES + 16;

/** A new key as an engine stores it. */
export interface WrappedKey extends KeyDescription {
  /** Nonce, ciphertext and tag; the description's canonical bytes, with the scheme, are the additional data. */
  readonly wrapped: Uint8Array;
}

/** A key as an engine has it. */
export interface StoredKey extends WrappedKey {
  /** ISO 8601, UTC; null while the key lives. Zeros stand in place of the bytes of one that was destroyed. */
  readonly destroyedAt: string | null;
}

export function describeKey(request: KeyRequest): KeyDescription {
  const { purpose } = request;
  const none = { person: null, class: null, label: labelOf(request), names: [] };
  if (purpose === "fields") return { ...none, id: randomUUID(), purpose, person: request.person, class: request.class };
  if (purpose === "narrative") return { ...none, id: randomUUID(), purpose, names: request.names, class: "narrative" };
  return { ...none, id: singletonKeyId(request), purpose };
}

/** A new random key, as its bytes and as it is stored. */
export function newKey(masterKey: Uint8Array, request: KeyRequest): { bytes: Uint8Array; stored: WrappedKey } {
  const description = describeKey(request);
  const bytes = randomBytes(KEY_BYTES);
  return { bytes, stored: wrap(masterKey, description, bytes) };
}

/** @throws KeyDamaged when the wrapping was tampered with, or belongs to another key */
export function unwrapKey(masterKey: Uint8Array, stored: WrappedKey): Uint8Array {
  try {
    return decrypt(masterKey, stored.wrapped, additionalData(stored));
  } catch {
    throw new KeyDamaged(stored.id);
  }
}

/** Whether a key is wrapped under this master key, and undamaged. */
export function opensUnder(masterKey: Uint8Array, stored: WrappedKey): boolean {
  try {
    unwrapKey(masterKey, stored);
    return true;
  } catch {
    return false;
  }
}

/** The wrapping of the same key under another master key. @throws KeyDamaged */
export function rewrap(masterKey: Uint8Array, newMasterKey: Uint8Array, stored: WrappedKey): Uint8Array {
  return wrap(newMasterKey, stored, unwrapKey(masterKey, stored)).wrapped;
}

/** A stored key as it leaves for another store. @throws KeyDamaged */
export function recordOf(masterKey: Uint8Array, stored: StoredKey): KeyRecord {
  const { wrapped: _, ...rest } = stored;
  return { ...rest, bytes: stored.destroyedAt === null ? unwrapKey(masterKey, stored) : null };
}

/** A key of another store as it is stored here. */
export function storedFrom(masterKey: Uint8Array, record: KeyRecord): StoredKey {
  const { bytes, destroyedAt, ...description } = record;
  if (destroyedAt !== null) return { ...description, wrapped: new Uint8Array(WRAPPED_BYTES), destroyedAt };
  if (bytes?.length !== KEY_BYTES) throw new TypeError(`the key ${record.id} to be restored has no ${KEY_BYTES} bytes`);
  return { ...wrap(masterKey, description, bytes), destroyedAt };
}

/** Whether two keys of one id are for the same. */
export function isForTheSame(one: KeyDescription, other: KeyDescription): boolean {
  return Buffer.compare(additionalData(one), additionalData(other)) === 0;
}

/**
 * @param standing what is stored in a record's place after it was restored
 * @throws KeyConflict when that is another key
 */
export function assertRestored(masterKey: Uint8Array, record: KeyRecord, standing: StoredKey): void {
  if (!isForTheSame(record, standing)) throw new KeyConflict(record.id);
  if (record.bytes === null || standing.destroyedAt !== null) return;
  if (Buffer.compare(record.bytes, unwrapKey(masterKey, standing)) !== 0) throw new KeyConflict(record.id);
}

/** A value kept with the keys by which a wrong master key is known when a store is opened. */
export function masterKeyCheck(masterKey: Uint8Array): Uint8Array {
  return encrypt(masterKey, CHECK, CHECK);
}

export function isMasterKey(masterKey: Uint8Array, check: Uint8Array): boolean {
  try {
    decrypt(masterKey, check, CHECK);
    return true;
  } catch {
    return false;
  }
}

export const NOT_THE_MASTER_KEY =
  "The master key is not the one that the keys of this store were wrapped under; nothing was changed. Start with the master key that the store was made with, or that its keys were changed to since.";

/** @throws WrongMasterKey */
export function assertMasterKey(masterKey: Uint8Array, check: Uint8Array): void {
  if (!isMasterKey(masterKey, check)) throw new WrongMasterKey(NOT_THE_MASTER_KEY);
}

function wrap(masterKey: Uint8Array, description: KeyDescription, bytes: Uint8Array): WrappedKey {
  return { ...description, wrapped: encrypt(masterKey, bytes, additionalData(description)) };
}

/** RFC 8785: strings as JSON.stringify writes them, members in this order. */
function additionalData({ id, purpose, person, class: fieldClass, label, names }: KeyDescription): Uint8Array {
  return Buffer.from(JSON.stringify({ class: fieldClass, id, label, names, person, purpose, scheme: SCHEME }));
}
