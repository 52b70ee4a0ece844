import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { Aggregate } from "../../../src/event-sourcing/deciding/decider.js";
import { StreamHistory } from "../../../src/event-sourcing/deciding/stream-history.js";
import type { EventRecord } from "../../../src/event-sourcing/stored-event/event-record.js";
import { asItHappened } from "../../../src/event-sourcing/stored-event/history.js";

const aggregate: Aggregate<string> = {
  category: "told",
  events: [],
  initial: "",
  evolve: (state, { id, facts, occurredAt }) => `${state} ${id}:${String(facts["value"])}@${occurredAt.earliest}`,
};

const iso = (day: number | null) => day && new Date(Date.UTC(2025, 0, day)).toISOString();

const anyDay = fc.option(fc.integer({ min: 1, max: 9 }));
const anyEvent = fc.record({
  kind: fc.constantFrom("plain", "plain", "plain", "correction", "withdrawal"),
  of: fc.nat(20),
  earliest: anyDay,
  latest: anyDay,
});

test("a history that grows is the one that is read whole, with whatever was asked of it on the way", () => {
  const anyHistory = fc.array(fc.tuple(anyEvent, fc.boolean(), fc.boolean()), { maxLength: 15 });
  fc.assert(
    fc.property(anyHistory, (given) => {
      const recorded = given.map(([{ kind, of, earliest, latest }], i) => {
        const earlier = Math.min(of, i - 1);
        const corrects = kind === "plain" || i === 0 ? null : { event: `e${earlier}`, revision: earlier };
        const type = { plain: "Told", correction: "FactCorrected", withdrawal: "StepWithdrawn" }[kind];
        return {
          id: `e${i}`,
          number: i,
          type: i === 0 ? "Told" : type,
          corrects,
          facts: kind === "correction" ? { facts: { value: i } } : { value: 0 },
          occurredAt: {
            earliest: iso(earliest),
            latest: iso(latest !== null && earliest !== null && latest < earliest ? earliest : latest),
          },
          sealed: [],
          correctedBy: [],
          readAsOf: i,
        } as unknown as EventRecord;
      });
      let history = StreamHistory.EMPTY;
      let waiting: EventRecord[] = [];
      for (const [i, [, comesAlone, isAsked]] of given.entries()) {
        waiting.push(recorded[i]!);
        if (!comesAlone) continue;
        history = history.with(waiting);
        waiting = [];
        if (isAsked) history.stateOf(aggregate);
      }
      history = history.with(waiting);
      const whole = asItHappened(recorded);
      expect(history.recorded).toEqual(recorded);
      expect(history.happened).toEqual(whole);
      expect(history.stateOf(aggregate)).toBe(whole.reduce(aggregate.evolve, ""));
    }),
    { numRuns: 2_000 },
  );
});

test("what aggregates made of it is kept of the last few that asked", () => {
  const event = { id: "e", corrects: null, type: "Told", occurredAt: { earliest: null, latest: null } };
  const history = StreamHistory.EMPTY.with([event as unknown as EventRecord]);
  let folded = 0;
  const counting = (): Aggregate<number> => ({ ...aggregate, initial: 0, evolve: (state) => (folded++, state + 1) });
  const first = counting();
  for (let i = 0; i < 3; i++) expect(history.stateOf(first)).toBe(1);
  expect(folded).toBe(1);
  for (let i = 0; i < 10; i++) history.stateOf(counting());
  expect(history.stateOf(first)).toBe(1);
  expect(folded).toBe(1 + 10 + 1);
});
