import { copyFileSync, statSync, type Stats } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isStoreLocked } from "./store-lock.js";

/**
 * The databases of a folder for who only looks: nothing is written there, and the folder and its disk may be read-only.
 * SQLite itself would make files beside a database that it reads. Where a service runs they are there already. Else a
 * file is read as one that does not change; with its write-ahead log, from a copy.
 */
export class Evidence {
  readonly #seen = new Map<string, string>();
  readonly #locations = new Map<string, string | URL | undefined>();

  /**
   * @param copies a folder for copies, which only their owner may read; the caller removes it
   * @param live a service writes in the folder
   */
  constructor(
    readonly folder: string,
    private readonly copies: string,
    readonly live = isStoreLocked(folder),
  ) {}

  /** What to open a database by, to read only; undefined where there is no such file. */
  location(name: string): string | URL | undefined {
    // A copy that is open must not be written again.
    if (!this.#locations.has(name)) this.#locations.set(name, this.#locate(name));
    return this.#locations.get(name);
  }

  /** Files that changed since they were asked for, though no service was there. */
  changed(): string[] {
    return [...this.#seen].flatMap(([path, before]) => (state(statsOf(path)) === before ? [] : path));
  }

  #locate(name: string): string | URL | undefined {
    const file = join(this.folder, name);
    const stats = statsOf(file);
    if (stats === undefined) return undefined;
    if (this.live) return file;
    const log = `${file}-wal`;
    const logStats = statsOf(log);
    for (const [path, its] of [
      [file, stats],
      [log, logStats],
    ] as const)
      this.#seen.set(path, state(its));
    if (logStats === undefined || logStats.size === 0) {
      const url = pathToFileURL(file);
      url.searchParams.set("immutable", "1");
      return url;
    }
    const copy = join(this.copies, name);
    copyFileSync(file, copy);
    copyFileSync(log, `${copy}-wal`);
    return copy;
  }
}

function statsOf(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

function state(stats: Stats | undefined): string {
  return stats === undefined ? "none" : `${stats.size} ${stats.mtimeMs}`;
}
