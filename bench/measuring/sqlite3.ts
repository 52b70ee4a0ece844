import { DatabaseSync, type SQLInputValue } from "node:sqlite";

/*
 * What Emmett uses of the package `sqlite3`, on node:sqlite: the package itself is a native one, which needs a compiler
 * or a download. `from-build.js` gives it to whoever imports `sqlite3`. A statement is done when it is asked for, on the
 * caller's thread; its callback comes afterwards, as there.
 */

/** As long as `sqlite3` waits for a lock when nobody says how long. */
const LOCK_WAIT_MS = 1_000;

type Callback<Result> = (this: { readonly changes: number }, error: Error | null, result?: Result) => void;
type Value = SQLInputValue | boolean | { readonly [name: string]: unknown };

class Database {
  readonly #db: DatabaseSync;

  constructor(fileName: string) {
    this.#db = new DatabaseSync(fileName, { timeout: LOCK_WAIT_MS });
  }

  run(sql: string, values: readonly Value[] | Callback<never> = [], callback?: Callback<never>): void {
    if (typeof values === "function") return this.run(sql, [], values);
    this.#do(callback as Callback<unknown> | undefined, () => {
      const { changes } = this.#db.prepare(sql).run(...bound(values));
      return { changes: Number(changes), result: undefined };
    });
  }

  get(sql: string, values: readonly Value[], callback: Callback<unknown>): void {
    this.#do(callback, () => ({ changes: 0, result: this.#db.prepare(sql).get(...bound(values)) }));
  }

  all(sql: string, values: readonly Value[], callback: Callback<unknown>): void {
    this.#do(callback, () => ({ changes: 0, result: this.#db.prepare(sql).all(...bound(values)) }));
  }

  close(): void {
    this.#db.close();
  }

  #do(
    callback: Callback<unknown> | undefined,
    work: () => { readonly changes: number; readonly result: unknown },
  ): void {
    let error: Error | null = null;
    let done: ReturnType<typeof work> = { changes: 0, result: undefined };
    try {
      done = work();
    } catch (thrown) {
      error = named(thrown as Error & { errcode?: number });
    }
    process.nextTick(() => callback?.call({ changes: done.changes }, error, done.result));
  }
}

/** `sqlite3` takes a boolean for a number, and any object that is none of SQLite's values for its text. */
const bound = (values: readonly Value[]): SQLInputValue[] =>
  values.map((value) => {
    if (typeof value === "boolean") return Number(value);
    return typeof value === "object" && value !== null && !ArrayBuffer.isView(value) ? String(value) : value;
  });

/** SQLite's primary code is what `sqlite3` gives as `errno`. */
const named = (error: Error & { errcode?: number }) => Object.assign(error, { errno: (error.errcode ?? 0) & 0xff });

export default { Database };
