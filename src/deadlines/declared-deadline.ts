import { v5 as uuidv5 } from "uuid";
import type { Permission } from "../access/policy.js";
import type { ProcessReads } from "../event-sourcing/reacting/process-manager.js";
import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { worldOrder } from "../event-sourcing/stored-event/history.js";
import type { Matter } from "./deadline.js";
import type { LAPSES, MatterKind } from "./deadline.events.js";

/** Events of a type, or those of them that a test picks. */
export interface Occasion {
  readonly type: string;
  /** @param facts as corrected */
  readonly where?: (facts: EventRecord["facts"]) => boolean;
  /** In another stream: the person whose deadline it is stands there in one of these roles. */
  readonly as?: readonly string[];
  /** It ends all that are open, of a rule with a tie, too; and none starts until the matter is `reopened`. */
  readonly endsMatter?: true;
}

/** Who owes it. */
export interface Owner {
  readonly agency: string | null;
  readonly officer: string | null;
}

/**
 * How events of a slice start and end the deadlines of one rule: "X starts it for this office, Y meets it, Z ends it".
 * How long it is, and what follows when it is missed, is said by the edition of the rule set DEADLINES that is in
 * force on the day it starts; one that the edition leaves out does not start.
 */
export interface DeclaredDeadline {
  /** Its code in the rule set. */
  readonly rule: string;
  /** What it is about: who sees that sees the deadline. */
  readonly of: MatterKind;
  /** What its reader needs beside the sight of the matter. */
  readonly permission: Permission;
  /** Category of the streams in which it starts: their id is that of the matter, as a migrant's is the person's. */
  readonly category: string;
  /** Which matter it is, where it is not the stream's own: of a referral, the case that was referred. */
  readonly about?: (start: EventRecord) => Matter;
  readonly starts: readonly Occasion[];
  readonly meets: readonly Occasion[];
  /** With these it falls away. */
  readonly ends: readonly Occasion[];
  /** With these a matter that an event has ended (`endsMatter`) goes on; what had fallen away stays so. */
  readonly reopened?: readonly Occasion[];
  /** Fact that an event which ends it has in common with the one that starts it; left out: it ends all that are open. */
  readonly tie?: string;
  /**
   * Of an event that would start it while one is open: it starts another (`EACH`), nothing (`KEEPS`), or one in place of
   * the open one (`REPLACES`).
   */
  readonly again: "EACH" | "KEEPS" | "REPLACES";
  /** Fact with the last day, of a rule without a length; an event without it starts nothing. */
  readonly until?: string;
  /** Whether time runs from when the event happened, or from when it was recorded: from when the office knew. */
  readonly counts: "OCCURRED" | "RECORDED";
  /** Once met for a matter it starts no more: who was told once need not be told again. */
  readonly once?: true;
  /** Who owes what an event starts. A fact of the matter as it stands: it is asked again when something happens there. */
  readonly owedBy: (id: string, start: EventRecord, reads: ProcessReads) => Promise<Owner>;
  /** Other streams in which it is met, by the matter's id; the view has taken the event that is reacted to. */
  readonly elsewhere?: {
    readonly categories: readonly string[];
    readonly streams: (id: string, reads: ProcessReads) => Promise<readonly string[]>;
  };
  /** Types of events by which another comes to owe it. */
  readonly handedOnBy?: readonly string[];
}

/** A deadline as it should stand by what happened. */
export interface Wanted {
  readonly start: EventRecord;
  readonly from: string;
  /** `YYYY-MM-DD` */
  readonly until: string | null;
  readonly met: { readonly event: string; readonly at: string } | null;
  readonly lapsed: (typeof LAPSES)[number] | null;
}

/** Where the event stands that starts a deadline. */
export type Place = Pick<EventRecord, "stream" | "revision">;

/** The same for every repeat: one for each rule and event that starts it. */
export function deadlineId(rule: string, { stream, revision }: Place): string {
  return uuidv5(`deadline/${rule}/${stream}@${revision}`, "6f2d7c1e-9a53-5b0e-8c44-1d3f5a7b9e20");
}

export function typesOf({ starts, meets, ends, reopened = [], handedOnBy = [] }: DeclaredDeadline): string[] {
  return [...[...starts, ...meets, ...ends, ...reopened].map(({ type }) => type), ...handedOnBy];
}

/**
 * The deadlines of one matter, by what happened in its streams.
 * @param events corrected, without what was withdrawn
 */
export function wantedOf(declared: DeclaredDeadline, matter: string, events: readonly EventRecord[]): Wanted[] {
  const { starts, meets, ends, reopened = [], tie, again, until: lastDay, once } = declared;
  const lasting = ends.filter(({ endsMatter }) => endsMatter);
  const all: { start: EventRecord; until: string | null; met: Wanted["met"]; lapsed: Wanted["lapsed"] }[] = [];
  let done = false;
  let over = false;
  const isAny = (occasions: readonly Occasion[], event: EventRecord) =>
    occasions.some((each) => isOf(each, event, matter, declared.category));
  for (const event of worldOrder(events)) {
    over = isAny(lasting, event) || (over && !isAny(reopened, event));
    const ofAll = tie === undefined || isAny(lasting, event);
    const open = all.filter(
      ({ start, met, lapsed }) => met === null && lapsed === null && (ofAll || start.facts[tie] === event.facts[tie]),
    );
    if (isAny(meets, event)) {
      done = true;
      for (const each of open) each.met = { event: event.id, at: doneBy(event) };
    } else if (isAny(ends, event)) {
      for (const each of open) each.lapsed = "MATTER_ENDED";
    }
    if (!isAny(starts, event) || (once && done)) continue;
    const still = open.filter(({ met, lapsed }) => met === null && lapsed === null);
    if (again === "KEEPS" && still.length > 0) continue;
    if (again === "REPLACES") for (const each of still) each.lapsed = "REPLACED";
    const until = lastDay === undefined ? null : (event.facts[lastDay] as string | undefined);
    if (until !== undefined) all.push({ start: event, until, met: null, lapsed: over ? "MATTER_ENDED" : null });
  }
  return all.map((each) => ({ ...each, from: begunAt(declared, each.start) }));
}

function isOf(
  { type, where = () => true, as }: Occasion,
  event: EventRecord,
  matter: string,
  category: string,
): boolean {
  if (event.type !== type || !where(event.facts)) return false;
  if (event.stream === `${category}-${matter}`) return true;
  return as !== undefined && event.subjects.some(({ person, role }) => person === matter && as.includes(role));
}

/** All events of a matter that would start a deadline, whether or not one is to be open by them. */
export function startsIn({ starts, category }: DeclaredDeadline, matter: string, events: readonly EventRecord[]) {
  return events.filter((event) => starts.some((each) => isOf(each, event, matter, category)));
}

/** A start that is not known to the day counts from when it was recorded. */
function begunAt({ counts }: DeclaredDeadline, { occurredAt, recordedAt }: EventRecord): string {
  const { earliest } = occurredAt;
  return counts === "OCCURRED" && earliest !== null && isOfADay(occurredAt) ? earliest : recordedAt;
}

/** By when it was done for sure; what is known less exactly than to the day, by when it was recorded. */
function doneBy({ occurredAt, recordedAt }: EventRecord): string {
  const { latest } = occurredAt;
  return latest !== null && isOfADay(occurredAt) ? latest : recordedAt;
}

const isOfADay = ({ precision }: OccurredAt) => precision === "INSTANT" || precision === "DAY";
