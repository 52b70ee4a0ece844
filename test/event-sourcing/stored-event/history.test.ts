import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { EventRecord } from "../../../src/event-sourcing/stored-event/event-record.js";
import { worldOrder, worldOrderOfStreams } from "../../../src/event-sourcing/stored-event/history.js";

const iso = (day: number | null) => day && new Date(Date.UTC(2025, 0, day)).toISOString();

/** An event of which only the time matters; times are whole days. */
function lasting(id: string, earliest: number | null, latest: number | null): EventRecord {
  return { id, occurredAt: { earliest: iso(earliest), latest: iso(latest) } } as unknown as EventRecord;
}

/** Whether `a` was over before `b` can have begun. */
function over({ occurredAt: a }: EventRecord, { occurredAt: b }: EventRecord): boolean {
  return a.latest !== null && b.earliest !== null && a.latest < b.earliest;
}

const ids = (events: readonly EventRecord[]) => events.map(({ id }) => id).join("");

describe("the order of the world", () => {
  test("is that of recording as long as no time contradicts it", () =>
    expect(ids(worldOrder([lasting("a", 5, 5), lasting("b", 1, 9), lasting("c", null, null)]))).toBe("abc"));

  test("puts what was told late where it belongs", () =>
    expect(ids(worldOrder([lasting("a", 5, 5), lasting("b", 7, 7), lasting("c", 6, 6)]))).toBe("acb"));

  test("does so past an event that overlaps both", () =>
    expect(ids(worldOrder([lasting("a", 5, 5), lasting("b", 1, 9), lasting("c", 2, 2)]))).toBe("cab"));

  test("never has an event before one that was over when it began, and leaves the end to what is not late", () => {
    const day = fc.integer({ min: 1, max: 12 });
    const span = fc
      .tuple(fc.option(day), fc.option(day))
      .map(([a, b]) => (a !== null && b !== null && b < a ? ([b, a] as const) : ([a, b] as const)));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        const recorded = spans.map(([earliest, latest], i) => lasting(`${i} `, earliest, latest));
        const ordered = worldOrder(recorded);
        for (const [i, first] of ordered.entries())
          for (const second of ordered.slice(i + 1)) expect(over(second, first)).toBe(false);
        // What a reader has folded so far stays right when something follows that is not late.
        const last = recorded.at(-1);
        if (last && !recorded.some((other) => over(last, other)))
          expect(ids(ordered)).toBe(ids([...worldOrder(recorded.slice(0, -1)), last]));
      }),
      { numRuns: 500 },
    );
  });
});

describe("the order of the world over several streams", () => {
  test("tells each stream as it is told alone", () => {
    const day = fc.option(fc.integer({ min: 1, max: 9 }));
    const spans = fc.array(fc.tuple(fc.constantFrom("p", "q", "r"), day, day), { maxLength: 15 });
    fc.assert(
      fc.property(spans, (given) => {
        const recorded = given.map(([stream, a, b], number) => ({
          ...lasting(`${number} `, a, a !== null && b !== null && b < a ? a : b),
          stream,
          number,
        }));
        const ordered = worldOrderOfStreams(recorded);
        expect(ordered).toHaveLength(recorded.length);
        for (const stream of ["p", "q", "r"]) {
          const alone = recorded.filter((event) => event.stream === stream);
          expect(ids(ordered.filter((event) => event.stream === stream))).toBe(ids(worldOrder(alone)));
        }
        const last = recorded.at(-1);
        if (last && !recorded.some((other) => over(last, other)))
          expect(ids(ordered)).toBe(ids([...worldOrderOfStreams(recorded.slice(0, -1)), last]));
      }),
      { numRuns: 500 },
    );
  });
});
