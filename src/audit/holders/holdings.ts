import { splitStream } from "../../event-sourcing/deciding/decider.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { ASKED_FOR, MEANINGS, PARTLY_DONE, PARTS, type Ending } from "./meanings.js";

/** A place in the history of one stream: the event by which something changed, and where a chart draws it. */
export interface Mark {
  /**
   * ISO 8601, UTC: the earliest time of the event, and never before an event that comes before it in the order of the
   * world. Of an event without a beginning, that of the one before.
   */
  readonly at: string;
  /** Its place among what happened at the same time. */
  readonly place: number;
  readonly event: EventRecord;
}

/** An agency has the work of a stream, or a part of it. */
export interface Holding {
  readonly agency: string;
  /** Who has it there; null where nobody was named. */
  readonly officer: string | null;
  /** As sight declares it: `handling`, `referral`, `running`, `step` …; `shelter` beside them. */
  readonly capacity: string;
  /** Which one of several: the step, the stay; null where there is one. */
  readonly part: string | null;
  /** Somebody gave it to them: they did not begin it themselves. */
  readonly given: boolean;
  readonly from: Mark;
  /** Null while they have it. */
  readonly until: Mark | null;
  readonly ending: Ending | null;
  /** What they were asked for, the event that gave it to them first. */
  readonly asked: readonly Asked[];
  /** What officers of the agency recorded meanwhile. */
  readonly did: readonly Mark[];
}

export interface Asked {
  readonly mark: Mark;
  readonly reason: string | null;
  /** Calendar date. */
  readonly due: string | null;
}

export interface Span {
  readonly from: Mark;
  readonly until: Mark | null;
}

/** Who had the work of one stream. */
export interface StreamHoldings {
  readonly stream: string;
  /** In the order in which they began. */
  readonly holdings: readonly Holding[];
  /** When no agency had it, or no more than a part of it, while it was going on. */
  readonly nobody: readonly Span[];
  /** When nobody was to have it: it had ended. */
  readonly closed: readonly Span[];
  /** What officers of an agency recorded while it had nothing of it, by agency. */
  readonly beside: ReadonlyMap<string, readonly Mark[]>;
}

/** When an agency ended, and who took over from it. */
export interface EndOfAgency {
  readonly mark: Mark;
  readonly successors: readonly string[];
}

type Open = { -readonly [K in keyof Holding]: Holding[K] } & { asked: Asked[]; did: Mark[]; begun: boolean };

/**
 * Who had the work of one stream, from when to when. It follows what the log says by now: the history comes corrected,
 * without what was withdrawn, and in the order of the world (`asItHappened`).
 * @param ended agencies that have ended, by id
 */
export function holdingsOf(
  stream: string,
  history: readonly EventRecord[],
  ended: ReadonlyMap<string, EndOfAgency> = new Map(),
): StreamHoldings {
  const marks = marksOf(history);
  const turns = turnsIn(stream, marks);
  const holdings = turns.holdings.flatMap((each) => succeeded(each, ended));
  const beside = new Map<string, Mark[]>();
  for (const mark of marks) {
    const { kind, agency } = mark.event.actor;
    if (kind !== "OFFICER" || agency === null) continue;
    const own = actedIn(holdings, agency, mark);
    if (own !== undefined) own.did.push(mark);
    else beside.set(agency, [...(beside.get(agency) ?? []), mark]);
  }
  const whole = holdings.filter(({ capacity }) => !PARTS.has(capacity));
  return { stream, holdings, closed: turns.closed, nobody: uncovered(marks, [...whole, ...turns.closed]), beside };
}

/** A history as places in time. */
export function marksOf(history: readonly EventRecord[]): Mark[] {
  let last: string | null = null;
  return history.map((event, place) => {
    const { earliest, latest } = event.occurredAt;
    const at: string = earliest ?? last ?? latest ?? event.recordedAt;
    last = last !== null && last > at ? last : at;
    return { at: last, place, event };
  });
}

function turnsIn(stream: string, marks: readonly Mark[]): { holdings: Open[]; closed: Span[] } {
  const holdings: Open[] = [];
  const closed: { from: Mark; until: Mark | null }[] = [];
  const open = new Map<string, Open>();
  /** Who would have it if it went on. */
  let paused: Map<string, Open> | null = null;
  const partly = PARTLY_DONE[splitStream(stream)[0]];
  let state = partly?.initial;

  const close = (key: string, until: Mark, ending: Ending) => {
    const holding = open.get(key);
    if (holding === undefined) return;
    Object.assign(holding, { until, ending });
    open.delete(key);
  };
  const take = (holding: Open) => {
    const key = keyOf(holding);
    const now = paused ?? open;
    const before = now.get(key);
    // Who began it has it until somebody is given it, whichever of both was told first.
    if (holding.begun && before !== undefined) return;
    if (paused === null) {
      close(key, holding.from, "GIVEN_ON");
      holdings.push(holding);
    }
    now.set(key, holding);
  };

  for (const mark of marks) {
    const { event } = mark;
    for (const holding of takenBy(mark)) take(holding);
    const { ends, asks } = MEANINGS[event.type] ?? {};
    if (asks) {
      const asked = askedBy(mark);
      for (const [, holding] of open) if (!PARTS.has(holding.capacity)) holding.asked.push(asked);
    }
    if (ends)
      for (const [key, { capacity, part }] of open)
        if (capacity === ends.capacity && (ends.part === undefined || part === event.facts[ends.part]))
          close(key, mark, ends.how);
    if (partly) {
      state = partly.evolve(state!, event);
      for (const [key, { capacity, part }] of [...open, ...(paused ?? [])]) {
        if (capacity !== partly.capacity) continue;
        const status = partly.statusOf(state, part!);
        if (status === "MISSING") continue;
        close(key, mark, status);
        paused?.delete(key);
      }
    }
    for (const { kind } of event.sight) {
      if (kind === "ends" && paused === null) {
        paused = new Map(open);
        for (const key of paused.keys()) close(key, mark, "WORK_ENDED");
        closed.push({ from: mark, until: null });
      }
      if (kind === "resumes" && paused !== null) {
        const hands: Map<string, Open> = paused;
        paused = null;
        Object.assign(closed.at(-1)!, { until: mark });
        for (const each of hands.values())
          take({ ...each, from: mark, until: null, ending: null, asked: [], did: [], begun: false });
      }
    }
  }
  return { holdings, closed };
}

/** Who is given the work by an event, and who begins it; as sight has it, by officers only (`access/work.ts`). */
function takenBy(mark: Mark): Open[] {
  const { event } = mark;
  const { actor, facts } = event;
  if (actor.kind !== "OFFICER") return [];
  const officer = typeof facts["officer"] === "string" ? facts["officer"] : null;
  const { gives } = MEANINGS[event.type] ?? {};
  const holding = (agency: unknown, capacity: string, per: string | undefined, asked: Asked[]): Open[] => {
    if (typeof agency !== "string") return [];
    const part = per === undefined ? null : String(facts[per]);
    const given = { agency, officer, capacity, part, given: true, begun: false, asked };
    return [{ ...given, from: mark, until: null, ending: null, did: [] }];
  };
  const taken = event.sight.flatMap((rule): Open[] => {
    if (rule.kind === "begins")
      return holding(actor.agency, rule.capacity, undefined, []).map((each) => ({
        ...each,
        officer: null,
        given: false,
        begun: true,
      }));
    if (rule.kind !== "assigned") return [];
    return holding(facts[rule.agency], rule.capacity, rule.per, [askedBy(mark)]);
  });
  if (gives === undefined) return taken;
  return [...taken, ...holding(facts[gives.agency] ?? actor.agency, gives.capacity, gives.part, [])];
}

function keyOf({ capacity, part }: Pick<Holding, "capacity" | "part">): string {
  return part === null ? capacity : `${capacity} ${part}`;
}

function askedBy(mark: Mark): Asked {
  const first = (names: readonly string[]) => {
    const found = names.map((name) => mark.event.facts[name]).find((value) => typeof value === "string");
    return (found as string | undefined) ?? null;
  };
  return { mark, reason: first(ASKED_FOR.reason), due: first(ASKED_FOR.due) };
}

/** What an agency had when it ended, its successors have from then on; where it has none, nobody has it. */
function succeeded(
  holding: Open,
  ended: ReadonlyMap<string, EndOfAgency>,
  passed: ReadonlySet<string> = new Set(),
): Open[] {
  const end = ended.get(holding.agency);
  const { from, until } = holding;
  if (!end || passed.has(holding.agency) || end.mark.at <= from.at || (until !== null && until.at <= end.mark.at))
    return [holding];
  const before: Open = { ...holding, until: end.mark, ending: "AGENCY_ENDED" };
  const after = end.successors.flatMap((agency) =>
    succeeded(
      { ...holding, agency, officer: null, from: end.mark, asked: [], did: [] },
      ended,
      new Set([...passed, holding.agency]),
    ),
  );
  return [before, ...after];
}

/** The holding of an agency that an act belongs to: the part that it did, else the work, else any part. */
function actedIn(holdings: readonly Open[], agency: string, mark: Mark): Open | undefined {
  const own = holdings.filter(
    (each) =>
      each.agency === agency && isInOrder(each.from, mark) && (each.until === null || isInOrder(mark, each.until)),
  );
  return (
    own.find(({ capacity, until }) => PARTS.has(capacity) && until?.event === mark.event) ??
    own.find(({ capacity }) => !PARTS.has(capacity)) ??
    own[0]
  );
}

/** Marks of one stream never go back in time. */
function isInOrder(a: Mark, b: Mark): boolean {
  return a.at < b.at || (a.at === b.at && a.place <= b.place);
}

/** What of a stretch nothing covers: from the first event to the end of the last that covers, or on and on. */
export function uncovered(marks: readonly Mark[], covering: readonly Span[]): Span[] {
  if (marks.length === 0) return [];
  const found: Span[] = [];
  let end: Mark | null = marks[0]!;
  for (const { from, until } of covering.toSorted((a, b) => (a.from.at < b.from.at ? -1 : 1))) {
    if (end === null) break;
    if (from.at > end.at) found.push({ from: end, until: from });
    if (until === null) end = null;
    else if (until.at > end.at) end = until;
  }
  if (end !== null) found.push({ from: end, until: null });
  return found;
}

/** Spans as stretches that don't overlap, in order. @param now ISO 8601: where what goes on is drawn to */
export function merged(spans: readonly Span[], now: string): { readonly from: string; readonly until: string }[] {
  const all = spans
    .map(({ from, until }) => ({ from: from.at, until: until?.at ?? (now > from.at ? now : from.at) }))
    .filter(({ from, until }) => until > from)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const found: { from: string; until: string }[] = [];
  for (const each of all) {
    const last = found.at(-1);
    if (last === undefined || each.from > last.until) found.push({ ...each });
    else if (each.until > last.until) last.until = each.until;
  }
  return found;
}
