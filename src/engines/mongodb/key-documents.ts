import { setTimeout } from "node:timers/promises";
import { MongoBulkWriteError, type Collection, type Db } from "mongodb";
import type { Checkpoint } from "../../event-sourcing/stored-event/event-store.js";
import { KeyStoreUnavailable, RotationUnfinished } from "../../privacy/key-store.js";
import { WRAPPED_BYTES, type StoredKey } from "../../privacy/key-wrapping.js";
import { isDuplicate } from "./connection.js";
import { DURABLE } from "./durable.js";
import { ANSWER_MS, withinTime } from "./within-time.js";

/*
 * The wrapped keys in MongoDB. A write is on the disks of a majority before it counts, so that no failover takes a key
 * from what was sealed under it, nor brings a destroyed one back; reads are of what a majority has, from the primary.
 * Every key has a slot, and no two the same: the person and class that a living key stands for, else its own id. So two
 * instances can't make two keys for one purpose, and a destroyed key of a person makes room. The collection is not to
 * be sharded, as its slots must be unique.
 */

interface KeyDocument extends Omit<StoredKey, "id"> {
  readonly _id: string;
  readonly slot: string;
}

interface MasterKeyCheck {
  readonly _id: string;
  readonly bytes: Uint8Array;
  /** That of the master key to which the keys are being changed; some are under it already. */
  readonly next?: Uint8Array;
}

interface ErasuresApplied extends Checkpoint {
  readonly _id: string;
}

interface StoreOfKeys {
  readonly _id: string;
  readonly store: string;
}

const DUPLICATE_KEY = 11_000;
const CHECK_ID = "master-key-check";
const ERASURES_ID = "erasures-applied";
const STORE_ID = "store";
/** How long until what another is just writing is looked for again, in ms. */
const PAUSE_MS = 10;

/** The slot of the living key of a person and class. */
export function personSlot(key: { readonly person: string | null; readonly class: string | null }): string {
  return `${key.person}/${key.class}`;
}

/** What of a living key there is one of. */
export function slotOf(key: StoredKey): string {
  return key.purpose === "fields" && key.destroyedAt === null ? personSlot(key) : key.id;
}

export class KeyDocuments {
  readonly #keys: Collection<KeyDocument>;
  readonly #checks: Collection<MasterKeyCheck>;
  readonly #erasures: Collection<ErasuresApplied>;
  readonly #stores: Collection<StoreOfKeys>;
  readonly #answerMs: number;

  constructor(db: Db, answerMs = ANSWER_MS) {
    this.#keys = db.collection("keys", DURABLE);
    this.#checks = db.collection("masterKeyCheck", DURABLE);
    this.#erasures = db.collection("erasuresApplied", DURABLE);
    this.#stores = db.collection("storeOfKeys", DURABLE);
    this.#answerMs = answerMs;
  }

  async makeIndexes(): Promise<void> {
    await this.#ask(this.#keys.createIndex({ slot: 1 }, { unique: true }));
    const months = { partialFilterExpression: { purpose: "fingerprint" } };
    await this.#ask(this.#keys.createIndex({ purpose: 1, label: 1 }, months));
  }

  /** The check that is kept: this one, if there was none. */
  async keepMasterKeyCheck(bytes: Uint8Array): Promise<Uint8Array> {
    const kept = await this.masterKeyCheck();
    if (kept !== undefined) return kept;
    await this.#ask(ignoringDuplicates(this.#checks.insertOne({ _id: CHECK_ID, bytes })));
    return this.#untilSeen(() => this.masterKeyCheck());
  }

  /** @throws RotationUnfinished */
  async masterKeyCheck(): Promise<Uint8Array | undefined> {
    const kept = await this.keptCheck();
    if (kept?.next !== undefined) throw new RotationUnfinished();
    return kept?.bytes;
  }

  async keptCheck(): Promise<Pick<MasterKeyCheck, "bytes" | "next"> | undefined> {
    return (await this.#ask(this.#checks.findOne({ _id: CHECK_ID }))) ?? undefined;
  }

  /** From now on no key store opens. */
  async beginRotation(next: Uint8Array): Promise<void> {
    await this.#ask(this.#checks.updateOne({ _id: CHECK_ID }, { $set: { next } }));
  }

  async endRotation(next: Uint8Array): Promise<void> {
    await this.#ask(this.#checks.replaceOne({ _id: CHECK_ID }, { bytes: next }));
  }

  /** Other wrappings of living keys; one that was destroyed meanwhile stays so. */
  async replaceWrapped(
    keys: readonly { readonly id: string; readonly from: Uint8Array; readonly to: Uint8Array }[],
  ): Promise<void> {
    if (keys.length === 0) return;
    const updates = keys.map(({ id, from, to }) => ({
      updateOne: { filter: { _id: id, destroyedAt: null, wrapped: from }, update: { $set: { wrapped: to } } },
    }));
    await this.#ask(this.#keys.bulkWrite(updates, { ordered: false }));
  }

  /** Up to where the erasures of the log were applied to these keys. */
  async erasuresApplied(): Promise<Checkpoint | null> {
    const found = await this.#ask(this.#erasures.findOne({ _id: ERASURES_ID }));
    return found && { number: found.number, position: found.position };
  }

  /** Null: to none of them. */
  async markErasuresApplied(upTo: Checkpoint | null): Promise<void> {
    if (upTo === null) await this.#ask(this.#erasures.deleteOne({ _id: ERASURES_ID }));
    else await this.#ask(this.#erasures.replaceOne({ _id: ERASURES_ID }, { ...upTo }, { upsert: true }));
  }

  /** Id of the first event of the store whose keys these are. */
  async store(): Promise<string | null> {
    return (await this.#ask(this.#stores.findOne({ _id: STORE_ID })))?.store ?? null;
  }

  /** Nothing happens where they are another's. */
  async bindStore(store: string): Promise<void> {
    await this.#ask(ignoringDuplicates(this.#stores.insertOne({ _id: STORE_ID, store })));
  }

  async byIds(ids: readonly string[]): Promise<Map<string, StoredKey>> {
    if (ids.length === 0) return new Map();
    const found = await this.#ask(this.#keys.find({ _id: { $in: [...ids] } }).toArray());
    return new Map(found.map(read).map((key) => [key.id, key]));
  }

  async bySlots(slots: readonly string[]): Promise<Map<string, StoredKey>> {
    if (slots.length === 0) return new Map();
    const found = await this.#ask(this.#keys.find({ slot: { $in: [...slots] } }).toArray());
    return new Map(found.map((document) => [document.slot, read(document)]));
  }

  /** Inserts the keys whose ids and slots are free; answers which keys stand there now, in order. */
  async insertMissing(keys: readonly StoredKey[]): Promise<StoredKey[]> {
    const standing = new Map<StoredKey, StoredKey>();
    await this.#untilSeen(async () => {
      const missing = keys.filter((key) => !standing.has(key));
      const refused = new Set(await this.#insert(missing));
      for (const key of missing) if (!refused.has(key)) standing.set(key, key);
      const byId = await this.byIds([...refused].map(({ id }) => id));
      const bySlot = await this.bySlots([...refused].filter(({ id }) => !byId.has(id)).map(slotOf));
      for (const key of refused) {
        const other = byId.get(key.id) ?? bySlot.get(slotOf(key));
        if (other) standing.set(key, other);
      }
      return standing.size === new Set(keys).size || undefined;
    });
    return keys.map((key) => standing.get(key)!);
  }

  /** Overwrites the bytes of living keys; those destroyed already keep their times. */
  async overwrite(keys: readonly { readonly id: string; readonly destroyedAt: string }[]): Promise<void> {
    if (keys.length === 0) return;
    const wrapped = new Uint8Array(WRAPPED_BYTES);
    const updates = keys.map(({ id, destroyedAt }) => ({
      updateOne: { filter: { _id: id, destroyedAt: null }, update: { $set: { wrapped, destroyedAt, slot: id } } },
    }));
    await this.#ask(this.#keys.bulkWrite(updates, { ordered: false }));
  }

  /** Ids of the living fingerprint keys of a month (`YYYY-MM`) and all before it. */
  async fingerprintKeysUntil(month: string): Promise<string[]> {
    const filter = { purpose: "fingerprint", label: { $lte: month }, destroyedAt: null } as const;
    const found = this.#keys.find(filter, { projection: { _id: 1 } });
    return (await this.#ask(found.toArray())).map(({ _id }) => _id);
  }

  async firstLiving(): Promise<StoredKey | undefined> {
    const found = await this.#ask(this.#keys.findOne({ destroyedAt: null }));
    return found === null ? undefined : read(found);
  }

  /** Up to so many keys whose ids come after one, by id. */
  async page(after: string, count: number): Promise<StoredKey[]> {
    const found = this.#keys.find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: count });
    return (await this.#ask(found.toArray())).map(read);
  }

  /** The same, each with the slot that is stored with it. */
  async slots(after: string, count: number): Promise<(StoredKey & { readonly slot: string })[]> {
    const found = this.#keys.find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: count });
    return (await this.#ask(found.toArray())).map((document) => ({ ...read(document), slot: document.slot }));
  }

  /** Those that were not inserted, as their id or slot was taken. */
  async #insert(keys: readonly StoredKey[]): Promise<StoredKey[]> {
    const documents = keys.map((key) => {
      const { id, ...rest } = key;
      return { _id: id, slot: slotOf(key), ...rest };
    });
    const inserting = this.#keys.insertMany(documents, { ordered: false }).then(
      () => [],
      (error: unknown) => duplicatesOf(error).map((index) => keys[index]!),
    );
    return this.#ask(inserting);
  }

  /** What made a write a duplicate may not have reached a majority yet, and may never. */
  async #untilSeen<T>(look: () => Promise<T | undefined>): Promise<T> {
    const deadline = performance.now() + this.#answerMs;
    do {
      const seen = await look();
      if (seen !== undefined) return seen;
      await setTimeout(PAUSE_MS);
    } while (performance.now() < deadline);
    throw new KeyStoreUnavailable(`MongoDB has not settled within ${this.#answerMs} ms which key stands`);
  }

  #ask<T>(work: Promise<T>): Promise<T> {
    return withinTime(work, this.#answerMs, (reason) => new KeyStoreUnavailable(reason));
  }
}

async function ignoringDuplicates(writing: Promise<unknown>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

/** Indexes of the writes that met another's document, when nothing worse happened. */
function duplicatesOf(error: unknown): number[] {
  if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError()) throw error;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return errors.map(({ index }) => index);
}

function read({ _id, slot: _, ...rest }: KeyDocument): StoredKey {
  return { id: _id, ...rest };
}
