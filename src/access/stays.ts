import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { AtPlace, StayEnds } from "../event-sourcing/stored-event/sight.js";
import { withdrawnBy } from "../event-sourcing/stored-event/withdrawal.js";
import { byOfficer, placeTokens } from "./sight-tokens.js";

/** How long a place lets see after what it let see for has ended, or, where nothing goes on, after it was recorded. */
export const STAY_DAYS = 90;
const DAY_MS = 86_400_000;

/** Offices that see something by a place, for a time. */
export interface Stay {
  /** What the time follows from: work (`case-<id>`), a part of a journey, or an event by itself. */
  readonly of: string;
  readonly kind: "work" | "part" | "once";
  /** `region:<code>`, `country:<code>`; none where the place isn't known, which a correction may tell. */
  readonly tokens: readonly string[];
  /** Ids of the events that let see, which a correction may name; of work none, as its own stream tells. */
  readonly events: readonly string[];
  /** When the last of them was recorded (ISO 8601). */
  readonly at: string;
  /** Id of the event with which it is withdrawn; absent where none can be. */
  readonly by?: string;
}

/** A part of a journey that is over. */
export interface StayEnd {
  readonly of: string;
  /** When it was recorded (ISO 8601). */
  readonly at: string;
  /** Id of the report by which it ended; null for an end by itself. */
  readonly report: string | null;
  /** Id of the event with which it is withdrawn; absent where none can be. */
  readonly by?: string;
}

/**
 * Stays with those that an event of a stream lets see.
 * @param work the key of the stream
 * @param roles those in which it names a subject, of whom the stays are; null for the stream's own
 */
export function withStays(
  stays: readonly Stay[],
  event: EventRecord,
  work: string,
  roles: readonly string[] | null,
): readonly Stay[] {
  const withdrawn = withdrawnBy(event);
  if (withdrawn !== undefined) return stays.filter(({ by }) => by !== withdrawn);
  if (!byOfficer(event)) return stays;
  return event.sight.reduce((all, rule) => {
    if (rule.kind !== "place" || rule.lasts === "always") return all;
    if (roles !== null && !rule.subjects.some((role) => roles.includes(role))) return all;
    return merged(all, stayBy(all, event, rule, work));
  }, stays);
}

/** The ends of parts of journeys, with those that an event tells, and without those that it takes back. */
export function withEnds(ends: readonly StayEnd[], event: EventRecord): readonly StayEnd[] {
  const withdrawn = withdrawnBy(event);
  if (withdrawn !== undefined) return ends.filter(({ by }) => by !== withdrawn);
  return event.sight.reduce((all, rule) => {
    if (rule.kind === "stay-goes-on") {
      const report = event.facts[rule.report];
      return all.some((end) => end.report === report) ? all.filter((end) => end.report !== report) : all;
    }
    return rule.kind === "stay-ends" ? [...all, ...endsBy(event, rule)] : all;
  }, ends);
}

/**
 * When a stay lets see no longer (ISO 8601); null while that can't be told, as it goes on.
 * @param workEnded when the work ended that it follows, null while it goes on
 */
export function lapseOf(
  { kind, of, at }: Stay,
  ends: readonly StayEnd[],
  workEnded: (work: string) => string | null,
): string | null {
  if (kind === "once") return daysAfter(at);
  const ended = kind === "work" ? workEnded(of) : (ends.findLast((end) => end.of === of)?.at ?? null);
  // Not from what was told after the end: else a late fact would let see again whoever records it.
  return ended === null ? null : daysAfter(ended);
}

/**
 * When offices with some of these tokens see something by a place no longer: null while they do, or at the last moment
 * that they did; undefined if no place ever let them.
 */
export function placesLapse(
  { stays, ends }: { readonly stays: readonly Stay[]; readonly ends: readonly StayEnd[] },
  tokens: readonly string[],
  workEnded: (work: string) => string | null,
): string | null | undefined {
  const lapses = stays
    .filter((stay) => stay.tokens.some((token) => tokens.includes(token)))
    .map((stay) => lapseOf(stay, ends, workEnded));
  return lapses.includes(null) ? null : lapses.toSorted().at(-1);
}

function stayBy(all: readonly Stay[], event: EventRecord, rule: AtPlace, work: string): Stay {
  const { id, facts, corrects, recordedAt } = event;
  const by = rule.revocable && { by: corrects?.event ?? id };
  const renewed = { tokens: placeTokens(event, rule), events: [id], at: recordedAt, ...by };
  if (rule.lasts === "work") return { ...renewed, of: work, kind: "work", events: [] };
  const corrected = all.find(({ events }) => corrects !== null && events.includes(corrects.event));
  if (corrected) return { ...corrected, ...renewed, events: [] };
  const own: Stay = { ...renewed, of: id, kind: "once" };
  if (typeof rule.lasts === "string") return own;
  const stay = facts[rule.lasts.stay];
  return typeof stay === "string" ? { ...own, of: `${stay}/${rule.lasts.part}`, kind: "part" } : own;
}

function merged(all: readonly Stay[], stay: Stay): readonly Stay[] {
  const before = all.find(({ of, by }) => of === stay.of && by === stay.by);
  if (!before) return [...all, stay];
  const tokens = [...new Set([...before.tokens, ...stay.tokens])];
  const events = [...before.events, ...stay.events];
  return all.map((each) => (each === before ? { ...before, tokens, events, at: stay.at } : each));
}

function endsBy(
  { id, facts, recordedAt }: EventRecord,
  { stay, parts, report, unless, revocable }: StayEnds,
): StayEnd[] {
  const [fact, value] = unless ?? [];
  if (fact !== undefined && facts[fact] === value) return [];
  const reported = (report !== null && (facts[report] as string | undefined)) || null;
  const by = revocable && { by: id };
  return parts.map((part) => ({ of: `${String(facts[stay])}/${part}`, at: recordedAt, report: reported, ...by }));
}

function daysAfter(at: string): string {
  return new Date(Date.parse(at) + STAY_DAYS * DAY_MS).toISOString();
}
