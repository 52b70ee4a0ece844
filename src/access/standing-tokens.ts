import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { worldOrder } from "../event-sourcing/stored-event/history.js";
import type { OccurredAt } from "../event-sourcing/stored-event/occurred-at.js";
import { agenciesOf, type Caller } from "./caller.js";
import { tokensOf } from "./sight.js";
import { agencyToken, byOfficer, revocableSightOf, withLastingSightOf, type SightTokens } from "./sight-tokens.js";
import { lapseOf, STAY_DAYS, withEnds, withStays, type Stay, type StayEnd } from "./stays.js";

/**
 * By what something is seen, as far as its own streams tell, for a view that counts: what a place lets see for a time
 * stands there with the day on which that ends, so that no count has to be changed when it does. Never more than the
 * need to know has (`need-to-know.view.ts`): where the two may differ, something is counted for fewer.
 */
export interface StandingTokens {
  readonly lasting: SightTokens;
  readonly stays: readonly Stay[];
  readonly ends: readonly StayEnd[];
  /** What was told of who has it, and whether it goes on: of work. */
  readonly turns: readonly StandingTurn[];
}

interface StandingTurn {
  readonly number: number;
  readonly occurredAt: OccurredAt;
  readonly recordedAt: string;
  readonly open?: boolean;
}

export const NO_TOKENS: StandingTokens = { lasting: [], stays: [], ends: [], turns: [] };

/** Every counted thing has it; no reader has: it stands for those who see all. */
export const COUNTED = "counted";

const DAY_MS = 86_400_000;

/**
 * The tokens after an event of the thing itself, in the order of the world; as they were where it tells nothing of
 * sight.
 * @param key its own key in the need to know: `case-<id>`
 */
export function withTokensOf(before: StandingTokens, recorded: EventRecord, key: string): StandingTokens {
  const event = withoutFixed(recorded);
  if (event.sight.every(({ kind }) => kind === "nothing")) return before;
  return {
    // What was withdrawn is not among the events, nor is what it granted.
    lasting: [...new Set([...withLastingSightOf(before.lasting, event), ...revocableSightOf(event)])],
    stays: withStays(before.stays, event, key, null),
    ends: withEnds(before.ends, event),
    turns: [...before.turns, ...turnsOf(event)],
  };
}

/** A place that no correction lets see by is not known here, once a correction may have changed it. */
function withoutFixed(event: EventRecord): EventRecord {
  if (event.correctedBy.length === 0) return event;
  return { ...event, sight: event.sight.filter((rule) => rule.kind !== "place" || !rule.fixed) };
}

function turnsOf(event: EventRecord): StandingTurn[] {
  const { number, occurredAt, recordedAt } = event;
  return event.sight.flatMap((rule): StandingTurn[] => {
    if (rule.kind === "ends" || rule.kind === "resumes")
      return [{ number, occurredAt, recordedAt, open: rule.kind === "resumes" }];
    const takes = (rule.kind === "begins" || rule.kind === "assigned") && byOfficer(event);
    return takes ? [{ number, occurredAt, recordedAt }] : [];
  });
}

/** When it was recorded that the work ended; null while it goes on. As the need to know has it (`work.ts`). */
function endedBy(turns: readonly StandingTurn[]): string | null {
  const last = worldOrder(turns.toSorted((a, b) => a.number - b.number)).findLast(({ open }) => open !== undefined);
  return last === undefined || last.open === true ? null : last.recordedAt;
}

/** As an index holds them, in the order of their texts: `agency:<id>`, `country:KH`, `country:KH until 2025-06-30`. */
export function standingTokens({ lasting, stays, ends, turns }: StandingTokens): SightTokens {
  const ended = endedBy(turns);
  // Of several ends of one stay the first that was recorded: never longer than the need to know has it.
  const firstLast = ends.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  const lapses = new Map<string, string | null>();
  for (const stay of stays) {
    const lapse = lapseOf(stay, firstLast, () => ended);
    for (const token of stay.tokens) {
      const known = lapses.get(token);
      if (known !== null) lapses.set(token, lapse === null || known === undefined || lapse > known ? lapse : known);
    }
  }
  const byPlace = [...lapses].flatMap(([token, lapse]) => {
    if (lasting.includes(token)) return [];
    return lapse === null ? token : until(token, lapse.slice(0, 10));
  });
  return [...new Set([COUNTED, ...lasting, ...byPlace])].toSorted();
}

const until = (token: string, day: string) => `${token} until ${day}`;

/**
 * By which tokens a caller finds what counts for them; null for who sees all.
 * @param now ISO 8601, UTC; what a place lets see no longer than some time of a day is not counted on that day
 */
export function countedFor(caller: Caller, now: string): readonly string[] | null {
  const tokens = tokensOf(caller);
  if (tokens === "all") return null;
  const agencies = agenciesOf(caller).flatMap(agencyToken);
  const places = tokens.filter((token) => !agencies.includes(token));
  const days = Array.from({ length: STAY_DAYS + 1 }, (_, i) =>
    new Date(Date.parse(now) + (i + 1) * DAY_MS).toISOString().slice(0, 10),
  );
  return [...tokens, ...places.flatMap((place) => days.map((day) => until(place, day)))];
}
