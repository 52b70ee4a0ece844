import { v5 as uuidv5 } from "uuid";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../clock.js";
import type { CommandHandling } from "../deciding/command-handling.js";
import type { AnyDecider } from "../deciding/decider.js";
import { InvalidField, NotFound, Rejection } from "../deciding/rejection.js";
import { failureInWords } from "../failure.js";
import type { ReadModel } from "../projecting/read-model.js";
import type { OneAtATime } from "./one-at-a-time.js";
import type { FollowUp } from "./process-manager.js";

/** "When the time is over … Then …": what is due, found in a view of due times, and the command that says so. */
export interface Timer {
  /** Who acts in what it appends; never changes. */
  readonly name: string;
  /**
   * What is due by now, the oldest first. One that a rule refuses is due no more once its view has taken why.
   * @param now ISO 8601
   * @param limit of how many at once
   */
  readonly due: (views: ReadModel, now: string, limit: number) => Promise<readonly DueCommand[]>;
}

/** A command whose time has come. */
export interface DueCommand extends FollowUp {
  /** What is due, as opposed to what may fall due later in the same stream: its time. */
  readonly once: string;
}

/** How often what is due is looked for, in ms. */
export const ROUND_MS = 5_000;
const BATCH = 200;
/** A round ends after so many, so that a stop need not wait for all. */
const MOST_BATCHES = 50;

export interface TimerParts {
  readonly timers: readonly Timer[];
  readonly views: ReadModel;
  readonly handling: CommandHandling;
  readonly deciders: readonly AnyDecider[];
  readonly clock: Clock;
  readonly oneAtATime: OneAtATime;
  /** Told when a round failed; it is made again. */
  readonly alarm: (timer: string, reason: string) => void;
  readonly roundMs?: number;
}

/**
 * Looks again and again for what is due, by the injected clock, on one instance at a time. What is due takes effect
 * once: the command has an id that follows from what is due, which its stream recognises after a crash, a step of the
 * clock, or from two instances.
 */
export class Timers {
  readonly #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: TimerParts) {}

  start(): void {
    const { oneAtATime, roundMs = ROUND_MS } = this.parts;
    this.#running = oneAtATime("timers", this.#stopped.signal, async (signal) => {
      while (!signal.aborted) {
        await this.round(signal);
        await delay(roundMs, undefined, { signal }).catch(() => undefined);
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** Fires what is due now. @returns of how many commands something was appended */
  async round(signal?: AbortSignal): Promise<number> {
    let fired = 0;
    for (const timer of this.parts.timers) {
      try {
        fired += await this.#fire(timer, signal);
      } catch (error) {
        this.parts.alarm(timer.name, failureInWords(error));
      }
    }
    return fired;
  }

  async #fire(timer: Timer, signal: AbortSignal | undefined): Promise<number> {
    const { views, clock } = this.parts;
    const tried = new Set<string>();
    let fired = 0;
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const due = (await timer.due(views, clock.now(), BATCH)).filter((each) => !tried.has(keyOf(timer, each)));
      let last: number | undefined;
      for (const each of due) {
        if (signal?.aborted) return fired;
        tried.add(keyOf(timer, each));
        const number = await this.#send(timer, each);
        if (number !== undefined) fired++;
        last = number ?? last;
      }
      // What was fired is no longer due once its view has it.
      if (last === undefined || !(await views.waitFor(last, ROUND_MS))) break;
    }
    return fired;
  }

  /** @returns number of the event; undefined where a rule says that it is not due (any more) */
  async #send(timer: Timer, { category, id, command, data, once }: DueCommand): Promise<number | undefined> {
    const { deciders, handling } = this.parts;
    const decider = deciders.find((each) => each.category === category);
    if (!decider) throw new Error(`${timer.name}: there is no decider ${category}`);
    try {
      const { number } = await handling.handle(decider, id, command, data, {
        caller: `timer:${timer.name}`,
        route: `${command} ${category}-${id}`,
        key: uuidv5(once, uuidv5.URL),
        actor: { kind: "PROCESS_MANAGER", id: timer.name, onBehalfOf: null, agency: null, role: "PROCESS_MANAGER" },
        purpose: "PROTECTION",
        lawfulBasis: "PUBLIC_TASK",
      });
      return number;
    } catch (error) {
      if (error instanceof Rejection || error instanceof NotFound || error instanceof InvalidField) return undefined;
      throw error;
    }
  }
}

const keyOf = (timer: Timer, { category, id, once }: DueCommand) => `${timer.name} ${category}-${id} ${once}`;
