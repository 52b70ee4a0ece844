import { statSync, type Stats } from "node:fs";
import { basename } from "node:path";
import { PartReplaced } from "../../event-sourcing/stored-event/event-store.js";

/** How often the files are looked at, in ms. */
const LOOK_MS = 5_000;

/** What a file is known again by. */
interface Identity {
  readonly device: number;
  readonly file: number;
  readonly size: number;
}

/**
 * Looks at the open files of a folder while the service runs. An open handle goes on with a file that was moved away,
 * and what is written through it is lost at the stop.
 */
export class FileWatch {
  readonly #known = new Map<string, Identity>();
  readonly #faults = new Map<string, string>();
  readonly #timer: NodeJS.Timeout;

  /**
   * @param files that are open, by path; one that isn't there yet is watched once it is
   * @param onFault told once of each file, in a sentence
   */
  constructor(
    private readonly files: readonly string[],
    private readonly onFault: (sentence: string) => void,
    everyMs = LOOK_MS,
  ) {
    this.look();
    this.#timer = setInterval(() => this.look(), everyMs);
    this.#timer.unref();
  }

  /** @throws PartReplaced where the file is not the one that was opened, from when that was noticed on */
  assertSame(file: string): void {
    const fault = this.#faults.get(file);
    if (fault !== undefined) throw new PartReplaced(basename(file), "file", fault);
  }

  look(files = this.files): void {
    for (const file of files) if (!this.#faults.has(file)) this.#lookAt(file);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #lookAt(file: string): void {
    // Of the write-ahead log only which one it is: it grows and shrinks.
    const [fault] = [this.#changed(file, true), this.#changed(`${file}-wal`, false)].filter(
      (each) => each !== undefined,
    );
    if (fault === undefined) return;
    const sentence = `${basename(file)} ${fault}. Stop the service, and put the file back that it was started with.`;
    this.#faults.set(file, sentence);
    this.onFault(sentence);
  }

  #changed(path: string, grows: boolean): string | undefined {
    const before = this.#known.get(path);
    const stat = statOf(path);
    if (stat === undefined) return before && `is gone while the service runs`;
    const now = { device: stat.dev, file: stat.ino, size: stat.size };
    this.#known.set(path, now);
    if (before === undefined) return undefined;
    if (before.device !== now.device || before.file !== now.file) return "was replaced while the service runs";
    return grows && now.size < before.size ? "was cut off while the service runs" : undefined;
  }
}

/** The port, each of whose calls is refused once one of its files is another; an append looks first. */
export function watched<T extends object>(port: T, watch: FileWatch, files: readonly string[]): T {
  return new Proxy(port, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        if (name === "append") watch.look(files);
        for (const file of files) watch.assertSame(file);
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
