import { randomBytes, randomUUID } from "node:crypto";
import { canonicalBytes, type FieldClass } from "../event-sourcing/envelope.js";
import { decrypt, encrypt } from "./authenticated-cipher.js";
import { KeyDamaged, labelOf, singletonKeyId, WrongMasterKey, type KeyRequest } from "./key-store.js";

export const KEY_BYTES = 32;
const SCHEME = "kawal-key-1";
const CHECK = Buffer.from("kawal-master-key-check");

/** What a key is for. Its canonical bytes, with the scheme, are the additional data of the wrapping. */
export interface KeyDescription {
  readonly id: string;
  readonly purpose: KeyRequest["purpose"];
  readonly person: string | null;
  readonly class: FieldClass | null;
  readonly label: string | null;
  readonly names: readonly string[];
}

/** A key as an engine stores it. */
export interface WrappedKey extends KeyDescription {
  /** Nonce, ciphertext and tag. */
  readonly wrapped: Uint8Array;
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
  return { bytes, stored: { ...description, wrapped: encrypt(masterKey, bytes, additionalData(description)) } };
}

/** @throws KeyDamaged when the wrapping was tampered with, or belongs to another key */
export function unwrapKey(masterKey: Uint8Array, stored: WrappedKey): Uint8Array {
  try {
    return decrypt(masterKey, stored.wrapped, additionalData(stored));
  } catch {
    throw new KeyDamaged(stored.id);
  }
}

/** A value kept with the keys by which a wrong master key is known when a store is opened. */
export function masterKeyCheck(masterKey: Uint8Array): Uint8Array {
  return encrypt(masterKey, CHECK, CHECK);
}

/** @throws WrongMasterKey */
export function assertMasterKey(masterKey: Uint8Array, check: Uint8Array): void {
  try {
    decrypt(masterKey, check, CHECK);
  } catch {
    throw new WrongMasterKey(
      "The master key is not the one that the keys of this store were wrapped under; nothing was changed. Start with the master key that the store was made with.",
    );
  }
}

function additionalData({ id, purpose, person, class: fieldClass, label, names }: KeyDescription): Uint8Array {
  return canonicalBytes({ scheme: SCHEME, id, purpose, person, class: fieldClass, label, names });
}
