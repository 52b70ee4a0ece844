import type { SealedPart } from "../event-sourcing/stored-event/envelope.js";
import type { Checkpoint } from "../event-sourcing/stored-event/event-store.js";
import { lastExpiredMonth, singletonKeyId } from "../privacy/key-store.js";
import { isMasterKey, unwrapKey, type StoredKey } from "../privacy/key-wrapping.js";
import { RecentlyUsed } from "../privacy/recently-used.js";
import type { Finding, Place } from "./finding.js";

/** The keys as they are stored. */
export interface KeyFile {
  byId(id: string): StoredKey | undefined;
  page(after: string, count: number): StoredKey[];
  erasuresApplied(): Checkpoint | null;
  store(): string | null;
  masterKeyCheck(): Uint8Array;
}

const CACHED = 10_000;
const PAGE = 1_000;

/** The keys of a store, and what is found of them while its events are read. */
export class StoredKeys {
  readonly #bytes = new RecentlyUsed<Uint8Array>(CACHED);
  readonly #named = new Set<string>();
  readonly #destroyed: StoredKey[] = [];
  /** Number up to which the erasures of the log were applied to the keys, -1 for none; known once all are read. */
  applied = -1;
  readonly findings: Finding[] = [];
  /** Whether the bytes of a key can be told. */
  readonly open: boolean;

  /** @param masterKey null where nobody named one: what keys open can't be checked then */
  constructor(
    private readonly file: KeyFile,
    private readonly masterKey: Uint8Array | null,
  ) {
    this.open = masterKey !== null && isMasterKey(masterKey, file.masterKeyCheck());
  }

  /** The bytes of a key; undefined for one that is missing, destroyed or damaged, or where there is no master key. */
  bytes(id: string): Uint8Array | undefined {
    const known = this.#bytes.get(id);
    if (known !== undefined || !this.open) return known;
    const stored = this.file.byId(id);
    if (stored === undefined || stored.destroyedAt !== null) return undefined;
    const bytes = this.#unwrapped(stored);
    if (bytes !== undefined) this.#bytes.set(id, bytes);
    return bytes;
  }

  /** @param store id of the first event of the log */
  isOfAnother(store: string): boolean {
    return ![null, store].includes(this.file.store());
  }

  /**
   * Finds a key missing, or to be of another person than the part that it seals.
   * @param place of the event
   */
  checkKeyOf(part: SealedPart, place: Place): void {
    const id = part.description.key;
    const stored = this.file.byId(id);
    if (stored === undefined) return this.find(id, { ...place, fault: "key-missing" });
    const isItsOwn =
      stored.purpose === (part.class === "narrative" ? "narrative" : "fields") &&
      stored.person === part.person &&
      stored.class === part.class &&
      stored.names.join() === part.names.join();
    if (!isItsOwn) this.find(id, { ...place, fault: "key-of-another", what: `it is a key for ${told(stored)}` });
  }

  /** Finds a key missing that is made once. @param wanted what it is for */
  checkThere(request: Parameters<typeof singletonKeyId>[0], wanted: string): void {
    const id = singletonKeyId(request);
    if (this.file.byId(id) === undefined) this.find(id, { fault: "key-missing", what: `the key for ${wanted}` });
  }

  /**
   * Looks at every key by itself. To be done before the log is read, so that the log has the erasure of each that is
   * destroyed by then.
   * @returns how many there are
   */
  readAll(): number {
    this.applied = this.file.erasuresApplied()?.number ?? -1;
    let count = 0;
    for (let after = "", page = this.file.page(after, PAGE); page.length > 0; page = this.file.page(after, PAGE)) {
      for (const key of page) {
        if (key.destroyedAt !== null) this.#destroyed.push(key);
        else if (this.open && this.#unwrapped(key) === undefined)
          this.find(key.id, { fault: "key-damaged", what: `a key for ${told(key)}` });
      }
      count += page.length;
      after = page.at(-1)!.id;
    }
    return count;
  }

  /**
   * Holds what is destroyed against what the log says is erased.
   * @param erased with the number of the event
   */
  checkErased(erased: ReadonlyMap<string, number>, now: string): void {
    const expired = lastExpiredMonth(now);
    for (const key of this.#destroyed)
      if (!erased.has(key.id) && !(key.purpose === "fingerprint" && key.label! <= expired))
        this.find(key.id, { fault: "key-destroyed-without-erasure", what: `a key for ${told(key)}` });
    for (const [id, number] of erased) {
      const key = number <= this.applied ? this.file.byId(id) : undefined;
      if (key?.destroyedAt === null)
        this.find(id, { fault: "erased-key-lives", what: `a key for ${told(key)}`, number });
    }
  }

  /** Each key is told of once. */
  find(key: string, finding: Finding): void {
    if (this.#named.has(key)) return;
    this.#named.add(key);
    this.findings.push({ ...finding, key });
  }

  #unwrapped(stored: StoredKey): Uint8Array | undefined {
    try {
      return unwrapKey(this.masterKey!, stored);
    } catch {
      return undefined;
    }
  }
}

function told({ purpose, person, class: fieldClass, label, names }: StoredKey): string {
  if (purpose === "fields") return `${fieldClass} of person ${person}`;
  if (purpose === "narrative") return `a narrative that names ${names.join(", ") || "nobody"}`;
  return label === null ? purpose : `${purpose} ${label}`;
}
