import { failureInWords } from "../failure.js";
import { setTimeout as delay } from "node:timers/promises";
import { REACTIONS } from "../../observed.js";
import { v5 as uuidv5 } from "uuid";
import type { Checkpoints, ReactionsCheckpoint } from "./checkpoints.js";
import type { CommandContext, CommandHandling } from "../deciding/command-handling.js";
import type { AnyDecider } from "../deciding/decider.js";
import type { EventRecord } from "../stored-event/event-record.js";
import type { EventStore, RawEvent } from "../stored-event/event-store.js";
import type { FollowUp, ProcessManager } from "./process-manager.js";
import { reactionAggregate, type PlanReaction } from "./reaction.js";
import { markOf, standingIn } from "../stored-event/mark.js";
import type { OneAtATime } from "./one-at-a-time.js";
import type { ReadModel } from "../projecting/read-model.js";
import { UnreadableEvent, type EventRegistry } from "../stored-event/registry.js";
import { InvalidField, NotFound, Rejection } from "../deciding/rejection.js";

/** Under this name it is stored how far the process managers have come. */
export const CHECKPOINT = "reactions";
const BATCH = 500;
const RETRY_MS = { first: 200, most: 10_000 };
const VIEWS_MS = 10_000;
/** How often an instance looks how far the one that runs the process managers has come. */
const LOOK_MS = 20;
/** How many links of a chain are waited for there, as others' chains, which go on and on, can't be told from it. */
const DEPTH = 4;
/** Of how many chains of events the newest one is kept, for whoever waits for the chain's end. */
const CHAINS = 1000;

/** Told when a follow-up was refused, or an event could not be read. Ids and codes only. */
export type Alarm = (alarm: { readonly manager: string; readonly event: string; readonly reason: string }) => void;

/**
 * Drives the process managers: at least once in, once in effect. Each event is taken in order, after the one before it
 * has had its effects. Several instances may have one each; one of them drives, and what a former one still sends is
 * recognised by the streams that it is for.
 */
export class Reactions {
  readonly #stopped = new AbortController();
  readonly #waiting = new Set<{ number: number; resolve: (settled: boolean) => void }>();
  #done = -1;
  /** Number of the newest event that follows from another. */
  #followed = -1;
  /** The same by correlation, the newest chains last. */
  readonly #chains = new Map<string, number>();
  #driving = false;
  /** What another instance stores was found to be of this log. */
  #known = false;
  #running: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: {
      readonly store: EventStore;
      readonly registry: EventRegistry;
      readonly handling: CommandHandling;
      readonly views: ReadModel;
      readonly checkpoints: Checkpoints;
      readonly oneAtATime: OneAtATime;
      readonly managers: readonly ProcessManager[];
      /** Every decider that a follow-up may be for. */
      readonly deciders: readonly AnyDecider[];
      readonly alarm: Alarm;
    },
  ) {}

  start(): void {
    const { signal } = this.#stopped;
    this.#running = this.parts.oneAtATime("reactions", signal, async (mine) => {
      this.#driving = true;
      try {
        await this.#drive(mine);
      } finally {
        this.#driving = false;
      }
    });
  }

  /**
   * Waits until all that follows from the events up to this one has been done, and the views have taken it: whoever
   * asks them next sees it. False when the time is up first.
   * @param correlation with it, also what follows from that in turn, to the end of this one's chain
   */
  async settled(number: number, timeoutMs: number, correlation?: string): Promise<boolean> {
    const start = performance.now();
    const left = () => Math.max(0, timeoutMs - (performance.now() - start));
    let rounds = 0;
    for (let until = number, reached = -1; until > reached; until = this.#endOf(correlation) ?? until) {
      if (!this.#driving && rounds++ > DEPTH) break;
      if (!(await (this.#driving ? this.#reacted(until, left()) : this.#reactedElsewhere(until, left())))) return false;
      reached = until;
    }
    if (this.#followed <= number) return true;
    return this.parts.views.waitFor(this.#followed, left());
  }

  /** Number of the newest event that followed in a chain; of any chain, where another instance drives. */
  #endOf(correlation: string | undefined): number | undefined {
    if (correlation === undefined) return undefined;
    return this.#driving ? this.#chains.get(correlation) : this.#followed;
  }

  #follow(correlation: string, number: number): void {
    this.#followed = Math.max(this.#followed, number);
    this.#chains.delete(correlation);
    this.#chains.set(correlation, number);
    if (this.#chains.size > CHAINS) this.#chains.delete(this.#chains.keys().next().value!);
  }

  #reacted(number: number, timeoutMs: number): Promise<boolean> {
    if (this.#done >= number) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter = {
        number,
        resolve: (settled: boolean) => {
          clearTimeout(timer);
          this.#waiting.delete(waiter);
          resolve(settled);
        },
      };
      const timer = setTimeout(() => waiter.resolve(false), timeoutMs);
      this.#waiting.add(waiter);
    });
  }

  /** Asks the stored checkpoint, again and again. */
  async #reactedElsewhere(number: number, timeoutMs: number): Promise<boolean> {
    const { signal } = this.#stopped;
    for (const start = performance.now(); !signal.aborted;) {
      const stored = await this.parts.checkpoints.load(CHECKPOINT);
      if (stored && (this.#known ||= (await standingIn(this.parts.store, stored)) === "there"))
        this.#advance(stored.number, stored.followed);
      if (this.#done >= number) return true;
      if (performance.now() - start > timeoutMs) break;
      await delay(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    for (const waiter of this.#waiting) waiter.resolve(false);
  }

  async #drive(signal: AbortSignal): Promise<void> {
    let pause = RETRY_MS.first;
    while (!signal.aborted) {
      try {
        const after = await this.#resumeAt();
        if (after) this.#advance(after.number, after.followed);
        for await (const batch of this.parts.store.subscribe(after, BATCH, signal)) {
          for (const raw of batch) {
            if (signal.aborted) return;
            await this.#react(raw);
            this.#advance(raw.number);
          }
          const last = batch.at(-1)!;
          const { number, position } = last;
          const mark = markOf(last);
          await this.parts.checkpoints.save(CHECKPOINT, { number, position, followed: this.#followed, mark });
          pause = RETRY_MS.first;
        }
      } catch (error) {
        if (signal.aborted) return;
        this.parts.alarm({ manager: "*", event: "", reason: `trying again: ${failureInWords(error)}` });
      }
      await delay(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      pause = Math.min(pause * 2, RETRY_MS.most);
    }
  }

  /**
   * Where the process managers stand. A checkpoint of another log, or one that a restore left ahead of the log, would
   * have them pass by events whose effects are not there: they begin anew, and recognise what they have sent.
   */
  async #resumeAt(): Promise<ReactionsCheckpoint | null> {
    const { checkpoints, store, alarm } = this.parts;
    const stored = await checkpoints.load(CHECKPOINT);
    if (stored === null || (await standingIn(store, stored)) === "there") return stored;
    alarm({ manager: "*", event: "", reason: "the checkpoint is of other events: all are looked at again" });
    await checkpoints.forget(CHECKPOINT);
    this.#done = -1;
    this.#followed = -1;
    return null;
  }

  #advance(number: number, followed = -1): void {
    this.#done = Math.max(this.#done, number);
    this.#followed = Math.max(this.#followed, followed);
    for (const waiter of this.#waiting) if (waiter.number <= this.#done) waiter.resolve(true);
  }

  async #react(raw: RawEvent): Promise<void> {
    const managers = this.parts.managers.filter(({ when }) => when.includes(raw.type));
    if (managers.length === 0) return;
    let event: EventRecord;
    try {
      event = this.parts.registry.read(raw);
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      for (const { name } of managers) this.parts.alarm({ manager: name, event: raw.id, reason: error.message });
      return;
    }
    for (const manager of managers) {
      const told = { manager: manager.name, correlation: event.correlation };
      await REACTIONS.tracePromise(() => this.#reactAs(manager, event), told);
    }
  }

  async #reactAs(manager: ProcessManager, event: EventRecord): Promise<void> {
    const { handling } = this.parts;
    const process = `${manager.name}-${event.id}`;
    const context = contextOf(manager, event);
    const earlier = await handling.load({ aggregate: reactionAggregate, id: process });
    const planned = earlier.planned ?? (await this.#plan(manager, event, process, context));
    for (const [index, followUp] of planned.entries()) {
      if (earlier.settled.includes(index)) continue;
      const [command, outcome] = await this.#send(followUp, index, process, context, manager, event);
      const recording = keyed(context, process, `outcome/${index}`);
      const { number } = await handling.handle(reactionAggregate, process, command, outcome, recording);
      this.#follow(event.correlation, number);
    }
  }

  async #plan(
    manager: ProcessManager,
    event: EventRecord,
    process: string,
    context: CommandContext,
  ): Promise<readonly FollowUp[]> {
    const { handling, views } = this.parts;
    if (!(await views.waitFor(event.number, VIEWS_MS))) throw new Error("the views are behind");
    const followUps = await manager.thenSend(event, {
      load: (load) => handling.load(load),
      loadAt: (load) => handling.loadAt(load),
      views,
    });
    if (followUps.length > 0) {
      const plan: PlanReaction = { manager: manager.name, source: event.id, subjects: event.subjects, followUps };
      await handling.handle(reactionAggregate, process, "Plan", plan, keyed(context, process, "plan"));
    }
    return followUps;
  }

  async #send(
    followUp: FollowUp,
    index: number,
    process: string,
    context: CommandContext,
    manager: ProcessManager,
    event: EventRecord,
  ): Promise<["RecordDone" | "RecordRejected", object]> {
    const decider = this.parts.deciders.find(({ category }) => category === followUp.category);
    if (!decider) throw new Error(`${manager.name}: there is no decider ${followUp.category}`);
    try {
      const sent = keyed(context, process, `send/${index}`);
      const { revision } = await this.parts.handling.handle(
        decider,
        followUp.id,
        followUp.command,
        followUp.data,
        sent,
      );
      return ["RecordDone", { index, revision }];
    } catch (error) {
      if (!(error instanceof Rejection || error instanceof NotFound || error instanceof InvalidField)) throw error;
      const rule = error instanceof Rejection ? error.rule.id : error instanceof NotFound ? "not-found" : error.type;
      this.parts.alarm({ manager: manager.name, event: event.id, reason: `${followUp.command} was refused: ${rule}` });
      return ["RecordRejected", { index, rule }];
    }
  }
}

/** A follow-up acts for whoever caused it, under the same purpose. */
function contextOf(manager: ProcessManager, event: EventRecord): CommandContext {
  const { actor } = event;
  return {
    caller: `process-manager:${manager.name}`,
    route: "",
    key: "",
    actor: {
      kind: "PROCESS_MANAGER",
      id: manager.name,
      onBehalfOf: actor.kind === "OFFICER" ? actor.id : actor.onBehalfOf,
      agency: actor.agency,
      role: "PROCESS_MANAGER",
    },
    purpose: event.purpose,
    lawfulBasis: event.lawfulBasis,
    correlation: event.correlation,
    causation: event.id,
  };
}

function keyed(context: CommandContext, process: string, step: string): CommandContext {
  return { ...context, route: process, key: uuidv5(`${process}/${step}`, uuidv5.URL) };
}
