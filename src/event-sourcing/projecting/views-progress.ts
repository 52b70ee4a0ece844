import type { Clock } from "../clock.js";
import type { Checkpoint, EventStore, RawEvent } from "../stored-event/event-store.js";
import type { ReadModel, StoredVersion } from "./read-model.js";
import { buildName } from "./view-store.js";

/** How a version of a view follows its log, as several looks at both have shown. */
export interface ViewProgress {
  readonly projection: string;
  readonly version: number;
  /** Which build of the version; absent: 0. */
  readonly build?: number;
  /** Queries read it. */
  readonly serving: boolean;
  /** `KEPT` to go back to, or `CANCELLED`: nobody waits for it. Absent for one that is served, or is built. */
  readonly state?: "KEPT" | "CANCELLED";
  readonly log: "events" | "reads";
  /** Number of the last event that it has taken, -1 for none. */
  readonly checkpoint: number;
  /** The log has events that it has not taken. */
  readonly late: boolean;
  /** How many; null where the engine's numbers have gaps, and do not count events. */
  readonly eventsBehind: number | null;
  /** How long the first event that it has not taken has been there, in seconds; 0 where it has taken all. */
  readonly secondsBehind: number | null;
  /** The part of the log that it has taken, from 0 to 1. */
  readonly share: number;
  /** Events that it took per second, lately; null after one look, and where numbers have gaps. */
  readonly eventsPerSecond: number | null;
  /** In how many seconds it will have caught up, if both go on as lately; null where it does not come nearer. */
  readonly secondsLeft: number | null;
  /** Whether the log's end has come nearer, lately. */
  readonly trend: "NEARER" | "SAME" | "FARTHER" | null;
  /** It is late, and has taken nothing for a minute. */
  readonly stalled: boolean;
}

/** A view that is late and has taken nothing for so long has stalled. A batch of a rebuild takes seconds. */
export const STALL_MS = 60_000;
/** From how far back looks are compared, in ms. */
const LATELY_MS = 60_000;
/** Looks that follow each other faster count as one, in ms. */
const APART_MS = 1_000;
const LOOK_MS = 5_000;

interface Look {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly number: number;
  readonly head: number;
}

interface Watched {
  looks: Look[];
  /** When it was last seen to take an event, or to have taken all. */
  movedAt: number;
}

type Log = Pick<EventStore, "gapless" | "head" | "readAll">;

/**
 * Looks at the views and at the ends of their logs, again and again. It reads what is stored, so an instance of a
 * cluster that keeps no views sees the same as the one that does.
 */
export class ViewsProgress {
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly parts: {
      readonly views: Pick<ReadModel, "versions">;
      readonly events: Log;
      /** Left out: views of the log of reads are not looked at. */
      readonly reads?: Log | null;
      readonly clock: Clock;
      readonly stallMs?: number;
    },
  ) {}

  /** Looks from now on, until `stop`. A part that does not answer is looked at the next time. */
  start(everyMs = LOOK_MS): void {
    this.#timer ??= setInterval(() => void this.look().catch(() => undefined), everyMs);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** @throws StoreUnavailable */
  async look(): Promise<readonly ViewProgress[]> {
    const { views, events, reads } = this.parts;
    const versions = await views.versions();
    // After the views: an event that comes in between makes them late, and never ahead.
    const heads = { events: await events.head(), reads: reads ? await reads.head() : -1 };
    const at = Date.parse(this.parts.clock.now());
    const waiting = new Map<string, Promise<number | null>>();
    const { clock } = this.parts;
    const found = versions
      .filter(({ apart }) => !apart || reads)
      .map(async (version): Promise<ViewProgress> => {
        const log = version.apart ? "reads" : "events";
        const store = version.apart ? reads! : events;
        const checkpoint = version.checkpoint?.number ?? -1;
        const head = heads[log];
        const key = `${log} ${checkpoint}`;
        if (checkpoint < head && !waiting.has(key))
          waiting.set(key, millisecondsWaiting(store, version.checkpoint, clock));
        const waits = await (waiting.get(key) ?? 0);
        const looked = this.#looked(version, { at, number: checkpoint, head });
        return {
          projection: version.projection,
          version: version.version,
          ...(version.build && { build: version.build }),
          serving: version.serving,
          ...(version.state && { state: version.state }),
          log,
          checkpoint,
          secondsBehind: waits === null ? null : waits / 1000,
          ...progressOf(looked, store.gapless, this.parts.stallMs ?? STALL_MS),
        };
      });
    const all = await Promise.all(found);
    const named = new Set(versions.map(keyOf));
    for (const key of this.#watched.keys()) if (!named.has(key)) this.#watched.delete(key);
    return all;
  }

  #looked(version: StoredVersion, look: Look): Watched {
    const key = keyOf(version);
    const known = this.#watched.get(key) ?? { looks: [], movedAt: look.at };
    const last = known.looks.at(-1);
    // A clock that was set back, or a view that begins anew, can't be compared with what was.
    const comparable = last === undefined || (look.at >= last.at && look.number >= last.number);
    const looks = comparable ? known.looks : [];
    const before = looks.at(-2);
    if (before !== undefined && look.at - before.at < APART_MS) looks.pop();
    const kept = [...looks.filter(({ at }) => look.at - at <= LATELY_MS), look];
    const moved = last === undefined || !comparable || look.number > last.number || look.number >= look.head;
    const watched = { looks: kept, movedAt: moved ? look.at : known.movedAt };
    this.#watched.set(key, watched);
    return watched;
  }
}

const keyOf = (version: StoredVersion) => `${version.projection} ${buildName(version)}`;

function progressOf({ looks, movedAt }: Watched, gapless: boolean, stallMs: number) {
  const last = looks.at(-1)!;
  const first = looks[0]!;
  const behind = Math.max(0, last.head - last.number);
  const seconds = (last.at - first.at) / 1000;
  const nearer = first.head - first.number - behind;
  const compared = seconds > 0;
  return {
    late: behind > 0,
    eventsBehind: gapless ? behind : null,
    share: last.head < 0 ? 1 : Math.min(1, (last.number + 1) / (last.head + 1)),
    eventsPerSecond: compared && gapless ? (last.number - first.number) / seconds : null,
    secondsLeft: behind === 0 ? 0 : compared && nearer > 0 ? (behind * seconds) / nearer : null,
    trend: !compared ? null : nearer > 0 ? ("NEARER" as const) : nearer < 0 ? ("FARTHER" as const) : ("SAME" as const),
    stalled: behind > 0 && last.at - movedAt >= stallMs,
  };
}

/**
 * How long the first event after a checkpoint has been there, in ms; null where there is none, or it can't be read.
 * @throws StoreUnavailable
 */
export async function millisecondsWaiting(
  log: Pick<EventStore, "readAll">,
  after: Checkpoint | null,
  clock: Clock,
): Promise<number | null> {
  const [next] = await log.readAll(after, 1);
  const recorded = next === undefined ? null : recordedAt(next);
  return recorded === null ? null : Math.max(0, Date.parse(clock.now()) - recorded);
}

function recordedAt({ bytes }: RawEvent): number | null {
  try {
    const at = Date.parse((JSON.parse(Buffer.from(bytes).toString("utf8")) as { recordedAt: string }).recordedAt);
    return Number.isNaN(at) ? null : at;
  } catch {
    return null;
  }
}

/** A version of a view in words, for `kawal status`. */
export function inWords({ late, ...progress }: ViewProgress): string {
  const { eventsBehind, secondsBehind, share, eventsPerSecond, secondsLeft, trend, stalled } = progress;
  if (!late) return eventsBehind === null ? "up to date" : "0 behind";
  const words = [eventsBehind === null ? "behind" : `${eventsBehind} behind`];
  if (!progress.serving) words.push(`${Math.floor(share * 100)} % done`);
  else if (secondsBehind !== null) words.push(`the first of them for ${rounded(secondsBehind)} s`);
  if (eventsPerSecond !== null) words.push(`${rounded(eventsPerSecond)} events/s`);
  if (secondsLeft !== null) words.push(`${rounded(secondsLeft)} s left`);
  if (trend === "FARTHER") words.push("falls further behind");
  if (stalled) words.push("STALLED");
  else if (eventsPerSecond === 0 || (eventsPerSecond === null && trend === "SAME")) words.push("does not move");
  return words.join(", ");
}

const rounded = (value: number) => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
