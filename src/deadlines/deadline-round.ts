import { setTimeout as delay } from "node:timers/promises";
import { v5 as uuidv5 } from "uuid";
import { agencyAbove } from "../agency/deciders.js";
import type { Clock } from "../event-sourcing/clock.js";
import type { CommandContext, CommandHandling } from "../event-sourcing/deciding/command-handling.js";
import { KeyReused, NotFound, Rejection } from "../event-sourcing/deciding/rejection.js";
import { dateIn } from "../event-sourcing/stored-event/occurred-at.js";
import { failureInWords } from "../event-sourcing/failure.js";
import type { OneAtATime } from "../event-sourcing/reacting/one-at-a-time.js";
import type { ReadModel } from "../event-sourcing/projecting/read-model.js";
import { calendarOf, changedBy } from "./calendars/calendar.js";
import { calendarsView, type CalendarDocument } from "./calendars/calendars.view.js";
import { deadlineDecider, isOther } from "./deadline.commands.js";
import { dueDeadlinesView, type DeadlineDocument } from "./due-deadlines.view.js";
import { reckon } from "./reckon.js";

const EVERY_MS = 15_000;
const PAGE = 500;
/** Commands that are under way at a time: the writer of the log commits them together. */
const AT_ONCE = 32;
/** How long a round waits for what follows from the events that there are: what was met is not missed. */
const SETTLE_MS = 10_000;
/** A calendar is gone through again until so long after its publication: a deadline may just have been started by it. */
const FRESH_MS = 120_000;

export interface RoundParts {
  readonly handling: Pick<CommandHandling, "handle">;
  readonly views: Pick<ReadModel, "find" | "waitFor" | "getMany">;
  readonly reactions: { settled(number: number, timeoutMs: number): Promise<boolean> };
  readonly store: { head(): Promise<number> };
  readonly clock: Clock;
  readonly oneAtATime: OneAtATime;
  /** Told when a round failed; the next one does what it left. */
  readonly alarm: (reason: string) => void;
}

/** What a round did. */
export interface Round {
  /** Deadlines of which something fired. */
  readonly fired: number;
  /** Deadlines that moved, as their calendar was corrected. */
  readonly moved: number;
}

/**
 * The timer of deadlines. A round looks which of them are to warn, are missed, or are to be passed up, by the clock of
 * the service, and says so by a command. The id of the command follows from the deadline and from what has fired of it so
 * far, and the deadline itself tells what has fired: so neither a crash, nor a clock that is set, nor a second instance
 * makes it fire twice.
 */
export class DeadlineRounds {
  readonly #stopped = new AbortController();
  /** By country, what was published when its open deadlines were last gone through. */
  readonly #reckoned = new Map<string, number>();
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly parts: RoundParts) {}

  start(everyMs = EVERY_MS): void {
    this.#running = this.parts.oneAtATime("deadlines", this.#stopped.signal, async (signal) => {
      while (!signal.aborted) {
        await this.round(signal).catch((error: unknown) => this.parts.alarm(failureInWords(error)));
        await delay(everyMs, undefined, { signal }).catch(() => undefined);
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /**
   * One round; of a store that is behind, nothing.
   * @throws StoreUnavailable, Contention
   */
  async round(signal?: AbortSignal): Promise<Round> {
    const head = await this.parts.store.head();
    const settled = await this.parts.reactions.settled(head, SETTLE_MS);
    if (!settled || !(await this.parts.views.waitFor(head, SETTLE_MS, dueDeadlinesView.name)))
      return { fired: 0, moved: 0 };
    // First, so that no deadline is missed on a day that turned out to be a holiday.
    const moved = await this.#move(signal);
    if (moved > 0) await this.#caughtUp();
    return { fired: await this.#fire(signal), moved };
  }

  async #caughtUp(): Promise<void> {
    await this.parts.views.waitFor(await this.parts.store.head(), SETTLE_MS, dueDeadlinesView.name);
  }

  async #fire(signal?: AbortSignal): Promise<number> {
    const now = this.parts.clock.now();
    let fired = 0;
    const known = new Map<string, Promise<string | null>>();
    const aboveOf = (agency: string) => {
      if (!known.has(agency)) known.set(agency, agencyAbove(this.parts.views, agency, now));
      return known.get(agency)!;
    };
    const where = [{ field: "next", to: now }];
    const sort = { field: "next", direction: "asc" } as const;
    await this.#each(this.#all(where, sort), signal, async (deadline) => {
      const above = deadline.agency === null ? null : await aboveOf(deadline.agency);
      const { moves, warnedAt, missedAt, escalated } = deadline;
      const step = `${moves}/${warnedAt === null ? 0 : 1}${missedAt === null ? 0 : 1}${escalated.length}`;
      if (await this.#send(deadline.id, "FireDeadline", { above }, step)) fired++;
    });
    return fired;
  }

  /** Brings open deadlines in working days to what their calendars say now. */
  async #move(signal?: AbortSignal): Promise<number> {
    let moved = 0;
    const now = Date.parse(this.parts.clock.now());
    const { documents } = await this.parts.views.find<CalendarDocument>(calendarsView.name, { where: [], limit: PAGE });
    for (const { country, publications, publishedAt } of documents) {
      if (country === null || this.#reckoned.get(country) === publications.length) continue;
      const calendar = calendarOf(country, publications);
      const changes = changedBy(publications.slice(this.#reckoned.get(country)));
      const mayMove = ({ from, due, zone }: DeadlineDocument) =>
        due === null || changes(dateIn(zone, from), dateIn(zone, due));
      await this.#each(this.#all([{ field: "workingDaysOf", is: country }]), signal, async (deadline) => {
        if (!mayMove(deadline) || !isOther(deadline, reckon(deadline, calendar))) return;
        const told = { reason: "CALENDAR_CORRECTED" };
        if (await this.#send(deadline.id, "MoveDeadline", told, `${deadline.moves}/${publications.length}`)) moved++;
      });
      if (signal?.aborted) return moved;
      if (now - Date.parse(publishedAt) > FRESH_MS) this.#reckoned.set(country, publications.length);
    }
    return moved;
  }

  /** All rows as they were when the first page was asked for: what is done to one changes none of the others. */
  async *#all(
    where: Parameters<ReadModel["find"]>[1]["where"],
    sort?: Parameters<ReadModel["find"]>[1]["sort"],
  ): AsyncGenerator<DeadlineDocument> {
    let after: string | undefined;
    do {
      const query = { where, limit: PAGE, after, ...(sort && { sort }) };
      const { documents, next } = await this.parts.views.find<DeadlineDocument>(dueDeadlinesView.name, query);
      yield* documents;
      after = next;
    } while (after !== undefined);
  }

  /** Does something to each, some at a time; none begins once the signal aborts. */
  async #each(
    deadlines: AsyncIterable<DeadlineDocument>,
    signal: AbortSignal | undefined,
    act: (deadline: DeadlineDocument) => Promise<void>,
  ): Promise<void> {
    let group: DeadlineDocument[] = [];
    const finish = async () => {
      const outcomes = await Promise.allSettled(group.map(act));
      group = [];
      const failed = outcomes.find((each) => each.status === "rejected");
      if (failed) throw failed.reason;
    };
    for await (const deadline of deadlines) {
      if (signal?.aborted) break;
      if (group.push(deadline) === AT_ONCE) await finish();
    }
    await finish();
  }

  /** False where the deadline says that there is nothing to do any more: the view was behind it. */
  async #send(id: string, command: string, data: object, step: string): Promise<boolean> {
    try {
      const { repeated } = await this.parts.handling.handle(deadlineDecider, id, command, data, byTheTimer(id, step));
      return !repeated;
    } catch (error) {
      // The same step, sent by another instance that knew another agency above.
      if (error instanceof Rejection || error instanceof NotFound || error instanceof KeyReused) return false;
      throw error;
    }
  }
}

/** What the timer does, in the name of no officer. */
function byTheTimer(id: string, step: string): CommandContext {
  return {
    caller: "timer:deadlines",
    route: `deadline-${id}`,
    key: uuidv5(`${id}/${step}`, uuidv5.URL),
    actor: { kind: "PROCESS_MANAGER", id: "deadline-timer", onBehalfOf: null, agency: null, role: "PROCESS_MANAGER" },
    purpose: "ADMINISTRATION",
    lawfulBasis: "LEGAL_OBLIGATION",
  };
}
