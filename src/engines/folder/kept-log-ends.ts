import type { EventStore } from "../../event-sourcing/stored-event/event-store.js";
import { endOf, writeLogEnds, type LogEnds, type LogName } from "./log-ends.js";

const WRITE_MS = 1_000;

/** Keeps written down how far the logs of a folder have come. */
export class KeptLogEnds {
  readonly #timer: NodeJS.Timeout;
  #written: LogEnds | null;
  #writing: Promise<void> = Promise.resolve();

  /**
   * @param written as it stands in the folder
   * @param onFailure told of an end that could not be written down; it is tried again
   */
  constructor(
    private readonly data: string,
    private readonly logs: Readonly<Record<LogName, EventStore>>,
    written: LogEnds | null,
    onFailure: (error: Error) => void,
  ) {
    this.#written = written;
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
    const { events, reads } = this.logs;
    const [eventsHead, readsHead] = [await events.head(), await reads.head()];
    if (this.#written?.events.number === eventsHead && this.#written.reads.number === readsHead) return;
    const ends = { events: await endOf(events), reads: await endOf(reads) };
    await writeLogEnds(this.data, ends);
    this.#written = ends;
  }
}
