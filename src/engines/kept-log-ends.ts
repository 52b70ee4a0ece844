import type { EventStore } from "../event-sourcing/stored-event/event-store.js";
import { endOf, LOG_NAMES, type LogEnd, type LogEnds, type LogName, type WrittenLogEnds } from "./log-ends.js";

const WRITE_MS = 1_000;

/** Keeps written down how far the logs of a store have come. */
export class KeptLogEnds {
  readonly #timer: NodeJS.Timeout;
  #known: LogEnds | null;
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param known as it is written down
   * @param onFailure told of an end that could not be written down; it is tried again
   */
  constructor(
    private readonly written: WrittenLogEnds,
    private readonly logs: Readonly<Record<LogName, Pick<EventStore, "head" | "newest">>>,
    known: LogEnds | null,
    onFailure: (error: Error) => void,
  ) {
    this.#known = known;
    this.#timer = setInterval(() => void this.write().catch(onFailure), WRITE_MS);
    this.#timer.unref();
  }

  /** Writes down where the logs end now, if that is elsewhere than before. */
  write(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.write();
  }

  async #write(): Promise<void> {
    const ends: Partial<Record<LogName, LogEnd>> = {};
    let moved = false;
    for (const log of LOG_NAMES) {
      const known = this.#known?.[log];
      const stands = known?.number === (await this.logs[log].head());
      ends[log] = stands ? known : await endOf(this.logs[log]);
      moved ||= !stands;
    }
    if (!moved) return;
    await this.written.write(ends as LogEnds);
    this.#known = ends as LogEnds;
  }
}
