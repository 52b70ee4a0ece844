import type { Checkpoint } from "../../event-sourcing/stored-event/event-store.js";
import {
  KeyDestroyed,
  KeyStoreUnavailable,
  labelOf,
  lastExpiredMonth,
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
  masterKeyCheck,
  newKey,
  recordOf,
  storedFrom,
  unwrapKey,
  type StoredKey,
  type WrappedKey,
} from "../../privacy/key-wrapping.js";
import { KEYS } from "../../observed.js";
import { RecentlyUsed } from "../../privacy/recently-used.js";
import { KeyRows } from "./key-file.js";
import type { WaitingThread } from "../waiting-thread.js";
import { keyWriter, KeyWriterThread } from "./key-writer-thread.js";

export interface KeyStoreSettings {
  /** `keys.db`; made where there is none. */
  readonly file: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  /** How many keys are held unwrapped in memory. */
  readonly cached?: number;
  /** A `keyWriter` that waits already. */
  readonly thread?: WaitingThread;
}

const CACHED = 10_000;
/** How many keys are read at a time when all are. */
const PAGE = 1_000;

/**
 * Opens the keys for the one process that writes.
 * @throws WrongMasterKey when the keys were wrapped under another
 * @throws KeyStoreUnavailable when the file can't be opened as durably as it must
 */
export async function openKeyStore({
  file,
  masterKey,
  cached = CACHED,
  thread = keyWriter(),
}: KeyStoreSettings): Promise<KeyStore> {
  const writer = await KeyWriterThread.start(thread, { file, masterKeyCheck: masterKeyCheck(masterKey) });
  let rows: KeyRows | undefined;
  try {
    rows = KeyRows.open(file);
    assertMasterKey(masterKey, rows.masterKeyCheck());
    return new SqliteKeyStore(writer, rows, masterKey, cached);
  } catch (error) {
    rows?.close();
    await writer.close();
    throw error;
  }
}

/**
 * Opens the keys read-only, for a worker thread or another process; it keeps no copy, so that a destroyed key is gone
 * here too.
 * @throws WrongMasterKey
 */
export function openKeyReader({
  file,
  masterKey,
}: {
  readonly file: string | URL;
  readonly masterKey: Uint8Array;
}): KeyReader {
  const rows = KeyRows.open(file);
  try {
    assertMasterKey(masterKey, rows.masterKeyCheck());
  } catch (error) {
    rows.close();
    throw error;
  }
  return {
    async find(ids) {
      const found = new Map<string, Uint8Array | "destroyed">();
      for (const id of ids) {
        const stored = rows.byId(id);
        if (stored) found.set(id, stored.destroyedAt === null ? unwrapKey(masterKey, stored) : "destroyed");
      }
      return found;
    },
    all: () => allKeys(rows, masterKey),
    close: async () => rows.close(),
  };
}

async function* allKeys(rows: KeyRows, masterKey: Uint8Array): AsyncGenerator<KeyRecord> {
  for (let after = ""; ;) {
    // By pages, as a reading left open would keep what is overwritten meanwhile in the write-ahead log.
    const page = rows.page(after, PAGE);
    for (const stored of page) yield recordOf(masterKey, stored);
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}

/** A key that waits for its commit. */
interface Pending {
  readonly stored: WrappedKey;
  readonly resolve: (standing: StoredKey) => void;
  readonly reject: (error: unknown) => void;
}

class SqliteKeyStore implements KeyStore {
  readonly #writer: KeyWriterThread;
  readonly #rows: KeyRows;
  readonly #masterKey: Uint8Array;
  readonly #bytes: RecentlyUsed<Uint8Array>;
  /** The id of the key that stands for a person and class. */
  readonly #standing: RecentlyUsed<string>;
  /** Keys being made, by what they are for, so that a second caller waits for the same one. */
  readonly #making = new Map<string, Promise<Key>>();
  #queue: Pending[] = [];
  #writing = false;

  constructor(writer: KeyWriterThread, rows: KeyRows, masterKey: Uint8Array, cached: number) {
    this.#writer = writer;
    this.#rows = rows;
    this.#masterKey = masterKey;
    this.#bytes = new RecentlyUsed(cached);
    this.#standing = new RecentlyUsed(cached);
  }

  async ensure(requests: readonly KeyRequest[]): Promise<Key[]> {
    return Promise.all(requests.map((request) => this.#ensureOne(request)));
  }

  async find(ids: readonly string[]): Promise<FoundKeys> {
    const found = new Map<string, Uint8Array | "destroyed">();
    for (const id of ids) {
      const bytes = this.#bytes.get(id) ?? this.#read(id);
      if (bytes) found.set(id, bytes);
    }
    return found;
  }

  async destroy(ids: readonly string[], now: string): Promise<void> {
    try {
      await this.#writer.write({ kind: "destroy", ids, now });
      KEYS.publish({ destroyed: ids.length });
    } finally {
      // Also after a failure, as the keys may be gone all the same.
      this.#forget(ids);
    }
  }

  async destroyExpired(now: string): Promise<number> {
    const ids = this.#rows.fingerprintKeysUntil(lastExpiredMonth(now));
    if (ids.length > 0) await this.destroy(ids, now);
    return ids.length;
  }

  all(): AsyncGenerator<KeyRecord> {
    return allKeys(this.#rows, this.#masterKey);
  }

  async restore(records: readonly KeyRecord[]): Promise<void> {
    const keys = records.map((record) => storedFrom(this.#masterKey, record));
    try {
      const standing = await this.#writer.write({ kind: "restore", keys });
      records.forEach((record, i) => assertRestored(this.#masterKey, record, standing[i]!));
    } finally {
      this.#forget(records.flatMap(({ id, destroyedAt }) => (destroyedAt === null ? [] : id)));
    }
  }

  async erasuresApplied(): Promise<Checkpoint | null> {
    return this.#rows.erasuresApplied();
  }

  async markErasuresApplied({ number, position }: Checkpoint): Promise<void> {
    await this.#writer.write({ kind: "mark", upTo: { number, position } });
  }

  async store(): Promise<string | null> {
    return this.#rows.store();
  }

  async bindStore(store: string): Promise<void> {
    await this.#writer.write({ kind: "bind", store });
    if (this.#rows.store() !== store) throw new KeyStoreUnavailable("the keys are of another store");
  }

  async close(): Promise<void> {
    await this.#writer.close();
    this.#rows.close();
  }

  #ensureOne(request: KeyRequest): Promise<Key> {
    if (request.purpose === "narrative") return this.#make(request);
    const slot = slotOf(request);
    const id = this.#standing.get(slot);
    const bytes = id === undefined ? undefined : this.#bytes.get(id);
    if (id !== undefined && bytes) return Promise.resolve({ id, bytes });
    let making = this.#making.get(slot);
    if (!making) {
      making = this.#make(request).finally(() => this.#making.delete(slot));
      this.#making.set(slot, making);
    }
    return making;
  }

  async #make(request: KeyRequest): Promise<Key> {
    const { bytes, stored } = newKey(this.#masterKey, request);
    const known = request.purpose === "narrative" ? undefined : this.#rows.standingFor(stored);
    const standing = known ?? (await this.#commit(stored));
    if (standing.destroyedAt !== null) throw new KeyDestroyed(standing.id);
    const mine = standing.id === stored.id && Buffer.compare(standing.wrapped, stored.wrapped) === 0;
    const key = { id: standing.id, bytes: mine ? bytes : unwrapKey(this.#masterKey, standing) };
    this.#bytes.set(key.id, key.bytes);
    if (request.purpose !== "narrative") this.#standing.set(slotOf(request), key.id);
    return key;
  }

  /** What is asked for while a commit is under way shares the next one. */
  #commit(stored: WrappedKey): Promise<StoredKey> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ stored, resolve, reject });
      if (!this.#writing) {
        this.#writing = true;
        queueMicrotask(() => void this.#writeQueue());
      }
    });
  }

  async #writeQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0);
      try {
        const standing = await this.#writer.write({ kind: "insert", keys: batch.map(({ stored }) => stored) });
        batch.forEach(({ resolve }, i) => resolve(standing[i]!));
        KEYS.publish({ made: batch.filter(({ stored }, i) => standing[i]!.id === stored.id).length });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = false;
  }

  #forget(ids: readonly string[]): void {
    for (const id of ids) this.#bytes.delete(id);
    this.#standing.deleteValues(new Set(ids));
  }

  #read(id: string): Uint8Array | "destroyed" | undefined {
    const stored = this.#rows.byId(id);
    if (!stored) return undefined;
    if (stored.destroyedAt !== null) return "destroyed";
    const bytes = unwrapKey(this.#masterKey, stored);
    this.#bytes.set(id, bytes);
    return bytes;
  }
}

/** What a key that is made only once at a time is for. */
function slotOf(request: Exclude<KeyRequest, { purpose: "narrative" }>): string {
  return request.purpose === "fields"
    ? `${request.person}/${request.class}`
    : `${request.purpose}/${labelOf(request) ?? ""}`;
}
