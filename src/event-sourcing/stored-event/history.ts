import { FactCorrected, partsOfReading } from "./correction.js";
import type { EventRecord } from "./event-record.js";
import { definitelyBefore } from "./occurred-at.js";
import { isWithdrawalType, withdrawnBy } from "./withdrawal.js";

/**
 * Reads a history as corrected: each correction replaces what it names in the event that it corrects, in the order
 * recorded, and stays in the list as an event of its own. What was withdrawn is left out; its withdrawal stays.
 */
export function applyCorrections(recorded: readonly EventRecord[]): EventRecord[] {
  const withdrawn = new Set(recorded.map(withdrawnBy));
  const byId = new Map(recorded.map((event) => [event.id, event]));
  for (const event of recorded) {
    if (event.corrects === null || isWithdrawalType(event.type)) continue;
    const corrected = byId.get(event.corrects.event);
    if (corrected) byId.set(corrected.id, readAsCorrected(corrected, event as FactCorrected));
  }
  return recorded.filter(({ id }) => !withdrawn.has(id)).map((event) => byId.get(event.id)!);
}

function readAsCorrected(event: EventRecord, correction: FactCorrected): EventRecord {
  return {
    ...event,
    facts: { ...event.facts, ...(correction.facts.facts as EventRecord["facts"]) },
    occurredAt: (correction.facts.occurredAt as EventRecord["occurredAt"] | undefined) ?? event.occurredAt,
    sealed: [...event.sealed, ...partsOfReading(correction)],
    correctedBy: [...event.correctedBy, correction.id],
    readAsOf: Math.max(event.readAsOf, correction.number),
  };
}

/**
 * The order in the world, as far as it is known: the order recorded, but what is over before another began comes
 * before it, however late it was told.
 */
export function worldOrder<Recorded extends Pick<EventRecord, "occurredAt">>(
  recorded: readonly Recorded[],
): Recorded[] {
  const ordered: Recorded[] = [];
  // The latest beginning so far: what is not over before it goes to the end, which is where most events go.
  let begun: string | null = null;
  for (const event of recorded) {
    const { earliest, latest } = event.occurredAt;
    // Right before the first that it precedes. Whatever must come before this event stands there already, as that is
    // over before the other began, too; stopping at the nearest that overlaps would leave some in the wrong order.
    const place =
      latest === null || begun === null || latest >= begun
        ? -1
        : ordered.findIndex((other) => definitelyBefore(event.occurredAt, other.occurredAt));
    ordered.splice(place < 0 ? ordered.length : place, 0, event);
    if (earliest !== null && (begun === null || earliest > begun)) begun = earliest;
  }
  return ordered;
}

/**
 * Whether events recorded after a history only come at its end: they correct and withdraw nothing, and none of them was
 * over before another began.
 * @param happened as of `asItHappened`
 */
export function followsOn(happened: readonly EventRecord[], more: readonly EventRecord[]): boolean {
  let begun: string | null = null;
  for (const { occurredAt } of happened) begun = laterOf(begun, occurredAt.earliest);
  for (const { corrects, type, occurredAt } of more) {
    if (corrects !== null || type === FactCorrected.type || isWithdrawalType(type)) return false;
    if (occurredAt.latest !== null && begun !== null && occurredAt.latest < begun) return false;
    begun = laterOf(begun, occurredAt.earliest);
  }
  return true;
}

function laterOf(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a;
}

/** A history of one stream as it is read: corrected, in the order of the world, corrections themselves left out. */
export function asItHappened(recorded: readonly EventRecord[]): EventRecord[] {
  return worldOrder(applyCorrections(recorded).filter((event) => event.type !== FactCorrected.type));
}

/**
 * Events of several streams, each stream in its own order of the world, so that what is told of a stream among others
 * is what is told of it alone; between streams the order recorded. In the order of their numbers, to be given so.
 */
export function worldOrderOfStreams(recorded: readonly EventRecord[]): EventRecord[] {
  const streams = Map.groupBy(recorded, (event) => event.stream);
  const ordered = [...streams.values()].map((events) => worldOrder(events));
  if (ordered.length <= 1) return ordered[0] ?? [];
  const merged: EventRecord[] = [];
  const next = ordered.map(() => 0);
  for (let left = recorded.length; left > 0; left--) {
    let first = -1;
    for (const [i, events] of ordered.entries()) {
      const head = events[next[i]!];
      if (head && (first < 0 || head.number < ordered[first]![next[first]!]!.number)) first = i;
    }
    merged.push(ordered[first]![next[first]!++]!);
  }
  return merged;
}
