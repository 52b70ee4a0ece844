import type { EventRecord } from "../event-sourcing/stored-event/event-record.js";
import { isPersonalRecord, onlyFields } from "../event-sourcing/stored-event/personal-field.js";
import { idsOf, keyOf, type Difference } from "./difference.js";
import type { Made, PersonAt } from "./person-at.js";

/** An entry of a difference, with the event that made it; null where none of what was known did by itself. */
export type Attributed<Entry> = Entry & { readonly by: EventRecord | null };

export type AttributedDifference = {
  readonly [List in keyof Difference]: readonly Attributed<Difference[List][number]>[];
};

/**
 * Says of each entry which event made the difference: the one after which the value stood as it does in the second
 * state. Where both states have that event, it is the correction that only one of them knew; and where the second state
 * lacks what the first was made of, it is the event that is missing there.
 */
export function attributed(difference: Difference, from: PersonAt, to: PersonAt): AttributedDifference {
  const sides = (stream: string) =>
    [from, to].map(({ streams }) => streams.find((each) => each.stream === stream)?.made ?? NOTHING) as [Made, Made];
  const steps = new Map<Made, Steps>();
  const stepsOf = (made: Made) => {
    let found = steps.get(made);
    if (found === undefined) steps.set(made, (found = stepsIn(made)));
    return found;
  };
  const named =
    (isRemoval: boolean) =>
    <Entry extends { readonly pointer: string }>(entry: Entry): Attributed<Entry> => {
      const [stream, ...names] = entry.pointer.slice(1).split("/").map(unescaped);
      const [before, after] = sides(stream!);
      const path = pathIn(stepsOf(isRemoval ? before : after).at(-1)?.state, names);
      return { ...entry, by: eventOf(path, before, after, stepsOf) };
    };
  return {
    added: difference.added.map(named(false)),
    removed: difference.removed.map(named(true)),
    changed: difference.changed.map(named(false)),
    reordered: difference.reordered.map(named(false)),
  };
}

const NOTHING: Made = { aggregate: { initial: {}, evolve: (state) => state }, events: [], known: [] };

/** The states of a stream, event by event. */
type Steps = readonly { readonly event: EventRecord; readonly state: object }[];

function stepsIn({ aggregate, events }: Made): Steps {
  let state = aggregate.initial;
  return events.map((event) => ({ event, state: (state = aggregate.evolve(state, event)) }));
}

/** A step into a value: a property or index by its name, or an element of a list by its id. */
type Step = { readonly name: string } | { readonly id: string };

/** As a pointer goes, but to elements that have ids by these: they may stand elsewhere in another state. */
function pathIn(state: unknown, names: readonly string[]): Step[] {
  let value = state;
  return names.map((name) => {
    const ids = Array.isArray(value) ? idsOf(value) : undefined;
    const step: Step = ids?.[Number(name)] === undefined ? { name } : { id: ids[Number(name)]! };
    value = into(value, step);
    return step;
  });
}

function into(value: unknown, step: Step): unknown {
  if (value === null || typeof value !== "object") return undefined;
  if ("id" in step)
    return Array.isArray(value) ? value.find((each: { id?: unknown } | null) => each?.id === step.id) : undefined;
  if (isPersonalRecord(value)) {
    const field = onlyFields(value, [step.name]);
    return field.parts.length === 0 ? undefined : field;
  }
  return (value as Record<string, unknown>)[step.name];
}

/** The last event after which the value was another than before it; of a whole stream, the first event of it. */
function lastChange({ aggregate }: Made, steps: Steps, path: readonly Step[]): EventRecord | undefined {
  if (path.length === 0) return steps[0]?.event;
  const keyAt = (state: object) => keyOf(path.reduce(into, state));
  let after = steps.length === 0 ? "" : keyAt(steps.at(-1)!.state);
  for (let i = steps.length - 1; i >= 0; i--) {
    const before = keyAt(i === 0 ? aggregate.initial : steps[i - 1]!.state);
    if (before !== after) return steps[i]!.event;
    after = before;
  }
  return undefined;
}

function eventOf(path: readonly Step[], before: Made, after: Made, stepsOf: (made: Made) => Steps): EventRecord | null {
  const gave = lastChange(after, stepsOf(after), path);
  const had = lastChange(before, stepsOf(before), path);
  const isIn = (made: Made, event: EventRecord) => made.events.some(({ id }) => id === event.id);
  if (gave && !isIn(before, gave)) return gave;
  const correction = [gave, had].flatMap((event) => (event ? (correctionOf(event, before, after) ?? []) : []))[0];
  if (correction) return correction;
  if (had && !isIn(after, had)) return had;
  return gave ?? had ?? null;
}

/** The newest correction of an event that only one of two sides knew. */
function correctionOf({ id }: EventRecord, before: Made, after: Made): EventRecord | undefined {
  const of = ({ known }: Made) => known.filter(({ corrects }) => corrects?.event === id);
  const [a, b] = [of(before), of(after)];
  const only = (some: readonly EventRecord[], others: readonly EventRecord[]) =>
    some.findLast((each) => !others.some((other) => other.id === each.id));
  return only(b, a) ?? only(a, b);
}

function unescaped(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
