import { v5 as uuidv5 } from "uuid";
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../clock.js";
import type { CommandContext, CommandHandling } from "../deciding/command-handling.js";
import type { AnyDecider } from "../deciding/decider.js";
import { InvalidField, KeyReused, NotFound, Rejection } from "../deciding/rejection.js";
import type { ReadModel } from "../projecting/read-model.js";
import type { EventStore } from "../stored-event/event-store.js";
import type { OneAtATime } from "./one-at-a-time.js";
import type { FollowUp } from "./process-manager.js";
import type { Reactions } from "./reactions.js";

/** "When the time is over … Then …": what is due, found in a view of due times, and the command that says so. */
export interface Timer extends Pick<CommandContext, "purpose" | "lawfulBasis"> {
  /** Who acts in what it appends; never changes. */
  readonly name: string;
  /** The view in which it finds what is due. */
  readonly view: string;
  /** It looks only once all that follows from the events so far has come: what was done in time is not missed then. */
  readonly afterReactions?: true;
  /**
   * Begins for one instance of the service, which may remember what it has looked at.
   * @returns gives what is due by now (ISO 8601), in parts: each has taken effect, and the view has it, when the next is
   *   asked for. One that a rule refuses is due no more once the view has taken why
   */
  readonly begin: (views: ViewsOfTimer) => (now: string) => AsyncIterable<readonly DueCommand[]>;
}

export type ViewsOfTimer = Pick<ReadModel, "find" | "getMany" | "waitFor">;

/** A command whose time has come. */
export interface DueCommand extends FollowUp {
  /** What is due, as opposed to what may fall due later in the same stream. */
  readonly once: string;
}

/** How many commands took effect, by their names; those of which none did are left out. */
export type Fired = ReadonlyMap<string, number>;

/** How often what is due is looked for, in ms. */
const ROUND_MS = 5_000;
/** How long a round waits for the views, and for what follows from the events that there are. */
const SETTLE_MS = 10_000;
/** Commands that are under way at a time: the writer of the log commits them together. */
const AT_ONCE = 32;

export interface TimerParts {
  readonly timers: readonly Timer[];
  readonly views: ViewsOfTimer;
  readonly store: Pick<EventStore, "head">;
  readonly reactions: Pick<Reactions, "settled">;
  readonly handling: Pick<CommandHandling, "handle">;
  readonly deciders: readonly AnyDecider[];
  readonly clock: Clock;
  readonly oneAtATime: OneAtATime;
  /** Told when a timer failed; the next round does what it left. */
  readonly alarm: (timer: string, error: unknown) => void;
}

/**
 * Looks again and again for what is due, by the injected clock, on one instance at a time. What is due takes effect
 * once: the command has an id that follows from what is due, which its stream recognises after a crash, a step of the
 * clock, or from two instances.
 */
export class Timers {
  readonly #stopped = new AbortController();
  readonly #looks: ReadonlyMap<Timer, ReturnType<Timer["begin"]>>;
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: TimerParts) {
    this.#looks = new Map(parts.timers.map((timer) => [timer, timer.begin(parts.views)]));
  }

  start(): void {
    this.#running = this.parts.oneAtATime("timers", this.#stopped.signal, async (signal) => {
      while (!signal.aborted) {
        // It was told of by the alarm.
        await this.round(signal).catch(() => undefined);
        await delay(ROUND_MS, undefined, { signal }).catch(() => undefined);
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /**
   * Every timer looks once; of one whose view is behind, nothing is due.
   * @throws what the first timer that failed threw, once the others have looked
   */
  async round(signal?: AbortSignal): Promise<Fired> {
    const fired = new Map<string, number>();
    const failures: unknown[] = [];
    for (const timer of this.parts.timers) {
      try {
        await this.#look(timer, fired, signal);
      } catch (error) {
        this.parts.alarm(timer.name, error);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return fired;
  }

  async #look(timer: Timer, fired: Map<string, number>, signal: AbortSignal | undefined): Promise<void> {
    const { store, reactions, clock } = this.parts;
    const head = await store.head();
    if (timer.afterReactions && !(await reactions.settled(head, SETTLE_MS))) return;
    if (!(await this.#hasTaken(timer, head))) return;
    for await (const due of this.#looks.get(timer)!(clock.now())) {
      const last = await this.#sendAll(timer, due, fired, signal);
      if (signal?.aborted || !(await this.#hasTaken(timer, last))) return;
    }
  }

  #hasTaken({ view }: Timer, number: number): Promise<boolean> {
    return this.parts.views.waitFor(number, SETTLE_MS, view);
  }

  /**
   * Sends some at a time; none once the signal aborts.
   * @returns number of the newest event that they appended, or -1
   */
  async #sendAll(
    timer: Timer,
    due: readonly DueCommand[],
    fired: Map<string, number>,
    signal: AbortSignal | undefined,
  ): Promise<number> {
    let newest = -1;
    for (let from = 0; from < due.length; from += AT_ONCE) {
      if (signal?.aborted) break;
      const outcomes = await Promise.allSettled(
        due.slice(from, from + AT_ONCE).map(async (each) => {
          const number = await this.#send(timer, each);
          if (number === undefined) return;
          newest = Math.max(newest, number);
          fired.set(each.command, (fired.get(each.command) ?? 0) + 1);
        }),
      );
      const failed = outcomes.find((each) => each.status === "rejected");
      if (failed) throw failed.reason;
    }
    return newest;
  }

  /** @returns number of the event; undefined where it had taken effect before, or a rule says that it is not due */
  async #send(timer: Timer, { category, id, command, data, once }: DueCommand): Promise<number | undefined> {
    const { deciders, handling } = this.parts;
    const { name, purpose, lawfulBasis } = timer;
    const decider = deciders.find((each) => each.category === category);
    if (!decider) throw new Error(`${name}: there is no decider ${category}`);
    try {
      const { number, repeated } = await handling.handle(decider, id, command, data, {
        caller: `timer:${name}`,
        route: `${command} ${category}-${id}`,
        key: uuidv5(once, uuidv5.URL),
        actor: { kind: "PROCESS_MANAGER", id: name, onBehalfOf: null, agency: null, role: "PROCESS_MANAGER" },
        purpose,
        lawfulBasis,
      });
      return repeated ? undefined : number;
    } catch (error) {
      // A reused key: the same, sent by another instance that knew more, or less, of what it says beside.
      if ([Rejection, NotFound, InvalidField, KeyReused].some((refusal) => error instanceof refusal)) return undefined;
      throw error;
    }
  }
}
