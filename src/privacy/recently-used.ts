/** A bounded cache that forgets what was not used for longest. */
export class RecentlyUsed<Value> {
  readonly #values = new Map<string, Value>();

  constructor(readonly max: number) {}

  get(name: string): Value | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    this.#values.delete(name);
    this.#values.set(name, value);
    return value;
  }

  set(name: string, value: Value): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    if (this.#values.size > this.max) this.#values.delete(this.#values.keys().next().value!);
  }

  delete(name: string): void {
    this.#values.delete(name);
  }

  /** Forgets every name that stands for one of these values. */
  deleteValues(values: ReadonlySet<Value>): void {
    for (const [name, value] of this.#values) if (values.has(value)) this.#values.delete(name);
  }
}
