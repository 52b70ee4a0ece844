/**
 * A bounded cache that forgets what was not used for long: in two generations, so that finding what was used lately
 * costs one look. Of `max` values, at least the last half to be used are there.
 */
export class RecentlyUsed<Value> {
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(readonly max: number) {}

  get(name: string): Value | undefined {
    const young = this.#young.get(name);
    if (young !== undefined) return young;
    const old = this.#old.get(name);
    if (old !== undefined) this.set(name, old);
    return old;
  }

  set(name: string, value: Value): void {
    this.#old.delete(name);
    if (!this.#young.has(name) && this.#young.size >= this.max / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, value);
  }

  delete(name: string): void {
    this.#young.delete(name);
    this.#old.delete(name);
  }

  /** Forgets every name that stands for one of these values. */
  deleteValues(values: ReadonlySet<Value>): void {
    for (const generation of [this.#young, this.#old])
      for (const [name, value] of generation) if (values.has(value)) generation.delete(name);
  }
}
