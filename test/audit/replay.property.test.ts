import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { EventRecord } from "../../src/event-sourcing/stored-event/event-record.js";
import type { OccurredAt } from "../../src/event-sourcing/stored-event/occurred-at.js";
import { EventRegistry } from "../../src/event-sourcing/stored-event/registry.js";
import { replay } from "../../src/audit/replay.js";
import { Log } from "./log.js";
import { sightingsAggregate, type Sightings } from "./sightings.js";
import { TwoTimeTable, type Known, type Row } from "./two-time-table.js";

const registry = new EventRegistry(sightingsAggregate.events);
const STREAMS = ["sightings-a", "sightings-b"];
const DAYS = 30;

const iso = (day: number) => new Date(Date.UTC(2025, 0, 1 + day)).toISOString();

interface Span {
  readonly begin: number | null;
  readonly end: number | null;
}

const FORMS = ["EXACT", "RANGE", "FROM", "UNTIL", "UNKNOWN"] as const;

/** A time in the world that has begun by the day of recording: exact, a range, open at an end, or unknown. */
interface Time {
  readonly form: (typeof FORMS)[number];
  /** Days before the recording, and days that it may have lasted. */
  readonly back: number;
  readonly length: number;
}

function spanOf({ form, back, length }: Time, recorded: number): Span {
  const day = recorded - back;
  if (form === "EXACT") return { begin: day, end: day };
  if (form === "RANGE") return { begin: day, end: day + length };
  return { begin: form === "FROM" ? day : null, end: form === "UNTIL" ? day : null };
}

type Step =
  | { readonly kind: "record"; readonly stream: number; readonly value: number; readonly time: Time }
  | { readonly kind: "correct"; readonly which: number; readonly value?: number; readonly time?: Time };

/** Steps, each with the days that pass before it. */
function historyOf(...forms: readonly Time["form"][]): fc.Arbitrary<(readonly [Step, number])[]> {
  const time = fc.record({ form: fc.constantFrom(...forms), back: fc.nat(12), length: fc.nat(12) });
  const value = fc.nat(9);
  const record = fc.record({ kind: fc.constant("record" as const), stream: fc.nat(1), value, time });
  const correct = fc.record(
    { kind: fc.constant("correct" as const), which: fc.nat(), value, time },
    { requiredKeys: ["kind", "which"] },
  );
  const step = fc.oneof({ weight: 3, arbitrary: record }, { weight: 2, arbitrary: correct });
  return fc.array(fc.tuple(step, fc.nat(3)), { minLength: 1, maxLength: 14 });
}

const history = historyOf("EXACT", "RANGE", ...FORMS);
const question = fc.record({
  asOf: fc.option(fc.integer({ min: -15, max: DAYS }), { nil: undefined }),
  number: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
  time: fc.option(fc.integer({ min: 0, max: DAYS }), { nil: undefined }),
});

/** Plays the steps: into a log, as the service stores it, and into the table. */
function play(steps: readonly (readonly [Step, number])[]): { log: Log; table: TwoTimeTable } {
  const log = new Log();
  const table = new TwoTimeTable();
  let now = 0;
  for (const [each, days] of steps) {
    now += days;
    const at = { number: log.raws.length, time: now };
    if (each.kind === "record") {
      const stream = STREAMS[each.stream]!;
      const span = spanOf(each.time, now);
      const facts = { value: each.value };
      const { id } = log.write({ stream, type: "Sighted", facts, occurredAt: occurredAt(span), recordedAt: iso(now) });
      table.record({ fact: id, stream, value: each.value, ...span }, at);
      continue;
    }
    const facts = [...new Set(table.rows.map(({ fact }) => fact))];
    if (facts.length === 0) continue;
    const corrected = log.raws.find(({ id }) => id === facts[each.which % facts.length])!;
    const { recorded } = table.rows.find(({ fact }) => fact === corrected.id)!;
    const span = each.time && spanOf(each.time, recorded);
    log.write({
      stream: corrected.stream,
      type: "FactCorrected",
      corrects: { event: corrected.id, revision: corrected.revision },
      facts: {
        correctedType: "Sighted",
        reason: "NEW_EVIDENCE",
        facts: each.value === undefined ? {} : { value: each.value },
        ...(span && { occurredAt: { ...occurredAt(span) } }),
      },
      occurredAt: occurredAt({ begin: now, end: now }),
      recordedAt: iso(now),
    });
    table.correct(corrected.id, { ...(each.value !== undefined && { value: each.value }), ...span }, at);
  }
  return { log, table };
}

const bound = (day: number | null) => (day === null ? null : iso(day));

function occurredAt({ begin, end }: Span): OccurredAt {
  const precision = begin === null && end === null ? "UNKNOWN" : begin === end ? "INSTANT" : "RANGE";
  return { earliest: bound(begin), latest: bound(end), precision, zone: "Asia/Jakarta", conflict: false };
}

function recordsOf(log: Log, stream: string): EventRecord[] {
  return log.raws.filter((raw) => raw.stream === stream).map((raw) => registry.read(raw));
}

function ask(log: Log, stream: string, asOf: number | undefined, { number, time }: Known) {
  return replay(sightingsAggregate, recordsOf(log, stream), {
    asOf: asOf === undefined ? undefined : iso(asOf),
    knownAt: { number, recordedAt: time === undefined ? undefined : iso(time) },
  });
}

const rowsOf = (rows: readonly Row[]) => rows.map(({ fact, value }) => `${fact} ${value}`).toSorted();
const stateOf = ({ seen }: Sightings) => seen.map(({ id, value }) => `${id} ${value}`).toSorted();

describe("replay on two clocks", () => {
  test("says what a table with two times says, of facts late, backdated, imprecise and corrected", () => {
    fc.assert(
      fc.property(history, question, (steps, { asOf, ...known }) => {
        const { log, table } = play(steps);
        for (const stream of STREAMS) {
          const { state, events, possibly } = ask(log, stream, asOf, known);
          const certain = table.certain(stream, asOf, known);
          expect(stateOf(state)).toEqual(rowsOf(certain));
          expect(events).toHaveLength(certain.length);
          const possible = table.possible(stream, asOf, known);
          expect(possibly.map(({ event }) => event.id).toSorted()).toEqual(possible.map(({ fact }) => fact).toSorted());
          for (const { event, state: given } of possibly) {
            const row = possible.find(({ fact }) => fact === event.id)!;
            expect(stateOf(given)).toEqual(rowsOf([...certain, row]));
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("has things in the order in which they happened, as it was known then", () => {
    fc.assert(
      fc.property(history, question, (steps, { asOf, ...known }) => {
        const { log, table } = play(steps);
        for (const stream of STREAMS) {
          const rows = table.known(stream, known);
          const seen = ask(log, stream, asOf, known).state.seen.map(({ id }) => rows.find(({ fact }) => fact === id)!);
          for (const [i, first] of seen.entries())
            for (const second of seen.slice(i + 1)) expect(isOverBefore(second, first)).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("ends, of exact times, with the latest", () => {
    fc.assert(
      fc.property(historyOf("EXACT"), question, (steps, { asOf, ...known }) => {
        const { log, table } = play(steps);
        for (const stream of STREAMS) {
          const rows = table.certain(stream, asOf, known);
          const order = rows.map(({ fact }) => log.raws.findIndex(({ id }) => id === fact));
          const latest = rows
            .map((row, i) => ({ row, number: order[i]! }))
            .toSorted((a, b) => a.row.begin! - b.row.begin! || a.number - b.number)
            .at(-1)?.row;
          expect(ask(log, stream, asOf, known).state.seen.at(-1)?.id).toBe(latest?.fact);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("reaches, in these histories, every kind of fact that they are about", () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(history, question, (steps, { asOf, ...known }) => {
        const { table } = play(steps);
        for (const row of table.rows) {
          if (row.supersededAt) reached.add("corrected");
          if (row.end !== null && row.end < row.recorded) reached.add("backdated");
          if (row.begin === null && row.end === null) reached.add("unknown time");
        }
        for (const stream of STREAMS) {
          const possible = table.possible(stream, asOf, known);
          if (possible.length > 1) reached.add("several possible");
          if (possible.some(({ end }) => end === null)) reached.add("possible up to its recording");
          if (table.known(stream, known).some((a, i, all) => all.slice(0, i).some((b) => isOverBefore(a, b))))
            reached.add("late");
        }
      }),
      { numRuns: 500 },
    );
    expect([...reached].toSorted()).toEqual([
      "backdated",
      "corrected",
      "late",
      "possible up to its recording",
      "several possible",
      "unknown time",
    ]);
  });
});

function isOverBefore(a: Row, b: Row): boolean {
  return a.end !== null && b.begin !== null && a.end < b.begin;
}
