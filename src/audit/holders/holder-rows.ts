import { GlassBroken, GlassReviewed } from "../../access/confidentiality.events.js";
import { nameOn } from "../../agency/agency.js";
import type { AgencyDocument } from "../../agency/agencies.view.js";
import type { RecordOf, Title } from "../../event-sourcing/stored-event/event-definition.js";
import type { EventRecord } from "../../event-sourcing/stored-event/event-record.js";
import { dateIn, type OccurredAt } from "../../event-sourcing/stored-event/occurred-at.js";
import type { Masked } from "../../privacy/masking.js";
import { merged, type Asked, type Holding, type Mark, type Span, type StreamHoldings } from "./holdings.js";
import { PARTS, type Ending } from "./meanings.js";
import type { Reader, ReadersBetween } from "./readers.js";

/** What a row tells of. */
export const ROW_KINDS = ["HELD", "PART", "NOBODY", "CLOSED", "BESIDE", "REFERRED", "DEADLINE", "EMERGENCY"] as const;

/** An agency by its name of that day, and of today; null for a name that no registry gives. */
export interface AgencyThenAndNow {
  readonly id: string;
  readonly name: string | null;
  readonly nameToday: string | null;
}

/** Where a stretch begins or ends, on both clocks, and by which event. */
export interface Bound {
  /** ISO 8601, UTC: where a chart draws it, on the clock of the world. */
  readonly at: string;
  /** When the event happened, as far as it is known. */
  readonly happened: OccurredAt;
  readonly recordedAt: string;
  readonly event: string;
  readonly type: string;
  readonly title: Title;
}

/** One stretch of time: who had it, what they were asked and did, and who read it meanwhile. */
export interface HolderRow {
  /**
   * HELD: an agency had it. PART: it had a part of it (a step, the reception, a shelter). NOBODY: it was open, and no
   * agency had it. CLOSED: it had ended. BESIDE: an agency recorded something, and had nothing of it. REFERRED: an
   * agency was asked for something in it by another. DEADLINE: an agency owed something by a time. EMERGENCY: an officer
   * looked out of need.
   */
  readonly kind: (typeof ROW_KINDS)[number];
  /** Of which it is told: `case-<id>`, `repatriation-<id>`; `referral-<id>`, `deadline-<id>` of what belongs to them. */
  readonly stream: string;
  readonly agency: AgencyThenAndNow | null;
  /** Who had it there, or looked; null where nobody was named. */
  readonly officer: string | null;
  readonly capacity: string | null;
  /** The step, or the stay in a shelter; the matter of a referral, the rule of a deadline. */
  readonly part: string | null;
  /** False while an agency had what it began itself, and had given it to nobody. */
  readonly given: boolean;
  readonly from: Bound;
  /** Null where it goes on. */
  readonly until: Bound | null;
  /**
   * How it ended; of a case that was closed, or emergency access, the reason. Of a referral the state in which it ended;
   * of a deadline MET, MET_LATE, MISSED, WAIVED or WAIVED_LATE (missed before).
   */
  readonly reason: string | null;
  /** Whole hours from beginning to end, or until the moment of the answer. */
  readonly hours: number;
  /** Whole hours until the agency recorded something of its own; null where it has not. */
  readonly hoursToFirstAct: number | null;
  readonly asked: readonly AskedFor[];
  readonly did: readonly Done[];
  /** Who read it meanwhile, or was refused it; hidden from who may not read the log of reads. */
  readonly readers: readonly Reader[] | Masked;
}

export interface AskedFor extends Bound {
  /** Who asked. */
  readonly agency: AgencyThenAndNow | null;
  readonly reason: string | null;
  /** Calendar date. */
  readonly due: string | null;
}

/** What officers of the agency recorded, and what time brought to a deadline: how often, first and last. The timeline has each by itself. */
export interface Done {
  readonly type: string;
  readonly title: Title;
  readonly times: number;
  readonly first: { readonly at: string; readonly recordedAt: string };
  readonly last: { readonly at: string; readonly recordedAt: string };
}

/** What an agency had of a stream, as stretches that don't overlap; without an agency, when nobody had it. */
export interface Lane {
  readonly stream: string;
  readonly kind: "AGENCY" | "NOBODY" | "CLOSED" | "REFERRED" | "DEADLINE";
  readonly agency: AgencyThenAndNow | null;
  readonly intervals: readonly { readonly from: string; readonly until: string }[];
}

export interface RowSources {
  /** ISO 8601, UTC: what goes on is counted to here. */
  readonly now: string;
  readonly agencies: ReadonlyMap<string, AgencyDocument>;
  readonly titleOf: (type: string) => Title;
  /** Of a stream; null for who may not read the log of reads of it. */
  readonly readersOf: (stream: string) => ReadersBetween | null;
}

const HIDDEN: Masked = { masked: "hidden" };
const HOUR_MS = 3_600_000;

/** The rows of several streams, in the order in which what they tell of began. */
export function holderRows(all: readonly StreamHoldings[], sources: RowSources): HolderRow[] {
  return all
    .flatMap((each) => rowsOfStream(each, sources))
    .toSorted((a, b) => (a.from.at === b.from.at ? 0 : a.from.at < b.from.at ? -1 : 1));
}

function rowsOfStream({ stream, holdings, nobody, closed, beside }: StreamHoldings, sources: RowSources): HolderRow[] {
  const { readersOf } = sources;
  const between = readersOf(stream);
  const row = (kind: HolderRow["kind"], span: Span, more: Partial<HolderRow>): HolderRow => {
    // Parts lie within what is held: their readers stand there.
    const isWithin = kind === "PART" || kind === "BESIDE";
    const readers = between && (isWithin ? [] : between(span.from.at, span.until?.at ?? null));
    return { ...rowOf(kind, stream, span, sources), readers: readers ?? HIDDEN, ...more };
  };
  return [
    ...holdings.map((each) => row(PARTS.has(each.capacity) ? "PART" : "HELD", each, heldBy(each, sources))),
    ...nobody.map((each) => row("NOBODY", each, { reason: reasonOfGap(each, holdings) })),
    ...closed.map((each) => row("CLOSED", each, { reason: (each.from.event.facts["reason"] as string) ?? null })),
    ...[...beside].map(([agency, marks]) =>
      row(
        "BESIDE",
        { from: marks[0]!, until: marks.at(-1)! },
        {
          agency: named(agency, marks[0]!.at, sources),
          did: doneIn(marks, sources),
        },
      ),
    ),
  ];
}

export function rowOf(kind: HolderRow["kind"], stream: string, { from, until }: Span, sources: RowSources): HolderRow {
  return {
    kind,
    stream,
    agency: null,
    officer: null,
    capacity: null,
    part: null,
    given: false,
    from: boundOf(from, sources),
    until: until && boundOf(until, sources),
    reason: null,
    hours: hoursBetween(from.at, until?.at ?? sources.now),
    hoursToFirstAct: null,
    asked: [],
    did: [],
    readers: HIDDEN,
  };
}

function heldBy(holding: Holding, sources: RowSources): Partial<HolderRow> {
  const { agency, officer, capacity, part, given, from, asked, did, ending } = holding;
  // Who began it recorded that: their first act of their own is what comes after.
  const first = did.find(({ event }) => event !== from.event);
  return {
    agency: named(agency, from.at, sources),
    officer,
    capacity,
    part,
    given,
    reason: ending,
    hoursToFirstAct: first === undefined ? null : hoursBetween(from.at, first.at),
    asked: asked.map((each) => askedFor(each, sources)),
    did: doneIn(did, sources),
  };
}

/** Why nobody had it: the agency that had it ended without a successor; else nobody had been given it. */
function reasonOfGap({ from }: Span, holdings: readonly Holding[]): Ending | "NOT_GIVEN" {
  return holdings.some(({ until, ending }) => ending === "AGENCY_ENDED" && until?.event === from.event)
    ? "AGENCY_ENDED"
    : "NOT_GIVEN";
}

export function askedFor({ mark, reason, due }: Asked, sources: RowSources): AskedFor {
  const agency = named(mark.event.actor.agency, mark.at, sources);
  return { ...boundOf(mark, sources), agency, reason, due };
}

export function doneIn(marks: readonly Mark[], { titleOf }: RowSources): Done[] {
  const groups = Map.groupBy(marks, ({ event }) => event.type);
  const told = ({ at, event: { recordedAt } }: Mark) => ({ at, recordedAt });
  return [...groups].map(([type, own]) => ({
    type,
    title: titleOf(type),
    times: own.length,
    first: told(own[0]!),
    last: told(own.at(-1)!),
  }));
}

function boundOf({ at, event }: Mark, { titleOf }: RowSources): Bound {
  const { id, type, occurredAt, recordedAt } = event;
  return { at, happened: occurredAt, recordedAt, event: id, type, title: titleOf(type) };
}

export function named(id: string | null, at: string, { agencies, now }: RowSources): AgencyThenAndNow | null {
  if (id === null) return null;
  const agency = agencies.get(id);
  const on = (time: string) => (agency && nameOn(agency, dateIn(agency.zone, time))) ?? null;
  return { id, name: on(at), nameToday: on(now) };
}

export function hoursBetween(from: string, until: string): number {
  return Math.max(0, Math.floor((Date.parse(until) - Date.parse(from)) / HOUR_MS));
}

/** What a chart draws: a lane for each agency and stream, and those in which nobody had it, or was to. */
export function lanesOf(all: readonly StreamHoldings[], sources: RowSources): Lane[] {
  const { now } = sources;
  return all.flatMap(({ stream, holdings, nobody, closed }): Lane[] => {
    const agencies = [...Map.groupBy(holdings, ({ agency }) => agency)].map(([id, own]) => ({
      stream,
      kind: "AGENCY" as const,
      agency: named(id, own[0]!.from.at, sources),
      intervals: merged(own, now),
    }));
    const others = [
      { stream, kind: "NOBODY" as const, agency: null, intervals: merged(nobody, now) },
      { stream, kind: "CLOSED" as const, agency: null, intervals: merged(closed, now) },
    ];
    return [...agencies, ...others].filter(({ intervals }) => intervals.length > 0);
  });
}

/** Rows that are lanes of their own: what was referred, and what was owed. */
export function lanesBeside(rows: readonly HolderRow[], { now }: RowSources): Lane[] {
  return rows.flatMap(({ kind, stream, agency, from, until }): Lane[] => {
    if (kind !== "REFERRED" && kind !== "DEADLINE") return [];
    const end = until?.at ?? now;
    return end > from.at ? [{ stream, kind, agency, intervals: [{ from: from.at, until: end }] }] : [];
  });
}

/** Emergency accesses to persons: who looked, until when, and why. @param history of the persons' streams, known by then */
export function emergencyRows(history: readonly EventRecord[], sources: RowSources): HolderRow[] {
  const ended = new Map<string, EventRecord>();
  for (const event of history)
    if (isOf(GlassReviewed, event)) for (const grant of event.facts.ends ?? []) ended.set(grant, event);
  return history.flatMap((event): HolderRow[] => {
    if (!isOf(GlassBroken, event)) return [];
    const { grant, until: planned, emergency } = event.facts;
    const from = { at: event.recordedAt, place: 0, event };
    const end = ended.get(grant);
    const until = end ? { at: end.recordedAt, place: 0, event: end } : { at: planned, place: 0, event };
    const runs = until.at > sources.now;
    return [
      {
        ...rowOf("EMERGENCY", event.stream, { from, until: runs ? null : until }, sources),
        agency: named(event.actor.agency, from.at, sources),
        officer: event.actor.id,
        reason: emergency,
        readers: [],
      },
    ];
  });
}

function isOf<D extends { readonly type: string }>(
  definition: D,
  event: EventRecord,
): event is RecordOf<D> & EventRecord {
  return event.type === definition.type;
}
