import { isOfMany, type Index } from "./projection.js";
import { membersAt, valueAt } from "./view-store.js";

type Value = string | number;

/** Documents in memory as JSON keeps them, found by their indexes. */
export class MemoryDocuments {
  readonly #documents = new Map<string, object>();
  readonly #subjects = new Map<string, string>();
  /** Ids by field and value, of the fields that were asked for. */
  readonly #found = new Map<string, Map<Value, Set<string>>>();

  constructor(private readonly indexes: readonly Index[]) {}

  get size(): number {
    return this.#documents.size;
  }

  ids(): string[] {
    return [...this.#documents.keys()];
  }

  get(id: string): object | undefined {
    return this.#documents.get(id);
  }

  /** The subject of the first event that named the document; null for none. */
  subjectOf(id: string): string | null {
    return this.#subjects.get(id) ?? null;
  }

  set(id: string, document: object | undefined, subject: string): void {
    const before = this.#documents.get(id);
    for (const [field, ids] of this.#found) {
      for (const value of this.#values(before, field)) ids.get(value)?.delete(id);
      this.#add(ids, field, id, document);
    }
    if (document === undefined) this.#documents.delete(id);
    else this.#documents.set(id, JSON.parse(JSON.stringify(document)) as object);
    if (!this.#subjects.has(id)) this.#subjects.set(id, subject);
  }

  /** In the order of ids. */
  find(field: string, value: Value): string[] {
    let ids = this.#found.get(field);
    if (ids === undefined) {
      this.#found.set(field, (ids = new Map()));
      for (const [id, document] of this.#documents) this.#add(ids, field, id, document);
    }
    return [...(ids.get(value) ?? [])].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  }

  #add(ids: Map<Value, Set<string>>, field: string, id: string, document: object | undefined): void {
    for (const value of this.#values(document, field)) {
      const those = ids.get(value);
      if (those) those.add(id);
      else ids.set(value, new Set([id]));
    }
  }

  #values(document: object | undefined, field: string): readonly Value[] {
    if (document === undefined) return [];
    const index = this.indexes.find((each) => each.field === field);
    if (index === undefined) throw new Error(`no index on ${field}`);
    if (isOfMany(index)) return membersAt(document, field);
    const value = valueAt(document, field);
    return typeof value === "string" || typeof value === "number" ? [value] : [];
  }
}
