import type { FindIds, Index } from "./projection.js";
import {
  membersAt,
  valueAt,
  type DocumentChange,
  type DocumentMeta,
  type Lookup,
  type StoredDocument,
  type View,
  type ViewStore,
} from "./view-store.js";

type Value = string | number;

const NOTHING: StoredDocument = { document: undefined, meta: { number: -1, begun: null } };

/** Thrown out of `find` when the engine has to be asked first; the pure function is then called again. */
export class MissingLookup {
  constructor(readonly lookup: Lookup) {}
}

/** The documents of one version while a batch goes through them: each is read once and written once. */
export class DocumentBatch {
  readonly #documents = new Map<string, StoredDocument>();
  readonly #changed = new Set<string>();
  /** What the engine answered, by field and value. */
  readonly #stored = new Map<string, readonly string[]>();
  /** Ids of the changed documents by field and value, for the fields that were asked for. */
  readonly #current = new Map<string, Map<Value, Set<string>>>();

  constructor(
    private readonly view: View,
    private readonly indexes: readonly Index[],
    private readonly store: ViewStore,
  ) {}

  async load(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#documents.has(id));
    if (missing.length === 0) return;
    const found = await this.store.load(this.view, missing);
    for (const id of missing) this.#documents.set(id, found.get(id) ?? NOTHING);
  }

  /** A document that was loaded; of any other, nothing. */
  get(id: string): StoredDocument {
    return this.#documents.get(id) ?? NOTHING;
  }

  set(id: string, document: object | undefined, meta: DocumentMeta): void {
    const before = this.#documents.get(id)?.document;
    this.#documents.set(id, { document, meta });
    for (const [field, ids] of this.#current) {
      if (this.#changed.has(id)) for (const value of this.#values(before, field)) ids.get(value)?.delete(id);
      this.#index(ids, field, id);
    }
    this.#changed.add(id);
  }

  changes(): DocumentChange[] {
    return [...this.#changed].map((id) => ({ id, ...this.#documents.get(id)! }));
  }

  /** Asks the engine, so that `find` can answer. */
  async lookUp(lookups: readonly Lookup[]): Promise<void> {
    const missing = lookups.filter((lookup) => !this.#stored.has(key(lookup)));
    if (missing.length === 0) return;
    const found = await this.store.findIds(this.view, missing);
    for (const [i, lookup] of missing.entries()) this.#stored.set(key(lookup), found[i]!);
  }

  /** Answers from the engine and from what the batch has changed, in the order of ids. @throws MissingLookup */
  readonly find: FindIds = (field, value) => {
    if (!this.indexes.some((index) => index.field === field))
      throw new Error(`${this.view.projection} declares no index on ${field}`);
    const lookup = { field, value };
    const stored = this.#stored.get(key(lookup));
    if (stored === undefined) throw new MissingLookup(lookup);
    const current = this.#currentOf(field).get(value) ?? [];
    return [...stored.filter((id) => !this.#changed.has(id)), ...current].toSorted(byCode);
  };

  #currentOf(field: string): Map<Value, Set<string>> {
    let ids = this.#current.get(field);
    if (ids === undefined) {
      this.#current.set(field, (ids = new Map()));
      for (const id of this.#changed) this.#index(ids, field, id);
    }
    return ids;
  }

  #index(ids: Map<Value, Set<string>>, field: string, id: string): void {
    for (const value of this.#values(this.#documents.get(id)?.document, field)) {
      const those = ids.get(value);
      if (those) those.add(id);
      else ids.set(value, new Set([id]));
    }
  }

  #values(document: object | undefined, field: string): readonly Value[] {
    if (document === undefined) return [];
    if (this.indexes.some((index) => index.field === field && index.type === "set")) return membersAt(document, field);
    const value = valueAt(document, field);
    return typeof value === "string" || typeof value === "number" ? [value] : [];
  }
}

function key({ field, value }: Lookup): string {
  return `${field}\n${typeof value}\n${value}`;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
