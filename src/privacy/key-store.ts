import { v5 as uuidv5 } from "uuid";
import { Mendable } from "../event-sourcing/mendable.js";
import type { FieldClass } from "../event-sourcing/stored-event/envelope.js";
import { StoreUnavailable, type Checkpoint } from "../event-sourcing/stored-event/event-store.js";

/**
 * The key store port. A key is 32 random bytes under a UUID; an engine keeps it wrapped under the master key, apart
 * from events and views. Destroying a key makes all that it sealed unreadable for ever, in every copy.
 */
export interface KeyStore {
  /**
   * One key per request, in their order; what is missing is made, and durable before this resolves. Two callers who
   * ask for the same at once get the same key.
   * @throws KeyDestroyed for a key that is made only once, e.g. of a month or a file
   */
  ensure(requests: readonly KeyRequest[]): Promise<Key[]>;
  /** The bytes of each key, or that it was destroyed; ids that this store never had are left out. */
  find(ids: readonly string[]): Promise<FoundKeys>;
  /**
   * Overwrites keys and leaves a tombstone each. A person's next fact is sealed under a new key.
   * @param now ISO 8601, UTC: the time kept in the tombstones
   */
  destroy(ids: readonly string[], now: string): Promise<void>;
  /** Destroys the keys of months that ended over 60 days before `now` (ISO 8601, UTC); answers how many. */
  destroyExpired(now: string): Promise<number>;
  /** Every key that there is when this is called, in no order that means anything, for another store to restore. */
  all(): AsyncIterableIterator<KeyRecord>;
  /**
   * Takes keys of another store, wrapped under this one's master key, and durable before this resolves. From then on no
   * erasure counts as applied. A key that was
   * destroyed in either is destroyed in both; again the same ones change nothing.
   * @throws KeyConflict when another key stands under such an id, or for the same person and class: that
   * one stays as it was; others of these may have been taken
   */
  restore(records: readonly KeyRecord[]): Promise<void>;
  /**
   * Up to where the erasures of the log were applied to these keys; null: to none of them, or nobody knows. Kept with
   * the keys, so that an older copy of them says that it is older.
   */
  erasuresApplied(): Promise<Checkpoint | null>;
  markErasuresApplied(upTo: Checkpoint): Promise<void>;
  /** Id of the first event of the store whose keys these are; null for keys that were bound to none yet. */
  store(): Promise<string | null>;
  /**
   * From now on the keys are that store's. No key is made any more where they are found to be another's, or gone.
   * @throws KeyStoreUnavailable for keys of another store
   */
  bindStore(store: string): Promise<void>;
  close(): Promise<void>;
}

/** The read side, for a worker thread or a process that only reads. */
export interface KeyReader {
  find(ids: readonly string[]): Promise<FoundKeys>;
  /** Every key that there is when this is called, in no order that means anything, for another store to restore. */
  all(): AsyncIterableIterator<KeyRecord>;
  close(): Promise<void>;
}

export type FoundKeys = ReadonlyMap<string, Uint8Array | "destroyed">;

export interface Key {
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** What a key is for; with the id all that is known of it without a master key. */
export interface KeyDescription {
  readonly id: string;
  readonly purpose: KeyRequest["purpose"];
  readonly person: string | null;
  readonly class: FieldClass | null;
  readonly label: string | null;
  readonly names: readonly string[];
}

/** A key on its way to another store, not wrapped: whoever writes it down must protect it. */
export interface KeyRecord extends KeyDescription {
  /** 32 bytes; null when it was destroyed. */
  readonly bytes: Uint8Array | null;
  /** ISO 8601, UTC; null while it lives. */
  readonly destroyedAt: string | null;
}

export type KeyRequest =
  /** Seals one person's fields of one class. */
  | { readonly purpose: "fields"; readonly person: string; readonly class: Exclude<FieldClass, "narrative"> }
  /** Seals one narrative, and is new at each request; lists the persons whom the narrative names. */
  | { readonly purpose: "narrative"; readonly names: readonly string[] }
  /** Fingerprints the requests of one month, `YYYY-MM` (UTC). */
  | { readonly purpose: "fingerprint"; readonly month: string }
  /** Makes search tokens of personal values. */
  | { readonly purpose: "lookup" }
  /** Makes the ids of officers whom an issuer names by a `sub`. */
  | { readonly purpose: "officers" }
  /** Makes the names under which files are kept. */
  | { readonly purpose: "file-names" }
  /** Encrypts one file. */
  | { readonly purpose: "file"; readonly file: string };

const SINGLETON_NAMESPACE = "b1a4d7b4-6b5c-4a56-9c1b-9d1a6a1f2e57";

/** The id of a key that is made once and never again, so that it is found by what it is for. */
export function singletonKeyId(request: Exclude<KeyRequest, { purpose: "fields" | "narrative" }>): string {
  return uuidv5(`${request.purpose}/${labelOf(request) ?? ""}`, SINGLETON_NAMESPACE);
}

/** The month or file that a key is for. */
export function labelOf(request: KeyRequest): string | null {
  if (request.purpose === "fingerprint") return request.month;
  if (request.purpose === "file") return request.file;
  return null;
}

const DAYS_KEPT_AFTER_MONTH = 60;

/** The last month (`YYYY-MM`) whose fingerprint key is due for destruction at `now` (ISO 8601, UTC). */
export function lastExpiredMonth(now: string): string {
  const at = new Date(Date.parse(now) - DAYS_KEPT_AFTER_MONTH * 86_400_000);
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
}

/** A key that was destroyed, and is made only once, was asked for again. */
export class KeyDestroyed extends Error {
  constructor(readonly id: string) {
    super(`the key ${id} was destroyed`);
  }
}

/** Something is sealed under a key that this store never had: the wrong store, or an old backup of its keys. */
export class UnknownKey extends Error {
  constructor(readonly id: string) {
    super(`the key ${id} is not in this key store`);
  }
}

/** A stored key is not what was stored, or stands in another's place. */
export class KeyDamaged extends Mendable {
  constructor(readonly id: string) {
    super(`the key ${id} is damaged`);
  }
}

/** Another key stands in the place of one that was to be restored. */
export class KeyConflict extends Mendable {
  constructor(readonly id: string) {
    super(`the key ${id} can't be restored: this store has made another in its place`);
  }
}

/** The master key is not the one that the keys were wrapped under. */
export class WrongMasterKey extends Mendable {}

/** Some keys are under one master key, and some under another. */
export class RotationUnfinished extends Mendable {
  constructor() {
    super("The change to another master key was cut off: run `kawal keys rotate` again with the same two keys.");
  }
}

/** The writer of the keys is gone; whether a key was kept is unknown, and nothing may be sealed under it. */
export class KeyStoreUnavailable extends StoreUnavailable {}
