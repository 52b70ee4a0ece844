import type { Db } from "mongodb";
import type { Checkpoint } from "../../event-sourcing/stored-event/event-store.js";
import {
  KeyDestroyed,
  KeyStoreUnavailable,
  lastExpiredMonth,
  singletonKeyId,
  WrongMasterKey,
  type FoundKeys,
  type Key,
  type KeyReader,
  type KeyRecord,
  type KeyRequest,
  type KeyStore,
} from "../../privacy/key-store.js";
import {
  assertMasterKey,
  assertRestored,
  isForTheSame,
  masterKeyCheck,
  newKey,
  NOT_THE_MASTER_KEY,
  opensUnder,
  recordOf,
  storedFrom,
  unwrapKey,
  type StoredKey,
} from "../../privacy/key-wrapping.js";
import { KEYS } from "../../observed.js";
import { grouped } from "./grouped.js";
import { KeyDocuments, personSlot } from "./key-documents.js";
import { ANSWER_MS } from "./within-time.js";

export interface MongoKeyStoreSettings {
  /** Its connection is the caller's to close, after the store. */
  readonly db: Db;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** How long an operation may take, in ms, before MongoDB counts as gone. */
  readonly answerMs?: number;
}

/** How many keys are asked for, or written, in one call. */
const GROUP = 1_000;

/**
 * Opens the keys for one of any number of instances. It holds no key unwrapped from one call to the next: each asks
 * whether the key still stands, so that one destroyed by any instance is destroyed for all. While a primary has been
 * cut off and does not know it yet (some 10 s), an instance that sees only that one may still be given such a key.
 * @throws WrongMasterKey when the keys were wrapped under another
 * @throws KeyStoreUnavailable
 */
export async function openMongoKeyStore(settings: MongoKeyStoreSettings): Promise<KeyStore> {
  const { db, masterKey, answerMs = ANSWER_MS } = settings;
  const documents = new KeyDocuments(db, answerMs);
  await documents.makeIndexes();
  if ((await documents.masterKeyCheck()) === undefined) await assertOpensWhatIsThere(documents, masterKey);
  assertMasterKey(masterKey, await documents.keepMasterKeyCheck(masterKeyCheck(masterKey)));
  return new MongoKeyStore(documents, masterKey);
}

/** Whether the database has any key. @throws KeyStoreUnavailable */
export async function hasMongoKeys(db: Db, answerMs = ANSWER_MS): Promise<boolean> {
  return (await new KeyDocuments(db, answerMs).page("", 1)).length > 0;
}

/** Where only the check of the master key is lost, the keys tell what it said. @throws WrongMasterKey */
async function assertOpensWhatIsThere(documents: KeyDocuments, masterKey: Uint8Array): Promise<void> {
  const living = await documents.firstLiving();
  if (living !== undefined && !opensUnder(masterKey, living)) throw new WrongMasterKey(NOT_THE_MASTER_KEY);
}

/**
 * Opens the keys read-only.
 * @throws WrongMasterKey
 * @throws KeyStoreUnavailable also when no one has made keys there yet
 */
export async function openMongoKeyReader(settings: MongoKeyStoreSettings): Promise<KeyReader> {
  const { db, masterKey, answerMs = ANSWER_MS } = settings;
  const documents = new KeyDocuments(db, answerMs);
  const check = await documents.masterKeyCheck();
  if (check === undefined) throw new KeyStoreUnavailable(`the database ${db.databaseName} has no keys yet`);
  assertMasterKey(masterKey, check);
  const keys = new MongoKeyStore(documents, masterKey);
  return { find: (ids) => keys.find(ids), all: () => keys.all(), close: () => keys.close() };
}

class MongoKeyStore implements KeyStore {
  readonly #documents: KeyDocuments;
  readonly #masterKey: Uint8Array;
  readonly #lookUp: (slot: string) => Promise<StoredKey | undefined>;
  readonly #insert: (key: StoredKey) => Promise<StoredKey>;
  /** Whose keys these are, once that is known. */
  #store: string | undefined;
  /** A key that was there then, and the last one that this instance made: no key is ever removed. */
  readonly #witnesses: { bound?: string; made?: string } = {};
  #closed = false;

  constructor(documents: KeyDocuments, masterKey: Uint8Array) {
    this.#documents = documents;
    this.#masterKey = masterKey;
    this.#lookUp = grouped(GROUP, async (slots) => {
      const standing = await documents.bySlots([...new Set(slots)]);
      return slots.map((slot) => standing.get(slot));
    });
    this.#insert = grouped(GROUP, async (keys) => {
      await this.#assertOwn();
      const standing = await documents.insertMissing(keys);
      this.#witnesses.made = standing.at(-1)!.id;
      KEYS.publish({ made: keys.filter(({ id }, i) => standing[i]!.id === id).length });
      return standing;
    });
  }

  async ensure(requests: readonly KeyRequest[]): Promise<Key[]> {
    this.#assertOpen();
    return Promise.all(requests.map((request) => this.#ensureOne(request)));
  }

  async find(ids: readonly string[]): Promise<FoundKeys> {
    this.#assertOpen();
    const found = new Map<string, Uint8Array | "destroyed">();
    for (const group of groupsOf(ids))
      for (const [id, stored] of await this.#documents.byIds(group))
        found.set(id, stored.destroyedAt === null ? unwrapKey(this.#masterKey, stored) : "destroyed");
    // Asked for nothing, it is asked whether it can answer.
    if (ids.length === 0 || found.size < new Set(ids).size) await this.#assertOwn();
    return found;
  }

  async destroy(ids: readonly string[], now: string): Promise<void> {
    this.#assertOpen();
    for (const group of groupsOf(ids)) await this.#documents.overwrite(group.map((id) => ({ id, destroyedAt: now })));
    KEYS.publish({ destroyed: ids.length });
  }

  async destroyExpired(now: string): Promise<number> {
    this.#assertOpen();
    const ids = await this.#documents.fingerprintKeysUntil(lastExpiredMonth(now));
    await this.destroy(ids, now);
    return ids.length;
  }

  async *all(): AsyncGenerator<KeyRecord> {
    for (let after = ""; ;) {
      this.#assertOpen();
      const page = await this.#documents.page(after, GROUP);
      for (const stored of page) yield recordOf(this.#masterKey, stored);
      if (page.length < GROUP) return;
      after = page.at(-1)!.id;
    }
  }

  /** Destroyed ones first, as a living one may follow upon one of them. */
  async restore(records: readonly KeyRecord[]): Promise<void> {
    this.#assertOpen();
    const [living, destroyed] = [true, false].map((lives) =>
      records.filter(({ destroyedAt }) => (destroyedAt === null) === lives),
    );
    // Before anything is written, as for one that lacks its bytes.
    const stored = new Map(records.map((record) => [record, storedFrom(this.#masterKey, record)]));
    await this.#documents.markErasuresApplied(null);
    for (const group of [...groupsOf(destroyed!), ...groupsOf(living!)]) {
      const standing = await this.#documents.insertMissing(group.map((record) => stored.get(record)!));
      const overwritten = group.flatMap((record, i) => {
        const { id, destroyedAt } = record;
        const dies = destroyedAt !== null && standing[i]!.destroyedAt === null && isForTheSame(record, standing[i]!);
        return dies ? { id, destroyedAt } : [];
      });
      await this.#documents.overwrite(overwritten);
      group.forEach((record, i) => assertRestored(this.#masterKey, record, standing[i]!));
    }
  }

  async erasuresApplied(): Promise<Checkpoint | null> {
    this.#assertOpen();
    return this.#documents.erasuresApplied();
  }

  async markErasuresApplied({ number, position }: Checkpoint): Promise<void> {
    this.#assertOpen();
    await this.#documents.markErasuresApplied({ number, position });
  }

  async store(): Promise<string | null> {
    this.#assertOpen();
    return this.#documents.store();
  }

  async bindStore(store: string): Promise<void> {
    this.#assertOpen();
    await this.#documents.bindStore(store);
    this.#store = store;
    for (const { id } of await this.#documents.page("", 1)) this.#witnesses.bound = id;
    await this.#assertOwn();
  }

  /**
   * An empty database, an older copy, or another store's would get new keys, which open nothing that was sealed before.
   */
  async #assertOwn(): Promise<void> {
    if (this.#store === undefined) return;
    const witnesses = Object.values(this.#witnesses);
    const [store, there] = await Promise.all([this.#documents.store(), this.#documents.byIds(witnesses)]);
    if (store !== this.#store || witnesses.some((id) => !there.has(id)))
      throw new KeyStoreUnavailable(
        "the keys of this store are gone from MongoDB, or older than they were: restore them",
      );
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async #ensureOne(request: KeyRequest): Promise<Key> {
    const known = request.purpose === "narrative" ? undefined : await this.#lookUp(slotFor(request));
    const standing = known ?? (await this.#insert({ ...newKey(this.#masterKey, request).stored, destroyedAt: null }));
    if (standing.destroyedAt !== null) throw new KeyDestroyed(standing.id);
    return { id: standing.id, bytes: unwrapKey(this.#masterKey, standing) };
  }

  #assertOpen(): void {
    if (this.#closed) throw new KeyStoreUnavailable("the key store is closed");
  }
}

/** The slot of the key that is asked for. */
function slotFor(request: Exclude<KeyRequest, { purpose: "narrative" }>): string {
  return request.purpose === "fields" ? personSlot(request) : singletonKeyId(request);
}

function groupsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / GROUP) }, (_, i) => all.slice(i * GROUP, (i + 1) * GROUP));
}
