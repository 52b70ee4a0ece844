import { setTimeout as delay } from "node:timers/promises";
import { PartReplaced, StoreUnavailable, type EventStore } from "../event-sourcing/stored-event/event-store.js";
import { standingIn } from "../event-sourcing/stored-event/mark.js";
import { endOf, LOG_NAMES, type LogEnd, type LogName } from "./log-ends.js";

/** How often the logs are looked at, in ms. */
const LOOK_MS = 5_000;

/** How long whoever asks for something waits for a look, in ms. */
const SETTLE_MS = 1_000;

/** What a log must answer for that; its end is read, and not remembered. */
type Log = Pick<EventStore, "newest" | "readStream">;

/**
 * Looks whether the logs still are those that the service was started with. An event store that came back with an older
 * copy, or with another log, goes on as if nothing had been; what is remembered of it is of another one.
 */
export class LogWatch {
  readonly #ends = new Map<LogName, LogEnd>();
  /** How often the logs were out of reach, after which they may come back as others. */
  #doubts = 0;
  /** How many of these times they were looked at afterwards. */
  #settled = 0;
  #settling: Promise<void> | undefined;
  #fault: string | undefined;
  #looking: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  /**
   * @param part what keeps the logs
   * @param onFault told once, in a sentence
   */
  constructor(
    private readonly part: string,
    private readonly logs: Readonly<Record<LogName, Log>>,
    private readonly onFault: (sentence: string) => void,
    everyMs = LOOK_MS,
    private readonly settleMs = SETTLE_MS,
  ) {
    this.#timer = setInterval(() => void this.look(), everyMs);
    this.#timer.unref();
  }

  /** @throws PartReplaced once a log is another one, from when that was noticed on */
  assertSame(): void {
    if (this.#fault !== undefined) throw new PartReplaced(this.part, "log", this.#fault);
  }

  /** The part was out of reach, if only for a moment: before anything else is asked of it, the logs are looked at. */
  doubt(): void {
    this.#doubts++;
  }

  /**
   * Resolves once there is no doubt about the logs; all who ask meanwhile share one look. A look that hangs keeps
   * nobody from the next one.
   * @throws PartReplaced, StoreUnavailable
   */
  async settled(): Promise<void> {
    if (this.#inDoubt() && this.#fault === undefined)
      await (this.#settling ??= Promise.race([this.#look(), delay(this.settleMs, undefined, { ref: false })]).finally(
        () => (this.#settling = undefined),
      ));
    this.assertSame();
    if (this.#inDoubt())
      throw new StoreUnavailable(`${this.part} was out of reach, and is not yet known to be the same`);
  }

  #inDoubt(): boolean {
    return this.#settled < this.#doubts;
  }

  /** A log that does not answer is looked at the next time. */
  look(): Promise<void> {
    return (this.#looking = this.#looking.then(() => this.#look()));
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const doubts = this.#doubts;
    let answered = true;
    for (const log of LOG_NAMES) {
      if (this.#fault !== undefined) return;
      try {
        await this.#lookAt(log);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        answered = false;
      }
    }
    if (answered) this.#settled = Math.max(this.#settled, doubts);
    else this.doubt();
  }

  async #lookAt(name: LogName): Promise<void> {
    const log = this.logs[name];
    const end = await endOf(log);
    const before = this.#ends.get(name);
    const head = async () => end.number;
    if (before === undefined || (await standingIn({ ...log, head }, before)) === "there") {
      this.#ends.set(name, end);
      return;
    }
    this.#fault = `The log of ${name} in ${this.part} is not the one that the service was started with: it had event ${before.number}. Stop every instance, and put the newest copy back.`;
    this.onFault(this.#fault);
  }
}

/** The port, each of whose calls is refused once a log is another one. */
export function watchedBy<T extends object>(port: T, watch: Pick<LogWatch, "assertSame">): T {
  return new Proxy(port, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== "function" || name === "close") return value;
      return (...given: unknown[]) => {
        watch.assertSame();
        return Reflect.apply(value, target, given) as unknown;
      };
    },
  });
}

/** The log, of which nothing is asked while it may be another one. */
export function watchedLog(log: EventStore, watch: Pick<LogWatch, "settled" | "doubt" | "assertSame">): EventStore {
  const watched =
    <Given extends unknown[], Answer>(ask: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      await watch.settled();
      try {
        return await ask(...given);
      } catch (error) {
        if (error instanceof StoreUnavailable) watch.doubt();
        throw error;
      }
    };
  return {
    gapless: log.gapless,
    append: watched((...given) => log.append(...given)),
    readStream: watched((...given) => log.readStream(...given)),
    readAll: watched((...given) => log.readAll(...given)),
    head: watched(() => log.head()),
    newest: watched(() => log.newest()),
    subscribe(...given) {
      watch.assertSame();
      return log.subscribe(...given);
    },
    close: () => log.close(),
  };
}
