import { isOfMany, type FindIds, type Projection, type Row } from "./projection.js";
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
  /** As they were stored, of the documents that are listed as rows. */
  readonly #before = new Map<string, object | undefined>();
  /** Documents that had taken an event before it came again: they may be stored, and their rows not. */
  readonly #again = new Set<string>();
  /** What the engine answered, by field and value. */
  readonly #stored = new Map<string, readonly string[]>();
  /** Ids of the changed documents by field and value, for the fields that were asked for. */
  readonly #current = new Map<string, Map<Value, Set<string>>>();

  constructor(
    private readonly view: View,
    private readonly projection: Projection,
    private readonly store: ViewStore,
    /** Whether rows are stored as their documents are: a commit that failed midway may have left them apart. */
    private readonly sure = true,
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
    if (this.projection.rows && !this.#before.has(id)) this.#before.set(id, before);
    this.#documents.set(id, { document, meta });
    for (const [field, ids] of this.#current) {
      if (this.#changed.has(id)) for (const value of this.#values(before, field)) ids.get(value)?.delete(id);
      this.#index(ids, field, id);
    }
    this.#changed.add(id);
  }

  /** An event has come that a document has taken already. */
  hasTaken(id: string): void {
    if (this.projection.rows) this.#again.add(id);
  }

  /** Changed documents with their rows. */
  changes(): DocumentChange[] {
    const changes = [...this.#changed].map((id) => ({ id, ...this.#documents.get(id)! }));
    if (!this.projection.rows) return changes;
    const ids = new Set([...this.#changed, ...this.#again]);
    return [...changes, ...[...ids].flatMap((id) => this.#rowChanges(id))];
  }

  /** Where it isn't sure which rows are stored, or on their way, all that there may be are written. */
  #rowChanges(id: string): DocumentChange[] {
    const { document, meta } = this.#documents.get(id)!;
    const rows = this.#rowsIn(document, id);
    const before = this.sure ? this.#rowsIn(this.#before.get(id), id) : [];
    const gone = new Set(this.sure ? before.map((row) => row.id) : this.projection.rows!.ids(id, document));
    for (const row of rows) gone.delete(row.id);
    const texts = new Map(before.map((row) => [row.id, JSON.stringify(row)]));
    const changed = rows.filter((row) => texts.get(row.id) !== JSON.stringify(row));
    const rowMeta = { number: meta.number, begun: null };
    return [
      ...[...gone].map((row) => ({ id: row, document: undefined, meta: rowMeta })),
      ...changed.map((row) => ({ id: row.id, document: row, meta: rowMeta })),
    ];
  }

  #rowsIn(document: object | undefined, id: string): readonly Row[] {
    return document === undefined ? [] : this.projection.rows!.in(document, id);
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
    if (!this.projection.indexes.some((index) => index.field === field))
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
    if (this.projection.indexes.some((index) => index.field === field && isOfMany(index)))
      return membersAt(document, field);
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
