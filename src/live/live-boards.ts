import { Inject, Injectable, Logger, Optional, type OnModuleDestroy } from "@nestjs/common";
import type { IncomingHttpHeaders } from "node:http";
import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";
import { agenciesOf, type Caller } from "../access/caller.js";
import { CALLERS, type Callers } from "../access/callers.js";
import { withRequestContext } from "../access/request-context.js";
import { Sight, SIGHT_VIEWS, tokensOf } from "../access/sight.js";
import { splitStream } from "../event-sourcing/deciding/decider.js";
import type { Clock } from "../event-sourcing/clock.js";
import { failureInWords } from "../event-sourcing/failure.js";
import { CLOCK, EVENT_STORE, READ_MODEL } from "../event-sourcing/ports.js";
import { ViewBehind, type ReadModel } from "../event-sourcing/projecting/read-model.js";
import { StoreUnavailable, type EventStore, type RawEvent } from "../event-sourcing/stored-event/event-store.js";
import { EventRegistry } from "../event-sourcing/stored-event/registry.js";
import { Positions } from "../http/positions.js";
import { Problem } from "../http/problems.js";
import { WayOut } from "../http/way-out.js";
import { LIMITS } from "../limits.js";
import { LIVE_READERS } from "../observed.js";
import { Changes } from "./changes.js";
import type { LiveList, LiveSubject } from "./live-list.js";
import { liveCases, liveRepatriations, liveWork } from "./lists.js";

/** How long what is recorded meanwhile is gathered, so that it is looked at together. */
const GATHER_MS = 40;
/** How long a round waits for the views. */
const WAIT_MS = 2_000;
/** How long after a failure it is tried again, and how long all readers wait for that. */
const AGAIN_MS = 1_000;
const GIVE_UP_MS = 30_000;
/** Changes that one reader is told at once; the rest follow. */
const PAGE = 200;
/** Subjects of one stream of which it is remembered that the log of reads has them. */
const MOST_TOLD = 1_000;
/** Readers who are checked in one sweep though nothing was recorded of them. */
const CHECKED_AT_ONCE = 200;
/** The days of all zones begin with one of these. */
const QUARTER_MS = 15 * 60_000;
/** Readers come back at different times after all were ended, in ms. */
const RETRY_MS = { least: 1_000, most: 6_000 };

export interface LiveBounds {
  /** How often it is looked who has been silent, is late, or may not read any more. */
  readonly sweepMs: number;
  /** After how long a reader who was told nothing gets a sign of life. Less than a connection may be silent. */
  readonly heartbeatMs: number;
  /** How long a reader may take what was sent. */
  readonly drainMs: number;
  /** How many changes of each list are remembered. */
  readonly changes: number;
}
/** Injection token. */
export const LIVE_BOUNDS = Symbol("LiveBounds");
const LIVE: LiveBounds = {
  sweepMs: 5_000,
  heartbeatMs: 25_000,
  drainMs: LIMITS.liveDrainMs.most,
  changes: LIMITS.liveChanges.most,
};

/** An officer whom no seal names and who has no emergency access: what they see, every officer like them sees. */
const NOBODY = "00000000-0000-4000-8000-000000000000";

/** Why a stream was ended. */
export type EndReason =
  /** The token expired, or was taken back. */
  | "signed-out"
  /** The assignment ended, or the reader acts in another role, or for another agency or region, now. */
  | "access-changed"
  /** The reader did not take what was sent. */
  | "too-slow"
  /** It can't be told who may see what, or what is recorded can't be read. */
  | "unsure"
  | "shutdown";

/** Where a reader's events go; of Node's `ServerResponse`. */
export interface Line {
  /** @returns whether it takes more at once */
  write(text: string): boolean;
  end(text: string): unknown;
  destroy(): unknown;
  on(event: "drain" | "close", hear: () => void): unknown;
}

/** From where a reader goes on, and why the list must be loaded again first. */
export interface Start {
  /** Number of an event: what comes after it is told. */
  readonly after: number;
  readonly reload?: "position-too-old" | "position-unknown" | "position-of-another-store";
}

export interface Opening {
  readonly list: LiveList;
  readonly caller: Caller;
  /** Those that say who calls, and as what. */
  readonly headers: IncomingHttpHeaders;
  readonly start: Start;
  /** Records subjects before the reader is told of them. @throws StoreUnavailable */
  readonly record: (ids: readonly string[]) => Promise<void>;
}

interface Reader extends Omit<Opening, "start"> {
  readonly line: Line;
  /** Readers of one group see the same, but for what is sealed. */
  readonly group: string;
  /** In ms since 1970; null where the token says no time. */
  readonly expires: number | null;
  /** Number of the last event up to which the reader was told all. */
  position: number;
  /** Ids that the log of reads has for this stream. */
  told: Set<string> | undefined;
  /** Since when the line takes no more (`performance.now`). */
  blockedSince: number | undefined;
  wroteAt: number;
  /** The quarter of an hour in which it was found that the reader may read; undefined when it must be found again. */
  checkedIn: number | undefined;
}

/** A place among the readers, until it is given back. */
export interface Place {
  free(): void;
}

interface Row {
  readonly id: string;
  readonly status: string | null;
  readonly position: string;
}

/**
 * Tells readers of lists what changes in them, while they see it. The log is followed once, and each change is looked
 * up once; who sees it is asked once for all readers of the same agency, role and place. A reader is a place in the log
 * and no queue: one who is late, or comes back, is told of each subject that has changed since, once.
 *
 * A change is told when the views have it, and only of what the list would show at that moment. Where that is not
 * certain nothing is told.
 */
@Injectable()
export class LiveBoards implements OnModuleDestroy {
  readonly #readers = new Set<Reader>();
  readonly #places = new Map<string, number>();
  readonly #readersOf = new Map<LiveList, number>();
  readonly #changes: Changes;
  readonly #log = new Logger("Live");
  #taken = 0;
  /** Number of the newest event that may take sight away. */
  #narrowed = -1;
  #rounds: Promise<void> | undefined;
  #running = false;
  #again = false;
  #failingSince: number | undefined;
  #sweeping: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(READ_MODEL) private readonly views: ReadModel,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CALLERS) private readonly callers: Callers,
    private readonly sight: Sight,
    private readonly wayOut: WayOut,
    private readonly positions: Positions,
    private readonly registry: EventRegistry,
    @Optional() @Inject(LIVE_BOUNDS) private readonly bounds: LiveBounds = LIVE,
  ) {
    this.#changes = new Changes({
      store,
      views,
      lists: [liveCases, liveRepatriations, liveWork],
      most: this.bounds.changes,
      onBatch: (batch) => this.#hears(batch),
    });
  }

  /** @throws Problem 429 where the officer has as many streams as they may, or all together are too many */
  place(officer: string): Place {
    const own = this.#places.get(officer) ?? 0;
    const { liveReaders, liveReadersOfOfficer } = LIMITS;
    if (own >= liveReadersOfOfficer.most || this.#taken >= liveReaders.most)
      throw new Problem(429, liveReaders.problem, "There are too many live streams", {
        detail:
          own >= liveReadersOfOfficer.most
            ? `you have ${own} open: close one`
            : "the service has as many as it takes: try again later",
        headers: { "retry-after": "30" },
      });
    this.#places.set(officer, own + 1);
    this.#taken++;
    let free = false;
    return {
      free: () => {
        if (free) return;
        free = true;
        this.#taken--;
        const left = this.#places.get(officer)! - 1;
        if (left === 0) this.#places.delete(officer);
        else this.#places.set(officer, left);
      },
    };
  }

  /**
   * Where a reader who names a position begins.
   * @param position as it was told; null for one of another store, undefined where none was named
   * @throws UnknownProjection, StoreUnavailable where nothing can be told yet
   */
  async startAt(list: LiveList, position: number | null | undefined): Promise<Start> {
    if (this.#stopping) throw new StoreUnavailable("the service is being stopped");
    await this.#changes.begin();
    // What the list has by now is no change of it.
    const after = (await this.views.freshness(list.view)).number;
    if (position === undefined) return { after };
    if (position === null) return { after, reload: "position-of-another-store" };
    if (position > (await this.store.head())) return { after, reload: "position-unknown" };
    if (this.#changes.after(list, position, 0) === undefined) return { after, reload: "position-too-old" };
    return { after: position };
  }

  /** Begins to tell a reader. */
  open(opening: Opening, line: Line, place: Place): void {
    const { list, caller, headers, start } = opening;
    const reader: Reader = {
      ...opening,
      line,
      group: groupOf(caller),
      expires: this.callers.expiryOf(headers),
      position: start.after,
      told: undefined,
      blockedSince: undefined,
      wroteAt: performance.now(),
      // What was recorded of the assignment since the request came would have been heard of nobody.
      checkedIn: undefined,
    };
    line.on("close", () => {
      place.free();
      this.#leaves(reader);
    });
    line.on("drain", () => {
      reader.blockedSince = undefined;
      this.#run();
    });
    const wait = RETRY_MS.least + Math.floor(Math.random() * (RETRY_MS.most - RETRY_MS.least));
    this.#write(reader, `retry: ${wait}\n\n`);
    const position = this.positions.of(reader.position);
    this.#write(reader, eventText("open", { position }, position));
    if (start.reload !== undefined) this.#writeReload(reader, start.reload);
    this.#readers.add(reader);
    this.#counts(list, 1);
    this.#sweeping ??= setInterval(() => this.#sweep(), this.bounds.sweepMs).unref();
    if (this.#stopping) this.#end(reader, "shutdown");
    this.#run();
  }

  async onModuleDestroy(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#sweeping);
    for (const reader of this.#readers) this.#end(reader, "shutdown");
    await this.#changes.stop();
    await this.#rounds;
  }

  #hears(batch: readonly RawEvent[]): void {
    const registered = new Set<string>();
    for (const { number, stream, type } of batch) {
      if (this.registry.narrows(type)) this.#narrowed = number;
      const [category, id] = splitStream(stream);
      if (category === "officer" || category === "agency") registered.add(id);
    }
    if (registered.size > 0)
      for (const reader of this.#readers)
        if ([reader.caller.actor.id, ...agenciesOf(reader.caller)].some((id) => registered.has(id)))
          reader.checkedIn = undefined;
    if (this.#readers.size > 0) this.#run();
  }

  /** Rounds follow each other while there is something to tell; what comes meanwhile is told in the next one. */
  #run(): void {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    this.#rounds = this.#runRounds();
  }

  async #runRounds(): Promise<void> {
    while (this.#again && !this.#stopping) {
      this.#again = false;
      const begun = performance.now();
      try {
        await this.#round();
        this.#failingSince = undefined;
        await delay(Math.max(0, GATHER_MS - (performance.now() - begun)));
      } catch (error) {
        this.#failed(error);
        await delay(AGAIN_MS);
        this.#again = this.#readers.size > 0;
      }
    }
    // At once: whoever asks for a round from now on begins the next ones.
    this.#running = false;
  }

  #failed(error: unknown): void {
    const now = performance.now();
    if (this.#failingSince === undefined && !(error instanceof ViewBehind))
      this.#log.warn(`nothing is told until it is known what may be: ${failureInWords(error)}`);
    this.#failingSince ??= now;
    if (now - this.#failingSince < GIVE_UP_MS) return;
    for (const reader of this.#readers) this.#end(reader, "unsure");
  }

  async #round(): Promise<void> {
    // Whoever is known to act in another assignment now is ended before anything else.
    await this.#check([...this.#readers].filter(({ checkedIn }) => checkedIn === undefined));
    const { upTo } = this.#changes;
    const late = [...this.#readers].filter(
      ({ position, blockedSince }) => blockedSince === undefined && position < upTo,
    );
    if (late.length === 0) return;
    const lists = Map.groupBy(late, ({ list }) => list);
    for (const view of [...SIGHT_VIEWS, ...[...lists.keys()].map((list) => list.view)])
      if (!(await this.views.waitFor(upTo, WAIT_MS, view)))
        throw new ViewBehind(view, (await this.views.freshness(view)).recordedAt);
    const failures: unknown[] = [];
    for (const [list, ofList] of lists)
      for (const [position, readers] of Map.groupBy(ofList, (reader) => reader.position)) {
        try {
          if (await this.#tell(list, position, upTo, readers)) this.#again = true;
        } catch (error) {
          // The others are told all the same.
          failures.push(error);
        }
        await turn();
      }
    for (const error of failures) throw error;
  }

  /**
   * Tells readers who are at one place in the log what comes after it.
   * @returns whether there is more
   */
  async #tell(list: LiveList, from: number, upTo: number, readers: readonly Reader[]): Promise<boolean> {
    const after = this.#changes.after(list, from, PAGE);
    if (after === undefined) {
      for (const reader of readers) {
        reader.position = upTo;
        this.#writeReload(reader, "position-too-old");
      }
      return false;
    }
    const last = after.more ? after.changes.at(-1)!.number : upTo;
    const seen = await this.#seenBy(readers, await this.#subjectsOf(list, after.changes));
    const told = readers.filter((reader) => (seen.get(reader)?.length ?? 0) > 0);
    await this.#check(told.filter(({ checkedIn }) => checkedIn !== this.#quarter()));
    const unrecorded = new Map<Reader, unknown>();
    await Promise.all(
      told.map((reader) =>
        this.#record(reader, seen.get(reader)!).catch((error: unknown) => void unrecorded.set(reader, error)),
      ),
    );
    // What was recorded meanwhile may take sight away, or an assignment: all is looked at again.
    if (this.#narrowed > upTo) return true;
    for (const reader of readers) {
      if (!this.#readers.has(reader) || reader.checkedIn === undefined || unrecorded.has(reader)) continue;
      const rows = seen.get(reader) ?? [];
      if (rows.length > 0) this.#write(reader, rows.map(changeText).join(""));
      reader.position = last;
    }
    // They are told once it can be recorded.
    for (const error of unrecorded.values()) throw error;
    return after.more;
  }

  /** What the list shows of what changed, with where it did. */
  async #subjectsOf(
    list: LiveList,
    changes: readonly { readonly stream: string; readonly number: number }[],
  ): Promise<Map<string, readonly [LiveSubject, Row]>> {
    if (changes.length === 0) return new Map();
    const subjects = await list.read(
      this.views,
      changes.map(({ stream }) => stream),
    );
    return new Map(
      changes.flatMap(({ stream, number }) => {
        const subject = subjects.get(stream);
        if (subject === undefined) return [];
        const { id, key, status } = subject;
        return [[key, [subject, { id, status, position: this.positions.of(number) }]] as const];
      }),
    );
  }

  /** Of these subjects what each reader may be told, as the list would show it to them now. */
  async #seenBy(
    readers: readonly Reader[],
    subjects: ReadonlyMap<string, readonly [LiveSubject, Row]>,
  ): Promise<ReadonlyMap<Reader, readonly Row[]>> {
    const seen = new Map<Reader, readonly Row[]>();
    if (subjects.size === 0) return seen;
    // In one context, so that what is looked up for one group is not looked up for the next.
    await inContext(async () => {
      for (const group of Map.groupBy(readers, (reader) => reader.group).values()) {
        const { caller } = group[0]!;
        const tokens = tokensOf(caller);
        const found = [...subjects.values()]
          .filter(([subject]) => tokens === "all" || subject.tokens.some((token) => tokens.includes(token)))
          .map(([{ key }]) => key);
        if (found.length === 0) continue;
        const nobody = { ...caller, actor: { ...caller.actor, id: NOBODY } };
        const common = await this.#shown(nobody, found, false, subjects);
        const missed = found.filter((key) => !common.has(key));
        if (missed.length === 0) for (const reader of group) seen.set(reader, inOrder(found, common));
        else
          for (const own of Map.groupBy(group, (reader) => reader.caller.actor.id).values()) {
            const more = await this.#shown(own[0]!.caller, missed, true, subjects);
            const rows = inOrder(found, new Map([...common, ...more]));
            for (const reader of own) seen.set(reader, rows);
          }
      }
    });
    return seen;
  }

  /** The rows of these that a caller sees whole, and that pass the gate. */
  async #shown(
    caller: Caller,
    keys: readonly string[],
    emergency: boolean,
    subjects: ReadonlyMap<string, readonly [LiveSubject, Row]>,
  ): Promise<ReadonlyMap<string, Row>> {
    const extents = await this.sight.extents(caller, keys, emergency);
    const whole = keys.filter((key) => extents.get(key) === "whole");
    if (whole.length === 0) return new Map();
    const rows = whole.map((key) => subjects.get(key)![1]);
    const passed = new Set((await this.wayOut.rows(rows, caller)).map(({ id }) => id));
    return new Map(whole.flatMap((key, i) => (passed.has(rows[i]!.id) ? [[key, rows[i]!]] : [])));
  }

  /** The log of reads has each subject of a stream before the first time that it is told there. */
  async #record(reader: Reader, rows: readonly Row[]): Promise<void> {
    const fresh = rows.map(({ id }) => id).filter((id) => !reader.told?.has(id));
    if (fresh.length === 0 || !this.#readers.has(reader)) return;
    await reader.record(fresh);
    if (reader.told === undefined || reader.told.size >= MOST_TOLD) reader.told = new Set();
    for (const id of fresh) reader.told.add(id);
  }

  /** Ends the streams of those who may not read any more, or as somebody else. */
  async #check(readers: readonly Reader[]): Promise<void> {
    for (const [i, reader] of readers.entries()) {
      if (!this.#readers.has(reader)) continue;
      const quarter = this.#quarter();
      const reason = await this.#mayNotRead(reader);
      if (reason !== undefined) this.#end(reader, reason);
      else reader.checkedIn = quarter;
      if (i % 50 === 49) await turn();
    }
  }

  async #mayNotRead({ caller, headers, group }: Reader): Promise<EndReason | undefined> {
    try {
      const now = await this.callers.callerOf(await this.callers.identify(headers), headers);
      return groupOf(now) === group && now.actor.id === caller.actor.id ? undefined : "access-changed";
    } catch (error) {
      if (!(error instanceof Problem)) return "unsure";
      if (error.status === 401) return "signed-out";
      return error.status < 500 ? "access-changed" : "unsure";
    }
  }

  #sweep(): void {
    const now = performance.now();
    const time = Date.parse(this.clock.now());
    let unchecked = 0;
    for (const reader of this.#readers) {
      const { expires, blockedSince, wroteAt, position } = reader;
      if (expires !== null && expires <= time) this.#end(reader, "signed-out");
      else if (blockedSince !== undefined) {
        if (now - blockedSince >= this.bounds.drainMs) this.#end(reader, "too-slow");
      } else if (now - wroteAt >= this.bounds.heartbeatMs)
        this.#write(reader, `: \nid: ${this.positions.of(position)}\n\n`);
      if (reader.checkedIn !== this.#quarter() && unchecked++ < CHECKED_AT_ONCE) reader.checkedIn = undefined;
    }
    if (unchecked > 0) this.#run();
  }

  #quarter(): number {
    return Math.floor(Date.parse(this.clock.now()) / QUARTER_MS);
  }

  #writeReload(reader: Reader, reason: string): void {
    const position = this.positions.of(reader.position);
    this.#write(reader, eventText("reload", { reason, position }, position));
  }

  #write(reader: Reader, text: string): void {
    reader.wroteAt = performance.now();
    if (!reader.line.write(text)) reader.blockedSince ??= reader.wroteAt;
  }

  /** The reader is told why, and comes back with the last id that it was given; who does not read is cut off. */
  #end(reader: Reader, reason: EndReason): void {
    if (!this.#readers.has(reader)) return;
    this.#leaves(reader, reason);
    const late = setTimeout(() => reader.line.destroy(), LIMITS.closingMs.most);
    reader.line.on("close", () => clearTimeout(late));
    reader.line.end(eventText("end", { reason }));
  }

  #leaves(reader: Reader, reason: EndReason | "left" = "left"): void {
    if (!this.#readers.delete(reader)) return;
    this.#counts(reader.list, -1, reason);
    if (this.#readers.size > 0) return;
    clearInterval(this.#sweeping);
    this.#sweeping = undefined;
  }

  #counts(list: LiveList, more: number, ended?: string): void {
    const readers = (this.#readersOf.get(list) ?? 0) + more;
    this.#readersOf.set(list, readers);
    if (LIVE_READERS.hasSubscribers) LIVE_READERS.publish({ list: list.name, readers, ended });
  }
}

/** What decides what an officer sees but who they are. */
function groupOf({ role, jurisdiction, actor, predecessors }: Caller): string {
  return JSON.stringify([role, actor.agency, predecessors, jurisdiction]);
}

function inOrder(keys: readonly string[], rows: ReadonlyMap<string, Row>): Row[] {
  return keys.flatMap((key) => rows.get(key) ?? []);
}

function changeText(row: Row): string {
  return eventText("changed", row, row.position);
}

/** One event (HTML, Server-sent events, section 9.2.5). */
function eventText(name: string, data: object, id?: string): string {
  return `event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
}

function inContext(work: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => withRequestContext(() => void work().then(resolve, reject)));
}
