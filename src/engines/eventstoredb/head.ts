import {
  BACKWARDS,
  END,
  type AllStreamRecordedEvent,
  type AllStreamResolvedEvent,
  type Position,
} from "@eventstore/db-client";
import type { Connection } from "./connection.js";
import { numberOf } from "./positions.js";
import { take } from "./reading.js";
import type { TimeLimit } from "./time-limit.js";

/** Most often the newest event of the log is one of Kawal's, or close behind it. */
const FIRST_PAGE = 16;
const LARGEST_PAGE = 1_000;

/** What this thread knows of the end of the log. */
export class Head {
  /** The highest number that was appended or seen from here. */
  #known = -1;
  /** Up to here the log was searched: nothing can come before it any more. */
  #searched = -1;

  constructor(
    private readonly connection: Connection,
    private readonly kawalStreams: RegExp,
    private readonly limit: TimeLimit,
  ) {}

  seen(number: number): void {
    this.#known = Math.max(this.#known, number);
  }

  /**
   * Number of Kawal's newest event, -1 for none: the log is read backwards, past the server's own and foreign events,
   * as far as one that was searched or seen before.
   */
  async find(): Promise<number> {
    let fromPosition: Position | typeof END = END;
    let newest = -1;
    for (let maxCount = FIRST_PAGE; ; maxCount = Math.min(LARGEST_PAGE, maxCount * 4)) {
      const page: AllStreamResolvedEvent[] = await this.#page(fromPosition, maxCount);
      for (const { event, link } of page) {
        const record = event ?? link;
        if (record === undefined) continue;
        const number = numberOf(record.position);
        newest = Math.max(newest, number);
        if (number <= this.#known || number <= this.#searched) return this.#found(newest);
        if (this.kawalStreams.test(record.streamId)) {
          this.seen(number);
          return this.#found(newest);
        }
        fromPosition = record.position;
      }
      if (page.length < maxCount) return this.#found(newest);
    }
  }

  /** Kawal's newest event; what is known from before, and may be of a log that was replaced since, is not gone by. */
  async newest(): Promise<AllStreamRecordedEvent | undefined> {
    let fromPosition: Position | typeof END = END;
    for (let maxCount = FIRST_PAGE; ; maxCount = Math.min(LARGEST_PAGE, maxCount * 4)) {
      const page: AllStreamResolvedEvent[] = await this.#page(fromPosition, maxCount);
      for (const { event, link } of page) {
        if (event !== undefined && this.kawalStreams.test(event.streamId)) return event;
        fromPosition = (event ?? link)?.position ?? fromPosition;
      }
      if (page.length < maxCount) return undefined;
    }
  }

  #found(newest: number): number {
    this.#searched = Math.max(this.#searched, newest);
    return this.#known;
  }

  #page(fromPosition: Position | typeof END, maxCount: number): Promise<AllStreamResolvedEvent[]> {
    return this.connection.call("read", (client, givenUp) =>
      take(client.readAll({ direction: BACKWARDS, fromPosition, maxCount }), this.limit, givenUp),
    );
  }
}
